//! What a window wears while a pane of a domain is active in it.

use serde_json::Value;
use wezmux::Theme;
use wezmux::fleet::Shade;

use super::world::World;
use super::{GUIDE, fleet, local, local_config};

/// A world with an open window.
fn open() -> World {
    let world = local(GUIDE);
    world.run("window = world.open_window()");
    world
}

fn tick(domain: &str) -> String {
    format!("world.tick(window, {{ domain = '{domain}' }})")
}

/// A value as Lua writes it.
fn lua(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| format!("{key} = {}", lua(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items = items.iter().map(lua);
            format!("{{ {} }}", items.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// All that a theme is in WezTerm's own names, which `wezmux theme --lua` prints too.
#[test]
fn a_window_wears_the_theme_of_its_domain() {
    let looks = "[defaults]\nopacity = 95\n[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"teal\"\n\
                 appearance = \"light\"\nstops = 5\norientation = \"radial\"\nblend = \"oklab\"\n\
                 [[domain]]\nname = \"b\"\naddress = \"b\"\naccent = \"gold\"\nansi = true\norientation = \"90\"\n";
    for project in [GUIDE, looks] {
        let world = local(project);
        world.run("window = world.open_window()");
        for domain in fleet(project).domains() {
            world.run(&tick(domain.name.as_ref()));
            let theme = &domain.look.themes()[0];
            let mut background = theme.background(&domain.look);
            if domain.look.opacity == 100 {
                // What it is by itself is not written.
                background[0].as_object_mut().expect("a layer").remove("opacity");
            }
            world.assert("window.overrides.colors", &lua(&theme.colors()));
            world.assert("window.overrides.window_frame", &lua(&theme.window_frame()));
            world.assert("window.overrides.background", &lua(&background));
            let status = world.text("window.right_status");
            assert!(status.contains(&theme.badge.fg.to_string()), "{status:?}");
            assert!(status.contains(&theme.badge.bg.to_string()), "{status:?}");
        }
    }
}

#[test]
fn a_badge_names_the_domain() {
    let world = open();
    let expected = [
        ("dev-server", " \u{f048b} Dev Server ● "),
        ("staging", " \u{f048b} Staging ● "),
        ("workstation", " \u{f061a} Workstation ● "),
    ];
    for (domain, badge) in expected {
        world.run(&tick(domain));
        assert_eq!(world.text("world.plain(window.right_status)"), badge);
    }
}

#[test]
fn an_unknown_icon_is_shown_as_text() {
    let world = local("[[domain]]\nname = 'a'\naddress = 'a'\naccent = '123456'\nicon = 'md_no_such_icon'");
    world.run("window = world.open_window()");
    world.run(&tick("a"));
    assert_eq!(
        world.text("world.plain(window.right_status)"),
        " md_no_such_icon a ● "
    );
}

#[test]
fn panes_that_are_not_on_a_host_wear_nothing() {
    for domain in ["local", "SSH:elsewhere", ""] {
        let world = open();
        world.run(&tick("staging"));
        world.run("world.reload()");
        world.run(&tick(domain));
        world.assert("window.overrides", "{}");
        world.assert("window.right_status", "''");
    }
}

/// The launcher, or a question, over a tab: the tab behind it is still that of its domain.
#[test]
fn what_lies_over_a_tab_changes_nothing() {
    let world = local(GUIDE);
    world.run("world.start(); world.run_until(10); window = world.windows_of('staging')[1]");
    world.run(
        "first = world.show(window.gui.overrides) .. window.gui.right_status; reloads = window.gui.reloads",
    );
    world.run("world.press(window, 'a', 'LEADER')");
    world.assert("world.selector", "nil");
    world.run("world.detach('dev-server'); world.run_for(10); world.press(window, 'a', 'LEADER'); world.run_for(10)");
    world.assert("world.selector ~= nil and window.gui.pane.overlay", "true");
    world.assert(
        "world.show(window.gui.overrides) .. window.gui.right_status",
        "first",
    );
    world.run("world.choose('dev-server'); world.run_for(10)");
    world.assert(
        "world.show(window.gui.overrides) .. window.gui.right_status",
        "first",
    );
    world.assert("window.gui.reloads", "reloads");
    world.assert("window.gui.planned >= world.now", "true");
}

#[test]
fn the_same_domain_again_changes_nothing() {
    // A local window has nothing to change in the first place.
    for (domain, reloads) in [("local", "0"), ("staging", "1")] {
        let world = open();
        world.run(&tick(domain));
        world.run("first = world.show(window.overrides)");
        for _ in 0..5 {
            world.run(&tick(domain));
        }
        world.assert("world.show(window.overrides)", "first");
        world.assert("window.reloads", reloads);
        // Asked for once, and once more after they were changed.
        world.assert("world.asked", if domain == "local" { "1" } else { "2" });
    }
}

/// Somebody else changes the overrides of a window, or another workspace is shown in it.
#[test]
fn a_window_that_lost_its_theme_gets_it_back() {
    let world = open();
    world.run(&tick("staging"));
    world.run("first = world.show(window.overrides)");
    world.run("world.emit('window-config-reloaded', world.gui_window(window)); window.overrides = { default_cwd = '/tmp' }");
    world.run(&tick("staging"));
    world.assert("window.overrides.default_cwd", "'/tmp'");
    world.run("window.overrides.default_cwd = nil");
    world.assert("world.show(window.overrides)", "first");
    world.run(&tick("staging"));
    world.run("window.overrides = nil; world.workspace = 'other'");
    world.run(&tick("staging"));
    world.assert("world.show(window.overrides)", "first");
}

#[test]
fn windows_do_not_share_what_they_wear() {
    let world = open();
    world.run("other = world.open_window()");
    world.run(&tick("staging"));
    world.run("first = world.show(window.overrides)");
    world.run("world.tick(other, { domain = 'workstation' })");
    world.assert("world.show(window.overrides)", "first");
}

#[test]
fn other_overrides_stay() {
    let world = open();
    let own = "{ default_cwd = '/tmp', colors = { background = '#ffffff' }, background = {}, window_frame = { font_size = 9.0 } }";
    world.run(&format!("window.overrides = {own}"));
    world.run(&tick("local"));
    world.assert("window.overrides", own);
    world.run(&tick("staging"));
    world.assert("window.overrides.default_cwd", "'/tmp'");
    world.assert("window.overrides.colors.background ~= '#ffffff'", "true");
    world.run(&tick("workstation"));
    world.run(&tick("local"));
    world.assert("window.overrides", own);
}

/// What a window had before it wore a theme outlives a reload of the config.
#[test]
fn other_overrides_stay_over_a_reload() {
    let world = open();
    let own = "{ colors = { background = '#ffffff' }, window_frame = { font_size = 9.0 } }";
    world.run(&format!("window.overrides = {own}"));
    world.run(&tick("staging"));
    world.run("world.reload()");
    world.run(&tick("workstation"));
    world.run("world.reload(); world.reload()");
    world.run(&tick("local"));
    world.assert("window.overrides", own);
    // What cannot be kept does not keep it from wearing one: colours by their numbers.
    world.run("window.overrides = { colors = { indexed = { [16] = '#ffffff' } } }");
    world.run(&tick("staging"));
    world.assert("window.overrides.background ~= nil", "true");
    world.run(&tick("local"));
    world.assert("window.overrides", "{}");
}

/// Another workspace is shown in the windows that are there, which wore something else until then.
#[test]
fn a_window_that_shows_another_workspace_changes_its_clothes() {
    let world = local(GUIDE);
    world.run("world.start(); world.run_until(10); world.close_window(world.windows_of('local')[1]); world.run_for(5)");
    world.run("staging = world.windows_of('staging')[1]; first = world.show(staging.gui.overrides)");
    for _ in 0..2 {
        world.run("world.switch_workspace('other'); world.run_for(5); window = world.windows_of('local')[1]");
        world.assert("staging.gui", "nil");
        world.assert("window.gui.overrides", "{}");
        world.assert("window.gui.right_status", "''");
        world.run("world.switch_workspace('default'); world.run_for(5)");
        world.assert("window.gui", "nil");
        world.assert("world.show(staging.gui.overrides)", "first");
        let badge = world.text("world.plain(staging.gui.right_status)");
        assert_eq!(badge, " \u{f048b} Staging ● ");
    }
}

#[test]
fn closed_panes_and_windows_raise_nothing() {
    let world = open();
    world.run("world.tick(window, { domain = 'staging', closed = true })");
    world.assert("window.overrides", "nil");
    world.run("window.closed = true");
    world.run(&tick("staging"));
    world.assert("window.overrides", "nil");
    world.assert("world.log", "{}");
}

#[test]
fn a_domain_follows_the_system_when_it_is_told_to() {
    let text = "[defaults]\nstops = 5\nansi = true\nopacity = 90\norientation = 'radial'\nblend = 'oklab'\n
        [[domain]]\nname = 'a'\naddress = 'a'\naccent = 'tomato'\nappearance = 'system'\n
        [[domain]]\nname = 'b'\naddress = 'b'\naccent = 'teal'\nappearance = 'light'";
    let world = local(text);
    world.run("window = world.open_window()");
    let fleet = fleet(text);
    let background = |domain: usize, shade| Theme::derive(&fleet.domains()[domain].look, shade).gradient[0];
    for (appearance, shade) in [
        ("Dark", Shade::Dark),
        ("LightHighContrast", Shade::Light),
        ("DarkHighContrast", Shade::Dark),
    ] {
        world.run(&format!("world.appearance = '{appearance}'"));
        world.run(&tick("a"));
        world.assert(
            "window.overrides.colors.background",
            &format!("'{}'", background(0, shade)),
        );
        world.assert("#window.overrides.background[1].source.Gradient.colors", "5");
        world.assert("window.overrides.background[1].opacity", "0.9");
        world.assert("#window.overrides.colors.ansi", "8");
        // One that is light stays light.
        world.run(&tick("b"));
        world.assert(
            "window.overrides.colors.background",
            &format!("'{}'", background(1, Shade::Light)),
        );
    }
}

/// What the status says while `pane` is active, without its colours.
fn status(world: &World, pane: &str) -> String {
    world.run(&format!("world.tick(window, {{ domain = '{pane}' }})"));
    world.text("world.plain(window.right_status)")
}

#[test]
fn the_status_says_who_is_away_and_since_when() {
    let world = World::with_hosts(
        &local_config(&fleet(GUIDE)),
        "{ staging = { down = true }, ['dev-server'] = { delay = 5 } }",
    );
    world.run("window = world.open_window(); world.start(); world.run_until(2)");
    let dev = " \u{f048b} Dev Server ";
    let staging = " \u{f048b} Staging ";
    let workstation = " \u{f061a} Workstation ● ";
    assert_eq!(
        status(&world, "local"),
        format!("{dev}connecting {staging}connecting ")
    );
    assert_eq!(
        status(&world, "workstation"),
        format!("{dev}connecting {staging}connecting {workstation}")
    );
    for (seconds, text) in [
        (30, "away "),
        (200, "away for 3 min "),
        (3700, "away for 61 min "),
        (7300, "away for 2 h "),
    ] {
        world.run(&format!("world.run_until({seconds})"));
        assert_eq!(status(&world, "local"), format!("{staging}{text}"));
    }
    // Its colours are those of its theme.
    let theme = Theme::from_accent(fleet(GUIDE).domains()[1].look.accent);
    let raw = world.text("window.right_status");
    assert!(raw.contains(&theme.inactive_tab.fg.to_string()), "{raw:?}");
    assert!(raw.contains(&theme.inactive_tab.bg.to_string()), "{raw:?}");
    world.run("world.hosts.staging.down = false; world.run_for(70)");
    assert_eq!(status(&world, "local"), "");
}

#[test]
fn the_status_names_three_and_counts_the_rest() {
    let project: String = (1..=9)
        .map(|n| format!("[[domain]]\nname = 'h{n}'\naddress = 'h{n}'\naccent = '336699'\nicon = '*'\n"))
        .collect();
    let hosts: String = (1..=9).map(|n| format!("h{n} = {{ down = true }},")).collect();
    let world = World::with_hosts(&local_config(&fleet(&project)), &format!("{{ {hosts} }}"));
    world.run("window = world.open_window(); world.start(); world.run_until(125)");
    assert_eq!(
        status(&world, "local"),
        " * h1 away for 2 min  * h2 away for 2 min  * h3 away for 2 min  and 6 more "
    );
}

/// A window goes on to be looked after, whatever is active in it: the next update-status comes only if one asks for it.
#[test]
fn windows_are_looked_after_for_ever() {
    let world = local(GUIDE);
    world.run("world.start(); world.run_until(100)");
    world.assert("#world.windows", "4");
    for index in 2..=4 {
        world.assert(&format!("world.windows[{index}].gui.planned >= 100"), "true");
    }
    // One with nothing to say waits until there is something, and again when that is over.
    world.assert("world.windows[1].gui.planned < 10", "true");
    for _ in 0..2 {
        world.run("world.hosts.staging.down = true; world.drop('staging'); world.run_for(100)");
        let status = world.text("world.plain(world.windows[1].gui.right_status)");
        assert!(
            status.contains("away for 2 min") || status.contains("away for 1 min"),
            "{status:?}"
        );
        world.run("world.reload(); world.hosts.staging.down = false; world.run_for(100)");
        world.assert("world.windows[1].gui.right_status", "''");
        world.assert("world.windows[1].gui.planned < world.now - 10", "true");
    }
    // A tab of a host that is put into it is met by its theme.
    world.run("world.perform(world.windows[1].gui, { SpawnCommandInNewTab = { domain = { DomainName = 'staging' } } }); world.run_for(2)");
    world.assert("world.windows[1].gui.overrides ~= nil", "true");
}

const PRODUCTION: &str =
    "[[domain]]\nname = 'web'\naddress = 'web'\naccent = 'teal'\nlabel = 'Shop'\nproduction = true\n
    [[domain]]\nname = 'test'\naddress = 'test'\naccent = 'tomato'\nlabel = 'Test'";

#[test]
fn a_domain_in_production_cannot_be_mistaken() {
    let world = local(PRODUCTION);
    world.run("window = world.open_window()");
    assert_eq!(status(&world, "web"), " PRODUCTION  \u{f048b} Shop ● ");
    assert_eq!(status(&world, "test"), " \u{f048b} Test ● ");
    for (domain, tab, window) in [
        (
            "web",
            "' 2: ⚠ Shop · vim '",
            "'[Z] [2/2] PRODUCTION · Shop · vim'",
        ),
        ("test", "' 2: Test · vim '", "'[Z] [2/2] Test · vim'"),
        // WezTerm's own titles.
        ("local", "nil", "nil"),
        ("", "nil", "nil"),
    ] {
        world.run(&format!(
            "pane = {{ domain_name = '{domain}', title = 'vim', is_zoomed = true }}
            tab = {{ tab_index = 1, tab_title = '', active_pane = pane }}"
        ));
        world.assert("world.title('format-tab-title', tab, {}, {}, {}, false, 16)", tab);
        world.assert(
            "world.title('format-window-title', tab, pane, { tab, tab }, {}, {})",
            window,
        );
    }
    // A tab that was given a title shows that; the only tab of a window is not counted.
    world.run("tab.tab_title, pane.domain_name, pane.is_zoomed = 'logs', 'web', false");
    world.assert(
        "world.title('format-tab-title', tab, {}, {}, {}, false, 16)",
        "' 2: ⚠ Shop · logs '",
    );
    world.assert(
        "world.title('format-window-title', tab, pane, { tab }, {}, {})",
        "'PRODUCTION · Shop · vim'",
    );
    // While it is being closed, a tab has no pane.
    world.run("tab.active_pane = nil");
    world.assert(
        "world.title('format-tab-title', tab, {}, {}, {}, false, 16)",
        "nil",
    );
    world.assert(
        "world.title('format-window-title', tab, nil, { tab }, {}, {})",
        "nil",
    );
}

#[test]
fn closing_a_tab_asks_first_where_one_is_in_production() {
    let world = local(PRODUCTION);
    world.run("window = world.open_window(); window.pane = { domain = 'web' }");
    for (key, mods) in [("w", "CTRL|SHIFT"), ("W", "CTRL"), ("w", "SUPER")] {
        world.run(&format!(
            "world.performed = {{}}; world.press(window, '{key}', '{mods}')"
        ));
        world.assert("world.performed", "{ { CloseCurrentTab = { confirm = true } } }");
    }
}
