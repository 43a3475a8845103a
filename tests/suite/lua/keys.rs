//! That WezTerm knows every key that wezmux takes, and takes the same ones for equal.

use std::collections::HashMap;

use proptest::prelude::*;
use wezmux::fleet::Key;

use super::world::{World, binding, leader};
use super::{GUIDE, MIXED, ODD, fleet, local_config, without_files};

/// Every way to hold modifiers, and some of the ways to write that.
fn all_modifiers() -> Vec<String> {
    let names = ["LEADER", "CTRL", "SHIFT", "ALT", "SUPER"];
    let mut all: Vec<String> = (0..1_u32 << names.len())
        .map(|held| {
            let held = names.iter().enumerate().filter(|(bit, _)| held & (1 << bit) != 0);
            held.map(|(_, name)| format!("{name}+")).collect()
        })
        .collect();
    all.extend(
        [
            "ctrl+",
            "SHIFT+CTRL+",
            "opt+",
            "Meta+",
            "cmd+",
            "WIN+Shift+",
            "CTRL+CTRL+",
        ]
        .map(str::to_owned),
    );
    all
}

fn all_keys() -> Vec<String> {
    let named = [
        "Backspace",
        "Tab",
        "Enter",
        "Return",
        "Escape",
        "Esc",
        "Delete",
        "Del",
        "Insert",
        "Ins",
        "Home",
        "End",
        "PageUp",
        "PgUp",
        "PageDown",
        "PgDn",
        "LeftArrow",
        "Left",
        "RightArrow",
        "UpArrow",
        "DownArrow",
        "down",
        "Space",
        "space",
        "enter",
    ];
    let typed = ('\0'..='\u{ff}').chain("ßẞéÉσΣςıİжЖ中🦀\u{301}\u{2028}".chars());
    let functions = (0..=25).map(|n| format!("F{n}"));
    typed
        .map(String::from)
        .chain(functions)
        .chain(named.map(str::to_owned))
        .chain(["f5", "F05", "F+5", "Numpad1", "Bogus", "aa", ""].map(str::to_owned))
        .collect()
}

/// What WezTerm looks `key` up by.
#[track_caller]
fn looked_up(key: &Key) -> String {
    binding(key.name(), &key.modifiers().to_string()).unwrap_or_else(|error| panic!("{key}: {error}"))
}

#[test]
fn keys_are_equal_where_wezterm_takes_them_for_equal() {
    let mut by_binding: HashMap<String, Key> = HashMap::new();
    let mut by_key: HashMap<Key, String> = HashMap::new();
    for text in all_modifiers()
        .iter()
        .flat_map(|held| all_keys().into_iter().map(move |key| format!("{held}{key}")))
    {
        let Ok(key) = Key::parse(&text) else { continue };
        let binding = looked_up(&key);
        let same = by_binding.entry(binding.clone()).or_insert_with(|| key.clone());
        assert_eq!(*same, key, "WezTerm takes {same} and {key} for {binding}");
        let same = by_key.entry(key.clone()).or_insert_with(|| binding.clone());
        assert_eq!(*same, binding, "wezmux takes them for {key}");
    }
    assert!(by_key.len() > 4000, "only {} keys were accepted", by_key.len());
}

proptest! {
    #![proptest_config(without_files())]

    #[test]
    fn a_typed_key_means_what_it_means_to_wezterm(c in any::<char>(), held in "(LEADER[+]|CTRL[+]|SHIFT[+]|ALT[+]|SUPER[+]){1,3}") {
        let Ok(key) = Key::parse(&format!("{held}{c}")) else { return Ok(()) };
        let meant = binding(&c.to_string(), &held.trim_end_matches('+').replace('+', "|"));
        prop_assert_eq!(Ok(looked_up(&key)), meant);
        prop_assert_eq!(Key::parse(&key.to_string()), Ok(key));
    }
}

/// A config whose keys these are; the stand-in finds equal ones.
fn with_keys(keys: &str) -> World {
    let project = format!("{keys}\n[[domain]]\nname = 'a'\naddress = 'a'\naccent = '123456'");
    World::gui(&local_config(&fleet(&project)))
}

#[test]
fn no_key_is_bound_twice() {
    for project in [GUIDE, MIXED, ODD] {
        World::gui(&local_config(&fleet(project)));
    }
    // Every one of these stands where wezmux would put a key of its own.
    for keys in [
        "[keys]\nlauncher = 'LEADER+1'",
        "[keys]\nleader = 'CTRL+1'\nnext_tab = 'LEADER+2'",
        "[keys]\nleader = 'CTRL+w'\nlauncher = 'LEADER+W'\nnext_tab = 'LEADER+w'",
        "[keys]\nnext_tab = 'CTRL+A'\nprevious_tab = 'LEADER+A'",
        "[defaults]\nkey = 'LEADER+2'",
    ] {
        with_keys(keys);
    }
}

#[test]
fn guide_has_its_keys() {
    let world = World::gui(&local_config(&fleet(GUIDE)));
    world.assert(
        "config.leader",
        "{ key = 'a', mods = 'CTRL', timeout_milliseconds = 1000 }",
    );
    let expected = [
        "{ key = 'a', mods = 'LEADER|CTRL', action = { SendKey = { key = 'a', mods = 'CTRL' } } }",
        "{ key = 'w', mods = 'LEADER', action = { ShowLauncherArgs = { flags = 'FUZZY|DOMAINS', title = 'Domains' } } }",
        "{ key = 'RightArrow', mods = 'CTRL|SHIFT', action = { ActivateTabRelative = 1 } }",
        "{ key = 'LeftArrow', mods = 'CTRL|SHIFT', action = { ActivateTabRelative = -1 } }",
        "{ key = 'a', mods = 'LEADER', action = { EmitEvent = 'user-defined-3' } }",
        "{ key = 'd', mods = 'LEADER', action = { EmitEvent = 'user-defined-4' } }",
        "{ key = 'r', mods = 'LEADER', action = { EmitEvent = 'user-defined-5' } }",
        "{ key = '1', mods = 'LEADER', action = { SpawnCommandInNewTab = { domain = { DomainName = 'dev-server' }, cwd = '/data/projects' } } }",
        "{ key = '2', mods = 'LEADER', action = { SpawnCommandInNewTab = { domain = { DomainName = 'staging' }, cwd = '/var/www' } } }",
        "{ key = '3', mods = 'LEADER', action = { SpawnCommandInNewTab = { domain = { DomainName = 'workstation' }, cwd = '/home/dev/code' } } }",
    ];
    for (index, binding) in expected.iter().enumerate() {
        world.assert(&format!("config.keys[{}]", index + 1), binding);
    }
    world.assert("#config.keys", &expected.len().to_string());
}

#[test]
fn folders_below_the_home_of_a_host_are_left_to_the_host() {
    let world = World::gui(&local_config(&fleet(MIXED)));
    world.assert(
        "config.keys[8].action",
        "{ SpawnCommandInNewTab = { domain = { DomainName = 'six' } } }",
    );
}

/// A pressed key arrives normalized (window/src/os/x11/keyboard.rs:439-448 at 20250223, and likewise on the other
/// systems), and the leader is compared with it as it stands in the config: SHIFT and `a` would never be pressed.
#[test]
fn leader_is_the_key_that_arrives_when_it_is_pressed() {
    for key in [
        "CTRL+a",
        "CTRL+A",
        "CTRL+SHIFT+a",
        "ALT+SHIFT+Space",
        "CTRL+SHIFT+F5",
        "F12",
        "ALT+é",
    ] {
        let world = with_keys(&format!("[keys]\nleader = '{key}'"));
        let (name, modifiers) = (world.text("config.leader.key"), world.text("config.leader.mods"));
        assert_eq!(
            leader(&name, &modifiers),
            binding(&name, &modifiers),
            "leader `{key}`"
        );
    }
}
