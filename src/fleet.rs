//! The project made usable: nothing in a [`Fleet`] is left to check.

mod accent;
mod address;
mod default_keys;
mod key;
mod look;
mod path;
mod sketch;
mod tab;
mod text;

use std::collections::{BTreeMap, HashMap, HashSet};

pub use accent::Accent;
pub use address::{Address, Username};
pub use key::{Key, Modifiers};
pub use look::{Appearance, Blend, Look, Orientation, Shade};
pub use path::{BinDir, HostPath, IdentityFile, LocalPath, Rooted};
pub use sketch::Sketch;
pub use tab::{Split, Tab};
pub(crate) use text::visible;
pub use text::{Command, DomainName, Icon, Line, Locale, Tag, is_unprintable};

use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::project::{DomainEntry, KeysEntry, LocalEntry, Project, TabEntry};
use crate::theme::vision::{self, Candidates};
use crate::theme::{TEXT_CONTRAST, Theme};

/// How many warnings of one kind are given one by one.
const WARNINGS: usize = 10;

/// How many domains a project may have.
pub const MAX_DOMAINS: usize = 10_000;

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
        Self::NAMES
            .into_iter()
            .find_map(|(name, transport)| (name == text).then_some(transport))
            .ok_or_else(|| Refusal::new("`openssh` or `wezterm`"))
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

impl Keys {
    /// Every binding with its name in the project file.
    fn each(&self) -> [(&'static str, &Key); 8] {
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
            name,
            username: username.map_or(Sketch::USER.to_owned(), |username| username.to_string()),
            cwd: options.cwd.or(common.cwd).unwrap_or_default(),
            tabs: tab::count(&tabs),
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

/// Gives the first nine domains the key LEADER and their number, unless the project uses that key elsewhere.
fn assign_digits(mut domains: Vec<Domain>, keys: &Keys) -> Vec<Domain> {
    let taken: Vec<Key> = domains
        .iter()
        .filter_map(|domain| domain.key.clone())
        .chain(keys.each().map(|(_, key)| key.clone()))
        .collect();
    for (domain, digit) in domains.iter_mut().zip('1'..='9') {
        let key = Key::after_leader(digit);
        if domain.key.is_none() && !taken.contains(&key) {
            domain.key = Some(key);
        }
    }
    domains
}

/// What a domain and the defaults have in common, each value checked.
#[derive(Default)]
struct Options {
    accent: Option<Accent>,
    tags: Option<Vec<Tag>>,
    appearance: Option<Appearance>,
    stops: Option<u8>,
    orientation: Option<Orientation>,
    opacity: Option<u8>,
    blend: Option<Blend>,
    label: Option<Line>,
    icon: Option<Icon>,
    username: Option<Username>,
    identity_file: Option<IdentityFile>,
    cwd: Option<HostPath>,
    tabs: Option<u8>,
    tab: Option<Vec<Tab>>,
    shell: Option<HostPath>,
    locale: Option<Locale>,
    transport: Option<Transport>,
    keepalive: Option<u16>,
    bin_dir: Option<BinDir>,
    key: Option<Key>,
}

/// The checks of one project, with what they found.
#[derive(Default)]
struct Checks(Vec<Diagnostic>);

impl Checks {
    fn errors(&self) -> usize {
        self.0
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }

    /// The value of a text field, or none when it is not given or was refused.
    fn text<T>(
        &mut self,
        path: &str,
        field: &str,
        value: Option<&String>,
        parse: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<T> {
        let value = value?;
        match parse(value) {
            Ok(parsed) => Some(parsed),
            Err(refusal) => {
                self.refuse(path, field, value, refusal);
                None
            }
        }
    }

    /// Not a part of `text`, of which there is one for each type.
    #[inline(never)]
    fn refuse(&mut self, path: &str, field: &str, value: &str, Refusal { expected, hint }: Refusal) {
        let message = format!("{field} {} must be {expected}", quote(value));
        let diagnostic = Diagnostic::error(join(path, field), message);
        self.0.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }

    /// The value of a field that holds a key, with a warning where a capital may not be meant as one, and where it
    /// hides a key of WezTerm's own that was not given up by a `!` behind it.
    fn key(
        &mut self,
        path: &str,
        field: &str,
        value: Option<&String>,
        parse: fn(&str) -> Result<Key, Refusal>,
    ) -> Option<Key> {
        let written = value?;
        // The key itself may be `!`, as in `CTRL+!`.
        let given_up = parse(written)
            .is_err()
            .then(|| written.strip_suffix('!'))
            .flatten();
        let given_up = given_up.filter(|rest| parse(rest).is_ok()).map(str::to_owned);
        let key = self.text(path, field, given_up.as_ref().or(value), parse)?;
        if let (None, Some(hidden)) = (&given_up, default_keys::hidden_by(field, &key)) {
            let message = format!("{field} `{written}` hides WezTerm's own key for `{hidden}`");
            self.0.push(
                Diagnostic::warning(join(path, field), message)
                    .hint(format!("write `{written}!` if that is meant")),
            );
        }
        let written = given_up.as_ref().unwrap_or(written);
        let capital = written.ends_with(|c: char| c.is_ascii_uppercase()) && key.name().len() == 1;
        if capital && !written.to_ascii_uppercase().contains("SHIFT") {
            let small = written[..written.len() - 1].to_owned() + &key.name().to_ascii_lowercase();
            let message = format!("{field} `{written}` is `{key}`: a capital needs SHIFT");
            self.0.push(
                Diagnostic::warning(join(path, field), message)
                    .hint(format!("write `{key}`, or `{small}` without SHIFT")),
            );
        }
        Some(key)
    }

    /// The value of a number field in `min..=max`.
    fn number<T: TryFrom<i32>>(
        &mut self,
        path: &str,
        field: &str,
        value: Option<i32>,
        (min, max): (i32, i32),
    ) -> Option<T> {
        let value = value?;
        let number = T::try_from(value).ok();
        if number.is_none() || !(min..=max).contains(&value) {
            let message = format!("{field} `{value}` must be between {min} and {max}");
            self.0.push(Diagnostic::error(join(path, field), message));
            return None;
        }
        number
    }

    fn local(&mut self, entry: &LocalEntry) -> Option<Local> {
        let errors = self.errors();
        let cwd = self.text("local", "cwd", entry.cwd.as_ref(), LocalPath::parse);
        let tabs = self.number("local", "tabs", entry.tabs, (1, 64));
        (errors == self.errors()).then(|| Local {
            cwd: cwd.unwrap_or_default(),
            tabs: tabs.unwrap_or(1),
        })
    }

    fn keys(&mut self, entry: &KeysEntry) -> Option<Keys> {
        let errors = self.errors();
        let mut key = |field, value: &Option<String>, parse: fn(&str) -> Result<Key, Refusal>| {
            self.key("keys", field, value.as_ref(), parse)
        };
        let leader = key("leader", &entry.leader, Key::parse_leader);
        let send_leader = key("send_leader", &entry.send_leader, Key::parse);
        let launcher = key("launcher", &entry.launcher, Key::parse);
        let attach = key("attach", &entry.attach, Key::parse);
        let detach = key("detach", &entry.detach, Key::parse);
        let reattach = key("reattach", &entry.reattach, Key::parse);
        let next_tab = key("next_tab", &entry.next_tab, Key::parse);
        let previous_tab = key("previous_tab", &entry.previous_tab, Key::parse);
        let timeout = self.number("keys", "leader_timeout", entry.leader_timeout, (100, 60_000));
        (errors == self.errors()).then(|| {
            let leader = leader.unwrap_or_else(Key::default_leader);
            Keys {
                send_leader: send_leader.unwrap_or_else(|| leader.with_leader()),
                launcher: launcher.unwrap_or_else(|| Key::after_leader('w')),
                attach: attach.unwrap_or_else(|| Key::after_leader('a')),
                detach: detach.unwrap_or_else(|| Key::after_leader('d')),
                reattach: reattach.unwrap_or_else(|| Key::after_leader('r')),
                next_tab: next_tab.unwrap_or_else(|| Key::after_leader('n')),
                previous_tab: previous_tab.unwrap_or_else(|| Key::after_leader('p')),
                leader_timeout: timeout.unwrap_or(1000),
                leader,
            }
        })
    }

    fn options(&mut self, path: &str, entry: &DomainEntry) -> Options {
        Options {
            accent: self.text(path, "accent", entry.accent.as_ref(), Accent::parse),
            tags: entry.tags.as_deref().map(|tags| self.tags(path, tags)),
            appearance: self.text(path, "appearance", entry.appearance.as_ref(), Appearance::parse),
            stops: self.number(path, "stops", entry.stops, (2, 5)),
            orientation: self.text(
                path,
                "orientation",
                entry.orientation.as_ref(),
                Orientation::parse,
            ),
            opacity: self.number(path, "opacity", entry.opacity, (10, 100)),
            blend: self.text(path, "blend", entry.blend.as_ref(), Blend::parse),
            label: self.text(path, "label", entry.label.as_ref(), Line::parse),
            icon: self.text(path, "icon", entry.icon.as_ref(), Icon::parse),
            username: self.text(path, "username", entry.username.as_ref(), Username::parse),
            identity_file: self.text(
                path,
                "identity_file",
                entry.identity_file.as_ref(),
                IdentityFile::parse,
            ),
            cwd: self.text(path, "cwd", entry.cwd.as_ref(), HostPath::parse),
            tabs: self.number(path, "tabs", entry.tabs, (1, 64)),
            tab: entry.tab.as_deref().map(|tabs| self.tabs(path, entry.tabs, tabs)),
            shell: self.text(path, "shell", entry.shell.as_ref(), HostPath::parse_program),
            locale: self.text(path, "locale", entry.locale.as_ref(), Locale::parse),
            transport: self.text(path, "transport", entry.transport.as_ref(), Transport::parse),
            keepalive: self.number(path, "keepalive", entry.keepalive, (1, 3600)),
            bin_dir: self.text(path, "bin_dir", entry.bin_dir.as_ref(), BinDir::parse),
            key: self.key(path, "key", entry.key.as_ref(), Key::parse),
        }
    }

    fn tags(&mut self, path: &str, tags: &[String]) -> Vec<Tag> {
        let each = tags.iter().enumerate();
        each.filter_map(|(index, tag)| self.text(path, &format!("tags[{index}]"), Some(tag), Tag::parse))
            .collect()
    }

    /// The tabs that are listed one by one; those that were refused are plain ones.
    fn tabs(&mut self, path: &str, count: Option<i32>, entries: &[TabEntry]) -> Vec<Tab> {
        if count.is_some() {
            self.0.push(
                Diagnostic::error(
                    join(path, "tabs"),
                    "tabs are counted, and listed in `tab` as well",
                )
                .hint("leave out one of the two"),
            );
        }
        if entries.len() > 64 {
            let message = format!("tab has {} tables, but at most 64 are opened", entries.len());
            self.0.push(Diagnostic::error(join(path, "tab"), message));
            return Vec::new();
        }
        let each = entries.iter().enumerate().map(|(index, entry)| {
            let path = format!("{path}.tab[{index}]");
            let split = self.text(&path, "split", entry.split.as_ref(), Split::parse);
            if split.is_some() && index == 0 {
                self.0.push(
                    Diagnostic::error(
                        join(&path, "split"),
                        "split needs a tab before it, but this is the first",
                    )
                    .hint("leave it out here"),
                );
            }
            Tab {
                title: self.text(&path, "title", entry.title.as_ref(), Line::parse),
                cwd: self.text(&path, "cwd", entry.cwd.as_ref(), HostPath::parse),
                command: self.text(&path, "command", entry.command.as_ref(), Command::parse),
                split,
            }
        });
        each.collect()
    }

    /// The domains that were not refused, each with its index in the project.
    fn domains(&mut self, project: &Project) -> Vec<(usize, Domain)> {
        let entries = &project.domain;
        if entries.is_empty() {
            self.0.push(
                Diagnostic::error("domain", "the project has no domain, but needs at least one")
                    .hint("add a `[[domain]]` with `name`, `address` and `accent`"),
            );
        }
        if entries.len() > MAX_DOMAINS {
            let message = format!(
                "the project has {} domains, but at most {MAX_DOMAINS} are supported",
                entries.len()
            );
            self.0
                .push(Diagnostic::error("domain", message).hint("split it into several projects"));
            return Vec::new();
        }
        let defaults = self.options("defaults", &project.defaults);
        // What only one domain can have stands in the defaults as a text; it is checked where it is used.
        let name = self.text(
            "defaults",
            "name",
            project.defaults.name.as_ref(),
            DomainName::parse,
        );
        let address = self.text(
            "defaults",
            "address",
            project.defaults.address.as_ref(),
            Address::parse,
        );
        let domains = entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| {
                let path = format!("domain[{index}]");
                let domain = self.domain(&path, entry, project, &defaults, name.as_ref(), address.as_ref());
                Some((index, domain?))
            })
            .collect();
        self.names(project);
        domains
    }

    fn domain(
        &mut self,
        path: &str,
        entry: &DomainEntry,
        project: &Project,
        defaults: &Options,
        default_name: Option<&DomainName>,
        default_address: Option<&Address>,
    ) -> Option<Domain> {
        let errors = self.errors();
        let name = self.text(path, "name", entry.name.as_ref(), DomainName::parse);
        let address = self.text(path, "address", entry.address.as_ref(), Address::parse);
        let options = self.options(path, entry);
        let given = [
            (
                "name",
                &entry.name,
                &project.defaults.name,
                "a name such as `dev-server`",
            ),
            (
                "address",
                &entry.address,
                &project.defaults.address,
                "an address: `host`, `host:port`, `[v6]:port` or an ssh alias",
            ),
            (
                "accent",
                &entry.accent,
                &project.defaults.accent,
                "a colour such as `#bb9af7`",
            ),
        ];
        for (field, own, default, expected) in given {
            if own.is_none() && default.is_none() {
                let message = format!("{field} is missing, expected {expected}");
                self.0.push(Diagnostic::error(join(path, field), message));
            }
        }
        if errors != self.errors() {
            return None;
        }
        let name = name.or_else(|| default_name.cloned())?;
        let tabs = tabs(&options, defaults);
        let transport = options
            .transport
            .or(defaults.transport)
            .unwrap_or(Transport::OpenSsh);
        if let (Some(keepalive), Transport::WezTerm) = (options.keepalive, transport) {
            let message = format!("keepalive `{keepalive}` has no effect with transport `wezterm`");
            self.0.push(
                Diagnostic::warning(join(path, "keepalive"), message).hint(
                    "WezTerm's built-in ssh knows none; write `transport = \"openssh\"`, or leave it out",
                ),
            );
        }
        Some(Domain {
            address: address.or_else(|| default_address.cloned())?,
            look: look(&options, defaults, entry.ansi.or(project.defaults.ansi))?,
            tags: options.tags.or_else(|| defaults.tags.clone()).unwrap_or_default(),
            label: options
                .label
                .or_else(|| defaults.label.clone())
                .unwrap_or_else(|| name.to_line()),
            icon: options.icon.or_else(|| defaults.icon.clone()).unwrap_or_default(),
            username: options.username.or_else(|| defaults.username.clone()),
            identity_file: options.identity_file.or_else(|| defaults.identity_file.clone()),
            forward_agent: entry
                .forward_agent
                .or(project.defaults.forward_agent)
                .unwrap_or(false),
            cwd: options.cwd.or_else(|| defaults.cwd.clone()).unwrap_or_default(),
            tabs,
            shell: options.shell.or_else(|| defaults.shell.clone()),
            locale: options.locale.or_else(|| defaults.locale.clone()),
            transport,
            keepalive: options.keepalive.or(defaults.keepalive).unwrap_or(15),
            bin_dir: options
                .bin_dir
                .or_else(|| defaults.bin_dir.clone())
                .unwrap_or_default(),
            key: options.key.or_else(|| defaults.key.clone()),
            attach: entry.attach.or(project.defaults.attach).unwrap_or(true),
            production: entry.production.or(project.defaults.production).unwrap_or(false),
            name,
        })
    }

    /// Names are unique whatever their case: they are also folders, on file systems that do not tell case apart.
    fn names(&mut self, project: &Project) {
        let mut seen: HashSet<String> = HashSet::new();
        for (index, entry) in project.domain.iter().enumerate() {
            let Some(name) = entry.name.as_ref().or(project.defaults.name.as_ref()) else {
                continue;
            };
            if !seen.insert(name.to_ascii_lowercase()) {
                let message = format!("name {} is taken by another domain", quote(name));
                self.0.push(
                    Diagnostic::error(format!("domain[{index}].name"), message)
                        .hint("give each domain a name of its own; upper and lower case are the same"),
                );
            }
        }
    }

    /// Two domains on one account would share one server, and each set-up would overwrite the other's files.
    fn accounts(&mut self, domains: &[(usize, Domain)]) {
        let mut seen: HashMap<_, &Domain> = HashMap::new();
        for (index, domain) in domains {
            // Where no port is given an alias may still have one of its own, so 22 may be the same or not.
            let port = domain.address.port().unwrap_or(22);
            let account = (domain.address.host().to_ascii_lowercase(), port, &domain.username);
            let Some(first) = seen.get(&account) else {
                seen.insert(account, domain);
                continue;
            };
            let (is, severity) = match first.address.port() == domain.address.port() {
                true => ("is", Severity::Error),
                false => ("may be", Severity::Warning),
            };
            let message = format!(
                "address `{}` with the same user {is} already that of `{}`",
                domain.address, first.name
            );
            let diagnostic = Diagnostic::error(format!("domain[{index}].address"), message)
                .hint("one account has one server: remove one of the two, or give it another `username`");
            self.0.push(Diagnostic {
                severity,
                ..diagnostic
            });
        }
    }

    /// Hosts that one could take for each other.
    fn accents(&mut self, domains: &[(usize, Domain)]) {
        let looks = domains.iter().map(|(_, domain)| &domain.look);
        let pairs = vision::look_alikes(looks.clone());
        let mut taken: Vec<Accent> = looks.map(|look| look.accent).collect();
        for pair in pairs.iter().take(WARNINGS) {
            let (first, (index, second)) = (&domains[pair.first].1, &domains[pair.second]);
            let message = format!(
                "accent `{}` of `{}` looks like `{}` of `{}` to {}",
                second.look.accent,
                second.name,
                first.look.accent,
                first.name,
                pair.vision.people()
            );
            // Among more than a hundred there is no room for another one.
            let far = (domains.len() <= 100)
                .then(|| Candidates::worn(second.look.appearance.shades()))
                .and_then(|candidates| candidates.beside(taken.iter().copied()));
            let hint = match far {
                Some(accent) => format!("`{accent}` is far from all others"),
                None => "with this many domains, let `label` and `icon` tell them apart".to_owned(),
            };
            // Whoever follows two hints must not end with the same accent twice.
            taken.extend(far);
            self.0
                .push(Diagnostic::warning(format!("domain[{index}].accent"), message).hint(hint));
        }
        if pairs.len() > WARNINGS {
            let message = format!("{} more accents look like another", pairs.len() - WARNINGS);
            self.0.push(Diagnostic::warning("", message));
        }
    }

    /// Grounds that let so much through that text may not be read. What the defaults say is reported once, for the
    /// theme that fares worst.
    fn opacities(&mut self, project: &Project, domains: &[(usize, Domain)]) {
        let mut places: BTreeMap<Option<usize>, Through> = BTreeMap::new();
        for (index, Domain { look, .. }) in domains {
            if let Some(through) = Through::of(look) {
                let place = project.domain[*index].opacity.map(|_| *index);
                let worst = places.entry(place).or_insert(through);
                *worst = worst.worse(through);
            }
        }
        for (place, through) in places.iter().take(WARNINGS) {
            self.0.push(through.warning(&table(*place)));
        }
        if places.len() > WARNINGS {
            let message = format!("{} more opacities let too much through", places.len() - WARNINGS);
            self.0.push(Diagnostic::warning("", message));
        }
    }

    /// Light grounds on which programs have WezTerm's own sixteen colours. What the defaults say is reported once.
    fn palettes(&mut self, project: &Project, domains: &[(usize, Domain)]) {
        let mut places = Vec::new();
        for (index, _) in domains
            .iter()
            .filter(|(_, domain)| domain.look.has_dark_palette_on_light())
        {
            let place = project.domain[*index].ansi.map(|_| *index);
            if place.is_some() || !places.contains(&None) {
                places.push(place);
            }
        }
        for place in places.iter().take(WARNINGS) {
            self.0.push(dark_palette(&table(*place)));
        }
        if places.len() > WARNINGS {
            let message = format!(
                "{} more light grounds have WezTerm's own colours",
                places.len() - WARNINGS
            );
            self.0.push(Diagnostic::warning("", message));
        }
    }

    /// No key does two things.
    fn bindings(&mut self, keys: Option<&Keys>, domains: &[(usize, Domain)]) {
        let fixed = keys.into_iter().flat_map(Keys::each).map(|(field, key)| {
            let path = join("keys", field);
            let uses = format!("is already used by `{path}`");
            (path, key, uses)
        });
        let quick = domains.iter().filter_map(|(index, domain)| {
            let uses = format!("already opens a tab in `{}`", domain.name);
            Some((format!("domain[{index}].key"), domain.key.as_ref()?, uses))
        });
        let mut seen: HashMap<&Key, String> = HashMap::new();
        for (path, key, uses) in fixed.chain(quick) {
            match seen.get(key) {
                None => {
                    seen.insert(key, uses);
                }
                Some(first) => self.0.push(
                    Diagnostic::error(path, format!("key `{key}` {first}"))
                        .hint("choose another key for one of the two"),
                ),
            }
        }
    }
}

/// The table that a domain's value is from.
fn table(place: Option<usize>) -> String {
    place.map_or("defaults".to_owned(), |index| format!("domain[{index}]"))
}

/// About the sixteen colours of programs in the table at `path`.
fn dark_palette(path: &str) -> Diagnostic {
    let message = "ansi `false` leaves programs WezTerm's own colours, of which yellow, cyan and white cannot be read on a \
                   light ground";
    Diagnostic::warning(join(path, "ansi"), message)
        .hint("leave it out, and they are made from the accent there")
}

/// A ground that lets so much through that text may not be read.
#[derive(Clone, Copy)]
struct Through {
    opacity: u8,
    /// The least contrast of the text.
    contrast: f64,
    /// The least opacity that would do.
    enough: u8,
}

impl Through {
    /// Of the theme that fares worst; none where text can be read over anything.
    fn of(look: &Look) -> Option<Self> {
        if look.opacity == 100 {
            return None;
        }
        let reads = |theme: &Theme, opacity| theme.contrast_at(opacity) >= TEXT_CONTRAST;
        let themes = look.themes().into_iter();
        let lets_through = themes.filter(|theme| !reads(theme, look.opacity));
        lets_through
            .map(|theme| Self {
                opacity: look.opacity,
                contrast: theme.contrast_at(look.opacity),
                enough: (look.opacity..100)
                    .find(|opacity| reads(&theme, *opacity))
                    .unwrap_or(100),
            })
            .reduce(Self::worse)
    }

    fn worse(self, other: Self) -> Self {
        Self {
            opacity: self.opacity,
            contrast: self.contrast.min(other.contrast),
            enough: self.enough.max(other.enough),
        }
    }

    /// About the opacity of the table at `path`.
    fn warning(&self, path: &str) -> Diagnostic {
        let message = format!(
            "opacity `{}` lets what is behind the window through: over some of it text has a contrast of {} to 1",
            self.opacity,
            tenths(self.contrast)
        );
        let hint = format!(
            "`{}` or more keeps it at {} to 1 or more, over anything",
            self.enough,
            tenths(TEXT_CONTRAST)
        );
        Diagnostic::warning(join(path, "opacity"), message).hint(hint)
    }
}

impl Look {
    /// Checks what an entry says about its look as a project file's is checked; what else it says does not count.
    ///
    /// There is a look exactly when there is an accent and no diagnostic is an error.
    pub fn validate(entry: &DomainEntry) -> (Option<Self>, Vec<Diagnostic>) {
        let mut checks = Checks::default();
        let options = checks.options("", entry);
        let look = look(&options, &Options::default(), entry.ansi).filter(|_| !has_errors(&checks.0));
        let through = look.as_ref().and_then(Through::of);
        checks.0.extend(through.map(|through| through.warning("")));
        let has_dark_palette = look.as_ref().is_some_and(Look::has_dark_palette_on_light);
        checks.0.extend(has_dark_palette.then(|| dark_palette("")));
        (look, checks.0)
    }
}

/// The tabs that options and defaults ask for. Whoever says how many does not want those that the defaults list.
fn tabs(options: &Options, defaults: &Options) -> Vec<Tab> {
    options
        .tab
        .clone()
        .or_else(|| options.tabs.map(Tab::plain))
        .or_else(|| defaults.tab.clone())
        .unwrap_or_else(|| Tab::plain(defaults.tabs.unwrap_or(1)))
}

/// The look that options and defaults ask for; none without an accent.
fn look(options: &Options, defaults: &Options, ansi: Option<bool>) -> Option<Look> {
    let plain = Look::from(options.accent.or(defaults.accent)?);
    Some(Look {
        appearance: options
            .appearance
            .or(defaults.appearance)
            .unwrap_or(plain.appearance),
        stops: options.stops.or(defaults.stops).unwrap_or(plain.stops),
        orientation: options
            .orientation
            .or(defaults.orientation)
            .unwrap_or(plain.orientation),
        opacity: options.opacity.or(defaults.opacity).unwrap_or(plain.opacity),
        blend: options.blend.or(defaults.blend).unwrap_or(plain.blend),
        ansi,
        ..plain
    })
}

/// A contrast to one digit, rounded down: what is said to be reached is reached.
fn tenths(contrast: f64) -> String {
    let tenths = (contrast * 10.0) as u32;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn join(path: &str, field: &str) -> String {
    match path {
        "" => field.to_owned(),
        path => format!("{path}.{field}"),
    }
}

/// `text` in backticks: control characters made visible, and cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    let cut = if shown.len() < text.len() { "…" } else { "" };
    format!("`{}{cut}`", visible(shown))
}
