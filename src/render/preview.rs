//! Sketches → a picture: terminal windows in their themes, as WezTerm draws them, in SVG.
//!
//! The picture holds no script and asks for nothing; its text is text. Widths that depend on a font are given with the
//! text, so that it fits in any font.

mod canvas;
mod ground;

use std::fmt;

use askama::Template;
use serde::Deserialize;

use super::fill;
use crate::fleet::{Appearance, Look, Shade, Sketch};
use crate::theme::Theme;
use crate::theme::vision::Vision;
use canvas::{Face, Shape, draw, title_size};
use ground::{Line, Ramp, board};

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
    /// Who sees it: everyone when not given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub vision: Vision,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            width: 800.0,
            height: 280.0,
            text: 14.0,
            tab_bar: TabBar::Fancy,
            shade: Shade::Dark,
            vision: Vision::Normal,
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
