//! That WezTerm knows every key that wezmux takes, and takes the same ones for equal.

use std::collections::HashMap;

use proptest::prelude::*;
use wezmux::fleet::Key;

use super::world::{World, binding, is_module, leader};
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
        "{ key = 'RightArrow', mods = 'CTRL|SHIFT', action = { ActivateTabRelative = 1 } }",
        "{ key = 'LeftArrow', mods = 'CTRL|SHIFT', action = { ActivateTabRelative = -1 } }",
        "{ key = 'w', mods = 'LEADER', action = { EmitEvent = 'user-defined-4' } }",
        "{ key = 'a', mods = 'LEADER', action = { EmitEvent = 'user-defined-5' } }",
        "{ key = 'd', mods = 'LEADER', action = { EmitEvent = 'user-defined-6' } }",
        "{ key = 'r', mods = 'LEADER', action = { EmitEvent = 'user-defined-7' } }",
        "{ key = '1', mods = 'LEADER', action = { EmitEvent = 'user-defined-8' } }",
        "{ key = '2', mods = 'LEADER', action = { EmitEvent = 'user-defined-9' } }",
        "{ key = '3', mods = 'LEADER', action = { EmitEvent = 'user-defined-10' } }",
    ];
    for (index, binding) in expected.iter().enumerate() {
        world.assert(&format!("config.keys[{}]", index + 1), binding);
    }
    world.assert("#config.keys", &expected.len().to_string());
}

/// The last tab that was opened.
const LAST: &str = "world.spawns[#world.spawns]";

#[test]
fn digits_open_a_tab_in_the_folder_of_their_host() {
    let world = World::gui(&local_config(&fleet(GUIDE)));
    world.run("world.start(); world.run_until(60)");
    for (key, name, cwd) in [
        (1, "dev-server", "/data/projects"),
        (2, "staging", "/var/www"),
        (3, "workstation", "/home/dev/code"),
    ] {
        world.run(&format!(
            "world.press(world.windows_of('local')[1], '{key}', 'LEADER'); world.run_for(1)"
        ));
        world.assert(&format!("{LAST}.domain"), &format!("'{name}'"));
        world.assert(&format!("{LAST}.cwd"), &format!("'{cwd}'"));
        world.assert(&format!("{LAST}.window.id"), "world.windows_of('local')[1].id");
    }
    world.assert("#world.attaches", "3");
}

#[test]
fn folders_below_the_home_of_a_host_are_left_to_the_host() {
    let world = World::gui(&local_config(&fleet(MIXED)));
    world.run(
        "world.start(); world.run_until(60); world.press(world.windows[1], '1', 'LEADER'); world.run_for(1)",
    );
    world.assert(&format!("{LAST}.domain"), "'six'");
    world.assert(&format!("{LAST}.cwd"), "nil");
}

/// Presses the key of the first host, or chooses it in the launcher.
const ASK: [&str; 2] = [
    "world.press(world.windows_of('local')[1], '1', 'LEADER')",
    "world.press(world.windows_of('local')[1], 'w', 'LEADER'); world.choose('six')",
];

/// WezTerm would connect a second time, with a second window, for what is attached in the meantime.
#[test]
fn a_tab_that_is_asked_for_during_an_attach_waits_for_it() {
    for ask in ASK {
        for (before, after) in [("", ""), ("world.reload()", ""), ("", "world.reload()")] {
            // While it is probed, while it is attached, and while the tabs that it should have are looked for.
            for at in ["0.1", "2", "5.7"] {
                let world = World::with_hosts(&local_config(&fleet(MIXED)), "{ six = { delay = 5 } }");
                world.run(&format!(
                    "world.start(); world.run_until({at}); {before}; {ask}; {ask}; {after}; world.run_for(30)"
                ));
                world.assert("#world.attaches", "3");
                world.assert("world.hosts.six.tabs", "5");
                world.assert("world.tabs_of('six')", "5");
            }
        }
    }
}

/// One that is not attached is attached first, and one that is lost meanwhile not at all.
#[test]
fn a_tab_that_is_asked_for_attaches_its_host() {
    for ask in ASK {
        let world = World::with_hosts(&local_config(&fleet(MIXED)), "{}");
        world.run(&format!("world.start(); world.run_until(10); world.press(world.windows_of('six')[1], 'd', 'LEADER'); world.run_for(10); {ask}; world.run_for(5)"));
        world.assert("#world.attaches", "4");
        world.assert("world.tabs_of('six')", "4");
        world.assert("#world.windows_of('six')", "2"); // its own, and the one that the tab was asked for in
        world.run(&format!("world.hosts.six.down = true; world.drop('six'); world.run_for(2); {ask}; world.run_for(60); world.hosts.six.down = false; world.run_for(62)"));
        world.assert("world.tabs_of('six')", "4");
        world.assert("world.popups", "{}");
    }
    // An attach that never ends is waited for a minute.
    let world = World::with_hosts(&local_config(&fleet(MIXED)), "{ six = { delay = 1/0 } }");
    world.run(&format!(
        "world.start(); world.run_until(2); {}; world.run_for(120)",
        ASK[0]
    ));
    world.assert("#world.attaches", "3");
    world.assert("world.tabs_of('six')", "0");
}

/// All domains: ours, and those that a config has of its own.
#[test]
fn the_launcher_has_every_domain() {
    let world = World::gui(&local_config(&fleet(MIXED)));
    world.run("world.start(); world.run_until(10); world.domains.mine = { name = 'mine', attached = true }; world.hosts.mine = { tabs = 1 }");
    world.run("world.press(world.windows_of('local')[1], 'w', 'LEADER'); names = {}; for _, choice in ipairs(world.selector.choices) do table.insert(names, choice.id) end");
    let unix = if is_module() { ", 'unix'" } else { "" };
    world.assert(
        "names",
        &format!("{{ 'six', 'port', 'alias', 'own-six', 'local', 'mine'{unix} }}"),
    );
    world.run("world.choose('mine'); world.run_for(1)");
    world.assert(&format!("{LAST}.domain"), "'mine'");
    world.run(
        "world.press(world.windows_of('local')[1], 'w', 'LEADER'); world.choose('local'); world.run_for(1)",
    );
    world.assert(&format!("{LAST}.domain"), "'local'");
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
