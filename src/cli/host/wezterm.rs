//! Versions of WezTerm, by what counts between two of them: the number of the protocol (`CODEC_VERSION` in
//! codec/src/lib.rs).

use std::fmt;

/// Since which day WezTerm speaks which protocol.
const PROTOCOLS: [(u32, u64); 3] = [
    // The stable release.
    (20_240_203, 42),
    (20_240_509, 43),
    (20_250_209, 44),
];

/// The last day of which the table is known to be right; some day after it 45 came.
const KNOWN_UNTIL: u32 = 20_250_223;

/// What `wezterm --version` prints, as far as it can be understood: a date, as in `20240203-110809-5046fc22`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    text: String,
    date: Option<u32>,
}

impl Version {
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix("wezterm ").unwrap_or(text);
        let date = text.get(..8).and_then(|date| date.parse().ok());
        Self {
            text: text.to_owned(),
            date: date.filter(|date| (20_170_000..21_000_000).contains(date)),
        }
    }

    /// The protocol that it speaks; none of versions that are older or newer than the table.
    pub(crate) fn protocol(&self) -> Option<u64> {
        let date = self.date.filter(|date| *date <= KNOWN_UNTIL)?;
        let known = PROTOCOLS.iter().rev().find(|(since, _)| *since <= date);
        known.map(|(_, protocol)| *protocol)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The version of this computer's `wezterm`, where it has one.
pub(crate) fn local() -> Option<Version> {
    let output = std::process::Command::new("wezterm")
        .arg("--version")
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(Version::parse(text.lines().next()?))
}
