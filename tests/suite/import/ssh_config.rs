//! What is made of an ssh_config: `ssh -G` is the judge of what it means.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use wezmux::import::Fate;
use wezmux::import::ssh_config::{Config, File, Host};

use super::notes;
use crate::fuzz::checks;

/// The files of `tests/ssh_config/`, by name.
pub fn corpus() -> Vec<PathBuf> {
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
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a text");
            file(path.display(), Ok(text))
        })
        .collect()
}

fn file(name: impl Display, text: Result<String, String>) -> File {
    File {
        name: name.to_string(),
        read: Box::new(|| Some(text)),
    }
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
                "taken 1 a+b: 10.0.0.1:7 as u, named `a-b`, since `name` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends; nothing else that ssh knows of `a+b` counts there",
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
            "Host a+b\n  HostName c\n  HostKeyAlias d\n  IdentitiesOnly no",
            &[
                "left 1 a+b: `a+b` cannot be an address, and without it a `HostKeyAlias` would not be found (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 HostName: no domain is reached by it",
                "kept 3 HostKeyAlias: no domain is reached by it",
                "kept 4 IdentitiesOnly: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\n  HostName db\nHost db\n  HostName 10.9.9.9",
            &[
                "left 1 a+b: `a+b` cannot be an address, and ssh has other settings for where it is, `db` (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 HostName: no domain is reached by it",
                "taken 3 db: 10.9.9.9",
                "taken 4 HostName: is looked up by the domain's address",
            ],
        ),
        (
            "Host a+b\n  HostName 10.1.0.5\nHost 10.1.*\n  User jump",
            &[
                "left 1 a+b: `a+b` cannot be an address, and ssh has other settings for where it is, `10.1.0.5` (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 2 HostName: no domain is reached by it",
                "kept 3 Host: is no host, and makes no domain; what it says counts for those that match it",
                "kept 4 User: no domain is reached by it",
            ],
        ),
        (
            "Match user bob\n  ProxyJump gate\nHost a+b\n  HostName 10.1.0.5\n  User bob",
            &[
                "kept 1 Match: is no host, and makes no domain; what it says counts for those that match it",
                "kept 2 ProxyJump: no domain is reached by it",
                "left 3 a+b: `a+b` cannot be an address, and ssh has other settings for where it is, `10.1.0.5` (give it a second name of letters, digits, `.`, `-` and `_`)",
                "kept 4 HostName: no domain is reached by it",
                "kept 5 User: no domain is reached by it",
            ],
        ),
        (
            "Host a+b\n  HostName c\n  IdentityFile none",
            &[
                "taken 1 a+b: c, named `a-b`, since `name` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends; nothing else that ssh knows of `a+b` counts there",
                "taken 2 HostName: stands in the domain",
                "taken 3 IdentityFile: stands in the domain",
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
                "taken 1 b:7: c, named `b-7`, since `name` must be 1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends; nothing else that ssh knows of `b:7` counts there",
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
        let import = Config::read(text, Some("me"), None).import();
        assert_eq!(notes(&import), *expected, "{text}");
    }
}

#[test]
fn what_is_included_is_told_by_its_file() {
    let files = |written: &str| match written {
        "a" | "b" | "c" => {
            let text = match written {
                "a" => "Include b\n".to_owned(),
                "b" => "Host web\nInclude a c nowhere secret\n  Port 0".to_owned(),
                _ => "User x".to_owned(),
            };
            Ok(vec![file(format!("/{written}"), Ok(text))])
        }
        "secret" => Err("permission denied".to_owned()),
        _ => Ok(Vec::new()),
    };
    let import = Config::read("Include a c", None, Some(&mut { files })).import();
    assert_eq!(
        notes(&import),
        [
            "taken 1 a: 1 file was read",
            "taken /a:1 b: 1 file was read",
            "taken /b:1 web: web as x; over openssh: WezTerm's own ssh reads an `Include` on line 1 in another way",
            "taken /b:2 a: none of its files was read",
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
        Ok(vec![
            file("/bad", Err("permission denied".to_owned())),
            file("/good", Ok("Host web".to_owned())),
        ])
    };
    let import = Config::read("Include *", None, Some(&mut files)).import();
    assert_eq!(
        notes(&import),
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
            Ok(vec![file(format!("/{number}"), Ok(text))])
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

#[test]
fn thousands_of_names_that_become_the_same_are_soon_told_apart() {
    let host = |n: u32| {
        let alias = char::from_u32(0x4e00 + n).expect("a character");
        format!("Host {alias}\n  HostName host-{n}\n")
    };
    let text: String = (0..10_000).map(host).collect();
    let started = Instant::now();
    let import = Config::read(&text, None, None).import();
    let took = started.elapsed();
    let names: BTreeSet<_> = import.project.domain.iter().map(|domain| &domain.name).collect();
    assert_eq!(names.len(), 10_000);
    // Each beside every other one it took forty.
    assert!(took < Duration::from_secs(20), "{took:?}");
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_project_and_is_the_same_the_second_time(text in config()) {
        checks::ssh_config(text.as_bytes());
    }
}
