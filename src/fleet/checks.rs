//! Every value of a project, checked by itself and against the others.

use std::collections::HashMap;

use super::{
    Accent, Address, Appearance, BinDir, Blend, Command, Domain, DomainName, HostPath, Icon, IdentityFile,
    KEEPALIVE, Key, Keys, Line, Local, LocalPath, Locale, Look, MAX_DOMAINS, Orientation, Refusal, Split,
    Tab, Tag, Transport, Username, lost_to, range, shown,
};
use crate::diagnostic::{Diagnostic, Severity, join};
use crate::project::{DomainEntry, KeysEntry, LocalEntry, Project, TabEntry};

/// What a domain and the defaults have in common, each value checked.
#[derive(Default)]
pub(super) struct Options {
    pub(super) accent: Option<Accent>,
    tags: Option<Vec<Tag>>,
    appearance: Option<Appearance>,
    stops: Option<u8>,
    orientation: Option<Orientation>,
    opacity: Option<u8>,
    blend: Option<Blend>,
    pub(super) label: Option<Line>,
    pub(super) icon: Option<Icon>,
    pub(super) username: Option<Username>,
    identity_file: Option<IdentityFile>,
    pub(super) cwd: Option<HostPath>,
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
pub(super) struct Checks(pub(super) Vec<Diagnostic>);

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
        let message = format!("{field} `{}` must be {expected}", shown(value));
        let diagnostic = Diagnostic::error(join(path, field), message);
        self.0.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }

    /// The value of a field that holds a key, with a warning where a capital may not be meant as one, and where something
    /// is lost to it that was not given up by a `!` behind it.
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
        if let (None, Some(lost)) = (&given_up, lost_to(field, &key)) {
            let message = format!("{field} `{written}` {lost}");
            self.0.push(
                Diagnostic::warning(join(path, field), message)
                    .hint(format!("write `{written}!` if that is meant")),
            );
        }
        let written = given_up.as_ref().unwrap_or(written);
        let capital = written.ends_with(|c: char| c.is_ascii_uppercase()) && key.name().len() == 1;
        if capital
            && !written
                .split('+')
                .any(|word| word.trim().eq_ignore_ascii_case("SHIFT"))
        {
            let small = written[..written.len() - 1].to_owned() + &key.name().to_ascii_lowercase();
            let message = format!("{field} `{written}` is `{key}`: a capital needs SHIFT");
            self.0.push(
                Diagnostic::warning(join(path, field), message)
                    .hint(format!("write `{key}`, or `{small}` without SHIFT")),
            );
        }
        Some(key)
    }

    /// The value of a number field, in its range.
    fn number<T: TryFrom<i32>>(&mut self, path: &str, field: &str, value: Option<i32>) -> Option<T> {
        let value = value?;
        let (min, max) = range(field);
        let number = T::try_from(value).ok();
        if number.is_none() || !(min..=max).contains(&value) {
            let message = format!("{field} `{value}` must be between {min} and {max}");
            self.0.push(Diagnostic::error(join(path, field), message));
            return None;
        }
        number
    }

    pub(super) fn local(&mut self, entry: &LocalEntry) -> Option<Local> {
        let errors = self.errors();
        let cwd = self.text("local", "cwd", entry.cwd.as_ref(), LocalPath::parse);
        let tabs = self.number("local", "tabs", entry.tabs);
        (errors == self.errors()).then(|| Local {
            cwd: cwd.unwrap_or_default(),
            tabs: tabs.unwrap_or(1),
        })
    }

    pub(super) fn keys(&mut self, entry: &KeysEntry) -> Option<Keys> {
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
        let timeout = self.number("keys", "leader_timeout", entry.leader_timeout);
        (errors == self.errors()).then(|| {
            let plain = leader.map_or_else(Keys::default, Keys::of);
            Keys {
                send_leader: send_leader.unwrap_or(plain.send_leader),
                launcher: launcher.unwrap_or(plain.launcher),
                attach: attach.unwrap_or(plain.attach),
                detach: detach.unwrap_or(plain.detach),
                reattach: reattach.unwrap_or(plain.reattach),
                next_tab: next_tab.unwrap_or(plain.next_tab),
                previous_tab: previous_tab.unwrap_or(plain.previous_tab),
                leader_timeout: timeout.unwrap_or(plain.leader_timeout),
                leader: plain.leader,
            }
        })
    }

    pub(super) fn options(&mut self, path: &str, entry: &DomainEntry) -> Options {
        Options {
            accent: self.text(path, "accent", entry.accent.as_ref(), Accent::parse),
            tags: entry.tags.as_deref().map(|tags| self.tags(path, tags)),
            appearance: self.text(path, "appearance", entry.appearance.as_ref(), Appearance::parse),
            stops: self.number(path, "stops", entry.stops),
            orientation: self.text(
                path,
                "orientation",
                entry.orientation.as_ref(),
                Orientation::parse,
            ),
            opacity: self.number(path, "opacity", entry.opacity),
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
            tabs: self.number(path, "tabs", entry.tabs),
            tab: entry.tab.as_deref().map(|tabs| self.tabs(path, entry.tabs, tabs)),
            shell: self.text(path, "shell", entry.shell.as_ref(), HostPath::parse_program),
            locale: self.text(path, "locale", entry.locale.as_ref(), Locale::parse),
            transport: self.text(path, "transport", entry.transport.as_ref(), Transport::parse),
            keepalive: self.number(path, "keepalive", entry.keepalive),
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
    pub(super) fn tabs(&mut self, path: &str, count: Option<i32>, entries: &[TabEntry]) -> Vec<Tab> {
        if count.is_some() {
            self.0.push(
                Diagnostic::error(
                    join(path, "tabs"),
                    "tabs are counted, and listed in `tab` as well",
                )
                .hint("leave out one of the two"),
            );
        }
        let (_, most) = range("tabs");
        if entries.len() > most as usize {
            let message = format!("tab has {} tables, but at most {most} are opened", entries.len());
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
    pub(super) fn domains(&mut self, project: &Project) -> Vec<(usize, Domain)> {
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
            keepalive: options.keepalive.or(defaults.keepalive).unwrap_or(KEEPALIVE),
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
        let name = |entry: &DomainEntry| entry.name.clone().or(project.defaults.name.clone());
        let names = project.domain.iter().enumerate();
        let names: Vec<_> = names
            .filter_map(|(index, entry)| Some((index, name(entry)?)))
            .collect();
        for (again, _) in repeats(&mut names.iter().map(|(_, name)| name.to_ascii_lowercase())) {
            let (index, name) = &names[again];
            let message = format!("name `{}` is taken by another domain", shown(name));
            self.0.push(
                Diagnostic::error(format!("domain[{index}].name"), message)
                    .hint("give each domain a name of its own; upper and lower case are the same"),
            );
        }
    }

    /// Two domains on one account would share one server, and each set-up would overwrite the other's files.
    pub(super) fn accounts(&mut self, domains: &[(usize, Domain)]) {
        let mut accounts = domains.iter().map(|(_, domain)| {
            // Where no port is given an alias may still have one of its own, so 22 may be the same or not.
            let port = domain.address.port().unwrap_or(22);
            let user = domain.username.as_ref().map(ToString::to_string);
            // No user has a line break in it.
            let host = domain.address.host().to_ascii_lowercase();
            format!("{host}\n{port}\n{}", user.unwrap_or_default())
        });
        for (again, first) in repeats(&mut accounts) {
            let ((index, domain), (_, first)) = (&domains[again], &domains[first]);
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

    /// No key does two things.
    pub(super) fn bindings(&mut self, keys: Option<&Keys>, domains: &[(usize, Domain)]) {
        let fixed = keys.into_iter().flat_map(Keys::each).map(|(field, key)| {
            let path = join("keys", field);
            let uses = format!("is already used by `{path}`");
            (path, key, uses)
        });
        let quick = domains.iter().filter_map(|(index, domain)| {
            let uses = format!("already opens a tab in `{}`", domain.name);
            Some((format!("domain[{index}].key"), domain.key.as_ref()?, uses))
        });
        let all: Vec<_> = fixed.chain(quick).collect();
        for (again, first) in repeats(&mut all.iter().map(|(_, key, _)| key.to_string())) {
            let ((path, key, _), (_, _, uses)) = (&all[again], &all[first]);
            self.0.push(
                Diagnostic::error(path, format!("key `{key}` {uses}"))
                    .hint("choose another key for one of the two"),
            );
        }
    }
}

/// The place of each text that came before, with the first place that it has.
fn repeats(texts: &mut dyn Iterator<Item = String>) -> Vec<(usize, usize)> {
    let mut seen = HashMap::new();
    let first = |(index, text)| (index, *seen.entry(text).or_insert(index));
    let places = texts.enumerate().map(first);
    places.filter(|(index, first)| index != first).collect()
}

/// The tabs that options and defaults ask for. Whoever says how many does not want those that the defaults list.
pub(super) fn tabs(options: &Options, defaults: &Options) -> Vec<Tab> {
    options
        .tab
        .clone()
        .or_else(|| options.tabs.map(Tab::plain))
        .or_else(|| defaults.tab.clone())
        .unwrap_or_else(|| Tab::plain(defaults.tabs.unwrap_or(1)))
}

/// The look that options and defaults ask for; none without an accent.
pub(super) fn look(options: &Options, defaults: &Options, ansi: Option<bool>) -> Option<Look> {
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
