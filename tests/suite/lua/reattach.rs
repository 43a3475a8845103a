//! What becomes of domains while WezTerm runs: lost and found, left and asked for, in the simulator's own time.

use super::world::{World, is_on_windows};
use super::{fleet, local_config};

/// A project of `count` domains, all over one transport; each has three tabs.
fn project(count: usize, transport: &str) -> String {
    let domain = |n| {
        format!(
            "[[domain]]\nname = 'h{n}'\naddress = '10.0.{}.{}'\naccent = '336699'\ntransport = '{transport}'\ntabs = 3\n",
            n / 200,
            n % 200
        )
    };
    (1..=count).map(domain).collect()
}

/// A running WezTerm whose hosts answer as a Lua table says; a minute after its start.
fn running(project: &str, hosts: &str) -> World {
    let world = World::with_hosts(&local_config(&fleet(project)), hosts);
    world.run("world.start(); world.run_until(60)");
    world
}

const BOTH: [&str; 2] = ["openssh", "wezterm"];

/// Asserts that a host has all its tabs here, and that it has no more than these itself.
#[track_caller]
fn assert_back(world: &World, name: &str) {
    world.assert(&format!("world.tabs_of('{name}')"), "3");
    world.assert(&format!("world.hosts['{name}'].tabs"), "3");
    world.assert(&format!("#world.windows_of('{name}')"), "1");
    world.assert("world.popups", "{}");
}

/// All that there is: one window here, and nothing of the hosts.
#[track_caller]
fn assert_only_local(world: &World) {
    world.assert("#world.windows", "1");
    world.assert("world.windows[1].tabs[1].domain", "'local'");
    world.assert("world.popups", "{}");
}

#[test]
fn at_the_first_launch_every_host_is_attached_once() {
    for transport in BOTH {
        let world = running(&project(3, transport), "{}");
        for name in ["h1", "h2", "h3"] {
            assert_back(&world, name);
        }
        world.assert("#world.windows", "4");
        world.assert("#world.probes", "3");
        world.assert("#world.attaches", "3");
        world.assert("world.attaches[3].finished", "0.7");
    }
}

#[test]
fn all_is_well_for_an_hour_and_costs_nothing() {
    for transport in BOTH {
        let world = running(&project(3, transport), "{}");
        world.run("evaluations, ran = world.evaluations, world.processes_run; world.run_until(3600)");
        world.assert("#world.probes", "3");
        world.assert("#world.attaches", "3");
        world.assert("world.processes_run", "ran");
        world.assert("world.evaluations", "evaluations");
        world.assert("world.process_lists", "nil");
        // Three windows and the loop, once a second.
        world.assert("world.wakes < 3600 * 4 + 100", "true");
        world.assert("world.wakes > 3600 * 4 - 100", "true");
    }
}

#[test]
fn one_host_of_ten_that_hangs_delays_no_other() {
    for transport in BOTH {
        let world = running(&project(10, transport), "{ h4 = { hangs = true } }");
        for name in ["h1", "h2", "h3", "h5", "h10"] {
            assert_back(&world, name);
        }
        world.assert("world.tabs_of('h4')", "0");
        world.assert("#world.attaches", "9");
        // Eight at a time; the one that hangs has a place as well.
        world.assert("world.attaches[9].finished", "1.4");
        // When it answers at last it is there within the longest pause.
        world.run("world.hosts.h4.hangs = false; world.run_for(66)");
        assert_back(&world, "h4");
    }
}

#[test]
fn hosts_that_all_hang_open_nothing_and_are_asked_seldom() {
    for transport in BOTH {
        let hosts = (1..=10)
            .map(|n| format!("h{n} = {{ hangs = true }},"))
            .collect::<String>();
        let world = running(&project(10, transport), &format!("{{ {hosts} }}"));
        assert_only_local(&world);
        world.run("world.run_for(3600)");
        assert_only_local(&world);
        world.assert("#world.attaches", "0");
        // One try at a time, at most once a minute in the end.
        world.assert("#world.probes < 10 * 70", "true");
        world.assert("#world.probes > 10 * 50", "true");
        assert_eq!(
            world.text("world.log[1]").matches("cannot be attached").count(),
            1
        );
        world.assert("#world.log", "10");
    }
}

#[test]
fn a_host_that_drops_comes_back_within_two_seconds() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        world.run("world.drop('h1')");
        world.assert("world.tabs_of('h1')", "0");
        world.run("world.run_for(2)");
        assert_back(&world, "h1");
        world.assert("#world.attaches", "3");
        world.assert("world.log", "{}");
        // Whatever has the focus, and whatever is seen.
        for (count, focus) in (4..).zip([
            "world.focus(world.windows_of('local')[1])",
            "world.focus(world.windows_of('h2')[1])",
            "world.switch_workspace('other'); world.run_for(5)",
        ]) {
            world.run(&format!(
                "{focus}; world.run_for(60); world.drop('h1'); world.run_for(2)"
            ));
            assert_back(&world, "h1");
            world.assert("#world.attaches", &count.to_string());
        }
    }
}

/// Whenever the loop looks: also while the ssh of a link that is lost is about to end.
#[test]
fn an_ssh_that_ends_just_now_was_not_left_on_purpose() {
    let world = running(&project(1, "openssh"), "{}");
    for _ in 0..40 {
        world.run("world.run_for(35.025); world.drop('h1', 0.1); world.run_for(3)");
        assert_back(&world, "h1");
    }
    // Some of these looks met it.
    world.assert("world.process_lists > 40", "true");
}

/// An attach may fail because the link goes just after the probe; that says nothing of the host.
#[test]
fn failures_count_only_in_a_row() {
    let world = running(&project(1, "openssh"), "{}");
    world.run(
        "world.hosts.h1.fails = 'broken pipe'; world.drop('h1')
        world.run_until_popups(2)
        world.hosts.h1.down = true; world.run_for(400); world.hosts.h1.down = false
        world.run_until_popups(4)
        world.hosts.h1.fails = nil; world.run_for(310)",
    );
    world.assert("world.tabs_of('h1')", "3");
    world.assert("#world.popups", "4");
}

/// A link that is lost each time as soon as it is there: tried again at once, then with the pauses of one that is away.
/// One that has lived for a while begins anew.
#[test]
fn a_link_that_dies_at_once_is_not_made_again_and_again() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{}");
        world.run(
            "first = #world.probes
            for _ = 1, 600 do
              if world.tabs_of('h1') > 0 then world.drop('h1') end
              world.run_for(1)
            end",
        );
        let tries: usize = world
            .text("tostring(#world.probes - first)")
            .parse()
            .expect("a number");
        assert!((12..=22).contains(&tries), "{tries}");
        world.run("world.run_for(120); world.drop('h1'); world.run_for(2)");
        assert_back(&world, "h1");
    }
}

/// After sleep nobody is taken to have closed what was in front, and pauses begin anew.
#[test]
fn what_was_in_front_before_sleep_comes_back() {
    let world = running(&project(1, "wezterm"), "{}");
    world.run(
        "world.focus(world.windows_of('h1')[1]); world.run_for(5)
        world.sleep(8 * 3600); world.run_for(3); world.drop('h1'); world.run_for(2)",
    );
    assert_back(&world, "h1");
    let world = running(&project(1, "openssh"), "{ h1 = { down = true } }");
    world.run("world.run_for(600); world.sleep(8 * 3600); world.run_for(12); world.hosts.h1.down = false; world.run_for(16)");
    assert_back(&world, "h1");
}

/// The link is cut for ten minutes: tries at 1, 2, 4 … 60 s, one at a time, and nothing opens.
#[test]
fn a_link_that_stays_cut_is_tried_ever_more_seldom_and_opens_nothing() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        world.run("world.hosts.h1.down = true; world.drop('h1'); first = #world.probes; world.run_for(600)");
        world.assert("world.tabs_of('h1')", "0");
        world.assert("#world.windows", "2");
        world.assert("world.popups", "{}");
        let tries: usize = world
            .text("tostring(#world.probes - first)")
            .parse()
            .expect("a number");
        assert!((15..=20).contains(&tries), "{tries}");
        // Each pause is twice the one before, and up to a quarter less; the clock has whole seconds.
        world.run(
            "last = 0.5
            for index = first + 2, #world.probes do
              local pause = world.probes[index].started - world.probes[index - 1].finished
              if pause > math.min(2 * last + 2, 61) or pause < math.min(1.5 * last - 2, 44) then
                error(('%d: %f after %f'):format(index, pause, last))
              end
              last = pause
            end",
        );
        world.run("world.hosts.h1.down = false; world.run_for(62)");
        assert_back(&world, "h1");
        // Said once.
        world.assert("#world.log", "1");
        // The next time it starts from the beginning.
        world.run("world.drop('h1'); world.run_for(2)");
        assert_back(&world, "h1");
    }
}

/// The computer is asleep for some seconds, and the network comes back seven seconds after it.
fn asleep(seconds: u32) -> String {
    format!(
        "for _, host in pairs(world.hosts) do host.down = true end
        world.sleep({seconds}); world.run_for(7)
        for _, host in pairs(world.hosts) do host.down = false end"
    )
}

/// Every link is cut, and nobody is told.
const CUT: &str = "for _, name in ipairs { 'h1', 'h2', 'h3' } do world.cut(name) end";

/// Eight hours asleep: the links are dead, also to the hosts. ssh notices by its keepalive, forty-five seconds after the
/// computer woke; of the built-in client one has to find out.
#[test]
fn after_eight_hours_of_sleep_every_host_comes_back() {
    for (transport, seconds) in [("openssh", 45), ("wezterm", 12)] {
        let world = running(&project(3, transport), "{}");
        world.run(&format!(
            "world.focus(world.windows_of('h1')[1]); world.run_for(5); {CUT}; {}",
            asleep(8 * 3600)
        ));
        world.assert("#world.attaches", "3");
        world.run(&format!("world.run_for({seconds})"));
        for name in ["h1", "h2", "h3"] {
            assert_back(&world, name);
        }
        world.assert("#world.attaches", "6");
        // What is left of the old links, which the system gives up much later, is not taken for leaving.
        world.run("world.run_for(2000)");
        for name in ["h1", "h2", "h3"] {
            assert_back(&world, name);
        }
    }
}

/// A link that lives is never given up: not after sleep, whoever looks, not where its server does not answer at once.
#[test]
fn links_that_outlive_a_sleep_are_kept() {
    // One may sit in front of it, or not see it at all.
    for see in ["world.focus(window)", "window.gui.hidden = true"] {
        for awake in [
            "",
            "for _, host in pairs(world.hosts) do host.down = true end; world.run_for(300); for _, host in pairs(world.hosts) do host.down = false end",
        ] {
            let world = running(&project(3, "wezterm"), "{}");
            world.run(&format!(
                "window = world.windows_of('h1')[1]; {see}; world.windows_of('h2')[1].gui.hidden = true
                world.run_for(5); {}; {awake}
                for _ = 1, 60 do
                  if window.gui.focused then world.type(window) end
                  world.run_for(1)
                end
                world.run_for(3600)",
                asleep(600)
            ));
            for name in ["h1", "h2", "h3"] {
                assert_back(&world, name);
                // Asked once; what is drawn has no need of it.
                world.assert(&format!("(world.questions.{name} or 0) <= 1"), "true");
            }
            world.assert("#world.attaches", "3");
            world.assert("#world.probes", "3");
        }
    }
}

/// Ten minutes asleep, or another network: the host does not know yet that its link is dead. It is given up as soon as
/// somebody types and is not answered, and the others in their turn.
#[test]
fn what_is_typed_into_a_dead_link_finds_it_out() {
    for sleep in [0, 600] {
        let world = running(&project(2, "wezterm"), "{}");
        world.run(&format!(
            "world.cut('h1'); world.cut('h2'); world.focus(world.windows_of('h1')[1]); {}; world.run_for(120)",
            if sleep > 0 { asleep(sleep) } else { String::new() }
        ));
        world.assert("#world.attaches", "2");
        let status = "world.plain(world.windows_of('h1')[1].gui.right_status)";
        assert_eq!(
            world.text(status).contains("no answer for 1"),
            sleep > 0,
            "{}",
            world.text(status)
        );
        for name in ["h1", "h2"] {
            world.run(&format!(
                "world.focus(world.windows_of('{name}')[1]); world.run_for(1); world.type(world.windows_of('{name}')[1]); world.run_for(8)"
            ));
            assert!(world.text(&status.replace("h1", name)).contains("no answer for"));
            world.run("world.run_for(9)");
            assert_back(&world, name);
            assert!(world.text(&status.replace("h1", name)).ends_with("● "));
        }
        world.assert("#world.attaches", "4");
        world.run("world.run_for(2000)");
        assert_back(&world, "h1");
        assert_back(&world, "h2");
    }
}

/// Whose link is given up for a new one loses the last window for a moment; WezTerm stays.
#[test]
fn a_new_link_for_the_only_window() {
    for transport in BOTH {
        for slow in ["", "world.hosts.h1.delay = 20"] {
            let world = running(&project(1, transport), "{}");
            world.run(&format!(
                "world.close_window(world.windows_of('local')[1]); world.run_for(60); {slow}
                world.hosts.h1.down = true
                world.press(world.windows[1], 'r', 'LEADER'); world.run_for(20); world.hosts.h1.down = false; world.run_for(60)"
            ));
            world.assert("world.exited", "nil");
            assert_back(&world, "h1");
        }
    }
}

/// A server that refuses is not asked again and again whether it knows the link.
#[test]
fn a_host_that_refuses_after_a_sleep() {
    let world = running(&project(1, "wezterm"), "{}");
    world.run(&format!(
        "world.hosts.h1.asks = true; world.cut('h1'); {}; asks = world.processes_run; world.run_for(3600)",
        asleep(8 * 3600)
    ));
    // Once, when it can be reached again, and a probe when the system gives the link up, as it has done on Windows
    // during the sleep. The other probe is that of the start.
    let since = if is_on_windows() { "1" } else { "2" };
    world.assert("world.processes_run - asks", since);
    world.assert("#world.probes", "2");
    assert_back(&world, "h1");
}

/// Asleep while already waiting: the pause that was running does not count.
#[test]
fn after_sleep_a_host_that_is_away_is_tried_at_once() {
    let world = running(&project(1, "openssh"), "{ h1 = { down = true } }");
    world.run("world.run_for(600); world.sleep(8 * 3600); world.hosts.h1.down = false; world.run_for(3)");
    assert_back(&world, "h1");
}

#[test]
fn the_tabs_of_a_server_that_is_restarted_come_back() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        world.run("world.hosts.h1.tabs = 9; world.restart_server('h1', 3); world.run_for(2)");
        assert_back(&world, "h1");
        world.assert("#world.attaches", "3");
        world.assert("#world.windows", "3");
    }
}

#[test]
fn whoever_closes_the_last_tab_gets_fresh_ones_at_the_next_attach() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{}");
        world
            .run("for _ = 1, 3 do world.close_tab(world.windows_of('h1')[1].tabs[1]) end; world.run_for(60)");
        // Whoever closes them all wants none: it stays attached, without a window.
        world.assert("world.tabs_of('h1')", "0");
        world.assert("world.hosts.h1.tabs", "0");
        world.assert("#world.attaches", "1");
        // At the next attach there are fresh ones.
        world.run("world.drop('h1'); world.run_for(5)");
        assert_back(&world, "h1");
    }
}

/// A server that has only just started makes its tabs itself, also while somebody attaches.
#[test]
fn a_server_that_has_only_just_started() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{ h1 = { tabs = 0, starts = 3 } }");
        assert_back(&world, "h1");
        world.run("world.drop('h1'); world.hosts.h1.tabs, world.hosts.h1.starts = 0, 3; world.run_for(10)");
        assert_back(&world, "h1");
        // Somebody who leaves at once does not get any either.
        world.run(
            "world.hosts.h1.tabs = 0; world.drop('h1')
            while not world.domains.h1.attached do world.run_for(0.1) end
            world.run_for(0.5); world.press(world.windows_of('local')[1], 'd', 'LEADER'); world.choose('h1'); world.run_for(60)",
        );
        world.assert("world.hosts.h1.tabs", "0");
    }
}

/// Detached with WezTerm's own means: by the launcher, the palette, or a window that is closed.
#[test]
fn a_host_that_is_left_stays_so() {
    for leave in [
        "world.detach('h1')",
        "world.close_window(world.windows_of('h1')[1])",
    ] {
        let world = running(&project(2, "openssh"), "{}");
        world.run(&format!("{leave}; world.run_for(3600)"));
        world.assert("world.tabs_of('h1')", "0");
        world.assert("#world.attaches", "2");
        world.assert("#world.probes", "2");
        world.assert("#world.windows", "2");
        world.assert("world.popups", "{}");
        // It is looked for once, and once more to be sure.
        world.assert("world.process_lists", "2");
        // Asked for by WezTerm's own means, it is minded again.
        world.run("world.perform(world.windows[1].gui, { AttachDomain = 'h1' }); world.run_for(5)");
        assert_back(&world, "h1");
        world.run("world.drop('h1'); world.run_for(2)");
        assert_back(&world, "h1");
    }
}

/// Where `ssh` is a script that runs the real one, its words come after those of its shell.
#[test]
fn an_ssh_that_is_a_script() {
    let world = running(&project(1, "openssh"), "{}");
    world.run(
        "local argv = world.domains.h1.process.argv
        world.domains.h1.process.argv = { '/bin/sh', '/home/me/bin/ssh', table.unpack(argv, 2) }
        world.detach('h1'); world.run_for(60)",
    );
    world.assert("world.tabs_of('h1')", "0");
    world.assert("#world.attaches", "1");
}

/// With the built-in client there is no ssh to look at: what counts is whether one sat in front of it.
#[test]
fn a_window_of_the_built_in_client_that_is_closed() {
    let world = running(&project(2, "wezterm"), "{}");
    world.run("world.focus(world.windows_of('h1')[1]); world.run_for(10); world.reload(); world.run_for(20)");
    world.run("world.close_window(world.windows_of('h1')[1]); world.run_for(600)");
    world.assert("world.tabs_of('h1')", "0");
    world.assert("#world.attaches", "2");
    // One probe, to see whether it is the link, and one question.
    world.assert("#world.probes", "3");
    world.assert("#world.asks", "1");
    // It may have come to the front just before.
    press(&world, "a");
    world.run("world.choose('h1'); world.run_for(2000); world.focus(world.windows_of('local')[1]); world.run_for(100)");
    world.run("world.focus(world.windows_of('h1')[1]); world.run_for(0.1)");
    world.run("world.close_window(world.windows_of('h1')[1]); world.run_for(600)");
    world.assert("world.tabs_of('h1')", "0");
    // One that nobody looked at, or that does not answer, was lost.
    world.run("world.drop('h2'); world.run_for(2)");
    assert_back(&world, "h2");
    world.run(
        "world.focus(world.windows_of('h2')[1]); world.run_for(5)
        world.hosts.h2.down = true; world.drop('h2'); world.run_for(20); world.hosts.h2.down = false; world.run_for(20)",
    );
    assert_back(&world, "h2");
}

/// The network is away for a moment just then, and this side closed the window all the same.
#[test]
fn a_window_of_the_built_in_client_that_is_closed_while_a_probe_fails() {
    for outage in [
        // The probe fails; several do; the question does.
        "world.hosts.h1.down = true; world.run_for(2)",
        "world.hosts.h1.hangs = true; world.run_for(20)",
        "world.run_for(2); world.hosts.h1.down = true; world.run_for(3)",
    ] {
        let world = running(&project(1, "wezterm"), "{}");
        world.run(&format!(
            "world.focus(world.windows_of('h1')[1]); world.run_for(30)
            world.close_window(world.windows_of('h1')[1]); {outage}
            world.hosts.h1.down, world.hosts.h1.hangs = nil, nil; world.run_for(600)"
        ));
        world.assert("world.tabs_of('h1')", "0");
        world.assert("#world.attaches", "1");
    }
    // What was lost is lost: the link, and with the host its server, which is young then.
    for loss in ["world.drop('h1')", "world.restart_server('h1', 3)"] {
        for seconds in [2, 20, 40, 300] {
            let world = running(&project(1, "wezterm"), "{}");
            world.run(&format!(
                "world.focus(world.windows_of('h1')[1]); world.run_for(30); {loss}
                world.hosts.h1.down = true; world.run_for({seconds}); world.hosts.h1.down = false; world.run_for(65)"
            ));
            assert_back(&world, "h1");
        }
    }
}

/// A host whose server does not say whom it has is attached at once.
#[test]
fn a_server_that_cannot_be_asked() {
    let world = running(&project(1, "wezterm"), "{ h1 = { mute = true } }");
    world
        .run("world.focus(world.windows_of('h1')[1]); world.run_for(30); world.drop('h1'); world.run_for(6)");
    assert_back(&world, "h1");
}

/// Nobody can ask its server, and nobody who has closed a window wants to be asked for a password.
#[test]
fn a_window_of_a_host_with_a_password_that_is_closed() {
    let world = running(&project(1, "wezterm"), "{ h1 = { asks = true } }");
    world.run("world.focus(world.windows_of('h1')[1]); world.run_for(10)");
    world.run("world.close_window(world.windows_of('h1')[1]); world.run_for(600)");
    world.assert("world.tabs_of('h1')", "0");
    world.assert("#world.attaches", "1");
    // One that does not answer first was lost.
    press(&world, "a");
    world.run(
        "world.choose('h1'); world.run_for(2000); world.focus(world.windows_of('h1')[1]); world.run_for(5)
        world.hosts.h1.down = true; world.drop('h1'); world.run_for(5); world.hosts.h1.down = false; world.run_for(20)",
    );
    assert_back(&world, "h1");
}

/// It is in front, and the host answers at once: a server that started anew, and a link that only this side has lost.
#[test]
fn a_window_of_the_built_in_client_that_is_lost_in_front() {
    for transport in BOTH {
        for loss in ["world.restart_server('h1', 3)", "world.drop('h1')"] {
            let world = running(&project(2, transport), "{}");
            world.run(&format!(
                "world.focus(world.windows_of('h1')[1]); world.run_for(3600); {loss}; world.run_for(5)"
            ));
            assert_back(&world, "h1");
            // That its server still has the old link does not keep one from closing the new one, later.
            world.run("world.run_for(3600); world.focus(world.windows_of('h1')[1]); world.run_for(5)");
            world.run("world.close_window(world.windows_of('h1')[1]); world.run_for(600)");
            world.assert("world.tabs_of('h1')", "0");
        }
    }
}

/// Presses the key of a function in the local window.
fn press(world: &World, key: &str) {
    world.run(&format!("world.press(world.windows[1], '{key}', 'LEADER')"));
}

#[test]
fn keys_detach_and_attach() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        // In a window of the host, the host is meant.
        world.run("world.press(world.windows_of('h1')[1], 'd', 'LEADER'); world.run_for(600)");
        world.assert("world.tabs_of('h1')", "0");
        world.assert("#world.attaches", "2");
        // Elsewhere one chooses; what can be detached is what is not.
        press(&world, "d");
        world.assert("#world.selector.choices", "1");
        world.assert("world.selector.prompt", "'Detach: '");
        world.run("world.choose('h2'); world.run_for(600)");
        world.assert("world.tabs_of('h2')", "0");
        assert_only_local(&world);
        press(&world, "a");
        world.assert("#world.selector.choices", "2");
        world.run("world.choose('h1'); world.run_for(1)");
        assert_back(&world, "h1");
        // With nothing to choose from, nothing opens.
        world.run("world.press(world.windows_of('h1')[1], 'd', 'LEADER'); world.run_for(1)");
        press(&world, "d");
        world.assert("world.selector", "nil");
    }
}

#[test]
fn key_reattaches() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        // A link that hangs is given up for a new one.
        world.run("world.press(world.windows_of('h1')[1], 'r', 'LEADER')");
        world.assert("world.tabs_of('h1')", "0");
        world.run("world.run_for(1)");
        assert_back(&world, "h1");
        world.assert("#world.attaches", "3");
        // Elsewhere, whoever waits tries now.
        world.run(
            "world.hosts.h1.down = true; world.drop('h1'); world.run_for(600); world.hosts.h1.down = false",
        );
        press(&world, "r");
        world.run("world.run_for(1)");
        assert_back(&world, "h1");
    }
}

/// A link that hangs holds WezTerm's old client, which takes the new link along when it ends: that is not leaving.
#[test]
fn the_old_link_ends_after_the_new_one_is_there() {
    for transport in BOTH {
        for keys in [
            "world.press(window, 'r', 'LEADER')",
            "world.press(window, 'd', 'LEADER'); world.run_for(2)
            world.press(world.windows_of('local')[1], 'a', 'LEADER'); world.choose('h1')",
        ] {
            for reload in ["", "world.reload()"] {
                let world = running(&project(2, transport), "{}");
                world.run(&format!(
                    "window = world.windows_of('h1')[1]; world.cut('h1'); world.type(window); world.focus(window)
                    {keys}; world.run_for(5)"
                ));
                assert_back(&world, "h1");
                world.run(&format!(
                    "world.focus(world.windows_of('h1')[1]); {reload}; world.run_for(1000)"
                ));
                world.assert("#world.attaches", "4");
                assert_back(&world, "h1");
            }
        }
    }
}

#[test]
fn a_host_that_is_left_while_it_is_attached() {
    let world = running(&project(1, "openssh"), "{ h1 = { delay = 20 } }");
    world.run("world.drop('h1'); world.run_for(5)");
    press(&world, "d");
    world.run("world.choose('h1'); world.run_for(60)");
    world.assert("world.tabs_of('h1')", "0");
    world.assert("world.domains.h1.attached", "false");
}

#[test]
fn a_reload_while_attaching() {
    for transport in BOTH {
        let world = World::with_hosts(
            &local_config(&fleet(&project(2, transport))),
            "{ h1 = { delay = 20 } }",
        );
        world.run("world.start(); world.run_until(5); world.reload(); world.run_until(60)");
        for name in ["h1", "h2"] {
            assert_back(&world, name);
        }
        world.assert(
            "world.attaches[1].finished + world.attaches[2].finished",
            "0.7 + 20.2",
        );
        // The try that was under way is the only one.
        world.assert("#world.attaches", "2");
        world.assert("#world.probes", "2");
        world.run("world.drop('h1'); world.run_for(22)");
        assert_back(&world, "h1");
    }
}

#[test]
fn a_reload_while_waiting() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{ h1 = { down = true } }");
        world.run("first = #world.probes; for _ = 1, 20 do world.reload() end; world.run_for(10)");
        // One loop goes on, not twenty-one.
        let tries: usize = world
            .text("tostring(#world.probes - first)")
            .parse()
            .expect("a number");
        assert!((3..=5).contains(&tries), "{tries}");
        world.run("before = world.wakes; world.run_for(60)");
        world.assert("world.wakes - before < 60 * 3 + 15", "true");
        world.run("world.hosts.h1.down = false; world.run_for(62)");
        assert_back(&world, "h1");
        world.assert("#world.windows", "3");
    }
}

#[test]
fn a_host_that_is_left_stays_so_over_a_reload() {
    let world = running(&project(2, "openssh"), "{}");
    world.run("world.detach('h1'); world.run_for(10); world.reload(); world.run_for(600)");
    world.assert("world.tabs_of('h1')", "0");
    world.run("world.drop('h2'); world.run_for(2)");
    assert_back(&world, "h2");
}

/// A drop takes the last window: nothing ends, and all comes back.
#[test]
fn a_drop_that_takes_the_last_window() {
    for transport in BOTH {
        let world = running(&project(2, transport), "{}");
        world.run("world.close_window(world.windows[1]); world.run_for(60)");
        world.assert("#world.windows", "2");
        world.run(
            "for _, host in pairs(world.hosts) do host.down = true end
            world.drop('h1'); world.drop('h2'); world.run_for(300)",
        );
        world.assert("#world.windows", "0");
        world.assert("world.exited", "nil");
        // Not even over a reload.
        world.run("world.reload(); world.run_for(300)");
        world.assert("world.exited", "nil");
        world.run("for _, host in pairs(world.hosts) do host.down = false end; world.run_for(62)");
        for name in ["h1", "h2"] {
            assert_back(&world, name);
        }
        world.run("world.run_for(60)");
        world.assert("world.exited", "nil");
    }
}

/// A window that only says what went wrong is no window to come back to.
#[test]
fn a_failure_while_there_is_no_window() {
    let world = running(&project(1, "openssh"), "{}");
    world.run(
        "world.close_window(world.windows[1]); world.run_for(60)
        world.hosts.h1.fails = 'broken pipe'; world.drop('h1')
        world.run_until_popups(1)
        world.hosts.h1.down = true; world.run_for(300)",
    );
    world.assert("#world.windows", "0");
    world.assert("world.exited", "nil");
    world.run("world.hosts.h1.fails, world.hosts.h1.down = nil, nil; world.run_for(62)");
    world.assert("world.tabs_of('h1')", "3");
}

/// An attach is under way when the last window is lost: WezTerm then keeps it, empty, until that is over.
#[test]
fn a_drop_that_takes_the_last_window_during_an_attach() {
    let world = running(&project(2, "openssh"), "{}");
    world.run(
        "world.close_window(world.windows[1]); world.run_for(60)
        world.hosts.h1.delay = 20; world.drop('h1'); world.run_for(3)
        for _, host in pairs(world.hosts) do host.down = true end
        world.drop('h2'); world.run_for(2)",
    );
    world.assert("#world.windows", "2"); // an empty one, and one that says \"Connecting…\"
    world.run("world.run_for(300)");
    world.assert("#world.windows", "0");
    world.assert("world.exited", "nil");
    world.run("for _, host in pairs(world.hosts) do host.down = nil end; world.run_for(85)");
    world.assert("world.tabs_of('h1')", "3");
    world.assert("world.tabs_of('h2')", "3");
}

/// Whoever gives up waiting for the last window ends, once what says why has been there to be read.
#[test]
fn a_host_that_cannot_be_attached_while_there_is_no_window() {
    let world = running(&project(1, "openssh"), "{}");
    world.run(
        "world.close_window(world.windows[1]); world.run_for(60)
        world.hosts.h1.fails = 'wrong version'; world.drop('h1'); world.run_until_popups(3); world.run_for(100)",
    );
    world.assert("#world.windows > 0", "true");
    world.assert("world.exited", "nil");
    world.run("world.run_for(60)");
    world.assert("#world.windows", "0");
    world.assert("world.exited.reason", "'os.exit'");
}

/// The same, and the link is back at once.
#[test]
fn a_short_drop_that_takes_the_last_window() {
    let world = running(&project(1, "openssh"), "{}");
    world.run("world.close_window(world.windows[1]); world.run_for(60); world.drop('h1'); world.run_for(2)");
    world.assert("world.exited", "nil");
    assert_back(&world, "h1");
}

/// Whoever closes the last window wants WezTerm to end, as it does by itself.
#[test]
fn closing_the_last_window_leaves_no_process() {
    for transport in BOTH {
        for other in [
            "",
            "world.hosts.h2.down = true; world.drop('h2'); world.run_for(60)",
        ] {
            // Last one on a host, or here; also while another host is waited for.
            for last in ["h1", "local"] {
                let world = running(&project(2, transport), "{}");
                let first = if last == "h1" { "local" } else { "h1" };
                world.run(&format!(
                    "{other}
                    for _, name in ipairs {{ '{first}', 'h2' }} do
                      local window = world.windows_of(name)[1]
                      if window then world.focus(window); world.run_for(3); world.close_window(window); world.run_for(10) end
                    end
                    world.focus(world.windows_of('{last}')[1]); world.run_for(3)"
                ));
                world.assert("#world.windows", "1");
                world.assert("world.exited", "nil");
                world.run(&format!(
                    "closed = world.now; world.close_window(world.windows_of('{last}')[1]); world.run_for(5)"
                ));
                world.assert("world.exited and world.exited.at - closed < 6", "true");
                world.assert("#world.windows", "0");
            }
        }
    }
}

#[test]
fn the_last_shell_that_ends_ends_wezterm() {
    let world = running(
        "[defaults]\nattach = false\n[[domain]]\nname = 'a'\naddress = 'a'\naccent = '336699'",
        "{}",
    );
    world.run("world.close_tab(world.windows[1].tabs[1]); world.run_for(2)");
    world.assert("world.exited.reason", "'os.exit'");
}

/// Something other than the network is wrong: each try shows a window, so in the end there is one in an hour.
#[test]
fn a_host_that_answers_and_cannot_be_attached() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{ h1 = { fails = 'wrong version' } }");
        world.run("world.run_for(7200)");
        world.assert("world.popups", "{ 'h1', 'h1', 'h1', 'h1' }");
        world.assert("#world.log", "4");
        let status = world.text("world.plain(world.windows[1].gui.right_status)");
        assert!(status.contains("h1 failed"), "{status:?}");
        world.run("world.hosts.h1.fails = nil");
        press(&world, "a");
        world.run("world.choose('h1'); world.run_for(2)");
        world.assert("world.tabs_of('h1')", "3");
    }
}

/// A server that restarts: ssh answers all the while, and after five minutes it can be attached again.
#[test]
fn a_server_that_is_broken_for_five_minutes() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{}");
        world.run(
            "world.hosts.h1.fails = 'no server'; world.drop('h1'); world.run_for(300)
            world.hosts.h1.fails = nil; world.run_for(60)",
        );
        world.assert("world.tabs_of('h1')", "3");
        world.assert("world.popups", "{ 'h1', 'h1' }");
    }
}

/// A host that wants a password: transport `wezterm` can ask for it, in a window that is then wanted.
#[test]
fn a_host_that_asks_for_a_password_does_so_in_sight_and_once() {
    let world = running(&project(1, "wezterm"), "{ h1 = { asks = true } }");
    assert_back(&world, "h1");
    world.run("world.drop('h1'); world.run_for(2)");
    assert_back(&world, "h1");
    // Whoever does not answer is asked no more.
    world.run("world.hosts.h1.fails = 'cancelled'; world.drop('h1'); world.run_for(7200)");
    world.assert("world.popups", "{ 'h1' }");
    // The user's own ssh must not ask where nobody sees it.
    let world = running(&project(1, "openssh"), "{ h1 = { asks = true } }");
    world.run("world.run_for(3600)");
    assert_only_local(&world);
    world.assert("#world.attaches", "0");
    assert!(world.text("world.log[1]").contains("Permission denied"));
    // A host may print anything before that: what is logged is one line of some length, and moves no cursor.
    let logged = world.text("world.log[1]");
    assert!(
        !logged.contains(char::is_control) && logged.len() < 1100,
        "{logged}"
    );
}

/// A computer without ssh: the built-in client works there, and is tried once each time that it is wanted.
#[test]
fn without_ssh_the_built_in_client_works_and_the_other_says_why_not() {
    let without = |transport: &str, hosts: &str| {
        let world = World::with_hosts(&local_config(&fleet(&project(1, transport))), hosts);
        world.run("world.without_ssh = true; world.start(); world.run_until(600)");
        world
    };
    assert_back(&without("wezterm", "{}"), "h1");
    without("wezterm", "{ h1 = { down = true } }").assert("world.popups", "{ 'h1' }");
    let world = without("openssh", "{}");
    assert_only_local(&world);
    world.assert("#world.log", "1");
    let said = world.text("world.log[1]");
    assert!(
        said.starts_with("wezmux: h1 cannot be attached: cannot run ssh: "),
        "{said}"
    );
}

#[test]
fn three_hundred_domains_attach_eight_at_a_time() {
    let world = running(&project(300, "openssh"), "{}");
    world.assert("#config.unix_domains", "300");
    world.assert("#world.windows", "301");
    world.assert("#world.attaches", "300");
    // Eight at a time, each for 0.7 s.
    world.assert("world.attaches[300].finished < 27", "true");
    world.assert("world.most_at_once(3600)", "8");
    world.run("for n = 1, 300 do world.drop('h' .. n) end; world.run_for(29)");
    world.assert("#world.windows", "301");
    world.assert("#world.attaches", "600");
    world.assert("world.popups", "{}");
    // The processes are listed once for all of them.
    world.assert("world.process_lists", "1");
}

/// Hosts behind one jump host, and twenty of them hang: they hold nobody up for longer than two seconds each, and what
/// the jump host sees of the others stays below what its sshd takes.
#[test]
fn three_hundred_domains_of_which_twenty_hang() {
    for transport in BOTH {
        let hung = |n: usize| n % 15 == 1;
        let hosts: String = (1..=300)
            .filter(|n| hung(*n))
            .map(|n| format!("h{n} = {{ hangs = true }},"))
            .collect();
        let world = World::with_hosts(
            &local_config(&fleet(&project(300, transport))),
            &format!("{{ {hosts} }}"),
        );
        world.run("world.start(); world.run_until(40)");
        world.assert("#world.attaches", "280");
        world.assert("world.attaches[280].finished < 32", "true");
        world.assert("world.most_at_once(1)", "8");
        for n in (1..=300).filter(|n| !hung(*n)) {
            world.assert(&format!("world.tabs_of('h{n}')"), "3");
        }
        // They go on to be tried.
        world.run("for _, host in pairs(world.hosts) do host.hangs = nil end; world.run_for(66)");
        world.assert("#world.attaches", "300");
        world.assert("world.popups", "{}");
    }
}

/// Slow hosts, whose probe takes longer than a place is held, do not all attach at once.
#[test]
fn a_hundred_slow_domains_do_not_all_attach_at_once() {
    let hosts: String = (1..=100)
        .map(|n| format!("h{n} = {{ delay = 5, far = 4 }},"))
        .collect();
    let world = World::with_hosts(
        &local_config(&fleet(&project(100, "openssh"))),
        &format!("{{ {hosts} }}"),
    );
    world.run("world.start(); world.run_until(120)");
    world.assert("#world.attaches", "100");
    world.assert("world.attaches[100].finished < 75", "true");
    world.assert("world.most_at_once(1)", "8");
}

/// Probes that all end at the same time, more than there are places.
#[test]
fn twenty_four_hosts_that_answer_at_once_wait_in_line() {
    let far = |n: usize| 5 - 2 * ((n - 1) / 8);
    let hosts: String = (1..=24)
        .map(|n| format!("h{n} = {{ far = {} }},", far(n)))
        .collect();
    let world = World::with_hosts(
        &local_config(&fleet(&project(24, "openssh"))),
        &format!("{{ {hosts} }}"),
    );
    world.run("world.start(); world.run_until(4.5)");
    world.assert("#world.probes", "24");
    world.assert("#world.attaches", "0");
    // One is left while it waits in line.
    world.run("world.run_until(5.25)");
    press(&world, "d");
    world.run("world.choose('h1'); world.run_until(12)");
    world.assert("#world.attaches", "23");
    world.assert("world.attaches[23].finished < 8", "true");
    world.assert("world.most_at_once(1)", "8");
}

/// A hundred links of the built-in client that a sleep has cut: asking and attaching take their places as well.
#[test]
fn a_hundred_dead_links_are_replaced_eight_at_a_time() {
    let world = World::with_hosts(&local_config(&fleet(&project(100, "wezterm"))), "{}");
    world.run("world.start(); world.run_until(60); for n = 1, 100 do world.cut('h' .. n) end; world.sleep(8 * 3600); world.run_for(60)");
    world.assert("#world.attaches", "200");
    world.assert("world.most_at_once(1)", "8");
    world.assert("world.popups", "{}");
    world.assert("world.tabs_of('h100')", "3");
}

/// The clock of this computer is set, by more than what is allowed for and less, and the file may be read again.
#[test]
fn a_clock_that_is_set() {
    for transport in BOTH {
        for seconds in [-86400, -45, 86400] {
            for reload in ["", "world.reload(); world.run_for(5)"] {
                // A link that lives is the one that was made here, also where its server is asked.
                let world = running(&project(2, transport), "{}");
                world.run(&format!(
                    "for _, window in ipairs(world.windows) do window.gui.hidden = true end
                    world.set_clock({seconds}); world.run_for(5); {reload}; {}; world.run_for(60)",
                    asleep(600)
                ));
                world.assert("#world.attaches", "2");
                if transport == "wezterm" {
                    world.assert("world.questions.h1 >= 1", "true");
                }
                // What was left long before is no reason to doubt that the window in front is closed.
                world.run("world.press(world.windows_of('h1')[1], 'd', 'LEADER'); world.run_for(2)");
                press(&world, "a");
                world.run(&format!(
                    "world.choose('h1'); world.run_for(2000); world.focus(world.windows_of('h1')[1])
                    world.set_clock({seconds}); world.run_for(700); {reload}
                    world.close_window(world.windows_of('h1')[1]); world.run_for(100)"
                ));
                world.assert("world.tabs_of('h1')", "0");
                world.assert("#world.attaches", "3");
                // One that drops comes back as ever.
                world.run("world.drop('h2'); world.run_for(2)");
                assert_back(&world, "h2");
            }
        }
    }
}

#[test]
fn a_clock_that_is_set_while_a_host_is_away() {
    for transport in BOTH {
        let world = running(&project(1, transport), "{ h1 = { down = true } }");
        world.run("world.run_for(300); world.set_clock(-86400); world.run_for(62)");
        let status = world.text("world.plain(world.windows[1].gui.right_status)");
        assert!(status.contains("h1 away for 7 min"), "{status}");
        world.run("world.hosts.h1.down = false; world.run_for(62)");
        assert_back(&world, "h1");
        // As after sleep, it is tried at once.
        let world = running(&project(1, transport), "{ h1 = { down = true } }");
        world
            .run("world.run_for(300); world.set_clock(86400); world.hosts.h1.down = false; world.run_for(3)");
        assert_back(&world, "h1");
    }
}

/// Eight hang in their attach: they have their places for two seconds, whatever the clock says.
#[test]
fn a_clock_that_is_set_back_while_hosts_hang() {
    let hosts: String = (1..=8).map(|n| format!("h{n} = {{ delay = 1/0 }},")).collect();
    let world = World::with_hosts(
        &local_config(&fleet(&project(9, "wezterm"))),
        &format!("{{ {hosts} h9 = {{ far = 1.5 }} }}"),
    );
    world.run("world.start(); world.run_until(0.5); world.set_clock(-86400); world.run_for(10)");
    assert_back(&world, "h9");
    // And such an attach is given up for one that is asked for.
    world.run("world.hosts.h1.delay = 0.5; world.run_for(100)");
    press(&world, "a");
    world.run("world.choose('h1'); world.run_for(5)");
    world.assert("world.tabs_of('h1')", "3");
}

/// What is kept of a host is not taken for anything else that is kept.
#[test]
fn hosts_that_are_called_by_words_of_ours() {
    let words = ["turn", "started", "windows", "front", "back"];
    let domains: String = words
        .iter()
        .map(|name| format!("[[domain]]\nname = '{name}'\naddress = '{name}'\naccent = 'red'\ntabs = 3\n"))
        .collect();
    let world = running(&domains, "{}");
    for name in words {
        world.run(&format!(
            "world.drop('{name}'); world.run_for(2); world.reload(); world.run_for(2)"
        ));
        assert_back(&world, name);
    }
    world.run("while #world.windows > 0 do world.close_window(world.windows[1]); world.run_for(5) end");
    world.assert("world.exited ~= nil", "true");
}

#[test]
fn a_program_that_ends_at_once_ends_wezterm() {
    let project = "[defaults]\nattach = false\n[[domain]]\nname = 'a'\naddress = 'a'\naccent = '336699'";
    let world = World::with_hosts(&local_config(&fleet(project)), "{}");
    world.run(
        "world.start(); world.run_until(0.6); world.close_tab(world.windows[1].tabs[1]); world.run_until(60)",
    );
    world.assert("world.exited ~= nil", "true");
}

#[test]
fn a_host_that_refuses_is_asked_seldom_and_says_why() {
    let project = "[[domain]]\nname = 'h1'\naddress = 'a'\naccent = '336699'";
    let world = World::with_hosts(&local_config(&fleet(project)), "{ h1 = { asks = true } }");
    world.run("world.start(); world.run_until(3600)");
    world.assert("#world.probes", "7");
    let status = world.text("world.plain(world.windows[1].gui.right_status)");
    assert!(status.contains("needs your key or password"), "{status}");
    assert_eq!(world.text("tostring(#world.popups)"), "0");
}

/// WezTerm's own ssh client puts no limit on a handshake.
#[test]
fn an_attach_that_never_ends_does_not_stand_in_the_way_of_another() {
    let project =
        "[[domain]]\nname = 'h1'\naddress = 'a'\naccent = '336699'\ntransport = 'wezterm'\ntabs = 3";
    let world = World::with_hosts(&local_config(&fleet(project)), "{}");
    world.run("world.start(); world.run_until(60)");
    world.run("world.hosts.h1.delay = 1/0; world.drop('h1'); world.run_for(3); world.hosts.h1.delay = 0.5; world.run_for(3600)");
    world.assert("world.tabs_of('h1')", "0");
    world.run("world.press(world.windows_of('local')[1], 'r', 'LEADER'); world.run_for(600)");
    world.assert("world.tabs_of('h1')", "3");
}

#[test]
fn a_host_that_is_left_after_a_reload_during_its_attach_stays_left() {
    let project = "[[domain]]\nname = 'h1'\naddress = 'a'\naccent = '336699'";
    let world = World::with_hosts(&local_config(&fleet(project)), "{ h1 = { delay = 20 } }");
    world.run("world.start(); world.run_until(5); world.reload(); world.run_for(3)");
    world.run(
        "world.press(world.windows_of('local')[1], 'd', 'LEADER'); world.choose('h1'); world.run_for(600)",
    );
    world.assert("world.tabs_of('h1')", "0");
}
