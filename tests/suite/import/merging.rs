//! What an import changes in a project, and how its file looks after that.

use std::collections::BTreeSet;

use wezmux::import::merge::{self, merge};
use wezmux::import::ssh_config::Config;
use wezmux::import::{Import, wezterm_lua};
use wezmux::{Project, check};

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
