use std::fmt;

use palette::color_difference::Wcag21RelativeContrast;
use palette::convert::FromColorUnclamped;
use palette::{LinSrgb, Oklab, Srgb};
use serde::{Serialize, Serializer};

/// A colour as it is written into a file: sRGB with 8 bits a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color(Srgb<u8>);

impl Color {
    /// The colour of these channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self(Srgb::new(red, green, blue))
    }

    /// The red, green and blue channels.
    pub fn channels(self) -> [u8; 3] {
        [self.0.red, self.0.green, self.0.blue]
    }

    /// The contrast ratio to `other`, 1 to 21: WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f64 {
        self.linear().relative_contrast(other.linear())
    }

    /// The relative luminance, 0 to 1: WCAG 2.2, "relative luminance".
    pub fn luminance(self) -> f64 {
        self.linear().relative_luminance().luma
    }

    /// For palette's own conversions.
    pub(crate) fn srgb(self) -> Srgb<u8> {
        self.0
    }

    /// Where it is in Oklab.
    #[inline(never)]
    pub(crate) fn oklab(self) -> Oklab {
        Oklab::from_color_unclamped(self.0.into_linear::<f32>())
    }

    /// From palette's table of single precision: the one of double precision would be another 2 KB of the page.
    fn linear(self) -> LinSrgb<f64> {
        self.0.into_linear::<f32>().into_format()
    }
}

impl From<Srgb<u8>> for Color {
    fn from(color: Srgb<u8>) -> Self {
        Self(color)
    }
}

impl From<LinSrgb<f32>> for Color {
    fn from(color: LinSrgb<f32>) -> Self {
        Self(Srgb::from_linear(color))
    }
}

impl fmt::Display for Color {
    /// `#rrggbb`. WezTerm reads shorter forms otherwise than CSS does (color-types/src/lib.rs:695 at 20250223).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // palette's `{:x}` pads each channel by itself, and a fleet has many thousands of colours to write.
        let digit = |bits: u8| b"0123456789abcdef"[usize::from(bits & 15)];
        let [red, green, blue] = self.channels();
        let text = [
            b'#',
            digit(red >> 4),
            digit(red),
            digit(green >> 4),
            digit(green),
            digit(blue >> 4),
            digit(blue),
        ];
        f.write_str(str::from_utf8(&text).expect("hexadecimal digits are ASCII"))
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Text on its ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Pair {
    /// The text.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub fg: Color,
    /// What is behind it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub bg: Color,
}
