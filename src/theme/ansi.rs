use serde::Serialize;

use super::color::Color;
use super::shade::{Hue, Shades};
use super::{Scheme, TEXT_CONTRAST};
use crate::fleet::Shade;

/// The sixteen colours that programs ask for by number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Ansi {
    /// Black, red, green, yellow, blue, magenta, cyan, white: WezTerm's `ansi`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string[]"))]
    pub normal: [Color; 8],
    /// The same, bright: WezTerm's `brights`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string[]"))]
    pub bright: [Color; 8],
}

/// Red, green, yellow, blue, magenta and cyan: degrees of hue in Oklab. They are near those of sRGB's corners, 29, 142,
/// 110, 264, 328 and 195, but for a yellow that does not look green where it is dark: chosen by eye.
const HUES: [f32; 6] = [25.0, 145.0, 92.0, 258.0, 328.0, 200.0];

/// How far a colour leans towards the accent, in degrees at most: enough to belong, too little to change its name.
const LEAN: f32 = 8.0;

impl Ansi {
    /// The colours that WezTerm has by itself (term/src/color.rs:104-140 at 20250223).
    pub const WEZTERM: Self = Self {
        normal: [
            Color::new(0x00, 0x00, 0x00),
            Color::new(0xcc, 0x55, 0x55),
            Color::new(0x55, 0xcc, 0x55),
            Color::new(0xcd, 0xcd, 0x55),
            Color::new(0x54, 0x55, 0xcb),
            Color::new(0xcc, 0x55, 0xcc),
            Color::new(0x7a, 0xca, 0xca),
            Color::new(0xcc, 0xcc, 0xcc),
        ],
        bright: [
            Color::new(0x55, 0x55, 0x55),
            Color::new(0xff, 0x55, 0x55),
            Color::new(0x55, 0xff, 0x55),
            Color::new(0xff, 0xff, 0x55),
            Color::new(0x55, 0x55, 0xff),
            Color::new(0xff, 0x55, 0xff),
            Color::new(0x55, 0xff, 0xff),
            Color::new(0xff, 0xff, 0xff),
        ],
    };

    /// Colours that belong to the accent and still read as what they are called. Leaves `shades` at another hue.
    ///
    /// On every stop each reaches [`TEXT_CONTRAST`], but for black on a dark one, whose purpose is to be near it. White and
    /// bright white are dark on a light ground: text that is written in them can be read.
    /// `colored` says how much of a colour the accent is, 0 to 1.
    pub(super) fn derive(shades: &mut Shades<'_>, colored: f32, scheme: &Scheme, ground: f64) -> Self {
        let accent = shades.hue;
        let [black, grey, silver, white] = scheme
            .neutrals
            .map(|((lightness, chroma), floor)| shades.reach((lightness, chroma * colored), ground, floor));
        // A grey accent still gets a red that is red, but a quieter one.
        let strength = 0.72 + 0.28 * colored;
        let accent = accent.degrees();
        let (mut normal, mut bright) = ([black; 8], [grey; 8]);
        (normal[7], bright[7]) = (silver, white);
        for (index, degrees) in HUES.iter().enumerate() {
            shades.hue = Hue::at(lean(*degrees, accent, colored));
            let (lightness, chroma) = scheme.named[index];
            let mut reach = |lightness| shades.reach((lightness, chroma * strength), ground, TEXT_CONTRAST);
            normal[index + 1] = reach(lightness);
            bright[index + 1] = reach(lightness + scheme.brighter);
        }
        Self { normal, bright }
    }

    /// Every colour with its path among WezTerm's `colors`, as Lua counts.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, Color)> {
        const NORMAL: [&str; 8] = [
            "ansi.1", "ansi.2", "ansi.3", "ansi.4", "ansi.5", "ansi.6", "ansi.7", "ansi.8",
        ];
        const BRIGHT: [&str; 8] = [
            "brights.1",
            "brights.2",
            "brights.3",
            "brights.4",
            "brights.5",
            "brights.6",
            "brights.7",
            "brights.8",
        ];
        let normal = NORMAL.into_iter().zip(self.normal);
        normal.chain(BRIGHT.into_iter().zip(self.bright))
    }

    /// Those that promise to be readable on the ground.
    pub(super) fn readable(&self, shade: Shade) -> impl Iterator<Item = (&'static str, Color)> {
        self.named()
            .filter(move |(name, _)| shade == Shade::Light || *name != "ansi.1")
    }
}

/// The hue `degrees`, turned towards the accent's by at most [`LEAN`].
fn lean(degrees: f32, accent: f32, colored: f32) -> f32 {
    let turn = (accent - degrees + 540.0).rem_euclid(360.0) - 180.0;
    // A colour on the far side is not pulled at all, or it would jump where two ways are equally long.
    let pull = (1.0 - turn.abs() / 180.0) * colored;
    degrees + turn.clamp(-LEAN, LEAN) * pull
}
