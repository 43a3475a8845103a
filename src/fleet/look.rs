use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Accent, Refusal};

/// How a domain's windows look: everything that its theme is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The colour that all others are made from.
    pub accent: Accent,
    /// Dark, light, or as the system is.
    pub appearance: Appearance,
    /// How many colours the ground runs through, 2 to 5.
    pub stops: u8,
    /// Which way it runs.
    pub orientation: Orientation,
    /// How opaque the ground is, in percent, 10 to 100.
    pub opacity: u8,
    /// Where colours between two stops come from.
    pub blend: Blend,
    /// Whether the sixteen colours of programs are made from the accent too. When nothing is said they are on a light
    /// ground, where WezTerm's own could not be read.
    pub ansi: Option<bool>,
}

impl Look {
    /// Whether WezTerm's own sixteen colours, which are for dark grounds, may stand on a light one.
    pub(super) fn has_dark_palette_on_light(&self) -> bool {
        self.ansi == Some(false) && self.appearance.shades().contains(&Shade::Light)
    }
}

impl From<Accent> for Look {
    /// What a project that says nothing else gets.
    fn from(accent: Accent) -> Self {
        Self {
            accent,
            appearance: Appearance::Dark,
            stops: 3,
            orientation: Orientation::default(),
            opacity: 100,
            blend: Blend::Rgb,
            ansi: None,
        }
    }
}

/// Whether a ground is dark or light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Shade {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl Shade {
    /// This one and no other.
    pub(crate) fn alone(self) -> &'static [Self] {
        match self {
            Self::Dark => &[Self::Dark],
            Self::Light => &[Self::Light],
        }
    }
}

/// What a project says about dark and light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    /// Always dark.
    Dark,
    /// Always light.
    Light,
    /// As the system is at the moment.
    System,
}

impl Appearance {
    /// Every one with its name in the project file.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("system", Self::System),
    ];

    /// Reads `dark`, `light` or `system`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        choose(text, &Self::NAMES)
    }

    /// The shades that may be seen.
    pub fn shades(self) -> &'static [Shade] {
        match self {
            Self::Dark => Shade::Dark.alone(),
            Self::Light => Shade::Light.alone(),
            Self::System => &[Shade::Dark, Shade::Light],
        }
    }
}

/// Which way a gradient runs, as in WezTerm's `orientation` (config/src/background.rs:326 at 20250223).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// From left to right.
    Horizontal,
    /// From top to bottom.
    Vertical,
    /// Along a line at this angle in degrees, -360 to 360; 0 is from left to right, -45 down to the right.
    Linear(i16),
    /// From the middle outwards.
    Radial,
}

impl Default for Orientation {
    fn default() -> Self {
        Self::Linear(-45)
    }
}

impl Orientation {
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let named = [
            ("horizontal", Self::Horizontal),
            ("vertical", Self::Vertical),
            ("radial", Self::Radial),
        ];
        if let Some((_, orientation)) = named.into_iter().find(|(name, _)| *name == text) {
            return Ok(orientation);
        }
        match text.parse() {
            Ok(angle @ -360..=360) => Ok(Self::Linear(angle)),
            _ => Err(Refusal::new(
                "`horizontal`, `vertical`, `radial`, or an angle in whole degrees such as `-45`",
            )),
        }
    }
}

impl fmt::Display for Orientation {
    /// As it can be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Horizontal => f.write_str("horizontal"),
            Self::Vertical => f.write_str("vertical"),
            Self::Linear(angle) => write!(f, "{angle}"),
            Self::Radial => f.write_str("radial"),
        }
    }
}

/// The space in which WezTerm blends two stops (config/src/background.rs:433-457 at 20250223).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blend {
    /// sRGB as it is written.
    Rgb,
    /// sRGB in proportion to light.
    LinearRgb,
    /// Hue, saturation and value.
    Hsv,
    /// Oklab.
    Oklab,
}

impl Blend {
    /// Every one with its name in the project file.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("rgb", Self::Rgb),
        ("linear-rgb", Self::LinearRgb),
        ("hsv", Self::Hsv),
        ("oklab", Self::Oklab),
    ];

    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        choose(text, &Self::NAMES)
    }

    /// WezTerm's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rgb => "Rgb",
            Self::LinearRgb => "LinearRgb",
            Self::Hsv => "Hsv",
            Self::Oklab => "Oklab",
        }
    }
}

impl fmt::Display for Blend {
    /// As it can be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Self::NAMES.iter().filter(|(_, blend)| blend == self);
        names
            .map(|(name, _)| *name)
            .try_for_each(|name| f.write_str(name))
    }
}

/// The value named `text`, or a refusal that lists every name.
pub(super) fn choose<T: Copy>(text: &str, names: &[(&str, T)]) -> Result<T, Refusal> {
    if let Some((_, value)) = names.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let names: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
    let (last, others) = names.split_last().expect("a choice has names");
    Err(Refusal::new(format!("{} or {last}", others.join(", "))))
}
