//! Every promise of a theme, for the accents of the founding guide, for the corners of sRGB and for a grid over it.

use palette::{FromColor, Srgb};
use wezmux::fleet::Accent;
use wezmux::theme::vision::{self, Vision};
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

#[test]
fn suggestions_are_easy_to_tell_apart_and_always_the_same() {
    for count in [1, 2, 3, 5, 8, 12] {
        let accents = vision::suggest(count);
        assert_eq!(accents.len(), count);
        assert_eq!(accents, vision::suggest(count));
        assert_eq!(vision::look_alikes(accents.iter().copied()), []);
        for accent in accents {
            keeps_its_promises(&Theme::from_accent(accent));
        }
    }
    assert_eq!(vision::suggest(1000).len(), vision::MOST_SUGGESTIONS);
    assert_eq!(vision::suggest(0), []);
}

#[test]
fn more_suggestions_are_nearer_to_each_other() {
    let least = |count: usize| {
        let accents = vision::suggest(count);
        let pairs = accents
            .iter()
            .enumerate()
            .flat_map(|(index, a)| accents[..index].iter().map(move |b| vision::distance(*a, *b).0));
        pairs.fold(f32::INFINITY, f32::min)
    };
    let distances = [2, 4, 8, 16, 32].map(least);
    assert!(
        distances.windows(2).all(|pair| pair[0] > pair[1]),
        "{distances:?}"
    );
    assert!(distances[2] > 0.1, "{distances:?}");
}

#[test]
fn the_simulation_leaves_what_the_model_leaves() {
    // Greys look the same to everyone: each row of the model adds up to one.
    for vision in Vision::ALL {
        for grey in ["#000000", "#777777", "#ffffff"] {
            let accent = Accent::parse(grey).expect("a colour");
            let [a, b] = [vision.simulate(accent), accent.color()];
            assert!(
                a.red.abs_diff(b.red) <= 1 && a.green.abs_diff(b.green) <= 1 && a.blue.abs_diff(b.blue) <= 1
            );
        }
    }
    // Red and green are yellowish to those who lack the cones for one of them.
    let red = Vision::Deuteranopia.simulate(Accent::parse("red").expect("a colour"));
    assert_eq!([red.red, red.green, red.blue], [163, 144, 0]);
}

#[test]
fn look_alikes_are_found_among_thousands() {
    let accent = |n: u32| {
        let [_, red, green, blue] = ((n * 16_001) & 0xff_ffff).to_be_bytes();
        Accent::from(Srgb::new(red, green, blue))
    };
    let mut accents: Vec<Accent> = (0..40).map(accent).collect();
    // What the grid finds is what comparing all with all finds.
    let close = |a: usize, b: usize, accents: &[Accent]| {
        vision::distance(accents[a], accents[b]).0 < vision::HARD_TO_TELL
    };
    let expected: Vec<usize> = (0..40)
        .filter(|second| (0..*second).any(|first| close(first, *second, &accents)))
        .collect();
    let found: Vec<usize> = vision::look_alikes(accents.iter().copied())
        .iter()
        .map(|pair| pair.second)
        .collect();
    assert_eq!(found, expected);
    assert!(!found.is_empty() && found.len() < 40);
    accents.extend(vec![accents[7]; 5000]);
    assert_eq!(
        vision::look_alikes(accents.iter().copied()).len(),
        found.len() + 5000
    );
}

#[test]
fn every_form_of_an_accent_is_read() {
    for text in [
        "#bb9af7",
        "bb9af7",
        " #BB9AF7 ",
        "rgb(187 154 247)",
        "RGB(187, 154, 247)",
        "rgb(187,154,247)",
    ] {
        assert_eq!(theme(text).accent.to_string(), "#bb9af7", "{text}");
    }
    for (text, accent) in [
        ("#abc", "#aabbcc"),
        ("RebeccaPurple", "#663399"),
        ("red", "#ff0000"),
        ("rgb(100% 0% 0%)", "#ff0000"),
        ("oklch(0.751 0.134 299)", "#bb9af7"),
        // More chroma than sRGB has: less of it, in the same hue and lightness.
        ("oklch(75% 0.4 299)", "#bb97ff"),
    ] {
        let found = theme(text).accent;
        let [a, b] = [found.channels(), theme(accent).accent.channels()];
        assert!(
            a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1),
            "{text}: {found}"
        );
    }
}
