//! Pictures: drawn as WezTerm draws a window, whatever the text in them, and with nothing in them but that.

use std::fs;

use palette::color_difference::Ciede2000;
use palette::{IntoColor, Lab, Srgb};
use proptest::prelude::*;
use resvg::tiny_skia::{Color as Ground, Pixmap, Transform};
use resvg::usvg::{Options, Tree, roxmltree};
use wezmux::fleet::{Accent, Blend, Look, Orientation, Shade, Sketch};
use wezmux::render::{Frame, TabBar, preview, preview_of};
use wezmux::theme::{Color, Stops, Theme};
use wezmux::{Project, check};

use crate::golden::cases;

fn sketches(project: &str) -> Vec<Sketch> {
    let (fleet, diagnostics) = check(&Project::read_toml(project));
    let fleet = fleet.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    fleet.domains().iter().map(Sketch::from).collect()
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
    let picture = preview(&sketches(&project), &Frame::default());
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

proptest! {
    #[test]
    fn any_text_stays_text(label in "[ -~]{1,30}|\\PC{1,30}", icon in "[ -~]{1,8}|\\PC{1,8}", cwd in "[ -~]{0,20}|\\PC{0,20}") {
        let line = |key: &str, text: &str| format!("{key} = {}\n", toml::Value::String(text.to_owned()));
        let project = format!(
            "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n{}{}{}",
            line("label", &label), line("icon", &icon), line("cwd", &format!("/{cwd}"))
        );
        let (fleet, _) = check(&Project::read_toml(&project));
        // What a fleet refuses is never drawn.
        if let Some(fleet) = fleet {
            let sketch = Sketch::from(&fleet.domains()[0]);
            for tab_bar in [TabBar::Fancy, TabBar::Retro] {
                let frame = Frame { width: 4000.0, tab_bar, ..Frame::default() };
                let picture = preview(std::slice::from_ref(&sketch), &frame);
                // XML cannot hold the last two characters of Unicode's first plane.
                let shown = sketch.label.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
                prop_assert!(texts(&picture).contains(&shown), "{shown:?}\n{picture}");
            }
        }
    }
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
        for node in document.descendants().filter(|node| node.is_element()) {
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

#[test]
fn a_long_label_leaves_room_for_a_tab() {
    let label = "W".repeat(64);
    for tab_bar in [TabBar::Fancy, TabBar::Retro] {
        for width in [280.0, 800.0] {
            let sketch = sketch(&format!("label = \"{label}\""));
            let texts = texts(&preview(
                &[sketch],
                &Frame {
                    width,
                    tab_bar,
                    ..Frame::default()
                },
            ));
            let shown = texts
                .iter()
                .find(|text| text.starts_with("WW"))
                .expect("the label");
            assert!(shown.ends_with('…'), "{shown}");
            assert!(texts.iter().any(|text| text.starts_with("1: ")), "{texts:?}");
        }
    }
}

#[test]
fn what_is_narrow_or_low_keeps_its_last_line() {
    for (width, height) in [(200.0, 100.0), (200.0, 400.0), (4000.0, 60.0), (1.0, 1.0)] {
        let picture = preview(
            &[sketch("")],
            &Frame {
                width,
                height,
                ..Frame::default()
            },
        );
        Tree::from_str(&picture, &Options::default()).expect("SVG");
        if height >= 60.0 && width >= 200.0 {
            assert!(picture.contains("you@a"), "{width} {height}");
        }
    }
}

/// The pixels of a picture's first window without anything on its ground, over black.
fn pixels(picture: &str, frame: &Frame) -> Pixmap {
    let mark = "<rect width=\"";
    // The second such rectangle is the ground; the first one is in the clip path.
    let at = picture.match_indices(mark).nth(1).expect("a ground").0;
    let end = at + picture[at..].find("/>").expect("its end") + 2;
    let ground = format!("{}</g></g></svg>", &picture[..end]);
    let tree = Tree::from_str(&ground, &Options::default()).expect("SVG");
    let mut pixels = Pixmap::new(frame.width as u32, frame.height as u32).expect("a size");
    pixels.fill(Ground::BLACK);
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
    let mut sketch = sketch("orientation = \"-45\"");
    sketch.look.opacity = 92;
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
            let found = at(&pixels, (x * frame.width, y * frame.height));
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
    // One pair of stops lies across the wheel of hues: there blends differ most.
    let palettes: [&[Color]; 2] = [
        &[Color::new(0xd0, 0x20, 0x20), Color::new(0x20, 0x40, 0xd0)],
        &[
            Color::new(0x10, 0x08, 0x20),
            Color::new(0x80, 0x60, 0x10),
            Color::new(0x20, 0xa0, 0x80),
            Color::new(0xf0, 0xe0, 0xff),
        ],
    ];
    for orientation in orientations {
        for (blend, mode) in [
            (Blend::Rgb, colorgrad::BlendMode::Rgb),
            (Blend::LinearRgb, colorgrad::BlendMode::LinearRgb),
            (Blend::Hsv, colorgrad::BlendMode::Hsv),
            (Blend::Oklab, colorgrad::BlendMode::Oklab),
        ] {
            for stops in palettes {
                let mut sketch = sketch("");
                let accent = Accent::parse("#bb9af7").expect("a colour");
                sketch.look = Look {
                    orientation,
                    blend,
                    ..Look::from(accent)
                };
                let mut theme = Theme::derive(&sketch.look, Shade::Dark);
                theme.gradient = Stops::new(stops).expect("stops");
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
                    // The mean of 64 equally likely steps back.
                    let noise = 31.5;
                    let place = match orientation {
                        Orientation::Horizontal => (x - noise) / width,
                        Orientation::Vertical => (y - noise) / height,
                        Orientation::Linear(angle) => {
                            let angle = f64::from(angle).to_radians();
                            (cx * angle.cos() - cy * angle.sin() - noise + width / 2.0) / width
                        }
                        Orientation::Radial => cx.hypot(cy) / (width / 2.0),
                    };
                    let [red, green, blue, _] = gradient.at(place).to_rgba8();
                    let found = at(&pixels, (x as f32, y as f32));
                    let difference = difference(found, Srgb::new(red, green, blue));
                    assert!(
                        difference < 2.0,
                        "{orientation:?} {blend:?} at {place}: {found:x}, expected {red:02x}{green:02x}{blue:02x}, {difference}"
                    );
                }
            }
        }
    }
}
