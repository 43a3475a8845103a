//! The project made usable: nothing in a [`Fleet`] is left to check.

mod accent;
mod address;
mod advice;
mod checks;
mod default_keys;
mod key;
mod look;
mod path;
mod sketch;
mod tab;
mod text;

pub use accent::Accent;
pub(crate) use address::with_port;
pub use address::{Address, Username};
pub use key::{Key, Modifiers};
pub use look::{Appearance, Blend, Look, Orientation, Shade};
pub use path::{BinDir, HostPath, IdentityFile, LocalPath, Rooted};
pub use sketch::Sketch;
pub use tab::{Split, Tab};
pub use text::{Command, DomainName, Icon, Line, Locale, Tag, is_unprintable};
pub(crate) use text::{shown, visible};

use checks::{Checks, look, tabs};
use look::choose;

use crate::diagnostic::{Diagnostic, has_errors};
use crate::project::{DomainEntry, Project};

/// How many domains a project may have.
pub const MAX_DOMAINS: usize = 10_000;

/// The number fields of the project file, each with the least and the greatest value that it may have.
pub const RANGES: [(&str, i32, i32); 5] = [
    ("keepalive", 1, 3600),
    ("leader_timeout", 100, 60_000),
    ("opacity", 10, 100),
    ("stops", 2, 5),
    ("tabs", 1, 64),
];

/// The least and the greatest value of the number field `name`.
fn range(name: &str) -> (i32, i32) {
    let range = RANGES.iter().find(|(each, ..)| *each == name);
    let (_, min, max) = *range.expect("every number has a range");
    (min, max)
}

/// Whether the number field `name` may have `value`.
pub(crate) fn is_in_range(name: &str, value: i32) -> bool {
    let (min, max) = range(name);
    (min..=max).contains(&value)
}

/// Seconds between keepalives when nobody says otherwise.
pub(crate) const KEEPALIVE: u16 = 15;

/// How a value of the project file is refused: what was expected, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the value must be, continuing "`field` must be"; lower case, no full stop.
    pub expected: String,
    /// What to do about it, where the value gives that away.
    pub hint: Option<String>,
}

impl Refusal {
    fn new(expected: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// How WezTerm reaches a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// The user's own `ssh`, so that ProxyJump, agents, FIDO keys and keepalive work as they do by hand.
    OpenSsh,
    /// WezTerm's built-in client, which can ask for a password but knows neither ProxyJump nor keepalive
    /// (wezterm-ssh/src/config.rs, at 20250223).
    WezTerm,
}

impl Transport {
    /// Every transport with its name in the project file.
    pub const NAMES: [(&'static str, Self); 2] = [("openssh", Self::OpenSsh), ("wezterm", Self::WezTerm)];

    fn parse(text: &str) -> Result<Self, Refusal> {
        choose(text, &Self::NAMES)
    }
}

/// Everything that the files are made from. Made by [`Fleet::validate`] only.
#[derive(Clone, Debug)]
pub struct Fleet {
    local: Local,
    keys: Keys,
    domains: Vec<Domain>,
}

/// The window on this computer.
#[derive(Clone, Debug)]
pub struct Local {
    /// The folder that its tabs open in.
    pub cwd: LocalPath,
    /// How many tabs it opens, 1 to 64.
    pub tabs: u8,
}

/// The key bindings, no two on one key.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key that starts every LEADER binding.
    pub leader: Key,
    /// How long WezTerm waits for the key after the leader, in milliseconds, 100 to 60,000.
    pub leader_timeout: u16,
    /// Sends the leader key itself to the program.
    pub send_leader: Key,
    /// Chooses a domain from a list.
    pub launcher: Key,
    /// Attaches a domain chosen from a list.
    pub attach: Key,
    /// Detaches the domain of the tab.
    pub detach: Key,
    /// Makes a new link to a domain.
    pub reattach: Key,
    /// Goes to the next tab.
    pub next_tab: Key,
    /// Goes to the previous tab.
    pub previous_tab: Key,
}

impl Default for Keys {
    fn default() -> Self {
        Self::of(Key::default_leader())
    }
}

impl Keys {
    /// Those of a project that says no more of keys than its leader.
    pub(crate) fn of(leader: Key) -> Self {
        Self {
            send_leader: leader.with_leader(),
            launcher: Key::after_leader('w'),
            attach: Key::after_leader('a'),
            detach: Key::after_leader('d'),
            reattach: Key::after_leader('r'),
            next_tab: Key::after_leader('n'),
            previous_tab: Key::after_leader('p'),
            leader_timeout: 1000,
            leader,
        }
    }

    /// Every binding with its name in the project file.
    pub(crate) fn each(&self) -> [(&'static str, &Key); 8] {
        [
            ("leader", &self.leader),
            ("send_leader", &self.send_leader),
            ("launcher", &self.launcher),
            ("attach", &self.attach),
            ("detach", &self.detach),
            ("reattach", &self.reattach),
            ("next_tab", &self.next_tab),
            ("previous_tab", &self.previous_tab),
        ]
    }
}

/// A host that one attaches to.
#[derive(Clone, Debug)]
pub struct Domain {
    /// What WezTerm calls it.
    pub name: DomainName,
    /// Where ssh finds it.
    pub address: Address,
    /// What its theme is made from.
    pub look: Look,
    /// The words by which it is chosen together with others.
    pub tags: Vec<Tag>,
    /// What the badge shows.
    pub label: Line,
    /// What stands before the label.
    pub icon: Icon,
    /// The user on the host; ssh chooses when there is none.
    pub username: Option<Username>,
    /// The private key that ssh logs in with; ssh chooses when there is none.
    pub identity_file: Option<IdentityFile>,
    /// Whether programs on the host can use this computer's ssh agent.
    pub forward_agent: bool,
    /// The folder that its tabs open in.
    pub cwd: HostPath,
    /// The tabs that its server opens when it starts, 1 to 64; the first one is no split.
    pub tabs: Vec<Tab>,
    /// The shell; the user's own login shell when there is none.
    pub shell: Option<HostPath>,
    /// The language of programs; the host's own when there is none.
    pub locale: Option<Locale>,
    /// How WezTerm reaches it.
    pub transport: Transport,
    /// Seconds between keepalives on [`Transport::OpenSsh`], 1 to 3600.
    pub keepalive: u16,
    /// The folder of WezTerm's programs.
    pub bin_dir: BinDir,
    /// The key that opens a tab there.
    pub key: Option<Key>,
    /// Whether WezTerm attaches it at start.
    pub attach: bool,
    /// Whether badge, titles and closing a tab say that it is in production.
    pub production: bool,
}

impl Domain {
    /// Whether it has the tag `tag`.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|each| each.to_string() == tag)
    }

    /// How many tabs its server opens; a split is none.
    pub fn tab_count(&self) -> u8 {
        tab::count(&self.tabs)
    }

    /// The words that name this host to OpenSSH's `ssh`: options for key, user and port, then the host. No shell needs
    /// one of them quoted.
    pub fn ssh_destination(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(file) = &self.identity_file {
            // ssh expands the tilde itself (`tilde_expand_filename` in ssh.c).
            words.extend(["-i".to_owned(), file.to_string()]);
        }
        if let Some(port) = self.address.port() {
            words.extend(["-p".to_owned(), port.to_string()]);
        }
        if let Some(username) = &self.username {
            words.extend(["-l".to_owned(), username.to_string()]);
        }
        words.push(self.address.host().to_owned());
        words
    }
}

impl Fleet {
    /// Checks every value of `project` and reports every mistake, each with its field path.
    ///
    /// There is a fleet exactly when no diagnostic is an error.
    pub fn validate(project: &Project) -> (Option<Self>, Vec<Diagnostic>) {
        let mut checks = Checks::default();
        let local = checks.local(&project.local);
        let keys = checks.keys(&project.keys);
        let domains = checks.domains(project);
        checks.accounts(&domains);
        checks.bindings(keys.as_ref(), &domains);
        if !has_errors(&checks.0) {
            checks.accents(&domains);
            checks.opacities(project, &domains);
            checks.palettes(project, &domains);
        }
        let fleet = match (local, keys) {
            (Some(local), Some(keys)) if !has_errors(&checks.0) => {
                let domains = domains.into_iter().map(|(_, domain)| domain).collect();
                let domains = assign_digits(domains, &keys);
                Some(Self { local, keys, domains })
            }
            _ => None,
        };
        (fleet, checks.0)
    }

    /// What can be shown of a domain, as far as its entry and the defaults can be understood: what they say wrongly is
    /// as if it were not said. None without an accent. It is for showing a project while it is being written.
    pub fn sketch_of(entry: &DomainEntry, defaults: &DomainEntry) -> Option<Sketch> {
        let mut checks = Checks::default();
        let options = checks.options("", entry);
        // An accent that is wrong is not the default one.
        let given = entry.accent.is_some();
        let mut common = checks.options("", defaults);
        common.accent = common.accent.filter(|_| !given);
        let look = look(&options, &common, entry.ansi.or(defaults.ansi))?;
        let tabs = tabs(&options, &common);
        let name = entry.name.as_ref().or(defaults.name.as_ref());
        let name = name.and_then(|name| DomainName::parse(name).ok());
        let name = name.map_or("host".to_owned(), |name| name.to_string());
        let label = options.label.or(common.label).map(|label| label.to_string());
        let username = options.username.or(common.username);
        Some(Sketch {
            look,
            label: label.unwrap_or_else(|| name.clone()),
            icon: options.icon.or(common.icon).unwrap_or_default(),
            production: entry.production.or(defaults.production).unwrap_or(false),
            name,
            username: username.map_or(Sketch::USER.to_owned(), |username| username.to_string()),
            cwd: options.cwd.or(common.cwd).unwrap_or_default(),
            titles: tab::titles(&tabs),
        })
    }

    /// The window on this computer.
    pub fn local(&self) -> &Local {
        &self.local
    }

    /// The key bindings.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The domains, in the order of the project; at least one.
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }
}

/// What is lost when `key` is bound to `field` of a project, which says by a `!` that it means that.
pub(crate) fn lost_to(field: &str, key: &Key) -> Option<String> {
    if let Some(hidden) = default_keys::hidden_by(field, key) {
        return Some(format!("hides WezTerm's own key for `{hidden}`"));
    }
    // The leader is passed on by `send_leader`.
    let is_taken = field != "leader" && key.is_control();
    is_taken.then(|| "is taken from shells and editors".to_owned())
}

/// Gives the first nine domains the key LEADER and their number, unless the project uses that key elsewhere.
fn assign_digits(mut domains: Vec<Domain>, keys: &Keys) -> Vec<Domain> {
    let taken: Vec<Key> = domains
        .iter()
        .filter_map(|domain| domain.key.clone())
        .chain(keys.each().map(|(_, key)| key.clone()))
        .collect();
    for (index, domain) in domains.iter_mut().enumerate().take(9) {
        let key = Key::of_number(index).filter(|key| !taken.contains(key));
        domain.key = domain.key.take().or(key);
    }
    domains
}
