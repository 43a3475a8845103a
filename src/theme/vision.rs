//! How far apart two accents are, to any eye.

use std::collections::HashMap;

use palette::color_difference::EuclideanDistance;
use palette::convert::FromColorUnclamped;
use palette::{IsWithinBounds, LinSrgb, Oklab, Oklch, Srgb};

use crate::fleet::Accent;

/// The distance in Oklab below which two colours are hard to tell apart at a glance. Two that lie side by side are
/// told apart at about a third of it; these are seen one after the other, in different windows.
pub const HARD_TO_TELL: f32 = 0.06;

/// A way of seeing colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vision {
    /// With all three kinds of cones.
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

    /// The colour that someone with normal vision sees where someone with this one sees `accent`.
    pub fn simulate(self, accent: Accent) -> Srgb<u8> {
        Srgb::from_linear(self.see(accent))
    }

    fn see(self, accent: Accent) -> LinSrgb<f32> {
        let light: LinSrgb<f32> = accent.color().into_linear();
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
#[derive(Clone, Copy)]
struct Seen([Oklab; 4]);

impl Seen {
    fn of(accent: Accent) -> Self {
        Self(Vision::ALL.map(|vision| Oklab::from_color_unclamped(vision.see(accent))))
    }

    /// The distance to `other` for those who see the least of it, and who they are.
    fn distance(&self, other: &Self) -> (f32, Vision) {
        let mut least = (f32::INFINITY, Vision::Normal);
        for ((a, b), vision) in self.0.iter().zip(other.0).zip(Vision::ALL) {
            let distance = a.distance(b);
            if distance < least.0 {
                least = (distance, vision);
            }
        }
        least
    }

    /// The first vision, of those to whom they are hard to tell apart: the normal one if it is among them.
    fn confused_by(&self, other: &Self) -> Option<Vision> {
        let mut distances = self.0.iter().zip(other.0).zip(Vision::ALL);
        distances.find_map(|((a, b), vision)| (a.distance(b) < HARD_TO_TELL).then_some(vision))
    }
}

/// The distance of two accents in Oklab for those who see the least of it, and who they are.
pub fn distance(a: Accent, b: Accent) -> (f32, Vision) {
    Seen::of(a).distance(&Seen::of(b))
}

/// Two accents that are hard to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookAlike {
    /// The index of the first.
    pub first: usize,
    /// The index of the other.
    pub second: usize,
    /// For whom they are: for everyone when it is the normal one.
    pub vision: Vision,
}

/// For each accent the nearest one before it that is closer than [`HARD_TO_TELL`], if any.
///
/// It looks only at neighbours in a grid, and keeps a few of each cell, so that thousands take no longer than their
/// number asks for.
pub fn look_alikes(accents: impl IntoIterator<Item = Accent>) -> Vec<LookAlike> {
    const KEPT: usize = 8;
    let mut found = Vec::new();
    let mut seen: Vec<Seen> = Vec::new();
    let mut cells: HashMap<(usize, [i32; 3]), Vec<usize>> = HashMap::new();
    let cell = |color: Oklab| [color.l, color.a, color.b].map(|part| (part / HARD_TO_TELL).floor() as i32);
    for (second, accent) in accents.into_iter().enumerate() {
        let colors = Seen::of(accent);
        let mut nearest: Option<(f32, usize)> = None;
        for (vision, color) in colors.0.iter().enumerate() {
            let [l, a, b] = cell(*color);
            let around = (-1..=1)
                .flat_map(|x| (-1..=1).flat_map(move |y| (-1..=1).map(move |z| [l + x, a + y, b + z])));
            for first in around.filter_map(|cell| cells.get(&(vision, cell))).flatten() {
                let (distance, _) = colors.distance(&seen[*first]);
                if distance < HARD_TO_TELL && nearest.is_none_or(|nearest| distance < nearest.0) {
                    nearest = Some((distance, *first));
                }
            }
        }
        for (vision, color) in colors.0.iter().enumerate() {
            let kept = cells.entry((vision, cell(*color))).or_default();
            if kept.len() < KEPT {
                kept.push(second);
            }
        }
        if let Some((_, first)) = nearest {
            found.extend(colors.confused_by(&seen[first]).map(|vision| LookAlike {
                first,
                second,
                vision,
            }));
        }
        seen.push(colors);
    }
    found
}

/// How many accents [`suggest`] gives at most: beyond that they are no longer easy to tell apart.
pub const MOST_SUGGESTIONS: usize = 64;

/// Accents to choose from: strong enough to tell a window by, neither glaring nor murky.
fn candidates() -> Vec<(Accent, Seen)> {
    let mut candidates = Vec::new();
    for lightness in [0.58, 0.66, 0.74, 0.82, 0.90] {
        for chroma in [0.05, 0.10, 0.14, 0.18, 0.22] {
            for hue in 0..48 {
                let color: LinSrgb<f32> =
                    LinSrgb::from_color_unclamped(Oklch::new(lightness, chroma, hue as f32 * 7.5));
                if color.is_within_bounds() {
                    let accent = Accent::from(Srgb::from_linear(color));
                    candidates.push((accent, Seen::of(accent)));
                }
            }
        }
    }
    candidates
}

/// The candidate that is farthest from its nearest among `others`; the first one of equals.
fn farthest<'a>(candidates: &'a [(Accent, Seen)], others: &[Seen]) -> &'a (Accent, Seen) {
    let room = |(_, seen): &(Accent, Seen)| {
        let distances = others.iter().map(|other| seen.distance(other).0);
        distances.fold(f32::INFINITY, f32::min)
    };
    let mut best = &candidates[0];
    let mut most = room(best);
    for candidate in &candidates[1..] {
        let room = room(candidate);
        if room > most {
            (best, most) = (candidate, room);
        }
    }
    best
}

/// An accent as far as can be from all of `others`, to any eye.
pub fn suggest_beside(others: impl IntoIterator<Item = Accent>) -> Accent {
    let others: Vec<Seen> = others.into_iter().map(Seen::of).collect();
    farthest(&candidates(), &others).0
}

/// `count` accents as far apart as can be found, to any eye; the same each time. At most [`MOST_SUGGESTIONS`].
///
/// It begins with each next one as far as can be from those before (Gonzalez, "Clustering to minimize the maximum
/// intercluster distance", 1985), then moves each to where it has most room, as long as that helps.
pub fn suggest(count: usize) -> Vec<Accent> {
    let candidates = candidates();
    let mut chosen: Vec<(Accent, Seen)> = Vec::new();
    for _ in 0..count.min(MOST_SUGGESTIONS) {
        let others: Vec<Seen> = chosen.iter().map(|(_, seen)| *seen).collect();
        chosen.push(*farthest(&candidates, &others));
    }
    for _ in 0..4 {
        for index in 0..chosen.len() {
            let mut others: Vec<Seen> = chosen.iter().map(|(_, seen)| *seen).collect();
            let own = others.swap_remove(index);
            let room = |seen: &Seen| {
                others
                    .iter()
                    .map(|other| seen.distance(other).0)
                    .fold(f32::INFINITY, f32::min)
            };
            let better = farthest(&candidates, &others);
            if room(&better.1) > room(&own) {
                chosen[index] = *better;
            }
        }
    }
    chosen.into_iter().map(|(accent, _)| accent).collect()
}
