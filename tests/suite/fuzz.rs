//! A bounded run of what cargo-fuzz runs without end: the seeds, and texts that were made from them by small changes.
//! `FUZZ=100` makes it a hundred times as long.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use crate::import::wezterm_lua::configs;

#[path = "../fuzz/checks.rs"]
pub mod checks;

#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Join(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let mark = prop::sample::select(vec![
        &b"\n"[..],
        b"\"",
        b"'",
        b"[[",
        b"]]",
        b"=",
        b"#",
        b"\\",
        b"\0",
        b"\xff",
        b"\r",
        b"{",
        b"}",
        b"99999999999",
        b"-1",
        b"$(",
        b"%",
        "\u{202e}".as_bytes(),
        "\u{feff}".as_bytes(),
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<Index>(), mark).prop_map(|(at, mark)| Change::Insert(at, mark.to_vec())),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<Index>(), 1..40_usize, 1..30_usize)
            .prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        any::<Index>().prop_map(Change::Join),
    ]
}

fn apply(mut text: Vec<u8>, change: &Change, seeds: &[Vec<u8>]) -> Vec<u8> {
    let at = |index: &Index, text: &[u8]| {
        if text.is_empty() {
            0
        } else {
            index.index(text.len())
        }
    };
    match change {
        Change::Set(index, byte) => {
            let at = at(index, &text);
            if let Some(place) = text.get_mut(at) {
                *place = *byte;
            }
        }
        Change::Insert(index, mark) => {
            let at = at(index, &text);
            text.splice(at..at, mark.iter().copied());
        }
        Change::Remove(index, length) => {
            let at = at(index, &text);
            text.drain(at..(at + length).min(text.len()));
        }
        Change::Repeat(index, length, times) => {
            let at = at(index, &text);
            let part = text[at..(at + length).min(text.len())].repeat(*times);
            text.splice(at..at, part);
        }
        Change::Join(index) => text.extend(index.get(seeds)),
    }
    text
}

/// Runs `check` with every seed of `name` and of `more`, and with texts that are a few changes away from one.
fn run(name: &str, more: Vec<Vec<u8>>, cases: u32, check: fn(&[u8])) {
    let folder = Path::new("tests/fuzz/seeds").join(name);
    let entries = fs::read_dir(&folder).expect("seeds");
    let mut seeds: Vec<Vec<u8>> = entries
        .map(|entry| fs::read(entry.expect("a seed").path()).expect("a seed"))
        .collect();
    assert!(seeds.len() > 1, "the seeds of {name} are gone");
    seeds.extend(more);
    seeds.sort();
    seeds.iter().for_each(|seed| check(seed));
    let times = std::env::var("FUZZ").map_or(1, |times| times.parse().expect("FUZZ is a number"));
    let cases = cases * times;
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let made = (any::<Index>(), vec(change(), 1..8));
    let result = runner.run(&made, |(seed, changes)| {
        let text = changes.iter().fold(seed.get(&seeds).clone(), |text, change| {
            apply(text, change, &seeds)
        });
        check(&text);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

fn projects() -> Vec<Vec<u8>> {
    super::reference::projects()
        .iter()
        .map(|path| fs::read(path).expect("a project"))
        .collect()
}

#[test]
fn any_project_file() {
    run("project", projects(), 300, checks::project);
}

#[test]
fn any_link() {
    run("link", projects(), 300, checks::link);
}

#[test]
fn any_value() {
    run("value", Vec::new(), 200, checks::value);
}

#[test]
fn any_ssh_config() {
    run("ssh_config", Vec::new(), 300, checks::ssh_config);
}

#[test]
fn any_wezterm_lua() {
    run("wezterm_lua", lua(), 300, checks::wezterm_lua);
}

fn lua() -> Vec<Vec<u8>> {
    let mut paths = configs("lua");
    paths.push("tests/cases/transports/expected/wezmux.lua".into());
    paths.iter().map(|path| fs::read(path).expect("a text")).collect()
}
