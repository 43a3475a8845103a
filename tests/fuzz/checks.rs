//! What holds for every text there is: one function for each door. cargo-fuzz calls them, and so do the tests.

use std::collections::HashSet;

use wezmux::import::merge::{Difference, merge, write};
use wezmux::import::ssh_config::Config;
use wezmux::import::wezterm_lua;
use wezmux::project::STARTER;
use wezmux::{Fleet, Project, check, render, share};

/// A project file: whatever it says, it is read or refused, and what was read is written so that it reads the same.
pub fn project(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let reading = Project::read(&text);
    let (fleet, diagnostics) = check(&reading);
    // Places count from behind it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    for diagnostic in &diagnostics {
        assert!(!diagnostic.message.is_empty());
        if let Some(place) = &diagnostic.place {
            assert!(
                text.get(place.span.clone()).is_some() || share::is_link(text),
                "{diagnostic:?}"
            );
        }
    }
    if let Some(fleet) = fleet {
        assert!(
            render(&fleet)
                .iter()
                .all(|artifact| artifact.text.ends_with('\n'))
        );
    }
    let again = Project::read_toml(&reading.project.to_toml());
    assert_eq!(again.project, reading.project);
    assert_eq!(again.diagnostics, []);
}

/// A link: the bytes stand behind the version, as a stranger could send them; and a project of theirs comes through a
/// link as it was.
pub fn link(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let reading = Project::read(&format!("#1.{text}"));
    check(&reading);
    let project = Project::read_toml(&text).project;
    assert_eq!(Project::read(&project.to_link(true)).project, project);
}

/// A value: in whatever field it stands, no file gets a line more by it, and none gets a control character.
pub fn value(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let of = |field: &str, value: &str| {
        let mut project = Project::read_toml("[[domain]]\nname = 'a'\naddress = 'a'\naccent = 'red'").project;
        let domain = &mut project.domain[0];
        let value = Some(value.to_owned());
        match field {
            "label" => domain.label = value,
            "icon" => domain.icon = value,
            "cwd" => domain.cwd = value,
            "shell" => domain.shell = value,
            "bin_dir" => domain.bin_dir = value,
            "username" => domain.username = value,
            "identity_file" => domain.identity_file = value,
            "address" => domain.address = value,
            "local" => project.local.cwd = value,
            _ => {
                domain.tab = Some(vec![wezmux::project::TabEntry {
                    title: value.clone(),
                    command: value,
                    ..Default::default()
                }]);
            }
        }
        let (fleet, _) = Fleet::validate(&project);
        fleet.map(|fleet| render(&fleet))
    };
    let plain = [
        ("label", "x"),
        ("icon", "x"),
        ("cwd", "/x"),
        ("shell", "/x"),
        ("bin_dir", "/x"),
        ("username", "x"),
        ("identity_file", "/x"),
        ("address", "x"),
        ("local", "/x"),
        ("tab", "x"),
    ];
    for (field, harmless) in plain {
        let Some(files) = of(field, &text) else { continue };
        let expected = of(field, harmless).expect("it is harmless");
        for (file, expected) in files.iter().zip(&expected) {
            let lines = |text: &str| text.matches('\n').count();
            assert_eq!(lines(&file.text), lines(&expected.text), "{field}: {}", file.path);
            let odd = file.text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(odd, None, "{field}: {}", file.path);
        }
    }
}

/// An ssh_config: each of its lines is told of, and what is made of it is a project without mistakes. It can be put into
/// another, in which nothing is lost, and there it is known again.
pub fn ssh_config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut import = Config::read(&text, Some("me"), None).import();
    assert_eq!(import.accounts.len(), import.project.domain.len());
    assert!(import.notes.iter().all(|note| !note.message.is_empty()));
    // Once too much of it means nothing the rest is not read.
    if import.notes.len() < 1000 {
        let told: HashSet<usize> = import.notes.iter().map(|note| note.line).collect();
        let lines = text.strip_prefix('\u{feff}').unwrap_or(&text).split('\n');
        for (number, line) in (1..).zip(lines) {
            let line = line.split('\0').next().unwrap_or_default();
            let says_something = line.starts_with(|c: char| c.is_ascii_alphanumeric()) && !line.contains('"');
            assert!(told.contains(&number) || !says_something, "{number}: {line}");
        }
    }
    // To choose them takes long.
    for entry in &mut import.project.domain {
        entry.accent = Some("teal".to_owned());
    }
    let alone = merge(&Project::default(), &import).project;
    if !alone.domain.is_empty() {
        let (fleet, found) = check(&Project::read_toml(&alone.to_toml()));
        assert!(fleet.is_some(), "{found:?}");
    }
    let reading = Project::read_toml(STARTER);
    let merged = merge(&reading.project, &import);
    let written = write(STARTER, &reading, &merged).expect("the starter has a layout for it");
    assert!(written.starts_with(STARTER));
    let again = merge(&Project::read_toml(&written).project, &import);
    assert!(
        again
            .changes
            .iter()
            .all(|change| change.difference == Difference::Same)
    );
}

/// A `wezterm.lua`: it ends, and whatever is taken of it is a project once it has accents.
pub fn wezterm_lua(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let import = wezterm_lua::read(&text);
    assert_eq!(import.accounts.len(), import.project.domain.len());
    for note in &import.notes {
        assert!(
            note.line <= text.lines().count() && !note.message.is_empty(),
            "{note:?}"
        );
    }
    let merged = merge(&Project::default(), &import).project;
    // One of ours says what it was made from, and `wezmux check` what is wrong with that.
    if !merged.domain.is_empty() && !text.contains("-- Written by wezmux ") {
        let (fleet, diagnostics) = Fleet::validate(&merged);
        assert!(fleet.is_some(), "{diagnostics:#?}");
    }
}
