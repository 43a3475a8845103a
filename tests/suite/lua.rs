//! The Lua files, run in Lua 5.4 in a strict simulator of WezTerm (`lua/wezterm.lua`, with what
//! WezTerm accepts in `lua/schema.lua`): a key, field, function, method or event that it does not know, and any value
//! of the wrong type, fails the test. Colours and keys are read by WezTerm's own crates.
//!
//! Here: that configs evaluate to the right values, and that the simulator is strict. Below: what happens when WezTerm
//! starts ([`startup`]) and runs ([`status`], [`reattach`]), keys ([`keys`]), a config that uses the module
//! ([`module`]), what is usually written and why it does not do ([`simulator`]), and that no text of a project changes on its way ([`text`]).

mod keys;
pub mod module;
mod reattach;
mod simulator;
mod startup;
mod status;
mod text;
mod world;

use std::process::Command;

use proptest::test_runner::Config as ProptestConfig;
use wezmux::Fleet;

use crate::golden::fleet;
use world::{Role, World};

const GUIDE: &str = include_str!("../../examples/guide.toml");

/// Hosts as they come: built-in client and own ssh, ports, IPv6, aliases, paths from the home folder, no user name.
const MIXED: &str = r#"
    [local]
    cwd = "~"

    [[domain]]
    name = "six"
    address = "[2001:db8::1]:2222"
    accent = "7aa2f7"
    transport = "wezterm"
    bin_dir = "~/.local/bin/"
    cwd = "~/src"
    shell = "/usr/bin/fish"

    [[domain]]
    name = "port"
    address = "build.example.org:2200"
    accent = "9ece6a"
    transport = "wezterm"
    username = "builder"
    bin_dir = "/opt/wezterm"
    shell = "~/bin/zsh"
    attach = false

    [[domain]]
    name = "alias"
    address = "jump_box"
    accent = "f7768e"
    bin_dir = "/opt/wezterm/bin"
    keepalive = 60

    [[domain]]
    name = "own-six"
    address = "[fe80::1%eth0]:22"
    username = "me@corp"
    accent = "bb9af7"
"#;

/// Text that looks like the end of a string, a comment, an escape or a pattern.
const ODD: &str = r#"
    [local]
    cwd = '''/it's "odd"\n/]]--[[%d$HOME🦀'''

    [[domain]]
    name = "odd"
    address = "odd"
    accent = "ffffff"
    label = '''it's "odd" \n\065 ]]--[[ %d %s $HOME ${x} `x` 🦀'''
    icon = '''"]]--\'''
    cwd = '''/it's "odd"\n/]]--[[%d$HOME🦀'''
    shell = '''~/it's "odd"\n/]]--[[%d$HOME🦀'''
    key = 'LEADER+"'

    [[domain]]
    name = "backslash"
    address = "backslash"
    accent = "000000"
    label = '\'
    icon = '\'
    cwd = '/\'
    key = 'LEADER+\'
"#;

/// The local config of a fleet.
fn local_config(fleet: &Fleet) -> String {
    if world::is_module() {
        let module = local_module(fleet);
        return format!(
            "local module = (function()\n{module}\nend)()
            local config = require('wezterm').config_builder()
            module.apply_to_config(config)
            return config"
        );
    }
    wezmux::render(fleet).swap_remove(0).text
}

/// The local config of a fleet as a module.
fn local_module(fleet: &Fleet) -> String {
    let mut artifacts = wezmux::render(fleet).into_iter();
    let module = artifacts.find(|artifact| artifact.path == "wezmux.lua");
    module.expect("it is one of the files").text
}

/// The config of each host of a fleet.
fn host_configs(fleet: &Fleet) -> Vec<String> {
    let artifacts = wezmux::render(fleet).into_iter();
    let configs = artifacts.filter(|artifact| artifact.path.ends_with("/wezterm.lua"));
    configs.map(|artifact| artifact.text).collect()
}

/// The world of the local config of a project.
#[track_caller]
fn local(toml: &str) -> World {
    World::gui(&local_config(&fleet(toml)))
}

/// The world of each host's config of a project.
#[track_caller]
fn hosts(toml: &str) -> Vec<World> {
    host_configs(&fleet(toml))
        .iter()
        .map(|config| World::server(config))
        .collect()
}

/// proptest would write what failed beside the sources; the message has it as well.
fn without_files() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What `unix_domains` has for a domain: how often it is asked for life, where, and WezTerm's name there.
fn proxied(name: &str, keepalive: u16, destination: &str, program: &str) -> String {
    format!(
        r#"{{ name = "{name}", proxy_command = {{
            "ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
            "-o", "ServerAliveInterval={keepalive}", "-o", "ServerAliveCountMax=3",
            {destination}, "{program} cli --prefer-mux proxy",
        }}, no_serve_automatically = true }}"#
    )
}

#[test]
fn guide_has_its_domains() {
    let world = local(GUIDE);
    let dev_server = proxied("dev-server", 15, r#""-l", "ubuntu", "10.20.30.1""#, "wezterm");
    let workstation = proxied("workstation", 15, r#""-l", "dev", "192.168.1.50""#, "wezterm");
    world.assert(
        "config.unix_domains",
        &format!("{{ {dev_server}, {workstation} }}"),
    );
    world.assert(
        "config.ssh_domains",
        r#"{ {
            name = "staging", remote_address = "10.20.30.2", username = "ubuntu", multiplexing = "WezTerm",
        } }"#,
    );
}

#[test]
fn addresses_and_paths_are_written_for_their_transport() {
    let world = local(MIXED);
    world.assert(
        "config.ssh_domains",
        r#"{
            {
                name = "six", remote_address = "2001:db8::1", ssh_option = { port = "2222" },
                remote_wezterm_path = "~/.local/bin/wezterm", multiplexing = "WezTerm",
            },
            {
                name = "port", remote_address = "build.example.org:2200", username = "builder",
                remote_wezterm_path = "/opt/wezterm/wezterm", multiplexing = "WezTerm",
            },
        }"#,
    );
    let alias = proxied("alias", 60, r#""jump_box""#, "/opt/wezterm/bin/wezterm");
    let own_six = proxied(
        "own-six",
        15,
        r#""-p", "22", "-l", "me@corp", "fe80::1%eth0""#,
        "wezterm",
    );
    world.assert("config.unix_domains", &format!("{{ {alias}, {own_six} }}"));
}

#[test]
fn keys_and_agents_are_written_for_their_transport() {
    let world = local(
        "[defaults]\nidentity_file = '~/.ssh/work'\nforward_agent = true\n
        [[domain]]\nname = 'a'\naddress = 'a:2200'\naccent = 'red'\n
        [[domain]]\nname = 'b'\naddress = '[::1]:22'\naccent = 'blue'\ntransport = 'wezterm'\n
        [[domain]]\nname = 'c'\naddress = 'c'\naccent = 'lime'\ntransport = 'wezterm'\nidentity_file = 'C:/keys/id'\nforward_agent = false",
    );
    world.assert(
        "config.unix_domains[1].proxy_command",
        r#"{
            "ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
            "-A", "-i", "~/.ssh/work", "-p", "2200", "a", "wezterm cli --prefer-mux proxy",
        }"#,
    );
    // WezTerm does not expand the tilde of what it takes from `ssh_option` (mux/src/ssh.rs:201-222).
    world.assert(
        "config.ssh_domains[1].ssh_option",
        "{ port = '22', identityfile = '/home/me/.ssh/work', forwardagent = 'yes' }",
    );
    world.assert(
        "config.ssh_domains[2].ssh_option",
        "{ identityfile = 'C:/keys/id' }",
    );
    // The probe logs in with the same key.
    world.run("world.start(); world.run_until(5)");
    world.assert("#world.attaches", "3");
}

/// What the built-in client does not know is looked up once, when WezTerm starts.
#[test]
fn directives_that_the_built_in_client_does_not_know_are_said() {
    let world = local(MIXED);
    world.run(
        "world.ssh_hosts = {
          ['2001:db8::1'] = { proxyjump = 'bastion', port = '22' },
          ['build.example.org'] = { canonicalizehostname = 'no' },
          jump_box = { proxyjump = 'bastion' },
        }
        world.start(); world.run_until(5); world.reload(); world.run_until(10)",
    );
    world.assert(
        "world.log",
        r#"{ "wezmux: your ssh_config has proxyjump for six, which WezTerm's own ssh does not know; set transport = \"openssh\"" }"#,
    );
}

#[test]
fn transport_that_no_domain_uses_is_not_set() {
    let one = |transport: &str| {
        local(&format!(
            "[[domain]]\nname = 'a'\naddress = 'a'\naccent = '123456'\ntransport = '{transport}'"
        ))
    };
    one("openssh").assert("config.ssh_domains", "nil");
    one("wezterm").assert("config.unix_domains", "nil");
}

#[test]
fn hosts_have_their_folder_and_shell() {
    let expected = [
        ("six", r#""/home/me/src""#, r#"{ "/usr/bin/fish", "-l" }"#),
        ("port", r#""/home/me""#, r#"{ "/home/me/bin/zsh", "-l" }"#),
        ("alias", r#""/home/me""#, "nil"),
        ("own-six", r#""/home/me""#, "nil"),
    ];
    for (world, (_, cwd, shell)) in hosts(MIXED).iter().zip(expected) {
        world.assert("config.default_cwd", cwd);
        world.assert("config.default_prog", shell);
    }
    assert_eq!(fleet(MIXED).domains().len(), expected.len());
}

/// Changes one place of the guide's local config.
#[track_caller]
fn mutated(from: &str, to: &str) -> String {
    let config = local_config(&fleet(GUIDE));
    assert!(config.contains(from), "the config has no `{from}` to change");
    config.replacen(from, to, 1)
}

/// Mistakes in a config: what is changed in the guide's, into what, and what has to be said about it.
const MISTAKES: &str = r#"
    config.leader = {               => config.leadr = {          => config has no `leadr`
    timeout_milliseconds            => timeout_ms                => LeaderKey has no field `timeout_ms`
    milliseconds = 1000             => milliseconds = 1000.5     => timeout_milliseconds: expected an integer
    proxy_command = proxy           => proxy_comand = proxy      => UnixDomain has no field `proxy_comand`
    "-T"                            => true                      => config.unix_domains[1].proxy_command[2]: expected text
    return words                    => words.x = 1; return words => proxy_command.x: expected a list
    remote_address =                => address =                 => SshDomain has no field `address`
    remote_address = "10.20.30.2",  =>                           => SshDomain needs the field `remote_address`
    remote_address = "10.20.30.2"   => remote_address = "[::1]:22" => expected host or host:port
    "WezTerm"                       => "Wezterm"                 => expected one of WezTerm, None
    name = "staging",               => name = "local",           => a name that WezTerm does not use itself
    name = "workstation",           => name = "dev-server",      => two domains are called `dev-server`
    bind("w"                        => bind("Bogus"              => Bogus
    no_serve_automatically = true   => no_serve_automatically = 1 => expected boolean
    mods = mods                     => mod = mods                => Key has no field `mod`
    act.SendKey                     => act.Sendkey               => wezterm.action has no `Sendkey`
    TabRelative(1)                  => TabRelative("1")          => expected an integer, found "1"
    TabRelative(1)                  => TabRelative(1, 2)         => expected at most 1 arguments, found 2
    on("update-status"              => on("update-statuz"        => expected one of gui-startup, gui-attached
    wezterm.on(                     => wezterm.On(               => wezterm has no `On`
    local hosts =                   => hosts =                   => global `hosts` must not be assigned
    ipairs(hosts)                   => ipairs(host)              => there is no global `host`
    \nreturn config\n               => \nreturn {}               => must return what wezterm.config_builder gave
    \nreturn config\n               => \nreturn mux.get_domain "a" => cannot get Mux!?
    \nreturn config\n               => \nwezterm.sleep_ms(1)     => sleep_ms holds the evaluation up
    config.quit_when_all_windows_are_closed = false => config.quit_when_windows_are_closed = false => config has no `quit_when_windows_are_closed`
    local act                       => locl act                  => syntax error
"#;

/// Mistakes in what runs when WezTerm starts.
const START_MISTAKES: &str = r#"
    mux.spawn_window(               => mux.spawn_windo(          => wezterm.mux has no `spawn_windo`
    cmd or { cwd =                  => cmd or { dir =            => SpawnWindow has no field `dir`
    spawn_tab { cwd = cwd           => spawn_tab { cdw = cwd     => SpawnTab has no field `cdw`
    tab:activate()\n    end\n  end  => tab:activated()\n    end\n  end => MuxTab has no `activated`
    domain and domain:state() == "Attached" then\n      if => domain and domain.state() == "Attached" then\n      if          => expected a MuxDomain
    call_after(0                    => call_after("0"            => expected number
    "-n",                           =>                           => a probe has to have the word -n
    run_on(host, "true")            => run_on(host, ":")         => a probe has to have the word true
    function try(                   => function tr(              => there is no global `try`
"#;

/// Mistakes in what a window is dressed with.
const STATUS_MISTAKES: &str = r#"
    cursor_fg = theme               => cursor_foreground = theme => Palette has no field `cursor_foreground`
    | #                             => | ?                       => colors.foreground: expected a colour
    "Bold")                         => "Bald")                   => expected one of Normal, Bold, Half
    { fg_color =                    => { fg =                    => TabBarColor has no field `fg`
    inactive_tab_hover = tab        => inactive_hover = tab      => TabBarColors has no field `inactive_hover`
    { angle                         => { angel                   => Linear has no field `angel`
    blend = "Rgb"                   => blend = "RGB"             => expected one of Rgb, LinearRgb, Hsv, Oklab
    dark = "                        => dark = "x                 => expected a colour
    orientation = host              => direction = host          => Gradient has no field `direction`
    width = "100%",                 =>                           => BackgroundLayer needs the field `width`
    "100%"                          => "100 percent"             => expected a size
    active_titlebar_bg              => titlebar_bg               => WindowFrameConfig has no field `titlebar_bg`
    { Color = theme.found_fg }      => theme.found_fg            => expected one of Default
    { Text =                        => { Txt =                   => FormatItem has no variant `Txt`
    { Color = fg }                  => { Color = "?" }           => expected a colour
    pane:get_domain_name()]\n  local id => pane.get_domain_name()]\n  local id => expected a MuxPane
    set_right_status(status)        => set_status(status)        => GuiWindow has no `set_status`
    overrides.colors =              => overrides.colours =       => Config has no field `colours`
"#;

/// Asserts that every mistake of a table is found by `faults_of` the config that has it.
#[track_caller]
fn assert_refused(table: &str, faults_of: impl Fn(&str) -> String) {
    for row in table.lines().filter(|row| !row.trim().is_empty()) {
        let cells: Vec<String> = row
            .split("=>")
            .map(|cell| cell.trim().replace("\\n", "\n"))
            .collect();
        let [from, to, expected] = &cells[..] else {
            panic!("`{row}` has not three cells")
        };
        let faults = faults_of(&mutated(from, to));
        assert!(faults.contains(expected), "`{}` gave `{faults}`", row.trim());
    }
}

#[test]
fn simulator_refuses_wrong_configs() {
    assert_refused(MISTAKES, |config| {
        World::new(Role::Gui, config, "{}").err().unwrap_or_default()
    });
}

#[test]
fn simulator_refuses_wrong_handlers() {
    let start = "world.start(); world.run_until(1)";
    assert_refused(START_MISTAKES, |config| World::gui(config).faults(start));
    let tick = "world.tick(world.open_window(), { domain = 'dev-server' })";
    assert_refused(STATUS_MISTAKES, |config| World::gui(config).faults(tick));
}

/// Every scenario again, in this very program, with other versions and systems.
#[test]
#[ignore = "long; tests/run does it once for each build of the suite, which has each scenario itself every time"]
fn every_scenario_holds_with_other_versions_and_systems() {
    let scenarios =
        ["keys", "module", "reattach", "simulator", "startup", "status"].map(|name| format!("lua::{name}::"));
    // With the nightly on Linux of the scenarios themselves, any version meets either form of the config.
    for client in ["stable macos", "nightly windows module", "stable linux module"] {
        let run = Command::new(std::env::current_exe().expect("it runs"))
            .args(&scenarios)
            .args(["--skip", "hundred"]) // long, and the same everywhere
            .env(world::CLIENT, client)
            .output()
            .expect("it ran before");
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{client}: {said}");
        let passed = said
            .split(" passed")
            .next()
            .and_then(|said| said.rsplit(' ').next());
        let passed: usize = passed.and_then(|count| count.parse().ok()).expect("a count");
        assert!(passed > 100, "{client}: only {passed} scenarios");
    }
}

#[test]
fn simulator_tells_the_two_programs_apart() {
    let faults = |role, config: &str| World::new(role, config, "{}").err().unwrap_or_default();
    let (gui, server) = (
        local_config(&fleet(GUIDE)),
        host_configs(&fleet(GUIDE)).swap_remove(0),
    );
    // A local server reads the same file; it has no windows, and nothing to attach.
    let world = World::new(Role::Server, &gui, "{}").unwrap_or_else(|faults| panic!("{faults}"));
    world.run("world.run_until(60)");
    world.assert("world.wakes", "0");
    assert!(faults(Role::Gui, &server).contains("found \"mux-startup\""));
}

/// What `wezmux theme` prints.
fn printed(arguments: &[&str]) -> String {
    crate::program::run(&[&["theme"], arguments].concat()).stdout
}

/// The simulator has the types of WezTerm's own structs.
#[test]
fn a_theme_is_one_that_wezterm_takes() {
    for arguments in [
        &["#bb9af7", "--ansi", "--stops=5", "--orientation=radial"][..],
        &["black", "--light", "--orientation=vertical", "--blend=hsv"],
    ] {
        let table = printed(&[arguments, &["--lua"]].concat());
        World::gui(&format!(
            "local theme = (function() {table} end)()\n\
             local config = require('wezterm').config_builder()\n\
             config.colors, config.window_frame, config.background = theme.colors, theme.window_frame, theme.background\n\
             return config"
        ))
        .assert("#config.colors.ansi + #config.colors.brights", "16");
        // The same as JSON.
        let lua = mlua::Lua::new();
        let table = lua.load(&table).eval().expect("Lua");
        let table: serde_json::Value = mlua::LuaSerdeExt::from_value(&lua, table).expect("plain values");
        let json = printed(&[arguments, &["--json"]].concat());
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(
            (&table["colors"], &table["window_frame"]),
            (&json["colors"], &json["window_frame"])
        );
    }
}

#[test]
fn a_colour_scheme_is_one_that_wezterm_takes() {
    for arguments in [
        &["#bb9af7"][..],
        &["tomato", "--light", "--stops=5"],
        &["teal", "--ansi=false"],
    ] {
        let scheme: toml::Table = printed(&[&["--toml"], arguments].concat()).parse().expect("TOML");
        // What may be in one, and what has to be (config/src/color.rs:672-742 at 20250223).
        assert_eq!(scheme.keys().collect::<Vec<_>>(), ["colors", "metadata"]);
        let metadata = scheme["metadata"].as_table().expect("a table");
        assert_eq!(metadata.keys().collect::<Vec<_>>(), ["author", "name"]);
        assert!(metadata.values().all(toml::Value::is_str));
        assert!(
            scheme["colors"]["ansi"].is_array(),
            "scheme is missing ANSI colors"
        );
        // Its colours are of the type of a config's, whose fields and values the simulator knows.
        let colors = serde_json::to_string(&scheme["colors"]).expect("JSON");
        let world = World::gui(&format!(
            "local wezterm = require 'wezterm'\n\
             local config = wezterm.config_builder()\n\
             config.colors = wezterm.json_parse [==[{colors}]==]\n\
             return config"
        ));
        world.assert("#config.colors.ansi + #config.colors.brights", "16");
    }
}
