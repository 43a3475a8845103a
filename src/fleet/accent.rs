use std::fmt;

use palette::Srgb;

use super::Refusal;

/// The colour that a theme is made from, in sRGB with 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(Srgb<u8>);

impl Accent {
    /// Reads `#rrggbb` or `#rgb`, with or without `#`, in any case.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits = text.trim();
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        if matches!(digits.len(), 3 | 6)
            && let Ok(color) = digits.parse()
        {
            return Ok(Self(color));
        }
        let refusal = Refusal::new("a colour of six hex digits such as `#bb9af7`");
        let count = digits.chars().count();
        Err(
            if let Some(odd) = digits.chars().find(|c| !c.is_ascii_hexdigit()) {
                match odd {
                    _ if count > 12 => refusal,
                    odd => refusal.hint(format!("`{}` is not a hex digit", odd.escape_debug())),
                }
            } else if matches!(count, 4 | 8) {
                let solid: String = digits.chars().take(count / 4 * 3).collect();
                refusal.hint(format!(
                    "a colour with alpha has no place here; did you mean `#{solid}`?"
                ))
            } else {
                refusal.hint(format!(
                    "it has {count} hex {}",
                    if count == 1 { "digit" } else { "digits" }
                ))
            },
        )
    }

    /// The colour itself.
    pub fn color(self) -> Srgb<u8> {
        self.0
    }
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
