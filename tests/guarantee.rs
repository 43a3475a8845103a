//! Walks every accent that there is, 16,777,216 of them, dark and light, and checks what a theme promises.
//!
//! It takes an optimised build: `cargo test --release --test guarantee -- --nocapture` prints its figures. In a build
//! without optimisation it walks over a part.

use std::collections::BTreeMap;
use std::time::Instant;

use palette::convert::FromColorUnclamped;
use palette::{LinSrgb, Oklab, Srgb};
use wezmux::fleet::{Look, Shade};
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

/// What a part of the walk found.
#[derive(Default)]
struct Found {
    themes: u64,
    /// The lowest contrast of each promise, in the order in which a theme makes them: dark ones with two to five stops,
    /// then light ones.
    lowest: [Vec<Lowest>; 8],
    /// The largest difference of hue to the accent's, in degrees; of the colours with a name to what they are meant to be.
    turn: f64,
    /// What the colours with a name have.
    named: Named,
    broken: Vec<String>,
}

impl Found {
    fn check(&mut self, look: &Look, shade: Shade) {
        let accent = oklab(look.accent.color().into());
        let is_colored = accent.a.hypot(accent.b) > 0.005;
        let mut turn: f64 = 0.0;
        let mut clipped = false;
        let theme = Theme::witnessed(look, shade, &mut |meant, color: Oklab| {
            let linear: LinSrgb<f32> = LinSrgb::from_color_unclamped(color);
            // A hundred-thousandth of light is rounding in single precision, not a clipped colour.
            clipped |= [linear.red, linear.green, linear.blue]
                .iter()
                .any(|channel| !(-2e-5..=1.0 + 2e-5).contains(channel));
            let meant = f64::from(meant);
            let is_named = NAMES.iter().any(|name| between(meant, *name) <= 8.01);
            let (a, b) = (f64::from(color.a), f64::from(color.b));
            // Below this chroma no eye sees a hue.
            if a.hypot(b) > 0.005 {
                let own = b.atan2(a).to_degrees();
                if is_colored || is_named {
                    turn = turn.max(between(own, meant));
                }
                if is_colored && !is_named {
                    turn = turn.max(between(own, hue(accent)));
                }
            }
        });
        // Of every eighth: they change little from one accent to the next.
        if let Some(ansi) = theme
            .ansi
            .as_ref()
            .filter(|_| look.accent.color().blue.is_multiple_of(8))
        {
            self.names(&ansi.normal[1..7]);
            self.names(&ansi.bright[1..7]);
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
        if turn > 2.0 {
            self.fail(&theme, "a hue is off");
        }
        // Themes with as many stops make the same promises in the same order.
        let lowest = &mut self.lowest[shade as usize * 4 + theme.gradient.len() - 2];
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
        let ordered = theme.gradient.windows(2).all(|pair| match shade {
            Shade::Dark => oklab(pair[0]).l < oklab(pair[1]).l,
            Shade::Light => oklab(pair[0]).l > oklab(pair[1]).l,
        });
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
                let [l, a, b] = [color.l - other.l, color.a - other.a, color.b - other.b];
                named.apart = named.apart.min((l * l + a * a + b * b).sqrt());
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
fn walk(reds: impl Iterator<Item = u8>, step: usize) -> Found {
    let mut found = Found::default();
    for red in reds {
        for green in (0..=255_u8).step_by(step) {
            for blue in (0..=255).step_by(step) {
                let look = Look {
                    ansi: Some(true),
                    stops: 2 + green.wrapping_add(blue) % 4,
                    ..Look::from(wezmux::fleet::Accent::from(Srgb::new(red, green, blue)))
                };
                found.check(&look, Shade::Dark);
                found.check(&look, Shade::Light);
                if found.broken.len() > 100 {
                    return found;
                }
            }
        }
    }
    found
}

#[test]
fn every_accent() {
    let started = Instant::now();
    // Of every seventeenth value a channel, black and white are both.
    let step = if cfg!(debug_assertions) { 17 } else { 1 };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                // Interleaved, so that every thread has as much to do.
                scope.spawn(move || walk((0..=255u8).step_by(step).skip(part).step_by(threads), step))
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
    println!("largest difference of hue: {:.3} degrees", found.turn);
    let Named { turn, chroma, apart } = found.named;
    println!(
        "red to cyan: {turn:.2} degrees off at most, least chroma {chroma:.3}, least distance {apart:.3}"
    );
    for (shade, lowest) in ["dark", "light"].iter().zip(found.lowest.chunks(4)) {
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
        }
    }
    assert_eq!(found.broken, [""; 0]);
    // Eight bits a channel add a little to the eight degrees that they lean at most.
    assert!(
        turn < 9.0 && chroma > 0.07 && apart > 0.075,
        "a colour is not what it is called"
    );
    let values = 256_u64.div_ceil(step as u64);
    assert_eq!(found.themes, 2 * values.pow(3));
}
