//! Text → what it is.

use super::{ssh_config, wezterm_lua};
use crate::share::is_link;

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A link to a project.
    Link,
    /// A project file, in TOML or JSON.
    Project,
    /// An ssh_config.
    Ssh,
    /// A config of WezTerm's, or a unit that starts its server.
    Wezterm,
}

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 1 << 16;

/// A text is what at least one line of so many says that it is.
const RARE: usize = 8;

impl Kind {
    /// What a text looks like, with whatever mistakes; none where too little in it tells. Of a long one the first 64 KiB
    /// are looked at.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if is_link(text) {
            return Some(Self::Link);
        }
        if text.trim_start().starts_with('{') {
            return Some(Self::Project);
        }
        let end = (0..=text.len().min(LOOKED_AT)).rev();
        let end = { end }
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or_default();
        let start = &text[..end];
        if wezterm_lua::is_marked(start) {
            return Some(Self::Wezterm);
        }
        let lines = start.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut number = 0;
        let (mut project, mut ssh, mut wezterm) = (0, 0, 0);
        for line in lines {
            number += 1;
            if is_lua(line) {
                wezterm += 1;
            } else if ssh_config::is_line(line) {
                ssh += 1;
            } else if is_toml(line) {
                project += 1;
            }
        }
        let kinds = [
            (wezterm, Self::Wezterm),
            (ssh, Self::Ssh),
            (project, Self::Project),
        ];
        let (most, kind) = kinds.into_iter().max_by_key(|(lines, _)| *lines)?;
        (most > 0 && most * RARE >= number).then_some(kind)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Project => "project",
            Self::Ssh => "ssh_config",
            Self::Wezterm => "wezterm.lua",
        }
    }
}

/// Whether Lua is more likely than TOML and ssh_config to have the line.
fn is_lua(line: &str) -> bool {
    let word = line
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next();
    line.starts_with("--")
        || matches!(
            word,
            Some(
                "config"
                    | "else"
                    | "elseif"
                    | "end"
                    | "for"
                    | "function"
                    | "if"
                    | "local"
                    | "return"
                    | "wezterm"
                    | "while"
            )
        )
        || (line.contains('=') && line.ends_with([',', '{', '(']))
}

/// Whether the line is a header of TOML's, or gives a key a plain value.
fn is_toml(line: &str) -> bool {
    let is_key = |key: &str| {
        let key = key.trim();
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\''))
    };
    if let Some(header) = line.strip_prefix('[') {
        let header = header.strip_prefix('[').unwrap_or(header);
        return header.split_once(']').is_some_and(|(key, _)| is_key(key));
    }
    line.split_once('=').is_some_and(|(key, value)| {
        let value = value.trim_start();
        is_key(key)
            && (value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '"' | '\'' | '[' | '{' | '-'))
                || value.starts_with("true")
                || value.starts_with("false"))
    })
}
