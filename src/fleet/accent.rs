use std::fmt;

use palette::{Srgb, named};

use super::Refusal;

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
            return match csscolorparser::parse(&lower) {
                Ok(color) => {
                    let solid = Self(crate::theme::nearest_srgb(Srgb::new(color.r, color.g, color.b)));
                    match function {
                        "rgb" | "oklch" if color.a >= 1.0 => Ok(solid),
                        _ if color.a < 1.0 => Err(refusal.hint(format!(
                            "a colour with alpha has no place here; did you mean `{solid}`?"
                        ))),
                        _ => Err(refusal.hint(format!("write it as `{solid}`"))),
                    }
                }
                Err(_) => Err(refusal.hint(match function.trim() {
                    "oklch" => "write it as `oklch(75% 0.13 299)`: lightness, chroma, and hue in degrees",
                    "rgb" => "write it as `rgb(187 154 247)`, each number from 0 to 255",
                    _ => "only `rgb()` and `oklch()` are read here",
                })),
            };
        }
        if lower == "transparent" {
            return Err(refusal.hint("a window needs a colour of its own; try `#bb9af7`"));
        }
        Err(match nearest(digits) {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        })
    }

    /// The colour itself.
    pub fn color(self) -> Srgb<u8> {
        self.0
    }
}

/// Three or six hex digits and nothing else.
fn is_hex(text: &str) -> bool {
    matches!(text.len(), 3 | 6) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What was perhaps meant by something that is no colour.
fn nearest(text: &str) -> Option<String> {
    let count = text.chars().count();
    if !(1..=24).contains(&count) {
        return None;
    }
    // As other languages and lists write it, or with one thing too many.
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '#' | ';' | ',' | '"' | '\''))
        .collect();
    let bare = bare.strip_prefix("0x").unwrap_or(&bare);
    if bare != text && is_hex(bare) {
        return Some(format!("did you mean `#{bare}`?"));
    }
    let numbers: Vec<&str> = text.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    if let [Ok(red), Ok(green), Ok(blue)] = *numbers.iter().map(|part| part.parse::<u8>()).collect::<Vec<_>>()
    {
        return Some(format!("did you mean `rgb({red} {green} {blue})`?"));
    }
    if text.chars().all(|c| c.is_ascii_hexdigit()) {
        return Some(match count {
            4 | 8 => {
                let solid = &text[..count / 4 * 3];
                format!("a colour with alpha has no place here; did you mean `#{solid}`?")
            }
            _ => {
                // Cut to six digits, or to three, or filled up with the last one.
                let wanted = if count < 3 { 3 } else { 6 };
                let last = &text[count - 1..];
                let filled: String = text
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
        .map(|name| (strsim::damerau_levenshtein(name, text), name))
        .min()
        .filter(|(distance, name)| *distance <= name.len() / 3)
        .map(|(_, name)| format!("did you mean `{name}`?"));
    name.or_else(|| {
        let odd = text.chars().find(|c| !c.is_ascii_hexdigit())?;
        // The digit that is nearest to a letter is the last one.
        let digit = |c: char| match c {
            c if c.is_ascii_hexdigit() => c,
            c if c.is_alphabetic() => 'f',
            _ => '0',
        };
        let meant: String = text.chars().map(digit).collect();
        (count <= 8).then(|| match is_hex(&meant) {
            true => format!(
                "`{}` is not a hex digit; did you mean `#{meant}`?",
                odd.escape_debug()
            ),
            false => format!("`{}` is not a hex digit", odd.escape_debug()),
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
