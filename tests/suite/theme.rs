//! Every promise of a theme, for the accents of the founding guide, for the corners of sRGB and for a grid over it.

use palette::{FromColor, Srgb};
use proptest::prelude::*;
use serde_json::Value;
use wezmux::fleet::{Accent, Appearance, Look, Shade};
use wezmux::theme::vision::{self, Vision};
use wezmux::theme::{Color, Stops, Theme};

#[track_caller]
fn theme(accent: &str) -> Theme {
    Theme::from_accent(Accent::parse(accent).expect("a colour"))
}

#[track_caller]
fn keeps_its_promises(theme: &Theme) {
    let contrasts = theme.contrasts();
    assert_eq!(contrasts.len(), 10 + 3 * 4);
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

/// Accents from all over sRGB, each channel in steps of `step`, with the corners where 255 is a number of them.
fn grid(step: usize) -> impl Iterator<Item = Accent> {
    let steps = move || (0..=255).step_by(step);
    let all = steps().flat_map(move |red| {
        steps().flat_map(move |green| steps().map(move |blue| Srgb::<u8>::new(red, green, blue)))
    });
    all.map(Accent::from)
}

#[test]
fn accents_from_all_over_are_readable() {
    let grid: Vec<Accent> = grid(15).collect();
    assert_eq!(grid.len(), 18 * 18 * 18);
    // Those of the founding guide, and the middle of all greys.
    let named = ["#bb9af7", "#e0af68", "#dc143c", "#808080"].map(accent);
    for accent in grid.into_iter().chain(named) {
        let theme = Theme::from_accent(accent);
        keeps_its_promises(&theme);
        let mut stops = theme.gradient.windows(2);
        let is_ordered = stops.all(|pair| oklch(pair[0]).l < oklch(pair[1]).l);
        assert!(is_ordered, "{accent}");
    }
}

/// What spares the walk over all accents three of four counts.
#[test]
fn fewer_stops_are_some_of_five() {
    for accent in grid(51) {
        let theme = |stops, shade| {
            Theme::derive(
                &Look {
                    stops,
                    ..Look::from(accent)
                },
                shade,
            )
        };
        for shade in [Shade::Dark, Shade::Light] {
            let five = theme(5, shade);
            for (stops, places) in [(2, &[0, 4][..]), (3, &[0, 2, 4]), (5, &[0, 1, 2, 3, 4])] {
                let gradient: Vec<Color> = places.iter().map(|place| five.gradient[*place]).collect();
                let expected = Theme {
                    gradient: Stops::new(&gradient).expect("stops"),
                    ..five.clone()
                };
                assert_eq!(theme(stops, shade), expected);
            }
            // Four differ in their stops alone.
            let four = theme(4, shade);
            let gradient = four.gradient;
            assert_eq!(four, Theme { gradient, ..five });
        }
    }
}

/// WezTerm takes what lies between two stops from the crate colorgrad (config/src/background.rs:458-490 at 20250223).
#[test]
fn between_two_stops_everything_is_as_readable() {
    use colorgrad::BlendMode::{Hsv, LinearRgb, Oklab, Rgb};
    for accent in grid(51) {
        for shade in [Shade::Dark, Shade::Light] {
            let look = Look {
                ansi: Some(true),
                ..Look::from(accent)
            };
            let theme = Theme::derive(&look, shade);
            let mut hardest = Vec::new();
            theme.each_promise(&mut |promise| {
                hardest.extend((promise.stop == Some(3)).then_some((promise.fg, promise.floor)));
            });
            assert_eq!(hardest.len(), if shade == Shade::Dark { 19 } else { 20 });
            let names: Vec<String> = theme.gradient.iter().map(Color::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for mode in [Rgb, LinearRgb, Hsv, Oklab] {
                let mut gradient = colorgrad::CustomGradient::new();
                let gradient = gradient
                    .html_colors(&names)
                    .mode(mode)
                    .build()
                    .expect("a gradient");
                for place in 0..=40 {
                    let [red, green, blue, _] = gradient.at(f64::from(place) / 40.0).to_rgba8();
                    let ground = Color::new(red, green, blue);
                    for (color, floor) in &hardest {
                        let ratio = color.contrast(ground);
                        assert!(
                            ratio >= *floor,
                            "{} {mode:?}: {color} on {ground} {ratio}",
                            theme.accent
                        );
                    }
                }
            }
        }
    }
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

/// The pairs of the guide that fall short, which ours do not: text of a tab that is not in front, of one under the
/// pointer, of the badge.
#[test]
fn what_cannot_be_read_in_the_guide_can_be_here() {
    let color = |text: &str| Color::from(accent(text).color());
    for (accent, inactive, hover, badge) in [
        (
            "#bb9af7",
            ("#9070a0", "#2e1a2e"),
            ("#bb9af7", "#3e163e"),
            ("#0d0d1a", "#bb9af7"),
        ),
        (
            "#e0af68",
            ("#a08060", "#2e1a10"),
            ("#e0af68", "#3e2116"),
            ("#0d0d1a", "#e0af68"),
        ),
        (
            "#dc143c",
            ("#a06070", "#2e1416"),
            ("#dc143c", "#3e1a1c"),
            ("#0d0d1a", "#dc143c"),
        ),
    ] {
        let theme = theme(accent);
        let theirs = [inactive, hover, badge].map(|(fg, bg)| color(fg).contrast(color(bg)));
        let ours =
            [theme.inactive_tab, theme.inactive_tab_hover, theme.badge].map(|pair| pair.fg.contrast(pair.bg));
        assert!(
            theirs[0] < 4.6 && ours.iter().all(|ratio| *ratio >= 4.5),
            "{theirs:?} {ours:?}"
        );
        if accent == "#dc143c" {
            assert!(theirs[1] < 3.2 && theirs[2] < 4.0, "{theirs:?}");
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
    for accent in ["#bb9af7", "#ff0000", "#ffff00", "#00ff00", "#ff00ff"] {
        let theme = theme(accent);
        for color in [theme.cursor.bg, theme.split, theme.active_tab.bg, theme.badge.bg] {
            assert_eq!(color.to_string(), accent);
        }
    }
}

/// Looks of these accents, dark, light or as the system is.
fn looks(accents: &[Accent], appearance: Appearance) -> Vec<Look> {
    let look = |accent: &Accent| Look {
        appearance,
        ..Look::from(*accent)
    };
    accents.iter().map(look).collect()
}

fn accent(text: &str) -> Accent {
    Accent::parse(text).expect("a colour")
}

#[test]
fn suggestions_are_easy_to_tell_apart_and_always_the_same() {
    for appearance in [Appearance::Dark, Appearance::Light, Appearance::System] {
        let most = vision::MOST_SUGGESTIONS[appearance as usize];
        // How far apart they are at least; a search of a hundred beginnings found a tenth more.
        let least = match appearance {
            Appearance::Dark => [0.39, 0.17, 0.10, vision::HARD_TO_TELL],
            Appearance::Light => [0.33, 0.16, 0.09, vision::HARD_TO_TELL],
            Appearance::System => [0.33, 0.13, 0.065, vision::HARD_TO_TELL],
        };
        for (count, least) in [2, 5, 10, most].into_iter().zip(least) {
            let accents = vision::suggest(count, appearance);
            assert_eq!(accents.len(), count);
            let looks = looks(&accents, appearance);
            assert_eq!(vision::look_alikes(looks.iter()), [], "{appearance:?} {count}");
            for shade in appearance.shades() {
                let marks: Vec<Color> = looks
                    .iter()
                    .map(|look| {
                        let theme = Theme::derive(look, *shade);
                        let broken = theme.contrasts().into_iter().find(|pair| pair.ratio < pair.floor);
                        assert_eq!(broken, None, "{}", theme.accent);
                        theme.badge.bg
                    })
                    .collect();
                for (index, mark) in marks.iter().enumerate() {
                    for other in &marks[..index] {
                        let distance = vision::distance(*mark, *other);
                        assert!(
                            distance >= least,
                            "{appearance:?} {count}: {mark} {other} {distance}"
                        );
                    }
                }
            }
        }
        assert_eq!(vision::suggest(1, appearance).len(), 1);
        assert_eq!(
            vision::suggest(1000, appearance),
            vision::suggest(most, appearance)
        );
        assert_eq!(vision::suggest(0, appearance), []);
    }
}

#[test]
fn a_suggestion_is_far_from_what_is_there_or_not_made() {
    for (appearance, least) in [
        (Appearance::Dark, 12),
        (Appearance::Light, 6),
        (Appearance::System, 6),
    ] {
        let candidates = vision::Candidates::worn(appearance.shades());
        let mut accents = vec![accent("#bb9af7"), accent("#e0af68"), accent("#dc143c")];
        while let Some(another) = candidates.beside(accents.iter().copied()) {
            accents.push(another);
            assert!(accents.len() < 100, "it has no end");
        }
        assert!(accents.len() >= least, "{appearance:?}: {}", accents.len());
        // The three that were there may be alike.
        let looks = looks(&accents, appearance);
        let alike = vision::look_alikes(looks.iter());
        assert!(
            alike.iter().all(|pair| pair.second < 3),
            "{appearance:?}: {alike:?}"
        );
    }
}

#[test]
fn the_simulation_leaves_what_the_model_leaves() {
    // Greys look the same to everyone: each row of the model adds up to one.
    for vision in Vision::ALL {
        for grey in ["#000000", "#777777", "#ffffff"] {
            let color = theme(grey).accent;
            let seen = vision
                .simulate(color)
                .channels()
                .into_iter()
                .zip(color.channels());
            assert!(seen.into_iter().all(|(a, b)| a.abs_diff(b) <= 1), "{grey}");
        }
    }
    // What the published matrices make of red, green and blue, computed elsewhere.
    for (vision, seen) in [
        (Vision::Protanopia, ["#6d5f00", "#ffe500", "#0059ff"]),
        (Vision::Deuteranopia, ["#a39000", "#efd63a", "#003dfb"]),
        (Vision::Tritanopia, ["#ff000f", "#00f7d9", "#006b96"]),
    ] {
        let primaries = ["red", "lime", "blue"].map(|color| vision.simulate(theme(color).accent).to_string());
        assert_eq!(primaries, seen, "{vision:?}");
    }
}

#[test]
fn windows_that_look_alike_are_found_whatever_their_accents() {
    let alike = |a: &str, b: &str, appearance| {
        let looks = looks(&[accent(a), accent(b)], appearance);
        vision::look_alikes(looks.iter()).first().map(|pair| pair.vision)
    };
    // Neither can be seen on a dark ground, so both are shown by the same white.
    assert_eq!(alike("black", "white", Appearance::Dark), Some(Vision::Normal));
    assert_eq!(alike("black", "white", Appearance::Light), None);
    assert_eq!(alike("white", "#808080", Appearance::Light), Some(Vision::Normal));
    assert_eq!(
        alike("white", "#808080", Appearance::System),
        Some(Vision::Normal)
    );
    assert_eq!(
        alike("#df2414", "#7a6a10", Appearance::Dark),
        Some(Vision::Deuteranopia)
    );
    assert_eq!(alike("#bb9af7", "#e0af68", Appearance::System), None);
    // White and grey are told apart in dark windows, so that it is the light ones that have to be shown.
    let shade = |appearance| {
        let looks = looks(&[accent("white"), accent("#808080")], appearance);
        vision::look_alikes(looks.iter()).first().map(|pair| pair.shade)
    };
    assert_eq!(shade(Appearance::Dark), None);
    assert_eq!(shade(Appearance::System), Some(Shade::Light));
    // One is always dark, the other always light.
    let mut looks = looks(&[accent("teal"), accent("teal")], Appearance::Dark);
    looks[1].appearance = Appearance::Light;
    assert_eq!(vision::look_alikes(looks.iter()), []);
}

#[test]
fn look_alikes_are_found_among_thousands() {
    // So close to each other that many share a cell of the grid, and many do not.
    let near = |n: u32| {
        let channel = |shift: u32| 150 + (n.wrapping_mul(2_654_435_761) >> shift & 63) as u8;
        Accent::from(Srgb::new(channel(3), channel(11), channel(19)))
    };
    let accents: Vec<Accent> = (0..600).map(near).collect();
    let marks: Vec<Color> = accents
        .iter()
        .map(|accent| Theme::from_accent(*accent).badge.bg)
        .collect();
    let is_alike = |a: usize, b: usize| vision::distance(marks[a], marks[b]) < vision::HARD_TO_TELL;
    let expected: Vec<usize> = (0..marks.len())
        .filter(|second| (0..*second).any(|first| is_alike(first, *second)))
        .collect();
    let found = vision::look_alikes(looks(&accents, Appearance::Dark).iter());
    assert!(found.iter().all(|pair| is_alike(pair.first, pair.second)));
    let found: Vec<usize> = found.iter().map(|pair| pair.second).collect();
    assert_eq!(found, expected);
    assert!((10..600).contains(&found.len()), "{}", found.len());
    let equal = looks(&[accents[7]; 5000], Appearance::Dark);
    assert_eq!(vision::look_alikes(equal.iter()).len(), 4999);
}

#[test]
fn every_pair_that_wezterm_is_given_can_be_read() {
    /// Every `…fg…` with the `…bg…` beside it, anywhere in the tree.
    fn pairs(tree: &Value, found: &mut Vec<(String, String, String)>) {
        for (key, value) in tree.as_object().into_iter().flatten() {
            pairs(value, found);
            if key.contains("fg")
                && let Some(ground) = tree.get(key.replace("fg", "bg"))
            {
                let color = |value: &Value| value.get("Color").unwrap_or(value).as_str().map(str::to_owned);
                found.extend(
                    color(value)
                        .zip(color(ground))
                        .map(|(fg, bg)| (key.clone(), fg, bg)),
                );
            }
        }
    }
    for look in grid(51).map(Look::from) {
        for shade in [Shade::Dark, Shade::Light] {
            let theme = Theme::derive(&look, shade);
            let mut found = Vec::new();
            pairs(&theme.colors(), &mut found);
            assert_eq!(found.len(), 2 + 4 + 5, "{found:?}");
            pairs(&theme.window_frame(), &mut found);
            assert_eq!(found.len(), 11 + 4, "{found:?}");
            for (key, fg, bg) in found {
                let [a, b] = [&fg, &bg].map(|color| Color::from(accent(color).color()));
                assert!(a.contrast(b) >= 4.5, "{key} of {}: {fg} on {bg}", theme.accent);
            }
        }
    }
}

#[test]
fn what_is_behind_a_window_costs_what_it_is_said_to() {
    for text in ["#bb9af7", "#e0af68", "navy", "lime", "#808080"] {
        for shade in [Shade::Dark, Shade::Light] {
            let theme = Theme::derive(&Look::from(accent(text)), shade);
            assert!((10..=100).map(|opacity| theme.contrast_at(opacity)).is_sorted());
            for opacity in [10, 40, 74, 90, 100] {
                let said = theme.contrast_at(opacity);
                // Anything between black and white may be behind it; greys are the hardest of each luminance.
                let part = f32::from(opacity) / 100.0;
                let found = (0..=255_u8)
                    .flat_map(|behind| theme.gradient.iter().map(move |stop| (behind, *stop)))
                    .map(|(behind, stop)| {
                        let seen = stop.channels().map(|channel| {
                            (f32::from(behind) * (1.0 - part) + f32::from(channel) * part).round() as u8
                        });
                        theme.foreground.contrast(Color::new(seen[0], seen[1], seen[2]))
                    })
                    .fold(f64::INFINITY, f64::min);
                assert!(said <= found + 0.02, "{text} {opacity}: {said} {found}");
                assert!(
                    found < said + 0.1 || said < 1.1,
                    "{text} {opacity}: {said} {found}"
                );
            }
        }
    }
}

/// What WezTerm colours, after its structs (config/src/color.rs:130-173, :311-377 and :559-599 at 20250223).
#[test]
fn everything_that_wezterm_colours_has_a_colour() {
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<String> = value.as_object().expect("a table").keys().cloned().collect();
        keys.sort();
        keys
    };
    // Without `indexed`, the colours from 16 on, which programs expect to be those of xterm.
    let palette = "ansi background brights compose_cursor copy_mode_active_highlight_bg copy_mode_active_highlight_fg \
                   copy_mode_inactive_highlight_bg copy_mode_inactive_highlight_fg cursor_bg cursor_border cursor_fg \
                   foreground quick_select_label_bg quick_select_label_fg quick_select_match_bg quick_select_match_fg \
                   scrollbar_thumb selection_bg selection_fg split tab_bar visual_bell";
    // Without `inactive_tab_edge_hover`, which WezTerm reads and never draws.
    let tab_bar =
        "active_tab background inactive_tab inactive_tab_edge inactive_tab_hover new_tab new_tab_hover";
    // Without the borders, which have no width unless one gives it to them.
    let frame = "active_titlebar_bg active_titlebar_border_bottom active_titlebar_fg button_bg button_fg \
                 button_hover_bg button_hover_fg inactive_titlebar_bg inactive_titlebar_border_bottom \
                 inactive_titlebar_fg";
    for shade in [Shade::Dark, Shade::Light] {
        let look = Look {
            ansi: Some(true),
            ..Look::from(accent("teal"))
        };
        let theme = Theme::derive(&look, shade);
        let colors = theme.colors();
        assert_eq!(keys(&colors).join(" "), palette);
        assert_eq!(keys(&colors["tab_bar"]).join(" "), tab_bar);
        assert_eq!(keys(&theme.window_frame()).join(" "), frame);
        for list in ["ansi", "brights"] {
            let list = colors[list].as_array().expect("a list");
            assert!(list.len() == 8 && list.iter().all(Value::is_string), "{list:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn an_accent_of_any_text_is_read_or_refused(text in "\\PC{0,12}|[#0-9a-f+日é ]{0,9}") {
        if let Ok(accent) = Accent::parse(&text) {
            proptest::prop_assert_eq!(Accent::parse(&accent.to_string()), Ok(accent));
        }
    }
}

#[test]
fn a_colour_of_css_that_is_no_accent_is_told_as_one() {
    let hint = |text: &str| Accent::parse(text).expect_err(text).hint.expect(text);
    assert_eq!(
        hint("hsl(261 85% 79%)"),
        "only `rgb()` and `oklch()` are read here; did you mean `#bc9cf7`?"
    );
    assert_eq!(
        hint("rgba(187, 154, 247, 1)"),
        "only `rgb()` and `oklch()` are read here; did you mean `#bb9af7`?"
    );
    let alpha = "a colour with alpha has no place here; did you mean `#bb9af7`?";
    assert_eq!(hint("rgb(187 154 247 / 50%)"), alpha);
    assert_eq!(hint("rgb(187, 154, 247, 0.5)"), alpha);
    for (text, meant) in [
        (
            "rgb(300 0 0)",
            "a number in it is too small or too large; did you mean `#ff0000`?",
        ),
        (
            "oklch(75.1 0.134 299)",
            "a number in it is too small or too large; did you mean `#ba9af7`?",
        ),
        ("bb:9a:f7", "did you mean `#bb9af7`?"),
        (
            "bb9af7 80",
            "a colour with alpha has no place here; did you mean `#bb9af7`?",
        ),
        ("lightgoldenrod", "did you mean `lightgoldenrodyellow`?"),
        ("#gab", "`g` is not a hex digit; did you mean `#fab`?"),
        ("#xyz", "`x` is not a hex digit"),
        ("transparent", "a window needs a colour of its own; try `#bb9af7`"),
    ] {
        assert_eq!(hint(text), meant, "{text}");
    }
    for text in [
        "rgb(1 2)",
        "rgb(1 2 3 4 5)",
        "rgb(1px 2 3)",
        "rgb(1e2 2 3)",
        "rgb(1.2.3 4 5)",
        "rgb(a b c)",
        "rgb(1 2 3",
    ] {
        assert!(hint(text).starts_with("write it as `rgb("), "{text}");
    }
    assert!(hint("lab(50% 1 2)").starts_with("only `rgb()`"));
}

proptest! {
    #[test]
    fn functions_of_css_are_read_as_another_reader_does(
        rgb in prop::array::uniform3(0..=2550_i32),
        percent in any::<bool>(),
        commas in any::<bool>(),
        // The part of sRGB where no hue is clipped.
        lightness in 400..=800_i32,
        chroma in 0..=60_i32,
        degrees in -3600..=3600_i32,
        unit in 0..5_usize,
    ) {
        let tenths = |number: i32| format!("{}", f64::from(number) / 10.0);
        let sign = if percent { "%" } else { "" };
        let channels = rgb.map(|number| tenths(if percent { number * 100 / 255 } else { number }) + sign);
        let hue = f64::from(degrees) / 10.0;
        let hue = match unit {
            0 => format!("{hue}"),
            1 => format!("{hue}deg"),
            2 => format!("{:.4}turn", hue / 360.0),
            3 => format!("{:.3}grad", hue / 0.9),
            _ => format!("{:.5}rad", hue.to_radians()),
        };
        for text in [
            format!("rgb({})", channels.join(if commas { ", " } else { " " })),
            format!("oklch({}% {:.3} {hue})", tenths(lightness), f64::from(chroma) / 1000.0),
            format!("oklch({:.3} {}% {hue})", f64::from(lightness) / 1000.0, f64::from(chroma) / 4.0),
        ] {
            let theirs = csscolorparser::parse(&text).expect(&text);
            let ours = Accent::parse(&text).expect(&text).color();
            for (ours, theirs) in [ours.red, ours.green, ours.blue].into_iter().zip([theirs.r, theirs.g, theirs.b]) {
                prop_assert!((f32::from(ours) - theirs * 255.0).abs() < 1.0, "{text}: {ours} {}", theirs * 255.0);
            }
        }
    }
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
        ("rgb(255 0 0 / 100%)", "#ff0000"),
        ("oklch(75.1% 33.5% 299deg)", "#bb9af7"),
        ("oklch(.751 .134 0.83056turn)", "#bb9af7"),
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
