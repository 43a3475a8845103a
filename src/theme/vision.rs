//! How far apart two accents are, to any eye.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use palette::color_difference::EuclideanDistance;
use palette::convert::FromColorUnclamped;
use palette::{IsWithinBounds, LinSrgb, Oklab, Oklch, Srgb};
use serde::{Deserialize, Serialize};

use super::{Color, Theme};
use crate::fleet::{Accent, Appearance, Look, Shade};

/// The distance in Oklab below which two colours are hard to tell apart at a glance. It is three times the difference
/// that is just noticed where two lie side by side, 0.02 (CSS Color 4, 13.2 "Binary Search Gamut Mapping with Local
/// MINDE"): these are seen one after the other, in different windows.
pub const HARD_TO_TELL: f32 = 0.06;

/// A way of seeing colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Vision {
    /// With all three kinds of cones.
    #[default]
    Normal,
    /// Without those for long waves.
    Protanopia,
    /// Without those for middle waves.
    Deuteranopia,
    /// Without those for short waves.
    Tritanopia,
}

impl Vision {
    /// Every way.
    pub const ALL: [Self; 4] = [
        Self::Normal,
        Self::Protanopia,
        Self::Deuteranopia,
        Self::Tritanopia,
    ];

    /// The vision of this name: `normal`, `protanopia`, `deuteranopia` or `tritanopia`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vision| vision.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Protanopia => "protanopia",
            Self::Deuteranopia => "deuteranopia",
            Self::Tritanopia => "tritanopia",
        }
    }

    /// What it makes of light, row by row, in linear sRGB: Machado, Oliveira and Fernandes, "A Physiologically-based
    /// Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), supplementary table, severity 1.0.
    fn matrix(self) -> [[f32; 3]; 3] {
        match self {
            Self::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Self::Tritanopia => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }

    /// The colour that someone with normal vision sees where someone with this one sees `color`.
    pub fn simulate(self, color: Color) -> Color {
        match self {
            Self::Normal => color,
            _ => self.see(color).into(),
        }
    }

    fn see(self, color: Color) -> LinSrgb<f32> {
        let light: LinSrgb<f32> = color.srgb().into_linear();
        let [red, green, blue] = self.matrix().map(|[red, green, blue]| {
            (red * light.red + green * light.green + blue * light.blue).clamp(0.0, 1.0)
        });
        LinSrgb::new(red, green, blue)
    }

    /// For whom it is, in words.
    pub fn people(self) -> &'static str {
        match self {
            Self::Normal => "anyone",
            Self::Protanopia => "people with protanopia",
            Self::Deuteranopia => "people with deuteranopia",
            Self::Tritanopia => "people with tritanopia",
        }
    }
}

/// A colour as each vision sees it, in the order of [`Vision::ALL`].
#[derive(Clone, Copy, PartialEq)]
struct Seen([Oklab; 4]);

impl Seen {
    fn of(color: Color) -> Self {
        Self(Vision::ALL.map(|vision| Oklab::from_color_unclamped(vision.see(color))))
    }

    /// The distance to `other` for those who see the least of it.
    fn distance(&self, other: &Self) -> f32 {
        let mut least = f32::INFINITY;
        for (a, b) in self.0.iter().zip(&other.0) {
            let squared = a.distance_squared(*b);
            if squared < least {
                least = squared;
            }
        }
        least.sqrt()
    }

    /// The first vision, of those to whom they are hard to tell apart: the normal one if it is among them.
    fn confused_by(&self, other: &Self) -> Option<Vision> {
        let mut distances = self.0.iter().zip(other.0).zip(Vision::ALL);
        distances.find_map(|((a, b), vision)| (a.distance(b) < HARD_TO_TELL).then_some(vision))
    }
}

/// The distance of two colours in Oklab for those who see the least of it.
pub fn distance(a: Color, b: Color) -> f32 {
    Seen::of(a).distance(&Seen::of(b))
}

/// The colour by which one knows a window: that of its badge, its cursor and its active tab, which is the accent unless
/// that could not be seen on the ground.
fn mark(accent: Accent, shade: Shade) -> Seen {
    thread_local! {
        /// While one writes, nearly all accents are those that were there before.
        static KNOWN: RefCell<HashMap<([u8; 3], Shade), Seen>> = RefCell::default();
    }
    let derive = || {
        let look = Look {
            ansi: Some(false),
            ..Look::from(accent)
        };
        Seen::of(Theme::derive(&look, shade).badge.bg)
    };
    KNOWN.with_borrow_mut(|known| {
        if known.len() > MOST_KNOWN {
            known.clear();
        }
        *known.entry((accent.color().into(), shade)).or_insert_with(derive)
    })
}

/// How many marks are kept.
const MOST_KNOWN: usize = 20_000;

/// Two windows that are hard to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// The index of the first.
    pub first: usize,
    /// The index of the other.
    pub second: usize,
    /// For whom they are: for everyone when it is the normal one.
    pub vision: Vision,
    /// Where: in their dark windows, or in their light ones alone.
    pub shade: Shade,
}

/// For each look one before it whose window is hard to tell from its own, if there is any: both are dark or both light
/// at some time, and what marks them is closer than [`HARD_TO_TELL`].
pub fn look_alikes<'a>(looks: impl Iterator<Item = &'a Look> + Clone) -> Vec<LookAlike> {
    let mut found = vec![None; looks.clone().count()];
    for shade in [Shade::Dark, Shade::Light] {
        let worn = looks.clone().enumerate();
        let worn = worn.filter(|(_, look)| look.appearance.shades().contains(&shade));
        for pair in alike(worn.map(|(index, look)| (index, mark(look.accent, shade))), shade) {
            found[pair.second].get_or_insert(pair);
        }
    }
    found.into_iter().flatten().collect()
}

/// It looks into the cells of a grid in which two of one cell are always closer than [`HARD_TO_TELL`], so that many
/// equal ones are found at once.
fn alike(marks: impl Iterator<Item = (usize, Seen)>, shade: Shade) -> Vec<LookAlike> {
    /// A vision, and a place in its grid, which is less than 30 cells wide, in one number.
    type Cell = i32;
    const WIDTH: i32 = 256;
    const REACH: i32 = 2;
    let side = HARD_TO_TELL / 3.0_f32.sqrt();
    let at = |x: i32, y: i32, z: i32| (x * WIDTH + y) * WIDTH + z;
    let place = |part: f32| (part / side).floor() as i32;
    let cell = |vision: i32, seen: &Oklab| at(64 * vision + place(seen.l), place(seen.a), place(seen.b));
    let mut found = Vec::new();
    let mut cells: HashMap<Cell, Vec<(usize, Seen)>> = HashMap::new();
    for (second, seen) in marks {
        let own: [_; 4] = std::array::from_fn(|vision| cell(vision as i32, &seen.0[vision]));
        let in_cell = |key: &Cell| {
            let mut others = cells.get(key).into_iter().flatten();
            others.find_map(|(first, other)| Some((*first, seen.confused_by(other)?)))
        };
        let around = || {
            let steps = || -REACH..=REACH;
            let cube = steps().flat_map(|x| steps().flat_map(move |y| steps().map(move |z| at(x, y, z))));
            let mut moved = cube.flat_map(|by| own.map(|cell| cell + by));
            moved.find_map(|key| in_cell(&key))
        };
        if let Some((first, vision)) = own.iter().find_map(in_cell).or_else(around) {
            found.push(LookAlike {
                first,
                second,
                vision,
                shade,
            });
        }
        for key in own {
            cells.entry(key).or_default().push((second, seen));
        }
    }
    found
}

/// How many accents [`suggest`] gives at most, for windows that are dark, light or as the system is: of more, some would
/// look alike.
pub const MOST_SUGGESTIONS: [usize; 3] = [22, 16, 12];

/// What marks the windows of an accent, dark and light, and whether that is the accent itself.
#[derive(Clone, Copy)]
struct Marks {
    seen: [Seen; 2],
    as_is: [bool; 2],
}

impl Marks {
    fn of(accent: Accent) -> Self {
        let own = Seen::of(accent.color().into());
        let seen = [Shade::Dark, Shade::Light].map(|shade| mark(accent, shade));
        let as_is = seen.map(|mark| mark == own);
        Self { seen, as_is }
    }

    /// The distance to `other` in the shade and to the eye that tell the least.
    fn distance(&self, other: &Self, shades: &[Shade]) -> f32 {
        let distances = shades.iter().map(|shade| {
            let shade = *shade as usize;
            self.seen[shade].distance(&other.seen[shade])
        });
        distances.fold(f32::INFINITY, f32::min)
    }
}

/// Accents to choose from: strong enough to tell a window by, and used as they are in one shade at least.
pub struct Candidates {
    accents: Vec<(Accent, Marks)>,
    shades: &'static [Shade],
}

impl Candidates {
    /// All of them, for windows that are seen in these shades; the same each time.
    pub fn worn(shades: &'static [Shade]) -> Self {
        static ALL: OnceLock<Vec<(Accent, Marks)>> = OnceLock::new();
        let all = ALL.get_or_init(Self::all).iter();
        let worn = all.filter(|(_, marks)| shades.iter().any(|shade| marks.as_is[*shade as usize]));
        Self {
            accents: worn.copied().collect(),
            shades,
        }
    }

    fn all() -> Vec<(Accent, Marks)> {
        let mut accents = Vec::new();
        // From the middle outwards, so that of equals the one that glares less comes first.
        for lightness in [74_u8, 70, 66, 62, 78, 58, 54, 82, 50, 86, 46, 90, 42, 38] {
            for chroma in [14, 18, 10, 22] {
                for hue in 0..48 {
                    // The first one is the violet of the founding guide, about.
                    let hue = 300.0 + hue as f32 * 7.5;
                    let [lightness, chroma] = [lightness, chroma].map(|percent| percent as f32 / 100.0);
                    let color: LinSrgb<f32> =
                        LinSrgb::from_color_unclamped(Oklch::new(lightness, chroma, hue));
                    if color.is_within_bounds() {
                        let accent = Accent::from(Srgb::from_linear(color));
                        accents.push((accent, Marks::of(accent)));
                    }
                }
            }
        }
        accents
    }

    /// The distance of `marks` to the nearest of `others` but the one at `but`; any that is no more than `enough` when it
    /// is no more than that.
    fn room(&self, marks: &Marks, others: &[(Accent, Marks)], but: usize, enough: f32) -> f32 {
        let mut room = f32::INFINITY;
        for (index, (_, other)) in others.iter().enumerate() {
            if index != but {
                room = room.min(marks.distance(other, self.shades));
            }
            if room <= enough {
                break;
            }
        }
        room
    }

    /// The one that is farthest from its nearest among `others` but the one at `but`, the first one of equals, and how
    /// far that is.
    fn farthest(&self, others: &[(Accent, Marks)], but: usize) -> ((Accent, Marks), f32) {
        let mut best = (self.accents[0], f32::NEG_INFINITY);
        for candidate in &self.accents {
            let room = self.room(&candidate.1, others, but, best.1);
            if room > best.1 {
                best = (*candidate, room);
            }
        }
        best
    }

    /// An accent as far as can be from all of `others`, to any eye; none where it would look like one of them.
    pub fn beside(&self, others: impl IntoIterator<Item = Accent>) -> Option<Accent> {
        let others = others.into_iter().map(|accent| (accent, Marks::of(accent)));
        let ((accent, _), room) = self.farthest(&others.collect::<Vec<_>>(), usize::MAX);
        (room >= HARD_TO_TELL).then_some(accent)
    }
}

/// `count` accents whose windows are as far apart as can be found where they are worn like that, to any eye; the same
/// each time. At most as many as [`MOST_SUGGESTIONS`] says.
///
/// It begins with each next one as far as can be from those before (Gonzalez, "Clustering to minimize the maximum
/// intercluster distance", 1985), then moves each to where it has most room, as long as that helps. Of several
/// beginnings it takes the one with the best end; the fewer accents, the more it tries in as much time.
pub fn suggest(count: usize, appearance: Appearance) -> Vec<Accent> {
    let candidates = Candidates::worn(appearance.shades());
    let count = count.min(MOST_SUGGESTIONS[appearance as usize]);
    let beginnings = 1 + 24 / count.max(2);
    let mut best = (Vec::new(), f32::NEG_INFINITY);
    for beginning in 0..beginnings {
        let mut chosen: Vec<(Accent, Marks)> = Vec::new();
        for index in 0..count {
            chosen.push(match index {
                0 => candidates.accents[beginning * candidates.accents.len() / beginnings],
                _ => candidates.farthest(&chosen, index).0,
            });
        }
        let mut least = f32::INFINITY;
        for _ in 0..8 {
            least = f32::INFINITY;
            for index in 0..count {
                let mut room = candidates.room(&chosen[index].1, &chosen, index, 0.0);
                let (better, its_room) = candidates.farthest(&chosen, index);
                if its_room > room {
                    (chosen[index], room) = (better, its_room);
                }
                least = least.min(room);
            }
        }
        if least > best.1 {
            best = (chosen, least);
        }
    }
    best.0.into_iter().map(|(accent, _)| accent).collect()
}

/// `count` accents, each as far as can be from `taken` and from those before it, as long as there is room for more; then
/// from the start again those that [`suggest`] gives.
pub fn spread(count: usize, mut taken: Vec<Accent>, appearance: Appearance) -> Vec<Accent> {
    /// Among more than these there is no room, and to look for it takes long.
    const CROWD: usize = 100;
    let most = MOST_SUGGESTIONS[appearance as usize];
    if count == 0 {
        return Vec::new();
    }
    if taken.is_empty() {
        return suggest(count, appearance)
            .into_iter()
            .cycle()
            .take(count)
            .collect();
    }
    let candidates = Candidates::worn(appearance.shades());
    let mut accents = Vec::new();
    while accents.len() < count && taken.len() < CROWD {
        let Some(accent) = candidates.beside(taken.iter().copied()) else {
            break;
        };
        taken.push(accent);
        accents.push(accent);
    }
    if accents.len() < count {
        let others = suggest(most, appearance);
        let missing = count - accents.len();
        accents.extend(others.into_iter().cycle().take(missing));
    }
    accents
}
