//! The module `wezmux.lua` in configs that people have already.

use super::world::{NIGHTLY, Role, STABLE, World};
use super::{GUIDE, fleet, local_config, local_module};

/// The world of a user's config that may require the module of a project.
#[track_caller]
pub fn using(config: &str, project: &str) -> World {
    try_using(config, project).unwrap_or_else(|faults| panic!("{faults}"))
}

fn try_using(config: &str, project: &str) -> Result<World, String> {
    let module = local_module(&fleet(project));
    World::with_module(config, &module)
}

/// A config of somebody who has thought about it: domains, keys, a leader, handlers.
const OWN: &str = r#"
local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.font_size = 13
config.unix_domains = { { name = "mine" } }
config.ssh_domains = { { name = "box", remote_address = "box.example" } }
config.leader = { key = "Space", mods = "CTRL" }
config.keys = {
  { key = "mapped:n", mods = "LEADER", action = wezterm.action.SendKey { key = "x" } },
  { key = "W", mods = "CTRL", action = wezterm.action.CloseCurrentTab { confirm = false } },
  { key = "q", mods = "SUPER", action = wezterm.action.CloseCurrentPane { confirm = false } },
  { key = "e", mods = "LEADER", action = wezterm.action_callback(function() wezterm.log_warn "mine" end) },
}
wezterm.on("update-status", function(window, pane)
  wezterm.log_warn("own status " .. pane:get_domain_name())
  if pane:get_domain_name() == "local" then
    window:set_right_status "12:00"
  end
end)
wezterm.on("gui-startup", function(cmd)
  wezterm.mux.spawn_window { cwd = "/own" }
end)
wezterm.on("format-tab-title", function(tab)
  return "own title"
end)
local wezmux = require "wezmux"
wezmux.apply_to_config(config)
return config
"#;

#[test]
fn nothing_of_a_config_is_replaced() {
    let world = using(OWN, GUIDE);
    world.assert("config.font_size", "13");
    world.assert("config.unix_domains[1]", "{ name = 'mine' }");
    world.assert("#config.unix_domains", "3");
    world.assert("config.ssh_domains[1].name", "'box'");
    world.assert("config.ssh_domains[2].name", "'staging'");
    world.assert("config.leader", "{ key = 'Space', mods = 'CTRL' }");
    world.assert("config.keys[1].action", "{ SendKey = { key = 'x' } }");
    world.assert("config.keys[4].action", "{ EmitEvent = 'user-defined-1' }");
    // Every key of ours that is not on one of theirs; the leader key itself is theirs to send.
    world.assert("#config.keys", "4 + 2 + 4 + 3");
    world.run("world.start(); world.run_until(60)");
    // Their window is the local one.
    world.assert("#world.windows_of('local')", "1");
    world.assert("world.windows_of('local')[1].tabs[1].cwd", "'/own'");
    world.assert("#world.windows", "4");
    world.assert("#world.attaches", "3");
    world.assert("world.attaches[3].finished", "0.7");
    world.assert("world.popups", "{}");
    for name in ["dev-server", "staging", "workstation"] {
        world.assert(&format!("world.tabs_of('{name}')"), "3");
    }
    world.assert("world.windows_of('local')[1].gui.right_status", "'12:00'");
    world.assert("world.title('format-tab-title', {})", "'own title'");
    world.run("world.press(world.windows[1], 'e', 'LEADER')");
    world.assert("world.log[#world.log]", "'mine'");
    assert!(
        world
            .text("world.show(world.log)")
            .contains("own status workstation")
    );
    // And ours works beside it, also after a reload.
    world.run("world.reload(); world.run_for(5); world.drop('workstation'); world.run_for(2)");
    world.assert("world.tabs_of('workstation')", "3");
    assert!(
        world
            .text("world.windows_of('workstation')[1].gui.right_status")
            .contains("Workstation")
    );
}

#[test]
fn the_font_of_the_window_frame_stays() {
    let config = PLAIN.replace(
        "local config = {}",
        "local config = { window_frame = { font_size = 9.0, active_titlebar_bg = '#ffffff' } }",
    );
    let world = using(&config, GUIDE);
    world.run("window = world.open_window(); world.tick(window, { domain = 'staging' })");
    world.assert("window.overrides.window_frame.font_size", "9.0");
    world.assert(
        "window.overrides.window_frame.active_titlebar_bg ~= '#ffffff'",
        "true",
    );
}

/// Our handler comes before theirs, which takes its time, and WezTerm opens its window after both.
#[test]
fn a_slow_handler_is_waited_for() {
    let config = PLAIN.replace(
        "return config",
        "wezterm.on('gui-startup', function() wezterm.sleep_ms(5000) end) return config",
    );
    let world = using(
        &config,
        &GUIDE.replacen("[defaults]", "[defaults]\nattach = false", 1),
    );
    world.run("world.start { domain = { DomainName = 'staging' }, set_environment_variables = {} }; world.run_until(60)");
    world.assert("world.exited", "nil");
    world.assert("world.tabs_of('staging')", "4");
}

/// Where a host is WezTerm's first domain, it opens a window of it by itself, and no tab where there is one.
#[test]
fn a_host_that_is_the_default_domain_gets_no_tab() {
    let config = PLAIN.replace(
        "local config = {}",
        "local config = { default_domain = 'staging' }",
    );
    for tabs in [3, 0] {
        let world = using(&config, GUIDE);
        world.run(&format!(
            "world.hosts.staging.tabs = {tabs}; world.start(); world.run_until(60)"
        ));
        world.assert("world.hosts.staging.tabs", if tabs == 3 { "3" } else { "1" });
        world.assert("#world.windows", "3");
        world.assert("#world.attaches", "3");
        world.run("world.drop('staging'); world.run_for(2)");
        world.assert("#world.windows", "3");
    }
}

/// The other way round: what the config sets up after the two lines.
#[test]
fn handlers_may_come_later() {
    let config = r#"
        local wezterm = require "wezterm"
        local config = wezterm.config_builder()
        local wezmux = require "wezmux"
        wezmux.apply_to_config(config)
        wezterm.on("update-status", function(window) wezterm.log_warn "own" end)
        return config
    "#;
    let world = using(config, GUIDE);
    world.run("world.start(); world.run_until(2)");
    assert!(world.text("world.show(world.log)").contains("own"));
    world.assert("#world.windows_of('local')[1].tabs", "3");
    world.assert("#world.windows", "4");
}

/// What the module itself, the cheat sheet and the README say is enough.
#[test]
fn the_two_lines_that_are_said_do_it() {
    let artifacts = wezmux::render(&fleet(GUIDE));
    let text = |path: &str| {
        let artifact = artifacts.iter().find(|artifact| artifact.path == path);
        artifact.expect("it is one of the files").text.clone()
    };
    let readme = include_str!("../../../README.md").to_owned();
    for text in [text("wezmux.lua"), text("CHEATSHEET.md"), readme] {
        let mut lines = text.lines().map(|line| line.trim_start_matches(['-', ' ']));
        let first = lines.find(|line| line.starts_with("local wezmux = "));
        let lines = [first, lines.next()].map(|line| line.expect("it says them"));
        let world = using(
            &format!(
                "local config = require('wezterm').config_builder()\n{}\nreturn config",
                lines.join("\n")
            ),
            GUIDE,
        );
        world.run("world.start(); world.run_until(5)");
        world.assert("#world.attaches", "3");
    }
}

const PLAIN: &str = r#"
    local wezterm = require "wezterm"
    local config = {}
    require("wezmux").apply_to_config(config)
    return config
"#;

/// What WezTerm has by itself when nothing is set is no longer there once something is: it is set as well.
#[test]
fn domains_that_wezterm_has_by_itself_stay() {
    let world = using(PLAIN, GUIDE);
    world.assert("config.unix_domains[1]", "{ name = 'unix' }");
    world.assert("#config.unix_domains", "3");
    world.run("world.ssh_hosts = { box = {} }; world.reload()");
    world.assert(
        "world.config.ssh_domains[1]",
        "{ name = 'SSH:box', remote_address = 'box', multiplexing = 'None' }",
    );
    world.assert("#world.config.ssh_domains", "2");
    // Where no domain is added none is set.
    let openssh = GUIDE.replace("transport = \"wezterm\"", "");
    using(PLAIN, &openssh).assert("config.ssh_domains", "nil");
}

#[test]
fn what_is_left_to_the_config() {
    let with = |options: &str| {
        using(
            &PLAIN.replace("(config)\n", &format!("(config, {options})\n")),
            GUIDE,
        )
    };
    let world = with("{ badge = false, titles = false, keys = false }");
    world.assert("config.keys", "nil");
    world.assert("config.leader", "nil");
    world.assert("world.title('format-tab-title', {})", "nil");
    world.run("window = world.open_window(); window.right_status = 'own'; world.tick(window, { domain = 'staging' })");
    world.assert("window.right_status", "'own'");
    world.assert("window.overrides ~= nil", "true");
    let config = PLAIN.replace("(config)\n", "(config, { title = false })\n");
    let faults = try_using(&config, GUIDE).err().expect("there is no such option");
    assert!(
        faults.contains("wezmux: there is no option `title`; there are badge, titles and keys"),
        "{faults}"
    );
}

/// Without a status of ours nothing has windows drawn, so what is not answered is no proof; what the host says is.
#[test]
fn dead_links_without_the_badge() {
    let own = r#"(config, { badge = false })
    wezterm.on("update-status", function(window) window:set_right_status "own" end)"#;
    let world = using(&PLAIN.replace("(config)", own), GUIDE);
    world.run(
        "world.start(); world.run_until(60); window = world.windows_of('staging')[1]; world.focus(window)
        for _ = 1, 60 do world.type(window); world.run_for(1) end
        window.gui.hidden = true
        for _ = 1, 60 do world.type(window); world.run_for(1) end
        world.sleep(600)
        for _ = 1, 60 do world.type(window); world.run_for(1) end",
    );
    world.assert("#world.attaches", "3");
    world.run("world.cut('staging'); world.sleep(8 * 3600); world.run_for(5)");
    world.assert("#world.attaches", "4");
    world.assert("world.tabs_of('staging')", "3");
}

/// Who wants WezTerm to stay without windows has it stay.
#[test]
fn a_config_that_keeps_wezterm_without_windows() {
    let config = PLAIN.replace(
        "local config = {}",
        "local config = { quit_when_all_windows_are_closed = false }",
    );
    let world = using(&config, GUIDE);
    world.run(
        "world.start(); world.run_until(5)
        while #world.windows > 0 do world.close_window(world.windows[1]) end
        world.run_for(60)",
    );
    world.assert("world.exited", "nil");
}

#[test]
fn own_keys_that_close_a_tab_ask_first_in_production() {
    let world = using(
        OWN,
        &GUIDE.replace("label = \"Staging\"", "label = \"Staging\"\nproduction = true"),
    );
    world.run("window = world.open_window()");
    for (domain, confirm) in [("staging", "true"), ("workstation", "false"), ("local", "false")] {
        world.run(&format!(
            "window.pane = {{ domain = '{domain}' }}; world.performed = {{}}"
        ));
        world.run("world.press(window, 'w', 'CTRL|SHIFT'); world.press(window, 'q', 'SUPER')");
        world.assert(
            "world.performed",
            &format!("{{ {{ CloseCurrentTab = {{ confirm = {confirm} }} }}, {{ CloseCurrentPane = {{ confirm = {confirm} }} }} }}"),
        );
    }
}

/// The last stable version and a nightly; the configs of hosts as well.
#[test]
fn every_version_takes_every_file() {
    let project = format!("{GUIDE}\nforward_agent = true\nproduction = true");
    let fleet = fleet(&project);
    for version in [
        STABLE,
        NIGHTLY,
        "20250223_062404_4ff581a8",
        "0-unstable-2025-02-23",
    ] {
        for role in [Role::Gui, Role::Server] {
            let world = World::with(role, version, &local_config(&fleet), &[], "{}");
            world.unwrap_or_else(|faults| panic!("{version}: {faults}"));
        }
        for config in super::host_configs(&fleet) {
            let world = World::with(Role::Server, version, &config, &[], "{}");
            let world = world.unwrap_or_else(|faults| panic!("{version}: {faults}"));
            world.run("world.emit('mux-startup'); world.run_until(1)");
        }
    }
}

/// Both forms are the same but for where they begin and end.
#[test]
fn no_line_is_in_one_form_only() {
    let fleet = fleet(GUIDE);
    let (whole, module) = (local_config(&fleet), local_module(&fleet));
    let lines = |text: &str| {
        text.lines()
            .map(str::to_owned)
            .collect::<std::collections::HashSet<_>>()
    };
    let only = lines(&whole).symmetric_difference(&lines(&module)).count();
    assert!(only < 20, "{only}");
    assert!(whole.lines().count() > 700);
}

#[test]
fn a_domain_that_is_there_already_is_left_to_its_owner() {
    let world = using(
        r#"
        local config = { ssh_domains = { { name = "staging", remote_address = "x" } } }
        require("wezmux").apply_to_config(config)
        return config
        "#,
        GUIDE,
    );
    world.run("world.start(); world.run_until(20)");
    world.assert("#world.config.ssh_domains", "1");
    world.assert("#world.config.unix_domains", "3");
    assert!(
        world
            .text("world.show(world.log)")
            .contains("a domain staging of its own")
    );
}
