//! The ground of a window: its gradient, and what is behind it.

use palette::convert::FromColorUnclamped;
use palette::{Hsv, LinSrgb, Mix, Srgb};

use super::{Frame, Px};
use crate::fleet::{Blend, Look, Orientation};
use crate::theme::{Color, Theme};

/// The bright squares of a board behind a window: anything may be there, from black to white.
pub(super) fn board(frame: &Frame) -> String {
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
pub(super) struct Ramp {
    pub(super) line: Line,
    pub(super) stops: Vec<(Px, Color)>,
}

pub(super) enum Line {
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
    pub(super) fn of(look: &Look, theme: &Theme, frame: &Frame) -> Self {
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
            stops: ramp(&theme.gradient, look.blend)
                .into_iter()
                .map(|(place, color)| (place, frame.vision.simulate(color)))
                .collect(),
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

/// The colour between two, as WezTerm's gradients find it; in HSV by the shorter way around. Light comes from palette's
/// tables and goes back by them: with the power in place of them the page weighs a kilobyte more.
fn mix(from: Color, to: Color, part: f32, blend: Blend) -> Color {
    fn within<T: Mix<Scalar = f32>>(ends: [Color; 2], part: f32, space: impl Fn(Color) -> T) -> T {
        let [from, to] = ends.map(space);
        from.mix(to, part)
    }
    let ends = [from, to];
    let float = |color: Color| color.srgb().into_format::<f32>();
    let mixed: Srgb = match blend {
        Blend::Rgb => within(ends, part, float),
        Blend::Hsv => Srgb::from_color_unclamped(within(ends, part, |color| {
            Hsv::from_color_unclamped(float(color))
        })),
        Blend::LinearRgb => return within(ends, part, |color| color.srgb().into_linear::<f32>()).into(),
        Blend::Oklab => return LinSrgb::from_color_unclamped(within(ends, part, Color::oklab)).into(),
    };
    mixed.into_format::<u8>().into()
}
