//! Text → tokens (the manual of 5.4, 3.1).

use std::rc::Rc;

use super::{Mistake, Parsed, Parser};
use crate::import::lua::number::{Number, number};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(Rc<str>),
    Text(Rc<[u8]>),
    Integer(i64),
    Float(f64),
    /// A keyword or a sign.
    Word(&'static str),
    End,
}

const KEYWORDS: [&str; 22] = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// The longest first.
const SIGNS: [&str; 33] = [
    "...", "..", "==", "~=", "<=", ">=", "<<", ">>", "//", "::", "+", "-", "*", "/", "%", "^", "#", "&", "~",
    "|", "<", ">", "=", "(", ")", "{", "}", "[", "]", ";", ":", ",", ".",
];

impl Parser<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Goes on to the next token.
    pub(super) fn step(&mut self) -> Parsed<()> {
        loop {
            match self.byte(0) {
                b'\n' => {
                    self.line += 1;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c' => self.at += 1,
                b'-' if self.byte(1) == b'-' => {
                    self.at += 2;
                    if self.byte(0) == b'[' && self.long_text()?.is_some() {
                        continue;
                    }
                    while self.at < self.text.len() && self.byte(0) != b'\n' {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        self.token_line = self.line;
        self.token = self.next_token()?;
        Ok(())
    }

    fn next_token(&mut self) -> Parsed<Token> {
        let first = self.byte(0);
        if self.at >= self.text.len() {
            return Ok(Token::End);
        }
        if first.is_ascii_alphabetic() || first == b'_' {
            let start = self.at;
            while self.byte(0).is_ascii_alphanumeric() || self.byte(0) == b'_' {
                self.at += 1;
            }
            let name = String::from_utf8_lossy(&self.text[start..self.at]);
            return Ok(match KEYWORDS.iter().find(|keyword| **keyword == name) {
                Some(keyword) => Token::Word(keyword),
                None => Token::Name(name.into()),
            });
        }
        if first.is_ascii_digit() || first == b'.' && self.byte(1).is_ascii_digit() {
            let start = self.at;
            let hex = first == b'0' && self.byte(1) | 32 == b'x';
            loop {
                let byte = self.byte(0);
                let exponent = if hex { b'p' } else { b'e' };
                if byte | 32 == exponent && matches!(self.byte(1), b'+' | b'-') {
                    self.at += 2;
                } else if byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_' {
                    self.at += 1;
                } else {
                    break;
                }
            }
            let written = &self.text[start..self.at];
            return match number(written) {
                Some(Number::Integer(integer)) => Ok(Token::Integer(integer)),
                Some(Number::Float(float)) => Ok(Token::Float(float)),
                None => self.fail(format!(
                    "`{}` is no number",
                    String::from_utf8_lossy(&written[..written.len().min(40)])
                )),
            };
        }
        if matches!(first, b'"' | b'\'') {
            return self.quoted(first);
        }
        if first == b'['
            && let Some(text) = self.long_text()?
        {
            return Ok(Token::Text(text));
        }
        let rest = &self.text[self.at..];
        match SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes())) {
            Some(sign) => {
                self.at += sign.len();
                Ok(Token::Word(sign))
            }
            None => {
                let shown = String::from_utf8_lossy(&rest[..rest.len().min(4)]);
                let shown = shown.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                self.fail(format!(
                    "`{}` has no meaning in Lua",
                    crate::fleet::visible(shown)
                ))
            }
        }
    }

    /// `[[…]]`, `[=[…]=]` and so on; none where that is not what stands here.
    fn long_text(&mut self) -> Parsed<Option<Rc<[u8]>>> {
        let level = self.text[self.at + 1..]
            .iter()
            .take_while(|byte| **byte == b'=')
            .count();
        if self.byte(level + 1) != b'[' {
            return Ok(None);
        }
        let started = self.line;
        self.at += level + 2;
        if self.byte(0) == b'\r' {
            self.at += 1;
        }
        let start = self.at + usize::from(self.byte(0) == b'\n');
        loop {
            match self.byte(0) {
                b']' if self.text[self.at + 1..]
                    .iter()
                    .take_while(|byte| **byte == b'=')
                    .count()
                    == level
                    && self.byte(level + 1) == b']' =>
                {
                    let text = self.text[start.min(self.at)..self.at].into();
                    self.at += level + 2;
                    return Ok(Some(text));
                }
                _ if self.at >= self.text.len() => {
                    let message = "this bracket is not closed".to_owned();
                    return Err(Mistake {
                        line: started,
                        message,
                    });
                }
                byte => {
                    self.line += u32::from(byte == b'\n');
                    self.at += 1;
                }
            }
        }
    }

    fn quoted(&mut self, quote: u8) -> Parsed<Token> {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            let byte = self.byte(0);
            if self.at >= self.text.len() || byte == b'\n' {
                return self.fail("this text has no end quote");
            }
            self.at += 1;
            if byte == quote {
                return Ok(Token::Text(text.into()));
            } else if byte != b'\\' {
                text.push(byte);
                continue;
            }
            let escape = self.byte(0);
            self.at += 1;
            match escape {
                b'a' => text.push(7),
                b'b' => text.push(8),
                b'f' => text.push(12),
                b'n' => text.push(b'\n'),
                b'r' => text.push(b'\r'),
                b't' => text.push(b'\t'),
                b'v' => text.push(11),
                b'\\' | b'"' | b'\'' => text.push(escape),
                b'\n' => {
                    self.line += 1;
                    text.push(b'\n');
                }
                b'z' => {
                    while self.byte(0).is_ascii_whitespace() {
                        self.line += u32::from(self.byte(0) == b'\n');
                        self.at += 1;
                    }
                }
                b'x' => {
                    let digits = self.text.get(self.at..self.at + 2).unwrap_or_default();
                    let code = std::str::from_utf8(digits).ok();
                    match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                        Some(code) => text.push(code),
                        None => return self.fail("`\\x` needs two hexadecimal digits"),
                    }
                    self.at += 2;
                }
                b'u' => {
                    let end = self.text[self.at..]
                        .iter()
                        .take(12)
                        .position(|byte| *byte == b'}');
                    let code = end.map(|end| &self.text[self.at..self.at + end]);
                    let code = code.and_then(|code| std::str::from_utf8(code).ok()?.strip_prefix('{'));
                    let code = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
                    let Some(code) = code else {
                        return self.fail("`\\u{…}` needs the number of a character");
                    };
                    text.extend_from_slice(code.encode_utf8(&mut [0; 4]).as_bytes());
                    self.at += end.unwrap_or_default() + 1;
                }
                b'0'..=b'9' => {
                    let digits = self.text[self.at..].iter().take(2);
                    let more = digits.take_while(|byte| byte.is_ascii_digit()).count();
                    let code = &self.text[self.at - 1..self.at + more];
                    let code = code
                        .iter()
                        .fold(0_u32, |code, digit| code * 10 + u32::from(digit - b'0'));
                    match u8::try_from(code) {
                        Ok(code) => text.push(code),
                        Err(_) => return self.fail(format!("`\\{code}` is more than a byte holds")),
                    }
                    self.at += more;
                }
                _ => return self.fail("no such escape after `\\`"),
            }
        }
    }
}
