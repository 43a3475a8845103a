//! What a config does to windows: what those of each domain wear, and what it opens at start.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::domains::{self, path};
use super::seen::{Data, place_of};
use super::{Fate, Report};
use crate::fleet::{Accent, HostPath, Icon, Line, LocalPath, is_in_range, visible};
use crate::project::TabEntry;

/// Where an accent is most likely to stand among what a window is told, the likeliest first.
const ACCENTS: [&[&str]; 6] = [
    &["overrides", "colors", "tab_bar", "active_tab", "bg_color"],
    &["overrides", "colors", "cursor_bg"],
    &["overrides", "colors", "cursor_border"],
    &["overrides", "colors", "split"],
    &["overrides", "window_frame", "active_titlebar_bg"],
    &["overrides", "colors", "background"],
];

/// Takes accents, labels, icons, folders and tabs, and says what starting does.
pub(super) fn read(seen: &Data, config: &Data, report: &mut Report<'_>) {
    let worn = seen.get("worn").map_or(&[][..], Data::list);
    let by_name: HashMap<&str, &Data> = worn
        .iter()
        .filter_map(|(worn, _)| Some((worn.get("name")?.text()?, worn)))
        .collect();
    let nothing = Data::default();
    let local = by_name.get("local").copied().unwrap_or(&nothing);
    let mut names: Vec<(String, usize)> = report
        .named
        .iter()
        .map(|(name, at)| (name.clone(), *at))
        .collect();
    names.sort_by_key(|(_, at)| *at);
    for (name, at) in &names {
        if let Some(worn) = by_name.get(name.as_str()) {
            dress(worn, local, name, *at, report);
        }
    }
    let frame = |worn: &&Data| {
        worn.at(&["overrides", "colors", "tab_bar", "background"])
            .is_some()
            && worn.at(&["overrides", "window_frame"]).is_none()
    };
    let is_fancy = config.get("use_fancy_tab_bar") != Some(&Data::Boolean(false));
    if let Some(worn) = names
        .iter()
        .filter_map(|(name, _)| by_name.get(name.as_str()))
        .find(|worn| is_fancy && frame(worn))
    {
        let tab_bar = worn
            .at(&["overrides", "colors", "tab_bar"])
            .and_then(|tab_bar| tab_bar.entry("background"));
        let line = tab_bar.map_or(0, |(_, line)| line);
        let message = "the fancy tab bar does not take this colour but that of `window_frame`: it stays grey";
        report
            .note(Fate::Trap, line, "background", message)
            .hint("a project's themes set both");
    }
    start(seen, config, report);
    for (event, message, _) in seen.get("failed").map_or(&[][..], Data::named) {
        let (line, words) = place_of(message.text().unwrap_or_default());
        let words: String = words.chars().take(300).collect();
        let message = format!(
            "the handler of `{}` stops here: {}",
            visible(event),
            visible(words)
        );
        report
            .note(Fate::Left, line, "", message)
            .hint("what it does to windows may not be in the import");
    }
}

fn dress(worn: &Data, local: &Data, name: &str, at: usize, report: &mut Report<'_>) {
    let other = |path: &[&str]| {
        let color = worn.at(path)?.text()?;
        let is_own = local.at(path).and_then(Data::text) != Some(color);
        (is_own && Accent::parse(color).is_ok()).then(|| color.to_owned())
    };
    let mut accent = ACCENTS.into_iter().find_map(other);
    let line = worn
        .get("overrides")
        .and_then(|overrides| overrides.entry("color_scheme"))
        .map_or(0, |(_, line)| line);
    let entry_named = report.project.domain[at].name.clone().unwrap_or_default();
    let mut label = None;
    let mut icon = None;
    for side in ["right", "left", "title"] {
        let text = |worn: &Data| {
            worn.get(side)
                .and_then(Data::text)
                .map(str::to_owned)
                .unwrap_or_default()
        };
        let (own, others) = (segments(&text(worn)), segments(&text(local)));
        for segment in own.iter().filter(|segment| !others.contains(segment)) {
            if accent.is_none() {
                let colors = [&segment.back, &segment.fore].into_iter().flatten();
                accent = colors
                    .into_iter()
                    .find(|color| Accent::parse(color).is_ok())
                    .cloned();
            }
            // A title says what runs there, and what number it has.
            if side != "title" && label.is_none() && icon.is_none() {
                (icon, label) = segment.badge(name, &entry_named, &others);
            }
        }
    }
    let scheme = |worn: &Data| {
        worn.at(&["overrides", "color_scheme"])
            .and_then(Data::text)
            .map(str::to_owned)
    };
    if let (None, Some(scheme)) = (
        &accent,
        scheme(worn).filter(|own| scheme(local).as_ref() != Some(own)),
    ) {
        let message = format!(
            "only WezTerm knows the colours of `{}`: the domain gets another accent",
            visible(scheme)
        );
        report.note(Fate::Left, line, name, message);
    }
    let entry = &mut report.project.domain[at];
    entry.accent = accent.or(entry.accent.take());
    entry.icon = icon.or(entry.icon.take());
    entry.label = label.or(entry.label.take());
}

/// What people put between a name, a clock and a battery.
const DIVIDERS: [char; 4] = ['|', '│', '·', '•'];

/// A part of a status, in one colour.
#[derive(Debug, PartialEq)]
struct Segment {
    back: Option<String>,
    fore: Option<String>,
    text: String,
    /// The Nerd Font name of a symbol in it.
    icon: Option<String>,
}

impl Segment {
    /// Its text without what `others` show as well, before a divider or behind one: a clock, a battery.
    fn part(&self, others: &[Self]) -> &str {
        let is_shared = |part: &str| {
            let others = others.iter().flat_map(|other| other.text.split(DIVIDERS));
            part.trim().is_empty() || others.into_iter().any(|other| other.trim() == part.trim())
        };
        let mut text = &*self.text;
        while let Some((rest, _)) = text.rsplit_once(DIVIDERS).filter(|(_, part)| is_shared(part)) {
            text = rest;
        }
        while let Some((_, rest)) = text.split_once(DIVIDERS).filter(|(part, _)| is_shared(part)) {
            text = rest;
        }
        text.trim()
    }

    /// The icon and the label that it shows.
    fn badge(&self, name: &str, entry_name: &str, others: &[Self]) -> (Option<String>, Option<String>) {
        let (mut icon, mut text) = (self.icon.clone(), self.part(others));
        if icon.is_none()
            && let Some((first, rest)) = text.split_once(char::is_whitespace)
            && !first.chars().any(char::is_alphanumeric)
            && !first.is_ascii()
        {
            (icon, text) = (Some(first.to_owned()), rest.trim());
        }
        let icon = icon.filter(|icon| Icon::parse(icon).is_ok());
        let label = Line::parse(text).ok().map(|label| label.to_string());
        // A clock beside the name is no part of it.
        let label = label.filter(|label| {
            // The name in other letters is a label; with what others show around it, it is that clock again.
            let mut words = others.iter().flat_map(|other| other.text.split_whitespace());
            let is_shared =
                label.contains(DIVIDERS) || words.any(|word| label.split_whitespace().any(|own| own == word));
            let is_more =
                is_shared && label.len() > name.len() && label.to_lowercase().contains(&name.to_lowercase());
            !is_more && label != name && label != entry_name
        });
        (icon, label.filter(|label| label.chars().any(char::is_alphabetic)))
    }
}

/// The parts of what the stand-in's `format` made.
fn segments(text: &str) -> Vec<Segment> {
    let mut found = Vec::new();
    let (mut back, mut fore) = (None, None);
    let mut now = Segment {
        back: None,
        fore: None,
        text: String::new(),
        icon: None,
    };
    let mut rest = text;
    loop {
        let (plain, code) = rest.split_once('\x1b').unwrap_or((rest, ""));
        now.text.push_str(plain);
        let Some((code, after)) = code.split_once("\x1b;") else {
            break;
        };
        rest = after;
        let value = code.get(1..).unwrap_or_default().to_owned();
        if let Some(name) = code.strip_prefix('N') {
            now.icon.get_or_insert_with(|| name.to_owned());
            continue;
        }
        let value = Some(value).filter(|value| !value.is_empty());
        match code.starts_with('B') {
            true => back = value,
            false => fore = value,
        }
        let next = Segment {
            back: back.clone(),
            fore: fore.clone(),
            text: String::new(),
            icon: None,
        };
        let done = std::mem::replace(&mut now, next);
        if !done.text.trim().is_empty() {
            found.push(done);
        }
    }
    if !now.text.trim().is_empty() {
        found.push(now);
    }
    found
}

/// How many tabs a project opens where a config opens `count`: one it opens anyhow, and so many it does not open.
fn several(count: usize) -> Option<i32> {
    let count = i32::try_from(count).ok()?;
    (count > 1 && is_in_range("tabs", count)).then_some(count)
}

/// Takes what is opened at start, and says what goes wrong with it.
fn start(seen: &Data, config: &Data, report: &mut Report<'_>) {
    let mut spawning: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut attached: HashSet<String> = HashSet::new();
    let mut has_window = false;
    for (spawn, _) in seen.get("spawned").map_or(&[][..], Data::list) {
        let line = spawn.get("line").and_then(Data::number).unwrap_or_default() as u32;
        let tabs: Vec<Option<&str>> = spawn
            .get("tabs")
            .map_or(&[][..], Data::list)
            .iter()
            .map(|(tab, _)| tab.get("cwd")?.text())
            .collect();
        let cwd = spawn.get("cwd").and_then(Data::text).map(path);
        match spawn.get("domain").and_then(Data::text) {
            Some(name) if report.named.contains_key(name) => {
                attached.insert(name.to_owned());
                spawning.entry(line).or_default().push(name.to_owned());
                let entry = report.domain(name).expect("it has that name");
                if entry.tabs.is_some() || entry.tab.is_some() {
                    continue;
                }
                entry.cwd = cwd.clone().filter(|cwd| HostPath::parse(cwd).is_ok());
                let differ = tabs.iter().any(|tab| tab.map(path) != cwd && tab.is_some());
                match several(tabs.len()) {
                    Some(_) if differ => {
                        let tabs = tabs.iter().map(|tab| TabEntry {
                            cwd: tab
                                .map(path)
                                .filter(|tab| HostPath::parse(tab).is_ok() && Some(tab) != cwd.as_ref()),
                            ..TabEntry::default()
                        });
                        entry.tab = Some(tabs.collect());
                    }
                    count => entry.tabs = count,
                }
            }
            None | Some("local") if !has_window => {
                has_window = true;
                report.project.local.cwd = cwd.filter(|cwd| LocalPath::parse(cwd).is_ok());
                report.project.local.tabs = several(tabs.len());
            }
            None | Some("local") => {
                let message = "a project opens one window on this computer at start";
                report.note(Fate::Left, line, "spawn_window", message);
            }
            Some(_) => {}
        }
    }
    for (line, names) in spawning {
        let shown: Vec<String> = names
            .iter()
            .take(3)
            .map(|name| format!("`{}`", visible(name)))
            .collect();
        let more = match names.len().saturating_sub(3) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "every start adds a tab on {}{more}, beside those that are there",
            shown.join(", ")
        );
        report.note(Fate::Trap, line, "spawn_window", message).hint(
            "leave it out: in a project each host opens its tabs itself, once, and this computer only attaches",
        );
    }
    for (attach, _) in seen.get("attached").map_or(&[][..], Data::list) {
        attached.extend(attach.get("domain").and_then(Data::text).map(str::to_owned));
    }
    if let Some((Data::Text(name), line)) = config.entry("default_domain")
        && report.named.contains_key(name)
    {
        attached.insert(name.clone());
        let message = "WezTerm ends at start when this host refuses";
        report
            .note(Fate::Trap, line, "default_domain", message)
            .hint("leave it out: a project attaches each host as soon as it answers");
    }
    if let Some((name, line)) = connecting(config, report) {
        let message = format!(
            "WezTerm then attaches only `{}`: the others are there for the asking",
            visible(name)
        );
        report
            .note(Fate::Trap, line, STARTUP_ARGS, message)
            .hint("take the line out");
    }
    if let Some(line) = seen.at(&["refused", "gui-startup"]).and_then(Data::number) {
        let message = "this handler returns false, so that `wezmux.lua` does not start";
        report
            .note(Fate::Trap, line as u32, "gui-startup", message)
            .hint("return nothing");
    }
    for entry in &report.project.domain {
        if entry.attach == Some(true) {
            attached.extend(entry.name.clone());
        }
    }
    // Whoever attaches some means the others to wait.
    if !attached.is_empty() {
        let named = report.named.clone();
        for (name, at) in named {
            let entry = &mut report.project.domain[at];
            let is_attached = attached.contains(&name) || entry.attach == Some(true);
            entry.attach = (!is_attached).then_some(false);
        }
    }
    if let (None, Some(cwd)) = (
        &report.project.local.cwd,
        config.get("default_cwd").and_then(Data::text),
    ) {
        report.project.local.cwd = Some(path(cwd)).filter(|cwd| LocalPath::parse(cwd).is_ok());
    }
}

const STARTUP_ARGS: &str = "default_gui_startup_args";

/// The one domain that WezTerm attaches when it is started as the config says, by `connect NAME` or `start --attach`.
fn connecting<'a>(config: &'a Data, report: &Report<'_>) -> Option<(&'a str, u32)> {
    let (words, line) = config.entry(STARTUP_ARGS)?;
    let words = words.texts()?;
    let is_connect = words.first() == Some(&"connect");
    let names = words.iter().filter(|_| is_connect || words.contains(&"--attach"));
    let named = |word: &str| {
        report
            .named
            .contains_key(word.strip_prefix("--domain=").unwrap_or(word))
    };
    let name = names.copied().find(|word| named(word));
    let name = name.or_else(|| {
        words
            .get(1)
            .copied()
            .filter(|word| is_connect && !word.starts_with('-'))
    })?;
    Some((name.strip_prefix("--domain=").unwrap_or(name), line))
}

/// Says what became of everything else: settings that stay, and what was asked for.
pub(super) fn rest(seen: &Data, config: &Data, report: &mut Report<'_>) {
    for (key, _, line) in config.named() {
        let is_taken = matches!(key.as_str(), "keys" | "leader" | "default_domain" | "default_cwd");
        let is_taken = is_taken || key == STARTUP_ARGS && connecting(config, report).is_some();
        if !is_taken && !domains::is_about(key) && !key.starts_with('$') {
            domains::keep(report, *line, key);
        }
    }
    asked(seen, report);
}

/// Says what the config asked for and was not given.
pub(super) fn asked(seen: &Data, report: &mut Report<'_>) {
    let mut told = HashSet::new();
    for (asked, _) in seen.get("asked").map_or(&[][..], Data::list) {
        let what = asked.get("what").and_then(Data::text).unwrap_or_default();
        let about = asked.get("about").and_then(Data::text).unwrap_or_default();
        let line = asked.get("line").and_then(Data::number).unwrap_or_default() as u32;
        if !told.insert((what.to_owned(), about.to_owned(), line)) {
            continue;
        }
        let about = visible(domains::path(about).chars().take(60).collect::<String>());
        let (message, hint) = match (what, about.as_str()) {
            ("require", "wezmux") => (
                "the domains of `wezmux.lua` are not in this file".to_owned(),
                "import `wezmux.lua` itself",
            ),
            ("require", _) => (
                format!("`{about}` is another file, which is not read: what it sets is not in the import"),
                "import that file too, if it has domains",
            ),
            ("default_ssh_domains" | "enumerate_ssh_hosts", _) => (
                "these hosts are those of ~/.ssh/config, which is not read here".to_owned(),
                "`wezmux import ssh` takes them",
            ),
            ("hostname", _) => (
                "asks which computer it is on: what it does on one of that name was not seen".to_owned(),
                "import a copy in which that is decided",
            ),
            ("run", _) => (
                format!("runs `{about}`, which an import does not: it goes on as if that had failed"),
                "import a copy that says what would come of it",
            ),
            ("read", _) => (
                format!("reads `{about}`, which an import does not: it goes on as if that were not there"),
                "import a copy that says what would come of it",
            ),
            _ => continue,
        };
        report.note(Fate::Left, line, "", message).hint(hint);
    }
}
