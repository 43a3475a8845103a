//! The domains of a config: those of `ssh_domains`, and those of `unix_domains` that go through ssh.

use super::seen::Data;
use super::{Fate, KEPT, Report};
use crate::fleet::{
    Address, BinDir, DomainName, HostPath, IdentityFile, Line, MAX_DOMAINS, Username, is_in_range, visible,
    with_port,
};
use crate::import::Account;
use crate::project::DomainEntry;

/// Where the user's home folder stands in what a config says, as the stand-in has it.
const HOME: &str = "/the-home-of-this-computer";

/// Whom a config calls the user of this computer, likewise. ssh takes that one when nobody says another.
const USER: &str = "the-user-of-this-computer";

/// A path as a project writes it.
pub(super) fn path(text: &str) -> String {
    match text.strip_prefix(HOME) {
        Some(rest) => format!("~{rest}"),
        None => text.to_owned(),
    }
}

/// Takes every domain that is a host, and says what the others are.
pub(super) fn read(config: &Data, report: &mut Report<'_>) {
    for (data, line) in config.get("ssh_domains").map_or(&[][..], Data::list) {
        ssh(data, *line, report);
    }
    for (data, line) in config.get("unix_domains").map_or(&[][..], Data::list) {
        unix(data, *line, report);
    }
    for (list, message) in [
        (
            "tls_clients",
            "a domain over TLS, which a project has none of: it goes on to count in your own config",
        ),
        (
            "exec_domains",
            "no host but commands on this computer: it goes on to count in your own config",
        ),
        (
            "wsl_domains",
            "no host but Linux on this computer: it goes on to count in your own config",
        ),
    ] {
        for (data, line) in config.get(list).map_or(&[][..], Data::list) {
            let (name, line) = named(data, *line);
            report.note(Fate::Kept, line, &name, message);
        }
    }
    if report.project.domain.is_empty() && report.notes.is_empty() {
        let message = "it has no `ssh_domains`, and no `unix_domains` that go through ssh";
        report
            .note(Fate::Left, 0, "", message)
            .hint("`wezmux import ssh` takes the hosts of ~/.ssh/config");
    }
}

/// The name of a domain, and the line that it stands in.
pub(super) fn named(data: &Data, line: u32) -> (String, u32) {
    match data.entry("name") {
        Some((Data::Text(name), line)) => (name.clone(), line),
        _ => (String::new(), line),
    }
}

/// Puts a domain into the project, under a name that it can have there.
fn add(mut entry: DomainEntry, wanted: &str, line: u32, what: &str, report: &mut Report<'_>) {
    if report.project.domain.len() >= MAX_DOMAINS {
        let message = format!("a project has at most {MAX_DOMAINS} domains");
        report.note(Fate::Left, line, wanted, message);
        return;
    }
    if wanted.is_empty() {
        report.note(
            Fate::Left,
            line,
            "",
            "a domain without a name, which WezTerm refuses",
        );
        return;
    }
    if report.named.contains_key(wanted) {
        let message = format!(
            "a second domain `{}`, for which WezTerm refuses the config",
            visible(wanted)
        );
        report
            .note(Fate::Left, line, wanted, message)
            .hint("give it a name of its own");
        return;
    }
    let address = entry.address.as_deref().unwrap_or_default().to_lowercase();
    if let Some(first) = report.reached.get(&(address.clone(), entry.username.clone())) {
        let message =
            "leads to the account of another domain: one account has one server, and one domain of a project";
        let first = *first;
        report.named.insert(wanted.to_owned(), first);
        report.note(Fate::Left, line, wanted, message);
        return;
    }
    let Some(name) = DomainName::nearest(wanted) else {
        let message = format!("nothing of `{}` can be in the name of a domain", visible(wanted));
        report.note(Fate::Left, line, wanted, message);
        return;
    };
    let name = report.taken.take(name.as_ref());
    let mut message = what.to_owned();
    if name != wanted {
        // What it was called is still seen.
        entry.label = Line::parse(wanted).ok().map(|label| label.to_string());
        message = format!("{what}, as `{name}`, which is a name that a domain of a project can have");
    }
    entry.name = Some(name);
    let account = Account {
        username: entry.username.clone(),
        note: report.notes.len(),
        ..Account::default()
    };
    report
        .named
        .insert(wanted.to_owned(), report.project.domain.len());
    report
        .reached
        .insert((address, entry.username.clone()), report.project.domain.len());
    report.project.domain.push(entry);
    report.accounts.push(account);
    report.note(Fate::Taken, line, wanted, message);
}

fn ssh(data: &Data, line: u32, report: &mut Report<'_>) {
    if !data.is_table() {
        report.note(Fate::Left, line, "", "what this domain is could not be found out");
        return;
    }
    let (name, name_line) = named(data, line);
    let mut entry = DomainEntry {
        transport: Some("wezterm".to_owned()),
        ..DomainEntry::default()
    };
    let mut port = None;
    for (key, value, line) in data.named() {
        let (key, line) = (key.as_str(), *line);
        match (key, value) {
            // Of these a project says nothing, and does as they say.
            ("name" | "remote_address" | "assume_shell" | "local_echo_threshold_ms" | "timeout", _) => {}
            ("username", Data::Text(user)) => take_user(&mut entry, user, line, report),
            ("remote_wezterm_path", Data::Text(program)) => take_program(&mut entry, program, line, report),
            ("multiplexing", Data::Text(kind)) if kind == "WezTerm" => {}
            ("multiplexing", _) => {
                let message =
                    "its tabs were lost with each link: no server keeps them. In a project one does";
                report
                    .note(Fate::Trap, line, key, message)
                    .hint("`wezmux apply` sets it up on the host");
            }
            ("ssh_option", Data::Table(_)) => port = options(&mut entry, value, report),
            ("connect_automatically", Data::Boolean(attach)) => {
                entry.attach = Some(*attach);
                if *attach {
                    let message = "WezTerm ends at start when this host refuses, and waits for it otherwise";
                    report
                        .note(Fate::Trap, line, key, message)
                        .hint("leave it out: a project attaches each host on its own, as soon as it answers");
                }
            }
            // It counts for domains without a server only (mux/src/ssh.rs:247-325 at 20250223).
            ("default_prog", _) if data.get("multiplexing").and_then(Data::text) != Some("None") => {}
            ("default_prog", _) => {
                let program = value
                    .texts()
                    .and_then(|words| words.first().map(|word| (*word).to_owned()));
                match program.filter(|program| HostPath::parse_program(program).is_ok()) {
                    Some(program) => entry.shell = Some(path(&program)),
                    None => {
                        report.note(
                            Fate::Left,
                            line,
                            key,
                            "a project's `shell` is a program by its full path",
                        );
                    }
                }
            }
            ("override_proxy_command", _) => {
                let message = "a command of its own on the host, which a project has none of";
                report.note(Fate::Left, line, key, message);
            }
            (_, Data::Unknown) => {
                report.note(Fate::Left, line, key, "what it is could not be found out");
            }
            _ => {
                report.note(Fate::Left, line, key, "a project has no such setting");
            }
        }
    }
    let Some((Data::Text(address), address_line)) = data.entry("remote_address") else {
        let message = "it has no `remote_address` that could be found out";
        report.note(Fate::Left, name_line, &name, message);
        return;
    };
    let address = match address.split_once('@') {
        Some((user, host)) => {
            let message =
                "WezTerm takes a user before `@` for a part of the host's name; a project has `username`";
            report
                .note(Fate::Trap, address_line, address, message)
                .hint("write it as `username` here too");
            if entry.username.is_none() {
                take_user(&mut entry, user, address_line, report);
            }
            host
        }
        None => address,
    };
    if address.starts_with('[') && address.contains("]:") {
        let message = "WezTerm does not understand a port behind brackets; a project does";
        report
            .note(Fate::Trap, address_line, address, message)
            .hint("here it belongs into `ssh_option`, as `port`");
    }
    if take_address(&mut entry, address, port, address_line, report) {
        add(
            entry,
            &name,
            name_line,
            "reached through WezTerm's own ssh",
            report,
        );
    }
}

fn take_user(entry: &mut DomainEntry, user: &str, line: u32, report: &mut Report<'_>) {
    match Username::parse(user) {
        Ok(_) if user == USER => {}
        Ok(_) => entry.username = Some(user.to_owned()),
        Err(refusal) => {
            report.note(
                Fate::Left,
                line,
                user,
                format!("`username` must be {}", refusal.expected),
            );
        }
    }
}

fn take_program(entry: &mut DomainEntry, program: &str, line: u32, report: &mut Report<'_>) {
    if program == "wezterm" {
        return;
    }
    let folder = program.strip_suffix("/wezterm").map(path);
    match folder.filter(|folder| BinDir::parse(folder).is_ok()) {
        Some(folder) if folder == "/usr/bin" => {}
        Some(folder) => entry.bin_dir = Some(folder),
        None => {
            let message = "a project's `bin_dir` is the folder of a program that is called `wezterm`";
            report.note(Fate::Left, line, program, message);
        }
    }
}

/// Whether the address is one that a project can have.
fn take_address(
    entry: &mut DomainEntry,
    address: &str,
    port: Option<u16>,
    line: u32,
    report: &mut Report<'_>,
) -> bool {
    let parsed = Address::parse(address).and_then(|parsed| match (parsed.port(), port) {
        (None, Some(port)) => Address::parse(&with_port(parsed.host(), port)),
        _ => Ok(parsed),
    });
    match parsed {
        Ok(parsed) => {
            entry.address = Some(parsed.to_string());
            true
        }
        Err(refusal) => {
            let message = format!("`address` must be {}", refusal.expected);
            report
                .note(Fate::Left, line, address, message)
                .hint_if(refusal.hint);
            false
        }
    }
}

fn take_identity(entry: &mut DomainEntry, file: &str, line: u32, report: &mut Report<'_>) {
    let file = path(file);
    match IdentityFile::parse(&file) {
        Ok(_) => entry.identity_file = Some(file),
        Err(refusal) => {
            let message = format!("`identity_file` must be {}", refusal.expected);
            report
                .note(Fate::Left, line, &file, message)
                .hint_if(refusal.hint);
        }
    }
}

/// Takes what `ssh_option` says; gives the port.
fn options(entry: &mut DomainEntry, options: &Data, report: &mut Report<'_>) -> Option<u16> {
    let mut port = None;
    for (key, value, line) in options.named() {
        let line = *line;
        if key.chars().any(|c| c.is_ascii_uppercase()) {
            let message = "WezTerm does not see this: names in `ssh_option` are in small letters";
            report
                .note(Fate::Trap, line, key, message)
                .hint("it is taken as if it were");
        }
        let number = value.number().map(|number| number.to_string());
        let value = value.text().map(str::to_owned).or(number).unwrap_or_default();
        option(entry, &mut port, &key.to_ascii_lowercase(), &value, line, report);
    }
    port
}

/// Takes one directive of ssh.
fn option(
    entry: &mut DomainEntry,
    port: &mut Option<u16>,
    key: &str,
    value: &str,
    line: u32,
    report: &mut Report<'_>,
) {
    match key {
        "identityfile" => take_identity(entry, value, line, report),
        "port" => match value.parse::<u16>().ok().filter(|port| *port > 0) {
            None => {
                let shown = visible(value);
                let message = format!("`{shown}` is no port between 1 and 65535, and is left out");
                report.note(Fate::Left, line, value, message);
            }
            number => *port = number,
        },
        "user" => take_user(entry, value, line, report),
        "forwardagent" if value == "yes" => entry.forward_agent = Some(true),
        "forwardagent" if value == "no" => {}
        "serveraliveinterval"
            if value
                .parse()
                .is_ok_and(|seconds| is_in_range("keepalive", seconds)) =>
        {
            entry.keepalive = value.parse().ok();
        }
        // As a project has them already.
        "batchmode" | "connecttimeout" | "serveralivecountmax" | "requesttty" => {}
        _ => {
            report
                .note(Fate::Left, line, key, "a project has no such option of ssh")
                .hint("put it into ~/.ssh/config, under the host's address");
        }
    }
}

fn unix(data: &Data, line: u32, report: &mut Report<'_>) {
    let (name, line) = named(data, line);
    let Some((command, command_line)) = data.entry("proxy_command") else {
        report.note(
            Fate::Kept,
            line,
            &name,
            "no host but a server on this computer: it stays in your own config",
        );
        return;
    };
    let Some(words) = command.texts() else {
        report.note(
            Fate::Left,
            command_line,
            "proxy_command",
            "what it runs could not be found out",
        );
        return;
    };
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_default();
    if program
        .rsplit(['/', '\\'])
        .next()
        .is_none_or(|program| !matches!(program, "ssh" | "ssh.exe"))
    {
        let message = format!("it is reached through `{}`, not through ssh", visible(program));
        report.note(Fate::Left, command_line, "proxy_command", message);
        return;
    }
    let mut entry = DomainEntry::default();
    let mut port = None;
    let mut host = None;
    let mut remote: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        // Flags may stand behind the host as well, and `--` ends them (main of ssh.c).
        let Some(flag) = word.strip_prefix('-') else {
            if host.is_none() {
                host = Some(word);
                continue;
            }
            remote.push(word);
            break;
        };
        // Letters that take no value may stand together, and a value may stand behind its letter (getopt of ssh.c).
        for (at, letter) in flag.char_indices() {
            if !"BbcDEeFIiJLlmOoPpQRSWw".contains(letter) {
                match letter {
                    'A' => entry.forward_agent = Some(true),
                    'T' | 't' | 'q' | 'a' | 'x' | '-' => {}
                    _ => {
                        let message = "a project has no such flag of ssh";
                        report.note(Fate::Left, command_line, word, message);
                    }
                }
                continue;
            }
            let rest = &flag[at + letter.len_utf8()..];
            let value = if rest.is_empty() {
                words.next().unwrap_or_default()
            } else {
                rest
            };
            match letter {
                'l' => take_user(&mut entry, value, command_line, report),
                'i' => take_identity(&mut entry, value, command_line, report),
                'p' => option(&mut entry, &mut port, "port", value, command_line, report),
                'o' => {
                    let (key, value) = value.split_once(['=', ' ']).unwrap_or((value, ""));
                    let key = key.trim().to_ascii_lowercase();
                    option(&mut entry, &mut port, &key, value.trim(), command_line, report);
                }
                'J' => {
                    report
                        .note(
                            Fate::Left,
                            command_line,
                            value,
                            "a project has no jump hosts of its own",
                        )
                        .hint("write `ProxyJump` into ~/.ssh/config, under the host's address");
                }
                _ => {
                    let message = "a project has no such flag of ssh";
                    report.note(Fate::Left, command_line, word, message);
                }
            }
            break;
        }
    }
    let Some(host) = host else {
        report.note(Fate::Left, command_line, "proxy_command", "it names no host");
        return;
    };
    let host = match host.rsplit_once('@') {
        Some((user, host)) => {
            take_user(&mut entry, user, command_line, report);
            host
        }
        None => host,
    };
    let remote = remote.into_iter().chain(words).collect::<Vec<_>>().join(" ");
    let remote: Vec<&str> = remote.split_whitespace().collect();
    match remote[..] {
        [program, "cli", .., "proxy"] => take_program(&mut entry, program, command_line, report),
        _ => {
            let message = "it does not run `wezterm cli proxy` on the host, as a project does";
            report.note(Fate::Left, command_line, "proxy_command", message);
        }
    }
    for (key, value, line) in data.named() {
        match key.as_str() {
            "connect_automatically" => entry.attach = Some(value.is_true()),
            "name"
            | "proxy_command"
            | "no_serve_automatically"
            | "local_echo_threshold_ms"
            | "read_timeout"
            | "write_timeout" => {}
            _ => {
                report.note(Fate::Left, *line, key, "a project has no such setting");
            }
        }
    }
    if take_address(&mut entry, host, port, command_line, report) {
        add(entry, &name, line, "reached through your own ssh", report);
    }
}

/// Whether a setting of a config is about domains, and was spoken of.
pub(super) fn is_about(key: &str) -> bool {
    matches!(
        key,
        "ssh_domains" | "unix_domains" | "tls_clients" | "exec_domains" | "wsl_domains"
    )
}

/// What stays where it is.
pub(super) fn keep(report: &mut Report<'_>, line: u32, subject: &str) {
    report.note(Fate::Kept, line, subject, KEPT);
}
