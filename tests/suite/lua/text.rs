//! That text comes out of the Lua files as it went into the project, whatever it is.

use askama::filters::Escaper;
use mlua::{Lua, LuaString as LuaText};
use proptest::prelude::*;
use proptest::sample::select;
use wezmux::project::{DomainEntry, LocalEntry};
use wezmux::render::escape::LuaString;
use wezmux::{Fleet, Project};

use super::world::{HOME, World};
use super::{ODD, fleet, host_configs, local_config, without_files};

/// Texts of a project, as they are written there.
struct Texts {
    label: String,
    icon: String,
    cwd: String,
    local_cwd: String,
}

/// `path` with its home folder written out.
fn expanded(path: &str) -> String {
    match path.strip_prefix('~') {
        Some(rest) => format!("{HOME}{rest}"),
        None => path.to_owned(),
    }
}

/// Asserts that the texts of the domain at `index` come back from the evaluated files.
fn assert_unchanged(fleet: &Fleet, index: usize, texts: &Texts) {
    let domain = &fleet.domains()[index];
    let world = World::gui(&local_config(fleet));
    world.run("world.start(); world.run_until(1); window = world.open_window()");
    assert_eq!(world.text("world.spawns[1].cwd"), expanded(&texts.local_cwd));

    world.run(&format!("world.tick(window, {{ domain = '{}' }})", domain.name));
    let badge = format!(" {} {} ● ", texts.icon.trim(), texts.label.trim());
    assert_eq!(world.text("world.plain(window.right_status)"), badge);

    let binding = format!("config.keys[{}]", index + 8);
    world.run(&format!(
        "world.domains[{name:?}].attached = true; world.press(window, {binding}.key, {binding}.mods)
        opens = world.performed[#world.performed].SpawnCommandInNewTab",
        name = domain.name.as_ref(),
    ));
    world.assert("opens.domain.DomainName", &format!("'{}'", domain.name));
    let key = domain.key.as_ref().expect("it is one of the first nine");
    assert_eq!(world.text(&format!("{binding}.key")), key.name());
    match texts.cwd.starts_with('~') {
        true => world.assert("opens.cwd", "nil"),
        false => assert_eq!(world.text("opens.cwd"), texts.cwd),
    }

    let host = World::server(&host_configs(fleet)[index]);
    host.run("world.emit('mux-startup'); world.run_until(1)");
    assert_eq!(host.text("config.default_cwd"), expanded(&texts.cwd));
    assert_eq!(host.text("world.spawns[1].cwd"), expanded(&texts.cwd));
}

#[test]
fn odd_text_is_unchanged() {
    let path = r#"/it's "odd"\n/]]--[[%d$HOME🦀"#;
    let odd = Texts {
        label: r#"it's "odd" \n\065 ]]--[[ %d %s $HOME ${x} `x` 🦀"#.to_owned(),
        icon: r#""]]--\"#.to_owned(),
        cwd: path.to_owned(),
        local_cwd: path.to_owned(),
    };
    let backslash = Texts {
        label: "\\".to_owned(),
        icon: "\\".to_owned(),
        cwd: "/\\".to_owned(),
        local_cwd: path.to_owned(),
    };
    let fleet = fleet(ODD);
    for (index, texts) in [odd, backslash].iter().enumerate() {
        assert_unchanged(&fleet, index, texts);
    }
    let host = World::server(&host_configs(&fleet)[0]);
    assert_eq!(host.text("config.default_prog[1]"), expanded(&format!("~{path}")));
}

/// Mostly what could end a string, start a comment or an escape, or be cut in the middle; now and then anything.
fn awkward(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let characters = r#""'\`[]-=%$#{}()nxuz0129 ~/|é🦀中"#.chars().collect::<Vec<_>>();
    let character = prop_oneof![
        9 => select(characters),
        1 => any::<char>().prop_filter("controls are for the escaper alone", |c| !c.is_control()),
    ];
    prop::collection::vec(character, length).prop_map(String::from_iter)
}

fn path(roots: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    (select(roots.to_vec()), awkward(0..12)).prop_map(|(root, rest)| format!("{root}{rest}"))
}

fn project(texts: &Texts) -> Project {
    Project {
        local: LocalEntry {
            cwd: Some(texts.local_cwd.clone()),
            tabs: None,
        },
        domain: vec![DomainEntry {
            name: Some("host".to_owned()),
            address: Some("host".to_owned()),
            accent: Some("#123456".to_owned()),
            label: Some(texts.label.clone()),
            icon: Some(texts.icon.clone()),
            cwd: Some(texts.cwd.clone()),
            ..DomainEntry::default()
        }],
        ..Project::default()
    }
}

proptest! {
    #![proptest_config(without_files())]

    #[test]
    fn text_that_a_fleet_accepts_is_unchanged(
        label in awkward(1..20), icon in awkward(1..9), cwd in path(&["/", "~/"]), local_cwd in path(&["/", "~/", "C:\\"]),
    ) {
        let texts = Texts { label, icon, cwd, local_cwd };
        let (fleet, _) = Fleet::validate(&project(&texts));
        // Fails by itself when too few are accepted.
        prop_assume!(fleet.is_some());
        assert_unchanged(&fleet.expect("it was accepted"), 0, &texts);
    }

    #[test]
    fn escaped_text_is_the_same_string_in_lua(
        text in prop_oneof![any::<String>(), awkward(0..40), "[\\x00-\\x7f]{0,40}", "[\\x00\\n\\r\\\\\"0-9]{0,40}"],
    ) {
        let mut escaped = String::new();
        LuaString.write_escaped_str(&mut escaped, &text).expect("writing to a string does not fail");
        let lua = Lua::new();
        let found: LuaText = lua.load(format!("return \"{escaped}\"")).eval().expect("it is a string");
        prop_assert_eq!(&*found.as_bytes(), text.as_bytes());
    }
}
