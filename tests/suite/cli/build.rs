//! `wezmux build`, and the folder that it keeps.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::{PROJECT, guide};
use crate::program::Folder;

#[test]
fn writes_what_the_library_renders() {
    let folder = Folder::with(&guide());
    let run = folder.run(&["build", "-o", "out"]).code(0);
    assert_eq!(run.stderr, "");
    assert!(
        run.stdout
            .starts_with("wrote     CHEATSHEET.md\nwrote     hosts/dev-server/setup.sh\n")
    );
    assert!(
        run.stdout
            .ends_with("\nNext: read out/CHEATSHEET.md, which has the command for each host.\n")
    );
    for artifact in crate::golden::build(Path::new("examples/guide.toml")) {
        let path = format!("out/{}", artifact.path);
        assert_eq!(folder.read(&path), artifact.text);
        let mode = fs::metadata(folder.path(&path))
            .expect("its mode")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, artifact.mode, "{path}");
    }
    assert_eq!(
        folder.run(&["build", "-o", "out"]).code(0).stdout,
        "12 files were already right\n"
    );
}

#[test]
fn updates_its_own_files_and_removes_those_of_a_host_that_left() {
    let folder = Folder::with(&guide());
    folder.run(&["build"]).code(0);
    let fewer = guide().replace("label = \"Staging\"", "label = \"Stage\"");
    let fewer = fewer
        .split("[[domain]]\nname = \"workstation\"")
        .next()
        .expect("the first two");
    folder.write("wezmux.toml", fewer);
    folder.write("out/hosts/workstation/mine", "not ours");
    let run = folder.run(&["build"]).code(0);
    let expected = "\
updated   CHEATSHEET.md
updated   hosts/staging/setup.sh
updated   hosts/staging/wezterm-mux-server.service
removed   hosts/workstation/setup.sh
removed   hosts/workstation/wezterm-mux-server.service
removed   hosts/workstation/wezterm.lua
updated   wezmux.lua
updated   wezterm.lua
4 files were already right

No longer in the project: workstation (`ssh -l dev 192.168.1.50`).
What was set up there stays, with its tabs. To take it off, unless another domain leads to that account now,
put back what the project had, run
  wezmux remove workstation
and undo that edit.
";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    assert_eq!(folder.read("out/hosts/workstation/mine"), "not ours");
    assert!(!folder.has("out/hosts/workstation/setup.sh"));
    // A host under a new name has not left: its server goes on to be that of a domain.
    folder.write(
        "wezmux.toml",
        fewer.replace("name = \"dev-server\"", "name = \"dev\""),
    );
    let said = folder.run(&["build"]).code(0).stdout;
    assert!(said.contains("removed   hosts/dev-server/setup.sh\n"), "{said}");
    assert!(!said.contains("No longer in the project"), "{said}");
}

#[test]
fn names_the_domains_that_left() {
    let folder = Folder::with("");
    let project = |hosts: &[(&str, &str)]| {
        let domain = |(name, rest): &(&str, &str)| {
            format!("[[domain]]\nname = \"{name}\"\naccent = \"#7aa2f7\"\naddress = {rest}\n")
        };
        hosts.iter().map(domain).collect::<String>()
    };
    let said_of = |hosts: &[(&str, &str)], words: &[&str]| {
        folder.write("my hosts.toml", project(hosts));
        let stdout = folder.run(words).code(0).stdout;
        let (_, said) = stdout.split_once("\nNo longer in the project: ")?;
        let (domains, rest) = said.split_once(".\n").expect("a line");
        let command = rest.lines().find_map(|line| line.strip_prefix("  "));
        Some((domains.to_owned(), command.expect("a command").to_owned()))
    };
    let said = |hosts: &[(&str, &str)]| said_of(hosts, &["build", "my hosts.toml"]);
    let two = [("dev", "\"10.0.0.1\""), ("prod", "\"10.0.0.2\"")];
    assert_eq!(said(&two), None);
    // A host under another name, also with a key, is the same one; one that has moved is still a domain's.
    let live = ("live", "\"10.0.0.2\"\nidentity_file = \"~/.ssh/k\"");
    assert_eq!(said(&[two[0], live]), None);
    assert_eq!(said(&[("dev", "\"10.0.0.3\""), live]), None);
    let (domains, command) = said(&[("dev", "\"10.0.0.3\"")]).expect("one left");
    assert_eq!(domains, "live (`ssh -i ~/.ssh/k 10.0.0.2`)");
    assert_eq!(command, "wezmux remove -p 'my hosts.toml' live");
    // Where it led cannot be told of a file that was changed.
    folder.write("out/hosts/dev/setup.sh", "changed by hand");
    let (domains, command) = said(&[("new", "\"10.0.0.4\"")]).expect("one left");
    assert_eq!(domains, "dev");
    assert_eq!(command, "wezmux remove -p 'my hosts.toml' dev");
    // An export has such files, too.
    let export = ["export", "ansible", "my hosts.toml"];
    assert_eq!(said_of(&two, &export), None);
    let (domains, _) = said_of(&two[..1], &export).expect("one left");
    assert_eq!(domains, "prod (`ssh 10.0.0.2`)");
    // Of what was made for something else nothing is known, though its files go.
    let other = [
        "export",
        "home-manager",
        "my hosts.toml",
        "-o",
        "ansible",
        "--force",
    ];
    let run = folder.run(&other).code(0);
    assert!(run.stdout.contains("/setup.sh\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("No longer"), "{}", run.stdout);
    // Nothing but a name gets into the command: anyone may have written the record.
    folder.write("out/hosts/x;y/setup.sh", "");
    let record = folder.read("out/.wezmux.json");
    let record = record.replace("\"files\": {", "\"files\": {\"hosts/x;y/setup.sh\": [],");
    folder.write("out/.wezmux.json", record);
    assert_eq!(said(&[("new", "\"10.0.0.4\"")]), None);
}

#[test]
fn replaces_no_file_that_it_did_not_write() {
    let folder = Folder::with(&guide());
    fs::create_dir(folder.path("out")).expect("a folder");
    folder.write("out/wezterm.lua", "-- mine");
    let run = folder.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `out` has files that this program did not write, or that were changed since:\n  wezterm.lua\nhelp: write into another folder with `-o`, or replace them with `--force`\n"
    );
    // Nothing else was written either.
    assert_eq!(folder.read("out/wezterm.lua"), "-- mine");
    assert!(!folder.has("out/CHEATSHEET.md"));

    folder.run(&["build", "--force"]).code(0);
    folder.write("out/hosts/staging/setup.sh", "changed by hand");
    folder.write("wezmux.toml", guide().replace("Staging", "Stage"));
    let run = folder.run(&["build"]).code(1);
    assert!(
        run.stderr.contains("\n  hosts/staging/setup.sh\nhelp: "),
        "{}",
        run.stderr
    );
    assert_eq!(folder.read("out/hosts/staging/setup.sh"), "changed by hand");
}

#[test]
fn trusts_no_record_that_leads_out_of_its_folder() {
    let folder = Folder::with(&guide());
    folder.write("precious", "x");
    fs::create_dir(folder.path("out")).expect("a folder");
    for path in ["../precious", "/etc/hostname", "a//b", "c:x"] {
        folder.write(
            "out/.wezmux.json",
            format!("{{\"files\":{{\"{path}\":[\"00\"]}}}}"),
        );
        let run = folder.run(&["build"]).code(1);
        assert!(
            run.stderr
                .contains(&format!("`{path}` is no path in this folder")),
            "{}",
            run.stderr
        );
    }
    folder.write("out/.wezmux.json", "nonsense");
    let run = folder.run(&["build"]).code(1);
    assert!(
        run.stderr
            .starts_with("error: cannot understand `out/.wezmux.json`: "),
        "{}",
        run.stderr
    );
    assert!(folder.has("precious"));
}

#[test]
fn with_errors_writes_nothing() {
    let folder = Folder::with("");
    folder.run(&["build"]).code(1);
    assert!(!folder.has("out"));
}

#[test]
fn says_where_it_cannot_write() {
    let folder = Folder::with(&guide());
    folder.write("out", "a file where the folder should be");
    let run = folder.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `out` is no folder\nhelp: name another folder with `-o`\n"
    );
}

#[test]
fn leaves_what_was_changed_by_hand_and_says_so() {
    let folder = Folder::with(PROJECT);
    folder.run(&["build"]).code(0);
    folder.write("out/hosts/b/setup.sh", "mine");
    folder.write("wezmux.toml", PROJECT.replace("\"b\"", "\"c\""));
    let run = folder.run(&["build"]).code(0);
    let line = "left      hosts/b/setup.sh, which was changed by hand, though its domain is gone\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert_eq!(folder.read("out/hosts/b/setup.sh"), "mine");
    assert!(!folder.has("out/hosts/b/wezterm.lua"));
}

#[test]
fn a_build_that_was_cut_short_knows_its_files_again() {
    let folder = Folder::with(&guide());
    folder.run(&["build"]).code(0);
    // A folder in the place of a file ends the next build half way.
    folder.write(
        "wezmux.toml",
        guide()
            .replace("Staging", "Stage")
            .replace("tabs = 3", "tabs = 2"),
    );
    fs::remove_file(folder.path("out/wezterm.lua")).expect("it is there");
    fs::remove_file(folder.path("out/hosts/workstation/setup.sh")).expect("it is there");
    fs::remove_dir_all(folder.path("out/hosts/workstation")).expect("it is there");
    folder.write("out/hosts/workstation", "a file where the folder should be");
    folder.run(&["build"]).code(1);
    fs::remove_file(folder.path("out/hosts/workstation")).expect("it is there");
    folder.write("wezmux.toml", guide().replace("Staging", "Other"));
    folder.run(&["build"]).code(0);
    assert!(folder.read("out/CHEATSHEET.md").contains("Other"));
}

#[test]
fn waits_for_no_pipe() {
    let folder = Folder::with(&guide());
    fs::create_dir(folder.path("out")).expect("a folder");
    let pipe = folder.path("out/wezterm.lua");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo")
            .success()
    );
    let run = folder.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: cannot read `out/wezterm.lua`: it is no file\n"
    );
}
