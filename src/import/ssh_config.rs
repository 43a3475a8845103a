//! `~/.ssh/config` → Import, as OpenSSH understands it.
//!
//! A domain's address is the alias, which the user's own ssh looks up, and so does WezTerm's client: what the file says
//! goes on to count, also what no project file can hold, and a change of it needs no second import. The project says
//! `transport = "openssh"` of a host that WezTerm's client would not reach, or not the same one.
//!
//! Lines of OpenSSH's source are those of readconf.c at 0ef0f5a (10.5).

mod keywords;
mod read;
mod resolve;
mod words;

use std::collections::{HashMap, HashSet};

use super::{Account, Fate, Import, Names, Note};
use crate::fleet::{Address, DomainName, IdentityFile, MAX_DOMAINS, Username, shown, visible};
use crate::project::DomainEntry;
use keywords::Key;
use read::Reader;
pub use resolve::Host;
use words::Steps;

/// How many key files a host may have (SSH_MAX_IDENTITY_FILES, ssh.h).
const MAX_IDENTITY_FILES: usize = 100;

/// The longest name of a host, in bytes: that of the DNS.
const MAX_NAME: usize = 253;

/// Whether ssh knows the keyword of the line.
pub(super) fn is_line(line: &str) -> bool {
    let is_known =
        |keyword: &str| matches!(keyword, "host" | "match" | "include") || keywords::is_known(keyword);
    words::split(line).is_some_and(|(keyword, value)| !value.is_empty() && is_known(&keyword))
}

/// A file that is included.
pub struct File {
    /// Its path.
    pub name: String,
    /// What it holds; an error says why it cannot be read, and None is what ssh passes over. It is asked once, and only
    /// while there is room for more.
    pub read: Box<dyn FnOnce() -> Option<Result<String, String>>>,
}

/// The files that an `Include` names, in their order; none where there are none, as OpenSSH takes it. An error says why
/// they cannot be looked for.
pub type Include<'a> = dyn FnMut(&str) -> Result<Vec<File>, String> + 'a;

/// A configuration that was read.
pub struct Config {
    file: Parsed,
    /// Each name of a host, with the block that it stands in and its note.
    names: Vec<(String, usize, usize)>,
    notes: Vec<Note>,
    local_user: Option<String>,
    steps: Steps,
}

/// What a file says.
#[derive(Default)]
struct Parsed {
    blocks: Vec<Block>,
    /// The blocks that are for this very name.
    literal: HashMap<String, Vec<usize>>,
    /// All others.
    general: Vec<usize>,
}

/// What stands under a `Host` or `Match`, or before the first.
struct Block {
    id: usize,
    note: Option<usize>,
    condition: Condition,
    /// WezTerm's client reads another condition.
    is_odd: bool,
    entries: Vec<Entry>,
    /// How many values of each key it has been given.
    given: [usize; Key::COUNT],
}

enum Condition {
    Always,
    /// Patterns, each with whether it is an exception.
    Host(Vec<(bool, String)>),
    Match(Vec<Criterion>),
}

struct Criterion {
    is_negated: bool,
    kind: Kind,
    list: String,
}

/// What a `Match` asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    All,
    Host,
    OriginalHost,
    User,
    LocalUser,
    Tagged,
    /// `final` and `canonical`.
    SecondPass,
    Final,
    /// What only ssh can answer, when it connects.
    Other,
}

enum Entry {
    Value(Value),
    /// Files, and whether WezTerm's client reads them as well.
    Include(Vec<Parsed>, bool),
}

struct Value {
    key: Key,
    text: String,
    note: usize,
    /// WezTerm's client reads something else.
    is_odd: bool,
}

impl Config {
    /// Reads a configuration. Mistakes are in the notes of its import, and what can be understood is. So is what was not
    /// read, since files, bytes, depth, names and comparisons are counted: it ends soon, whatever the text is.
    ///
    /// Without `include` no file is read. Where `local_user` is not known, what asks for it is left to ssh.
    pub fn read(text: &str, local_user: Option<&str>, include: Option<&mut Include<'_>>) -> Self {
        let mut reader = Reader::new(include);
        let file = reader.file(text.strip_prefix('\u{feff}').unwrap_or(text));
        Self {
            file,
            names: reader.names,
            notes: reader.notes,
            local_user: local_user.map(str::to_owned),
            steps: reader.steps,
        }
    }

    /// What ssh makes of the name `name`, as far as that can be told without it.
    pub fn host(&self, name: &str) -> Host {
        resolve::host(self, name, None, usize::MAX).0
    }

    /// The names that stand in the file without a pattern, in their order, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let names = self.names.iter().map(|(name, ..)| name.as_str());
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// A domain for each account that the file has a name for, and what became of every line.
    pub fn import(mut self) -> Import {
        let mut import = Import::default();
        let mut seen = HashSet::new();
        // Each account with the name that it has.
        let mut accounts: HashMap<_, String> = HashMap::new();
        let mut addresses = HashSet::new();
        let mut names = Names::default();
        for (alias, block, note) in std::mem::take(&mut self.names) {
            if !seen.insert(alias.clone()) {
                self.tell(
                    note,
                    Fate::Taken,
                    format!("`{}` stands above already", shown(&alias)),
                );
                continue;
            }
            if self.notes[note].fate == Fate::Mistake || self.steps.is_used_up() {
                continue;
            }
            if alias == "\\" {
                self.tell(
                    note,
                    Fate::Left,
                    "ssh joins no line to the next, whatever stands at its end",
                );
                continue;
            }
            if alias.len() > MAX_NAME {
                self.tell(
                    note,
                    Fate::Left,
                    format!("no name of a host has more than {MAX_NAME} bytes"),
                );
                continue;
            }
            let (host, sources, is_reached) = resolve::host(&self, &alias, None, block);
            let there = match host.is_address() {
                true => Host::default(),
                false => resolve::host(&self, &host.hostname, host.user.as_deref(), usize::MAX).0,
            };
            if self.steps.is_used_up() {
                let message = "too many names would have to be compared with too many patterns";
                self.tell(note, Fate::Mistake, message);
                self.notes[note].hint = Some("import it in parts".to_owned());
                break;
            }
            let refusal = match is_reached {
                false => Some(format!(
                    "`{}` is never asked for: other conditions stand around it, or `!` leaves it out",
                    shown(&alias)
                )),
                true => host.refusal(),
            };
            if let Some(refusal) = refusal {
                self.tell(note, Fate::Left, refusal);
                continue;
            }
            let account = (host.hostname.clone(), host.port.unwrap_or(22), host.user.clone());
            let account = (account, host.proxy_jump.clone(), host.proxy_command.clone());
            if let Some(first) = accounts.get(&account).filter(|_| host.is_certain()) {
                let message =
                    format!("`{alias}` is the same account as `{first}`, and one account has one server");
                self.tell(note, Fate::Left, message);
                continue;
            }
            if import.project.domain.len() == MAX_DOMAINS {
                let message =
                    format!("the file has more than {MAX_DOMAINS} hosts, and no more are supported");
                self.tell(note, Fate::Mistake, message);
                break;
            }
            let domain = match host.entry(&there) {
                Ok(domain) => domain,
                Err(why) => {
                    self.tell(note, Fate::Left, why);
                    self.notes[note].hint =
                        Some("give it a second name of letters, digits, `.`, `-` and `_`".to_owned());
                    continue;
                }
            };
            if !addresses.insert((
                domain
                    .address
                    .as_ref()
                    .map(|address| address.to_ascii_lowercase()),
                domain.username.clone(),
            )) {
                let message = format!(
                    "another domain has the address `{}`, of which case makes no difference",
                    shown(&alias)
                );
                self.tell(note, Fate::Left, message);
                continue;
            }
            let is_alias = domain.address.as_ref() == Some(&alias);
            let openssh = host.openssh.as_ref().filter(|_| is_alias);
            let name = DomainName::nearest(&alias).map_or("host".to_owned(), |name| name.to_string());
            let name = names.take(&name);
            let renamed = match DomainName::parse(&alias) {
                Err(refusal) => format!(", named `{name}`, since `name` must be {}", refusal.expected),
                Ok(_) if name != alias => format!(", named `{name}`, since another has its name"),
                Ok(_) => String::new(),
            };
            let reason = openssh.map_or(String::new(), |why| format!("; over openssh: {why}"));
            let alone = match is_alias {
                true => String::new(),
                false => format!(
                    "; nothing else that ssh knows of `{}` counts there",
                    shown(&alias)
                ),
            };
            self.tell(note, Fate::Taken, format!("{host}{renamed}{alone}{reason}"));
            for source in sources {
                let message = match is_alias {
                    true => "is looked up by the domain's address",
                    false => "stands in the domain",
                };
                self.tell(source, Fate::Taken, message);
            }
            let transport = openssh.map(|_| "openssh".to_owned());
            accounts.insert(account, alias);
            import.accounts.push(host.account(note));
            import.project.domain.push(DomainEntry {
                name: Some(name),
                transport,
                ..domain
            });
        }
        import.notes = self.notes;
        import
    }

    fn tell(&mut self, note: usize, fate: Fate, message: impl Into<String>) {
        self.notes[note].fate = fate;
        self.notes[note].message = message.into();
    }
}
