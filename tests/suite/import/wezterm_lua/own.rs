//! What is made of the configs that wezmux itself wrote.

use std::fs;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use wezmux::import::Fate;
use wezmux::import::wezterm_lua::read;
use wezmux::project::{DomainEntry, LocalEntry};
use wezmux::{Fleet, Project, render};

use super::{fleet, notes, run};

#[test]
fn a_file_of_our_own_may_have_windows_line_ends() {
    let project = Project::read("[[domain]]\nname = \"dev\"\naddress = \"dev\"\naccent = \"teal\"").project;
    let files = render(&fleet(&project));
    let file = files
        .iter()
        .find(|file| file.path.clone().ends_with("wezmux.lua"));
    let text = file.expect("it is written").text.replace('\n', "\r\n");
    assert_eq!(read(&text).project.domain.len(), 1);
}

/// Projects that use everything which a config of ours holds.
fn project() -> impl Strategy<Value = Project> {
    let text = |texts: &[&str]| {
        prop::option::of(select(
            texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(),
        ))
    };
    let place = (
        select(vec![
            "10.0.0.#",
            "web#.example.org:2200",
            "2001:db8::#",
            "[2001:db8::#]:22",
            "alias_#",
        ]),
        select(vec!["#bb9af7", "tomato", "#123456"]),
        text(&["me", "a.b@corp"]),
        text(&["~/.ssh/id_rsa", "/keys/a key"]),
        text(&["/srv", "/it's \"odd\"\\n"]),
        prop::option::of(1..60),
        text(&["openssh", "wezterm"]),
        text(&["~/.local/bin", "/opt/wezterm/bin"]),
        prop::option::of(any::<bool>()),
    );
    let look = (
        text(&["it's \"odd\" ]]--", "Web \u{f048b}"]),
        text(&["md_chip", "🦀", "\"]]"]),
        text(&["dark", "light", "system"]),
        prop::option::of(2..=5),
        text(&["horizontal", "vertical", "radial", "-90", "30"]),
        prop::option::of(10..=100),
        text(&["rgb", "linear-rgb", "hsv", "oklab"]),
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
    );
    let domain = (place, look, prop::option::of(1..=64)).prop_map(|(place, look, tabs)| DomainEntry {
        address: Some(place.0.to_owned()),
        accent: Some(place.1.to_owned()),
        username: place.2,
        identity_file: place.3.filter(|file| !file.contains(' ')),
        cwd: place.4,
        keepalive: place.5.filter(|_| place.6.as_deref() != Some("wezterm")),
        transport: place.6,
        bin_dir: place.7,
        forward_agent: place.8,
        label: look.0,
        icon: look.1,
        stops: look.3,
        orientation: look.4,
        opacity: look.5,
        blend: look.6,
        // Dark or light alone, one of the two is what is anyhow.
        ansi: look.7.filter(|ansi| {
            look.2.as_deref() == Some("system") || *ansi != (look.2.as_deref() == Some("light"))
        }),
        appearance: look.2,
        attach: look.8,
        production: look.9,
        tabs,
        ..DomainEntry::default()
    });
    let names = [
        "leader",
        "send_leader",
        "launcher",
        "attach",
        "detach",
        "reattach",
        "next_tab",
        "previous_tab",
    ];
    let written = [
        "CTRL+SHIFT+F5",
        "LEADER+\"",
        "LEADER+\\",
        "ALT+Space",
        "LEADER+ALT+SHIFT+z",
        "SUPER+F9",
        "LEADER+]",
        "CTRL+ALT++",
    ];
    let keys = subsequence((0..names.len()).collect::<Vec<_>>(), 0..names.len()).prop_map(move |chosen| {
        let lines = chosen
            .into_iter()
            .map(|at| format!("{} = {:?}\n", names[at], written[at]));
        Project::read_toml(&format!("[keys]\n{}", lines.collect::<String>()))
            .project
            .keys
    });
    let local = (
        text(&["~", "~/src", "/it's \"odd\"\\n", "C:\\work"]),
        prop::option::of(1..=64),
    );
    (
        prop::collection::vec(domain, 1..12),
        keys,
        local,
        prop::option::of(100..=60_000),
    )
        .prop_map(|(mut domains, mut keys, (cwd, tabs), timeout)| {
            for (number, domain) in domains.iter_mut().enumerate() {
                domain.name = Some(format!("host-{number}"));
                domain.address = domain
                    .address
                    .as_ref()
                    .map(|address| address.replace('#', &number.to_string()));
            }
            if let [first, ..] = &mut domains[..] {
                first.key = Some("LEADER+'".to_owned());
            }
            keys.leader_timeout = timeout;
            Project {
                local: LocalEntry { cwd, tabs },
                keys,
                domain: domains,
                ..Project::default()
            }
        })
}

/// The project without each of its fields in turn.
fn shorter(project: &Project) -> Vec<(String, Project)> {
    let whole = serde_json::to_value(project).expect("JSON");
    let mut all = Vec::new();
    let domains = (0..project.domain.len()).map(|index| format!("/domain/{index}"));
    for path in domains.chain(["/local".to_owned(), "/keys".to_owned()]) {
        let table = whole.pointer(&path).and_then(serde_json::Value::as_object);
        for field in table.into_iter().flat_map(serde_json::Map::keys) {
            let mut without = whole.clone();
            let table = without
                .pointer_mut(&path)
                .and_then(serde_json::Value::as_object_mut);
            table.expect("it is there").remove(field);
            let without = Project::read_json(&without.to_string()).project;
            all.push((format!("{path}/{field}"), without));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a config of ours does not say: tags, shell, locale, what runs in tabs, a folder below the host's home.
    #[test]
    fn our_own_config_comes_back(project in project()) {
        let before = fleet(&project);
        let mut last = None;
        for path in ["wezterm.lua", "wezmux.lua"] {
            let files = render(&before);
            let text = &files.iter().find(|file| file.path == path).expect("it is written").text;
            let import = read(text);
            prop_assert!(import.notes.iter().all(|note| note.fate != Fate::Mistake), "{:#?}", notes(&import));
            let after = fleet(&import.project);
            let [expected, found] = [&before, &after].map(|fleet| format!("{fleet:#?}"));
            let differing: Vec<_> = expected.lines().zip(found.lines()).filter(|(expected, found)| expected != found).collect();
            prop_assert!(expected == found, "{:?}", differing);
            // What both say the same need not be looked at twice.
            if last.as_ref() != Some(&import.project) {
                let after = format!("{after:?}");
                for (field, without) in shorter(&import.project) {
                    let (shorter, _) = Fleet::validate(&without);
                    prop_assert!(shorter.is_none_or(|shorter| format!("{shorter:?}") != after), "{} is anyhow", field);
                }
            }
            last = Some(import.project);
        }
    }
}

/// A project file without a word too many.
const PROJECT: &str = "\
[local]
cwd = \"~/projects\"
tabs = 3

[keys]
leader = \"ALT+Space\"
launcher = \"LEADER+l\"
previous_tab = \"CTRL+SHIFT+LeftArrow!\"

[[domain]]
name = \"dev\"
address = \"10.0.0.1:2222\"
accent = \"#bb9af7\"
label = \"Dev\"
username = \"ubuntu\"
cwd = \"/data\"
tabs = 3

[[domain]]
name = \"db\"
address = \"db.example.com\"
accent = \"#e0af68\"
stops = 4
transport = \"wezterm\"
key = \"LEADER+9\"

[[domain]]
name = \"web\"
address = \"web\"
accent = \"#dc143c\"
keepalive = 30
";

/// The file of that project which has this path, in a folder of its own, for `edit` to change.
fn written(path: &str, edit: impl Fn(&str) -> String) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = render(&fleet(&Project::read_toml(PROJECT).project));
    let file = files
        .iter()
        .find(|file| file.path == path)
        .expect("it is written");
    let place = folder.path().join("wezterm.lua");
    fs::write(&place, edit(&file.text)).expect("it is written");
    (folder, place.display().to_string())
}

#[test]
fn what_was_written_comes_back_and_nothing_else() {
    for path in ["wezterm.lua", "wezmux.lua"] {
        let (folder, file) = written(path, str::to_owned);
        let (code, project, told) = run(&["import", "wezterm", &file]);
        assert_eq!((code, project.as_str()), (0, PROJECT), "{told}");
        let into = folder.path().join("wezmux.toml");
        fs::write(&into, PROJECT).expect("it is written");
        let (code, shown, told) = run(&["import", "wezterm", &file, "--into", &into.display().to_string()]);
        assert_eq!(
            (code, shown.as_str()),
            (0, "same     local, keys, dev, db, web\n"),
            "{told}"
        );
    }
}

#[test]
fn what_somebody_changed_in_it_is_checked() {
    for (from, to, expected) in [
        (
            "tabs = 3,",
            "tabs = \"x\",",
            "`tabs` must be a whole number, found text `x`",
        ),
        (
            "\"10.0.0.1\"",
            "\"10.0.0.1 x\"",
            "address `10.0.0.1 x:2222` must be",
        ),
        (
            "label = \"Dev\"",
            "lable = \"Dev\"",
            "`lable` is not a key of `domain`",
        ),
        (
            "-l\", \"ubuntu",
            "-l\" \"ubuntu",
            "not Lua: expected `}`, found a text",
        ),
        (
            "-l\", \"ubuntu",
            "-l\", nobody.x, \"ubuntu",
            "stops here: `nobody` is nil",
        ),
        (
            "bind(\"9\", \"LEADER\"",
            "bind(\"9\", \"LEADR\"",
            "key `LEADR+9` must be a key",
        ),
        (
            "mods = \"ALT\",",
            "mods = \"ALT\" \"\",",
            "not Lua: expected `}`, found a text",
        ),
        (
            "milliseconds = 1000",
            "milliseconds = 5",
            "leader_timeout `5` must be between 100 and 60000",
        ),
        (
            "name = \"web\"",
            "name = \"DB\"",
            "name `DB` is taken by another domain",
        ),
    ] {
        let (_folder, file) = written("wezterm.lua", |text| text.replacen(from, to, 1));
        let text = fs::read_to_string(&file).expect("a text");
        let line = text.lines().position(|line| line.contains(to)).expect(from) + 1;
        let (code, project, told) = run(&["import", "wezterm", &file]);
        assert_eq!((code, project.as_str()), (1, ""), "{told}");
        assert!(told.contains(&format!("error: {expected}")), "{told}");
        assert!(
            told.contains(&format!("--> {file}:{line}:")),
            "line {line}: {told}"
        );
    }
}

#[test]
fn the_config_of_a_host_is_told_from_the_one_of_this_computer() {
    let (_folder, file) = written("hosts/dev/wezterm.lua", str::to_owned);
    let (code, project, told) = run(&["import", "wezterm", &file]);
    assert_eq!((code, project.as_str()), (1, ""));
    assert!(
        told.contains("error: the config of the host `dev` for its own server, which names no domains"),
        "{told}"
    );
    assert!(
        told.contains("= help: give the `wezterm.lua` or `wezmux.lua` of this computer"),
        "{told}"
    );
}
