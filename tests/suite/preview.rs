//! Pictures: drawn as WezTerm draws a window, whatever the text in them, and with nothing in them but that.

use std::collections::BTreeMap;
use std::fs;

use palette::color_difference::Ciede2000;
use palette::{IntoColor, Lab, Srgb};
use proptest::strategy::{Strategy, ValueTree};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, roxmltree};
use unicode_width::UnicodeWidthStr;
use wezmux::fleet::{Accent, Blend, Icon, Look, Orientation, Shade, Sketch};
use wezmux::render::{Frame, TabBar, preview, preview_of};
use wezmux::theme::vision::Vision;
use wezmux::theme::{Color, Stops, Theme};
use wezmux::{Project, check};

use crate::golden::{cases, fleet};

fn sketches(project: &str) -> Vec<Sketch> {
    fleet(project).domains().iter().map(Sketch::from).collect()
}

/// The first domain of the shortest project, with these lines as well.
fn sketch(lines: &str) -> Sketch {
    let project = format!("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#bb9af7\"\n{lines}");
    sketches(&project).remove(0)
}

#[test]
fn every_case_has_its_pictures() {
    for case in cases() {
        let project = fs::read_to_string(case.join("wezmux.toml")).expect("a project file");
        let sketches = sketches(&project);
        for (name, tab_bar, shade) in [
            ("fancy", TabBar::Fancy, Shade::Dark),
            ("retro", TabBar::Retro, Shade::Light),
        ] {
            let picture = preview(
                &sketches,
                &Frame {
                    tab_bar,
                    shade,
                    ..Frame::default()
                },
            );
            let path = case.join(format!("preview-{name}.svg"));
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, &picture).expect("it is written");
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert!(picture == expected, "{} is another picture", path.display());
        }
    }
}

#[test]
fn the_readme_shows_what_the_program_draws() {
    let project = fs::read_to_string("examples/guide.toml").expect("a project file");
    let path = "examples/guide.svg";
    // As narrow as they can be with two tabs: GitHub shows it in some 830 pixels.
    let frame = Frame {
        width: 480.0,
        height: 262.0,
        ..Frame::default()
    };
    let picture = preview(&sketches(&project), &frame);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, &picture).expect("it is written");
    }
    assert!(
        picture == fs::read_to_string(path).unwrap_or_default(),
        "{path} is another picture"
    );
    assert!(
        fs::read_to_string("README.md")
            .expect("a text")
            .contains(&format!("]({path})"))
    );
}

/// The texts of a picture's elements, in order.
fn texts(picture: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(picture).unwrap_or_else(|error| panic!("{error}\n{picture}"));
    let elements = document.descendants().filter(|node| node.has_tag_name("text"));
    elements
        .map(|node| node.text().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn any_text_stays_text() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut drawn = 0;
    for _ in 0..300 {
        let strategy = [
            "[ -~]{1,30}|\\PC{1,30}",
            "[ -~]{1,8}|\\PC{1,8}",
            "[ -~]{0,20}|\\PC{0,20}",
        ];
        let [label, icon, cwd] = strategy.map(|text| text.new_tree(&mut runner).expect("a text").current());
        let line = |key: &str, text: &str| format!("{key} = {}\n", toml::Value::String(text.to_owned()));
        let lines = line("label", &label) + &line("icon", &icon) + &line("cwd", &format!("/{cwd}"));
        let project = format!("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n{lines}");
        // What a fleet refuses is never drawn.
        let (Some(fleet), _) = check(&Project::read_toml(&project)) else {
            continue;
        };
        let sketch = Sketch::from(&fleet.domains()[0]);
        for tab_bar in [TabBar::Fancy, TabBar::Retro] {
            let frame = Frame {
                width: 4000.0,
                tab_bar,
                ..Frame::default()
            };
            let picture = preview(std::slice::from_ref(&sketch), &frame);
            let texts: Vec<String> = texts(&picture)
                .iter()
                .map(|text| text.replace('\u{a0}', " "))
                .collect();
            // XML cannot hold the last two characters of Unicode's first plane.
            let plain = |text: &str| {
                text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
                    .replace('\u{a0}', " ")
            };
            assert!(
                texts.contains(&plain(&format!("{} ●", sketch.label))),
                "{label:?}\n{picture}"
            );
            if let Icon::Literal(icon) = &sketch.icon {
                assert!(texts.contains(&plain(&icon.to_string())), "{icon:?}\n{picture}");
            }
            let cwd = plain(sketch.cwd.to_string().trim());
            assert!(texts.iter().any(|text| text.contains(&cwd)), "{cwd:?}\n{picture}");
        }
        drawn += 1;
    }
    assert!(drawn > 200, "{drawn}");
}

#[test]
fn holds_no_script_and_asks_for_nothing() {
    let odd =
        "label = '<script>alert(1)</script>\"]]>'\nicon = '&lt;\"'\ncwd = '/<a href=\"x\" onload=\"y\">'";
    for case in cases() {
        let project = fs::read_to_string(case.join("wezmux.toml")).expect("a project file");
        let mut sketches = sketches(&project);
        sketches.push(sketch(odd));
        let picture = preview(&sketches, &Frame::default());
        let document = roxmltree::Document::parse(&picture).expect("XML");
        for node in document
            .descendants()
            .filter(resvg::usvg::roxmltree::Node::is_element)
        {
            let name = node.tag_name().name();
            let known = [
                "svg",
                "title",
                "g",
                "defs",
                "linearGradient",
                "radialGradient",
                "stop",
                "clipPath",
                "rect",
                "path",
                "text",
            ];
            assert!(known.contains(&name), "{name}");
            for attribute in node.attributes() {
                let (key, value) = (attribute.name(), attribute.value());
                assert!(!key.starts_with("on") && key != "href" && key != "style", "{key}");
                assert!(!value.contains("url(") || value.starts_with("url(#"), "{value}");
            }
        }
        assert!(
            !picture.contains("http") || picture.matches("http").count() == 1,
            "only the namespace"
        );
    }
}

/// The titles of the tabs that are seen.
fn tabs(picture: &str) -> Vec<String> {
    let is_title = |text: &String| text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(':');
    texts(picture).into_iter().filter(is_title).collect()
}

#[test]
fn the_tab_in_front_is_seen_beside_any_label() {
    let long = format!(
        "label = \"{}\"\nusername = \"someone.with.a.long.name\"\ncwd = \"/a/b\"",
        "W".repeat(64)
    );
    for width in [280.0, 800.0] {
        let frame = Frame {
            width,
            ..Frame::default()
        };
        let texts = texts(&preview(&[sketch(&long)], &frame));
        let shown = texts
            .iter()
            .find(|text| text.starts_with("WW"))
            .expect("the label");
        assert!(shown.ends_with("… ●"), "{shown}");
        assert!(texts.iter().any(|text| text.starts_with('1')), "{texts:?}");
    }
}

#[test]
fn retro_tabs_share_the_bar_as_in_wezterm() {
    let frame = |width| Frame {
        width,
        tab_bar: TabBar::Retro,
        ..Frame::default()
    };
    let drawn = |lines: &str, width| tabs(&preview(&[sketch(lines)], &frame(width)));
    // Of " 1: a · you@a: /data/projects " sixteen cells.
    assert_eq!(drawn("cwd = \"/data/projects\"", 800.0), ["1: a · you@a: /"]);
    // 95 cells, less 4 between tabs and 3 for the button: 17 each, of which 16 are used.
    assert_eq!(drawn("cwd = \"/data/projects\"\ntabs = 5", 800.0).len(), 5);
    // 11 each for eight.
    let eight = drawn("cwd = \"/data/projects\"\ntabs = 8", 800.0);
    assert_eq!(eight[7], "8: a · yo");
    assert_eq!(
        drawn("username = \"u\"\ncwd = \"/東京東京東京\"", 800.0),
        ["1: a · u@a: /東"]
    );
}

#[test]
fn production_is_said_in_badge_and_titles() {
    for tab_bar in [TabBar::Fancy, TabBar::Retro] {
        let frame = Frame {
            tab_bar,
            ..Frame::default()
        };
        for (lines, said) in [("", false), ("production = true", true)] {
            let picture = preview(&[sketch(lines)], &frame);
            let texts = texts(&picture);
            assert_eq!(texts.contains(&"PRODUCTION".to_owned()), said, "{texts:?}");
            assert_eq!(picture.contains("fill=\"#a00000\""), said, "{picture}");
            assert_eq!(
                texts.iter().any(|text| text.starts_with("1: ⚠ a · ")),
                said,
                "{texts:?}"
            );
            assert!(texts.contains(&"a ●".to_owned()), "{texts:?}");
        }
    }
    // Where a bar has no room for both, the label stays: what is too long loses its beginning.
    let drawn = |width| {
        let narrow = Frame {
            width,
            tab_bar: TabBar::Retro,
            ..Frame::default()
        };
        let texts = texts(&preview(&[sketch("production = true")], &narrow));
        ["PRODUCTION", "a ●"].map(|word| texts.contains(&word.to_owned()))
    };
    assert_eq!(drawn(400.0), [true, true]);
    assert_eq!(drawn(260.0), [false, true]);
    assert_eq!(drawn(200.0), [false, false], "there is no room");
}

#[test]
fn a_badge_begins_behind_the_tabs() {
    let mut drawn = BTreeMap::new();
    for width in 200..500 {
        let frame = Frame {
            width: width as f32,
            tab_bar: TabBar::Retro,
            ..Frame::default()
        };
        for lines in ["", "production = true", "label = \"A label\"\ntabs = 2"] {
            let picture = preview(&[sketch(lines)], &frame);
            let document = roxmltree::Document::parse(&picture).expect("SVG");
            let number =
                |node: &roxmltree::Node<'_, '_>, name| -> Option<f32> { node.attribute(name)?.parse().ok() };
            let plus = document
                .descendants()
                .find(|node| node.text() == Some("+"))
                .expect("the button");
            let end = number(&plus, "x").expect("x") + number(&plus, "textLength").expect("a length");
            let behind = document.descendants().filter(|node| {
                node.has_tag_name("text")
                    && node
                        .text()
                        .is_some_and(|text| text.contains('●') || text == "PRODUCTION")
            });
            for node in behind {
                assert!(number(&node, "x").expect("x") > end, "{width}: {lines}");
                *drawn.entry(lines).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(drawn.len(), 3, "{drawn:?}");
}

#[test]
fn a_picture_of_several_characters_is_as_wide_as_one() {
    let frame = Frame {
        tab_bar: TabBar::Retro,
        ..Frame::default()
    };
    for label in [
        "❤\u{fe0f}",
        "⭐\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "👍🏽",
        "🇪🇺",
        "👩\u{200d}💻",
        "👨\u{200d}👩\u{200d}👧 ok",
        "e\u{301}",
        "東京",
    ] {
        let picture = preview(&[sketch(&format!("label = \"{label}\""))], &frame);
        let tree = roxmltree::Document::parse(&picture).expect("SVG");
        let badge = format!("{label} ●");
        let badge = tree
            .descendants()
            .filter(|node| node.text() == Some(badge.as_str()));
        let lengths: Vec<f32> = badge
            .filter_map(|node| node.attribute("textLength")?.parse().ok())
            .collect();
        let cells: Vec<f32> = lengths.iter().map(|length| length / (frame.text * 0.6)).collect();
        assert!(
            (cells[0] - label.width() as f32 - 2.0).abs() < 0.01,
            "{label}: {cells:?}"
        );
    }
}

#[test]
fn what_is_narrow_or_low_keeps_its_last_line() {
    for (width, height) in [(200.0, 100.0), (200.0, 400.0), (4000.0, 60.0)] {
        let frame = Frame {
            width,
            height,
            ..Frame::default()
        };
        assert_eq!(frame.checked(), Some(frame));
        let picture = preview(&[sketch("")], &frame);
        Tree::from_str(&picture, &Options::default()).expect("SVG");
        assert!(picture.contains("you@a"), "{width} {height}");
    }
    // A prompt that is longer than the window goes on in the next line, the cursor with it.
    let narrow = Frame {
        width: 300.0,
        ..Frame::default()
    };
    let picture = preview(
        &[sketch("cwd = \"/a/long/way/down/into/the/folders/of/it\"")],
        &narrow,
    );
    assert!(texts(&picture).concat().contains("folders/of/it$"), "{picture}");
    for frame in [
        (f32::NAN, 100.0),
        (-5.0, 100.0),
        (300.0, f32::INFINITY),
        (300.0, 10.0),
    ] {
        let (width, height) = frame;
        let frame = Frame {
            width,
            height,
            ..Frame::default()
        };
        assert_eq!(frame.checked(), None);
    }
}

#[test]
fn windows_stand_side_by_side() {
    for (count, columns, rows) in [
        (1, 1, 1),
        (2, 2, 1),
        (3, 3, 1),
        (4, 2, 2),
        (5, 3, 2),
        (10, 4, 3),
        (300, 18, 17),
    ] {
        let frame = Frame::default();
        let (width, height) = frame.size_of(count);
        assert_eq!(
            (width, height),
            (columns as f32 * 821.0 - 21.0, rows as f32 * 301.0 - 21.0)
        );
        let sketches = vec![sketch(""); count];
        let picture = preview(&sketches, &frame);
        let root = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"");
        assert!(picture.starts_with(&root), "{count}");
        let last = format!(
            "translate({} {})",
            ((count - 1) % columns) * 821,
            ((count - 1) / columns) * 301
        );
        assert!(picture.contains(&last), "{last}");
    }
}

/// The pixels of a picture's first window without anything on its ground.
fn pixels(picture: &str, frame: &Frame) -> Pixmap {
    let mark = "<rect width=\"";
    // The second such rectangle is the ground; the first one is in the clip path.
    let at = picture.match_indices(mark).nth(1).expect("a ground").0;
    let end = at + picture[at..].find("/>").expect("its end") + 2;
    let ground = format!("{}</g></g></svg>", &picture[..end]);
    let tree = Tree::from_str(&ground, &Options::default()).expect("SVG");
    let mut pixels = Pixmap::new(frame.width as u32, frame.height as u32).expect("a size");
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels
}

/// The difference of two colours, CIEDE2000.
fn difference(a: Srgb<u8>, b: Srgb<u8>) -> f32 {
    let [a, b]: [Lab; 2] = [a, b].map(|color| color.into_format::<f32>().into_color());
    a.difference(b)
}

fn at(pixels: &Pixmap, (x, y): (f32, f32)) -> Srgb<u8> {
    let (x, y) = (
        x.min(pixels.width() as f32 - 1.0),
        y.min(pixels.height() as f32 - 1.0),
    );
    let pixel = pixels.pixel(x as u32, y as u32).expect("a pixel").demultiply();
    Srgb::new(pixel.red(), pixel.green(), pixel.blue())
}

/// A real window of WezTerm 20250223 with these three stops at -45 degrees and opacity 0.92 over black, 820 by 583
/// pixels: the mean colours at 2, 25, 50, 75 and 98 % of its width, at three heights.
#[test]
fn the_ground_is_that_of_a_real_window() {
    let measured = [
        (0.15, ["180c18", "1c0f1c", "221222", "291729", "2e172e"]),
        (0.50, ["1d0f1d", "221222", "291729", "2e172e", "341634"]),
        (0.97, ["251425", "2a182a", "301630", "351535", "391439"]),
    ];
    let sketch = sketch("orientation = \"-45\"");
    let stops = [
        Color::new(0x1a, 0x0d, 0x1a),
        Color::new(0x2e, 0x1a, 0x2e),
        Color::new(0x3e, 0x16, 0x3e),
    ];
    let mut theme = Theme::derive(&sketch.look, Shade::Dark);
    theme.gradient = Stops::new(&stops).expect("three stops");
    let frame = Frame {
        width: 820.0,
        height: 583.0,
        ..Frame::default()
    };
    let pixels = pixels(&preview_of(&[(&sketch, theme)], &frame), &frame);
    let mut worst = 0.0_f32;
    for (y, row) in measured {
        for (x, expected) in [0.02, 0.25, 0.50, 0.75, 0.98].into_iter().zip(row) {
            let opaque = at(&pixels, (x * frame.width, y * frame.height));
            let over_black = |channel: u8| (f32::from(channel) * 0.92).round() as u8;
            let found = Srgb::new(
                over_black(opaque.red),
                over_black(opaque.green),
                over_black(opaque.blue),
            );
            let difference = difference(found, expected.parse().expect("a colour"));
            worst = worst.max(difference);
            assert!(
                difference < 2.0,
                "{x} {y}: {found:x}, expected {expected}, {difference}"
            );
        }
    }
    println!("largest difference to the real window: {worst:.2}");
}

#[test]
fn what_is_behind_a_window_shows_through_its_ground() {
    let picture = preview(&[sketch("opacity = 92")], &Frame::default());
    assert!(picture.contains("fill=\"url(#ground0)\" fill-opacity=\"0.92\""));
    // Both bright and dark.
    assert!(picture.contains("fill=\"#1c1c1c\"") && picture.contains("fill=\"#e8e8e8\""));
    let opaque = preview(&[sketch("")], &Frame::default());
    assert!(!opaque.contains("fill-opacity") && !opaque.contains("#e8e8e8"));
}

#[test]
fn what_follows_the_system_wears_what_the_frame_says() {
    let drawn = |shade| {
        let frame = Frame {
            shade,
            ..Frame::default()
        };
        let project = "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"teal\"\nappearance = \"system\"";
        preview(&sketches(project), &frame)
    };
    let look = Look::from(Accent::parse("teal").expect("a colour"));
    for shade in [Shade::Dark, Shade::Light] {
        let ground = Theme::derive(&look, shade).gradient[0];
        assert!(drawn(shade).contains(&format!("<stop offset=\"0\" stop-color=\"{ground}\"/>")));
    }
}

#[test]
fn people_with_another_vision_see_the_same_window_in_their_colours() {
    let sketch = sketch("ansi = true\nlabel = \"#00ff00\"");
    let drawn = |vision| {
        preview(
            std::slice::from_ref(&sketch),
            &Frame {
                vision,
                ..Frame::default()
            },
        )
    };
    let colors = |picture: &str| -> Vec<Color> {
        let document = roxmltree::Document::parse(picture).expect("XML");
        let values = document.descendants().flat_map(|node| node.attributes());
        let values = values.filter(|attribute| ["fill", "stop-color"].contains(&attribute.name()));
        let colors = values.filter_map(|attribute| attribute.value().parse::<Srgb<u8>>().ok());
        colors.map(Color::from).collect()
    };
    let [normal, others @ ..] = Vision::ALL.map(drawn);
    assert_eq!(normal, preview(std::slice::from_ref(&sketch), &Frame::default()));
    for (picture, vision) in others.iter().zip(&Vision::ALL[1..]) {
        let seen: Vec<Color> = colors(&normal)
            .into_iter()
            .map(|color| vision.simulate(color))
            .collect();
        assert!(seen.len() > 40 && seen != colors(&normal));
        assert_eq!(colors(picture), seen, "{vision:?}");
        // What is written is no colour.
        assert!(picture.contains(">#00ff00<"));
    }
}

/// WezTerm takes the colours between stops from the crate colorgrad (config/src/background.rs:458-490), at places that
/// wezterm-gui/src/termwindow/background.rs:72-150 computes, both at 20250223.
#[test]
fn every_direction_and_blend_is_as_wezterm_computes_it() {
    let frame = Frame {
        width: 640.0,
        height: 400.0,
        ..Frame::default()
    };
    let (width, height) = (f64::from(frame.width), f64::from(frame.height));
    let orientations = [
        Orientation::Horizontal,
        Orientation::Vertical,
        Orientation::Radial,
        Orientation::Linear(-45),
        Orientation::Linear(30),
        Orientation::Linear(200),
    ];
    let accent = Accent::parse("#bb9af7").expect("a colour");
    let real = |shade| Theme::derive(&Look::from(accent), shade).gradient;
    // Farther apart than in any theme, so that blends differ, and across the wheel of hues. The mean over the noise is
    // then a little off the line that the picture draws.
    let wide: [&[Color]; 2] = [
        &[Color::new(0xd0, 0x20, 0x20), Color::new(0x20, 0x40, 0xd0)],
        &[
            Color::new(0x10, 0x08, 0x20),
            Color::new(0x60, 0x4a, 0x18),
            Color::new(0x20, 0x60, 0x50),
            Color::new(0xc0, 0xb0, 0xd0),
        ],
    ];
    let palettes = [
        (real(Shade::Dark), 1.0),
        (real(Shade::Light), 1.0),
        (Stops::new(wide[0]).expect("stops"), 4.0),
        (Stops::new(wide[1]).expect("stops"), 4.0),
    ];
    for orientation in orientations {
        for (blend, mode) in [
            (Blend::Rgb, colorgrad::BlendMode::Rgb),
            (Blend::LinearRgb, colorgrad::BlendMode::LinearRgb),
            (Blend::Hsv, colorgrad::BlendMode::Hsv),
            (Blend::Oklab, colorgrad::BlendMode::Oklab),
        ] {
            for (stops, limit) in palettes {
                let mut sketch = sketch("");
                sketch.look = Look {
                    orientation,
                    blend,
                    ..Look::from(accent)
                };
                let mut theme = Theme::derive(&sketch.look, Shade::Dark);
                theme.gradient = stops;
                let pixels = pixels(&preview_of(&[(&sketch, theme)], &frame), &frame);
                let names: Vec<String> = stops.iter().map(Color::to_string).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let gradient = colorgrad::CustomGradient::new()
                    .html_colors(&names)
                    .mode(mode)
                    .build()
                    .expect("a gradient");
                for (column, row) in (1..8).flat_map(|x| (1..6).map(move |y| (x, y))) {
                    let (x, y) = (width * f64::from(column) / 8.0, height * f64::from(row) / 6.0);
                    let (cx, cy) = (x - width / 2.0, y - height / 2.0);
                    // In a band across the middle of a radial one WezTerm leaves the noise out; the picture does not.
                    if orientation == Orientation::Radial && cy.abs() < 16.0 {
                        continue;
                    }
                    // Each pixel's colour is that of a place up to so many pixels away, at random: the mean of them.
                    let steps = if orientation == Orientation::Radial {
                        16
                    } else {
                        64
                    };
                    let mut mean = [0.0; 3];
                    for step in 0..steps {
                        let noise = -f64::from(step);
                        let place = match orientation {
                            Orientation::Horizontal => (x + noise) / width,
                            Orientation::Vertical => (y + noise) / height,
                            Orientation::Linear(angle) => {
                                let angle = f64::from(angle).to_radians();
                                (cx * angle.cos() - cy * angle.sin() + noise + width / 2.0) / width
                            }
                            Orientation::Radial => {
                                // Along x it stands outside of the square, where it is too little to count.
                                (cx.powi(2) + (noise + cy).powi(2)).sqrt() / (width / 2.0)
                            }
                        };
                        let [red, green, blue, _] = gradient.at(place).to_rgba8();
                        for (sum, channel) in mean.iter_mut().zip([red, green, blue]) {
                            *sum += f64::from(channel) / f64::from(steps);
                        }
                    }
                    let [red, green, blue] = mean.map(|channel| channel.round() as u8);
                    let found = at(&pixels, (x as f32, y as f32));
                    let difference = difference(found, Srgb::new(red, green, blue));
                    assert!(
                        difference < limit,
                        "{orientation:?} {blend:?} at {x} {y}: {found:x}, expected {red:02x}{green:02x}{blue:02x}, {difference}"
                    );
                }
            }
        }
    }
}
