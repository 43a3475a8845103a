//! Lightness and chroma along one hue, and the search for contrast along lightness.

use palette::color_difference::Wcag21RelativeContrast;
use palette::convert::FromColorUnclamped;
use palette::white_point::D65;
use palette::{LinLuma, LinSrgb, Oklab};

use super::Color;

/// How light and how colourful something is meant to be, in Oklab: lightness 0 to 1, chroma from 0.
pub(super) type Tone = (f32, f32);

/// A direction in Oklab's plane of a and b: the hue of a colour, or of none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hue {
    a: f32,
    b: f32,
}

impl Hue {
    /// The hue of `color`, and its chroma; a grey's is blue, in which nobody sees it.
    pub(super) fn of(color: Oklab) -> (Self, f32) {
        /// What rounding leaves of a grey, which is another on each machine.
        const NOISE: f32 = 1e-4;
        let chroma = color.a.hypot(color.b);
        let hue = match chroma > NOISE {
            true => Self {
                a: color.a / chroma,
                b: color.b / chroma,
            },
            false => Self { a: 0.0, b: -1.0 },
        };
        (hue, chroma)
    }

    /// The hue at an angle in degrees.
    pub(super) fn at(degrees: f32) -> Self {
        let (b, a) = degrees.to_radians().sin_cos();
        Self { a, b }
    }

    /// Its angle in degrees, -180 to 180.
    pub(super) fn degrees(self) -> f32 {
        self.b.atan2(self.a).to_degrees()
    }

    fn tone(self, (lightness, chroma): Tone) -> Oklab {
        Oklab::new(lightness, chroma * self.a, chroma * self.b)
    }
}

/// Makes colours of one hue, and shows each to a witness: as it was meant, and as it is before it is rounded to 8 bits.
pub(super) struct Shades<'a> {
    pub(super) hue: Hue,
    pub(super) witness: &'a mut dyn FnMut(Oklab, Oklab),
}

impl Shades<'_> {
    /// The colour of `tone`, with as much of its chroma as sRGB has.
    pub(super) fn write(&mut self, tone: Tone) -> Color {
        let meant = self.hue.tone(tone);
        let (color, linear) = fit(meant);
        (self.witness)(meant, color);
        linear.into()
    }

    /// The colour of `tone`, moved in lightness until it has at least `floor` to a ground of luminance `ground`.
    ///
    /// It goes on in the way that it lies from the ground, as far as white or black, one of which reaches 4.5 on any
    /// ground: where that way ends too early, it goes the other way.
    pub(super) fn reach(&mut self, tone: Tone, ground: f64, floor: f64) -> Color {
        let first = self.write(tone);
        if contrast(first.luminance(), ground) >= floor {
            return first;
        }
        let lighter = floor * (ground + 0.05) - 0.05;
        let darker = (ground + 0.05) / floor - 0.05;
        let up = match (lighter <= 1.0, darker >= 0.0) {
            (true, true) => first.luminance() >= ground,
            (up, _) => up,
        };
        let (goal, end) = if up { (lighter, 1.0) } else { (darker, 0.0) };
        let (mut lightness, mut luminance) = (tone.0, first.luminance());
        for step in 0..8 {
            // Luminance goes about with the cube of Oklab's lightness, exactly so without chroma. Each step aims
            // a little farther, since a colour that is rounded to 8 bits is a little off.
            let beyond = 0.002 * f64::from(step + 1);
            let aim = if up {
                goal * (1.0 + beyond) + 0.0002
            } else {
                goal * (1.0 - beyond) - 0.0002
            };
            lightness *= ((aim.max(0.0) / luminance.max(1e-4)) as f32).cbrt();
            lightness = lightness.clamp(0.0, 1.0);
            let color = self.write((lightness, tone.1));
            luminance = color.luminance();
            if contrast(luminance, ground) >= floor {
                return color;
            }
        }
        self.write((end, 0.0))
    }
}

/// The contrast of two luminances, in either order: WCAG 2.2, "contrast ratio".
pub(super) fn contrast(a: f64, b: f64) -> f64 {
    let [a, b] = [a, b].map(LinLuma::<D65, f64>::new);
    a.relative_contrast(b)
}

/// Whether sRGB has it, but for what single precision rounds: its own corners must not lose chroma.
fn is_in_srgb(color: LinSrgb<f32>) -> bool {
    [color.red, color.green, color.blue]
        .iter()
        .all(|channel| (-1e-5..=1.0 + 1e-5).contains(channel))
}

/// `color` with as much of its chroma as sRGB has, and the same in linear sRGB.
pub(super) fn fit(color: Oklab) -> (Oklab, LinSrgb<f32>) {
    let color = Oklab {
        l: color.l.clamp(0.0, 1.0),
        ..color
    };
    let linear = LinSrgb::from_color_unclamped(color);
    if is_in_srgb(linear) {
        return (color, linear);
    }
    // The chromas that sRGB has at one lightness and hue begin at zero, and from a lightness of 0.12 on have no gap:
    // halve the interval.
    let part = |part: f32| Oklab::new(color.l, color.a * part, color.b * part);
    let (mut inside, mut outside) = (0.0, 1.0);
    for _ in 0..9 {
        let middle = (inside + outside) / 2.0;
        let linear: LinSrgb<f32> = LinSrgb::from_color_unclamped(part(middle));
        match is_in_srgb(linear) {
            true => inside = middle,
            false => outside = middle,
        }
    }
    let color = part(inside);
    (color, LinSrgb::from_color_unclamped(color))
}
