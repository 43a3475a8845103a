//! What WezTerm opens and attaches when it starts, here and on a host.

use super::world::World;
use super::{GUIDE, MIXED, fleet, hosts, local, local_config, mutated};

/// Starts WezTerm and lets an hour go by.
const START: &str = "world.emit('gui-startup'); world.run_until(3600)";

#[test]
fn one_local_window_with_its_tabs() {
    let world = local(GUIDE);
    world.run(START);
    world.assert("#world.windows", "1");
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
    world.run(&format!(
        "world.emit('gui-startup', {command}); world.run_until(3600)"
    ));
    world.assert("#world.spawns", "1");
    world.assert("world.spawns[1].args", "{ 'htop', '-d', '5' }");
    world.assert("world.spawns[1].cwd", "'/tmp'");
    world.assert("#world.attaches", "3");
}

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
                    ['{broken}'] = {{ delay = 10, fails = 'no route to host' }},
                    ['{live}'] = {{ delay = 0.7 }} }}"
            ),
        );
        world.run(START);
        world.assert("#world.attaches", "3");
        let mut finished = ["nil"; 3];
        finished[names.iter().position(|name| *name == live).unwrap()] = "0.7";
        finished[names.iter().position(|name| *name == broken).unwrap()] = "10.0";
        for (index, (name, finished)) in names.iter().zip(finished).enumerate() {
            let attach = format!("world.attaches[{}]", index + 1);
            world.assert(&format!("{attach}.domain"), &format!("'{name}'"));
            world.assert(&format!("{attach}.finished"), finished);
        }
        for name in names {
            world.assert(
                &format!("world.domains['{name}'].attached"),
                &(name == live).to_string(),
            );
        }
        world.assert(
            "world.log",
            &format!(
                "{{ 'wezmux: cannot attach {broken}: failed to attach domain {broken}: no route to host' }}"
            ),
        );
        world.assert("#world.windows[1].tabs", "3");
    }
}

/// The guide's local config with one attach after another, and with none that is protected.
#[test]
fn stand_in_waits_for_an_attach_and_hears_it_fail() {
    let start = |from: &str, to: &str, hosts: &str| {
        let world = World::with_hosts(&mutated(from, to), hosts);
        let faults = world.faults(START);
        (world, faults)
    };
    let (world, faults) = start(
        "wezterm.time.call_after(0, function()\n        attach(host)\n      end)",
        "attach(host)",
        "{ staging = { hangs = true } }",
    );
    world.assert("#world.attaches", "2");
    assert_eq!(faults, "");

    let (world, faults) = start(
        "pcall(domain.attach, domain)",
        "true, domain:attach()",
        "{ staging = { fails = 'no route' } }",
    );
    world.assert("#world.attaches", "3");
    assert_eq!(faults, "failed to attach domain staging: no route");
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
fn starting_again_adds_no_tab_on_any_host() {
    let config = local_config(&fleet(GUIDE));
    let mut tabs =
        "{ ['dev-server'] = { tabs = 3 }, staging = { tabs = 1 }, workstation = { tabs = 0 } }".to_owned();
    for _ in 0..3 {
        let world = World::with_hosts(&config, &tabs);
        world.run(START);
        world.assert("world.hosts['dev-server'].tabs", "3");
        world.assert("world.hosts['staging'].tabs", "1");
        world.assert("world.hosts['workstation'].tabs", "0");
        tabs = format!(
            "{{ ['dev-server'] = {}, staging = {}, workstation = {} }}",
            world.text("world.show(world.hosts['dev-server'])"),
            world.text("world.show(world.hosts['staging'])"),
            world.text("world.show(world.hosts['workstation'])"),
        );
    }
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
