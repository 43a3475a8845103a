//! Project ⇄ link: a whole project in the part of an address behind `#`, which a browser sends to nobody.
//!
//! `#1.`, then the project file in TOML, compressed as zlib does (RFC 1950), in base64url without padding (RFC 4648, 5).
//! The number is the version of this form: what is written today is read for ever, and a later form gets another number.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use crate::diagnostic::Diagnostic;
use crate::fleet::{Icon, Line};
use crate::project::{DomainEntry, MAX_BYTES, Project, Reading};

/// The version of links that are written.
pub const VERSION: &str = "1";

/// Chrome shows addresses of up to 2 MiB, and others cut them earlier; no project of ten thousand domains needs as much.
const MAX_LINK: usize = 1 << 20;

/// How hard to compress, 0 to 10.
const LEVEL: u8 = 9;

impl Project {
    /// The project as the end of a link, from `#` on.
    ///
    /// Without `hosts` it says what the windows are like, and not where they lead: addresses, users, keys and folders are
    /// left out, as are commands and tags, names become `host-1` and so on, and a label or an icon goes that has the
    /// name, the address or the user of any domain among its words, whatever their capitals and the signs between them.
    pub fn to_link(&self, hosts: bool) -> String {
        let packed = compress_to_vec_zlib(self.link_text(hosts).as_bytes(), LEVEL);
        format!("#{VERSION}.{}", URL_SAFE_NO_PAD.encode(packed))
    }

    /// What [`Project::to_link`] compresses. A browser has a compressor of its own, whose links differ and say the same.
    pub fn link_text(&self, hosts: bool) -> String {
        match hosts {
            true => self.to_toml(),
            false => self.without_hosts().to_toml(),
        }
    }

    fn without_hosts(&self) -> Self {
        let entries = self.domain.iter().chain([&self.defaults]);
        let told = entries.flat_map(|entry| [&entry.name, &entry.address, &entry.username]);
        let told = Told::by(told.flatten());
        let is_silent = |text: &&String| !told.is_in(text);
        let is_font = |icon: &str| matches!(Icon::parse(icon), Ok(Icon::NerdFont(_)));
        let strip = |entry: &DomainEntry, name: Option<String>| {
            let icon = entry.icon.as_ref();
            DomainEntry {
                label: entry.label.as_ref().filter(is_silent).cloned(),
                icon: icon.filter(|icon| is_font(icon) || is_silent(icon)).cloned(),
                address: None,
                username: None,
                identity_file: None,
                cwd: None,
                shell: None,
                bin_dir: None,
                tab: None,
                tags: None,
                name,
                ..entry.clone()
            }
        };
        let domains = self.domain.iter().zip(1..);
        let mut project = Self {
            defaults: strip(&self.defaults, None),
            domain: domains
                .map(|(entry, number)| strip(entry, Some(format!("host-{number}"))))
                .collect(),
            ..self.clone()
        };
        project.local.cwd = None;
        project
    }

    /// Reads a project from text: a link, JSON when it starts with a brace or is nothing else, else TOML. Never fails:
    /// mistakes are in the reading's diagnostics.
    pub fn read(text: &str) -> Reading {
        // No TOML file starts with a brace. One that is JSON and no object is no project in either.
        let is_json =
            text.trim_start().starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        match (payload(text), is_json) {
            (Some((version, packed)), _) => match unpack(version, packed) {
                Ok(toml) => Self::read_toml(&toml),
                Err(mistake) => Reading::refused(*mistake),
            },
            (None, true) => Self::read_json(text),
            (None, false) => Self::read_toml(text),
        }
    }
}

/// What names, addresses and users tell.
struct Told {
    facts: HashSet<String>,
    /// Whether each is in ASCII, as it has to be in a project without mistakes.
    is_ascii: bool,
}

impl Told {
    /// Each run of words is a fact, as long as a label can be; a number alone is one only where there is nothing else.
    fn by<'a>(texts: impl Iterator<Item = &'a String>) -> Self {
        let mut told = Self {
            facts: HashSet::new(),
            is_ascii: true,
        };
        for text in texts {
            told.is_ascii &= text.is_ascii();
            let words = words(text);
            let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
            for from in 0..words.len() {
                let mut run = String::new();
                for (at, word) in words.iter().enumerate().skip(from) {
                    run += word;
                    if run.len() > Line::MAX_CHARS {
                        break;
                    }
                    if at > from || words.len() == 1 || !is_number(word) {
                        told.facts.insert(run.clone());
                    }
                }
            }
        }
        told
    }

    /// Whether a label or an icon tells any of it: words that follow each other are a fact, whatever stands between them,
    /// or there is an IP address, which has many spellings. What is longer than a label can be is not looked through, and
    /// taken to tell it.
    fn is_in(&self, text: &str) -> bool {
        if text.trim().chars().count() > Line::MAX_CHARS || !(self.is_ascii || text.is_ascii()) {
            return true;
        }
        let count = |text: &str, sign| text.bytes().filter(|byte| *byte == sign).count();
        let is_ip = |text: &str| (count(text, b':') > 1 || count(text, b'.') > 2) && !words(text).is_empty();
        let is_of_ip = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
        let words = words(text);
        text.split(|c| !is_of_ip(c)).any(is_ip)
            || (0..words.len()).any(|from| {
                let mut run = String::new();
                words[from..].iter().any(|word| {
                    run += word;
                    self.facts.contains(&run)
                })
            })
    }
}

/// The words of a text, in small letters. Only ASCII's letters and digits make one, as only they are in a name, an address
/// or a user, beside signs.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// The version and the rest of a link, with or without the address before its `#`.
fn payload(text: &str) -> Option<(&str, &str)> {
    let (_, link) = text.trim().split_once('#')?;
    let (version, packed) = link.split_once('.')?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    let is_link = is_version && !text.trim().contains(char::is_whitespace);
    is_link.then_some((version, packed))
}

/// Whether `text` is a link rather than a file or its name.
pub fn is_link(text: &str) -> bool {
    payload(text).is_some()
}

fn unpack(version: &str, packed: &str) -> Result<String, Box<Diagnostic>> {
    let refused = |message: String, hint: Option<&str>| {
        let mistake = Diagnostic::error("", message);
        Box::new(match hint {
            Some(hint) => mistake.hint(hint),
            None => mistake,
        })
    };
    if version != VERSION {
        let message = format!("the link is of version {version}, but only version {VERSION} is known here");
        return Err(refused(message, Some("use a newer wezmux")));
    }
    if packed.len() > MAX_LINK {
        let message = format!(
            "the link has {} characters, but at most {MAX_LINK} are read",
            packed.len()
        );
        return Err(refused(message, None));
    }
    let broken = |what: &str| {
        refused(
            format!("the link {what}"),
            Some("copy it once more, the whole of it"),
        )
    };
    let bytes = URL_SAFE_NO_PAD
        .decode(packed)
        .map_err(|_| broken("is not whole, or has a character that is not its own"))?;
    let toml = decompress_to_vec_zlib_with_limit(&bytes, MAX_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => refused(
            format!("the link unpacks to more than {MAX_BYTES} bytes, which are the most that are read"),
            None,
        ),
        TINFLStatus::FailedCannotMakeProgress => broken("is cut short"),
        _ => broken("is damaged"),
    })?;
    String::from_utf8(toml).map_err(|_| broken("is damaged"))
}
