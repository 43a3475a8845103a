//! Accent → Theme: every colour of a window, from one.
//!
//! Colours are chosen in Oklab, along the hue of the accent, where lightness is close to what the eye sees. A colour
//! that sRGB does not have loses chroma, never hue. A colour that has to be read, or seen, on a ground is then moved
//! in lightness until it reaches its contrast; what is checked is the colour as it is written, with 8 bits a channel.
//! Conversions and contrast are palette's.

mod ansi;
mod color;
mod shade;
pub mod vision;
mod wezterm;

use palette::{Mix, Oklab, Srgb};
use serde::Serialize;

use crate::fleet::{Accent, Look, Shade};
pub use ansi::Ansi;
pub use color::{Color, Pair};
use shade::{Hue, Shades, Tone, contrast};

/// The least contrast of text on its ground: WCAG 2.2, success criterion 1.4.3, level AA.
pub const TEXT_CONTRAST: f64 = 4.5;

/// The least contrast of the default text on the window's ground: WCAG 2.2, success criterion 1.4.6, level AAA.
pub const BODY_CONTRAST: f64 = 7.0;

/// The least contrast of things that are not text, such as the cursor: WCAG 2.2, success criterion 1.4.11.
pub const SHAPE_CONTRAST: f64 = 3.0;

/// What says that a host is in production, in every theme: white on red, 8 to 1.
pub const PRODUCTION: Pair = Pair {
    fg: Color::new(0xff, 0xff, 0xff),
    bg: Color::new(0xa0, 0x00, 0x00),
};

/// The ground of a window: two to five colours, each farther from black, or from white, than the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stops {
    colors: [Color; 5],
    count: usize,
}

impl Stops {
    /// Stops of these colours; none unless they are two to five.
    pub fn new(given: &[Color]) -> Option<Self> {
        let mut colors = [Color::default(); 5];
        colors.get_mut(..given.len())?.copy_from_slice(given);
        let count = given.len();
        (count >= 2).then_some(Self { colors, count })
    }
}

impl std::ops::Deref for Stops {
    type Target = [Color];

    fn deref(&self) -> &[Color] {
        &self.colors[..self.count]
    }
}

impl Serialize for Stops {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The colours of one window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Theme {
    /// The colour that all others were made from, as it was given.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub accent: Color,
    /// Whether the ground is dark or light.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"dark\" | \"light\""))]
    pub shade: Shade,
    /// The window's ground; the first one is also the plain background.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string[]"))]
    pub gradient: Stops,
    /// The default text.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub foreground: Color,
    /// The cursor and the text under it; its border is of its colour too.
    pub cursor: Pair,
    /// The cursor while a key sequence is being composed, or the leader is waiting.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub compose_cursor: Color,
    /// Selected text, and copy mode's matches but the current one.
    pub selection: Pair,
    /// What is found: copy mode's current match, and quick select's labels.
    pub found: Pair,
    /// The line between panes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub split: Color,
    /// The handle of the scroll bar.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub scrollbar_thumb: Color,
    /// The flash of the visual bell.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub visual_bell: Color,
    /// The ground of the tab bar, retro and fancy.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub tab_bar: Color,
    /// The tab in front.
    pub active_tab: Pair,
    /// Every other tab.
    pub inactive_tab: Pair,
    /// Another tab under the pointer.
    pub inactive_tab_hover: Pair,
    /// The line between tabs that are not in front, in the fancy tab bar.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub inactive_tab_edge: Color,
    /// The button for a new tab.
    pub new_tab: Pair,
    /// That button under the pointer.
    pub new_tab_hover: Pair,
    /// The name of the domain, at the right of the tab bar.
    pub badge: Pair,
    /// The sixteen colours of programs; none leaves WezTerm's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub ansi: Option<Ansi>,
}

/// What a theme promises of two of its colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// WezTerm's key for what is seen; `badge` is the text of its right status.
    pub key: &'static str,
    /// What is seen.
    pub fg: Color,
    /// What is behind it.
    pub bg: Color,
    /// The least that their contrast has to be.
    pub floor: f64,
    /// Where that is one of the stops, its number from 1.
    pub stop: Option<usize>,
}

/// One promise of a theme, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Contrast {
    /// What is seen, on what.
    pub name: String,
    /// WezTerm's key for it; `badge` is the text of its right status.
    pub key: &'static str,
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

/// The chroma from which an accent counts as fully coloured; below it the ground gets less colour in proportion.
const FULL_CHROMA: f32 = 0.10;

/// What a dark or a light theme is meant to look like, before contrast has its say.
struct Scheme {
    /// Where the ground begins, what lies half way, and where it ends.
    ground: [Tone; 3],
    foreground: Tone,
    /// Text of less importance.
    muted: Tone,
    selection: Tone,
    selected: Tone,
    scrollbar: Tone,
    bell: Tone,
    edge: Tone,
    /// The ground of what is under the pointer.
    hover: Tone,
    /// The lightness of the waiting cursor, and the one farthest from the ground.
    compose: f32,
    far_end: f32,
    /// Black, bright black, white and bright white, each with the contrast that it needs.
    neutrals: [(Tone, f64); 4],
    /// Red, green, yellow, blue, magenta and cyan of programs, and how much lighter the bright ones are.
    named: [Tone; 6],
    brighter: f32,
}

/// The ground is the middle of what the founding guide chose by hand for its three hosts.
const DARK: Scheme = Scheme {
    ground: [(0.177, 0.029), (0.241, 0.042), (0.278, 0.064)],
    foreground: (0.89, 0.022),
    muted: (0.62, 0.07),
    selection: (0.42, 0.085),
    selected: (0.95, 0.015),
    scrollbar: (0.46, 0.07),
    bell: (0.36, 0.09),
    edge: (0.36, 0.05),
    hover: (0.31, 0.068),
    compose: 0.90,
    far_end: 1.0,
    neutrals: [
        ((0.36, 0.03), 1.0),
        ((0.66, 0.03), 4.5),
        ((0.84, 0.02), 4.5),
        ((0.96, 0.01), 4.5),
    ],
    // Yellow is yellow only where it is bright.
    named: [
        (0.70, 0.165),
        (0.75, 0.150),
        (0.80, 0.135),
        (0.71, 0.145),
        (0.72, 0.150),
        (0.77, 0.115),
    ],
    brighter: 0.08,
};

const LIGHT: Scheme = Scheme {
    ground: [(0.985, 0.006), (0.962, 0.012), (0.938, 0.020)],
    foreground: (0.27, 0.03),
    muted: (0.52, 0.07),
    selection: (0.85, 0.06),
    selected: (0.24, 0.04),
    scrollbar: (0.74, 0.07),
    bell: (0.88, 0.07),
    edge: (0.84, 0.04),
    hover: (0.895, 0.035),
    compose: 0.36,
    far_end: 0.0,
    neutrals: [
        ((0.28, 0.02), 4.5),
        ((0.50, 0.02), 4.5),
        // Programs write text in white, and stress it in bright white: the stronger is the farther from the ground.
        ((0.44, 0.02), 4.5),
        ((0.36, 0.015), 4.5),
    ],
    named: [
        (0.52, 0.185),
        (0.50, 0.150),
        (0.50, 0.140),
        (0.51, 0.180),
        (0.52, 0.185),
        (0.50, 0.120),
    ],
    brighter: -0.06,
};

impl Theme {
    /// The dark theme of `accent`, with three stops and WezTerm's own sixteen colours.
    pub fn from_accent(accent: Accent) -> Self {
        Self::derive(&Look::from(accent), Shade::Dark)
    }

    /// The theme of a look, dark or light.
    ///
    /// For every accent: text on its ground has a contrast of at least [`TEXT_CONTRAST`], the default text on every
    /// stop [`BODY_CONTRAST`], cursor and split on every stop [`SHAPE_CONTRAST`]. So has each of the sixteen colours of
    /// programs on every stop, where they are made, but for black on a dark one, which is meant to be near it. The handle
    /// of the scroll bar, the line between tabs and the ground of what is selected are told from their surroundings by
    /// place and shape too, and promise nothing.
    pub fn derive(look: &Look, shade: Shade) -> Self {
        Self::witnessed(look, shade, &mut |_, _| {})
    }

    /// Like [`Theme::derive`], and shows every colour as it was meant, and as it is before it is rounded to 8 bits, for
    /// the test of what is promised of hue and gamut.
    #[doc(hidden)]
    pub fn witnessed(look: &Look, shade: Shade, witness: &mut dyn FnMut(Oklab, Oklab)) -> Self {
        let scheme = match shade {
            Shade::Dark => &DARK,
            Shade::Light => &LIGHT,
        };
        let given = look.accent.color();
        let accent = Color::from(given).oklab();
        let (hue, chroma) = Hue::of(accent);
        let colored = (chroma / FULL_CHROMA).min(1.0);
        let mut shades = Shades { hue, witness };
        let tone = |(lightness, chroma): Tone| (lightness, chroma * colored);

        let mut gradient = Stops {
            colors: [Color::default(); 5],
            count: usize::from(look.stops),
        };
        for (index, color) in gradient
            .colors
            .iter_mut()
            .take(usize::from(look.stops))
            .enumerate()
        {
            *color = shades.write(tone(between(scheme.ground, index, look.stops)));
        }
        let [near, middle, far] = match look.stops {
            3 => [gradient[0], gradient[1], gradient[2]],
            _ => scheme.ground.map(|ground| shades.write(tone(ground))),
        };
        // Lightness is ordered along the stops, so the last one is the hardest for all that is seen on them.
        let hardest = far.luminance();

        // An accent that can be seen is used as it is. On a light ground any other is moved until white can be read on it,
        // which is easier on the eye there than the black that already could.
        let shown = Color::from(given);
        let (ground, floor) = match shade {
            Shade::Dark => (hardest, SHAPE_CONTRAST),
            Shade::Light => (near.luminance(), TEXT_CONTRAST),
        };
        let visible = match contrast(shown.luminance(), hardest) >= SHAPE_CONTRAST {
            true => shown,
            false => shades.reach((accent.l, chroma), ground, floor),
        };
        let strong = Pair {
            fg: shades.reach(tone(scheme.ground[0]), visible.luminance(), TEXT_CONTRAST),
            bg: visible,
        };
        // While the leader waits, WezTerm draws the same text on this instead (wezterm-gui/src/termwindow/render/
        // mod.rs, compute_cell_fg_bg, at 20250223). Where the text lies far from the ground, white on a dark one, what is
        // between them has little room: there it differs from the cursor by its chroma, elsewhere by its lightness.
        let far_off = (strong.fg.luminance() > hardest) == (shade == Shade::Dark);
        let lightness = visible.oklab().l;
        let (text, compose, ground, floor) = match far_off {
            false => {
                let compose = (away(scheme.compose, lightness), chroma * 0.5);
                (strong.fg, compose, hardest, SHAPE_CONTRAST)
            }
            true => {
                let end = shades.write((scheme.far_end, 0.0));
                // From where it is too near to the text, as far as it has to go and no farther.
                let other = if chroma < 0.05 { 0.13 } else { 0.0 };
                let compose = (lightness + 0.1 * (scheme.far_end - 0.5), other);
                (end, compose, end.luminance(), TEXT_CONTRAST)
            }
        };
        let strong = Pair { fg: text, ..strong };
        let compose_cursor = shades.reach(compose, ground, floor);
        let selection = shades.write(tone(scheme.selection));
        let hover = shades.write(tone(scheme.hover));
        let hover = Pair {
            fg: shades.reach((accent.l, chroma), hover.luminance(), TEXT_CONTRAST),
            bg: hover,
        };
        Self {
            accent: shown,
            shade,
            foreground: shades.reach(tone(scheme.foreground), hardest, BODY_CONTRAST),
            cursor: strong,
            compose_cursor,
            selection: Pair {
                fg: shades.reach(tone(scheme.selected), selection.luminance(), TEXT_CONTRAST),
                bg: selection,
            },
            found: strong,
            split: visible,
            scrollbar_thumb: shades.write(tone(scheme.scrollbar)),
            visual_bell: shades.write(tone(scheme.bell)),
            tab_bar: near,
            active_tab: strong,
            inactive_tab: Pair {
                fg: shades.reach(tone(scheme.muted), middle.luminance(), TEXT_CONTRAST),
                bg: middle,
            },
            inactive_tab_hover: hover,
            inactive_tab_edge: shades.write(tone(scheme.edge)),
            new_tab: Pair {
                fg: shades.reach(tone(scheme.muted), near.luminance(), TEXT_CONTRAST),
                bg: near,
            },
            new_tab_hover: hover,
            badge: strong,
            ansi: (look.ansi.unwrap_or(shade == Shade::Light))
                .then(|| Ansi::derive(&mut shades, colored, scheme, hardest)),
            gradient,
        }
    }

    /// `dark` or `light`.
    pub fn name(&self) -> &'static str {
        match self.shade {
            Shade::Dark => "dark",
            Shade::Light => "light",
        }
    }

    /// The least contrast of the default text when the ground is this opaque, in percent, whatever is behind the window.
    ///
    /// Colours are laid over each other as they are written, which is what a real window does.
    pub fn contrast_at(&self, opacity: u8) -> f64 {
        let part = f32::from(opacity) / 100.0;
        let text = self.foreground.luminance();
        let contrasts = self.gradient.iter().map(|stop| {
            let over = |behind: f32| {
                let seen = Srgb::new(behind, behind, behind).mix(stop.srgb().into_format(), part);
                Color::from(seen.into_format::<u8>()).luminance()
            };
            let (least, most) = (over(0.0), over(1.0));
            match (least..=most).contains(&text) {
                true => 1.0,
                false => contrast(text, least).min(contrast(text, most)),
            }
        });
        contrasts.fold(f64::INFINITY, f64::min)
    }

    /// What [`Theme::contrast_at`] finds, held to [`TEXT_CONTRAST`].
    fn contrast_through(&self, opacity: u8) -> Contrast {
        Contrast {
            name: "text over anything behind the window".to_owned(),
            key: "foreground",
            fg: self.foreground,
            bg: *self.gradient.last().expect("a ground has stops"),
            ratio: self.contrast_at(opacity),
            floor: TEXT_CONTRAST,
        }
    }

    /// Every promise of this theme, with its measured contrast.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let mut contrasts = Vec::new();
        self.each_promise(&mut |promise| {
            let name = plain_name(promise.key);
            contrasts.push(Contrast {
                name: match promise.stop {
                    Some(stop) => format!("{name} on stop {stop}"),
                    None => name.to_owned(),
                },
                key: promise.key,
                fg: promise.fg,
                bg: promise.bg,
                ratio: promise.fg.contrast(promise.bg),
                floor: promise.floor,
            });
        });
        contrasts
    }

    /// Gives `check` every promise.
    pub fn each_promise(&self, check: &mut dyn FnMut(Promise)) {
        let waiting = Pair {
            fg: self.cursor.fg,
            bg: self.compose_cursor,
        };
        for (key, Pair { fg, bg }) in [
            ("tab_bar.active_tab", self.active_tab),
            ("tab_bar.inactive_tab", self.inactive_tab),
            ("tab_bar.inactive_tab_hover", self.inactive_tab_hover),
            ("tab_bar.new_tab", self.new_tab),
            ("tab_bar.new_tab_hover", self.new_tab_hover),
            ("badge", self.badge),
            ("cursor_fg", self.cursor),
            ("cursor_fg on compose_cursor", waiting),
            ("selection_fg", self.selection),
            ("quick_select_label_fg", self.found),
        ] {
            check(Promise {
                key,
                fg,
                bg,
                floor: TEXT_CONTRAST,
                stop: None,
            });
        }
        for (index, bg) in self.gradient.iter().enumerate() {
            let mut on_stop = |key, fg, floor| {
                check(Promise {
                    key,
                    fg,
                    bg: *bg,
                    floor,
                    stop: Some(index + 1),
                });
            };
            on_stop("foreground", self.foreground, BODY_CONTRAST);
            on_stop("cursor_bg", self.cursor.bg, SHAPE_CONTRAST);
            on_stop("compose_cursor", self.compose_cursor, SHAPE_CONTRAST);
            on_stop("split", self.split, SHAPE_CONTRAST);
            if let Some(ansi) = &self.ansi {
                for (key, color) in ansi.readable(self.shade) {
                    on_stop(key, color, TEXT_CONTRAST);
                }
            }
        }
    }
}

/// What people call the thing that WezTerm has under `key`.
fn plain_name(key: &'static str) -> &'static str {
    match key {
        "tab_bar.active_tab" => "active tab",
        "tab_bar.inactive_tab" => "inactive tab",
        "tab_bar.inactive_tab_hover" => "inactive tab, hovered",
        "tab_bar.new_tab" => "new tab button",
        "tab_bar.new_tab_hover" => "new tab button, hovered",
        "cursor_fg" => "text under the cursor",
        "cursor_fg on compose_cursor" => "text under the waiting cursor",
        "selection_fg" => "selected text",
        "quick_select_label_fg" => "what was found",
        "foreground" => "text",
        "cursor_bg" => "cursor",
        "compose_cursor" => "waiting cursor",
        "ansi.1" => "black",
        "ansi.2" => "red",
        "ansi.3" => "green",
        "ansi.4" => "yellow",
        "ansi.5" => "blue",
        "ansi.6" => "magenta",
        "ansi.7" => "cyan",
        "ansi.8" => "white",
        "brights.1" => "bright black",
        "brights.2" => "bright red",
        "brights.3" => "bright green",
        "brights.4" => "bright yellow",
        "brights.5" => "bright blue",
        "brights.6" => "bright magenta",
        "brights.7" => "bright cyan",
        "brights.8" => "bright white",
        other => other,
    }
}

impl Look {
    /// The themes that a window of this look may wear: one, or a dark and a light one.
    pub fn themes(&self) -> Vec<Theme> {
        let shades = self.appearance.shades().iter();
        shades.map(|shade| Theme::derive(self, *shade)).collect()
    }

    /// Every promise of a theme of this look, with its measured contrast; where the ground is not opaque, also what
    /// becomes of the text.
    pub fn contrasts(&self, theme: &Theme) -> Vec<Contrast> {
        let mut contrasts = theme.contrasts();
        contrasts.extend((self.opacity < 100).then(|| theme.contrast_through(self.opacity)));
        contrasts
    }
}

/// The tone of stop `index` of `count`, evenly spread over the ground.
fn between(ground: [Tone; 3], index: usize, count: u8) -> Tone {
    let at = index as f32 / f32::from(count - 1) * 2.0;
    let (from, to, part) = match at < 1.0 {
        true => (ground[0], ground[1], at),
        false => (ground[1], ground[2], at - 1.0),
    };
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}

/// The lightness nearest to `wanted` that is well apart from `other`.
fn away(wanted: f32, other: f32) -> f32 {
    const APART: f32 = 0.1;
    match wanted - other {
        between if between.abs() >= APART => wanted,
        between => other + APART.copysign(between),
    }
}

/// The colour of sRGB that is nearest to `color` in its own hue and lightness.
pub(crate) fn nearest_srgb(color: Oklab) -> Srgb<u8> {
    let (_, linear) = shade::fit(color);
    Srgb::from_linear(linear)
}
