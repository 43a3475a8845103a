//! A line taken apart as OpenSSH does it, which knows no continuation: a backslash at the end is one.
//!
//! Lines of its source are those of readconf.c, misc.c and match.c at 0ef0f5a (10.5).

use std::borrow::Cow;

const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The keyword of a line in lower case, and the rest, which is empty where there is none. None for an empty line and a
/// comment, and where the keyword has a quote without an end, which OpenSSH passes over (readconf.c:1160-1173).
pub(super) fn split(line: &str) -> Option<(String, &str)> {
    // In C a line ends at a NUL; a form feed may only stand at the end (readconf.c:1160).
    let line = line.split('\0').next().unwrap_or_default();
    let line = line.trim_end_matches(|c| SPACE.contains(&c) || c == '\u{c}');
    let (mut keyword, mut rest) = cut(line)?;
    if keyword.is_empty() {
        (keyword, rest) = cut(rest)?;
    }
    if keyword.is_empty() || keyword.starts_with('#') {
        return None;
    }
    Some((keyword.to_ascii_lowercase(), rest.trim_start_matches(SPACE)))
}

/// Cuts off the first word: one `=`, with or without space around it, is as good as space (`strdelim`, misc.c:468-510).
fn cut(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(at) = text.find(|c| SPACE.contains(&c) || c == '"' || c == '=') else {
        return Some((text.into(), ""));
    };
    let (word, rest) = (&text[..at], &text[at + 1..]);
    if text[at..].starts_with('"') {
        let (quoted, rest) = rest.split_once('"')?;
        return Some((format!("{word}{quoted}").into(), rest.trim_start_matches(SPACE)));
    }
    let rest = rest.trim_start_matches(SPACE);
    let rest = match rest.strip_prefix('=') {
        Some(rest) if !text[at..].starts_with('=') => rest.trim_start_matches(SPACE),
        _ => rest,
    };
    Some((word.into(), rest))
}

/// The words of a value, up to a comment; none where a quote has no end (`argv_split`, misc.c:2130-2200).
pub(super) fn words(value: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = value.chars().peekable();
    loop {
        while rest.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
        if rest.peek().is_none_or(|c| *c == '#') {
            return Some(words);
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) = rest.next() {
            match c {
                '\\' => {
                    let escaped = |c: &char| matches!(c, '\'' | '"' | '\\') || (quote.is_none() && *c == ' ');
                    word.push(rest.next_if(escaped).unwrap_or('\\'));
                }
                ' ' | '\t' if quote.is_none() => break,
                '"' | '\'' if quote.is_none() => quote = Some(c),
                c if quote == Some(c) => quote = None,
                c => word.push(c),
            }
        }
        if quote.is_some() {
            return None;
        }
        words.push(word);
    }
}

/// A value as WezTerm's own client reads it: all of the line behind the first space or `=`, without the quotes around it
/// (wezterm-ssh/src/config.rs:247-257 at 20250223).
pub(super) fn in_wezterm(line: &str) -> &str {
    let line = line.trim();
    let start = line.find(|c: char| c == '=' || c.is_whitespace());
    let value = start.map_or("", |at| line[at + 1..].trim_start_matches(char::is_whitespace));
    let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    unquoted.unwrap_or(value)
}

/// How many steps are left to compare patterns with names, so that no text takes for ever.
pub(super) struct Steps(std::cell::Cell<u64>);

impl Steps {
    pub(super) fn new(steps: u64) -> Self {
        Self(steps.into())
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }

    fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether `name` is what `pattern` says, in which `*` is any text and `?` any byte (`match_pattern`, match.c:80-140).
    /// False once no steps are left.
    pub(super) fn matches(&self, name: &str, pattern: &str) -> bool {
        // What most patterns are needs one step.
        if let Some(end) = pattern.strip_prefix('*').filter(|end| !end.contains(['*', '?'])) {
            return self.take() && name.ends_with(end);
        }
        let (name, pattern) = (name.as_bytes(), pattern.as_bytes());
        let (mut at, mut in_pattern) = (0, 0);
        // Where the last `*` stands, and how much of the name it has taken.
        let mut star = None;
        while at < name.len() {
            if !self.take() {
                return false;
            }
            match pattern.get(in_pattern) {
                Some(b'*') => {
                    star = Some((in_pattern, at));
                    in_pattern += 1;
                }
                Some(b'?') => (at, in_pattern) = (at + 1, in_pattern + 1),
                Some(byte) if *byte == name[at] => (at, in_pattern) = (at + 1, in_pattern + 1),
                _ => match star {
                    Some((place, taken)) => {
                        star = Some((place, taken + 1));
                        (at, in_pattern) = (taken + 1, place + 1);
                    }
                    None => return false,
                },
            }
        }
        // What an empty name takes is not free either.
        self.take() && pattern[in_pattern..].iter().all(|byte| *byte == b'*')
    }

    /// Whether `name` is in a list with commas, in which `!` before a pattern is an exception (`match_pattern_list`,
    /// match.c:146-200).
    pub(super) fn in_list(&self, name: &str, list: &str) -> bool {
        // To go through it takes time as well.
        self.0.set(self.0.get().saturating_sub(list.len() as u64 / 8));
        let mut found = false;
        for pattern in list.split(',') {
            if self.is_used_up() {
                return false;
            }
            match pattern.strip_prefix('!') {
                Some(pattern) if self.matches(name, pattern) => return false,
                Some(_) => {}
                None => found |= self.matches(name, pattern),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords() {
        for (line, expected) in [
            ("Host web", Some(("host", "web"))),
            ("  Host\t web \r", Some(("host", "web"))),
            ("Host=web", Some(("host", "web"))),
            ("Host = web", Some(("host", "web"))),
            ("Host == web", Some(("host", "= web"))),
            ("=Host web", Some(("host", "web"))),
            ("\"Host\" web", Some(("host", "web"))),
            ("Ho\"st\" web", Some(("host", "web"))),
            ("Host \"a b\" c", Some(("host", "\"a b\" c"))),
            ("Host", Some(("host", ""))),
            ("Host =", Some(("host", ""))),
            ("Host web\u{c}", Some(("host", "web"))),
            ("Host web\0#", Some(("host", "web"))),
            ("\"Host web", None),
            ("# Host web", None),
            ("#Host web", None),
            ("", None),
            ("  \t", None),
        ] {
            let found = split(line);
            let found = found.as_ref().map(|(keyword, rest)| (keyword.as_str(), *rest));
            assert_eq!(found, expected, "{line:?}");
        }
    }

    #[test]
    fn values() {
        for (value, expected) in [
            ("a b\tc", Some(&["a", "b", "c"][..])),
            ("a # b", Some(&["a"])),
            ("a#b", Some(&["a#b"])),
            ("\"a b\" 'c d'", Some(&["a b", "c d"])),
            ("a\"b c\"d", Some(&["ab cd"])),
            ("\"\" b", Some(&["", "b"])),
            (r"a\ b \\ \n '\ '", Some(&["a b", r"\", r"\n", r"\ "])),
            (r#"\"a"#, Some(&["\"a"])),
            (r"a\", Some(&[r"a\"])),
            ("\"a", None),
            ("'a\"", None),
        ] {
            assert_eq!(
                words(value).as_deref(),
                expected
                    .map(|words| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
                    .as_deref(),
                "{value}"
            );
        }
    }

    #[test]
    fn patterns() {
        let steps = Steps::new(10_000);
        for (pattern, name, expected) in [
            ("web", "web", true),
            ("web", "webs", false),
            ("*", "", true),
            ("", "", true),
            ("?", "", false),
            ("w?b", "web", true),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "example.com", false),
            ("a*b*c", "axxbxxbc", true),
            ("a*b*c", "axxbxxbd", false),
            ("**a", "a", true),
            ("web*", "web", true),
        ] {
            assert_eq!(steps.matches(name, pattern), expected, "{pattern} {name}");
        }
        assert!(steps.in_list("web", "db,w*"));
        assert!(!steps.in_list("web", "w*,!web"));
        assert!(!steps.in_list("web", "!db"));
        let few = Steps::new(3);
        assert!(!few.matches("webs", "webs") && few.is_used_up());
    }
}
