//! A `wezterm.lua` or `wezmux.lua` of our own: what it was made from stands in a few of its lines, which are read as
//! `src/render/wezterm.lua` writes them.

use super::domains::path;
use super::seen::{self, Data};
use super::{Fate, Report};
use crate::import::Account;
use crate::project::{DomainEntry, Project};

/// What the second line of the file says.
const MARK: &str = "-- Written by wezmux ";

/// Whether wezmux wrote it.
pub(super) fn is_own(text: &str) -> bool {
    text.lines().take(6).any(|line| line.starts_with(MARK))
}

/// Takes everything that it says of the project.
pub(super) fn read(text: &str, report: &mut Report<'_>) {
    let Some(table) = hosts(text) else {
        let message = "it says that wezmux wrote it, but has no list of hosts that can be read";
        report
            .note(Fate::Mistake, 0, "", message)
            .hint("write it again from the project file");
        return;
    };
    report.project = project(text, &table);
    let lines = (1..).zip(report.lines.clone());
    let mut places = lines.filter(|(_, line)| line.trim_start().starts_with("name = \""));
    for index in 0..report.project.domain.len() {
        let entry = &report.project.domain[index];
        let (name, username) = (entry.name.clone().unwrap_or_default(), entry.username.clone());
        let line = places.next().map_or(0, |(line, _)| line);
        report.accounts.push(Account {
            username,
            note: report.notes.len(),
            ..Account::default()
        });
        report.note(Fate::Taken, line, &name, "as wezmux wrote it");
    }
    let message = "written by wezmux: tags, shells, languages, what runs in tabs, and folders below a host's home stand only in \
                   its project file";
    report
        .note(Fate::Left, 0, "", message)
        .hint("if you still have that file, go on with it");
}

/// The table of hosts, each with its accent.
fn hosts(text: &str) -> Option<Data> {
    let (_, rest) = text.split_once("\nlocal hosts = {")?;
    let (table, _) = rest.split_once("\n}\n")?;
    let mut chunk = String::from("return {");
    for line in table.split('\n') {
        match line.strip_prefix("  { -- from ") {
            Some(accent) => chunk += &format!("  {{ accent = \"{accent}\","),
            None => chunk += line,
        }
        chunk.push('\n');
    }
    evaluate(&(chunk + "}"))
}

/// The value of some lines of the file.
fn evaluate(chunk: &str) -> Option<Data> {
    seen::evaluate(&format!("local wezterm = {{ home_dir = \"~\" }} {chunk}"))
}

fn project(text: &str, hosts: &Data) -> Project {
    let mut project = Project {
        domain: hosts.list().iter().map(|(host, _)| domain(host)).collect(),
        ..Project::default()
    };
    let mut about = "";
    for line in text.lines() {
        let line = line.trim();
        if let Some(value) = line.strip_prefix("local cwd = ") {
            let cwd = evaluate(&format!("return {value}"));
            project.local.cwd = cwd.as_ref().and_then(Data::text).map(path);
        } else if let Some(count) = line
            .strip_prefix("for _ = 2, ")
            .and_then(|line| line.strip_suffix(" do"))
        {
            project.local.tabs = count.parse().ok().or(project.local.tabs);
        } else if let Some(leader) = line.strip_prefix("config.leader = ") {
            let leader = evaluate(&format!("return {leader}")).unwrap_or_default();
            project.keys.leader = key(leader.get("key"), leader.get("mods"));
            let timeout = leader.get("timeout_milliseconds").and_then(Data::number);
            project.keys.leader_timeout = timeout.map(|timeout| timeout as i32);
        } else if line.starts_with("-- ") {
            about = line;
        } else if let Some(binding) = line.strip_prefix("bind(") {
            bind(binding, about, &mut project);
        }
    }
    project
}

/// Takes a key by what its line does, or says above itself.
fn bind(binding: &str, about: &str, project: &mut Project) {
    let ends = [", act.", ", wezterm.action_callback(", ", quick_tab "];
    let Some(end) = ends.into_iter().find_map(|end| binding.rfind(end)) else {
        return;
    };
    let (written, action) = binding.split_at(end);
    let written = evaluate(&format!("return {{ {written} }}")).unwrap_or_default();
    let [(name, _), (mods, _)] = written.list() else {
        return;
    };
    let written = key(Some(name), Some(mods));
    let keys = &mut project.keys;
    if let Some(domain) = action
        .strip_prefix(", quick_tab ")
        .and_then(|name| name.strip_suffix(')'))
    {
        let domain = evaluate(&format!("return {domain}"));
        let domain = domain.as_ref().and_then(Data::text);
        let entry = project
            .domain
            .iter_mut()
            .find(|entry| entry.name.as_deref() == domain);
        entry.into_iter().for_each(|entry| entry.key.clone_from(&written));
    } else if action.starts_with(", act.SendKey") {
        keys.send_leader = written;
    } else if action == ", act.ActivateTabRelative(1))" {
        keys.next_tab = written;
    } else if action == ", act.ActivateTabRelative(-1))" {
        keys.previous_tab = written;
    } else if about.ends_with(": choose a domain for a new tab") {
        keys.launcher = written;
    } else if about.contains(": choose a host that is not attached") {
        keys.attach = written;
    } else if about.contains(": detach the host of this tab") {
        keys.detach = written;
    } else if about.contains(": give up the link") {
        keys.reattach = written;
    }
}

fn key(name: Option<&Data>, mods: Option<&Data>) -> Option<String> {
    let mods = mods?.text()?.split('|').filter(|name| !name.is_empty());
    Some(mods.chain([name?.text()?]).collect::<Vec<_>>().join("+"))
}

fn domain(host: &Data) -> DomainEntry {
    let text = |name: &str| host.get(name).and_then(Data::text).map(str::to_owned);
    let number = |name: &str| host.get(name).and_then(Data::number).map(|number| number as i32);
    let truth = |name: &str| match host.get(name) {
        Some(Data::Boolean(truth)) => Some(*truth),
        _ => None,
    };
    let built_in = host.get("built_in");
    let mut entry = DomainEntry {
        name: text("name"),
        accent: text("accent"),
        label: text("label"),
        icon: text("icon"),
        tabs: number("tabs"),
        cwd: text("cwd"),
        attach: truth("attach"),
        production: truth("production"),
        keepalive: number("keepalive"),
        forward_agent: truth("forward_agent"),
        bin_dir: text("wezterm").and_then(|program| program.strip_suffix("/wezterm").map(str::to_owned)),
        transport: built_in.map(|_| "wezterm".to_owned()),
        opacity: host
            .get("opacity")
            .and_then(Data::number)
            .map(|opacity| (opacity * 100.0).round() as i32),
        ..DomainEntry::default()
    };
    if built_in
        .and_then(|built_in| built_in.at(&["ssh_option", "forwardagent"]))
        .is_some()
    {
        entry.forward_agent = Some(true);
    }
    let words = host.get("ssh").and_then(Data::texts).unwrap_or_default();
    let mut words = words.into_iter();
    let mut port = None;
    while let Some(word) = words.next() {
        match word {
            "-i" => entry.identity_file = words.next().map(str::to_owned),
            "-p" => port = words.next(),
            "-l" => entry.username = words.next().map(str::to_owned),
            host => {
                entry.address = Some(match port {
                    Some(port) if host.contains(':') => format!("[{host}]:{port}"),
                    Some(port) => format!("{host}:{port}"),
                    None => host.to_owned(),
                });
            }
        }
    }
    look(host, &mut entry);
    entry
}

fn look(host: &Data, entry: &mut DomainEntry) {
    let theme = |name: &str| host.get(name).and_then(Data::text);
    let (dark, light) = (theme("dark"), theme("light"));
    entry.appearance = match (dark, light) {
        (Some(_), Some(_)) => Some("system".to_owned()),
        (None, Some(_)) => Some("light".to_owned()),
        _ => None,
    };
    let stops = dark
        .or(light)
        .and_then(|theme| theme.split('|').next())
        .map(|ground| ground.split_whitespace().count());
    entry.stops = stops.and_then(|stops| i32::try_from(stops).ok());
    // The sixteen colours follow the ground and the roles. Nobody has to say that a light theme has them.
    let has_ansi = |theme: &str| theme.split('|').count() > 2;
    entry.ansi = match (dark.map(has_ansi), light.map(has_ansi)) {
        (Some(true), _) => Some(true),
        (_, Some(false)) => Some(false),
        _ => None,
    };
    entry.blend = host.get("blend").and_then(Data::text).map(|blend| match blend {
        "LinearRgb" => "linear-rgb".to_owned(),
        other => other.to_ascii_lowercase(),
    });
    entry.orientation = host.get("orientation").map(|orientation| match orientation {
        Data::Text(name) => name.to_ascii_lowercase(),
        _ => match orientation.at(&["Linear", "angle"]).and_then(Data::number) {
            Some(angle) => angle.to_string(),
            None => "radial".to_owned(),
        },
    });
}
