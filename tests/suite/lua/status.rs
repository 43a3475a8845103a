//! What a window wears while a pane of a domain is active in it.

use wezmux::Theme;
use wezmux::fleet::Shade;

use super::world::World;
use super::{GUIDE, fleet, local};

/// A world with an open window.
fn open() -> World {
    let world = local(GUIDE);
    world.run("window = world.open_window()");
    world
}

fn tick(domain: &str) -> String {
    format!("world.tick(window, {{ domain = '{domain}' }})")
}

#[test]
fn a_window_wears_the_theme_of_its_domain() {
    let world = open();
    for domain in fleet(GUIDE).domains() {
        world.run(&tick(domain.name.as_ref()));
        let theme = Theme::from_accent(domain.look.accent);
        let stops: Vec<String> = theme.gradient.iter().map(|stop| format!("'{stop}'")).collect();
        let expected = [
            (
                "window.overrides.background[1].source.Gradient.colors",
                format!("{{ {} }}", stops.join(", ")),
            ),
            (
                "window.overrides.background[1].source.Gradient.orientation",
                "{ Linear = { angle = -45.0 } }".to_owned(),
            ),
            (
                "window.overrides.colors.foreground",
                format!("'{}'", theme.foreground),
            ),
            (
                "window.overrides.colors.cursor_bg",
                format!("'{}'", theme.cursor.bg),
            ),
            (
                "window.overrides.colors.selection_fg",
                format!("'{}'", theme.selection.fg),
            ),
            (
                "window.overrides.colors.tab_bar.background",
                format!("'{}'", theme.tab_bar),
            ),
            (
                "window.overrides.colors.tab_bar.active_tab.bg_color",
                format!("'{}'", theme.active_tab.bg),
            ),
            (
                "window.overrides.colors.tab_bar.inactive_tab.fg_color",
                format!("'{}'", theme.inactive_tab.fg),
            ),
            // The fancy bar and the retro bar have the same ground.
            (
                "window.overrides.window_frame.active_titlebar_bg",
                format!("'{}'", theme.tab_bar),
            ),
            (
                "window.overrides.window_frame.inactive_titlebar_bg",
                format!("'{}'", theme.tab_bar),
            ),
        ];
        for (expression, expected) in expected {
            world.assert(expression, &expected);
        }
        let status = world.text("window.right_status");
        assert!(status.contains(&theme.badge.fg.to_string()), "{status:?}");
        assert!(status.contains(&theme.badge.bg.to_string()), "{status:?}");
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
        world.run(&tick(domain));
        world.assert("window.overrides", "{}");
        world.assert("window.right_status", "''");
    }
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
    }
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
    world.run("window.overrides = { default_cwd = '/tmp' }");
    world.run(&tick("staging"));
    world.assert("window.overrides.default_cwd", "'/tmp'");
    world.run(&tick("local"));
    world.assert("window.overrides", "{ default_cwd = '/tmp' }");
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
