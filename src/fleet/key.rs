use std::fmt;

use super::Refusal;
use super::text::visible;

/// Modifier keys, as in WezTerm's `mods`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Modifiers {
    leader: bool,
    ctrl: bool,
    shift: bool,
    alt: bool,
    super_: bool,
}

impl Modifiers {
    fn names(self) -> impl Iterator<Item = &'static str> {
        [
            (self.leader, "LEADER"),
            (self.ctrl, "CTRL"),
            (self.shift, "SHIFT"),
            (self.alt, "ALT"),
            (self.super_, "SUPER"),
        ]
        .into_iter()
        .filter_map(|(held, name)| held.then_some(name))
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Takes one modifier by any of WezTerm's names for it (wezterm-input-types/src/lib.rs:501-528 at 20250223).
    fn add(&mut self, name: &str) -> bool {
        match name.to_ascii_uppercase().as_str() {
            "LEADER" => self.leader = true,
            "CTRL" => self.ctrl = true,
            "SHIFT" => self.shift = true,
            "ALT" | "OPT" | "META" => self.alt = true,
            "SUPER" | "CMD" | "WIN" => self.super_ = true,
            _ => return false,
        }
        true
    }
}

impl fmt::Display for Modifiers {
    /// As WezTerm writes them: `LEADER|CTRL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            if index > 0 {
                f.write_str("|")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// A key with its modifiers; two that WezTerm takes for the same key are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    key: String,
    modifiers: Modifiers,
}

/// The named keys that can be bound (wezterm-input-types/src/lib.rs:318-429 at 20250223), with other names for them.
const NAMED: [(&str, &[&str]); 14] = [
    ("Backspace", &[]),
    ("Tab", &[]),
    ("Enter", &["Return"]),
    ("Escape", &["Esc"]),
    ("Delete", &["Del"]),
    ("Insert", &["Ins"]),
    ("Home", &[]),
    ("End", &[]),
    ("PageUp", &["PgUp"]),
    ("PageDown", &["PgDn"]),
    ("LeftArrow", &["Left"]),
    ("RightArrow", &["Right"]),
    ("UpArrow", &["Up"]),
    ("DownArrow", &["Down"]),
];

impl Key {
    /// Reads `MODIFIER+MODIFIER+key`: `CTRL+SHIFT+LeftArrow`, `LEADER+1`, `F5`.
    ///
    /// A key that writes something needs a modifier other than SHIFT, or it could no longer be typed.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        Self::read(text).map_err(|refusal| match meant(text) {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        })
    }

    fn read(text: &str) -> Result<Self, Refusal> {
        let refusal =
            || Refusal::new("a key with its modifiers such as `LEADER+1` or `CTRL+SHIFT+LeftArrow`");
        // The key itself may be a plus: `CTRL++`.
        let (modifier_names, key) = match text.strip_suffix("++") {
            Some(rest) => (rest, "+"),
            None => text.rsplit_once('+').unwrap_or(("", text)),
        };
        let mut modifiers = Modifiers::default();
        for name in modifier_names.split('+').filter(|_| !modifier_names.is_empty()) {
            if !modifiers.add(name.trim()) {
                return Err(refusal().hint(format!(
                    "`{}` is no modifier; there are LEADER, CTRL, SHIFT, ALT and SUPER",
                    visible(name)
                )));
            }
        }
        let key = parse_name(key)
            .ok_or_else(|| refusal().hint(format!("`{}` is no key that WezTerm knows", visible(key))))?;
        let key = Self { key, modifiers }.normalized();
        let mut held = key.modifiers;
        held.shift = false;
        if held.is_empty() && !key.is_function() {
            return Err(refusal().hint(format!(
                "without a modifier `{}` could no longer be typed; try `LEADER+{}`",
                visible(text),
                visible(text)
            )));
        }
        Ok(key)
    }

    /// Reads the leader key, which cannot need the leader itself.
    pub fn parse_leader(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("a key such as `CTRL+a`");
        match Self::read(text) {
            Ok(key) if key.modifiers.leader => Err(refusal().hint("the leader key cannot need LEADER")),
            Ok(key) => Ok(key),
            Err(_) => Err(Refusal {
                hint: meant(text),
                ..refusal()
            }),
        }
    }

    pub(super) fn default_leader() -> Self {
        let modifiers = Modifiers {
            ctrl: true,
            ..Modifiers::default()
        };
        Self {
            key: "a".to_owned(),
            modifiers,
        }
    }

    /// LEADER, then `key`.
    pub(super) fn after_leader(key: char) -> Self {
        let modifiers = Modifiers {
            leader: true,
            ..Modifiers::default()
        };
        Self {
            key: key.to_string(),
            modifiers,
        }
    }

    /// The key that the domain at `index` gets when nobody says otherwise: LEADER and its number, up to 9.
    pub(crate) fn of_number(index: usize) -> Option<Self> {
        ('1'..='9').nth(index).map(Self::after_leader)
    }

    /// This key with LEADER held as well.
    pub(super) fn with_leader(&self) -> Self {
        let mut key = self.clone();
        key.modifiers.leader = true;
        key
    }

    /// The key's name, as in WezTerm's `key`.
    pub fn name(&self) -> &str {
        &self.key
    }

    /// Its modifiers.
    pub fn modifiers(&self) -> Modifiers {
        self.modifiers
    }

    /// Whether it types a control character, which is what shells and editors have their commands on: Ctrl+C, Ctrl+R
    /// (`ctrl_mapping`, wezterm-input-types/src/lib.rs:2156 at 20250223; digits and what needs SHIFT do so, too, and are
    /// hardly used for it).
    pub(super) fn is_control(&self) -> bool {
        let is_ctrl_alone = self.modifiers.names().eq(["CTRL"]);
        is_ctrl_alone
            && matches!(
                self.key.as_bytes(),
                [b'a'..=b'z' | b' ' | b'[' | b'\\' | b']' | b'/']
            )
    }

    fn is_function(&self) -> bool {
        self.key.len() > 1 && self.key.starts_with('F')
    }

    /// A letter with SHIFT becomes the capital without it, as WezTerm makes of every key that is pressed
    /// (wezterm-input-types/src/lib.rs:1431-1444 at 20250223); it does the same to bindings, but not to the leader.
    fn normalized(mut self) -> Self {
        if let [letter] = self.key.as_bytes()
            && letter.is_ascii_alphabetic()
            && self.modifiers.shift
        {
            self.key = self.key.to_ascii_uppercase();
            self.modifiers.shift = false;
        }
        self
    }
}

/// The key that `text` may mean, written as other programs write it: `Control+a`, `Ctrl-a`, `CTRL|a`.
fn meant(text: &str) -> Option<String> {
    let words = text.split(['+', '-', '|']).map(|word| {
        let word = word.trim();
        let others = [
            ("CONTROL", "CTRL"),
            ("OPTION", "ALT"),
            ("COMMAND", "SUPER"),
            ("WINDOWS", "SUPER"),
        ];
        let other = others.iter().find(|(other, _)| other.eq_ignore_ascii_case(word));
        other.map_or(word, |(_, ours)| ours)
    });
    let key = Key::read(&words.collect::<Vec<_>>().join("+")).ok()?;
    Some(format!("did you mean `{key}`?"))
}

fn parse_name(text: &str) -> Option<String> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !super::text::is_unprintable(c)).then(|| c.to_string());
    }
    if text.eq_ignore_ascii_case("space") {
        return Some(" ".to_owned());
    }
    let named = NAMED.iter().find(|(name, aliases)| {
        name.eq_ignore_ascii_case(text) || aliases.iter().any(|alias| alias.eq_ignore_ascii_case(text))
    });
    if let Some((name, _)) = named {
        return Some((*name).to_owned());
    }
    let digits = text.strip_prefix(['F', 'f'])?;
    let number = digits.parse::<u8>().ok()?;
    (!digits.starts_with(['0', '+']) && (1..=24).contains(&number)).then(|| format!("F{number}"))
}

impl fmt::Display for Key {
    /// As people write it, and as it can be read again: `LEADER+CTRL+SHIFT+a`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let capital = matches!(self.key.as_bytes(), [letter] if letter.is_ascii_uppercase());
        let modifiers = Modifiers {
            shift: self.modifiers.shift || capital,
            ..self.modifiers
        };
        for name in modifiers.names() {
            write!(f, "{name}+")?;
        }
        match self.key.as_str() {
            " " => f.write_str("Space"),
            letter if capital => f.write_str(&letter.to_ascii_lowercase()),
            key => f.write_str(key),
        }
    }
}
