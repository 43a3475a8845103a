//! Walks every accent that there is, 16,777,216 of them, dark and light, and checks what a theme promises.
//!
//! It takes an optimised build: `cargo run --profile walk --package guarantee` prints its figures, and fails where a promise
//! is broken.

use std::collections::BTreeMap;
use std::time::Instant;

use palette::convert::FromColorUnclamped;
use palette::{LinSrgb, Oklab, Srgb};
use wezmux::fleet::{Accent, Look, Shade};
use wezmux::theme::{Color, Promise, Theme};

/// The lowest contrast found of a promise, and the accent that has it.
struct Lowest {
    name: &'static str,
    floor: f64,
    ratio: f64,
    accent: Color,
}

/// How well the twelve colours with a name can be told by it.
struct Named {
    /// The largest difference of hue to the name's own, in degrees.
    turn: f64,
    /// The least chroma.
    chroma: f64,
    /// The least distance of two names in Oklab.
    apart: f64,
}

impl Default for Named {
    fn default() -> Self {
        Self {
            turn: 0.0,
            chroma: f64::INFINITY,
            apart: f64::INFINITY,
        }
    }
}

/// The hues in degrees that red, green, yellow, blue, magenta and cyan are known by.
const NAMES: [f64; 6] = [25.0, 145.0, 92.0, 258.0, 328.0, 200.0];

/// The sine of what they lean towards the accent at most: eight degrees, and a little for rounding.
const LEAN: f64 = 0.1394;

/// The difference of two angles in degrees.
fn between(a: f64, b: f64) -> f64 {
    ((a - b + 540.0).rem_euclid(360.0) - 180.0).abs()
}

fn oklab(color: Color) -> Oklab<f64> {
    let [red, green, blue] = color.channels();
    Oklab::from_color_unclamped(Srgb::new(red, green, blue).into_linear::<f64>())
}

fn hue(color: Oklab<f64>) -> f64 {
    color.b.atan2(color.a).to_degrees()
}

/// The sine of the angle between two directions of hue, 1 where they are a right angle or more apart.
fn sine(a: Oklab<f64>, b: Oklab<f64>) -> f64 {
    let (a, b) = ((a.a, a.b), (b.a, b.b));
    let cross = a.0 * b.1 - a.1 * b.0;
    let dot = a.0 * b.0 + a.1 * b.1;
    match dot > 0.0 {
        true => cross.abs() / cross.mul_add(cross, dot * dot).sqrt(),
        false => 1.0,
    }
}

/// Whether one sees a hue of it: below this chroma no eye does.
fn is_colored(color: Oklab<f64>) -> bool {
    color.a * color.a + color.b * color.b > 0.005 * 0.005
}

/// The distance of two colours in Oklab.
fn distance(a: Oklab<f64>, b: Oklab<f64>) -> f64 {
    let [l, a, b] = [a.l - b.l, a.a - b.a, a.b - b.b];
    (l * l + a * a + b * b).sqrt()
}

/// What has to be promised, and how much.
fn floor_of(name: &str) -> f64 {
    match name {
        "foreground" => 7.0,
        "cursor_bg" | "compose_cursor" | "split" => 3.0,
        _ => 4.5,
    }
}

/// Everything that is promised of every theme with colours of programs; of a light one black as well.
const PROMISED: [&str; 29] = [
    "ansi.2",
    "ansi.3",
    "ansi.4",
    "ansi.5",
    "ansi.6",
    "ansi.7",
    "ansi.8",
    "badge",
    "brights.1",
    "brights.2",
    "brights.3",
    "brights.4",
    "brights.5",
    "brights.6",
    "brights.7",
    "brights.8",
    "compose_cursor",
    "cursor_bg",
    "cursor_fg",
    "cursor_fg on compose_cursor",
    "foreground",
    "quick_select_label_fg",
    "selection_fg",
    "split",
    "tab_bar.active_tab",
    "tab_bar.inactive_tab",
    "tab_bar.inactive_tab_hover",
    "tab_bar.new_tab",
    "tab_bar.new_tab_hover",
];

/// What a part of the walk found.
struct Found {
    themes: u64,
    /// The lowest contrast of each promise, in the order in which a theme makes them: dark ones with four stops and with
    /// five, then light ones.
    lowest: [Vec<Lowest>; 4],
    /// The directions of [`NAMES`].
    directions: [Oklab<f64>; 6],
    /// The largest difference of hue to the accent's, or to what a colour with a name is meant to be, as a sine.
    turn: f64,
    /// What the colours with a name have.
    named: Named,
    /// The least distances in Oklab: of the waiting cursor to the cursor, and of a tab under the pointer to one that is
    /// not, by their grounds.
    waiting: f64,
    hovered: f64,
    broken: Vec<String>,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            themes: 0,
            lowest: Default::default(),
            directions: NAMES.map(|name| {
                let (b, a) = name.to_radians().sin_cos();
                Oklab::new(0.0, a, b)
            }),
            turn: 0.0,
            named: Named::default(),
            waiting: f64::INFINITY,
            hovered: f64::INFINITY,
            broken: Vec::new(),
        }
    }
}

impl Found {
    fn check(&mut self, look: &Look, shade: Shade) {
        let accent = oklab(look.accent.color().into());
        let has_hue = is_colored(accent);
        let mut turn: f64 = 0.0;
        let mut clipped = false;
        let theme = Theme::witnessed(look, shade, &mut |meant, color: Oklab| {
            let linear: LinSrgb<f32> = LinSrgb::from_color_unclamped(color);
            // A hundred-thousandth of light is rounding in single precision, not a clipped colour.
            clipped |= [linear.red, linear.green, linear.blue]
                .iter()
                .any(|channel| !(-2e-5..=1.0 + 2e-5).contains(channel));
            let [meant, color] =
                [meant, color].map(|color| Oklab::new(f64::from(color.l), color.a.into(), color.b.into()));
            if is_colored(color) {
                // Without colours of programs, every colour has the hue of the accent.
                let is_named =
                    look.ansi == Some(true) && self.directions.iter().any(|name| sine(meant, *name) < LEAN);
                if is_named {
                    turn = turn.max(sine(color, meant));
                } else if has_hue {
                    turn = turn.max(sine(color, accent));
                }
            }
        });
        if let Some(ansi) = &theme.ansi {
            // Of every eighth: they change little from one accent to the next.
            if look.accent.color().blue.is_multiple_of(8) {
                self.names(&ansi.normal[1..7]);
                self.names(&ansi.bright[1..7]);
            }
            let [cursor, waiting] = [theme.cursor.bg, theme.compose_cursor].map(oklab);
            self.waiting = self.waiting.min(distance(cursor, waiting));
            let [tab, hovered] = [theme.inactive_tab.bg, theme.inactive_tab_hover.bg].map(oklab);
            self.hovered = self.hovered.min(distance(tab, hovered));
        }
        // An accent that can be seen is used as it is.
        if theme
            .gradient
            .iter()
            .all(|stop| theme.accent.contrast(*stop) >= 3.0)
            && theme.cursor.bg != theme.accent
        {
            self.fail(&theme, "the accent was changed");
        }
        self.themes += 1;
        if clipped {
            self.fail(&theme, "a colour is not in sRGB");
        }
        self.turn = self.turn.max(turn);
        if turn > 2.0_f64.to_radians().sin() {
            self.fail(&theme, "a hue is off");
        }
        // Themes with as many stops make the same promises in the same order.
        let lowest = &mut self.lowest[shade as usize * 2 + theme.gradient.len() - 4];
        let mut promise = 0;
        theme.each_promise(&mut |Promise {
                                     key: name,
                                     fg,
                                     bg,
                                     floor,
                                     ..
                                 }| {
            let ratio = fg.contrast(bg);
            let accent = theme.accent;
            match lowest.get_mut(promise) {
                Some(lowest) if ratio >= lowest.ratio => {}
                Some(lowest) => (lowest.ratio, lowest.accent) = (ratio, accent),
                None => lowest.push(Lowest {
                    name,
                    floor,
                    ratio,
                    accent,
                }),
            }
            promise += 1;
            if ratio < floor {
                self.broken
                    .push(format!("{accent} {shade:?}: {name} {ratio} < {floor}"));
            }
        });
        let lightness = theme.gradient.iter().map(|stop| oklab(*stop).l);
        let ordered = match shade {
            Shade::Dark => lightness.is_sorted_by(|a, b| a < b),
            Shade::Light => lightness.is_sorted_by(|a, b| a > b),
        };
        if !ordered {
            self.fail(&theme, "the stops are not in order");
        }
    }

    /// Takes in red, green, yellow, blue, magenta and cyan.
    fn names(&mut self, colors: &[Color]) {
        let colors: Vec<Oklab<f64>> = colors.iter().map(|color| oklab(*color)).collect();
        let named = &mut self.named;
        for (index, (color, name)) in colors.iter().zip(NAMES).enumerate() {
            named.turn = named.turn.max(between(hue(*color), name));
            named.chroma = named.chroma.min(color.a.hypot(color.b));
            for other in &colors[..index] {
                named.apart = named.apart.min(distance(*color, *other));
            }
        }
    }

    fn fail(&mut self, theme: &Theme, what: &str) {
        self.broken
            .push(format!("{} {:?}: {what}", theme.accent, theme.shade));
    }

    fn merge(mut self, other: Self) -> Self {
        self.themes += other.themes;
        self.turn = self.turn.max(other.turn);
        self.named = Named {
            turn: self.named.turn.max(other.named.turn),
            chroma: self.named.chroma.min(other.named.chroma),
            apart: self.named.apart.min(other.named.apart),
        };
        self.waiting = self.waiting.min(other.waiting);
        self.hovered = self.hovered.min(other.hovered);
        self.broken.extend(other.broken);
        for (mine, others) in self.lowest.iter_mut().zip(other.lowest) {
            if mine.is_empty() {
                *mine = others;
                continue;
            }
            for (lowest, other) in mine.iter_mut().zip(others) {
                if other.ratio < lowest.ratio {
                    *lowest = other;
                }
            }
        }
        self
    }
}

/// Walks all greens and blues of some reds.
fn walk(reds: impl Iterator<Item = u8>) -> Found {
    let mut found = Found::default();
    for red in reds {
        for green in 0..=255 {
            for blue in 0..=255 {
                // Two and three stops are some of five, which another test shows.
                for (stops, ansi) in [(5, true), (4, false)] {
                    let look = Look {
                        ansi: Some(ansi),
                        stops,
                        ..Look::from(Accent::from(Srgb::new(red, green, blue)))
                    };
                    found.check(&look, Shade::Dark);
                    found.check(&look, Shade::Light);
                }
                if found.broken.len() > 100 {
                    return found;
                }
            }
        }
    }
    found
}

fn main() {
    let started = Instant::now();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                // Interleaved, so that every thread has as much to do.
                scope.spawn(move || walk((0..=255).skip(part).step_by(threads)))
            })
            .collect();
        parts
            .into_iter()
            .map(|part| part.join().expect("a walk ends"))
            .fold(Found::default(), Found::merge)
    });
    println!(
        "{} themes in {:.1} s on {threads} threads",
        found.themes,
        started.elapsed().as_secs_f64()
    );
    println!(
        "largest difference of hue: {:.3} degrees",
        found.turn.asin().to_degrees()
    );
    println!(
        "least distance of the waiting cursor to the cursor: {:.3}, of a tab under the pointer to others: {:.3}",
        found.waiting, found.hovered
    );
    let Named { turn, chroma, apart } = found.named;
    println!(
        "red to cyan: {turn:.2} degrees off at most, least chroma {chroma:.3}, least distance {apart:.3}"
    );
    for (shade, lowest) in ["dark", "light"].iter().zip(found.lowest.chunks(2)) {
        println!("lowest contrast of {shade} themes:");
        let mut pairs: BTreeMap<&str, &Lowest> = BTreeMap::new();
        for lowest in lowest.iter().flatten() {
            let pair = pairs.entry(lowest.name).or_insert(lowest);
            if lowest.ratio < pair.ratio {
                *pair = lowest;
            }
        }
        for lowest in pairs.values() {
            let Lowest {
                name,
                floor,
                ratio,
                accent,
            } = lowest;
            println!("{ratio:8.4} of {floor}  {name}, with accent {accent}");
            assert_eq!(*floor, floor_of(name), "{name}");
        }
        let mut promised = PROMISED.to_vec();
        promised.extend((*shade == "light").then_some("ansi.1"));
        promised.sort();
        assert_eq!(pairs.into_keys().collect::<Vec<_>>(), promised);
    }
    assert_eq!(found.broken, [""; 0]);
    // Eight bits a channel add a little to the eight degrees that they lean at most.
    assert!(
        turn < 9.0 && chroma > 0.07 && apart > 0.075,
        "a colour is not what it is called"
    );
    // Twice what is just noticed where two lie side by side, and three times.
    assert!(found.waiting > 0.04 && found.hovered > 0.06, "two look the same");
    assert_eq!(found.themes, 4 << 24);
}
