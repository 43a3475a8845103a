//! Accent → Theme: every colour of a window, from one.
//!
//! Colours are chosen in Oklch, where lightness is close to what the eye sees, and then moved in lightness, and in
//! nothing else, until the pair that they belong to reaches its contrast: the one that is checked is the colour as it
//! is written, with 8 bits a channel. Colour arithmetic and contrast are palette's.

use std::fmt;

use palette::color_difference::Wcag21RelativeContrast;
use palette::convert::FromColorUnclamped;
use palette::{IsWithinBounds, Srgb};
use serde::{Serialize, Serializer};

use crate::fleet::Accent;

/// The least contrast of text on its ground: WCAG 2.2, success criterion 1.4.3, level AA.
pub const TEXT_CONTRAST: f64 = 4.5;

/// The least contrast of the default text on the window's ground: WCAG 2.2, success criterion 1.4.6, level AAA.
pub const BODY_CONTRAST: f64 = 7.0;

/// The least contrast of things that are not text, such as the cursor: WCAG 2.2, success criterion 1.4.11.
pub const SHAPE_CONTRAST: f64 = 3.0;

/// Single precision is not enough to tell 4.5 from a little less.
type Oklch = palette::Oklch<f64>;

/// A colour as it is written into a file: sRGB with 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(Srgb<u8>);

impl Color {
    /// The red, green and blue channels.
    pub fn channels(self) -> [u8; 3] {
        [self.0.red, self.0.green, self.0.blue]
    }

    /// The contrast ratio to `other`, 1 to 21: WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b): (Srgb<f64>, Srgb<f64>) = (self.0.into_format(), other.0.into_format());
        a.relative_contrast(b)
    }
}

impl fmt::Display for Color {
    /// `#rrggbb`. WezTerm reads shorter forms otherwise than CSS does (color-types/src/lib.rs:695 at 20250223).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:x}", self.0)
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Text on its ground.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Pair {
    /// The text.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub fg: Color,
    /// What is behind it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub bg: Color,
}

/// The colours of one window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Theme {
    /// The colour that all others were made from, as it was given.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub accent: Color,
    /// The window's ground, from dark to light; the first one is also the plain background.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string[]"))]
    pub gradient: [Color; 3],
    /// The default text.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub foreground: Color,
    /// The cursor and the text under it.
    pub cursor: Pair,
    /// Selected text.
    pub selection: Pair,
    /// The line between panes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub split: Color,
    /// The ground of the tab bar, retro and fancy.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub tab_bar: Color,
    /// The tab in front.
    pub active_tab: Pair,
    /// Every other tab.
    pub inactive_tab: Pair,
    /// Another tab under the pointer.
    pub inactive_tab_hover: Pair,
    /// The button for a new tab.
    pub new_tab: Pair,
    /// That button under the pointer.
    pub new_tab_hover: Pair,
    /// The name of the domain, at the right of the tab bar.
    pub badge: Pair,
}

/// One promise of a theme, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Contrast {
    /// What is seen, on what.
    pub name: &'static str,
    /// The thing itself.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub fg: Color,
    /// What is behind it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub bg: Color,
    /// Their contrast, 1 to 21.
    pub ratio: f64,
    /// The least that it has to be.
    pub floor: f64,
}

/// Lightness and chroma of the three stops: the middle of what the founding guide chose by hand for its three hosts.
const STOPS: [(f64, f64); 3] = [(0.177, 0.029), (0.241, 0.042), (0.278, 0.064)];

/// The chroma from which an accent counts as fully coloured; below it the ground gets less colour in proportion.
const FULL_CHROMA: f64 = 0.10;

impl Theme {
    /// The dark theme of `accent`.
    ///
    /// Text on its ground has a contrast of at least [`TEXT_CONTRAST`], the default text on every stop
    /// [`BODY_CONTRAST`], cursor and split on every stop [`SHAPE_CONTRAST`].
    pub fn from_accent(accent: Accent) -> Self {
        let given = Color(accent.color());
        let accent = Oklch::from_color_unclamped(accent.color().into_format::<f64>());
        let colored = (accent.chroma / FULL_CHROMA).min(1.0);
        let shade = |lightness, chroma| Oklch::new(lightness, chroma * colored, accent.hue);

        let gradient = STOPS.map(|(lightness, chroma)| write(shade(lightness, chroma)));
        let [dark, middle, light] = gradient;
        let stops = &gradient[..];

        let visible = lightened(accent, stops, SHAPE_CONTRAST);
        let muted = shade(0.62, 0.07);
        let on_accent = |ground: Color| readable(shade(STOPS[0].0, STOPS[0].1), &[ground], TEXT_CONTRAST);
        let selected = write(shade(0.42, 0.085));
        Self {
            accent: given,
            gradient,
            foreground: lightened(shade(0.89, 0.022), stops, BODY_CONTRAST),
            cursor: Pair {
                fg: on_accent(visible),
                bg: visible,
            },
            selection: Pair {
                fg: readable(shade(0.95, 0.015), &[selected], TEXT_CONTRAST),
                bg: selected,
            },
            split: visible,
            tab_bar: dark,
            active_tab: Pair {
                fg: on_accent(visible),
                bg: visible,
            },
            inactive_tab: Pair {
                fg: lightened(muted, &[middle], TEXT_CONTRAST),
                bg: middle,
            },
            inactive_tab_hover: Pair {
                fg: lightened(accent, &[light], TEXT_CONTRAST),
                bg: light,
            },
            new_tab: Pair {
                fg: lightened(muted, &[dark], TEXT_CONTRAST),
                bg: dark,
            },
            new_tab_hover: Pair {
                fg: lightened(accent, &[light], TEXT_CONTRAST),
                bg: light,
            },
            badge: Pair {
                fg: on_accent(visible),
                bg: visible,
            },
        }
    }

    /// Every promise of this theme, with its measured contrast.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let text = [
            ("active tab", self.active_tab),
            ("inactive tab", self.inactive_tab),
            ("inactive tab, hovered", self.inactive_tab_hover),
            ("new tab button", self.new_tab),
            ("new tab button, hovered", self.new_tab_hover),
            ("badge", self.badge),
            ("text under the cursor", self.cursor),
            ("selected text", self.selection),
        ]
        .map(|(name, pair)| (name, pair, TEXT_CONTRAST));
        let [dark, middle, light] = self.gradient;
        let over_stops = [
            ("text on the dark stop", self.foreground, dark, BODY_CONTRAST),
            ("text on the middle stop", self.foreground, middle, BODY_CONTRAST),
            ("text on the light stop", self.foreground, light, BODY_CONTRAST),
            ("cursor on the light stop", self.cursor.bg, light, SHAPE_CONTRAST),
            ("split on the light stop", self.split, light, SHAPE_CONTRAST),
        ]
        .map(|(name, fg, bg, floor)| (name, Pair { fg, bg }, floor));
        text.into_iter()
            .chain(over_stops)
            .map(|(name, Pair { fg, bg }, floor)| Contrast {
                name,
                fg,
                bg,
                ratio: fg.contrast(bg),
                floor,
            })
            .collect()
    }
}

/// `color` in 8 bits, with as much of its chroma as sRGB has at its lightness and hue.
fn write(color: Oklch) -> Color {
    let at = |chroma: f64| -> Srgb<f64> { Srgb::from_color_unclamped(Oklch { chroma, ..color }) };
    let mut found = at(color.chroma);
    if !found.is_within_bounds() {
        // The chromas of one lightness and hue that sRGB has begin at zero and have no gap: halve the interval.
        let (mut inside, mut outside) = (0.0, color.chroma);
        for _ in 0..14 {
            let middle = (inside + outside) / 2.0;
            match at(middle).is_within_bounds() {
                true => inside = middle,
                false => outside = middle,
            }
        }
        found = at(inside);
    }
    Color(found.into_format())
}

/// The least contrast of `color` to any of `grounds`.
fn least_contrast(color: Color, grounds: &[Color]) -> f64 {
    grounds
        .iter()
        .map(|ground| color.contrast(*ground))
        .fold(f64::INFINITY, f64::min)
}

/// The color nearest to `color` in the lightness between it and `end` that reaches `floor` on all `grounds`, or the
/// one at `end` when none does.
fn moved(color: Oklch, end: f64, grounds: &[Color], floor: f64) -> Color {
    let at = |step: f64| {
        write(Oklch {
            l: color.l + (end - color.l) * step,
            ..color
        })
    };
    let reaches = |color: Color| least_contrast(color, grounds) >= floor;
    let start = at(0.0);
    if reaches(start) {
        return start;
    }
    // Contrast grows with the distance from the ground, so there is one crossing.
    let (mut short, mut far, mut found) = (0.0, 1.0, at(1.0));
    for _ in 0..10 {
        let middle = (short + far) / 2.0;
        let color = at(middle);
        match reaches(color) {
            true => (far, found) = (middle, color),
            false => short = middle,
        }
    }
    found
}

/// `color`, lightened until it reaches `floor` on all of `grounds`, which are dark.
fn lightened(color: Oklch, grounds: &[Color], floor: f64) -> Color {
    moved(color, 1.0, grounds, floor)
}

/// `color`, darkened or lightened until it reaches `floor` on all of `grounds`: whichever way gets there, the shorter
/// one when both do. Black or white reaches 4.5 on any single ground.
fn readable(color: Oklch, grounds: &[Color], floor: f64) -> Color {
    let darker = moved(color, 0.0, grounds, floor);
    if least_contrast(darker, grounds) >= floor {
        return darker;
    }
    moved(color, 1.0, grounds, floor)
}
