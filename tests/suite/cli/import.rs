//! `wezmux import ssh` as its user meets it.

use std::fs;
use std::io::Write;
use std::ops::Deref;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

use crate::program::{Folder, WEZMUX};

/// A home, in which the program is run.
struct Home(Folder);

impl Deref for Home {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Home {
    /// With this ssh_config.
    fn with(config: &str) -> Self {
        let home = Self(Folder::new());
        home.write(".ssh/config", config);
        home
    }

    /// What the program prints, on both ways, and how it ends.
    fn run(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let run = self.feed(&[&["import", "ssh"], arguments].concat(), input);
        let root = self.root().display().to_string();
        let at_home = |text: String| text.replace(&root, "~");
        (run.code, at_home(run.stdout), at_home(run.stderr))
    }

    /// The same on a terminal, where someone types `answer`.
    fn run_on_a_terminal(&self, arguments: &str, answer: &str) -> String {
        let line = format!("{WEZMUX} import ssh {arguments}");
        let mut child = self
            .terminal(&line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script");
        let mut stdin = child.stdin.take().expect("a pipe");
        writeln!(stdin, "{answer}").expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        drop(stdin);
        String::from_utf8(output.stdout).expect("text")
            + &format!("exit {}", output.status.code().unwrap_or(-1))
    }
}

const CONFIG: &str = "\
Include conf.d/*
Host web www
  HostName 10.0.0.1
  Port 2222
Host *
  User ops
  Compression yes
";

#[test]
fn it_prints_the_project_and_tells_of_the_rest() {
    let home = Home::with(CONFIG);
    home.write(".ssh/conf.d/10-db", "Host db\n  ProxyJump web\n");
    home.write(".ssh/conf.d/.off", "Host off\n");
    home.write(
        ".ssh/conf.d/20-more",
        "Include ~/more ${HOME}/${NO_SUCH} %d/last %h\n",
    );
    home.write("more", "Host more\n");
    home.write("last", "Hostt last\n");
    let (code, project, report) = home.run(&[], "");
    assert_eq!(code, 0, "{report}");
    let project: Vec<&str> = project
        .lines()
        .filter(|line| !line.starts_with("accent"))
        .collect();
    assert_eq!(
        project,
        [
            "[[domain]]",
            "name = \"db\"",
            "address = \"db\"",
            "transport = \"openssh\"",
            "",
            "[[domain]]",
            "name = \"more\"",
            "address = \"more\"",
            "",
            "[[domain]]",
            "name = \"web\"",
            "address = \"web\"",
        ]
    );
    assert_eq!(
        report,
        "\
warning: `${HOME}/${NO_SUCH}` is not read: there is no variable `NO_SUCH` here
 --> ~/.ssh/conf.d/20-more:1:16
  |
1 | Include ~/more ${HOME}/${NO_SUCH} %d/last %h
  |                ^^^^^^^^^^^^^^^^^^

warning: `Hostt` is no keyword of OpenSSH's, which refuses the whole file for it
 --> ~/last:1:1
  |
1 | Hostt last
  | ^^^^^
  |
  = help: did you mean `Host`?

warning: `%h` is not read: only ssh knows what `%h` is
 --> ~/.ssh/conf.d/20-more:1:43
  |
1 | Include ~/more ${HOME}/${NO_SUCH} %d/last %h
  |                                           ^^

warning: `www` is the same account as `web`, and one account has one server
 --> ~/.ssh/config:2:10
  |
2 | Host web www
  |          ^^^

db: db as ops through web; over openssh: WezTerm's own ssh does not heed `ProxyJump`
more: more as ops
web: 10.0.0.1:2222 as ops
note: `Host` (line 5): is no host, and makes no domain; what it says counts for those that match it
note: `Compression` (line 7): your own ssh goes on to apply it
"
    );
}

#[test]
fn it_reads_another_file_or_standard_input_and_says_what_ssh_does_not_know() {
    let home = Home::with("Host known\n");
    home.write("other", "Host known\nHost a\nHost b\n");
    let (code, _, report) = home.run(&["other"], "");
    assert_eq!(code, 0);
    assert_eq!(
        report,
        "known: known\na: a\nb: b\n\
         warning: your ssh does not know `a` and 1 other name: no file that it reads has such a name\n\
         help: write `Include ~/other` at the top of ~/.ssh/config\n"
    );
    let (code, project, report) = home.run(&["-"], "Host known");
    assert_eq!((code, report.as_str()), (0, "known: known\n"));
    assert!(project.contains("address = \"known\""));
}

#[test]
fn it_says_why_it_cannot() {
    let home = Home::with("Host *\n  User me\n");
    home.write("wrong", "Host a\n  Port 99999\nHost \"b\n");
    for (arguments, expected) in [
        (
            &[][..],
            "note: `Host` (line 1): is no host, and makes no domain; what it says counts for those that match it\n\
             note: `User` (line 2): no domain is reached by it\n\
             error: `~/.ssh/config` has no host that can be a domain\n",
        ),
        (
            &["none"],
            "error: cannot read `none`: No such file or directory (os error 2)\n",
        ),
        (
            &["wrong"],
            "\
error: `Port` `99999` must be a number between 1 and 65535
 --> wrong:2:8
  |
2 |   Port 99999
  |        ^^^^^

error: a quote in the value of `Host` has no end
 --> wrong:3:6
  |
3 | Host \"b
  |      ^^

a: a
error: `wrong` has 2 errors
",
        ),
    ] {
        let (code, project, report) = home.run(arguments, "");
        assert_eq!((code, project.as_str()), (1, ""), "{report}");
        assert_eq!(report, expected);
    }
    assert_eq!(home.run(&["--yes"], "").0, 2);
}

const PROJECT: &str = "# Mine.\n[[domain]]\nname = \"web\" # it\naddress = \"old\"\naccent = \"#bb9af7\"\n";

#[test]
fn it_shows_what_it_would_put_into_a_project_and_waits_for_a_yes() {
    let home = Home::with(CONFIG);
    home.write("wezmux.toml", PROJECT);
    let (code, shown, report) = home.run(&["--into", "wezmux.toml"], "y\n");
    assert_eq!(code, 3);
    assert_eq!(shown, "changed  web: address = \"web\", was \"old\"\n");
    assert!(
        report.ends_with("note: nothing was written; --yes does it without asking\n"),
        "{report}"
    );
    assert_eq!(home.read("wezmux.toml"), PROJECT);

    for (answer, code, is_written) in [("n", 3, false), ("", 3, false), ("y", 0, true)] {
        let said = home.run_on_a_terminal("--into wezmux.toml", answer);
        assert!(said.contains("write this into wezmux.toml? [y/N] "), "{said}");
        assert!(said.ends_with(&format!("exit {code}")), "{said}");
        assert_eq!(home.read("wezmux.toml") != PROJECT, is_written, "{answer}");
    }
    assert_eq!(home.read("wezmux.toml"), PROJECT.replace("\"old\"", "\"web\""));
    let (code, shown, _) = home.run(&["--into", "wezmux.toml"], "");
    assert_eq!((code, shown.as_str()), (0, "same     web\n"));
}

#[test]
fn it_says_which_domains_are_still_those_of_the_starter() {
    let starter = wezmux::project::STARTER;
    let home = Home::with(CONFIG);
    let note = |project: &str| {
        home.write("wezmux.toml", project);
        let (code, _, report) = home.run(&["--into", "wezmux.toml"], "");
        assert_eq!(code, 3, "{report}");
        let mut lines = report.lines().filter(|line| line.contains("wezmux init"));
        lines.next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        note(starter),
        "note: `dev-server`, `staging` and `workstation` are still the examples of `wezmux init`"
    );
    let mine = starter.replace("10.20.30.", "10.0.0.");
    assert_eq!(
        note(&mine),
        "note: `workstation` is still an example of `wezmux init`"
    );
    assert_eq!(note(&mine.replace("\"workstation\"", "\"mine\"")), "");
}

#[test]
#[cfg(unix)]
fn it_writes_through_a_link_and_keeps_the_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let home = Home::with(CONFIG);
    home.write("dotfiles/wezmux.toml", PROJECT);
    let target = home.path("dotfiles/wezmux.toml");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).expect("its mode");
    symlink(&target, home.path("wezmux.toml")).expect("a link");
    let (code, shown, report) = home.run(&["--into", "wezmux.toml", "--yes"], "");
    assert_eq!(code, 0, "{report}");
    assert!(shown.ends_with("wrote wezmux.toml\n"), "{shown}");
    assert!(home.path("wezmux.toml").is_symlink());
    symlink("dotfiles/new.toml", home.path("new.toml")).expect("a link");
    assert_eq!(home.run(&["--into", "new.toml", "--yes"], "").0, 0);
    assert!(home.path("new.toml").is_symlink());
    assert!(home.read("dotfiles/new.toml").contains("address = \"web\""));
    let link = wezmux::Project::default().to_link(true);
    for into in ["-", &link] {
        assert_eq!(home.run(&["--into", into, "--yes"], "").0, 1);
    }
    assert!(!home.path("-").exists());
    assert!(home.read("dotfiles/wezmux.toml").contains("address = \"web\""));
    assert_eq!(
        fs::metadata(&target).expect("it").permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn it_makes_a_project_where_there_is_none_and_breaks_none_that_there_is() {
    let home = Home::with(CONFIG);
    let (code, shown, report) = home.run(&["--into", "wezmux.toml", "--yes"], "");
    assert_eq!(code, 0, "{report}");
    assert!(
        shown.starts_with("new      web: address = \"web\", accent = "),
        "{shown}"
    );
    let checked = home.command(&["check"]).output().expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&checked.stdout),
        "wezmux.toml: 1 domain, no errors\n"
    );

    for (text, expected) in [
        (
            "{\"domain\": []}",
            "error: `--into` must name a project file in TOML, found one in JSON",
        ),
        ("domain = 7", "error: `wezmux.toml` has 1 error"),
        ("[[domain]]\nname = \"x\"\n", "error: `wezmux.toml` has 2 errors"),
    ] {
        home.write("wezmux.toml", text);
        let (code, _, report) = home.run(&["--into", "wezmux.toml", "--yes"], "");
        assert_eq!(code, 1, "{report}");
        assert!(report.contains(expected), "{report}");
        assert_eq!(home.read("wezmux.toml"), text);
    }
}

#[test]
fn one_file_that_cannot_be_read_costs_none_of_the_others() {
    let home = Home::with("");
    home.write(
        ".ssh/config",
        b"# caf\xe9\nInclude conf.d/*.conf ~root/none\nHost main\n",
    );
    home.write(".ssh/conf.d/a.conf", "Host a\n");
    home.write(".ssh/conf.d/b.conf", b"# caf\xe9\nHost b\n");
    std::os::unix::fs::symlink("nowhere", home.path(".ssh/conf.d/c.conf")).expect("a link");
    home.write(".ssh/conf.d/d.conf/file", "");
    let latin = std::ffi::OsStr::from_bytes(b"caf\xe9.conf");
    std::fs::write(home.path(".ssh/conf.d").join(latin), "Host latin\n").expect("a file");
    let made = std::process::Command::new("mkfifo")
        .arg(home.path(".ssh/conf.d/e.conf"))
        .status();
    assert!(made.expect("mkfifo").success());
    let (code, project, report) = home.run(&[], "");
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("e.conf` is not read: it is no file"), "{report}");
    for name in ["a", "b", "latin", "main"] {
        assert!(project.contains(&format!("name = \"{name}\"\n")), "{project}");
    }
    assert!(
        report.contains("`~root/none` is not read: only ssh knows where other homes are"),
        "{report}"
    );
}

/// Of many files, and of a pattern that leads everywhere, no more is read than shows that it is too much.
#[test]
fn what_is_included_is_bounded() {
    let home = Home::with("");
    home.write(".ssh/config", "Include many/*\nInclude many/*\n");
    for number in 0..200 {
        let name = format!(".ssh/many/{number}");
        home.write(&name, "#");
        let file = std::fs::File::options().write(true).open(home.path(&name));
        file.and_then(|file| file.set_len(3 << 20))
            .expect("a file with a hole");
    }
    // All of them are 600 MB.
    let within = |kib| {
        std::process::Command::new("sh")
            .args(["-c", &format!("ulimit -v {kib}; exec \"$0\" import ssh"), WEZMUX])
            .env("HOME", home.root())
            .output()
            .expect("it runs")
    };
    let report = String::from_utf8(within(300_000).stderr).expect("text");
    let much = "the files have more than 4194304 bytes together, but no more are read";
    assert_eq!(report.matches(much).count(), 1, "{report}");
    // Links make of one folder any number of paths.
    for number in 0..40 {
        let link = home.path(&format!(".ssh/maze/{number}"));
        std::fs::create_dir_all(home.path(".ssh/maze")).expect("a folder");
        std::os::unix::fs::symlink(".", link).expect("a link");
    }
    home.write(".ssh/config", "Include maze/*/*/*/*/*/*/*/*/none\nHost web\n");
    let (code, project, report) = home.run(&[], "");
    assert_eq!(code, 0, "{report}");
    assert!(
        report.contains("is not read: there is too much to look through"),
        "{report}"
    );
    assert!(project.contains("name = \"web\""), "{project}");
    // To compare names with a pattern takes time as well.
    let class = "[b]".repeat(1000);
    for number in 0..600 {
        home.write(&format!(".ssh/names/{}{number}", "a".repeat(200)), "");
    }
    home.write(".ssh/config", format!("Include names/{class}\nHost web\n"));
    let report = home.run(&[], "").2;
    assert!(
        report.contains("is not read: there is too much to look through"),
        "{report}"
    );
    // A path that is as long as can be stands in the notes of many lines.
    home.write(".ssh/many-lines", "Port 22\n".repeat(400_000));
    let long = "many/../".repeat(500);
    home.write(".ssh/config", format!("Include {long}many-lines\nHost web\n"));
    assert_eq!(within(600_000).status.code(), Some(0));
    // What the kernel makes says that it is empty, and may be waited on for ever.
    home.write(".ssh/config", "Include /proc/version\nHost web\n");
    let (code, _, report) = home.run(&[], "");
    assert_eq!(code, 0, "{report}");
    assert!(
        report.contains("`/proc/version` is not read: it is no file on a disk"),
        "{report}"
    );
    // To ssh two stars are one.
    home.write(".ssh/config", "Include **/deep\n");
    home.write(".ssh/one/deep", "Host one\n");
    home.write(".ssh/one/two/deep", "Host two\n");
    let (code, project, report) = home.run(&[], "");
    assert_eq!(code, 0, "{report}");
    assert!(
        project.contains("name = \"one\"") && !project.contains("name = \"two\""),
        "{project}"
    );
}

/// What ssh itself gives up at, and what only ssh understands, is said, and costs only what it would have included.
#[test]
fn a_name_of_a_file_that_is_not_understood_is_not_read() {
    let home = Home::with("");
    let long = "*".to_owned() + &"[b]".repeat(2000);
    for (written, why) in [
        ("a%", Some("nothing comes after its last `%`")),
        ("${HOME", Some("its `${` is not closed")),
        ("a\\b", Some("only ssh knows such a pattern")),
        ("[[:alpha:]]", Some("only ssh knows such a pattern")),
        ("a[", Some("only ssh knows such a pattern")),
        (&long, Some("its name has more than 4096 bytes")),
        ("caf\u{fffd}", Some("its name is not in UTF-8")),
        ("${HOME}/$a/100%%", None),
        ("~", None),
    ] {
        home.write(".ssh/config", format!("Include {written}\nHost web\n"));
        let (code, project, report) = home.run(&[], "");
        assert_eq!(code, 0, "{report}");
        assert!(project.contains("name = \"web\""), "{project}");
        let message = why.map(|why| format!("` is not read: {why}\n"));
        match message {
            Some(message) => assert!(report.contains(&message), "{report}"),
            None => assert!(!report.contains("is not read"), "{report}"),
        }
    }
}

/// A home with the signs of a pattern in its path is a home.
#[test]
fn what_stands_in_the_path_of_the_home_is_no_pattern() {
    let home = Home::with("");
    home.write("[1]/.ssh/config", "Include conf.d/*\n");
    home.write("[1]/.ssh/conf.d/a", "Host a\n");
    let output = home
        .command(&["import", "ssh"])
        .env("HOME", home.path("[1]"))
        .output();
    let project = String::from_utf8(output.expect("it runs").stdout).expect("text");
    assert!(project.contains("name = \"a\"\n"), "{project}");
}

#[test]
fn what_nothing_can_be_put_into_says_what_to_do_instead() {
    let home = Home::with(CONFIG);
    home.write("link", "#1.eNp9");
    home.write("json", "{\"domain\": []}");
    let found = |found: &str, hint: &str| {
        format!("error: `--into` must name a project file in TOML, found {found}\nhelp: {hint}\n")
    };
    let link = found(
        "a link",
        "write it into a file first, with `wezmux share --toml`, and name that file",
    );
    let output = found(
        "`-`, which is standard output",
        "leave out `--into`: the project is then printed",
    );
    let json = found(
        "one in JSON",
        "make TOML of it first, with `wezmux share --toml`, and name that file",
    );
    for (into, expected) in [
        ("-", output),
        ("#1.eNp9", link.clone()),
        ("link", link),
        ("json", json),
    ] {
        let before = fs::read(home.path(into)).ok();
        let (code, shown, report) = home.run(&["--into", into, "--yes"], "");
        assert_eq!((code, shown.as_str()), (1, ""), "{report}");
        assert!(report.ends_with(&expected), "{report}");
        assert_eq!(fs::read(home.path(into)).ok(), before);
    }
    // No name of a file that nobody asked for.
    let (code, _, report) = home.run(&["--into", "/proc/x.toml", "--yes"], "");
    assert_eq!(code, 1);
    assert!(
        report.ends_with("error: cannot write `/proc/x.toml`: No such file or directory (os error 2)\n"),
        "{report}"
    );
}
