use std::fmt;

use super::Refusal;
use super::text::{is_unprintable, visible};

/// Linux's PATH_MAX, less the final NUL.
const MAX_BYTES: usize = 4095;

/// A path that starts at the root or at the home folder: at most 4095 bytes, and nothing unprintable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rooted {
    /// Below the home folder: what follows `~`, empty or starting with a slash.
    Home(String),
    /// From the root.
    Absolute(String),
}

impl fmt::Display for Rooted {
    /// As it can be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home(rest) => write!(f, "~{rest}"),
            Self::Absolute(path) => f.write_str(path),
        }
    }
}

fn parse_rooted(text: &str, example: &str) -> Result<Rooted, Refusal> {
    let refusal = Refusal::new(format!(
        "a full path such as `{example}`, or one that starts with `~/`"
    ));
    if text.len() > MAX_BYTES || text.contains(is_unprintable) {
        return Err(refusal.hint("a path has at most 4095 bytes and no control characters"));
    }
    match text.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Ok(Rooted::Home(rest.to_owned())),
        Some(_) => Err(refusal.hint("another user's home has to be written in full")),
        None if text.starts_with('/') => Ok(Rooted::Absolute(text.to_owned())),
        None if text.starts_with('$') => {
            Err(refusal.hint("variables are not expanded; write `~/` for the home folder"))
        }
        None if text.trim().is_empty() => Err(refusal),
        None => Err(refusal.hint(format!("did you mean `~/{}`?", visible(text)))),
    }
}

/// A path on a host. It may hold any printable text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPath(Rooted);

impl HostPath {
    /// Reads a path of a folder: a full one, `~`, or one that starts with `~/`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse_rooted(text, "/data/projects").map(Self)
    }

    /// Reads a path of a program: the same, and no folder.
    pub fn parse_program(text: &str) -> Result<Self, Refusal> {
        let example = "/bin/bash";
        let is_word = !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
        let path = parse_rooted(text, example).map_err(|refusal| match is_word {
            true => refusal.hint(format!("`command -v {text}` on the host says where it is")),
            false => refusal,
        })?;
        match text.ends_with('/') || text == "~" {
            true => Err(Refusal::new(format!("the path of a program such as `{example}`"))),
            false => Ok(Self(path)),
        }
    }

    /// Where it starts, and what follows.
    pub fn rooted(&self) -> &Rooted {
        &self.0
    }
}

impl Default for HostPath {
    /// The home folder.
    fn default() -> Self {
        Self(Rooted::Home(String::new()))
    }
}

impl fmt::Display for HostPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A path on this computer, which may run Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(Rooted);

impl LocalPath {
    /// Reads a path of a folder; one that starts with a drive letter is a full path too.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let drive =
            matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
        if drive && text.len() <= MAX_BYTES && !text.contains(is_unprintable) {
            return Ok(Self(Rooted::Absolute(text.to_owned())));
        }
        parse_rooted(text, "/home/me/projects").map(Self)
    }

    /// Where it starts, and what follows.
    pub fn rooted(&self) -> &Rooted {
        &self.0
    }
}

impl Default for LocalPath {
    /// The home folder.
    fn default() -> Self {
        Self(Rooted::Home(String::new()))
    }
}

/// Whether `path` holds only characters that no shell treats specially; otherwise the first that one might.
fn plain(path: &str) -> Result<(), char> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ':');
    match path
        .strip_prefix('~')
        .unwrap_or(path)
        .chars()
        .find(|&c| !allowed(c))
    {
        None => Ok(()),
        Some(odd) => Err(odd),
    }
}

/// The private key that ssh logs in with, a file on this computer.
///
/// WezTerm's built-in client splits the path at spaces (wezterm-ssh/src/sessioninner.rs:186 at 20250223), and the
/// cheat sheet shows it in commands, so it holds only characters that no shell treats specially.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityFile(Rooted);

impl IdentityFile {
    /// Reads a path of a file; on Windows it is written with `/` as well.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refusal = Refusal::new(
            "the full path of a file, of letters, digits and `/._-+`, such as `~/.ssh/id_ed25519`",
        );
        if text.contains('\\') {
            return Err(refusal.hint(format!("write `{}`", visible(text.replace('\\', "/")))));
        }
        if let Err(odd) = plain(text) {
            return Err(refusal.hint(format!(
                "it has `{}`; make a link to it under another name",
                visible(odd)
            )));
        }
        match LocalPath::parse(text) {
            Ok(LocalPath(path)) if !text.ends_with('/') && text != "~" => Ok(Self(path)),
            Ok(_) => Err(refusal),
            Err(Refusal { hint, .. }) => Err(Refusal { hint, ..refusal }),
        }
    }

    /// Where it starts, and what follows.
    pub fn rooted(&self) -> &Rooted {
        &self.0
    }
}

impl fmt::Display for IdentityFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The folder of WezTerm's programs on a host.
///
/// It goes into a unit and, unquoted, into a command for whatever shell the user has there, so it holds only
/// characters that none of them treats specially.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinDir(Rooted);

impl BinDir {
    /// Reads a folder; a slash at its end is dropped.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let folder = match text {
            "/" => text,
            text => text.trim_end_matches('/'),
        };
        let path = parse_rooted(folder, "/usr/bin")?;
        // A colon would divide it in two on a PATH.
        let odd = plain(folder).err().or_else(|| folder.chars().find(|&c| c == ':'));
        match odd {
            None => Ok(Self(path)),
            Some(odd) => Err(Refusal::new(
                "a folder of letters, digits and `/._-+`, such as `/usr/bin` or `~/.local/bin`",
            )
            .hint(format!(
                "it has `{}`; make a link to it under another name",
                visible(odd)
            ))),
        }
    }

    /// Where it starts, and what follows.
    pub fn rooted(&self) -> &Rooted {
        &self.0
    }

    /// The program `name` as a shell command: a path that no shell needs quoted.
    pub fn command(&self, name: &str) -> String {
        match &self.0 {
            Rooted::Home(rest) => format!("~{rest}/{name}"),
            Rooted::Absolute(path) => format!("{}/{name}", path.trim_end_matches('/')),
        }
    }
}

impl Default for BinDir {
    /// Where every Linux package of WezTerm puts them.
    fn default() -> Self {
        Self(Rooted::Absolute("/usr/bin".to_owned()))
    }
}
