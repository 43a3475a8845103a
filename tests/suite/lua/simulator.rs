//! The simulator's rules, each by a config that one finds everywhere and that fails by it on the real WezTerm, as was
//! seen there.

use super::world::{Role, World};

/// A world of a config with one domain, `far`, and these lines.
fn with(lines: &str, hosts: &str) -> World {
    World::with_hosts(&config(lines), hosts)
}

fn config(lines: &str) -> String {
    format!(
        r#"
        local wezterm = require "wezterm"
        local config = wezterm.config_builder()
        config.unix_domains = {{ {{ name = "far", proxy_command = {{ "ssh", "far", "wezterm cli proxy" }} }} }}
        {lines}
        return config
        "#
    )
}

#[test]
fn a_window_spawned_at_each_start_adds_a_tab_to_the_host() {
    let mut tabs = 0;
    for launch in 1..=4 {
        let world = with(
            r#"wezterm.on("gui-startup", function()
              wezterm.mux.spawn_window { domain = { DomainName = "far" } }
            end)"#,
            &format!("{{ far = {{ tabs = {} }} }}", if launch == 1 { 1 } else { tabs }),
        );
        world.run("world.start(); world.run_until(5)");
        tabs = world
            .text("tostring(world.hosts.far.tabs)")
            .parse()
            .expect("a number");
        assert_eq!(tabs, launch + 1);
    }
}

#[test]
fn a_start_without_a_local_window_is_given_one() {
    let world = with("", "{}");
    world.run("world.start(); world.run_until(5)");
    world.assert("#world.windows", "1");
    world.assert("world.windows[1].tabs[1].domain", "'local'");
}

const ATTACH: &str = r#"wezterm.on("gui-startup", function()
  pcall(function() wezterm.mux.get_domain("far"):attach() end)
  wezterm.mux.spawn_window {}
end)"#;

#[test]
fn an_attach_without_a_probe_holds_the_start_up_and_leaves_a_window() {
    let world = with(ATTACH, "{ far = { down = true } }");
    world.run("world.start(); world.run_until(9.9)");
    world.assert("#world.spawns", "0");
    world.run("world.run_until(60)");
    world.assert("#world.spawns", "1");
    world.assert("world.popups", "{ 'far' }");
    world.assert("#world.windows", "2");
    world.run("world.run_until(131)");
    world.assert("#world.windows", "1");
    let world = with(ATTACH, "{ far = { hangs = true } }");
    world.run("world.start(); world.run_until(3600)");
    world.assert("#world.spawns", "0");
}

#[test]
fn two_attaches_at_once_both_connect() {
    let world = with(
        r#"wezterm.on("gui-startup", function()
          for _ = 1, 2 do
            wezterm.time.call_after(0, function() wezterm.mux.get_domain("far"):attach() end)
          end
        end)"#,
        "{}",
    );
    world.run("world.start(); world.run_until(5)");
    world.assert("#world.attaches", "2");
    world.assert("#world.windows_of('far')", "2");
}

#[test]
fn nothing_brings_a_lost_domain_back_and_the_last_window_ends_it_all() {
    let world = with(
        r#"wezterm.on("gui-startup", function()
          wezterm.mux.get_domain("far"):attach()
        end)"#,
        "{}",
    );
    world.run("world.start(); world.run_until(5); world.close_tab(world.windows_of('local')[1].tabs[1])");
    world.assert("#world.windows", "1");
    world.run("world.drop('far'); world.run_until(60)");
    world.assert("#world.attaches", "1");
    world.assert("world.exited.reason", "'the last window is closed'");
}

#[test]
fn a_chain_of_timers_ends_with_a_reload_and_one_at_the_top_level_begins_anew() {
    let world = with(
        r#"
        local function again()
          wezterm.log_warn "tick"
          wezterm.time.call_after(1, again)
        end
        wezterm.on("gui-startup", again)
        "#,
        "{}",
    );
    world.run("world.start(); world.run_until(9.5)");
    world.assert("#world.log", "10");
    world.run("world.reload(); world.run_until(60)");
    world.assert("#world.log", "10");

    let world = with(
        r#"wezterm.time.call_after(1, function() wezterm.log_warn "once" end)"#,
        "{}",
    );
    world.run("world.run_until(0.5); world.reload(); world.reload(); world.run_until(60)");
    world.assert("#world.log", "1");
    // An evaluation for overrides starts none.
    world.run("world.evaluate_for_overrides(); world.run_until(120)");
    world.assert("#world.log", "1");
}

#[test]
fn update_status_stops_when_the_status_is_not_set() {
    for (line, ticks) in [("", "1"), ("window:set_right_status \"\"", "60")] {
        let world = with(
            &format!(
                r#"wezterm.on("update-status", function(window)
                  wezterm.log_warn "tick"
                  {line}
                end)"#
            ),
            "{}",
        );
        world.run("world.start(); world.run_until(60)");
        world.assert("#world.log", ticks);
    }
}

#[test]
fn closed_panes_and_windows_raise() {
    let world = with(
        r#"wezterm.on("update-status", function(window, pane)
          wezterm.log_warn(tostring(select(2, pcall(function() return pane:get_domain_name() end))))
          wezterm.log_warn(tostring(select(2, pcall(function() return window:get_config_overrides() end))))
        end)"#,
        "{}",
    );
    world.run("window = world.open_window(); window.closed = true; world.tick(window, { domain = 'far', closed = true })");
    world.assert(
        "world.log",
        "{ 'pane id 0 not found in mux', 'receiving on a closed channel' }",
    );
}

#[test]
fn overrides_that_change_evaluate_the_config_and_equal_ones_do_not() {
    let world = with(
        r#"wezterm.on("update-status", function(window)
          window:set_config_overrides { font_size = 12 }
        end)"#,
        "{}",
    );
    world.run("window = world.open_window(); for _ = 1, 5 do world.tick(window, { domain = 'local' }) end");
    world.assert("world.evaluations", "2");
}

#[test]
fn nothing_but_plain_values_outlives_an_evaluation() {
    let faults = World::new(Role::Gui, &config("wezterm.GLOBAL.seen = { 1 }"), "{}").err();
    assert!(
        faults
            .expect("a table")
            .contains("does not outlive an evaluation unchanged")
    );
    let world = with(
        r"wezterm.GLOBAL.count = (wezterm.GLOBAL.count or 0) + 1
        config.font_size = wezterm.GLOBAL.count",
        "{}",
    );
    world.run("world.reload(); world.reload()");
    world.assert("world.config.font_size", "3");
}

/// With `args` the folder of a tab is the one of the tab before.
#[test]
fn a_tab_with_a_command_opens_in_another_folder() {
    let world = with(
        r#"wezterm.on("gui-startup", function()
          local _, _, window = wezterm.mux.spawn_window { cwd = "/first" }
          window:spawn_tab { cwd = "/second", args = { "htop" } }
          window:spawn_tab { cwd = "/third" }
        end)"#,
        "{}",
    );
    world.run("world.start(); world.run_until(1)");
    world.assert("world.spawns[2].cwd", "'/first'");
    world.assert("world.spawns[3].cwd", "'/third'");
}

#[test]
fn titles_cannot_wait() {
    let world = with(
        r#"wezterm.on("format-tab-title", function() wezterm.sleep_ms(1) end)"#,
        "{}",
    );
    world.assert(
        "(function() local ok, message = world.pcall(world.title, 'format-tab-title', {}) return ok or message end)()",
        "'attempt to yield from outside a coroutine'",
    );
}
