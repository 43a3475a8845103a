//! One escaper for each lexical context of the templates.
//!
//! askama hands an escaper any piece of a value, so each works character by character and adds no quotes; those are
//! in the template. None is given a newline by a [`Fleet`](crate::Fleet), but installers carry whole files.

use std::fmt::{self, Write};

use askama::filters::Escaper;

/// The inside of a double-quoted Lua string (Lua 5.4 reference manual, §3.1).
#[derive(Clone, Copy, Debug)]
pub struct LuaString;

impl Escaper for LuaString {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '"' | '\\' => write!(out, "\\{c}"),
            // Always three digits: a digit that follows must not become part of the number.
            c if c.is_ascii_control() => write!(out, "\\{:03}", u32::from(c)),
            c => out.write_char(c),
        })
    }
}

/// The inside of single quotes in a POSIX shell (POSIX.1-2024, XCU 2.2.2). The quote itself is left, quoted with a
/// backslash, and entered again.
#[derive(Clone, Copy, Debug)]
pub struct ShellQuoted;

impl Escaper for ShellQuoted {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '\'' => out.write_str("'\\''"),
            c => out.write_char(c),
        })
    }
}

/// A value in a systemd unit where specifiers are expanded and quotes and backslashes are text, such as
/// `Description=` (systemd.unit(5), "Specifiers"). The template ends the line with something else than the value, so
/// that no backslash continues the line.
#[derive(Clone, Copy, Debug)]
pub struct SystemdValue;

impl Escaper for SystemdValue {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '%' => out.write_str("%%"),
            c => out.write_char(c),
        })
    }
}

/// Running text and table cells in GitHub's Markdown: every ASCII punctuation character may stand behind a backslash
/// (GitHub Flavored Markdown, 6.1), so each of those does that could start anything.
#[derive(Clone, Copy, Debug)]
pub struct MarkdownText;

impl Escaper for MarkdownText {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' | ':' => {
                write!(out, "\\{c}")
            }
            c => out.write_char(c),
        })
    }
}

/// Text and attribute values in double quotes in XML 1.0 (§2.4). The few characters that a document must not hold
/// (§2.2) become U+FFFD.
#[derive(Clone, Copy, Debug)]
pub struct XmlText;

impl Escaper for XmlText {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            // A parser would make spaces of these.
            '\t' | '\n' | '\r' => write!(out, "&#{};", u32::from(c)),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.write_char(char::REPLACEMENT_CHARACTER),
            c => out.write_char(c),
        })
    }
}
