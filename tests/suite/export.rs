//! What engines are given. `tests/lab/engines.test.sh` has the engines themselves.
//!
//! `UPDATE=1 cargo test --features cli --test suite -- golden` writes the files anew.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use askama::filters::Escaper;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use wezmux::render::escape::{NixString, QuotedString};
use wezmux::render::export::{Engine, Export, export};
use wezmux::{Fleet, render};

use crate::escape::odd_text;
use crate::golden::{assert_files, fleet};
use crate::program::{Folder, WEZMUX};

/// A project with odd values, and in `expected` what the engines are given of it.
const CASE: &str = "tests/exports";

fn case() -> Fleet {
    fleet(&fs::read_to_string(Path::new(CASE).join("wezmux.toml")).expect("the project"))
}

/// Packs nothing, so that what is packed can be read.
fn plain(fleet: &Fleet, engine: Engine) -> Export {
    export(fleet, engine, str::to_owned)
}

/// Those of `build`, by their text: an export has them as they are.
fn built(fleet: &Fleet) -> BTreeMap<String, String> {
    render(fleet)
        .into_iter()
        .map(|artifact| (artifact.text, artifact.path))
        .collect()
}

#[test]
fn golden_files_of_every_engine() {
    let fleet = case();
    let built = built(&fleet);
    let mut made = BTreeMap::new();
    for engine in Engine::ALL {
        let name = engine.name();
        for file in export(&fleet, engine, |_| "(packed)".to_owned()).files {
            // Those are among the files of `build`.
            if !built.contains_key(&file.text) {
                made.insert(format!("{name}/{}", file.path), file.text);
            }
        }
    }
    // It is the same but for the user.
    made.insert("first-boot.sh".to_owned(), first_boot(&fleet, "1e3").0);
    assert_files(&Path::new(CASE).join("expected"), &made);
    for (path, text) in made {
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
    }
}

/// What is packed in the user-data of a domain: what runs first, and the installer.
fn first_boot(fleet: &Fleet, name: &str) -> (String, String) {
    let packed = std::cell::RefCell::new(Vec::new());
    export(fleet, Engine::CloudInit, |text| {
        packed.borrow_mut().push(text.to_owned());
        String::new()
    });
    let with_user = fleet.domains().iter().filter(|domain| domain.username.is_some());
    let place = with_user
        .into_iter()
        .position(|domain| domain.name.as_ref() == name);
    let packed = packed.into_inner().swap_remove(place.expect("the domain"));
    let (first, installer) = packed.split_once("\n\n# --- setup.sh\n").expect("two parts");
    (format!("{first}\n"), installer.to_owned())
}

#[test]
fn every_engine_is_given_the_very_files_of_build() {
    let fleet = case();
    let built: BTreeMap<String, String> = render(&fleet)
        .into_iter()
        .map(|artifact| (artifact.path, artifact.text))
        .collect();
    for domain in fleet.domains() {
        let name = &domain.name;
        let text = |engine, path: String| {
            let files = plain(&fleet, engine).files;
            let file = files
                .into_iter()
                .find(|file| file.path == path)
                .expect("the file");
            assert_eq!(file.mode, if path.ends_with(".sh") { 0o755 } else { 0o644 });
            file.text
        };
        let setup = &built[&format!("hosts/{name}/setup.sh")];
        assert_eq!(
            &text(Engine::Ansible, format!("roles/wezmux/files/{name}/setup.sh")),
            setup
        );
        assert_eq!(&text(Engine::Pyinfra, format!("hosts/{name}/setup.sh")), setup);
        assert_eq!(&first_boot(&fleet, name.as_ref()).1, setup);
        for file in ["wezterm.lua", "wezterm-mux-server.service"] {
            let path = format!("hosts/{name}/{file}");
            assert_eq!(&text(Engine::HomeManager, path.clone()), &built[&path]);
        }
    }
    let all: BTreeMap<String, String> = plain(&fleet, Engine::Tar)
        .files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    assert_eq!(all, built);
}

#[test]
fn a_domain_without_a_user_has_no_first_boot() {
    let fleet = fleet(
        "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n[[domain]]\nname = \"b\"\naddress = \"i\"\naccent = \
         \"#f00\"\nusername = \"me\"\n",
    );
    for engine in Engine::ALL {
        let export = plain(&fleet, engine);
        let left_out: Vec<String> = export.left_out.iter().map(ToString::to_string).collect();
        let expected: &[&str] = if engine == Engine::CloudInit { &["a"] } else { &[] };
        assert_eq!(left_out, expected);
    }
    let paths: Vec<String> = plain(&fleet, Engine::CloudInit)
        .files
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert_eq!(paths, ["hosts/b/user-data"]);
}

/// The file of an engine for this project.
fn file_of(text: &str, engine: Engine, path: &str) -> String {
    let files = plain(&fleet(text), engine).files;
    let file = files.into_iter().find(|file| file.path == path);
    file.expect("the file").text
}

fn domain(index: usize, name: &str, more: &str) -> String {
    format!("[[domain]]\nname = \"{name}\"\naddress = \"h{index}\"\naccent = \"#{index:06x}\"\n{more}\n")
}

/// The names of groups that domains with these tags give, in the inventories of both engines.
fn groups(tags: &[&str]) -> Vec<String> {
    let text: String = (tags.iter().enumerate())
        .map(|(index, tags)| domain(index, &format!("n{index}"), &format!("tags = {tags}")))
        .collect();
    let names = |text: String, end: &str| -> Vec<String> {
        let names = text.lines().filter(|line| line.starts_with("tag_"));
        names
            .map(|line| line.strip_suffix(end).expect("the end").to_owned())
            .collect()
    };
    let ansible = names(file_of(&text, Engine::Ansible, "inventory.yml"), ":");
    assert_eq!(
        names(file_of(&text, Engine::Pyinfra, "inventory.py"), " = ["),
        ansible
    );
    ansible
}

#[test]
fn a_tag_has_the_same_group_whatever_else_there_is() {
    assert_eq!(groups(&[r#"["web"]"#, r#"["web", "web"]"#]), ["tag_web"]);
    let tags = [
        ("a-b", "tag_a_b_2d"),
        ("a.b", "tag_a_b_2e"),
        ("a_b", "tag_a_b"),
        ("a_b_2d", "tag_a_b_2d_5f_5f"),
        ("a-b_c", "tag_a_b_c_2d_5f"),
        ("a_b-c", "tag_a_b_c_5f_2d"),
        ("rack_1", "tag_rack_1"),
        ("2d", "tag_2d"),
        ("日", "tag___65e5"),
        ("本", "tag___672c"),
    ];
    let list = |tags: &[(&str, &str)]| format!("{:?}", tags.iter().map(|(tag, _)| *tag).collect::<Vec<_>>());
    let mut names: Vec<&str> = tags.iter().map(|(_, name)| *name).collect();
    assert_eq!(groups(&[&list(&tags)]), names);
    let mut turned = tags;
    turned.reverse();
    names.reverse();
    assert_eq!(groups(&[&list(&turned)]), names);
}

#[test]
fn no_two_tags_share_a_group() {
    // All of up to five of these.
    let mut tags = vec![String::new()];
    for _ in 0..5 {
        let longer: Vec<String> = (tags.iter())
            .flat_map(|tag| ["2", "d", "-", "_", "\u{2d0}"].map(|next| format!("{tag}{next}")))
            .collect();
        tags.extend(longer);
        tags.sort();
        tags.dedup();
    }
    tags.retain(|tag| tag.starts_with(char::is_alphanumeric));
    let lists: Vec<String> = tags
        .chunks(16)
        .map(|tags| format!("{tags:?}").replace("\\u{2d0}", "\u{2d0}"))
        .collect();
    let mut names = groups(&lists.iter().map(String::as_str).collect::<Vec<_>>());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), tags.len());
}

#[test]
fn no_host_has_the_name_of_a_group() {
    for name in [
        "wezmux",
        "production",
        "all",
        "ungrouped",
        "inventory",
        "localhost",
        "127.0.0.1",
        "tag_web",
    ] {
        let text = domain(1, name, "tags = [\"web\"]\nproduction = true") + &domain(2, "plain", "");
        let yaml = file_of(&text, Engine::Ansible, "inventory.yml");
        assert!(
            yaml.contains(&format!("\n    \"_{name}\":\n      wezmux_domain: \"{name}\"\n")),
            "{yaml}"
        );
        assert!(
            yaml.contains(&format!("\ntag_web:\n  hosts:\n    \"_{name}\": {{}}\n")),
            "{yaml}"
        );
        assert!(
            yaml.contains(&format!("\nproduction:\n  hosts:\n    \"_{name}\": {{}}\n")),
            "{yaml}"
        );
        assert!(yaml.contains("\n    \"plain\":\n      ansible_host"), "{yaml}");
        let python = file_of(&text, Engine::Pyinfra, "inventory.py");
        assert!(
            python.contains(&format!(
                "\"_{name}\",\n            {{\n                \"wezmux_domain\": \"{name}\",\n"
            )),
            "{python}"
        );
        assert!(
            python.contains(&format!("\nproduction = [\n    \"_{name}\",\n]\n")),
            "{python}"
        );
    }
}

/// 400 texts, the same each time.
fn texts() -> Vec<String> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let text = |_| {
        let strategy = prop_oneof![
            odd_text(),
            "(?s:.{0,40})",
            "[\u{80}-\u{a0}\u{2020}-\u{2030}\u{feff}\u{fff0}-\u{ffff}]{1,9}"
        ];
        let text = strategy.new_tree(&mut runner).expect("a text").current();
        text.replace('\0', "")
    };
    (0..400).map(text).collect()
}

/// The texts as `reader` gives them back, from a list with each in double quotes.
fn read_back(escaper: impl Escaper, (start, between, end): (&str, &str, &str), reader: &mut Command) {
    let texts = texts();
    let mut source = start.to_owned();
    for text in &texts {
        source.push('"');
        escaper
            .write_escaped_str(&mut source, text)
            .expect("a string takes it");
        source.push('"');
        source.push_str(between);
    }
    source.push_str(end);
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), source).expect("it is written");
    let output = reader.arg(file.path()).output().expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Vec<String> = serde_json::from_slice(&output.stdout).expect("a list");
    assert_eq!(found, texts);
}

/// A program of the folder that `tests/lab/engines.sh` makes.
fn engine(program: &str) -> Command {
    Command::new(Path::new("target/tools/engines/bin").join(program))
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn yaml_gives_back_any_text() {
    let program = "import json, sys, yaml\nprint(json.dumps(yaml.safe_load(open(sys.argv[1], newline='', encoding='utf-8').read())))";
    read_back(
        QuotedString,
        ("[", ",\n", "]"),
        engine("python").args(["-c", program]),
    );
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn python_gives_back_any_text() {
    let program = "import ast, json, sys\nprint(json.dumps(ast.literal_eval(open(sys.argv[1], newline='', encoding='utf-8').read())))";
    read_back(
        QuotedString,
        ("[", ",\n", "]"),
        engine("python").args(["-c", program]),
    );
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn nix_gives_back_any_text() {
    let mut nix = engine("nix-instantiate");
    read_back(
        NixString,
        ("[", "\n", "]"),
        nix.args(["--eval", "--strict", "--json"]),
    );
}

/// Two domains, of which the first says no user.
const PROJECT: &str = "\
[[domain]]
name = \"a\"
address = \"h\"
accent = \"#fff\"

[[domain]]
name = \"b\"
address = \"i\"
accent = \"#f00\"
username = \"me\"
";

#[test]
fn it_writes_a_folder_of_its_own_and_only_over_its_own_files() {
    let test = Folder::with(PROJECT);
    let run = test.run(&["export", "ansible"]).code(0);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.stdout,
        "\
wrote     inventory.yml
wrote     roles/wezmux/defaults/main.yml
wrote     roles/wezmux/files/a/setup.sh
wrote     roles/wezmux/files/b/setup.sh
wrote     roles/wezmux/tasks/main.yml
wrote     site.yml

Next: ansible-playbook -i ansible/inventory.yml ansible/site.yml --check, and without --check.
"
    );
    let run = test.run(&["export", "ansible"]).code(0);
    assert_eq!(run.stdout, "6 files were already right\n");
    // A domain that left takes its files along.
    test.write("wezmux.toml", PROJECT.split_once("\n\n").expect("two").1);
    let run = test.run(&["export", "ansible"]).code(0);
    assert!(
        run.stdout
            .starts_with("updated   inventory.yml\nremoved   roles/wezmux/files/a/setup.sh\n")
    );
    assert!(!test.has("ansible/roles/wezmux/files/a"));

    test.write("ansible/site.yml", "mine");
    let run = test.run(&["export", "ansible"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `ansible` has files that this program did not write, or that were changed since:\n  site.yml\nhelp: write \
         into another folder with `-o`, or replace them with `--force`\n"
    );
    assert_eq!(test.read("ansible/site.yml"), "mine");
    test.run(&["export", "ansible", "--force"]).code(0);
    test.run(&["export", "ansible", "-o", "other"]).code(0);
    assert_eq!(test.read("ansible/site.yml"), test.read("other/site.yml"));
}

#[test]
fn it_says_what_comes_next() {
    let test = Folder::with(&PROJECT.replace("accent = \"#fff\"", "accent = \"#fff\"\nusername = \"you\""));
    for (engine, next) in [
        (
            "ansible",
            "ansible-playbook -i ansible/inventory.yml ansible/site.yml --check, and without --check.",
        ),
        (
            "pyinfra",
            "pyinfra --dry pyinfra/inventory.py pyinfra/deploy.py, and without --dry.",
        ),
        (
            "cloud-init",
            "start each host with its cloud-init/hosts/<domain>/user-data.",
        ),
        (
            "home-manager",
            "let the configuration of each host's user import home-manager/hosts/<domain>/home.nix, and yours \
             home-manager/local.nix.",
        ),
    ] {
        let run = test.run(&["export", engine]).code(0);
        assert_eq!(run.stderr, "");
        assert!(
            run.stdout.ends_with(&format!("\n\nNext: {next}\n")),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn it_says_whom_cloud_init_can_do_nothing_for() {
    let test = Folder::with(PROJECT);
    let help = "help: write `username = \"ubuntu\"`: at a first boot nobody has logged in yet\n";
    let run = test.run(&["export", "cloud-init"]).code(0);
    assert_eq!(
        run.stderr,
        format!("warning: `a` is left out, since the project does not say its user\n{help}")
    );
    let domain = |index: i32| {
        format!("[[domain]]\nname = \"n{index}\"\naddress = \"n{index}\"\naccent = \"#{index}{index}f\"\n")
    };
    let many: String = (0..2).map(domain).collect();
    test.write("wezmux.toml", many.clone() + PROJECT);
    let run = test.run(&["export", "cloud-init"]).code(0);
    let warning = "warning: `n0`, `n1`, `a` are left out, since the project does not say their user\n";
    assert!(
        run.stderr.ends_with(&format!("{warning}{help}")),
        "{}",
        run.stderr
    );
    test.write("wezmux.toml", many);
    let run = test.run(&["export", "cloud-init", "-o", "none"]).code(1);
    assert!(
        run.stderr.ends_with(
            "error: no domain says its user, whom cloud-init has to know before anyone logs in\nhelp: write `username = \
             \"ubuntu\"` to each domain, or once to `[defaults]`\n"
        ),
        "{}",
        run.stderr
    );
    assert!(!test.has("none"));
}

#[test]
fn the_archive_is_the_same_each_time_and_has_the_modes() {
    let test = Folder::with(PROJECT);
    assert_eq!(test.run(&["export", "tar"]).code(0).stdout, "wrote wezmux.tar\n");
    assert_eq!(
        test.run(&["export", "tar"]).code(0).stdout,
        "replaced wezmux.tar\n"
    );
    let archive = fs::read(test.path("wezmux.tar")).expect("it is there");
    let output = test
        .command(&["export", "tar", "-o", "-"])
        .output()
        .expect("it runs");
    assert!(output.stdout == archive && output.stderr.is_empty());
    // As tar itself sees it.
    let list = Command::new("tar")
        .args(["--list", "--verbose", "--numeric-owner", "--utc", "--file"])
        .arg(test.path("wezmux.tar"))
        .output()
        .expect("tar");
    assert!(list.status.success() && list.stderr.is_empty());
    let list = String::from_utf8(list.stdout).expect("text");
    let expected: Vec<(String, u32, usize)> = render(&fleet(PROJECT))
        .into_iter()
        .map(|artifact| (artifact.path, artifact.mode, artifact.text.len()))
        .collect();
    assert_eq!(list.lines().count(), expected.len());
    for (line, (path, mode, size)) in list.lines().zip(expected) {
        let mode = if mode == 0o755 { "-rwxr-xr-x" } else { "-rw-r--r--" };
        let words: Vec<&str> = line.split_whitespace().collect();
        let size = size.to_string();
        assert_eq!(
            words,
            [
                mode,
                "0/0",
                size.as_str(),
                "1980-01-01",
                "00:00",
                &format!("wezmux/{path}")
            ]
        );
    }
    let output = test
        .terminal(&format!("{WEZMUX} export tar -o -"))
        .output()
        .expect("script");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "error: an archive is nothing for a terminal\r\nhelp: name a file with `-o`, or pipe it to `tar`\r\n"
    );
}

#[test]
fn an_archive_is_packed_as_its_name_says() {
    let test = Folder::with(PROJECT);
    test.run(&["export", "tar"]).code(0);
    let plain = fs::read(test.path("wezmux.tar")).expect("it is there");
    for name in ["x.tgz", "x.tar.gz", "x.TGZ"] {
        assert_eq!(
            test.run(&["export", "tar", "-o", name]).code(0).stdout,
            format!("wrote {name}\n")
        );
        let packed = fs::read(test.path(name)).expect("it is there");
        // As gzip itself sees it; RFC 1952, 2.3: the time is at 4.
        let unpacked = Command::new("gzip")
            .args(["--decompress", "--stdout"])
            .stdin(fs::File::open(test.path(name)).expect("it is there"))
            .output()
            .expect("gzip");
        assert!(unpacked.status.success() && unpacked.stdout == plain, "{name}");
        assert_eq!(packed[4..8], [0; 4]);
        assert_eq!(
            test.run(&["export", "tar", "-o", name]).code(0).stdout,
            format!("replaced {name}\n")
        );
        assert!(
            fs::read(test.path(name)).expect("it is there") == packed,
            "{name}"
        );
    }
    test.write("mine.tgz", "\x1f\u{8b}");
    test.run(&["export", "tar", "-o", "mine.tgz"]).code(1);
    for name in ["x.tar.xz", "x.zip", "x.tzst", "x.tar.BZ2"] {
        let run = test.run(&["export", "tar", "-o", name]).code(1);
        assert_eq!(
            run.stderr,
            format!(
                "error: `{name}` ends as no archive that can be written here\nhelp: end it in `.tar`, `.tar.gz` or `.tgz`\n"
            )
        );
        assert!(!test.has(name));
    }
}

#[test]
fn an_archive_replaces_only_an_archive() {
    let test = Folder::with(PROJECT);
    let archive = {
        test.run(&["export", "tar", "-o", "a.tar"]).code(0);
        fs::read(test.path("a.tar")).expect("it is there")
    };
    let run = test.run(&["export", "tar", "-o", "wezmux.toml"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `wezmux.toml` is no archive that this program wrote\nhelp: write into another file with `-o`, or replace it \
         with `--force`\n"
    );
    assert_eq!(test.read("wezmux.toml"), PROJECT);
    test.write("empty", "");
    test.run(&["export", "tar", "-o", "empty"]).code(0);
    test.write("mine", "x");
    test.run(&["export", "tar", "-o", "mine", "--force"]).code(0);
    for path in ["empty", "mine"] {
        assert!(fs::read(test.path(path)).expect("it is there") == archive);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.tar", test.path("link")).expect("a link");
        test.run(&["export", "tar", "-o", "link"]).code(0);
        assert!(
            fs::symlink_metadata(test.path("link"))
                .expect("it is there")
                .is_symlink()
        );
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt;

    let test = Folder::with(PROJECT);
    for (pipe, arguments) in [
        ("p", &["export", "tar", "-o", "p"][..]),
        ("p.svg", &["preview", "-o", "p.svg"][..]),
    ] {
        let made = Command::new("mkfifo").arg(test.path(pipe)).status();
        assert!(made.expect("mkfifo").success());
        let mut reader = Command::new("timeout")
            .args(["20", "cat"])
            .arg(test.path(pipe))
            .stdout(Stdio::piped())
            .spawn()
            .expect("cat");
        test.run(arguments).code(0);
        let is_pipe = |path| fs::metadata(path).expect("it is there").file_type().is_fifo();
        assert!(is_pipe(test.path(pipe)), "{pipe} was replaced");
        let mut read = Vec::new();
        let mut out = reader.stdout.take().expect("a pipe");
        out.read_to_end(&mut read).expect("it is read");
        reader.wait().expect("it ends");
        assert!(read.starts_with(b"wezmux/") || read.starts_with(b"<svg"));
    }
}

#[test]
fn only_an_archive_goes_to_standard_output() {
    let test = Folder::with(PROJECT);
    for arguments in [&["export", "ansible", "-o", "-"][..], &["build", "-o", "-"][..]] {
        let run = test.run(arguments).code(1);
        assert_eq!(
            run.stderr,
            "error: only an archive goes to standard output\nhelp: name a folder with `-o`; as an archive: `wezmux export tar \
             -o -`\n"
        );
        assert!(!test.has("-"));
    }
}

#[test]
fn a_folder_is_for_one_engine() {
    let test = Folder::with(PROJECT);
    test.run(&["build"]).code(0);
    let run = test.run(&["export", "pyinfra", "-o", "out"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `out` has the files of `wezmux build`\nhelp: write into another folder with `-o`, or replace its files with \
         `--force`\n"
    );
    assert!(test.has("out/hosts/a/wezterm.lua") && !test.has("out/deploy.py"));
    test.run(&["export", "pyinfra", "-o", "out", "--force"]).code(0);
    assert!(!test.has("out/hosts/a/wezterm.lua") && test.has("out/deploy.py"));
    let run = test.run(&["build"]).code(1);
    assert!(
        run.stderr
            .starts_with("error: `out` has the files of `wezmux export pyinfra`\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_next_command_can_be_pasted() {
    let test = Folder::with(PROJECT);
    let run = test.run(&["export", "ansible", "-o", "it's a; b"]).code(0);
    let next = run.stdout.lines().last().expect("a line");
    assert_eq!(
        next,
        r"Next: ansible-playbook -i 'it'\''s a; b/inventory.yml' 'it'\''s a; b/site.yml' --check, and without --check."
    );
}

#[test]
fn user_data_that_is_too_large_is_told() {
    let test = Folder::new();
    // Tabs in folders that do not compress.
    let mut number = 1_u64;
    let mut folder = || -> String {
        let mut letter = |_| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(
                b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                    [(number >> 33) as usize % 62],
            )
        };
        format!(
            "{{ cwd = \"/{}\" }}",
            (0..240).map(&mut letter).collect::<String>()
        )
    };
    let tabs: Vec<String> = (0..64).map(|_| folder()).collect();
    let large = domain(
        1,
        "large",
        &format!("username = \"me\"\ntab = [{}]", tabs.join(", ")),
    );
    test.write(
        "wezmux.toml",
        large + &domain(0xff_0000, "small", "username = \"me\""),
    );
    let run = test.run(&["export", "cloud-init"]).code(0);
    let size = test.read("cloud-init/hosts/large/user-data").len();
    assert!(size > 16384);
    assert!(
        run.stderr.contains(&format!(
            "warning: `hosts/large/user-data` has {size} bytes, and some clouds take 16384\n"
        )),
        "{}",
        run.stderr
    );
}

#[test]
fn a_project_with_errors_is_not_exported() {
    let test = Folder::with("");
    for engine in Engine::ALL.map(Engine::name) {
        test.run(&["export", engine]).code(1);
        assert!(!test.has(engine) && !test.has("wezmux.tar"));
    }
    let run = test.run(&["export", "salt"]).code(2);
    assert!(
        run.stderr.starts_with(
            "error: invalid value 'salt' for '<ENGINE>'\n  [possible values: ansible, pyinfra, cloud-init, home-manager, tar]\n"
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_packed_is_gzip_in_base64_and_small_enough_for_every_cloud() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(WEZMUX)
        .args(["export", "cloud-init", "-o"])
        .arg(folder.path())
        .arg(Path::new(CASE).join("wezmux.toml"))
        .output()
        .expect("it runs");
    assert!(output.status.success());
    let text = fs::read_to_string(folder.path().join("hosts/yes/user-data")).expect("the file");
    // What EC2 takes.
    assert!(text.len() <= 16 << 10, "{}", text.len());
    let packed = text
        .lines()
        .find_map(|line| line.strip_prefix("    content: \"")?.strip_suffix('"'));
    let packed = STANDARD.decode(packed.expect("it is there")).expect("base64");
    // No time, no name (RFC 1952, 2.3).
    assert_eq!(packed[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    let mut script = String::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_string(&mut script)
        .expect("gzip");
    let (first, installer) = first_boot(&case(), "yes");
    assert_eq!(script, format!("{first}\n# --- setup.sh\n{installer}"));
    let file = folder.path().join("first-boot.sh");
    fs::write(&file, first).expect("it is written");
    let output = Command::new("shellcheck").arg(file).output().expect("shellcheck");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
