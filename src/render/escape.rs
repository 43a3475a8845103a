//! One escaper for each lexical context of the templates.
//!
//! askama hands an escaper any piece of a value, so none looks further than one character and adds no quotes; those are
//! in the template. None is given a newline by a [`Fleet`](crate::Fleet), but installers carry whole files.

use std::fmt::{self, Write};

use askama::filters::Escaper;

/// Writes `text` with what `escape` makes of each character that begins with a special byte, and all between them in one
/// piece. No byte is special that stands inside a character.
fn write_escaped(
    out: &mut dyn Write,
    text: &str,
    is_special: fn(u8) -> bool,
    escape: fn(&mut dyn Write, char) -> fmt::Result,
) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        out.write_str(&rest[..at])?;
        let mut chars = rest[at..].chars();
        chars.next().map_or(Ok(()), |c| escape(out, c))?;
        rest = chars.as_str();
    }
    out.write_str(rest)
}

/// The inside of a double-quoted Lua string (Lua 5.4 reference manual, §3.1).
#[derive(Clone, Copy, Debug)]
pub struct LuaString;

impl Escaper for LuaString {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let is_special = |byte: u8| matches!(byte, b'"' | b'\\') || byte.is_ascii_control();
        write_escaped(&mut out, text, is_special, |out, c| match c {
            '"' | '\\' => write!(out, "\\{c}"),
            // Always three digits: a digit that follows must not become part of the number.
            c => write!(out, "\\{:03}", u32::from(c)),
        })
    }
}

/// The inside of single quotes in a POSIX shell (POSIX.1-2024, XCU 2.2.2). The quote itself is left, quoted with a
/// backslash, and entered again.
#[derive(Clone, Copy, Debug)]
pub struct ShellQuoted;

impl Escaper for ShellQuoted {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        write_escaped(
            &mut out,
            text,
            |byte| byte == b'\'',
            |out, _| out.write_str("'\\''"),
        )
    }
}

/// A value in a systemd unit where specifiers are expanded and quotes and backslashes are text, such as
/// `Description=` (systemd.unit(5), "Specifiers"). The template ends the line with something else than the value, so
/// that no backslash continues the line.
#[derive(Clone, Copy, Debug)]
pub struct SystemdValue;

impl Escaper for SystemdValue {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        write_escaped(&mut out, text, |byte| byte == b'%', |out, _| out.write_str("%%"))
    }
}

/// Running text and table cells in GitHub's Markdown: every ASCII punctuation character may stand behind a backslash
/// (GitHub Flavored Markdown, 6.1), so each of those does that could start anything.
#[derive(Clone, Copy, Debug)]
pub struct MarkdownText;

impl Escaper for MarkdownText {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let is_special = |byte| b"\\`*_[]<>|&~$:".contains(&byte);
        write_escaped(&mut out, text, is_special, |out, c| write!(out, "\\{c}"))
    }
}

/// Text and attribute values in double quotes in XML 1.0 (§2.4). The few characters that a document must not hold
/// (§2.2) become U+FFFD.
#[derive(Clone, Copy, Debug)]
pub struct XmlText;

impl Escaper for XmlText {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        // The last one begins what is between U+F000 and U+FFFF.
        let is_special = |byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | ..b' ' | 0xef);
        write_escaped(&mut out, text, is_special, |out, c| match c {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            // A parser would make spaces of these.
            '\t' | '\n' | '\r' => write!(out, "&#{};", u32::from(c)),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.write_char(char::REPLACEMENT_CHARACTER),
            c => out.write_char(c),
        })
    }
}

/// The inside of a double-quoted string, the same in YAML 1.2 (5.7, 7.3.1) and in Python (Language Reference, 2.4.1).
/// What YAML does not print (5.1) is escaped as well.
#[derive(Clone, Copy, Debug)]
pub struct QuotedString;

impl Escaper for QuotedString {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        // The bytes from C2 on begin the C1 controls, from E2 the line separators, from EF the last ones before U+10000.
        let is_special = |byte| matches!(byte, b'"' | b'\\' | ..b' ' | 0x7f | 0xc2 | 0xe2 | 0xef);
        write_escaped(&mut out, text, is_special, |out, c| match c {
            '"' | '\\' => write!(out, "\\{c}"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
            {
                write!(out, "\\u{:04x}", u32::from(c))
            }
            c => out.write_char(c),
        })
    }
}

/// The inside of a double-quoted string in Nix (Nix Reference Manual, "String literal"), which can hold any character but
/// NUL as it stands.
#[derive(Clone, Copy, Debug)]
pub struct NixString;

impl Escaper for NixString {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        // A carriage return would become a newline.
        let is_special = |byte| matches!(byte, b'"' | b'\\' | b'$' | b'\r');
        write_escaped(&mut out, text, is_special, |out, c| match c {
            '\r' => out.write_str("\\r"),
            c => write!(out, "\\{c}"),
        })
    }
}
