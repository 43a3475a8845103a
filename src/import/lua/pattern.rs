//! Lua's patterns (the manual of 5.4, 6.4.1), with a count of steps: one such as `a*a*a*a*b` could take for ever.

/// How deep a pattern may go into itself (MAXCCALLS, lstrlib.c).
const MAX_DEPTH: usize = 150;

/// How many captures a pattern may have (LUA_MAXCAPTURES, luaconf.h).
const MAX_CAPTURES: usize = 32;

/// What a capture holds: where it starts, and how long it is; none for a mere position.
pub(super) type Capture = (usize, Option<usize>);

/// Why a pattern was not compared to the end.
pub(super) enum Failure {
    /// It is none.
    Malformed(&'static str),
    /// It takes too many steps.
    Steps,
}

/// How long a capture is while it is open.
const OPEN: usize = usize::MAX;

pub(super) struct Matcher<'a> {
    text: &'a [u8],
    pattern: &'a [u8],
    pub(super) captures: Vec<Capture>,
    steps: &'a mut u64,
    depth: usize,
}

type Matched = Result<Option<usize>, Failure>;

impl<'a> Matcher<'a> {
    pub(super) fn new(text: &'a [u8], pattern: &'a [u8], steps: &'a mut u64) -> Self {
        Self {
            text,
            pattern,
            captures: Vec::new(),
            steps,
            depth: 0,
        }
    }

    /// Where the match ends that starts at `at`, if there is one.
    pub(super) fn at(&mut self, at: usize) -> Matched {
        self.captures.clear();
        self.depth = 0;
        let end = self.compare(at, 0)?;
        match end.is_some() && self.captures.iter().any(|(_, length)| *length == Some(OPEN)) {
            true => Err(Failure::Malformed("a capture is not closed")),
            false => Ok(end),
        }
    }

    fn step(&mut self) -> Result<(), Failure> {
        *self.steps = self.steps.checked_sub(1).ok_or(Failure::Steps)?;
        Ok(())
    }

    fn compare(&mut self, at: usize, from: usize) -> Matched {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Failure::Malformed("the pattern is too complex"));
        }
        let end = self.compare_here(at, from);
        self.depth -= 1;
        end
    }

    fn compare_here(&mut self, mut at: usize, mut from: usize) -> Matched {
        loop {
            self.step()?;
            let Some(&first) = self.pattern.get(from) else {
                return Ok(Some(at));
            };
            match (first, self.pattern.get(from + 1)) {
                (b'(', Some(b')')) => return self.open(at, from + 2, None),
                (b'(', _) => return self.open(at, from + 1, Some(OPEN)),
                (b')', _) => return self.close(at, from + 1),
                (b'$', None) => return Ok((at == self.text.len()).then_some(at)),
                (b'%', Some(b'b')) => match self.balanced(at, from + 2)? {
                    Some(end) => (at, from) = (end, from + 4),
                    None => return Ok(None),
                },
                (b'%', Some(b'f')) => {
                    from += 2;
                    if self.pattern.get(from) != Some(&b'[') {
                        return Err(Failure::Malformed("`[` is missing after `%f`"));
                    }
                    let end = self.class_end(from)?;
                    let before = at.checked_sub(1).map_or(0, |before| self.text[before]);
                    let here = self.text.get(at).copied().unwrap_or(0);
                    if self.in_set(before, from, end) || !self.in_set(here, from, end) {
                        return Ok(None);
                    }
                    from = end;
                }
                (b'%', Some(digit @ b'0'..=b'9')) => {
                    let number = usize::from(digit - b'0').wrapping_sub(1);
                    let captured = match self.captures.get(number) {
                        Some((start, Some(length))) if *length != OPEN => &self.text[*start..start + length],
                        _ => return Err(Failure::Malformed("there is no such capture")),
                    };
                    if !self.text[at..].starts_with(captured) {
                        return Ok(None);
                    }
                    *self.steps = self.steps.saturating_sub(captured.len() as u64 / 16);
                    (at, from) = (at + captured.len(), from + 2);
                }
                _ => {
                    let end = self.class_end(from)?;
                    let is_here = self.is_single(at, from, end);
                    match self.pattern.get(end) {
                        Some(b'?') => {
                            if is_here && let Some(end) = self.compare(at + 1, end + 1)? {
                                return Ok(Some(end));
                            }
                            from = end + 1;
                        }
                        Some(b'+') if !is_here => return Ok(None),
                        Some(b'+') => return self.most(at + 1, from, end),
                        Some(b'*') => return self.most(at, from, end),
                        Some(b'-') => return self.least(at, from, end),
                        _ if !is_here => return Ok(None),
                        _ => (at, from) = (at + 1, end),
                    }
                }
            }
        }
    }

    fn most(&mut self, at: usize, from: usize, end: usize) -> Matched {
        let mut count = 0;
        while self.is_single(at + count, from, end) {
            self.step()?;
            count += 1;
        }
        for count in (0..=count).rev() {
            if let Some(end) = self.compare(at + count, end + 1)? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }

    fn least(&mut self, mut at: usize, from: usize, end: usize) -> Matched {
        loop {
            if let Some(end) = self.compare(at, end + 1)? {
                return Ok(Some(end));
            } else if self.is_single(at, from, end) {
                at += 1;
            } else {
                return Ok(None);
            }
        }
    }

    fn open(&mut self, at: usize, from: usize, length: Option<usize>) -> Matched {
        if self.captures.len() >= MAX_CAPTURES {
            return Err(Failure::Malformed("too many captures"));
        }
        let count = self.captures.len();
        self.captures.push((at, length));
        let end = self.compare(at, from)?;
        if end.is_none() {
            self.captures.truncate(count);
        }
        Ok(end)
    }

    fn close(&mut self, at: usize, from: usize) -> Matched {
        let open = self
            .captures
            .iter()
            .rposition(|(_, length)| *length == Some(OPEN));
        let Some(number) = open else {
            return Err(Failure::Malformed("there is no capture to close"));
        };
        self.captures[number].1 = Some(at - self.captures[number].0);
        let end = self.compare(at, from)?;
        if end.is_none() {
            self.captures[number].1 = Some(OPEN);
        }
        Ok(end)
    }

    fn balanced(&mut self, at: usize, from: usize) -> Matched {
        let (Some(&open), Some(&close)) = (self.pattern.get(from), self.pattern.get(from + 1)) else {
            return Err(Failure::Malformed("`%b` needs two characters"));
        };
        if self.text.get(at) != Some(&open) {
            return Ok(None);
        }
        let mut level = 1;
        for (index, &byte) in self.text.iter().enumerate().skip(at + 1) {
            self.step()?;
            if byte == close {
                level -= 1;
                if level == 0 {
                    return Ok(Some(index + 1));
                }
            } else if byte == open {
                level += 1;
            }
        }
        Ok(None)
    }

    /// Where the class ends that starts at `from`.
    fn class_end(&self, from: usize) -> Result<usize, Failure> {
        match self.pattern[from] {
            b'%' if from + 1 >= self.pattern.len() => Err(Failure::Malformed("the pattern ends with `%`")),
            b'%' => Ok(from + 2),
            b'[' => {
                let mut at = from + 1 + usize::from(self.pattern.get(from + 1) == Some(&b'^'));
                loop {
                    let byte = self.pattern.get(at).ok_or(Failure::Malformed("`]` is missing"))?;
                    at += 1 + usize::from(*byte == b'%');
                    if self.pattern.get(at) == Some(&b']') {
                        return Ok(at + 1);
                    }
                }
            }
            _ => Ok(from + 1),
        }
    }

    fn is_single(&self, at: usize, from: usize, end: usize) -> bool {
        let Some(&byte) = self.text.get(at) else {
            return false;
        };
        match self.pattern[from] {
            b'.' => true,
            b'%' => is_in_class(byte, self.pattern[from + 1]),
            b'[' => self.in_set(byte, from, end),
            literal => literal == byte,
        }
    }

    /// Whether `byte` is in the set from `[` to before `end`.
    fn in_set(&self, byte: u8, from: usize, end: usize) -> bool {
        let set = &self.pattern[from + 1..end - 1];
        let (is_negated, set) = match set.strip_prefix(b"^") {
            Some(set) => (true, set),
            None => (false, set),
        };
        let mut rest = set;
        let found = loop {
            rest = match rest {
                [] => break false,
                [b'%', class, after @ ..] if is_in_class(byte, *class) => {
                    let _ = after;
                    break true;
                }
                [b'%', _, after @ ..] => after,
                [first, b'-', last, ..] if (*first..=*last).contains(&byte) => break true,
                [_, b'-', _, after @ ..] => after,
                [single, ..] if *single == byte => break true,
                [_, after @ ..] => after,
            };
        };
        found != is_negated
    }
}

fn is_in_class(byte: u8, class: u8) -> bool {
    let found = match class.to_ascii_lowercase() {
        b'a' => byte.is_ascii_alphabetic(),
        b'c' => byte.is_ascii_control(),
        b'd' => byte.is_ascii_digit(),
        b'g' => byte.is_ascii_graphic(),
        b'l' => byte.is_ascii_lowercase(),
        b'p' => byte.is_ascii_punctuation(),
        b's' => byte.is_ascii_whitespace() || byte == 0x0b,
        b'u' => byte.is_ascii_uppercase(),
        b'w' => byte.is_ascii_alphanumeric(),
        b'x' => byte.is_ascii_hexdigit(),
        _ => return class == byte,
    };
    found != class.is_ascii_uppercase()
}
