//! Text → blocks of values, each under its condition, and a note for every line.

use std::collections::HashSet;
use std::rc::Rc;

use super::keywords::{self, Key};
use super::words::{self, Steps};
use super::{
    Block, Condition, Criterion, Entry, File, Include, Kind, MAX_IDENTITY_FILES, Parsed, Value, resolve,
    shown,
};
use crate::fleet::MAX_DOMAINS;
use crate::import::{Fate, Note};
use crate::project::MAX_BYTES;

/// How deep files may include each other (READCONF_MAX_DEPTH, readconf.c:2617).
const MAX_DEPTH: usize = 16;

/// How many files are read, one that is included twice counted twice.
const MAX_FILES: usize = 10_000;

/// How many lines may be none of OpenSSH's before the text is taken for something else.
const MAX_FOREIGN: usize = 1000;

/// The longest value that is read, in bytes.
const MAX_VALUE: usize = 2048;

/// How many names of hosts are read, one that stands twice counted twice.
const MAX_NAMES: usize = 4 * MAX_DOMAINS;

/// How many steps are made to compare patterns with names: enough for ten thousand hosts and hundreds of patterns.
const MAX_STEPS: u64 = 10_000_000;

/// What is said of a name until a domain is made of it.
const NO_DOMAIN: &str = "no domain was made of it";

/// How much of a line is kept in its notes, in characters.
const MAX_SHOWN: usize = 200;

/// Reads files into blocks.
pub(super) struct Reader<'a, 'b> {
    include: Option<&'a mut Include<'b>>,
    pub(super) notes: Vec<Note>,
    pub(super) names: Vec<(String, usize, usize)>,
    /// What `IgnoreUnknown` says.
    ignored: Vec<String>,
    /// The files that are being read, each included by the one before.
    open: Vec<Rc<str>>,
    bytes: usize,
    files: usize,
    foreign: usize,
    blocks: usize,
    pub(super) steps: Steps,
}

/// Where the reader is.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

impl<'a, 'b> Reader<'a, 'b> {
    pub(super) fn new(include: Option<&'a mut Include<'b>>) -> Self {
        Self {
            include,
            notes: Vec::new(),
            names: Vec::new(),
            ignored: Vec::new(),
            open: Vec::new(),
            bytes: 0,
            files: 0,
            foreign: 0,
            blocks: 0,
            steps: Steps::new(MAX_STEPS),
        }
    }

    fn note(&mut self, line: &Line<'_>, fate: Fate, subject: &str, message: impl Into<String>) -> usize {
        self.notes.push(Note {
            fate,
            file: self.open.last().cloned(),
            line: line.number,
            subject: subject.chars().take(MAX_SHOWN).collect(),
            text: line.text.trim_end().chars().take(MAX_SHOWN).collect(),
            message: message.into(),
            hint: None,
        });
        if fate == Fate::Mistake {
            self.foreign = self.foreign.saturating_add(1);
        }
        self.notes.len() - 1
    }

    fn mistake(&mut self, line: &Line<'_>, subject: &str, message: impl Into<String>) {
        self.note(line, Fate::Mistake, subject, message);
    }

    fn hint(&mut self, hint: impl Into<String>) {
        if let Some(note) = self.notes.last_mut() {
            note.hint = Some(hint.into());
        }
    }

    /// Reads a file, and those that it includes.
    pub(super) fn file(&mut self, text: &str) -> Parsed {
        let mut parsed = Parsed::default();
        let whole = Line { number: 0, text: "" };
        self.bytes += text.len();
        self.files += 1;
        if self.bytes > MAX_BYTES {
            let message = match self.files {
                1 => format!(
                    "the file has {} bytes, but at most {MAX_BYTES} are read",
                    text.len()
                ),
                _ => format!("the files have more than {MAX_BYTES} bytes together, but no more are read"),
            };
            self.mistake(&whole, "", message);
            self.hint("a thousand hosts have about 100,000; is this the right file?");
            return parsed;
        }
        let mut block = self.block(None, Condition::Always);
        for (number, text) in (1..).zip(text.split('\n')) {
            if self.foreign > MAX_FOREIGN {
                // Said once, by the innermost file.
                if self.foreign != usize::MAX {
                    let message = format!(
                        "more than {MAX_FOREIGN} lines mean nothing to ssh, so the rest was not read"
                    );
                    self.mistake(&whole, "", message);
                    self.hint("is this an ssh_config?");
                    self.foreign = usize::MAX;
                }
                break;
            }
            if self.names.len() > MAX_NAMES {
                self.mistake(
                    &whole,
                    "",
                    format!("more than {MAX_NAMES} names of hosts stand in it, so the rest was not read"),
                );
                self.foreign = usize::MAX;
                break;
            }
            let line = Line { number, text };
            let Some((keyword, value)) = words::split(text) else {
                continue;
            };
            if let Some(condition) = self.line(&line, &keyword, value, &mut block) {
                let note = Some(self.notes.len() - 1);
                let next = self.block(note, condition);
                let done = std::mem::replace(&mut block, next);
                parsed.push(done);
                self.begin(&line, &mut block);
            }
        }
        parsed.push(block);
        parsed
    }

    fn block(&mut self, note: Option<usize>, condition: Condition) -> Block {
        self.blocks += 1;
        Block {
            id: self.blocks,
            note,
            condition,
            is_odd: false,
            entries: Vec::new(),
            given: [0; Key::COUNT],
        }
    }

    /// Reads a line into `block`, or the condition of the next block.
    fn line(&mut self, line: &Line<'_>, keyword: &str, value: &str, block: &mut Block) -> Option<Condition> {
        let written = written(line.text, keyword);
        let key = Key::named(keyword);
        let is_ours = key.is_some() || matches!(keyword, "host" | "match" | "include");
        if !is_ours && !keywords::is_known(keyword) {
            let mut ignored = self.ignored.iter();
            if ignored.any(|list| self.steps.in_list(keyword, list)) {
                self.note(line, Fate::Kept, &written, "`IgnoreUnknown` has ssh pass it over");
            } else {
                let message = format!(
                    "`{}` is no keyword of OpenSSH's, which refuses the whole file for it",
                    shown(&written)
                );
                self.note(line, Fate::Left, &written, message);
                self.foreign = self.foreign.saturating_add(1);
                match keywords::nearest(keyword) {
                    Some(near) => self.hint(format!("did you mean `{near}`?")),
                    None => {
                        self.hint("if another ssh knows it, write `IgnoreUnknown` with its name above it");
                    }
                }
            }
            return None;
        }
        if value.is_empty() {
            self.mistake(line, &written, format!("`{}` has no value", shown(&written)));
            return None;
        }
        let Some(words) = words::words(value) else {
            self.mistake(
                line,
                value,
                format!("a quote in the value of `{}` has no end", shown(&written)),
            );
            return None;
        };
        match (keyword, key) {
            ("host", _) => return self.patterns(line, &written, words),
            ("match", _) => return self.criteria(line, &written, &words),
            ("include", _) => self.include(line, &written, &words, block),
            (_, Some(key)) => self.value(line, &written, key, value, words, block),
            _ => {
                if keyword == "ignoreunknown" {
                    self.ignored
                        .extend(words.iter().map(|list| list.to_ascii_lowercase()));
                }
                let message = match keyword {
                    "serveraliveinterval" | "serveralivecountmax" => {
                        "a domain's `keepalive` counts in its place, 15 seconds where none is given"
                    }
                    "batchmode" | "connecttimeout" => "WezTerm's links have their own",
                    _ => "your own ssh goes on to apply it",
                };
                self.note(line, Fate::Kept, &written, message);
            }
        }
        None
    }

    /// The patterns of a `Host`, with a note for each name among them, or one for all patterns.
    fn patterns(&mut self, line: &Line<'_>, written: &str, words: Vec<String>) -> Option<Condition> {
        if words.iter().any(String::is_empty) {
            self.mistake(line, written, "`Host` has an empty name");
            return None;
        }
        self.note(
            line,
            Fate::Kept,
            written,
            "is no host, and makes no domain; what it says counts for those that match it",
        );
        let patterns = words.into_iter().map(|word| match word.strip_prefix('!') {
            Some(pattern) => (true, plain(pattern)),
            None => (false, plain(&word)),
        });
        Some(Condition::Host(patterns.collect()))
    }

    /// Gives the names of a new block their notes, in place of the one for all.
    fn begin(&mut self, line: &Line<'_>, block: &mut Block) {
        let read = words::in_wezterm(line.text).split_ascii_whitespace();
        match &block.condition {
            Condition::Host(patterns) => {
                let ours = patterns
                    .iter()
                    .map(|(is_negated, pattern)| (*is_negated, pattern.as_str()));
                block.is_odd = !ours.eq(read.map(|word| match word.strip_prefix('!') {
                    Some(pattern) => (true, pattern),
                    None => (false, word),
                }));
                let mut seen = HashSet::new();
                for (_, name) in patterns
                    .iter()
                    .filter(|(is_negated, name)| !is_negated && is_name(name))
                {
                    if !seen.insert(name) || self.names.len() > MAX_NAMES {
                        continue;
                    }
                    let note = match seen.len() {
                        1 => {
                            let note = self.notes.len() - 1;
                            self.notes[note].subject = name.chars().take(MAX_SHOWN).collect();
                            self.notes[note].message = NO_DOMAIN.to_owned();
                            note
                        }
                        _ => self.note(line, Fate::Kept, name, NO_DOMAIN),
                    };
                    self.names.push((name.clone(), block.id, note));
                }
            }
            Condition::Match(criteria) => {
                let words: Option<Vec<String>> =
                    words::split(line.text).and_then(|(_, value)| words::words(value));
                block.is_odd = !words.iter().flatten().map(String::as_str).eq(read)
                    || criteria.iter().any(|criterion| criterion.is_negated);
            }
            Condition::Always => {}
        }
    }

    /// What a `Match` asks (`match_cfg_line`, readconf.c:700-925).
    fn criteria(&mut self, line: &Line<'_>, written: &str, words: &[String]) -> Option<Condition> {
        let mut criteria = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (is_negated, attribute) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word.as_str()),
            };
            let (name, mut list) = match attribute.split_once('=') {
                Some((name, list)) => (name, Some(list)),
                None => (attribute, None),
            };
            let kind = match name.to_ascii_lowercase().as_str() {
                "all" => Kind::All,
                "canonical" => Kind::SecondPass,
                "final" => Kind::Final,
                "host" => Kind::Host,
                "originalhost" => Kind::OriginalHost,
                "user" => Kind::User,
                "localuser" => Kind::LocalUser,
                "tagged" => Kind::Tagged,
                "localnetwork" | "version" | "command" | "sessiontype" | "exec" => Kind::Other,
                _ => {
                    self.mistake(line, name, format!("`Match` cannot ask for `{}`", shown(name)));
                    self.hint("it asks for `all`, `canonical`, `final`, `host`, `originalhost`, `user`, `localuser`, `localnetwork`, `tagged`, `command`, `sessiontype`, `version` or `exec`");
                    return None;
                }
            };
            if kind == Kind::All && (criteria.len() > 1 || words.len() > 0) {
                self.mistake(line, name, "`all` stands alone in a `Match`");
                return None;
            }
            if !matches!(kind, Kind::All | Kind::SecondPass | Kind::Final) {
                list = list.or_else(|| words.next().map(String::as_str));
                let may_be_empty = matches!(name.to_ascii_lowercase().as_str(), "tagged" | "command");
                if list.is_none_or(|list| list.is_empty() && !may_be_empty) {
                    self.mistake(line, name, format!("`{name}` in a `Match` has no value"));
                    return None;
                }
            }
            let list = plain(list.unwrap_or_default());
            criteria.push(Criterion {
                is_negated,
                kind,
                // Names are compared in lower case (`match_hostname`, match.c:222).
                list: match kind {
                    Kind::Host | Kind::OriginalHost => list.to_ascii_lowercase(),
                    _ => list,
                },
            });
        }
        if criteria.is_empty() {
            self.mistake(line, written, "`Match` asks for nothing");
            return None;
        }
        let message = match criteria.iter().any(|criterion| criterion.kind == Kind::Other) {
            true => {
                "only ssh can tell when it holds, so what it says is not known here; ssh goes on to apply it"
            }
            false => "is no host, and makes no domain; what it says counts for those that match it",
        };
        self.note(line, Fate::Kept, written, message);
        Some(Condition::Match(criteria))
    }

    fn include(&mut self, line: &Line<'_>, written: &str, words: &[String], block: &mut Block) {
        if words.is_empty() {
            self.note(line, Fate::Kept, written, "names no file");
        }
        for word in words {
            if word.is_empty() {
                self.mistake(line, written, "`Include` has an empty name");
                return;
            }
            let Some(include) = &mut self.include else {
                let message = format!("`{}` is not read here: no other file is at hand", shown(word));
                self.note(line, Fate::Left, word, message);
                self.hint("import that file as well, or run `wezmux import ssh`, which reads it");
                continue;
            };
            // Once more than is read, no file is looked for.
            if self.bytes > MAX_BYTES || self.files > MAX_FILES {
                return;
            }
            let files = match include(word) {
                Ok(files) => files,
                Err(why) => {
                    let message = format!("`{}` is not read: {why}", shown(word));
                    self.note(line, Fate::Left, word, message);
                    continue;
                }
            };
            let message = match files.is_empty() {
                true => "there is no such file, which ssh passes over",
                false => "none of its files was read",
            };
            let note = self.note(line, Fate::Taken, word, message);
            // It expands no `~`, no tokens and no variables, takes all of the line for one name, and forgets after the
            // file what it stood in (wezterm-ssh/src/config.rs:174-237 at 20250223).
            let is_odd = word.starts_with('~')
                || word.contains(['%', '$'])
                || words::in_wezterm(line.text) != word
                || !matches!(block.condition, Condition::Always);
            let mut parsed = Vec::new();
            for File { name, read } in files {
                if self.files == MAX_FILES {
                    self.mistake(
                        line,
                        word,
                        format!("more than {MAX_FILES} files are included, and no more are read"),
                    );
                    self.files += 1;
                }
                if self.bytes > MAX_BYTES || self.files > MAX_FILES {
                    return;
                }
                let name = Rc::from(name);
                if self.open.contains(&name) {
                    let by_way = match self.open.last() {
                        Some(last) if *last != name => format!(", by way of `{}`", shown(last)),
                        _ => String::new(),
                    };
                    self.mistake(line, word, format!("`{}` includes itself{by_way}", shown(&name)));
                    continue;
                }
                if self.open.len() == MAX_DEPTH {
                    let message = format!("more than {MAX_DEPTH} files include each other, one in the other");
                    self.mistake(line, word, message);
                    return;
                }
                let Some(text) = read() else { continue };
                let text = match text {
                    Ok(text) => text,
                    Err(why) => {
                        self.files += 1;
                        let message = format!("`{}` is not read: {why}", shown(&name));
                        self.note(line, Fate::Left, word, message);
                        continue;
                    }
                };
                self.open.push(name);
                parsed.push(self.file(&text));
                self.notes[note].message = match parsed.len() {
                    1 => "1 file was read".to_owned(),
                    count => format!("{count} files were read"),
                };
                self.open.pop();
            }
            if !parsed.is_empty() {
                block.entries.push(Entry::Include(parsed, is_odd));
            }
        }
    }

    fn value(
        &mut self,
        line: &Line<'_>,
        written: &str,
        key: Key,
        value: &str,
        words: Vec<String>,
        block: &mut Block,
    ) {
        let name = key.name();
        let text = match key.takes_line() {
            true => value.trim_start_matches([' ', '\t', '\r', '\n', '=']).to_owned(),
            false => {
                let mut words = words.into_iter();
                let Some(word) = words.next().filter(|word| !word.is_empty()) else {
                    return self.mistake(line, written, format!("`{name}` has no value"));
                };
                if let Some(more) = words.next() {
                    self.mistake(
                        line,
                        &more,
                        format!("`{name}` has one value, but `{}` follows it", shown(&more)),
                    );
                    return self.hint("put a value with spaces in quotes");
                }
                word
            }
        };
        if text.len() > MAX_VALUE {
            let message = format!(
                "`{name}` has {} bytes, but at most {MAX_VALUE} are read",
                text.len()
            );
            return self.mistake(line, written, message);
        }
        if let Some((mistake, hint)) = resolve::mistake(key, &text) {
            self.mistake(
                line,
                &text,
                format!("`{name}` `{}` must be {mistake}", shown(&text)),
            );
            return hint.into_iter().for_each(|hint| self.hint(hint));
        }
        let given = &mut block.given[key as usize];
        *given = given.saturating_add(1);
        match (key, *given) {
            (Key::IdentityFile, given) if given > MAX_IDENTITY_FILES => {
                let message = format!("a host has at most {MAX_IDENTITY_FILES} of `IdentityFile`");
                return self.mistake(line, written, message);
            }
            (Key::IdentityFile, _) | (_, 1) => {}
            _ => {
                self.note(
                    line,
                    Fate::Kept,
                    written,
                    "counts for nothing: what stands first wins",
                );
                return;
            }
        }
        let is_odd = words::in_wezterm(line.text) != text || resolve::is_odd(key, &text);
        let note = self.note(line, Fate::Kept, written, "no domain is reached by it");
        block.entries.push(Entry::Value(Value {
            key,
            text,
            note,
            is_odd,
        }));
    }
}

impl Parsed {
    fn push(&mut self, block: Block) {
        let index = self.blocks.len();
        match &block.condition {
            Condition::Host(patterns)
                if patterns
                    .iter()
                    .all(|(is_negated, name)| !is_negated && is_name(name)) =>
            {
                for (_, name) in patterns {
                    let blocks = self.literal.entry(name.clone()).or_default();
                    if blocks.last() != Some(&index) {
                        blocks.push(index);
                    }
                }
            }
            _ => self.general.push(index),
        }
        self.blocks.push(block);
    }
}

/// A pattern without a `*` that follows another, which says nothing more.
fn plain(pattern: &str) -> String {
    let mut last = '\0';
    let says_more = |c: &char| std::mem::replace(&mut last, *c) != '*' || *c != '*';
    pattern.chars().filter(says_more).collect()
}

/// The keyword as the line has it.
fn written(line: &str, keyword: &str) -> String {
    let line = line.trim_start_matches([' ', '\t', '\r', '=']);
    let written = line
        .get(..keyword.len())
        .filter(|written| written.eq_ignore_ascii_case(keyword));
    written.unwrap_or(keyword).to_owned()
}

/// Whether a pattern stands for itself alone.
fn is_name(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}
