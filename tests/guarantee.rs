//! Walks every accent that there is, 16,777,216 of them, dark and light, and checks what a theme promises.
//!
//! It takes an optimised build: `cargo test --release --test guarantee -- --nocapture` prints its figures. In a build
//! without optimisation it walks over a part.

use std::collections::BTreeMap;
use std::time::Instant;

use palette::convert::FromColorUnclamped;
use palette::{LinSrgb, Oklab, Srgb};
use wezmux::fleet::{Look, Shade};
use wezmux::theme::{Color, Theme};

/// The lowest contrast found of a promise, and the accent that has it.
struct Lowest {
    name: &'static str,
    floor: f64,
    ratio: f64,
    accent: Color,
}

/// What a part of the walk found.
#[derive(Default)]
struct Found {
    themes: u64,
    /// The lowest contrast of each promise, in the order in which a theme, dark or light, makes them.
    lowest: [Vec<Lowest>; 2],
    /// The largest difference of hue to the accent's, in degrees.
    turn: f64,
    broken: Vec<String>,
}

impl Found {
    fn check(&mut self, look: &Look, shade: Shade) {
        let accent = Oklab::from_color_unclamped(look.accent.color().into_linear::<f64>());
        let chroma = accent.a.hypot(accent.b);
        let mut turn: f64 = 0.0;
        let mut clipped = false;
        let theme = Theme::witnessed(look, shade, &mut |color: Oklab| {
            let linear: LinSrgb<f32> = LinSrgb::from_color_unclamped(color);
            // A millionth of light is rounding in single precision, not a clipped colour.
            clipped |= [linear.red, linear.green, linear.blue]
                .iter()
                .any(|channel| !(-1e-5..=1.0 + 1e-5).contains(channel));
            // Below this chroma no eye sees a hue.
            let own = f64::from(color.a.hypot(color.b));
            if chroma > 0.005 && own > 0.005 {
                let (a, b) = (f64::from(color.a), f64::from(color.b));
                let (dot, cross) = (accent.a * a + accent.b * b, accent.a * b - accent.b * a);
                turn = turn.max(cross.atan2(dot).abs().to_degrees());
            }
        });
        self.themes += 1;
        if clipped {
            self.fail(&theme, "a colour is not in sRGB");
        }
        self.turn = self.turn.max(turn);
        if turn > 2.0 {
            self.fail(&theme, "a hue is off");
        }
        let lowest = &mut self.lowest[shade as usize];
        let mut promise = 0;
        theme.each_promise(&mut |name, fg, bg, floor| {
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
            Shade::Dark => pair[0].luminance() < pair[1].luminance(),
            Shade::Light => pair[0].luminance() > pair[1].luminance(),
        });
        if !ordered {
            self.fail(&theme, "the stops are not in order");
        }
    }

    fn fail(&mut self, theme: &Theme, what: &str) {
        self.broken
            .push(format!("{} {:?}: {what}", theme.accent, theme.shade));
    }

    fn merge(mut self, other: Self) -> Self {
        self.themes += other.themes;
        self.turn = self.turn.max(other.turn);
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
        for green in (0..=255).step_by(step) {
            for blue in (0..=255).step_by(step) {
                let look = Look {
                    ansi: Some(true),
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
    for (shade, lowest) in ["dark", "light"].iter().zip(&found.lowest) {
        println!("lowest contrast of {shade} themes:");
        let mut pairs: BTreeMap<&str, &Lowest> = BTreeMap::new();
        for lowest in lowest {
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
    let values = 256_u64.div_ceil(step as u64);
    assert_eq!(found.themes, 2 * values.pow(3));
}
