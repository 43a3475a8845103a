//! What ssh makes of a name.

use std::fmt;

use super::keywords::Key;
use super::{
    Account, Address, Block, Condition, Config, Criterion, DomainEntry, Entry, IdentityFile, Kind,
    MAX_IDENTITY_FILES, Parsed, Username, Value, visible,
};
use crate::fleet::with_port;

/// What ssh makes of a name: what the first line says that counts for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// The name.
    pub alias: String,
    /// Where it is: the name itself where nothing else is said.
    pub hostname: String,
    /// The user; the one on this computer when there is none.
    pub user: Option<String>,
    /// The port; 22 when there is none.
    pub port: Option<u16>,
    /// The private keys, in the order in which they are tried; those that ssh tries by itself when there is none.
    pub identity_files: Vec<String>,
    /// The hosts in between, with commas.
    pub proxy_jump: Option<String>,
    /// The command that ssh talks through.
    pub proxy_command: Option<String>,
    /// The first keyword among those that are set and that only ssh heeds.
    pub heeded_by_ssh: Option<&'static str>,
    /// Why WezTerm's own client would not come there as ssh does.
    pub openssh: Option<String>,
    /// The lines of `Match` that only ssh can tell about; what they say is not in here.
    pub unsure: Vec<usize>,
    /// Why WezTerm gets no further there, whatever way it comes.
    pub unusable: Option<String>,
}

/// Servers of Git, which give nobody a shell.
const FORGES: [&str; 8] = [
    "github.com",
    "ssh.github.com",
    "gitlab.com",
    "altssh.gitlab.com",
    "bitbucket.org",
    "altssh.bitbucket.org",
    "codeberg.org",
    "ssh.dev.azure.com",
];

impl Host {
    /// Whether nothing here depends on what only ssh can tell.
    pub fn is_certain(&self) -> bool {
        self.unsure.is_empty()
    }

    /// The files of its keys.
    fn keys(&self) -> impl Iterator<Item = &String> {
        self.identity_files.iter().filter(|file| !is_none(file))
    }

    /// Where it is, as a project writes that.
    fn address(&self) -> String {
        match self.port {
            Some(port) => with_port(&self.hostname, port),
            None => self.hostname.clone(),
        }
    }

    /// Why no domain can be made of it.
    pub(super) fn refusal(&self) -> Option<String> {
        let alias = visible(&self.alias);
        if FORGES.contains(&self.hostname.as_str()) || self.user.as_deref() == Some("git") {
            return Some(format!("`{alias}` is for Git, and has no terminal"));
        }
        self.unusable.clone()
    }

    /// Whether the name can be a domain's address.
    pub(super) fn is_address(&self) -> bool {
        let address = Address::parse(&self.alias);
        address.is_ok_and(|address| address.port().is_none() && address.host() == self.alias)
    }

    /// Whether ssh comes to the same account where it is given where that is, and not the name; `there` is what it then
    /// makes of that.
    fn is_found_at(&self, there: &Self) -> bool {
        there.hostname == self.hostname
            && (there.user.is_none() || self.user.is_some())
            && (there.port.is_none() || self.port.is_some())
            && there.keys().all(|key| self.keys().any(|own| own == key))
            && there.proxy_jump.is_none()
            && there.proxy_command.is_none()
            && there.heeded_by_ssh.is_none()
            && there.unusable.is_none()
            && there.is_certain()
    }

    /// The domain, with no name yet; why there can be none. `there` is what ssh makes of `hostname` as a name.
    pub(super) fn entry(&self, there: &Self) -> Result<DomainEntry, String> {
        if self.is_address() {
            return Ok(DomainEntry {
                address: Some(self.alias.clone()),
                ..DomainEntry::default()
            });
        }
        let why = |what: String| format!("`{}` cannot be an address, and {what}", visible(&self.alias));
        let mut keys = self.keys();
        let identity_file = keys.next().cloned();
        let only_there = [
            (!self.is_certain()).then_some("a `Match`".to_owned()),
            self.heeded_by_ssh.map(|keyword| format!("a `{keyword}`")),
            self.proxy_command.as_ref().map(|_| "a `ProxyCommand`".to_owned()),
            keys.next().map(|_| "more than one `IdentityFile`".to_owned()),
        ];
        if let Some(what) = only_there.into_iter().flatten().next() {
            return Err(why(format!("without it {what} would not be found")));
        }
        if !self.is_found_at(there) {
            let hostname = visible(&self.hostname);
            return Err(why(format!(
                "ssh has other settings for where it is, `{hostname}`"
            )));
        }
        let address = self.address();
        let is_valid = Address::parse(&address).is_ok()
            && self
                .user
                .as_ref()
                .is_none_or(|user| Username::parse(user).is_ok())
            && identity_file
                .as_ref()
                .is_none_or(|file| IdentityFile::parse(file).is_ok());
        match is_valid {
            true => Ok(DomainEntry {
                address: Some(address),
                username: self.user.clone(),
                identity_file,
                ..DomainEntry::default()
            }),
            false => Err(why("neither can what it stands for".to_owned())),
        }
    }

    /// Where it leads, besides the name itself; nowhere else where the way there goes through something.
    pub(super) fn account(&self, note: usize) -> Account {
        let is_direct = self.proxy_jump.is_none() && self.proxy_command.is_none() && self.is_certain();
        let addresses = match (is_direct, self.port) {
            (false, _) => Vec::new(),
            (true, None | Some(22)) => vec![self.hostname.clone()],
            (true, Some(_)) => vec![self.address()],
        };
        Account {
            addresses,
            username: self.user.clone(),
            identity_file: self.keys().next().cloned(),
            note,
        }
    }
}

impl fmt::Display for Host {
    /// Where it leads, in words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(self.address()))?;
        if let Some(user) = &self.user {
            write!(f, " as {}", visible(user))?;
        }
        if let Some(jump) = &self.proxy_jump {
            write!(f, " through {}", visible(jump))?;
        }
        if self.proxy_command.is_some() {
            f.write_str(" through a command")?;
        }
        match &self.unsure[..] {
            [] => Ok(()),
            [line, ..] => write!(f, ", unless the `Match` on line {line} says otherwise"),
        }
    }
}

/// What a value must be that it is not, and what to do.
pub(super) fn mistake(key: Key, text: &str) -> Option<(&'static str, Option<&'static str>)> {
    match key {
        Key::Port if port(text).is_none() => Some(("a number between 1 and 65535", None)),
        Key::ProxyJump if !is_none(text) && !before_comment(text).split(',').all(is_hop) => {
            Some(("`none`, or hosts with commas, each `[user@]host[:port]`", None))
        }
        Key::HostName if expand(text, "").is_none() => Some((
            "a host, in which `%h` is the name that was asked for",
            Some("write `%%` for a percent sign"),
        )),
        _ => None,
    }
}

/// Whether WezTerm's client makes something else of a value that it reads as it is.
pub(super) fn is_odd(key: Key, text: &str) -> bool {
    match key {
        // It knows these four, and of them `%r` as the user on this computer (wezterm-ssh/src/config.rs:510-546 and 620 at
        // 20250223).
        Key::ProxyCommand => {
            let tokens = text.split('%').skip(1);
            let mut tokens = tokens.filter_map(|rest| rest.chars().next());
            text.contains("%%") || tokens.any(|c| !"hnp".contains(c))
        }
        // It takes each word for a file (sessioninner.rs:186).
        Key::IdentityFile => text.contains([' ', '%']),
        Key::Port => text.parse::<u16>().is_err(),
        Key::User => text.contains(['%', '$']),
        _ => false,
    }
}

/// A port, by its number or as one of the services that one would name here (`a2port`, misc.c:579-590).
fn port(text: &str) -> Option<u16> {
    match text {
        "ssh" => Some(22),
        "http" => Some(80),
        "https" => Some(443),
        "ftp" => Some(21),
        "telnet" => Some(23),
        // A plus is as good as none, to `strtonum` and here.
        _ => text.parse().ok().filter(|port| *port > 0),
    }
}

/// `HostName` with the name that was asked for in it (`percent_expand`, as ssh.c:1195 calls it); none where it has another
/// token.
fn expand(text: &str, alias: &str) -> Option<String> {
    let mut expanded = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => match rest.next()? {
                'h' => expanded.push_str(alias),
                '%' => expanded.push('%'),
                _ => return None,
            },
            c => expanded.push(c),
        }
    }
    Some(expanded)
}

fn is_none(text: &str) -> bool {
    text.eq_ignore_ascii_case("none")
}

/// A `ProxyJump` without the comment behind it (readconf.c:3479-3482).
fn before_comment(text: &str) -> &str {
    text.split('#').next().unwrap_or_default().trim_end()
}

/// Whether `text` is `[user@]host[:port]` or an address of `ssh://` (`parse_user_host_port` and `parse_uri`, misc.c).
fn is_hop(text: &str) -> bool {
    let text = match text.strip_prefix("ssh://") {
        Some(uri) => uri.strip_suffix('/').unwrap_or(uri),
        None => text,
    };
    let host = match text.rsplit_once('@') {
        Some(("", _)) => return false,
        Some((_, host)) => host,
        None => text,
    };
    let (host, rest) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, rest)) if rest.is_empty() || rest.starts_with([':', '/']) => (host, rest),
            _ => return false,
        },
        None => host.split_at(host.find([':', '/']).unwrap_or(host.len())),
    };
    let number = rest.get(1..).unwrap_or_default();
    !host.is_empty() && (number.is_empty() || port(number).is_some())
}

/// What counts for a name so far.
struct State<'a> {
    config: &'a Config,
    alias: &'a str,
    /// The user that ssh is told beside the name.
    user: Option<&'a str>,
    hostname: Option<String>,
    values: [Option<&'a Value>; Key::COUNT],
    identity_files: Vec<&'a Value>,
    second_pass: bool,
    wants_second_pass: bool,
    unsure: Vec<usize>,
    openssh: Option<String>,
    /// The block in which the name stands, and whether it counts for it.
    block: usize,
    is_reached: bool,
}

/// What ssh makes of `alias`, told this user or none, the notes of the lines that say so, and whether what stands in
/// `block` counts for it.
pub(super) fn host(
    config: &Config,
    alias: &str,
    user: Option<&str>,
    block: usize,
) -> (Host, Vec<usize>, bool) {
    let mut state = State {
        config,
        alias,
        user,
        hostname: None,
        values: [None; Key::COUNT],
        identity_files: Vec::new(),
        second_pass: false,
        wants_second_pass: false,
        unsure: Vec::new(),
        openssh: None,
        block,
        is_reached: false,
    };
    state.file(&config.file);
    let hostname = state.hostname();
    // Names, not addresses (ssh.c:1205).
    let hostname = match hostname.contains(':') {
        true => hostname,
        false => hostname.to_ascii_lowercase(),
    };
    if state.wants_second_pass || state.flag(Key::CanonicalizeHostname) {
        state.second_pass = true;
        state.hostname = Some(hostname.clone());
        state.file(&config.file);
    }
    let text = |key: Key| state.values[key as usize].map(|value| value.text.as_str());
    let some = |key: Key| text(key).filter(|text| !is_none(text)).map(str::to_owned);
    let proxy_jump = some(Key::ProxyJump).map(|jump| before_comment(&jump).to_owned());
    let unusable = [
        (some(Key::RemoteCommand).is_some(), Key::RemoteCommand),
        (
            matches!(text(Key::SessionType), Some("none" | "subsystem")),
            Key::SessionType,
        ),
        (state.flag(Key::StdinNull), Key::StdinNull),
        (
            state.flag(Key::ForkAfterAuthentication),
            Key::ForkAfterAuthentication,
        ),
    ];
    let unusable = unusable.into_iter().find_map(|(is_there, key)| {
        let name = key.name();
        is_there.then(|| {
            format!(
                "`{}` has `{name}`, with which ssh runs no command that WezTerm needs there",
                visible(alias)
            )
        })
    });
    let host = Host {
        alias: alias.to_owned(),
        user: text(Key::User).map(str::to_owned),
        port: text(Key::Port).and_then(port),
        identity_files: state
            .identity_files
            .iter()
            .map(|value| value.text.clone())
            .collect(),
        // A `ProxyCommand` that came first keeps the other out, and the other way round: see `take`.
        proxy_command: some(Key::ProxyCommand),
        proxy_jump,
        heeded_by_ssh: state.heeded_by_ssh(),
        openssh: state.reason(),
        unsure: state.unsure.clone(),
        unusable,
        hostname,
    };
    let sources = state.values.iter().flatten().chain(&state.identity_files);
    let sources = sources.map(|value| value.note).collect();
    (host, sources, state.is_reached)
}

impl<'a> State<'a> {
    fn hostname(&self) -> String {
        let given = self.values[Key::HostName as usize];
        match &self.hostname {
            Some(hostname) => hostname.clone(),
            None => given
                .and_then(|value| expand(&value.text, self.alias))
                .unwrap_or_else(|| self.alias.to_owned()),
        }
    }

    /// What `Host` asks for: the second pass knows the host by its new name (`process_config_files`, ssh.c:564-586).
    fn name(&self) -> &str {
        let hostname = self.hostname.as_deref().filter(|_| self.second_pass);
        hostname.unwrap_or(self.alias)
    }

    fn flag(&self, key: Key) -> bool {
        let text = self.values[key as usize].map(|value| value.text.to_ascii_lowercase());
        text.is_some_and(|text| matches!(text.as_str(), "yes" | "true" | "always"))
    }

    /// The first keyword among those that are set and that WezTerm's client does not heed.
    fn heeded_by_ssh(&self) -> Option<&'static str> {
        let mut values = self.values.iter().flatten();
        let unheeded = values.find(|value| {
            let is_set = match value.key {
                Key::IdentitiesOnly | Key::CanonicalizeHostname => self.flag(value.key),
                _ => !is_none(&value.text),
            };
            value.key.is_unknown_to_wezterm() && is_set
        });
        unheeded.map(|value| value.key.name())
    }

    /// Why WezTerm's client would not come there as ssh does.
    fn reason(&self) -> Option<String> {
        let unheeded = self.heeded_by_ssh();
        let unheeded = unheeded.map(|keyword| format!("WezTerm's own ssh does not heed `{keyword}`"));
        let odd = || {
            let values = self.values.iter().flatten().chain(&self.identity_files);
            let mut odd = values.filter(|value| value.is_odd && (value.key as usize) < Key::Tag as usize);
            let line = |value: &Value| self.config.notes[value.note].line;
            odd.next().map(|value| {
                format!(
                    "WezTerm's own ssh reads `{}` on line {} in another way",
                    value.key.name(),
                    line(value)
                )
            })
        };
        unheeded.or_else(|| self.openssh.clone()).or_else(odd)
    }

    /// Everything that a file says for this name.
    fn file(&mut self, file: &'a Parsed) {
        let mut literal = file
            .literal
            .get(self.name())
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .peekable();
        let mut general = file.general.iter().peekable();
        loop {
            let (next, is_named) = match (literal.peek(), general.peek()) {
                (Some(a), Some(b)) if a < b => (literal.next(), true),
                (_, Some(_)) => (general.next(), false),
                (_, None) => (literal.next(), true),
            };
            let Some(index) = next else { return };
            let block = &file.blocks[*index];
            if !self.config.steps.matches("", "") {
                return;
            }
            // A line may have thousands of names.
            if is_named && block.is_odd {
                self.not_as_wezterm(block, "the `Host`");
            }
            if !is_named && !self.holds(block) {
                continue;
            }
            self.is_reached |= block.id == self.block;
            for entry in &block.entries {
                match entry {
                    Entry::Value(value) => self.take(value),
                    Entry::Include(files, is_odd) => {
                        let before = self.given();
                        files.iter().for_each(|file| self.file(file));
                        // What follows it in a block WezTerm's client takes for a part of what was included.
                        let matters = before != self.given() || !matches!(block.condition, Condition::Always);
                        if *is_odd && matters {
                            self.not_as_wezterm(block, "an `Include`");
                        }
                    }
                }
            }
        }
    }

    /// How many values count so far.
    fn given(&self) -> usize {
        self.values.iter().flatten().count() + self.identity_files.len()
    }

    fn take(&mut self, value: &'a Value) {
        let has = |key: Key| self.values[key as usize].is_some();
        let wins = match value.key {
            Key::IdentityFile => {
                let is_new = self.identity_files.iter().all(|other| other.text != value.text);
                if is_new && self.identity_files.len() < MAX_IDENTITY_FILES {
                    self.identity_files.push(value);
                }
                return;
            }
            // A jump is a command of its own, but for `none` (readconf.c:3470-3530).
            Key::ProxyJump => !has(Key::ProxyJump) && (is_none(&value.text) || !has(Key::ProxyCommand)),
            Key::ProxyCommand => {
                let jump = self.values[Key::ProxyJump as usize];
                !has(Key::ProxyCommand) && jump.is_none_or(|jump| is_none(&jump.text))
            }
            key => !has(key),
        };
        if wins {
            self.values[value.key as usize] = Some(value);
        }
    }

    fn not_as_wezterm(&mut self, block: &Block, what: &str) {
        let line = block.note.map(|note| self.config.notes[note].line);
        let line = line.map_or(String::new(), |line| format!(" on line {line}"));
        self.openssh
            .get_or_insert_with(|| format!("WezTerm's own ssh reads {what}{line} in another way"));
    }

    fn holds(&mut self, block: &Block) -> bool {
        let steps = &self.config.steps;
        match &block.condition {
            Condition::Always => true,
            Condition::Host(patterns) => {
                // ssh takes an exception wherever it stands (readconf.c:1837-1860), WezTerm's client the first pattern that
                // fits (wezterm-ssh/src/config.rs:58-71 at 20250223).
                let mut first = None;
                let mut holds = false;
                for (is_negated, pattern) in patterns {
                    if steps.matches(self.name(), pattern) {
                        first.get_or_insert(!is_negated);
                        if *is_negated {
                            holds = false;
                            break;
                        }
                        holds = true;
                    }
                }
                if holds != first.unwrap_or(false) || holds && block.is_odd {
                    self.not_as_wezterm(block, "the `Host`");
                }
                holds
            }
            Condition::Match(criteria) => self.holds_match(block, criteria),
        }
    }

    fn holds_match(&mut self, block: &Block, criteria: &[Criterion]) -> bool {
        let steps = &self.config.steps;
        let local_user = self.config.local_user.as_deref();
        let text = |key: Key| self.values[key as usize].map(|value| value.text.as_str());
        let hostname = self.hostname().to_ascii_lowercase();
        let alias = self.alias.to_ascii_lowercase();
        // What is false for certain is false whatever else is asked.
        let mut holds = Some(true);
        let mut in_wezterm = true;
        let mut is_simple = true;
        let mut wants_second_pass = false;
        for criterion in criteria {
            let list = &criterion.list;
            let in_names = |name: &str| steps.in_list(name, list);
            let answer = match criterion.kind {
                Kind::All => Some(true),
                Kind::Host => {
                    in_wezterm &= in_names(&alias);
                    Some(in_names(&hostname))
                }
                Kind::OriginalHost => {
                    in_wezterm &= in_names(&alias);
                    Some(in_names(&alias))
                }
                Kind::User => self
                    .user
                    .or(text(Key::User))
                    .or(local_user)
                    .map(|user| steps.in_list(user, list)),
                Kind::LocalUser => local_user.map(|user| steps.in_list(user, list)),
                Kind::Tagged => Some(match text(Key::Tag) {
                    None => list.is_empty(),
                    Some(tag) => steps.in_list(tag, list),
                }),
                Kind::SecondPass | Kind::Final => {
                    wants_second_pass |= criterion.kind == Kind::Final && !criterion.is_negated;
                    in_wezterm = false;
                    Some(self.second_pass)
                }
                Kind::Other => None,
            };
            is_simple &= matches!(criterion.kind, Kind::All | Kind::Host | Kind::OriginalHost);
            holds = match (holds, answer.map(|answer| answer != criterion.is_negated)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (None, _) | (_, None) => None,
                _ => Some(true),
            };
        }
        self.wants_second_pass |= wants_second_pass;
        if holds.is_none() && !block.entries.is_empty() {
            let line = block.note.map_or(0, |note| self.config.notes[note].line);
            if !self.unsure.contains(&line) {
                self.unsure.push(line);
            }
        }
        let differs = holds != Some(in_wezterm) || holds == Some(true) && (!is_simple || block.is_odd);
        if differs && !block.entries.is_empty() {
            self.not_as_wezterm(block, "the `Match`");
        }
        holds == Some(true)
    }
}
