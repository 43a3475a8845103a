//! The leader, and the keys that do what a project has keys for.

use super::domains::{keep, path};
use super::seen::Data;
use super::{Fate, Report};
use crate::fleet::{HostPath, Key, Keys, is_in_range, lost_to};

/// What a key does.
#[derive(Debug, PartialEq)]
enum Deed {
    Open(String, Option<String>),
    Launcher,
    Detach,
    NextTab,
    PreviousTab,
    SendKey(String),
}

/// Takes what a project has a key for.
pub(super) fn read(seen: &Data, config: &Data, report: &mut Report<'_>) {
    let mut leader = None;
    if let Some((given, line)) = config.entry("leader") {
        match key_of(given, Key::parse_leader) {
            Ok(key) => {
                report.project.keys.leader = Some(key.to_string());
                leader = Some(key);
            }
            Err(message) => drop(report.note(Fate::Left, line, "leader", message)),
        }
        let timeout = given.get("timeout_milliseconds").and_then(Data::number);
        report.project.keys.leader_timeout = timeout
            .map(|timeout| timeout as i32)
            .filter(|timeout| is_in_range("leader_timeout", *timeout));
    }
    let pressed = seen.get("pressed").map_or(&[][..], Data::list);
    let mut taken: Vec<Key> = leader.iter().cloned().collect();
    let mut bound = taken.clone();
    for (index, (binding, line)) in config.get("keys").map_or(&[][..], Data::list).iter().enumerate() {
        let Some(action) = binding.get("action") else {
            continue;
        };
        let written = binding.get("key").and_then(Data::text).unwrap_or_default();
        // Whatever it does, it is bound.
        bound.extend(key_of(binding, Key::parse));
        let deed = deed(action, pressed.get(index).map(|(data, _)| data), report);
        let Some(deed) = deed else {
            keep(report, *line, &written_key(binding, written));
            continue;
        };
        match key_of(binding, Key::parse) {
            Ok(key) => take(deed, key, leader.as_ref(), &mut taken, *line, report),
            Err(message) => drop(report.note(Fate::Left, *line, written, message)),
        }
    }
    make_room(bound, report);
}

fn written_key(binding: &Data, key: &str) -> String {
    match binding.get("mods").and_then(Data::text) {
        Some(mods) if !mods.is_empty() && mods != "NONE" => format!("{}+{key}", mods.replace('|', "+")),
        _ => key.to_owned(),
    }
}

/// A key as a project has it.
fn key_of(binding: &Data, parse: fn(&str) -> Result<Key, crate::fleet::Refusal>) -> Result<Key, String> {
    let Some(key) = binding.get("key").and_then(Data::text) else {
        return Err("its key could not be found out".to_owned());
    };
    let key = key.strip_prefix("mapped:").unwrap_or(key);
    if key.starts_with("phys:") || key.starts_with("raw:") {
        return Err("a project names keys by what they write, not by where they are".to_owned());
    }
    let mods = binding.get("mods").and_then(Data::text).unwrap_or_default();
    let mods = mods
        .split(['|', ' '])
        .filter(|name| !name.is_empty() && *name != "NONE");
    let words: Vec<&str> = mods.chain([key]).collect();
    parse(&words.join("+")).map_err(|refusal| format!("a project's key must be {}", refusal.expected))
}

/// What an action does, if a project has a key for that.
fn deed(action: &Data, pressed: Option<&Data>, report: &Report<'_>) -> Option<Deed> {
    if action.get("$callback").is_some() {
        let pressed = pressed?;
        let first = |list| pressed.get(list).and_then(|list| list.list().first());
        if let Some((performed, _)) = first("performed") {
            return deed(performed, None, report);
        }
        let (data, _) = first("spawned").or_else(|| first("attached"))?;
        return open(data.get("domain"), data.get("cwd"), report);
    }
    if let Some(name) = action.get("$action").or(Some(action)).and_then(Data::text) {
        return (name == "ShowLauncher").then_some(Deed::Launcher);
    }
    let (name, argument, _) = action.named().first()?;
    match name.as_str() {
        "SpawnTab" => open(argument.get("DomainName"), None, report),
        "SpawnCommandInNewTab" | "SpawnCommandInNewWindow" => {
            let is_plain = argument.get("args").is_none();
            open(
                argument.at(&["domain", "DomainName"]).filter(|_| is_plain),
                argument.get("cwd"),
                report,
            )
        }
        "AttachDomain" => open(Some(argument), None, report),
        "DetachDomain" if argument.text() == Some("CurrentPaneDomain") => Some(Deed::Detach),
        "ShowLauncherArgs" => argument
            .get("flags")?
            .text()?
            .contains("DOMAINS")
            .then_some(Deed::Launcher),
        "ActivateTabRelative" => match argument.number()? {
            1.0 => Some(Deed::NextTab),
            -1.0 => Some(Deed::PreviousTab),
            _ => None,
        },
        "SendKey" => key_of(argument, Key::parse)
            .ok()
            .map(|key| Deed::SendKey(key.to_string())),
        _ => None,
    }
}

fn open(domain: Option<&Data>, cwd: Option<&Data>, report: &Report<'_>) -> Option<Deed> {
    let name = domain?.text().filter(|name| report.named.contains_key(*name))?;
    Some(Deed::Open(name.to_owned(), cwd.and_then(Data::text).map(path)))
}

fn take(
    deed: Deed,
    key: Key,
    leader: Option<&Key>,
    taken: &mut Vec<Key>,
    line: u32,
    report: &mut Report<'_>,
) {
    if taken.contains(&key) {
        let message = "a second binding of this key: WezTerm takes the later";
        report.note(Fate::Left, line, &key.to_string(), message);
        return;
    }
    let hidden = |field: &str, key: &Key| match lost_to(field, key) {
        Some(_) => format!("{key}!"),
        None => key.to_string(),
    };
    if let Deed::Open(name, cwd) = deed {
        let written = hidden("key", &key);
        let Some(entry) = report.domain(&name) else { return };
        if entry.cwd.is_none() {
            entry.cwd = cwd.filter(|cwd| HostPath::parse(cwd).is_ok());
        }
        if entry.key.is_some() {
            let message = "a domain of a project has one key, and this one has another already";
            report.note(Fate::Left, line, &name, message);
            return;
        }
        entry.key = Some(written);
        taken.push(key);
        return;
    }
    let field = match &deed {
        Deed::Launcher => "launcher",
        Deed::Detach => "detach",
        Deed::NextTab => "next_tab",
        Deed::PreviousTab => "previous_tab",
        Deed::SendKey(sent) if leader.is_some_and(|leader| leader.to_string() == *sent) => "send_leader",
        _ => "",
    };
    match report.project.keys.key_mut(field) {
        Some(place @ None) => {
            *place = Some(hidden(field, &key));
            taken.push(key);
        }
        // What a project has no key for, or the same on a second one: it goes on to.
        _ => keep(report, line, &key.to_string()),
    }
}

/// Finds other keys for what a project binds by itself, where the config has theirs for something else.
fn make_room(mut taken: Vec<Key>, report: &mut Report<'_>) {
    let keys = &mut report.project.keys;
    let leader = keys.leader.as_deref().map(Key::parse_leader);
    let plain = leader.and_then(Result::ok).map_or_else(Keys::default, Keys::of);
    let mut moved = Vec::new();
    // The first is the leader.
    for (field, key) in plain.each().into_iter().skip(1) {
        let Some(place @ None) = keys.key_mut(field) else {
            continue;
        };
        if !taken.contains(key) {
            continue;
        }
        let default = key.to_string();
        let letter = default.rsplit('+').next().unwrap_or_default();
        let others = [
            format!("LEADER+SHIFT+{letter}"),
            format!("LEADER+ALT+{letter}"),
            format!("LEADER+CTRL+ALT+{letter}"),
        ];
        let is_taken = |key: &str| Key::parse(key).is_ok_and(|key| taken.contains(&key));
        if let Some(other) = others.into_iter().find(|other| !is_taken(other)) {
            moved.push((field, default, other.clone()));
            taken.extend(Key::parse(&other));
            *place = Some(other);
        }
    }
    for (field, default, other) in moved {
        let message = format!("{field} is `{other}`, since the config has `{default}` for something else");
        report.note(Fate::Left, 0, "", message);
    }
}
