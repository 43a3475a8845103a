//! What is made of the configs of other programs: `ssh -G` is the judge of what ssh_config means.

mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use wezmux::fleet::{Accent, Appearance};
use wezmux::import::kind::Kind;
use wezmux::import::merge::{self, Difference, merge};
use wezmux::import::ssh_config::{Config, File, Host};
use wezmux::import::{Fate, Import, wezterm_lua};
use wezmux::theme::vision;
use wezmux::{Project, check};

/// The files of `tests/ssh_config/`, by name.
fn corpus() -> Vec<PathBuf> {
    let files = fs::read_dir("tests/ssh_config").expect("the folder");
    let paths = files.map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}

/// A home with the files that the corpus includes, as ssh wants them: writable for nobody else.
fn home() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("the folder") {
            let path = entry.expect("a file").path();
            let copied = to.join(path.file_name().expect("a name"));
            match path.is_dir() {
                true => copy(&path, &copied),
                false => fs::write(&copied, fs::read(&path).expect("a file")).expect("a copy"),
            }
        }
    }
    let home = tempfile::tempdir().expect("a folder");
    copy(Path::new("tests/ssh_config/home"), home.path());
    Command::new("chmod")
        .args(["-R", "go-w"])
        .arg(home.path())
        .status()
        .expect("chmod");
    home
}

/// The files of an `Include` in `home`.
fn include(home: &Path, written: &str) -> Vec<File> {
    let pattern = match written.strip_prefix("~/") {
        Some(rest) => home.join(rest),
        None => home.join(".ssh").join(written),
    };
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::new()
    };
    let paths = glob::glob_with(pattern.to_str().expect("a path"), options).expect("a pattern");
    let files = paths
        .map(|path| path.expect("a path"))
        .filter(|path| path.is_file());
    files
        .map(|path| File {
            name: path.display().to_string(),
            text: Ok(fs::read_to_string(path).expect("a text")),
        })
        .collect()
}

fn read(text: &str, home: &Path, user: &str) -> Config {
    Config::read(
        text,
        Some(user),
        Some(&mut |written: &str| Ok(include(home, written))),
    )
}

/// What `ssh -G` says, under the same names.
fn judged(path: &Path, home: &Path, name: &str, user: &str) -> Host {
    let output = Command::new("ssh")
        .arg("-G")
        .arg("-F")
        .arg(path)
        .arg(name)
        .env("HOME", home)
        .output()
        .expect("OpenSSH's ssh");
    let text = String::from_utf8(output.stdout).expect("text");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {complaint}", path.display());
    let all = |key: &str| -> Vec<String> {
        let values = text
            .lines()
            .filter_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
        values.map(str::to_owned).collect()
    };
    let one = |key: &str| all(key).into_iter().next();
    Host {
        alias: name.to_owned(),
        hostname: one("hostname").expect("it has one"),
        user: one("user").filter(|found| found != user),
        port: one("port")
            .and_then(|port| port.parse().ok())
            .filter(|port| *port != 22),
        identity_files: all("identityfile"),
        proxy_jump: one("proxyjump").map(|jump| jump.replace(['[', ']'], "")),
        proxy_command: one("proxycommand"),
        ..Host::default()
    }
}

#[test]
fn ssh_says_the_same_of_every_host() {
    let home = home();
    let user = Command::new("id").arg("-un").output().expect("id");
    let user = String::from_utf8(user.stdout).expect("text").trim().to_owned();
    let (mut files, mut hosts) = (0, 0);
    for path in corpus() {
        let text = fs::read_to_string(&path).expect("a text");
        let config = read(&text, home.path(), &user);
        let asked = text.lines().next().and_then(|line| line.strip_prefix("# ask: "));
        let mut names: BTreeSet<&str> = config.names().into_iter().collect();
        names.extend(
            asked
                .unwrap_or_default()
                .split(' ')
                .filter(|name| !name.is_empty()),
        );
        names.insert("somewhere-else");
        // It cannot be asked for what can be no host.
        names.remove("\\");
        files += 1;
        for name in names {
            let found = config.host(name);
            assert!(found.is_certain(), "{}: {name}", path.display());
            let comparable = Host {
                alias: found.alias,
                hostname: found.hostname,
                user: found.user.filter(|found| *found != user),
                port: found.port.filter(|port| *port != 22),
                identity_files: found.identity_files,
                proxy_jump: found
                    .proxy_jump
                    .map(|jump| jump.replace(['[', ']'], "").replace("ssh://", "")),
                proxy_command: found.proxy_command,
                ..Host::default()
            };
            let mut judged = judged(&path, home.path(), name, &user);
            if comparable.identity_files.is_empty() {
                // It lists those that it tries by itself.
                judged
                    .identity_files
                    .retain(|file| !file.starts_with("~/.ssh/id_"));
            }
            assert_eq!(comparable, judged, "{}: {name}", path.display());
            hosts += 1;
        }
    }
    assert!(files >= 40 && hosts >= 100, "{files} files, {hosts} hosts");
    println!("{files} files, {hosts} hosts");
}

/// What became of a text, each note as `fate file:line subject: message (hint)`.
fn notes(text: &str) -> Vec<String> {
    lines(&Config::read(text, Some("me"), None).import())
}

fn lines(import: &Import) -> Vec<String> {
    let notes = import.notes.iter().map(|note| {
        let file = note
            .file
            .as_ref()
            .map_or(String::new(), |file| format!("{file}:"));
        let hint = note
            .hint
            .as_ref()
            .map_or(String::new(), |hint| format!(" ({hint})"));
        let fate = format!("{:?}", note.fate).to_lowercase();
        format!(
            "{fate} {file}{} {}: {}{hint}",
            note.line, note.subject, note.message
        )
    });
    notes.collect()
}

#[test]
fn what_became_of_each_line_is_told() {
    let cases: &[(&str, &[&str])] = &[
        ("Host", &["mistake 1 Host: `Host` has no value"]),
        ("Host \"\"", &["mistake 1 Host: `Host` has an empty name"]),
        (
            "Host \"web",
            &["mistake 1 \"web: a quote in the value of `Host` has no end"],
        ),
        (
            "Host a\n  Port",
            &["taken 1 a: a", "mistake 2 Port: `Port` has no value"],
        ),
        (
            "Host a\n  Port 0",
            &[
                "taken 1 a: a",
                "mistake 2 0: `Port` `0` must be a number between 1 and 65535",
            ],
        ),
        (
            "Host a\n  Port 65536",
            &[
                "taken 1 a: a",
                "mistake 2 65536: `Port` `65536` must be a number between 1 and 65535",
            ],
        ),
        (
            "Host a\n  Port ssh2",
            &[
                "taken 1 a: a",
                "mistake 2 ssh2: `Port` `ssh2` must be a number between 1 and 65535",
            ],
        ),
        (
            "Host a\n  User me you",
            &[
                "taken 1 a: a",
                "mistake 2 you: `User` has one value, but `you` follows it (put a value with spaces in quotes)",
            ],
        ),
        (
            "Host a\n  IdentityFile ~/my key",
            &[
                "taken 1 a: a",
                "mistake 2 key: `IdentityFile` has one value, but `key` follows it (put a value with spaces in quotes)",
            ],
        ),
        (
            "Host a\n  User \"\"",
            &["taken 1 a: a", "mistake 2 User: `User` has no value"],
        ),
        (
            "Host a\n  HostName %x",
            &[
                "taken 1 a: a",
                "mistake 2 %x: `HostName` `%x` must be a host, in which `%h` is the name that was asked for (write `%%` for a percent sign)",
            ],
        ),
        (
            "Host a\n  HostName 100%",
            &[
                "taken 1 a: a",
                "mistake 2 100%: `HostName` `100%` must be a host, in which `%h` is the name that was asked for (write `%%` for a percent sign)",
            ],
        ),
        (
            "Host a\n  ProxyJump @b",
            &[
                "taken 1 a: a",
                "mistake 2 @b: `ProxyJump` `@b` must be `none`, or hosts with commas, each `[user@]host[:port]`",
            ],
        ),
        (
            "Host a\n  ProxyJump b,,c",
            &[
                "taken 1 a: a",
                "mistake 2 b,,c: `ProxyJump` `b,,c` must be `none`, or hosts with commas, each `[user@]host[:port]`",
            ],
        ),
        (
            "Host a\n  ProxyJump b:ssh2",
            &[
                "taken 1 a: a",
                "mistake 2 b:ssh2: `ProxyJump` `b:ssh2` must be `none`, or hosts with commas, each `[user@]host[:port]`",
            ],
        ),
        (
            "Host a\n  ProxyJump [::1",
            &[
                "taken 1 a: a",
                "mistake 2 [::1: `ProxyJump` `[::1` must be `none`, or hosts with commas, each `[user@]host[:port]`",
            ],
        ),
        (
            "Host a\n  Prot 22",
            &[
                "taken 1 a: a",
                "left 2 Prot: `Prot` is no keyword of OpenSSH's, which refuses the whole file for it (did you mean `Port`?)",
            ],
        ),
        (
            "Host a\n  Zzzzzzzzzz 22",
            &[
                "taken 1 a: a",
                "left 2 Zzzzzzzzzz: `Zzzzzzzzzz` is no keyword of OpenSSH's, which refuses the whole file for it (if another ssh knows it, write `IgnoreUnknown` with its name above it)",
            ],
        ),
        (
            "IgnoreUnknown z*\nZzz 1",
            &[
                "kept 1 IgnoreUnknown: your own ssh goes on to apply it",
                "kept 2 Zzz: `IgnoreUnknown` has ssh pass it over",
            ],
        ),
        ("Match", &["mistake 1 Match: `Match` has no value"]),
        ("Match # all", &["mistake 1 Match: `Match` asks for nothing"]),
        (
            "Match hots a",
            &[
                "mistake 1 hots: `Match` cannot ask for `hots` (it asks for `all`, `canonical`, `final`, `host`, `originalhost`, `user`, `localuser`, `localnetwork`, `tagged`, `command`, `sessiontype`, `version` or `exec`)",
            ],
        ),
        (
            "Match host",
            &["mistake 1 host: `host` in a `Match` has no value"],
        ),
        (
            "Match host \"\"",
            &["mistake 1 host: `host` in a `Match` has no value"],
        ),
        (
            "Match all host a",
            &["mistake 1 all: `all` stands alone in a `Match`"],
        ),
        (
            "Host a\nMatch host a exec \"test -e x\"\n  User b\n  Port 7",
            &[
                "taken 1 a: a, unless the `Match` on line 2 says otherwise; over openssh: WezTerm's own ssh reads the `Match` on line 2 in another way",
                "kept 2 Match: only ssh can tell when it holds, so what it says is not known here; ssh goes on to apply it",
                "kept 3 User: no domain is reached by it",
                "kept 4 Port: no domain is reached by it",
            ],
        ),
        (
            "Host a\nMatch host b exec \"test -e x\"\n  User b",
            &[
                "taken 1 a: a",
                "kept 2 Match: only ssh can tell when it holds, so what it says is not known here; ssh goes on to apply it",
                "kept 3 User: no domain is reached by it",
            ],
        ),
        (
            "Include a b",
            &[
                "left 1 a: `a` is not read here: no other file is at hand (import that file as well, or run `wezmux import ssh`, which reads it)",
                "left 1 b: `b` is not read here: no other file is at hand (import that file as well, or run `wezmux import ssh`, which reads it)",
            ],
        ),
        (
            "Host a\n  Port 1\n  Port 2\n  Compression yes\n  ServerAliveInterval 5\n  ConnectTimeout 5",
            &[
                "taken 1 a: a:1",
                "taken 2 Port: is looked up by the domain's address",
                "kept 3 Port: counts for nothing: what stands first wins",
                "kept 4 Compression: your own ssh goes on to apply it",
                "kept 5 ServerAliveInterval: a domain's `keepalive` counts in its place, 15 seconds where none is given",
                "kept 6 ConnectTimeout: WezTerm's links have their own",
            ],
        ),
        (
            "Host a b\n  HostName c",
            &[
                "taken 1 a: c",
                "left 1 b: `b` is the same account as `a`, and one account has one server",
                "taken 2 HostName: is looked up by the domain's address",
            ],
        ),
        (
            "Host a a\nHost a",
            &["taken 1 a: a", "taken 2 a: `a` stands above already"],
        ),
        (
            "Host *.x\n  User b",
            &[
                "kept 1 Host: is no host, and makes no domain; what it says counts for those that match it",
                "kept 2 User: no domain is reached by it",
            ],
        ),
        (
            "Host a !a",
            &["left 1 a: `a` is never asked for: other conditions stand around it, or `!` leaves it out"],
        ),
        (
            "Host a+b\n  HostName 10.0.0.1\n  User u\n  Port 7\n  IdentityFile ~/.ssh/k",
            &[
                "taken 1 a+b: 10.0.0.1:7 as u, named `a-b`, since `name` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends",
                "taken 2 HostName: stands in the domain",
                "taken 3 User: stands in the domain",
                "taken 4 Port: stands in the domain",
                "taken 5 IdentityFile: stands in the domain",
            ],
        ),
        (
            "Host a+b\n  ProxyJump c",
            &[
                "left 1 a+b: `a+b` cannot be an address, and without it a `ProxyJump` would not be found (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 ProxyJump: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\n  ProxyCommand c",
            &[
                "left 1 a+b: `a+b` cannot be an address, and without it a `ProxyCommand` would not be found (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 ProxyCommand: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\n  IdentityFile a\n  IdentityFile b",
            &[
                "left 1 a+b: `a+b` cannot be an address, and without it more than one `IdentityFile` would not be found (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 IdentityFile: no domain is reached by it",
                "kept 3 IdentityFile: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\nMatch exec x\n  User u",
            &[
                "left 1 a+b: `a+b` cannot be an address, and without it a `Match` would not be found (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 Match: only ssh can tell when it holds, so what it says is not known here; ssh goes on to apply it",
                "kept 3 User: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\n  HostName c+d",
            &[
                "left 1 a+b: `a+b` cannot be an address, and neither can what it stands for (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 HostName: no domain is reached by it",
            ],
        ),
        (
            "Host b:7\n  HostName c",
            &[
                "taken 1 b:7: c, named `b-7`, since `name` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends",
                "taken 2 HostName: stands in the domain",
            ],
        ),
        (
            "Host local\nHost Web\nHost web\n  User b\nHost con.x\n  Port 7",
            &[
                "taken 1 local: local, named `local-host`, since `name` must be a name that WezTerm does not use itself",
                "taken 2 Web: web",
                "left 3 web: another domain has the address `web`, of which case makes no difference",
                "kept 4 User: no domain is reached by it",
                "taken 5 con.x: con.x:7, named `con-x-host`, since `name` must be a name that can be a folder on every system",
                "taken 6 Port: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  RemoteCommand tmux\nHost b\n  SessionType none\nHost c\n  StdinNull yes\nHost d\n  ForkAfterAuthentication yes\nHost e\n  RemoteCommand none",
            &[
                "left 1 a: `a` has `RemoteCommand`, with which ssh runs no command that WezTerm needs there",
                "kept 2 RemoteCommand: no domain is reached by it",
                "left 3 b: `b` has `SessionType`, with which ssh runs no command that WezTerm needs there",
                "kept 4 SessionType: no domain is reached by it",
                "left 5 c: `c` has `StdinNull`, with which ssh runs no command that WezTerm needs there",
                "kept 6 StdinNull: no domain is reached by it",
                "left 7 d: `d` has `ForkAfterAuthentication`, with which ssh runs no command that WezTerm needs there",
                "kept 8 ForkAfterAuthentication: no domain is reached by it",
                "taken 9 e: e",
                "taken 10 RemoteCommand: is looked up by the domain's address",
            ],
        ),
        (
            "Host github.com\nHost g\n  User git\nHost gh\n  HostName github.com\n  User me",
            &[
                "left 1 github.com: `github.com` is for Git, and has no terminal",
                "left 2 g: `g` is for Git, and has no terminal",
                "kept 3 User: no domain is reached by it",
                "left 4 gh: `gh` is for Git, and has no terminal",
                "kept 5 HostName: no domain is reached by it",
                "kept 6 User: no domain is reached by it",
            ],
        ),
        (
            "Host a\n  ProxyJump b",
            &[
                "taken 1 a: a through b; over openssh: WezTerm's own ssh does not heed `ProxyJump`",
                "taken 2 ProxyJump: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  HostKeyAlias b",
            &[
                "taken 1 a: a; over openssh: WezTerm's own ssh does not heed `HostKeyAlias`",
                "taken 2 HostKeyAlias: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  IdentitiesOnly yes\nHost b\n  IdentitiesOnly no",
            &[
                "taken 1 a: a; over openssh: WezTerm's own ssh does not heed `IdentitiesOnly`",
                "taken 2 IdentitiesOnly: is looked up by the domain's address",
                "taken 3 b: b",
                "taken 4 IdentitiesOnly: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  CertificateFile b",
            &[
                "taken 1 a: a; over openssh: WezTerm's own ssh does not heed `CertificateFile`",
                "taken 2 CertificateFile: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  ProxyCommand nc %h %p\nHost b\n  ProxyCommand x %r %h",
            &[
                "taken 1 a: a through a command",
                "taken 2 ProxyCommand: is looked up by the domain's address",
                "taken 3 b: b through a command; over openssh: WezTerm's own ssh reads `ProxyCommand` on line 4 in another way",
                "taken 4 ProxyCommand: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  IdentityFile \"~/a b\"",
            &[
                "taken 1 a: a; over openssh: WezTerm's own ssh reads `IdentityFile` on line 2 in another way",
                "taken 2 IdentityFile: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\n  User = b",
            &[
                "taken 1 a: a as b; over openssh: WezTerm's own ssh reads `User` on line 2 in another way",
                "taken 2 User: is looked up by the domain's address",
            ],
        ),
        (
            "Host a # b\n  Port 7",
            &[
                "taken 1 a: a:7; over openssh: WezTerm's own ssh reads the `Host` on line 1 in another way",
                "taken 2 Port: is looked up by the domain's address",
            ],
        ),
        (
            "Host a \\\n  User b",
            &[
                "taken 1 a: a as b",
                "left 1 \\: ssh joins no line to the next, whatever stands at its end",
                "taken 2 User: is looked up by the domain's address",
            ],
        ),
        (
            "Host * !a\n  Port 7\nHost a",
            &[
                "kept 1 Host: is no host, and makes no domain; what it says counts for those that match it",
                "kept 2 Port: no domain is reached by it",
                "taken 3 a: a; over openssh: WezTerm's own ssh reads the `Host` on line 1 in another way",
            ],
        ),
        (
            "Host a\nMatch user me\n  Port 7",
            &[
                "taken 1 a: a:7; over openssh: WezTerm's own ssh reads the `Match` on line 2 in another way",
                "kept 2 Match: is no host, and makes no domain; what it says counts for those that match it",
                "taken 3 Port: is looked up by the domain's address",
            ],
        ),
        (
            "Host a\nMatch final host a\n  Port 7",
            &[
                "taken 1 a: a:7; over openssh: WezTerm's own ssh reads the `Match` on line 2 in another way",
                "kept 2 Match: is no host, and makes no domain; what it says counts for those that match it",
                "taken 3 Port: is looked up by the domain's address",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(notes(text), *expected, "{text}");
    }
}

#[test]
fn what_is_included_is_told_by_its_file() {
    let files = |written: &str| match written {
        "a" | "b" | "c" => Ok(vec![File {
            name: format!("/{written}"),
            text: Ok(match written {
                "a" => "Include b\n".to_owned(),
                "b" => "Host web\nInclude a c nowhere secret\n  Port 0".to_owned(),
                _ => "User x".to_owned(),
            }),
        }]),
        "secret" => Err("permission denied".to_owned()),
        _ => Ok(Vec::new()),
    };
    let import = Config::read("Include a c", None, Some(&mut { files })).import();
    assert_eq!(
        lines(&import),
        [
            "taken 1 a: 1 file was read",
            "taken /a:1 b: 1 file was read",
            "taken /b:1 web: web as x; over openssh: WezTerm's own ssh reads an `Include` on line 1 in another way",
            "taken /b:2 a: 1 file was read",
            "mistake /b:2 a: `/a` includes itself, by way of `/b`",
            "taken /b:2 c: 1 file was read",
            "taken /c:1 User: is looked up by the domain's address",
            "taken /b:2 nowhere: there is no such file, which ssh passes over",
            "left /b:2 secret: `secret` is not read: permission denied",
            "mistake /b:3 0: `Port` `0` must be a number between 1 and 65535",
            "taken 1 c: 1 file was read",
            "kept /c:1 User: no domain is reached by it",
        ]
    );
    assert_eq!(import.mistakes(), 2);
}

#[test]
fn what_ssh_accepts_is_no_mistake() {
    for line in [
        "ProxyJump ssh://u@b:22/",
        "Port telnet",
        "Port +22",
        "GSSAPIKeyExchange no",
        "GSSAPITrustDns yes",
    ] {
        let import = Config::read(&format!("Host a\n  {line}"), None, None).import();
        let is_wrong = |fate| matches!(fate, Fate::Mistake | Fate::Left);
        let wrong = import.notes.iter().find(|note| is_wrong(note.fate));
        assert!(wrong.is_none(), "{line}: {wrong:?}");
    }
}

#[test]
fn one_bad_file_costs_only_itself() {
    let mut files = |_: &str| {
        let file = |name: &str, text| File {
            name: name.to_owned(),
            text,
        };
        Ok(vec![
            file("/bad", Err("permission denied".to_owned())),
            file("/good", Ok("Host web".to_owned())),
        ])
    };
    let import = Config::read("Include *", None, Some(&mut files)).import();
    assert_eq!(
        lines(&import),
        [
            "taken 1 *: 1 file was read",
            "left 1 *: `/bad` is not read: permission denied",
            "taken /good:1 web: web",
        ]
    );
}

#[test]
fn files_include_each_other_sixteen_deep() {
    for (last, expected) in [
        (16, None),
        (
            17,
            Some("more than 16 files include each other, one in the other"),
        ),
    ] {
        let mut files = |written: &str| {
            let number: usize = written.parse().expect("a number");
            let text = match number == last {
                true => "User deep".to_owned(),
                false => format!("Include {}", number + 1),
            };
            Ok(vec![File {
                name: format!("/{number}"),
                text: Ok(text),
            }])
        };
        let import = Config::read("Host web\nInclude 1", None, Some(&mut files)).import();
        let mistakes = import.notes.iter().filter(|note| note.fate == Fate::Mistake);
        let mistakes: Vec<&str> = mistakes.map(|note| note.message.as_str()).collect();
        assert_eq!(mistakes, Vec::from_iter(expected));
    }
}

/// The messages of what is wrong with a text.
fn mistakes(text: &str) -> Vec<String> {
    let import = Config::read(text, None, None).import();
    let notes = import.notes.into_iter().filter(|note| note.fate == Fate::Mistake);
    notes
        .map(|note| format!("{} ({})", note.message, note.hint.unwrap_or_default()))
        .collect()
}

#[test]
fn what_is_no_ssh_config_is_told_soon() {
    let noise: String = (0..1_000_000)
        .map(|n| format!("{} {n}\n", "kqzjxv".repeat(1 + n % 3)))
        .collect();
    assert!(noise.len() > 10_000_000);
    let started = Instant::now();
    assert_eq!(
        mistakes(&noise),
        [format!(
            "the file has {} bytes, but at most 4194304 are read (a thousand hosts have about 100,000; is this the right file?)",
            noise.len()
        )]
    );
    assert_eq!(
        mistakes(&noise[..4_000_000]),
        ["more than 1000 lines mean nothing to ssh, so the rest was not read (is this an ssh_config?)"]
    );
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn no_text_takes_for_ever() {
    let hosts = |count: usize| (0..count).map(|n| format!("Host host-{n}\n")).collect::<String>();
    let many = |line: &str, bytes: usize| line.repeat(bytes / line.len());
    let patterns = "too many names would have to be compared with too many patterns (import it in parts)";
    let names = "more than 40000 names of hosts stand in it, so the rest was not read ()";
    let hosts_of_all = "the file has more than 10000 hosts, and no more are supported ()";
    let long = "`ProxyJump` has 1000000 bytes, but at most 2048 are read ()";
    let keys: String = (0..100).map(|n| format!("IdentityFile {n}\n")).collect();
    for (name, text, expected) in [
        (
            "patterns",
            hosts(10_000) + &many("Host *a*b*c\n", 3_900_000),
            Some(patterns),
        ),
        (
            "lists",
            hosts(10_000) + "Match host " + &many("a,", 3_900_000),
            Some(patterns),
        ),
        (
            "long patterns",
            hosts(10_000) + "Host " + &many("*a", 1_000_000),
            None,
        ),
        (
            "values",
            format!("Host *\n{}{}", many("User x\n", 1_000_000), hosts(1000)),
            None,
        ),
        ("keys", format!("Host *\n{keys}{}", hosts(1000)), None),
        ("names", format!("Host {}", many("a ", 1_000_000)), None),
        (
            "other names",
            format!("Host {}", hosts(50_000).replace('\n', " ").replace("Host", "")),
            Some(hosts_of_all),
        ),
        ("blocks", many("Host a\n", 1_000_000), Some(names)),
        ("quotes", many("\"", 1_000_000), None),
        ("spaces", many(" ", 1_000_000), None),
        ("words", format!("SendEnv {}", many("a ", 1_000_000)), None),
        (
            "hops",
            format!("Host a\nProxyJump {}", many("a,", 1_000_000)),
            Some(long),
        ),
    ] {
        let started = Instant::now();
        let found = mistakes(&text);
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{name}: {:?}",
            started.elapsed()
        );
        println!("{name}: {:?}", started.elapsed());
        assert_eq!(found.first().map(String::as_str), expected, "{name}");
    }
    let text: String = (0..10_001).map(|n| format!("Host host-{n}\n")).collect();
    assert_eq!(mistakes(&text), [hosts_of_all]);
}

/// A line of ssh_config, or what looks like one.
fn line() -> impl Strategy<Value = String> {
    let keyword = prop::sample::select(vec![
        "Host",
        "HOST",
        "Match",
        "HostName",
        "User",
        "Port",
        "IdentityFile",
        "ProxyJump",
        "ProxyCommand",
        "Include",
        "Compression",
        "IgnoreUnknown",
        "Tag",
        "IdentitiesOnly",
        "RemoteCommand",
        "What",
        "#",
        "",
        "\"Host\"",
    ]);
    let between = prop::sample::select(vec![" ", "=", " = ", "\t", "  ", "", " \""]);
    let word = prop::sample::select(vec![
        "a",
        "b",
        "A",
        "web",
        "*",
        "?",
        "!a",
        "*.b",
        "a+b",
        "local",
        "git",
        "none",
        "yes",
        "22",
        "0",
        "70000",
        "%h",
        "%",
        "host",
        "all",
        "final",
        "user",
        "exec",
        "exec=x",
        "!host",
        "a,b",
        "\"a b\"",
        "'",
        "\\",
        "#",
        "10.0.0.1",
        "::1",
        "me@a:22",
        "a:22",
        "é",
        "\0",
        "github.com",
        "",
    ]);
    let words = prop::collection::vec(word, 0..5).prop_map(|words| words.join(" "));
    let end = prop::sample::select(vec!["", "\r", " ", " # c", "\u{c}"]);
    (keyword, between, words, end)
        .prop_map(|(keyword, between, words, end)| format!("{keyword}{between}{words}{end}"))
}

fn config() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(line(), 0..20).prop_map(|lines| lines.join("\n"));
    prop_oneof![4 => lines, 1 => any::<String>()]
}

/// An import with accents, which take long to choose.
fn dressed(text: &str) -> Import {
    static ACCENTS: OnceLock<Vec<Accent>> = OnceLock::new();
    let mut import = Config::read(text, Some("me"), None).import();
    let accents = ACCENTS.get_or_init(|| vision::suggest(22, Appearance::Dark));
    for (entry, accent) in import.project.domain.iter_mut().zip(accents.iter().cycle()) {
        entry.accent = Some(accent.to_string());
    }
    import
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_project_without_mistakes_and_tells_of_every_line(text in config()) {
        let import = dressed(&text);
        prop_assert_eq!(import.accounts.len(), import.project.domain.len());
        let merged = merge(&Project::default(), &import).project;
        if !merged.domain.is_empty() {
            let (fleet, found) = check(&Project::read_toml(&merged.to_toml()));
            prop_assert!(fleet.is_some(), "{found:?}");
        }
        let told: BTreeSet<usize> = import.notes.iter().map(|note| note.line).collect();
        for (number, line) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(&text).split('\n')) {
            let line = line.split('\0').next().unwrap_or_default();
            if line.starts_with(|c: char| c.is_ascii_alphanumeric()) && !line.contains('"') {
                prop_assert!(told.contains(&number), "{number}: {line}");
            }
        }
    }

    #[test]
    fn what_is_merged_is_the_same_the_second_time(text in config()) {
        let import = dressed(&text);
        let starter = wezmux::project::STARTER;
        let reading = Project::read_toml(starter);
        let first = merge(&reading.project, &import);
        let written = merge::write(starter, &reading, &first).expect("the starter can be written to");
        prop_assert!(written.starts_with(starter));
        let second = merge(&first.project, &import);
        prop_assert!(second.changes.iter().all(|change| change.difference == Difference::Same), "{:?}", second.changes);
    }
}

/// A project with an import in it, as `new|changed|same name: field before → after, …`, and the file that comes of it.
fn merged(project: &str, config: &str) -> (Vec<String>, Option<String>) {
    let reading = Project::read_toml(project);
    assert_eq!(reading.diagnostics, []);
    let merge = merge(&reading.project, &Config::read(config, Some("me"), None).import());
    let changes = merge.changes.iter().map(|change| {
        let fields = change
            .fields
            .iter()
            .filter(|field| !["name", "accent"].contains(&field.field));
        let fields = fields.map(|field| {
            let before = field
                .before
                .as_ref()
                .map_or(String::new(), |before| format!("{before} → "));
            format!(" {} {before}{}", field.field, field.after)
        });
        let difference = format!("{:?}", change.difference).to_lowercase();
        format!(
            "{difference} {}:{}",
            change.name,
            fields.collect::<Vec<_>>().join(",")
        )
    });
    (changes.collect(), merge::write(project, &reading, &merge))
}

#[test]
fn a_merge_tells_what_is_new_changed_and_the_same() {
    let project = "\
# My servers.

[[domain]]           # the first
name = \"Web\"         # its name
address = \"old.example.com\"   # its address
accent = \"#bb9af7\"
label = \"The web\"

[[domain]]
name = \"box\"
address = \"10.0.0.2:2222\"
accent = \"#e0af68\"
transport = \"wezterm\" # built in
username = \"ops\"

[[domain]]
name = \"same\"
address = \"same\"
accent = \"#dc143c\"
# The end.
";
    let config = "\
Host web
  ProxyJump gate
Host ops-box
  HostName 10.0.0.2
  Port 2222
  User ops
  IdentitiesOnly yes
Host other-box
  HostName 10.0.0.2
  Port 2222
  User root
Host same
Host gate
";
    let (changes, written) = merged(project, config);
    assert_eq!(
        changes,
        [
            "changed Web: address \"old.example.com\" → \"web\"",
            "changed box: transport \"wezterm\" → \"openssh\"",
            "new other-box: address \"other-box\"",
            "same same:",
            "new gate: address \"gate\"",
        ]
    );
    let written = written.expect("it can be written");
    let changed = project
        .replace("\"old.example.com\"", "\"web\"")
        .replace("\"wezterm\"", "\"openssh\"");
    let (head, added) = written.split_at(changed.len());
    assert_eq!(head, changed);
    let lines: Vec<&str> = added.lines().filter(|line| !line.starts_with("accent")).collect();
    assert_eq!(
        lines,
        [
            "",
            "[[domain]]",
            "name = \"other-box\"",
            "address = \"other-box\"",
            "",
            "[[domain]]",
            "name = \"gate\"",
            "address = \"gate\"",
        ]
    );
    // Each new one has an accent that no other has.
    let project = Project::read_toml(&written).project;
    let accents: BTreeSet<&String> = project.domain.iter().flat_map(|entry| &entry.accent).collect();
    assert_eq!(accents.len(), 5);
    // And nothing is left to do.
    let (changes, again) = merged(&written, config);
    assert!(
        changes.iter().all(|change| change.starts_with("same")),
        "{changes:?}"
    );
    assert_eq!(again.as_deref(), Some(written.as_str()));
}

#[test]
fn a_merge_keeps_every_layout() {
    let config = "Host a\n  ProxyJump b\n";
    let domain = "\n[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"A\"\ntransport = \"openssh\"\n";
    let before = "transport = \"wezterm\"\n";
    for (project, expected) in [
        ("", domain.trim_start().to_owned()),
        ("# empty\n", format!("# empty\n{domain}")),
        ("# no newline", format!("# no newline\n{domain}")),
        ("\u{feff}# mark\r\n", format!("\u{feff}# mark\r\n{}", domain.replace('\n', "\r\n"))),
        ("domain = []", "domain = [{ name = \"a\", address = \"a\", accent = \"A\", transport = \"openssh\" }]".to_owned()),
        (
            "domain = [\n  { name = \"b\", address = \"c\", accent = \"B\" }, # b\n]\n",
            "domain = [\n  { name = \"b\", address = \"c\", accent = \"B\" }, { name = \"a\", address = \"a\", accent = \"A\", transport = \"openssh\" }, # b\n]\n"
                .to_owned(),
        ),
        (
            "[defaults]\ntransport = \"wezterm\"\n[[domain]]\naccent = \"B\"\nname = \"a\" # it\naddress = \"a\"\n",
            "[defaults]\ntransport = \"wezterm\"\n[[domain]]\naccent = \"B\"\nname = \"a\" # it\ntransport = \"openssh\"\naddress = \"a\"\n".to_owned(),
        ),
        (
            "[defaults]\ntransport = \"wezterm\"\n[[domain]]\naccent = \"B\"\naddress = \"a\"\nname = \"a\"",
            "[defaults]\ntransport = \"wezterm\"\n[[domain]]\naccent = \"B\"\naddress = \"a\"\nname = \"a\"\ntransport = \"openssh\"\n".to_owned(),
        ),
        (
            "domain = [{ name = \"a\", address = \"b\", accent = \"B\", transport = \"wezterm\" }]",
            "domain = [{ name = \"a\", address = \"a\", accent = \"B\", transport = \"openssh\" }]".to_owned(),
        ),
        (
            "defaults = { transport = \"wezterm\" }\ndomain = [{ name = \"a\", address = \"a\", accent = \"B\" }]",
            "defaults = { transport = \"wezterm\" }\ndomain = [{ name = \"a\", transport = \"openssh\", address = \"a\", accent = \"B\" }]".to_owned(),
        ),
        (
            &format!("[[domain]]\nname = \"b\"\naddress = \"a\"\naccent = \"B\"\n{before}[[domain.tab]]\ntitle = \"t\"\n"),
            format!("[[domain]]\nname = \"b\"\naddress = \"a\"\naccent = \"B\"\n{}[[domain.tab]]\ntitle = \"t\"\n", before.replace("wezterm", "openssh")),
        ),
    ] {
        let (changes, written) = merged(project, config);
        assert_eq!(changes.len(), 1, "{project}");
        let written = written.unwrap_or_else(|| panic!("cannot write into {project}"));
        // Whatever the accent is.
        let accent = Project::read_toml(&written).project.domain.pop().and_then(|entry| entry.accent).expect("one");
        assert_eq!(written.replace(&accent, if accent == "B" { "B" } else { "A" }), expected);
    }
}

#[test]
fn new_domains_are_told_apart_as_long_as_there_is_room() {
    let config: String = (0..30).map(|n| format!("Host h{n}\n")).collect();
    let import = Config::read(&config, None, None).import();
    let alone = merge(&Project::default(), &import).project;
    let accents: BTreeSet<&String> = alone.domain.iter().flat_map(|entry| &entry.accent).collect();
    assert_eq!(accents.len(), 22);
    let few = Project {
        domain: alone.domain[..8].to_vec(),
        ..Project::default()
    };
    let (_, found) = check(&Project::read_toml(&few.to_toml()));
    assert_eq!(found, []);
    let beside = merge(&few, &Config::read("Host x\nHost y", None, None).import()).project;
    let (_, found) = check(&Project::read_toml(&beside.to_toml()));
    assert_eq!(found, []);
}

#[test]
fn what_a_text_is_can_be_told_from_it() {
    let of = |path: &Path| {
        let text = fs::read_to_string(path).expect("text");
        (path.display().to_string(), text)
    };
    let lua = fs::read_dir("tests/wezterm_lua").expect("the folder");
    let lua = lua.map(|entry| entry.expect("a file").path());
    let mut texts: Vec<((String, String), Kind)> = lua
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .map(|path| (of(&path), Kind::Wezterm))
        .collect();
    texts.extend(corpus().iter().map(|path| (of(path), Kind::Ssh)));
    for case in crate::golden::cases() {
        let (name, toml) = of(&case.join("wezmux.toml"));
        let reading = Project::read_toml(&toml);
        let json = serde_json::to_string_pretty(&reading.project).expect("JSON");
        texts.push(((name.clone(), json), Kind::Project));
        if let Some(fleet) = check(&reading).0 {
            for artifact in wezmux::render(&fleet) {
                if artifact.path.ends_with(".lua") || artifact.path.ends_with(".service") {
                    texts.push(((artifact.path, artifact.text), Kind::Wezterm));
                }
            }
        }
        texts.push(((name, toml), Kind::Project));
    }
    for (text, kind) in [
        ("https://example.com/#1.eNp9", Kind::Link),
        ("#1.!!!!", Kind::Link),
        ("{ broken", Kind::Project),
        ("[[domain]]\nname = \"a\n", Kind::Project),
        ("\u{feff}# mine\n\nHost=web\r\n", Kind::Ssh),
        ("Hsot web\n  HostName 10.0.0.1\n  Port 0\n", Kind::Ssh),
        ("local c = {\nreturn", Kind::Wezterm),
        ("return { ssh_domains = {} }", Kind::Wezterm),
        (
            "[Service]\nExecStart=/usr/bin/wezterm-mux-server --daemonize=false\n",
            Kind::Wezterm,
        ),
    ] {
        texts.push(((text.to_owned(), text.to_owned()), kind));
    }
    assert!(texts.len() > 100, "{} texts", texts.len());
    let wrong: Vec<_> = texts
        .iter()
        .map(|((name, text), kind)| (name, Kind::of(text), *kind))
        .filter(|(_, found, kind)| *found != Some(*kind))
        .collect();
    assert_eq!(wrong, []);
}

#[test]
fn of_what_is_nothing_nobody_says_what_it_is() {
    let mut random = 1_u32;
    let noise: String = std::iter::repeat_with(|| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(random.to_be_bytes()[0] & 0x7f)
    })
    .take(200_000)
    .collect();
    let wide = "ä".repeat(100_000);
    let poem = "Whose woods are these I think I know.\nHis house is in the village though;\n";
    for text in ["", "\n\n", "# nothing\n", "hello", "\0\0\0", &noise, &wide, poem] {
        let start: String = text.chars().take(20).collect();
        assert_eq!(Kind::of(text), None, "{start}");
    }
}

/// The fields that an import changes in a project, but names and accents, and the notes beside.
fn fields(project: &str, import: &Import) -> (Vec<String>, Vec<String>) {
    let reading = Project::read_toml(project);
    let merge = merge(&reading.project, import);
    let changes = merge.changes.iter().map(|change| {
        let fields = change.fields.iter();
        let fields = fields.filter(|field| !["name", "accent"].contains(&field.field));
        let fields = fields.map(|field| format!(" {} = {}", field.field, field.after));
        let difference = format!("{:?}", change.difference).to_lowercase();
        format!("{difference} {}:{}", change.name, fields.collect::<String>())
    });
    let notes = merge.notes.iter().map(|note| note.message.clone());
    (changes.collect(), notes.collect())
}

#[test]
fn no_default_of_the_project_counts_for_what_ssh_says_otherwise() {
    let defaults = "[defaults]\nusername = \"me\"\nidentity_file = \"~/.ssh/mine\"\nforward_agent = true\n";
    let config = "Host web\n  User deploy\n  IdentityFile ~/.ssh/deploy\nHost my\n  User me\nHost other\n  IdentityFile ~/.ssh/mine\n";
    let (changes, notes) = fields(defaults, &Config::read(config, Some("me"), None).import());
    assert_eq!(
        changes,
        [
            "new web: address = \"web\" username = \"deploy\" identity_file = \"~/.ssh/deploy\" forward_agent = false",
            "new my: address = \"my\" forward_agent = false",
            "new other: address = \"other\" forward_agent = false",
        ]
    );
    assert_eq!(
        notes,
        [
            "the project's `[defaults]` have `username`, which counts for `other` in place of what ssh would choose",
            "the project's `[defaults]` have `identity_file`, which counts for `my` in place of what ssh would choose",
        ]
    );
    let there = format!("{defaults}[[domain]]\nname = \"x\"\naddress = \"h\"\naccent = \"red\"\n");
    let config = "Host x\n  HostName h\n  User root\n";
    let (changes, _) = fields(&there, &Config::read(config, Some("me"), None).import());
    assert_eq!(changes, ["changed x: address = \"x\" username = \"root\""]);
}

#[test]
fn no_two_hosts_become_one_domain() {
    let domain = |name: &str, address: &str| {
        format!("[[domain]]\nname = \"{name}\"\naddress = \"{address}\"\naccent = \"red\"\n")
    };
    for (project, config, expected) in [
        (
            domain("server", "10.0.0.5"),
            "Host srv\n  HostName 10.0.0.5\n  User root\nHost srv-me\n  HostName 10.0.0.5\n  User me\n",
            &["same server:", "new srv-me: address = \"srv-me\""][..],
        ),
        (
            domain("server", "10.0.0.5") + "username = \"me\"\n",
            "Host srv\n  HostName 10.0.0.5\nHost srv-me\n  HostName 10.0.0.5\n  User me\n",
            &["new srv: address = \"srv\"", "same server:"],
        ),
        (
            domain("a", "h1"),
            "Host b\n  HostName h1\nHost a\n  HostName h2\n",
            &["new b: address = \"b\"", "changed a: address = \"a\""],
        ),
        // A name that the user never wrote is no reason to take a domain for the same.
        (
            domain("host", "10.0.0.9"),
            "Host ü\n  HostName b.example\n",
            &["new host-2: address = \"b.example\""],
        ),
        (
            domain("s", "Srv.Example.COM:22"),
            "Host srv\n  HostName srv.example.com\n",
            &["same s:"],
        ),
        (
            domain("s", "[2001:db8::1]:22"),
            "Host srv\n  HostName 2001:db8::1\n",
            &["same s:"],
        ),
    ] {
        let (changes, _) = fields(&project, &Config::read(config, Some("x"), None).import());
        assert_eq!(changes, expected, "{project}{config}");
    }
    let lua = "return { ssh_domains = { { name = 'x', remote_address = '10.0.0.5', username = 'root' }, { name = 'y', remote_address = '10.0.0.5', username = 'me' } } }";
    let (changes, _) = fields(&domain("server", "10.0.0.5"), &wezterm_lua::read(lua));
    assert_eq!(changes.len(), 2);
    assert!(
        changes[0].starts_with("changed server: username = \"root\""),
        "{changes:?}"
    );
    assert!(changes[1].starts_with("new y: "), "{changes:?}");
}

#[test]
fn what_the_project_has_in_another_way_stays() {
    let domain = "[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"red\"\n";
    let entry = |fields: &str| Import {
        project: Project::read_toml(&format!("[[domain]]\nname = \"a\"\naddress = \"a\"\n{fields}")).project,
        ..Import::default()
    };
    for (there, import) in [
        ("", "accent = \"#ff0000\"\n"),
        ("", "address = \"A:22\"\n"),
        ("tabs = 3\n", "[[domain.tab]]\ntitle = \"t\"\n"),
        ("[[domain.tab]]\ntitle = \"t\"\n", "tabs = 3\n"),
    ] {
        let import = match import.strip_prefix("address = ") {
            Some(_) => Import {
                project: Project::read_toml(&format!("[[domain]]\nname = \"a\"\n{import}")).project,
                ..Import::default()
            },
            None => entry(import),
        };
        assert_eq!(
            fields(&format!("{domain}{there}"), &import).0,
            ["same a:"],
            "{there}"
        );
    }
    // A key does one thing, and goes on to do what it does.
    let project = format!("{domain}key = \"LEADER+e\"\n");
    for (import, expected) in [
        (
            "[[domain]]\nname = \"b\"\naddress = \"b\"\nkey = \"LEADER+e\"\n",
            "b: `key` = \"LEADER+e\" is left out: the project has the key already",
        ),
        (
            "[keys]\nlauncher = \"LEADER+e\"\n",
            "keys: `launcher` = \"LEADER+e\" is left out: the project has the key already",
        ),
    ] {
        let import = Import {
            project: Project::read_toml(import).project,
            ..Import::default()
        };
        assert_eq!(fields(&project, &import).1, [expected]);
        let merged = merge(&Project::read_toml(&project).project, &import).project;
        let (fleet, found) = check(&Project::read_toml(&merged.to_toml()));
        assert!(fleet.is_some(), "{found:?}");
    }
}

#[test]
fn fields_go_under_a_header_that_has_none() {
    let import = Import {
        project: Project::read_toml("[keys]\nleader = \"CTRL+b\"\nlauncher = \"LEADER+l\"\n").project,
        ..Import::default()
    };
    let fields = "leader = \"CTRL+b\"\nlauncher = \"LEADER+l\"\n";
    for (project, expected) in [
        (
            "[keys] # mine\n# launcher = \"x\"\n",
            format!("[keys] # mine\n{fields}# launcher = \"x\"\n"),
        ),
        ("[keys]", format!("[keys]\n{fields}")),
        (
            "keys = {}\n",
            "keys = { leader = \"CTRL+b\", launcher = \"LEADER+l\" }\n".to_owned(),
        ),
    ] {
        let reading = Project::read_toml(project);
        let merge = merge(&reading.project, &import);
        assert_eq!(
            merge::write(project, &reading, &merge).as_deref(),
            Some(expected.as_str())
        );
    }
}
