//! What WezTerm opens and attaches when it starts, here and on a host.

use std::process::{Command, Stdio};

use super::world::{NIGHTLY, Role, STABLE, World};
use super::{GUIDE, MIXED, fleet, host_configs, hosts, local, local_config};

/// Tabs with folders, titles, commands and splits.
const LAYOUT: &str = include_str!("../../cases/layout/wezmux.toml");

/// Starts WezTerm and lets an hour go by.
const START: &str = "world.start(); world.run_until(3600)";

#[test]
fn one_local_window_with_its_tabs() {
    let world = local(GUIDE);
    world.run(START);
    world.assert("#world.windows_of('local')", "1");
    world.assert("#world.windows[1].tabs", "3");
    world.assert("world.windows[1].active", "1");
    for tab in 1..=3 {
        world.assert(&format!("world.spawns[{tab}].domain"), "'local'");
        world.assert(&format!("world.spawns[{tab}].cwd"), "'/home/me/projects'");
    }
    world.assert("#world.spawns", "3");
}

#[test]
fn one_tab_in_the_home_folder_when_not_told_otherwise() {
    let world = local(MIXED);
    world.run(START);
    world.assert("#world.spawns", "1");
    world.assert("world.spawns[1].cwd", "'/home/me'");
}

#[test]
fn a_command_is_run_as_it_is_and_alone() {
    // What `wezterm start --cwd /tmp -- htop -d 5` gives (config/src/keyassignment.rs:240-264 at 20250223).
    let command = "{ args = { 'htop', '-d', '5' }, cwd = '/tmp', domain = 'DefaultDomain', set_environment_variables = {} }";
    let world = local(GUIDE);
    world.run(&format!("world.start({command}); world.run_until(3600)"));
    world.assert("#world.spawns", "1");
    world.assert("world.spawns[1].args", "{ 'htop', '-d', '5' }");
    world.assert("world.spawns[1].cwd", "'/tmp'");
    world.assert("#world.attaches", "3");
}

/// `wezterm start --domain` opens a window and a tab by itself, and attaches the domain.
#[test]
fn a_domain_to_start_in_is_attached_once_and_gets_one_tab() {
    let command = "{ domain = { DomainName = 'staging' }, set_environment_variables = {} }";
    for delay in ["0.1", "0.5", "30"] {
        let world = World::with_hosts(
            &local_config(&fleet(GUIDE)),
            &format!("{{ staging = {{ delay = {delay}, tabs = 2 }} }}"),
        );
        world.run(&format!("world.start({command}); world.run_until(3600)"));
        world.assert("#world.spawns", "1");
        world.assert("world.hosts.staging.tabs", "3");
        world.assert("#world.attaches", "3");
        world.assert("#world.windows_of('local')", "0");
        world.assert("#world.windows_of('staging')", "1");
        // It comes back as any other.
        world.run("world.drop('staging'); world.run_for(100)");
        world.assert("world.tabs_of('staging')", "3");
    }
}

/// `wezterm connect` says nothing of its start, and is a process of its own: beside another it would show the tabs of all
/// hosts a second time. Its domain comes back as ever, and the others are there for the asking.
#[test]
fn a_domain_to_connect_to_is_the_only_one() {
    let world = local(GUIDE);
    world.run("world.connect('staging'); world.run_until(3600)");
    world.assert("#world.attaches", "1");
    world.assert("#world.probes", "0");
    world.assert("#world.windows", "1");
    world.assert("world.hosts.staging.tabs", "3");
    world.run("world.hosts.staging.down = true; world.drop('staging'); world.run_for(100)");
    world.assert("world.exited", "nil");
    world.run("world.hosts.staging.down = false; world.run_for(62)");
    world.assert("world.tabs_of('staging')", "3");
    world.run("world.press(world.windows[1], 'a', 'LEADER'); world.choose('workstation'); world.run_for(5)");
    world.assert("world.tabs_of('workstation')", "3");
    world.run("world.reload(); world.run_for(3600)");
    world.assert("#world.attaches", "3");
    world.assert("#world.windows", "2");
    world.run(
        "while #world.windows > 0 do
          world.focus(world.windows[1]); world.run_for(3); world.close_window(world.windows[1]); world.run_for(10)
        end",
    );
    world.assert("world.exited.reason", "'os.exit'");
}

/// A window that is closed before anything else looked at it was the last one all the same.
#[test]
fn a_window_that_is_closed_at_once_leaves_no_process() {
    let project = "[defaults]\nattach = false\n[[domain]]\nname = 'a'\naddress = 'a'\naccent = '336699'";
    let command = "{ domain = { DomainName = 'a' }, set_environment_variables = {} }";
    for start in [
        "world.start()",
        "world.connect('a')",
        &format!("world.start({command})"),
    ] {
        let world = World::with_hosts(
            &local_config(&fleet(project)),
            "{ a = { tabs = 0, delay = 0.3 } }",
        );
        world.run(&format!(
            "{start}; world.run_until(0.9); world.close_tab(world.windows[1].tabs[1]); world.run_until(60)"
        ));
        world.assert("#world.windows", "0");
        world.assert("world.exited.reason", "'os.exit'");
    }
}

/// `wezterm ssh` and `wezterm serial` are processes of their own: they open what they were asked for.
#[test]
fn a_host_that_is_no_domain_is_opened_alone() {
    let world = local(GUIDE);
    world.run("world.ssh('box'); world.run_until(60)");
    world.assert("#world.windows", "1");
    world.assert("#world.windows[1].tabs", "1");
    world.assert("world.spawns[1].cwd", "nil");
    let world = local(GUIDE);
    world.run(
        "world.domains['Serial Port COM3'] = { name = 'Serial Port COM3', attached = true }
        world.start { domain = { DomainName = 'Serial Port COM3' }, set_environment_variables = {} }
        world.run_until(60)",
    );
    world.assert("#world.windows", "1");
    world.assert("#world.windows[1].tabs", "1");
}

/// One attaches; the others are not there, hang, or are reached and then do not work.
#[test]
fn no_host_waits_for_another() {
    let names = ["dev-server", "staging", "workstation"];
    let config = local_config(&fleet(GUIDE));
    for turn in 0..3 {
        let [hung, broken, live] = [0, 1, 2].map(|n| names[(turn + n) % 3]);
        let world = World::with_hosts(
            &config,
            &format!(
                "{{ ['{hung}'] = {{ hangs = true }},
                    ['{broken}'] = {{ delay = 9, fails = 'no server' }},
                    ['{live}'] = {{ delay = 0.7 }} }}"
            ),
        );
        world.run("world.start(); world.run_until(5)");
        world.assert("#world.windows_of('local')[1].tabs", "3");
        for name in names {
            let tabs = if name == live { "3" } else { "0" };
            world.assert(&format!("world.tabs_of('{name}')"), tabs);
        }
        // A probe takes 0.2 s, and this attach 0.7 s.
        let index = names
            .iter()
            .position(|name| *name == live)
            .expect("it is one of them")
            + 1;
        world.assert(&format!("world.probes[{index}].finished"), "0.2");
        world.assert(
            &format!("world.attaches[1].domain == '{live}' and world.attaches[1] or world.attaches[2]"),
            &format!("{{ domain = '{live}', started = 0.2, finished = 0.2 + 0.7 }}"),
        );
        world.run("world.run_until(3600)");
        world.assert(
            "world.popups",
            &format!("{{ '{broken}', '{broken}', '{broken}' }}"),
        );
    }
}

#[test]
fn hosts_that_are_not_wanted_are_left_alone() {
    let world = local(MIXED);
    world.run(START);
    world.assert("#world.attaches", "3");
    world.assert("world.domains['port'].attached", "false");
}

#[test]
fn a_domain_that_is_attached_already_is_left_alone() {
    let world = local(GUIDE);
    world.run("world.domains['staging'].attached = true");
    world.run(START);
    world.assert("#world.attaches", "2");
}

#[test]
fn ten_launches_add_no_tab_on_any_host() {
    let config = local_config(&fleet(GUIDE));
    let mut hosts = "{ ['dev-server'] = { tabs = 3 }, staging = { tabs = 1 }, workstation = {} }".to_owned();
    for _ in 0..10 {
        let world = World::with_hosts(&config, &hosts);
        world.run("world.start(); world.run_until(60)");
        for (name, tabs) in [("dev-server", "3"), ("staging", "1"), ("workstation", "3")] {
            world.assert(&format!("world.hosts['{name}'].tabs"), tabs);
            world.assert(&format!("world.tabs_of('{name}')"), tabs);
        }
        world.assert("#world.windows", "4");
        world.assert("#world.attaches", "3");
        world.assert("world.attaches[3].finished", "0.7");
        world.assert("world.popups", "{}");
        hosts = world
            .text("world.show(world.hosts)")
            .replace("dev-server =", "['dev-server'] =");
    }
}

/// The server outlives its last tab; whoever attaches then finds nothing, and makes what the server would.
#[test]
fn a_host_without_tabs_gets_fresh_ones() {
    let world = World::with_hosts(&local_config(&fleet(GUIDE)), "{ staging = { tabs = 0 } }");
    world.run("world.start(); world.run_until(60)");
    world.assert("world.hosts.staging.tabs", "3");
    world.assert("world.tabs_of('staging')", "3");
    world.assert("#world.windows_of('staging')", "1");
    world.assert("world.windows_of('staging')[1].tabs[3].cwd", "'/var/www'");
    world.assert("world.windows_of('staging')[1].active", "1");
}

#[test]
fn a_host_makes_its_tabs_when_its_server_starts() {
    let expected = ["/data/projects", "/var/www", "/home/dev/code"];
    for (world, cwd) in hosts(GUIDE).iter().zip(expected) {
        world.run("world.emit('mux-startup'); world.run_until(1)");
        world.assert("#world.windows", "1");
        world.assert("#world.spawns", "3");
        world.assert("world.windows[1].active", "1");
        for tab in 1..=3 {
            world.assert(&format!("world.spawns[{tab}].cwd"), &format!("'{cwd}'"));
            world.assert(&format!("world.spawns[{tab}].args"), "nil");
        }
    }
}

#[test]
fn a_host_makes_one_tab_when_not_told_otherwise() {
    for (world, cwd) in hosts(MIXED)
        .iter()
        .zip(["/home/me/src", "/home/me", "/home/me", "/home/me"])
    {
        world.run("world.emit('mux-startup'); world.run_until(1)");
        world.assert("#world.spawns", "1");
        world.assert("world.spawns[1].cwd", &format!("'{cwd}'"));
    }
}

#[test]
fn a_host_makes_the_tabs_that_are_listed() {
    let world = hosts(LAYOUT).swap_remove(0);
    world.run("world.emit('mux-startup'); world.run_until(1)");
    world.assert("#world.windows", "1");
    world.assert("#world.windows[1].tabs", "2");
    world.assert("world.windows[1].active", "1");
    world.run(
        "panes = {}
        for _, tab in ipairs(world.windows[1].tabs) do
          for _, pane in ipairs(tab.panes) do
            table.insert(panes, { title = tab.title, cwd = pane.cwd, args = pane.args, direction = pane.direction })
          end
        end
        SHELL = panes[1].args[6]
        panes[1].cwd, panes[2].cwd = nil, nil",
    );
    let run = |folder: &str, command: &str| {
        format!(
            r#"args = {{ "/bin/sh", "-c", 'cd -- "$1"; "$2" -lc "$3"; exec "$2" -l', "sh", "{folder}", SHELL, "{command}" }}"#
        )
    };
    let logs = run("/var/log/shop", "journalctl --follow --unit 'shop@*'");
    let htop = run("/srv/shop", "htop");
    world.assert(
        "panes",
        &format!(
            "{{ {{ title = 'logs', {logs} }}, {{ title = 'logs', direction = 'Right', {htop} }},
                {{ title = '', cwd = '/srv/shop' }}, {{ title = '', direction = 'Bottom', cwd = '/home/me/notes' }} }}"
        ),
    );
    world.assert("config.set_environment_variables", "{ LANG = 'en_GB.UTF-8' }");
    // Whoever has to furnish it later makes as many tabs.
    let local = World::with_hosts(&local_config(&fleet(LAYOUT)), "{ shop = { tabs = 0 } }");
    local.run("world.start(); world.run_until(5)");
    local.assert("world.tabs_of('shop')", "2");
}

/// What a tab with a command runs does what is wanted of it, in a real shell and with any text.
#[test]
fn a_command_runs_in_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("it's \"$HOME\"");
    std::fs::create_dir(&path).expect("a folder in it");
    let command = r#"pwd >out; printf '%s\n' "it's $((1 + 1))" >>out"#;
    let project = format!(
        "[[domain]]\nname = 'a'\naddress = 'a'\naccent = 'red'\nshell = '/bin/sh'\n[[domain.tab]]\ncwd = {:?}\ncommand = {command:?}",
        path.display().to_string()
    );
    let world = hosts(&project).swap_remove(0);
    world.run("world.emit('mux-startup'); world.run_until(1)");
    let args: Vec<String> = (1..=7)
        .map(|index| world.text(&format!("world.spawns[1].args[{index}]")))
        .collect();
    let status = Command::new(&args[0])
        .args(&args[1..])
        .stdin(Stdio::null())
        .status()
        .expect("a shell");
    assert!(status.success());
    let out = std::fs::read_to_string(path.join("out")).expect("what it wrote");
    assert_eq!(out, format!("{}\nit's 2\n", path.display()));
}

/// The agent of whoever is attached: a key of the config that only later versions have.
#[test]
fn a_host_keeps_an_agent_where_its_version_can() {
    let config = host_configs(&fleet(LAYOUT)).swap_remove(0);
    for (version, expected) in [
        (NIGHTLY, "true"),
        (STABLE, "nil"),
        ("0-unstable-2025-02-23", "nil"),
    ] {
        let world = World::with(Role::Server, version, &config, &[], "{}");
        let world = world.unwrap_or_else(|faults| panic!("{version}: {faults}"));
        world.assert("config.mux_enable_ssh_agent", expected);
    }
}
