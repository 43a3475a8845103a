//! Every promise of a theme, for the accents of the founding guide, for the corners of sRGB and for a grid over it.

use palette::{FromColor, Srgb};
use wezmux::fleet::Accent;
use wezmux::theme::{Color, Theme};

#[track_caller]
fn theme(accent: &str) -> Theme {
    Theme::from_accent(Accent::parse(accent).expect("a colour"))
}

#[track_caller]
fn keeps_its_promises(theme: &Theme) {
    let contrasts = theme.contrasts();
    assert_eq!(contrasts.len(), 9 + 3 * 4);
    for contrast in contrasts {
        assert!(
            contrast.ratio >= contrast.floor,
            "accent {}: {contrast:?}",
            theme.accent
        );
    }
}

fn oklch(color: Color) -> palette::Oklch<f64> {
    let [red, green, blue] = color.channels();
    palette::Oklch::from_color(Srgb::new(red, green, blue).into_format::<f64>())
}

#[test]
fn named_accents_are_readable() {
    let accents = [
        "#bb9af7", "#e0af68", "#dc143c", "#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00",
        "#808080",
    ];
    for accent in accents {
        keeps_its_promises(&theme(accent));
    }
}

#[test]
fn a_grid_over_all_accents_is_readable() {
    let steps = (0..=255).step_by(15);
    let mut checked = 0;
    for red in steps.clone() {
        for green in steps.clone() {
            for blue in steps.clone() {
                let theme = Theme::from_accent(Accent::from(Srgb::<u8>::new(red, green, blue)));
                keeps_its_promises(&theme);
                let ordered = theme
                    .gradient
                    .windows(2)
                    .all(|pair| oklch(pair[0]).l < oklch(pair[1]).l);
                assert!(ordered, "{}", theme.accent);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 18 * 18 * 18);
}

#[test]
fn contrast_is_the_one_of_wcag() {
    // The examples that every calculator agrees on.
    let [white, black, grey] = ["#ffffff", "#000000", "#777777"].map(|accent| theme(accent).accent);
    assert_eq!(white.contrast(black), 21.0);
    assert_eq!(black.contrast(black), 1.0);
    assert!((white.contrast(grey) - 4.478).abs() < 0.001);
}

#[test]
fn the_ground_is_like_the_one_that_the_guide_chose_by_hand() {
    let guide = [
        ("#bb9af7", ["#1a0d1a", "#2e1a2e", "#3e163e"]),
        ("#e0af68", ["#1a0f05", "#2e1a10", "#3e2116"]),
        ("#dc143c", ["#1a0a0a", "#2e1416", "#3e1a1c"]),
    ];
    for (accent, stops) in guide {
        for (ours, theirs) in theme(accent).gradient.iter().zip(stops) {
            let (ours, theirs) = (oklch(*ours), oklch(theme(theirs).accent));
            assert!((ours.l - theirs.l).abs() < 0.02, "{accent}: {ours:?} {theirs:?}");
            assert!(
                (ours.chroma - theirs.chroma).abs() < 0.025,
                "{accent}: {ours:?} {theirs:?}"
            );
        }
    }
}

#[test]
fn a_grey_accent_gives_grey_and_a_coloured_one_its_own_hue() {
    for stop in theme("#808080").gradient.iter() {
        let [red, green, blue] = stop.channels();
        assert!(red.abs_diff(green) <= 1 && green.abs_diff(blue) <= 1, "{stop}");
    }
    let accent = theme("#2aa198");
    for color in [accent.gradient[2], accent.selection.bg, accent.inactive_tab.fg] {
        let turn = (oklch(color).hue - oklch(accent.accent).hue).into_degrees().abs();
        // Eight bits a channel are coarse in the dark.
        assert!(turn < 8.0, "{color}: {turn}");
    }
}

#[test]
fn a_visible_accent_is_used_as_it_is() {
    let theme = theme("#bb9af7");
    for color in [theme.cursor.bg, theme.split, theme.active_tab.bg, theme.badge.bg] {
        assert_eq!(color.to_string(), "#bb9af7");
    }
}
