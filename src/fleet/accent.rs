use std::fmt;

use palette::convert::FromColorUnclamped;
use palette::{Hsl, Oklab, Oklch, Srgb, named};

use super::Refusal;
use super::text::visible;

/// The colour that a theme is made from, in sRGB with 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(Srgb<u8>);

impl Accent {
    /// Reads `#rrggbb` or `#rgb`, with or without `#`, a CSS name, `rgb()` or `oklch()`; in any case, with space at
    /// its ends. A colour that sRGB does not have loses chroma until it does.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let digits = lower.strip_prefix('#').unwrap_or(&lower);
        if is_hex(digits)
            && let Ok(color) = digits.parse()
        {
            return Ok(Self(color));
        }
        if let Some(color) = named::from_str(&lower) {
            return Ok(Self(color));
        }
        let refusal = Refusal::new(
            "a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`",
        );
        if let Some((function, _)) = lower.split_once('(') {
            let Some(read) = Function::read(&lower) else {
                return Err(refusal.hint(match function.trim() {
                    "oklch" => "write it as `oklch(75% 0.13 299)`: lightness, chroma, and hue in degrees",
                    "rgb" => "write it as `rgb(187 154 247)`, each number from 0 to 255",
                    _ => "only `rgb()` and `oklch()` are read here",
                }));
            };
            let accent = Self(read.color);
            let wrong = match read.name {
                _ if !read.is_solid => "a colour with alpha has no place here",
                _ if !read.is_within => "a number in it is too small or too large",
                "rgb" | "oklch" => return Ok(accent),
                _ => "only `rgb()` and `oklch()` are read here",
            };
            return Err(refusal.hint(format!("{wrong}; did you mean `{accent}`?")));
        }
        if lower == "transparent" {
            return Err(refusal.hint("a window needs a colour of its own; try `#bb9af7`"));
        }
        Err(match nearest(&lower) {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        })
    }

    /// The colour itself.
    pub fn color(self) -> Srgb<u8> {
        self.0
    }
}

/// A colour in CSS's functional notation: CSS Color 4, 5.1 "rgb()", 7 "hsl()" and 9.4 "oklch()".
///
/// Crates that read all of CSS Color weigh more in the page than everything else about colours.
struct Function<'a> {
    name: &'a str,
    /// The nearest one that sRGB has.
    color: Srgb<u8>,
    /// Whether nothing shines through.
    is_solid: bool,
    /// Whether every number is one that it can be. CSS takes the nearest that is, which is rarely what was meant.
    is_within: bool,
}

impl<'a> Function<'a> {
    /// Reads lower case text.
    fn read(text: &'a str) -> Option<Self> {
        let (name, inside) = text.strip_suffix(')')?.split_once('(')?;
        let (parts, alpha) = match inside.split_once('/') {
            Some((parts, alpha)) => (parts, Some(alpha)),
            None => (inside, None),
        };
        let mut numbers = Vec::new();
        for part in parts.split(|c: char| c == ',' || c.is_ascii_whitespace()) {
            if !part.is_empty() {
                numbers.push(Number::read(part)?);
            }
        }
        // The older form has alpha behind a fourth comma.
        let alpha = match alpha {
            Some(alpha) => Some(Number::read(alpha.trim())?),
            None if numbers.len() == 4 => numbers.pop(),
            None => None,
        };
        let [first, second, third] = numbers.try_into().ok()?;
        let mut is_within = true;
        let mut part = |number: Number<'_>, whole: f32, full: f32| {
            let part = number.of(whole, full)?;
            is_within &= (0.0..=1.0).contains(&part);
            Some(part.clamp(0.0, 1.0))
        };
        let color = match name {
            "rgb" | "rgba" => {
                let [red, green, blue] = [first, second, third].map(|number| part(number, 255.0, 1.0));
                Srgb::new(red?, green?, blue?).into_format()
            }
            "hsl" | "hsla" => {
                let hsl = Hsl::new(
                    first.degrees()?,
                    part(second, 100.0, 1.0)?,
                    part(third, 100.0, 1.0)?,
                );
                Srgb::from_color_unclamped(hsl).into_format()
            }
            "oklch" => {
                // Whoever writes a lightness of 75 means 75 %.
                let is_percent = first.unit.is_empty() && first.value > 1.0;
                let lightness = part(first, if is_percent { 100.0 } else { 1.0 }, 1.0)?;
                let chroma = part(second, 1.0, 0.4)?;
                is_within &= !is_percent;
                let oklch = Oklch::new(lightness, chroma, third.degrees()?);
                crate::theme::nearest_srgb(Oklab::from_color_unclamped(oklch))
            }
            _ => return None,
        };
        let is_solid = match alpha {
            Some(alpha) => alpha.of(1.0, 1.0)? >= 1.0,
            None => true,
        };
        Some(Self {
            name,
            color,
            is_solid,
            is_within,
        })
    }
}

/// A number of CSS with its unit.
struct Number<'a> {
    value: f32,
    unit: &'a str,
}

impl<'a> Number<'a> {
    /// Reads up to nine digits, with a sign and a point; what is finer than that no colour shows.
    fn read(text: &'a str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1.0, rest),
            None => (1.0, text.strip_prefix('+').unwrap_or(text)),
        };
        let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (digits, unit) = digits.split_at(end.unwrap_or(digits.len()));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let written = format!("{whole}{part}");
        if written.len() > 9 {
            return None;
        }
        let scale = 10_f64.powi(i32::try_from(part.len()).ok()?);
        let value = (f64::from(written.parse::<u32>().ok()?) / scale) as f32;
        Some(Self {
            value: sign * value,
            unit,
        })
    }

    /// The part that it is of `whole`; a percentage is one of `full`.
    fn of(&self, whole: f32, full: f32) -> Option<f32> {
        match self.unit {
            "" => Some(self.value / whole),
            "%" => Some(self.value / 100.0 * full),
            _ => None,
        }
    }

    fn degrees(&self) -> Option<f32> {
        Some(match self.unit {
            "" | "deg" => self.value,
            "grad" => self.value * 0.9,
            "rad" => self.value.to_degrees(),
            "turn" => self.value * 360.0,
            _ => return None,
        })
    }
}

/// Three or six hex digits and nothing else.
fn is_hex(text: &str) -> bool {
    matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether `c` is a letter, about: Unicode's own table is 2 KB of the page.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{c0}'..'\u{2000}').contains(&c)
}

/// What was perhaps meant by lower case text that is no colour.
fn nearest(text: &str) -> Option<String> {
    if !(1..=24).contains(&text.chars().count()) {
        return None;
    }
    let numbers = text.split([',', ' ']).filter(|part| !part.is_empty());
    if let [Ok(red), Ok(green), Ok(blue)] = *numbers.map(str::parse::<u8>).collect::<Vec<_>>() {
        return Some(format!("did you mean `rgb({red} {green} {blue})`?"));
    }
    // As other languages and lists write it, or with something too much.
    let bare: String = text
        .chars()
        .filter(|c| is_letter(*c) || c.is_ascii_digit())
        .collect();
    let bare = bare.strip_prefix("0x").unwrap_or(&bare);
    let count = bare.chars().count();
    if is_hex(bare) {
        return Some(format!("did you mean `#{bare}`?"));
    }
    if count > 0 && bare.chars().all(|c| c.is_ascii_hexdigit()) {
        return Some(match count {
            4 | 8 => {
                let solid = &bare[..count / 4 * 3];
                format!("a colour with alpha has no place here; did you mean `#{solid}`?")
            }
            _ => {
                // Cut to six digits, or to three, or filled up with the last one.
                let wanted = if count < 3 { 3 } else { 6 };
                let last = &bare[count - 1..];
                let filled: String = bare
                    .chars()
                    .chain(last.chars().cycle().take(wanted))
                    .take(wanted)
                    .collect();
                let digits = if count == 1 { "digit" } else { "digits" };
                format!("it has {count} hex {digits}, not 3 or 6; did you mean `#{filled}`?")
            }
        });
    }
    let name = named::names()
        .map(|name| (strsim::osa_distance(name, bare), name))
        .filter(|(distance, name)| *distance <= name.len() / 3)
        .min()
        .map(|(_, name)| format!("did you mean `{name}`?"));
    name.or_else(|| {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let odd = digits.chars().find(|c| !c.is_ascii_hexdigit())?;
        // The digit that is nearest to a letter is the last one.
        let digit = |c: char| match c {
            c if c.is_ascii_hexdigit() => c,
            c if is_letter(c) => 'f',
            _ => '0',
        };
        let meant: String = digits.chars().map(digit).collect();
        let is_slip = digits.chars().filter(|c| !c.is_ascii_hexdigit()).count() == 1;
        (digits.len() <= 8).then(|| match is_slip && is_hex(&meant) {
            true => format!("`{}` is not a hex digit; did you mean `#{meant}`?", visible(odd)),
            false => format!("`{}` is not a hex digit", visible(odd)),
        })
    })
}

impl From<Srgb<u8>> for Accent {
    fn from(color: Srgb<u8>) -> Self {
        Self(color)
    }
}

impl fmt::Display for Accent {
    /// `#rrggbb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:x}", self.0)
    }
}
