//! A `wezterm.lua` or `wezmux.lua` of our own: what it was made from stands in a few of its lines, which are read as
//! `src/render/wezterm.lua` writes them.

use std::collections::HashMap;

use super::domains::named;
use super::seen::{self, Data, Stop};
use super::{Fate, Report};
use crate::diagnostic::Severity;
use crate::fleet::{Fleet, KEEPALIVE, Key, Keys, LocalPath, Look, lost_to, visible, with_port};
use crate::import::Account;
use crate::project::Project;
use crate::project::node::{Node, Value};

/// What the second line of the file says.
const MARK: &str = "-- Written by wezmux ";

/// Whether wezmux wrote it.
pub(super) fn is_own(text: &str) -> bool {
    text.lines().take(6).any(|line| line.starts_with(MARK))
}

/// The host whose own config it is, as the first line of `src/render/host.lua` says.
fn host_of(text: &str) -> Option<&str> {
    let line = text.lines().next()?.strip_prefix("-- WezTerm on ")?;
    line.split_once(", for its mux server").map(|(host, _)| host)
}

/// Takes everything that it says of the project, through the checks that a project file goes through.
pub(super) fn read(text: &str, report: &mut Report<'_>) {
    if let Some(host) = host_of(text) {
        let message = format!(
            "the config of the host `{}` for its own server, which names no domains",
            visible(host)
        );
        report
            .note(Fate::Mistake, 1, "", message)
            .hint("give the `wezterm.lua` or `wezmux.lua` of this computer: two folders up from this one, or where WezTerm reads it");
        return;
    }
    let hosts = match hosts(text) {
        Some(Ok(hosts)) => hosts,
        Some(Err(stop)) => return broken(&stop, stop.line(), report),
        None => {
            let message = "it says that wezmux wrote it, but has no list of hosts";
            report
                .note(Fate::Mistake, 0, "", message)
                .hint("write it again from the project file");
            return;
        }
    };
    let reading = Project::read_node(&project(text, &hosts, report));
    let (fleet, found) = Fleet::validate(&reading.project);
    for mistake in reading.diagnostics.iter().chain(&found) {
        if mistake.severity == Severity::Error {
            let line = reading.span(&mistake.path).map_or(0, |place| place.start as u32);
            let field = mistake.path.rsplit('.').next().unwrap_or_default();
            let note = report.note(Fate::Mistake, line, field, &mistake.message);
            note.hint_if(mistake.hint.clone());
        }
    }
    report.project = reading.project;
    if let Some(fleet) = fleet {
        leave_out_defaults(&mut report.project, &fleet);
    }
    for (index, (host, line)) in hosts.list().iter().enumerate() {
        let Some(entry) = report.project.domain.get(index) else {
            break;
        };
        report.accounts.push(Account {
            username: entry.username.clone(),
            note: report.notes.len(),
            ..Account::default()
        });
        let (name, line) = named(host, *line);
        report.note(Fate::Taken, line, &name, "as wezmux wrote it");
    }
    let message = "written by wezmux: tags, shells, languages, what runs in tabs, and folders below a host's home stand only in \
                   its project file";
    report
        .note(Fate::Left, 0, "", message)
        .hint("if you still have that file, go on with it");
}

/// Says that something in it is no longer what wezmux wrote.
fn broken(stop: &Stop, line: u32, report: &mut Report<'_>) {
    report
        .note(Fate::Mistake, line, "", stop.to_string())
        .hint("mend it, or write the file again from the project file");
}

/// The table of hosts, each with its accent; its lines are those of the file.
fn hosts(text: &str) -> Option<Result<Data, Stop>> {
    let (before, rest) = text.split_once("\nlocal hosts = {")?;
    let (table, _) = rest.split_once("\n}\n")?;
    let mut chunk = "\n".repeat(before.matches('\n').count() + 1) + "return {";
    for line in table.split('\n') {
        match line.strip_prefix("  { -- from ") {
            Some(accent) => chunk += &format!("  {{ accent = \"{accent}\","),
            None => chunk += line,
        }
        chunk.push('\n');
    }
    Some(evaluate(&(chunk + "}")))
}

/// The value of some lines of the file.
fn evaluate(chunk: &str) -> Result<Data, Stop> {
    seen::evaluate(&format!("local wezterm = {{ home_dir = \"~\" }} {chunk}"))
}

/// A table of the project; where a value stands is its line.
#[derive(Default)]
struct Table(Vec<(Node, Node)>);

impl Table {
    fn put(&mut self, name: &str, value: Value, line: u32) {
        self.0
            .push((node(Value::Text(name.to_owned()), line), node(value, line)));
    }

    fn put_text(&mut self, name: &str, text: impl Into<String>, line: u32) {
        self.put(name, Value::Text(text.into()), line);
    }

    fn node(self, line: u32) -> Node {
        node(Value::Table(self.0), line)
    }
}

fn node(value: Value, line: u32) -> Node {
    Node::at(value, line as usize..line as usize)
}

fn value(data: &Data) -> Value {
    match data {
        Data::Text(text) => Value::Text(text.clone()),
        Data::Boolean(truth) => Value::Boolean(*truth),
        Data::Number(number) if number.fract() == 0.0 => Value::Integer(*number as i64),
        Data::Number(number) => Value::Other(number.to_string()),
        Data::Table(_) => Value::Table(Vec::new()),
        Data::Unknown => Value::Other("function".to_owned()),
    }
}

fn project(text: &str, hosts: &Data, report: &mut Report<'_>) -> Node {
    let (mut local, mut keys, mut domain_keys) = (Table::default(), Table::default(), HashMap::new());
    let mut about = "";
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let taken = if let Some(written) = line.strip_prefix("local cwd = ") {
            evaluate(&format!("return {written}")).map(|cwd| local.put("cwd", value(&cwd), number))
        } else if let Some(Ok(count)) = line
            .strip_prefix("for _ = 2, ")
            .and_then(|line| line.strip_suffix(" do"))
            .map(str::parse)
        {
            local.put("tabs", Value::Integer(count), number);
            Ok(())
        } else if let Some(leader) = line.strip_prefix("config.leader = ") {
            evaluate(&format!("return {leader}")).map(|leader| {
                keys.put_text(
                    "leader",
                    key("leader", leader.get("key"), leader.get("mods")),
                    number,
                );
                if let Some(timeout) = leader.get("timeout_milliseconds") {
                    keys.put("leader_timeout", value(timeout), number);
                }
            })
        } else if line.starts_with("-- ") {
            about = line;
            Ok(())
        } else if let Some(binding) = line.strip_prefix("bind(") {
            bind(binding, about, number, &mut keys, &mut domain_keys)
        } else {
            Ok(())
        };
        if let Err(stop) = taken {
            broken(&stop, number, report);
        }
    }
    let domains = hosts.list().iter();
    let domains = domains
        .map(|(host, line)| domain(host, *line, &domain_keys))
        .collect();
    let mut project = Table::default();
    project.put("local", Value::Table(local.0), 0);
    project.put("keys", Value::Table(keys.0), 0);
    project.put("domain", Value::Array(domains), 0);
    project.node(0)
}

/// Takes a key by what its line does, or says above itself.
fn bind(
    binding: &str,
    about: &str,
    line: u32,
    keys: &mut Table,
    domain_keys: &mut HashMap<String, (String, u32)>,
) -> Result<(), Stop> {
    let ends = [", act.", ", wezterm.action_callback(", ", quick_tab "];
    let Some(end) = ends.into_iter().find_map(|end| binding.rfind(end)) else {
        return Ok(());
    };
    let (written, action) = binding.split_at(end);
    let written = evaluate(&format!("return {{ {written} }}"))?;
    let mut words = written.list().iter().map(|(word, _)| word);
    let (name, mods) = (words.next(), words.next());
    if let Some(domain) = action
        .strip_prefix(", quick_tab ")
        .and_then(|name| name.strip_suffix(')'))
    {
        if let Data::Text(domain) = evaluate(&format!("return {domain}"))? {
            domain_keys.insert(domain, (key("key", name, mods), line));
        }
        return Ok(());
    }
    let field = if action.starts_with(", act.SendKey") {
        "send_leader"
    } else if action == ", act.ActivateTabRelative(1))" {
        "next_tab"
    } else if action == ", act.ActivateTabRelative(-1))" {
        "previous_tab"
    } else if about.ends_with(": choose a domain for a new tab") {
        "launcher"
    } else if about.contains(": choose a host that is not attached") {
        "attach"
    } else if about.contains(": detach the host of this tab") {
        "detach"
    } else if about.contains(": give up the link") {
        "reattach"
    } else {
        return Ok(());
    };
    keys.put_text(field, key(field, name, mods), line);
    Ok(())
}

/// A key as a project writes it.
fn key(field: &str, name: Option<&Data>, mods: Option<&Data>) -> String {
    let [name, mods] = [name, mods].map(|data| data.and_then(Data::text).unwrap_or_default());
    let mods = mods.split('|').filter(|name| !name.is_empty());
    let written = mods.chain([name]).collect::<Vec<_>>().join("+");
    match Key::parse(&written) {
        Ok(key) if lost_to(field, &key).is_some() => format!("{key}!"),
        Ok(key) => key.to_string(),
        Err(_) => written,
    }
}

fn domain(host: &Data, line: u32, domain_keys: &HashMap<String, (String, u32)>) -> Node {
    let mut entry = Table::default();
    for (name, data, line) in host.named() {
        let line = *line;
        match (name.as_str(), data) {
            ("ssh", _) => destination(data, line, &mut entry),
            ("built_in", _) => {
                entry.put_text("transport", "wezterm", line);
                if data.at(&["ssh_option", "forwardagent"]).is_some() {
                    entry.put("forward_agent", Value::Boolean(true), line);
                }
            }
            ("wezterm", Data::Text(program)) => {
                entry.put_text(
                    "bin_dir",
                    program.strip_suffix("/wezterm").unwrap_or(program),
                    line,
                );
            }
            ("opacity", Data::Number(opacity)) => {
                entry.put(name, value(&Data::Number((opacity * 100.0).round())), line);
            }
            ("blend", Data::Text(blend)) => {
                let blend = blend.replace("LinearRgb", "linear-rgb").to_ascii_lowercase();
                entry.put_text(name, blend, line);
            }
            ("orientation", Data::Text(orientation)) => {
                entry.put_text(name, orientation.to_ascii_lowercase(), line);
            }
            ("orientation", _) => {
                let angle = data.at(&["Linear", "angle"]).and_then(Data::number);
                let angle = angle.map_or("radial".to_owned(), |angle| angle.to_string());
                entry.put_text(name, angle, line);
            }
            ("dark" | "light", Data::Text(_)) => {}
            _ => entry.put(name, value(data), line),
        }
    }
    look(host, &mut entry);
    let (name, line) = named(host, line);
    if let Some((key, line)) = domain_keys.get(&name) {
        entry.put_text("key", key, *line);
    }
    entry.node(line)
}

/// Takes the words that name a host to ssh.
fn destination(words: &Data, line: u32, entry: &mut Table) {
    let mut words = words
        .list()
        .iter()
        .map(|(word, _)| word.text().unwrap_or_default());
    let mut port = None;
    while let Some(word) = words.next() {
        match word {
            "-i" => entry.put_text("identity_file", words.next().unwrap_or_default(), line),
            "-p" => port = words.next(),
            "-l" => entry.put_text("username", words.next().unwrap_or_default(), line),
            host => {
                let address = port.map_or(host.to_owned(), |port| with_port(host, port));
                entry.put_text("address", address, line);
            }
        }
    }
}

fn look(host: &Data, entry: &mut Table) {
    let theme = |name: &str| {
        host.entry(name)
            .and_then(|(theme, line)| Some((theme.text()?, line)))
    };
    let (dark, light) = (theme("dark"), theme("light"));
    let Some((theme, line)) = dark.or(light) else {
        return;
    };
    match (dark, light) {
        (Some(_), Some(_)) => entry.put_text("appearance", "system", line),
        (None, _) => entry.put_text("appearance", "light", line),
        _ => {}
    }
    let ground = theme.split('|').next().unwrap_or_default();
    entry.put(
        "stops",
        Value::Integer(ground.split_whitespace().count() as i64),
        line,
    );
    // The sixteen colours follow the ground and the roles. Nobody has to say that a light theme has them.
    let has_ansi = |(theme, _): (&str, u32)| theme.split('|').count() > 2;
    match (dark.map(has_ansi), light.map(has_ansi)) {
        (Some(true), _) => entry.put("ansi", Value::Boolean(true), line),
        (_, Some(false)) => entry.put("ansi", Value::Boolean(false), line),
        _ => {}
    }
}

/// Leaves out what a project has anyhow: the file says all of it.
fn leave_out_defaults(project: &mut Project, fleet: &Fleet) {
    let (keys, plain) = (fleet.keys(), Keys::of(fleet.keys().leader.clone()));
    for ((field, key), (_, plain)) in keys.each().into_iter().zip(plain.each()) {
        let is_default = if field == "leader" {
            *key == Keys::default().leader
        } else {
            key == plain
        };
        if is_default && let Some(key) = project.keys.key_mut(field) {
            *key = None;
        }
    }
    if keys.leader_timeout == plain.leader_timeout {
        project.keys.leader_timeout = None;
    }
    if fleet.local().cwd == LocalPath::default() {
        project.local.cwd = None;
    }
    for (index, (entry, domain)) in project.domain.iter_mut().zip(fleet.domains()).enumerate() {
        entry
            .stops
            .take_if(|_| domain.look.stops == Look::from(domain.look.accent).stops);
        entry.keepalive.take_if(|_| domain.keepalive == KEEPALIVE);
        entry.key.take_if(|_| domain.key == Key::of_number(index));
    }
}
