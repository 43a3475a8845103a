//! Sketches → a picture: terminal windows in their themes, as WezTerm draws them, in SVG.
//!
//! The picture holds no script and asks for nothing; its text is text. Widths that depend on a font are given with the
//! text, so that it fits in any font.

use std::borrow::Cow;
use std::fmt;

use askama::Template;
use palette::convert::FromColorUnclamped;
use palette::{Hsv, LinSrgb, Mix, Oklab, Srgb};
use serde::Deserialize;
use unicode_width::UnicodeWidthStr;

use super::fill;
use crate::fleet::{Appearance, Blend, Icon, Look, Orientation, Shade, Sketch};
use crate::theme::{Ansi, Color, Pair, Theme};

/// WezTerm's two kinds of tab bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum TabBar {
    /// In the font of the window's title, its tabs with round corners: WezTerm's own choice.
    Fancy,
    /// In the font of the terminal.
    Retro,
}

/// What every window of a picture is drawn with; see [`Frame::checked`] for what its numbers may be.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Frame {
    /// Width of a window in pixels.
    pub width: f32,
    /// Height of a window in pixels.
    pub height: f32,
    /// Size of the terminal's font in pixels.
    pub text: f32,
    /// The tab bar.
    pub tab_bar: TabBar,
    /// What a window wears that follows the system.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"dark\" | \"light\""))]
    pub shade: Shade,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            width: 800.0,
            height: 280.0,
            text: 14.0,
            tab_bar: TabBar::Fancy,
            shade: Shade::Dark,
        }
    }
}

impl Frame {
    /// The frame, when its windows are 200 to 4000 pixels wide and 60 to 4000 high, with text of 6 to 48 pixels.
    pub fn checked(self) -> Option<Self> {
        let is_good = (200.0..=4000.0).contains(&self.width)
            && (60.0..=4000.0).contains(&self.height)
            && (6.0..=48.0).contains(&self.text);
        is_good.then_some(self)
    }

    /// The size in pixels of a picture of so many windows.
    pub fn size_of(&self, windows: usize) -> (f32, f32) {
        let side =
            |count: usize, size: f32| count as f32 * size + count.saturating_sub(1) as f32 * self.gap();
        let columns = columns(windows);
        (
            side(columns, self.width),
            side(windows.div_ceil(columns), self.height),
        )
    }

    /// The distance between two windows.
    fn gap(&self) -> f32 {
        (self.text * 1.5).round()
    }

    /// Width of a cell: that of most monospace faces.
    fn cell(&self) -> f32 {
        self.text * 0.6
    }

    /// Height of a line.
    fn line(&self) -> f32 {
        (self.text * 1.35).round()
    }

    /// The shade that a window of this look wears.
    fn shade_of(&self, look: &Look) -> Shade {
        match look.appearance {
            Appearance::Dark => Shade::Dark,
            Appearance::Light => Shade::Light,
            Appearance::System => self.shade,
        }
    }
}

/// How many windows stand in a row.
fn columns(windows: usize) -> usize {
    match windows {
        0..=3 => windows.max(1),
        _ => (windows as f32).sqrt().ceil() as usize,
    }
}

/// One window, or several side by side, about as many in a row as there are rows.
pub fn preview(sketches: &[Sketch], frame: &Frame) -> String {
    let drawn = sketches.iter().map(|sketch| {
        let theme = Theme::derive(&sketch.look, frame.shade_of(&sketch.look));
        (sketch, theme)
    });
    preview_of(&drawn.collect::<Vec<_>>(), frame)
}

/// The same with themes of one's own.
pub fn preview_of(drawn: &[(&Sketch, Theme)], frame: &Frame) -> String {
    #[derive(Template)]
    #[template(path = "preview.svg")]
    struct Picture {
        width: Px,
        height: Px,
        title: String,
        /// Of one window, and of the line around it.
        size: (Px, Px),
        edge: (Px, Px),
        text_size: Px,
        title_size: Px,
        windows: Vec<Window>,
    }

    let columns = columns(drawn.len());
    let (width, height) = frame.size_of(drawn.len());
    let windows = drawn.iter().enumerate().map(|(number, (sketch, theme))| Window {
        number,
        x: Px((number % columns) as f32 * (frame.width + frame.gap())),
        y: Px((number / columns) as f32 * (frame.height + frame.gap())),
        ramp: Ramp::of(&sketch.look, theme, frame),
        opacity: (sketch.look.opacity < 100).then(|| Px(f32::from(sketch.look.opacity) / 100.0)),
        behind: (sketch.look.opacity < 100).then(|| board(frame)),
        shapes: draw(sketch, theme, frame),
    });
    let labels: Vec<&str> = drawn.iter().map(|(sketch, _)| sketch.label.as_str()).collect();
    fill(Picture {
        width: Px(width),
        height: Px(height),
        title: labels.join(", "),
        size: (Px(frame.width), Px(frame.height)),
        edge: (Px(frame.width - 1.0), Px(frame.height - 1.0)),
        text_size: Px(frame.text),
        title_size: Px(title_size(frame)),
        windows: windows.collect(),
    })
}

/// Fonts of terminals, as each system calls its own.
const MONO: &str = "ui-monospace, SF Mono, Cascadia Mono, JetBrains Mono, Menlo, Consolas, DejaVu Sans Mono, \
                    Liberation Mono, monospace";

/// Fonts of window titles.
const SANS: &str =
    "Roboto, system-ui, Segoe UI, Helvetica Neue, DejaVu Sans, Liberation Sans, Arial, sans-serif";

/// The radius of a window's corners in pixels.
const CORNER: Px = Px(7.0);

/// A number of a picture, written without digits that nobody sees: at most three behind the point. What the standard
/// library writes floats with weighs more in the page than the rest of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Px(pub(super) f32);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = (self.0 * 1000.0).round() as i32;
        let sign = if thousandths < 0 { "-" } else { "" };
        let (whole, part) = (
            thousandths.unsigned_abs() / 1000,
            thousandths.unsigned_abs() % 1000,
        );
        write!(f, "{sign}{whole}")?;
        match (part % 100, part % 10) {
            (0, _) if part == 0 => Ok(()),
            (0, _) => write!(f, ".{}", part / 100),
            (_, 0) => write!(f, ".{:02}", part / 10),
            _ => write!(f, ".{part:03}"),
        }
    }
}

struct Window {
    number: usize,
    x: Px,
    y: Px,
    ramp: Ramp,
    opacity: Option<Px>,
    /// What shows through it.
    behind: Option<String>,
    shapes: Vec<Shape>,
}

/// The bright squares of a board behind a window: anything may be there, from black to white.
fn board(frame: &Frame) -> String {
    let side = frame.text * 3.0;
    let across = Px(side);
    let mut d = String::new();
    for row in 0..(frame.height / side).ceil() as usize {
        for column in (row % 2..(frame.width / side).ceil() as usize).step_by(2) {
            let (x, y) = (Px(column as f32 * side), Px(row as f32 * side));
            d.push_str(&format!("M{x} {y}h{across}v{across}h-{across}z"));
        }
    }
    d
}

/// Where a ground runs, and through which colours.
struct Ramp {
    line: Line,
    stops: Vec<(Px, Color)>,
}

enum Line {
    /// From one point to another.
    Straight((Px, Px), (Px, Px)),
    /// From the middle to a radius.
    Round((Px, Px), Px),
}

impl Ramp {
    /// WezTerm takes each pixel's colour from up to 63 pixels before it, at random, so that no bands are seen; what
    /// one sees is the mean of it (wezterm-gui/src/termwindow/background.rs:40-70 at 20250223).
    const NOISE: f32 = 31.5;

    /// A gradient along a line begins and ends half a width from the middle, whatever the height, and an angle turns
    /// against the clock; a radial one ends half a width from the middle (wezterm-gui/src/termwindow/
    /// background.rs:72-150 at 20250223).
    fn of(look: &Look, theme: &Theme, frame: &Frame) -> Self {
        let (x, y) = (frame.width / 2.0, frame.height / 2.0);
        let along = |dx: f32, dy: f32, half: f32| {
            let at = |by: f32| (Px(x + dx * by), Px(y + dy * by));
            Line::Straight(at(Self::NOISE - half), at(Self::NOISE + half))
        };
        let line = match look.orientation {
            Orientation::Horizontal => along(1.0, 0.0, x),
            Orientation::Vertical => along(0.0, 1.0, y),
            Orientation::Linear(angle) => {
                let (sin, cos) = f32::from(angle).to_radians().sin_cos();
                along(cos, -sin, x)
            }
            // Here up to 15 pixels, and along y alone.
            Orientation::Radial => Line::Round((Px(x), Px(y + 7.5)), Px(x)),
        };
        Self {
            line,
            stops: ramp(&theme.gradient, look.blend),
        }
    }
}

/// The colours of a gradient with their places from 0 to 1. SVG blends as they are written, so of other blends it is
/// given enough colours on the way.
fn ramp(stops: &[Color], blend: Blend) -> Vec<(Px, Color)> {
    const STEPS: usize = 16;
    let last = (stops.len() - 1) as f32;
    let steps = if blend == Blend::Rgb { 1 } else { STEPS };
    let pairs = stops.windows(2).enumerate();
    let mut ramp: Vec<(Px, Color)> = pairs
        .flat_map(|(index, pair)| {
            (0..steps).map(move |step| {
                let part = step as f32 / steps as f32;
                (
                    Px((index as f32 + part) / last),
                    mix(pair[0], pair[1], part, blend),
                )
            })
        })
        .collect();
    ramp.extend(stops.last().map(|color| (Px(1.0), *color)));
    ramp
}

/// The colour between two, as WezTerm's gradients find it; in HSV by the shorter way around.
fn mix(from: Color, to: Color, part: f32, blend: Blend) -> Color {
    let [from, to]: [Srgb; 2] = [from, to].map(|color| color.srgb().into_format());
    /// Mixes in one space of palette's.
    fn within<T: Mix<Scalar = f32> + FromColorUnclamped<Srgb>>(from: Srgb, to: Srgb, part: f32) -> Srgb
    where
        Srgb: FromColorUnclamped<T>,
    {
        let [from, to] = [from, to].map(T::from_color_unclamped);
        Srgb::from_color_unclamped(from.mix(to, part))
    }
    let mixed = match blend {
        Blend::Rgb => within::<Srgb>(from, to, part),
        Blend::LinearRgb => within::<LinSrgb>(from, to, part),
        Blend::Hsv => within::<Hsv>(from, to, part),
        Blend::Oklab => within::<Oklab>(from, to, part),
    };
    mixed.into_format::<u8>().into()
}

enum Shape {
    Rect {
        x: Px,
        y: Px,
        width: Px,
        height: Px,
        fill: Color,
    },
    /// A drawing of ours, in units of `size`.
    Path {
        x: Px,
        y: Px,
        size: Px,
        d: Cow<'static, str>,
        fill: Color,
    },
    Text {
        x: Px,
        y: Px,
        width: Px,
        text: String,
        fill: Color,
        face: Face,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum Face {
    /// In cells, as programs write it.
    Terminal,
    /// The same, bold.
    Bold,
    /// As a window's title.
    Title,
}

/// What stands on one line of a terminal.
type Run<'a> = (Paint, &'a str);

#[derive(Clone, Copy)]
enum Paint {
    Plain,
    /// One of the sixteen colours; bright ones from 8.
    Ansi(usize),
    Selected,
    Cursor,
}

/// As much of `text` as fits into so many cells.
fn fitting(text: &str, room: usize) -> String {
    cut(text, room as f32, |text| text.width() as f32, "")
}

/// As much of `text` as fits into `room`, measured by `width`; cut text ends with `end`.
fn cut(text: &str, room: f32, width: impl Fn(&str) -> f32, end: &str) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) + width(end) > room {
            kept.pop();
            break;
        }
    }
    kept + end
}

/// A line of a terminal on as many lines as it takes, each of at most `room` cells.
fn wrapped(runs: &[Run<'_>], room: usize) -> Vec<Vec<(Paint, String)>> {
    let mut lines: Vec<Vec<(Paint, String)>> = vec![Vec::new()];
    let mut used = 0;
    for (paint, text) in runs {
        let mut rest = *text;
        while !rest.is_empty() {
            let part = fitting(rest, room.saturating_sub(used));
            rest = &rest[part.len()..];
            used += part.width();
            if !part.is_empty() {
                lines.last_mut().expect("a line").push((*paint, part));
            } else if used == 0 {
                // Not even one character fits.
                break;
            }
            if !rest.is_empty() {
                lines.push(Vec::new());
                used = 0;
            }
        }
    }
    lines
}

/// What WezTerm's `inactive_pane_hsb` makes of a colour in a pane without the focus: saturation 0.9, brightness 0.8
/// (config/src/config.rs:1838 at 20250223).
fn dimmed(color: Color) -> Color {
    let mut seen = Hsv::from_color_unclamped(color.srgb().into_format::<f32>());
    seen.saturation *= 0.9;
    seen.value *= 0.8;
    Srgb::from_color_unclamped(seen).into_format::<u8>().into()
}

fn title_size(frame: &Frame) -> f32 {
    frame.text * 0.95
}

/// The width of a window's title in a bold sans-serif face, about.
fn title_width(text: &str, frame: &Frame) -> f32 {
    let ems = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.31,
        ' ' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '/' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' => 0.88,
        'A'..='Z' => 0.68,
        c if c.is_ascii() => 0.58,
        _ => 0.0,
    });
    // What other letters take depends on those beside them.
    let others: String = text.chars().filter(|c| !c.is_ascii()).collect();
    (ems.sum::<f32>() + 0.55 * others.width() as f32) * title_size(frame)
}

/// An icon in a square of 12; a browser has no Nerd Font.
fn drawing(name: &str) -> &'static str {
    match name {
        "md_server" => "M1 1h10v4H1zM1 7h10v4H1zM2.5 2.5h1.5v1H2.5zM2.5 8.5h1.5v1H2.5z",
        "md_chip" => {
            "M2.5 2.5h7v7h-7zM4.5 4.5v3h3v-3zM3.5 .5h1v2h-1zM7.5 .5h1v2h-1zM3.5 9.5h1v2h-1zM7.5 9.5h1v2h-1z\
             M.5 3.5h2v1h-2zM.5 7.5h2v1h-2zM9.5 3.5h2v1h-2zM9.5 7.5h2v1h-2z"
        }
        _ => "M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
    }
}

/// The mark that closes a tab, and the one that opens one, in a square of 8.
const CROSS: &str = "M1 0L4 3L7 0L8 1L5 4L8 7L7 8L4 5L1 8L0 7L3 4L0 1z";
const PLUS: &str = "M3.4 0h1.2v3.4H8v1.2H4.6V8H3.4V4.6H0V3.4h3.4z";

/// Everything in a window but its ground.
fn draw(sketch: &Sketch, theme: &Theme, frame: &Frame) -> Vec<Shape> {
    let mut canvas = Canvas {
        frame,
        theme,
        ansi: theme.ansi.as_ref().unwrap_or(&Ansi::WEZTERM),
        shapes: Vec::new(),
    };
    let top = match frame.tab_bar {
        TabBar::Fancy => canvas.fancy_bar(sketch),
        TabBar::Retro => canvas.retro_bar(sketch),
    };
    canvas.panes(sketch, top);
    canvas.shapes
}

struct Canvas<'a> {
    frame: &'a Frame,
    theme: &'a Theme,
    ansi: &'a Ansi,
    shapes: Vec<Shape>,
}

impl Canvas<'_> {
    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, fill: Color) {
        self.shapes.push(Shape::Rect {
            x: Px(x),
            y: Px(y),
            width: Px(width),
            height: Px(height),
            fill,
        });
    }

    fn path(&mut self, x: f32, y: f32, size: f32, d: impl Into<Cow<'static, str>>, fill: Color) {
        self.shapes.push(Shape::Path {
            x: Px(x),
            y: Px(y),
            size: Px(size),
            d: d.into(),
            fill,
        });
    }

    /// Text whose line begins at `y`, in a line of `height`.
    fn text(&mut self, x: f32, (y, height): (f32, f32), text: &str, fill: Color, face: Face) -> f32 {
        let width = match face {
            Face::Title => title_width(text, self.frame),
            _ => text.width() as f32 * self.frame.cell(),
        };
        if !text.trim().is_empty() {
            self.shapes.push(Shape::Text {
                x: Px(x),
                // A face stands about a third of its size below the middle of its line.
                y: Px(y + height / 2.0 + self.frame.text * 0.35),
                width: Px(width),
                // SVG makes one of two spaces.
                text: text.replace("  ", " \u{a0}"),
                fill,
                face,
            });
        }
        width
    }

    /// What WezTerm calls a tab by itself: its number and the title of its pane.
    fn tab_titles(sketch: &Sketch) -> impl Iterator<Item = String> {
        let cwd = sketch.cwd.to_string();
        (1..=sketch.tabs).map(move |number| format!("{number}: {}@{}: {cwd}", sketch.username, sketch.name))
    }

    /// Draws the icon and returns its width.
    fn icon(&mut self, icon: &Icon, x: f32, line: (f32, f32), pair: Pair, face: Face) -> f32 {
        match icon {
            Icon::NerdFont(name) => {
                let size = self.frame.text * 0.95;
                let y = line.0 + (line.1 - size) / 2.0;
                self.path(x, y, size / 12.0, drawing(name), pair.fg);
                size
            }
            Icon::Literal(text) => self.text(x, line, &text.to_string(), pair.fg, face),
        }
    }

    /// The badge at the right end, in at most `room`. Returns where it begins.
    fn badge(&mut self, sketch: &Sketch, height: f32, room: f32, face: Face) -> f32 {
        let frame = self.frame;
        let space = frame.cell();
        let measure = |text: &str| match face {
            Face::Title => title_width(text, frame),
            _ => text.width() as f32 * frame.cell(),
        };
        let icon = match &sketch.icon {
            Icon::NerdFont(_) => frame.text * 0.95,
            Icon::Literal(text) => measure(&text.to_string()),
        };
        let label = cut(&sketch.label, room - icon - 3.0 * space, measure, "…");
        let width = icon + measure(&label) + 3.0 * space;
        let left = frame.width - width;
        let pair = self.theme.badge;
        self.rect(left, 0.0, width, height, pair.bg);
        let drawn = self.icon(&sketch.icon, left + space, (0.0, height), pair, face);
        self.text(left + 2.0 * space + drawn, (0.0, height), &label, pair.fg, face);
        left
    }

    /// Margins and paddings of wezterm-gui/src/termwindow/render/fancy_tab_bar.rs:84-330 at 20250223. Returns the
    /// bar's height.
    fn fancy_bar(&mut self, sketch: &Sketch) -> f32 {
        let (frame, theme) = (self.frame, self.theme);
        let cell = frame.cell();
        let height = (title_size(frame) * 1.25 * 1.75).round();
        self.rect(0.0, 0.0, frame.width, height, theme.tab_bar);
        let end = self.badge(sketch, height, frame.width / 2.0, Face::Title);
        let top = (height * 0.15).round();
        let tall = height - top;
        let plus = tall * 0.36;
        let room = (end - 3.0 * cell - plus).max(0.0);
        let count = f32::from(sketch.tabs.max(1));
        // Tabs share the width with the button for a new one, and those that have no room are not seen.
        let most = (frame.width / (count + 1.0) - 1.5 * cell).max(7.0 * cell);
        let corner = (cell * 0.8).round();
        let cross = tall * 0.3;
        let mut x = cell / 2.0;
        for (index, title) in Self::tab_titles(sketch).enumerate() {
            let pair = match index {
                0 => theme.active_tab,
                _ => theme.inactive_tab,
            };
            let text_room = most.min(room - cell / 2.0) - 2.5 * cell - cross;
            let title = cut(&title, text_room, |text| title_width(text, frame), "…");
            let width = title_width(&title, frame) + 2.5 * cell + cross;
            // The one in front is always seen.
            if index > 0 && x + width > room {
                break;
            }
            let across = Px(width - 2.0 * corner);
            let (down, corner) = (Px(tall), Px(corner));
            let outline = format!(
                "M0 {down}V{corner}q0 -{corner} {corner} -{corner}h{across}q{corner} 0 {corner} {corner}V{down}z"
            );
            self.path(x, top, 1.0, outline, pair.bg);
            self.text(x + cell, (top, tall), &title, pair.fg, Face::Title);
            self.path(
                x + width - cell * 0.8 - cross,
                top + (tall - cross) / 2.0,
                cross / 8.0,
                CROSS,
                pair.fg,
            );
            if index > 0 {
                self.rect(
                    x + width,
                    top + tall * 0.35,
                    1.0,
                    tall * 0.65,
                    theme.inactive_tab_edge,
                );
            }
            x += width + 1.0;
        }
        self.path(
            x + cell * 1.5,
            top + (tall - plus) / 2.0,
            plus / 8.0,
            PLUS,
            theme.new_tab.fg,
        );
        height
    }

    /// Widths of wezterm-gui/src/tabbar.rs:380-470 at 20250223: tabs of at most 16 cells (config/src/config.rs,
    /// default_tab_max_width) share the bar, and the badge has what is left. Returns the bar's height: one line.
    fn retro_bar(&mut self, sketch: &Sketch) -> f32 {
        const NEW_TAB: &str = " + ";
        const WIDEST: usize = 16;
        let (frame, theme) = (self.frame, self.theme);
        let (cell, height) = (frame.cell(), frame.line());
        self.rect(0.0, 0.0, frame.width, height, theme.tab_bar);
        let titles: Vec<String> = Self::tab_titles(sketch)
            .map(|title| fitting(&format!(" {title} "), WIDEST))
            .collect();
        let columns = (frame.width / cell) as usize;
        let available = columns.saturating_sub(titles.len() - 1 + NEW_TAB.len());
        let widest = match titles.iter().map(|title| title.width()).sum::<usize>() <= available {
            true => WIDEST,
            false => (available / titles.len()).min(WIDEST),
        };
        let mut x = 0.0;
        for (index, title) in titles.iter().enumerate() {
            let (pair, face) = match index {
                0 => (theme.active_tab, Face::Bold),
                _ => (theme.inactive_tab, Face::Terminal),
            };
            let title = fitting(title, widest);
            let width = title.width() as f32 * cell;
            self.rect(x, 0.0, width, height, pair.bg);
            self.words(x, (0.0, height), &title, pair.fg, face);
            x += width;
        }
        let width = NEW_TAB.len() as f32 * cell;
        self.rect(x, 0.0, width, height, theme.new_tab.bg);
        self.words(x, (0.0, height), NEW_TAB, theme.new_tab.fg, Face::Terminal);
        let room = frame.width - x - width;
        if room > 6.0 * cell {
            self.badge(sketch, height, room, Face::Bold);
        }
        height
    }

    /// Text in cells: space in front moves it, and at its end nobody sees it.
    fn words(&mut self, x: f32, line: (f32, f32), text: &str, fill: Color, face: Face) {
        let lead = text.len() - text.trim_start().len();
        let at = x + text[..lead].width() as f32 * self.frame.cell();
        self.text(at, line, text.trim(), fill, face);
    }

    /// One line of a pane. One that has not the focus is a little less bright and colourful.
    fn line(&mut self, x: f32, y: f32, runs: &[(Paint, String)], has_focus: bool) {
        let (cell, height) = (self.frame.cell(), self.frame.line());
        let mut x = x;
        for (paint, text) in runs {
            let width = text.width() as f32 * cell;
            let fill = match paint {
                Paint::Plain => self.theme.foreground,
                Paint::Ansi(index @ ..8) => self.ansi.normal[*index],
                Paint::Ansi(index) => self.ansi.bright[*index - 8],
                Paint::Selected => {
                    self.rect(x, y, width, height, self.theme.selection.bg);
                    self.theme.selection.fg
                }
                Paint::Cursor => {
                    self.rect(x, y, width, height, self.theme.cursor.bg);
                    self.theme.cursor.fg
                }
            };
            let fill = if has_focus { fill } else { dimmed(fill) };
            self.words(x, (y, height), text, fill, Face::Terminal);
            x += width;
        }
    }

    /// A prompt, coloured output, a selection, the cursor; where there is room a second pane beside them.
    fn panes(&mut self, sketch: &Sketch, top: f32) {
        use Paint::{Ansi, Cursor, Plain, Selected};
        let (frame, theme) = (self.frame, self.theme);
        let (cell, line) = (frame.cell(), frame.line());
        // WezTerm's own padding: one cell, and half of one above.
        let columns = (frame.width / cell - 2.0).max(0.0) as usize;
        let first = top + line / 2.0;
        let lines = ((frame.height - first) / line).max(0.0) as usize;

        let aside = if columns >= 84 { 30 } else { 0 };
        let room = columns - if aside > 0 { aside + 3 } else { 0 };
        let who = format!("{}@{}", sketch.username, sketch.name);
        let cwd = sketch.cwd.to_string();
        let prompt = [
            (Ansi(10), who.as_str()),
            (Plain, ":"),
            (Ansi(12), cwd.as_str()),
            (Plain, "$ "),
        ];
        let typed = |command| [&prompt[..], &[(Plain, command)]].concat();
        let output: Vec<Vec<Run<'_>>> = vec![
            typed("git log --oneline -3"),
            vec![
                (Ansi(3), "9f2c41e "),
                (Plain, "("),
                (Ansi(14), "HEAD -> "),
                (Ansi(10), "main"),
                (Plain, ") keep sessions on the host"),
            ],
            vec![(Ansi(3), "51d08ab "), (Plain, "read the port from the config")],
            vec![(Ansi(3), "c7e6f03 "), (Selected, "say what to type instead")],
            typed("ls"),
            vec![
                (Ansi(12), "src"),
                (Plain, "  "),
                (Ansi(12), "tests"),
                (Plain, "  "),
                (Ansi(10), "run"),
                (Plain, "  "),
                (Ansi(13), "logo.png"),
                (Plain, "  "),
                (Ansi(9), "old.tar"),
                (Plain, "  README.md"),
            ],
            typed("make test"),
            vec![(Ansi(2), "ok"), (Plain, "      94 passed")],
            vec![
                (Ansi(1), "failed"),
                (Plain, "  1  "),
                (Ansi(6), "tests/link.rs:41"),
            ],
            [&prompt[..], &[(Cursor, " ")]].concat(),
        ];
        let output: Vec<_> = output.iter().flat_map(|runs| wrapped(runs, room)).collect();
        // As a terminal that has scrolled.
        let scrolled = output.len().saturating_sub(lines);
        for (index, runs) in output[scrolled..].iter().enumerate() {
            self.line(cell, first + index as f32 * line, runs, true);
        }

        if aside > 0 {
            let x = cell * (room as f32 + 3.0);
            self.rect(
                (x - cell * 1.5).round(),
                top,
                1.0,
                frame.height - top,
                theme.split,
            );
            let log: [&[Run<'_>]; 8] = [
                &[(Plain, "$ uptime -p")],
                &[(Plain, "up 41 weeks, 2 days")],
                &[(Plain, "$ tail -f app.log")],
                &[(Ansi(2), "200"), (Plain, " GET /health 1 ms")],
                &[(Ansi(3), "404"), (Plain, " GET /old 2 ms")],
                &[(Ansi(5), "500"), (Plain, " PUT /items 31 ms")],
                &[],
                &[],
            ];
            let log = log.iter().flat_map(|runs| wrapped(runs, aside));
            for (index, runs) in log.enumerate().take(lines) {
                self.line(x, first + index as f32 * line, &runs, false);
            }
            // The sixteen colours, as programs that show a system print them.
            for (row, colors) in [self.ansi.normal, self.ansi.bright].into_iter().enumerate() {
                if 7 + row < lines {
                    let y = first + (7 + row) as f32 * line;
                    for (index, color) in colors.into_iter().enumerate() {
                        self.rect(x + index as f32 * cell * 3.0, y, cell * 3.0, line, dimmed(color));
                    }
                }
            }
        }
    }
}
