use std::fmt;

use super::Refusal;

/// Whether `c` could end a line, hide or reorder text: C0 and C1 controls, line separators and the marks that change
/// the direction of what follows (Unicode's Bidi_Control, the means of "Trojan Source", CVE-2021-42574).
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` with what could not be seen in it spelled out, for messages.
pub(crate) fn visible(text: impl fmt::Display) -> String {
    let mut visible = String::new();
    for c in text.to_string().chars() {
        match c {
            '\n' => visible.push_str("\\n"),
            '\r' => visible.push_str("\\r"),
            '\t' => visible.push_str("\\t"),
            '\\' => visible.push_str("\\\\"),
            c if is_unprintable(c) => visible.extend(c.escape_unicode()),
            c => visible.push(c),
        }
    }
    visible
}

/// The same, cut where it is long.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let cut: String = text.chars().take(MOST).collect();
    let mut shown = visible(&cut);
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Text that stands on one line: not empty, at most 64 characters, nothing unprintable, no space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// The longest line, in characters: a badge longer than that leaves no room for tabs.
    pub(crate) const MAX_CHARS: usize = 64;

    /// Reads a line; space at its ends is dropped.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let line = text.trim();
        let valid =
            !line.is_empty() && line.chars().count() <= Self::MAX_CHARS && !line.contains(is_unprintable);
        match valid {
            true => Ok(Self(line.to_owned())),
            false => Err(Refusal::new(
                "1 to 64 characters on one line, without control characters",
            )),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word by which several domains are chosen at once: 1 to 64 letters of any script, digits and `.-_`, none of the last
/// at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Reads a tag.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        // Beyond ASCII whatever a label may hold: words of some scripts need marks and joiners, too, and Unicode's table
        // of letters weighs 2 KB in the page.
        let is_letter = |c: char| match c.is_ascii() {
            true => c.is_ascii_alphanumeric(),
            false => !c.is_whitespace() && !is_unprintable(c),
        };
        let allowed = |c: char| is_letter(c) || matches!(c, '-' | '_' | '.');
        let valid = (1..=64).contains(&text.chars().count())
            && text.chars().all(allowed)
            && text.starts_with(is_letter);
        match valid {
            true => Ok(Self(text.to_owned())),
            false => Err(Refusal::new(
                "1 to 64 letters, digits, `-`, `_` or `.`, starting with a letter or digit",
            )),
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A command for the shell on a host: one line of at most 1000 characters, and nothing unprintable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// Reads a command; space at its ends is dropped.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let line = text.trim();
        let valid = !line.is_empty() && line.chars().count() <= 1000 && !line.contains(is_unprintable);
        match valid {
            true => Ok(Self(line.to_owned())),
            false => Err(Refusal::new(
                "a command of 1 to 1000 characters on one line, without control characters",
            )),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value of `LANG`: 1 to 64 ASCII letters, digits and `._-@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// Reads the name of a locale; whether the host has it, only the host knows.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
        match (1..=64).contains(&text.len()) && text.chars().all(allowed) {
            true => Ok(Self(text.to_owned())),
            false => Err(Refusal::new("a locale such as `en_GB.UTF-8` or `C.UTF-8`")),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a domain, which is also the name of its folder among the files on any system: 1 to 64 ASCII letters, digits
/// and `.-_`, with a letter or digit at both ends; never a name of WezTerm's own, or of a device of Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainName(String);

impl DomainName {
    /// Names that WezTerm uses itself: `local` is always there, `unix` is in the default `unix_domains`
    /// (config/src/config.rs:2125 and :1194 at 20250223), the last one is the debug overlay's (mux/src/termwiztermtab.rs).
    const WEZTERM: [&str; 3] = ["local", "unix", "termwizterminaldomain"];

    /// File names that Windows does not allow, whatever follows a dot.
    const WINDOWS: [&str; 4] = ["con", "prn", "aux", "nul"];

    fn is_allowed(c: char) -> bool {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
    }

    /// `text` with what no name can hold made into `-`, or left out at its ends; it may be nothing at all.
    fn tidied(text: &str) -> String {
        let tidy = text.trim().chars();
        let tidy = tidy.map(|c| if Self::is_allowed(c) { c } else { '-' });
        let tidy: String = tidy.take(64).collect();
        tidy.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
    }

    /// The name that is nearest to `text`; none where nothing of it can be in a name.
    pub fn nearest(text: &str) -> Option<Self> {
        let name = match Self::tidied(text).as_str() {
            "" => return None,
            tidy => tidy.to_owned(),
        };
        // One that somebody else uses.
        Self::parse(&name)
            .or_else(|_| Self::parse(&format!("{}-host", name.replace('.', "-"))))
            .ok()
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refusal =
            Refusal::new("1 to 64 letters, digits, `-`, `_` or `.`, with a letter or digit at both ends");
        let ends = |c: char| c.is_ascii_alphanumeric();
        let valid = (1..=64).contains(&text.len())
            && text.chars().all(Self::is_allowed)
            && text.starts_with(ends)
            && text.ends_with(ends);
        if !valid {
            return Err(match Self::tidied(text).as_str() {
                "" => refusal,
                suggestion => refusal.hint(format!("try `{suggestion}`; `label` may hold any text")),
            });
        }
        let lower = text.to_ascii_lowercase();
        if Self::WEZTERM.contains(&lower.as_str()) {
            return Err(
                Refusal::new("a name that WezTerm does not use itself").hint(format!("try `{text}-host`"))
            );
        }
        let stem = lower.split('.').next().unwrap_or_default();
        let device = |prefix| {
            stem.strip_prefix(prefix)
                .is_some_and(|digit: &str| matches!(digit.as_bytes(), [b'0'..=b'9']))
        };
        if Self::WINDOWS.contains(&stem) || device("com") || device("lpt") {
            return Err(Refusal::new("a name that can be a folder on every system")
                .hint(format!("Windows keeps `{stem}` for a device; try `{stem}-host`")));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as a label.
    pub(super) fn to_line(&self) -> Line {
        Line(self.0.clone())
    }
}

impl AsRef<str> for DomainName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands before the label in a badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A key of `wezterm.nerdfonts`, such as `md_server`.
    NerdFont(String),
    /// Text of its own, such as an emoji.
    Literal(Line),
}

impl Icon {
    /// The sets of Nerd Font names that WezTerm knows (termwiz/src/nerdfonts_data.rs at 20250223).
    const SETS: [&str; 16] = [
        "cod",
        "custom",
        "dev",
        "extra",
        "fa",
        "fae",
        "iec",
        "indent",
        "indentation",
        "linux",
        "md",
        "oct",
        "pl",
        "ple",
        "pom",
        "seti",
    ];

    /// Reads a Nerd Font name, or a [`Line`] of at most eight characters. Whether the set has that very icon only WezTerm
    /// knows.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("a Nerd Font name such as `md_server`, or 1 to 8 characters of text");
        let looks_like_name = text.contains('_')
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if let (true, Some((set, rest))) = (looks_like_name, text.split_once('_')) {
            if (Self::SETS.contains(&set) || set == "weather") && !rest.is_empty() && text.len() <= 64 {
                return Ok(Self::NerdFont(text.to_owned()));
            }
            return Err(refusal().hint(format!(
                "`{}` is no set of icons; the names are listed at https://www.nerdfonts.com/cheat-sheet",
                visible(set)
            )));
        }
        match Line::parse(text) {
            Ok(line) if line.0.chars().count() <= 8 => Ok(Self::Literal(line)),
            _ => Err(refusal()),
        }
    }
}

impl fmt::Display for Icon {
    /// As it can be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NerdFont(name) => f.write_str(name),
            Self::Literal(line) => line.fmt(f),
        }
    }
}

impl Default for Icon {
    fn default() -> Self {
        Self::NerdFont("md_server".to_owned())
    }
}
