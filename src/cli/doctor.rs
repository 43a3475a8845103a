//! What goes wrong in life, looked for on each host, and what to do about it.

use std::process::{Command, Stdio};

use serde::Serialize;

use super::Error;
use super::host::change::{Change, State};
use super::host::crew::{self, Look};
use super::host::outcome::{Exit, Outcome, Verdict};
use super::host::report::Report;
use super::host::selection::Hosts;
use super::host::wezterm::{self, Version};
use crate::fleet::{BinDir, Domain, Transport};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    hosts: Hosts,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    /// Good to know.
    Info,
    /// It may lead to trouble.
    Warning,
    /// It does.
    Error,
}

/// What one check found.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    check: &'static str,
    level: Level,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let here = wezterm::local();
    crew::examine(&arguments.hosts, "doctor", true, |look| {
        examine(look, here.as_ref())
    })
}

fn examine((domain, report): Look, here: Option<&Version>) -> Outcome {
    let report = match report {
        Ok(report) => report,
        Err(outcome) => {
            let mut findings = Findings::default();
            findings.error(
                "reach",
                outcome.message.clone(),
                outcome.help.clone().unwrap_or_default(),
            );
            return outcome.fact("checks", findings.0);
        }
    };
    let mut findings = Findings::default();
    match &report.twin {
        None => findings.ok("reach"),
        Some(twin) => findings.error(
            "reach",
            format!("it is the same account as that of `{twin}`, by another address"),
            crew::TWIN,
        ),
    }
    findings.shell(&report);
    findings.systemd(&report);
    findings.programs(&domain, &report);
    findings.versions(&domain, &report, here);
    findings.unit(&domain, &report);
    findings.servers(&domain, &report);
    findings.linger(&report);
    findings.runtime(&report);
    findings.jump(&domain);
    findings.disk(&report);
    findings.files(&domain, &report);
    findings.outcome(&domain)
}

#[derive(Default)]
struct Findings(Vec<Finding>);

/// Whether nothing was set up, nor runs: what else is missing then is what `apply` makes.
fn is_bare(report: &Report) -> bool {
    !report.known && report.servers.is_empty() && report.active_state != "active"
}

impl Findings {
    fn push(&mut self, check: &'static str, level: Level, message: impl Into<String>, fix: Option<String>) {
        self.0.push(Finding {
            check,
            level,
            message: message.into(),
            fix: fix.filter(|fix| !fix.is_empty()),
        });
    }

    fn ok(&mut self, check: &'static str) {
        self.push(check, Level::Ok, "", None);
    }

    fn info(&mut self, check: &'static str, message: impl Into<String>) {
        self.push(check, Level::Info, message, None);
    }

    fn warning(&mut self, check: &'static str, message: impl Into<String>, fix: impl Into<String>) {
        self.push(check, Level::Warning, message, Some(fix.into()));
    }

    fn error(&mut self, check: &'static str, message: impl Into<String>, fix: impl Into<String>) {
        self.push(check, Level::Error, message, Some(fix.into()));
    }

    fn outcome(self, domain: &Domain) -> Outcome {
        let count = |level| self.0.iter().filter(|finding| finding.level == level).count();
        let counts: Vec<String> = [
            (Level::Error, "error", "errors"),
            (Level::Warning, "warning", "warnings"),
            (Level::Info, "note", "notes"),
            (Level::Ok, "ok", "ok"),
        ]
        .into_iter()
        .filter_map(|(level, one, many)| match count(level) {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        })
        .collect();
        let verdict = match count(Level::Error) {
            0 => Verdict::Unchanged,
            _ => Verdict::Failed,
        };
        let lines = self.0.iter().flat_map(|finding| {
            let word = match finding.level {
                Level::Ok => return Vec::new(),
                Level::Info => "info   ",
                Level::Warning => "warning",
                Level::Error => "error  ",
            };
            let line = format!("{word}   {}: {}", finding.check, finding.message);
            // A fix may be commands, which are pasted: each stays a line.
            let fix = finding.fix.iter().flat_map(|fix| fix.lines()).enumerate();
            let fix = fix.map(|(index, line)| match index {
                0 => format!("          fix: {line}"),
                _ => format!("          {line}"),
            });
            [line].into_iter().chain(fix).collect()
        });
        Outcome::new(domain, verdict, counts.join(", "))
            .lines(lines.collect())
            .fact("checks", &self.0)
    }

    /// What a start-up file prints comes before the first byte of WezTerm's protocol (WezTerm issue 6452).
    fn shell(&mut self, report: &Report) {
        match report.noise.first() {
            None => self.ok("shell"),
            Some(first) => self.error(
                "shell",
                format!("a start-up file prints `{first}`, which breaks WezTerm's connection"),
                "let ~/.bashrc or its like print only where `$-` holds an `i`",
            ),
        }
    }

    fn systemd(&mut self, report: &Report) {
        match &report.cannot {
            Some((5, why)) => self.error(
                "systemd",
                why.first().cloned().unwrap_or_default(),
                "use a host that runs systemd",
            ),
            _ if !report.manager && report.known => self.error(
                "systemd",
                format!("systemd does not run for {}", report.user),
                format!(
                    "sudo loginctl enable-linger {}; sshd needs `UsePAM yes`",
                    report.user
                ),
            ),
            _ => self.ok("systemd"),
        }
    }

    fn programs(&mut self, domain: &Domain, report: &Report) {
        match &report.cannot {
            Some((4, why)) => {
                let (message, rest) = why
                    .split_first()
                    .map_or(("", &[][..]), |(first, rest)| (first, rest));
                self.error("wezterm", message, rest.join("\n"));
            }
            Some((1, why)) => self.error(
                "wezterm",
                why.first().cloned().unwrap_or_default(),
                "do what it says, then `wezmux apply`",
            ),
            _ => self.ok("wezterm"),
        }
        if report.deep.path.is_some() || domain.bin_dir != BinDir::default() {
            self.ok("path");
        } else if report.deep.installed.is_some() {
            self.error(
                "path",
                "`wezterm` is not on the PATH of a shell that is not interactive",
                "put `bin_dir` into the project file",
            );
        }
    }

    fn versions(&mut self, domain: &Domain, report: &Report, here: Option<&Version>) {
        let installed = report.deep.installed.as_deref().map(Version::parse);
        let there = installed.as_ref().and_then(Version::protocol);
        let Some(running) = report.deep.codec else {
            match (here, &installed) {
                // No server runs that could be asked.
                (Some(here), Some(there))
                    if here.protocol().is_some() && here.protocol() != there.protocol() =>
                {
                    self.warning(
                        "version",
                        format!(
                            "{there} is installed there and {here} here: they may not understand each other"
                        ),
                        "install the same version on both",
                    );
                }
                _ => self.ok("version"),
            }
            return;
        };
        let Some(here) = here else {
            let message = format!("the server speaks protocol {running}; no `wezterm` here to compare with");
            return self.info("version", message);
        };
        match here.protocol() {
            Some(wanted) if wanted == running => self.ok("version"),
            Some(wanted) if there == Some(wanted) => self.error(
                "version",
                format!(
                    "the server that runs speaks protocol {running}, and {wanted} is installed there and here"
                ),
                format!("wezmux restart {}", domain.name),
            ),
            Some(wanted) => self.error(
                "version",
                format!("the server that runs speaks protocol {running}, and {here} here speaks {wanted}"),
                "install the same version on both, then restart the server",
            ),
            None if installed.as_ref() == Some(here) && there.is_none_or(|there| there == running) => {
                self.ok("version");
            }
            None => self.info(
                "version",
                format!("the server speaks protocol {running}; which one {here} here speaks is not known"),
            ),
        }
    }

    fn unit(&mut self, domain: &Domain, report: &Report) {
        let text = report.unit.found.as_deref().unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        let overwrite = format!("wezmux apply {} --changed overwrite", domain.name);
        let is_from_the_web = text.lines().any(|line| {
            let line = line.trim();
            line.starts_with("ExecStart") && line.contains("--daemonize=")
        });
        if is_from_the_web {
            return self.error(
                "unit",
                "it has `--daemonize=`, which takes no value, so that the server ends at once, for ever",
                overwrite,
            );
        }
        if report.sub_state == "auto-restart" || report.active_state == "failed" {
            let last = report.deep.journal.last();
            let last = last.map_or(String::new(), |line| format!("; its last words: {line}"));
            return self.error(
                "unit",
                format!(
                    "the server ends again and again, {} times so far{last}",
                    report.restarts
                ),
                format!("look at `wezmux logs {}`", domain.name),
            );
        }
        let apply = format!("wezmux apply {}", domain.name);
        match report.active_state.as_str() {
            "active" if report.enabled => self.ok("unit"),
            "active" => self.error("unit", "it would not start after a reboot", apply),
            _ if !report.servers.is_empty() => {
                self.error(
                    "unit",
                    "it does not run; the server that does was started by a client",
                    apply,
                );
            }
            _ if is_bare(report) => self.error("unit", "it is not set up", apply),
            _ => self.error("unit", "the server does not run", apply),
        }
    }

    fn servers(&mut self, domain: &Domain, report: &Report) {
        let processes: Vec<String> = report.servers.iter().map(ToString::to_string).collect();
        match (processes.len(), report.panes.is_some()) {
            (2.., _) => self.error(
                "servers",
                format!("{} run, and only one has the socket: processes {}", processes.len(), processes.join(", ")),
                format!("end those without tabs of yours, then `wezmux restart {}`", domain.name),
            ),
            (1, false) => self.error(
                "servers",
                "the server does not answer; after an upgrade the one that runs may be too old for `wezterm cli`",
                format!("wezmux restart {} --kill-tabs all, which ends its tabs", domain.name),
            ),
            (0, false) if is_bare(report) => {}
            (0, false) if report.deep.socket => self.warning(
                "servers",
                "there is a socket, and no server that listens",
                format!("wezmux apply {}", domain.name),
            ),
            _ => self.ok("servers"),
        }
    }

    /// logind.conf(5): `KillUserProcesses` ends what a session has started, and lingering keeps what systemd has.
    fn linger(&mut self, report: &Report) {
        match report.lingers {
            true => self.ok("linger"),
            false if is_bare(report) => {}
            false => self.error(
                "linger",
                format!("the server ends when {} logs out", report.user),
                format!("sudo loginctl enable-linger {}", report.user),
            ),
        }
        match report.deep.kills_user_processes {
            true => self.info(
                "logind",
                "KillUserProcesses is on: a server that a client starts ends with its session, the unit's does not",
            ),
            false => self.ok("logind"),
        }
    }

    fn runtime(&mut self, report: &Report) {
        match report.runtime == report.expected_runtime {
            true => self.ok("runtime"),
            false => self.error(
                "runtime",
                format!(
                    "XDG_RUNTIME_DIR is `{}` over ssh and not `{}`, so WezTerm looks for the server elsewhere",
                    report.runtime, report.expected_runtime
                ),
                "sshd needs `UsePAM yes`, and PAM the module pam_systemd",
            ),
        }
    }

    /// WezTerm's own ssh knows no ProxyJump (WezTerm issue 6343); `ssh -G` prints what OpenSSH would do.
    fn jump(&mut self, domain: &Domain) {
        if domain.transport != Transport::WezTerm {
            return self.ok("jump");
        }
        let output = Command::new("ssh")
            .arg("-G")
            .args(domain.ssh_destination())
            .stdin(Stdio::null())
            .output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let text = text.unwrap_or_default();
        let jump = text
            .lines()
            .filter_map(|line| line.strip_prefix("proxyjump "))
            .find(|jump| *jump != "none");
        match jump {
            None => self.ok("jump"),
            Some(_) => self.error(
                "jump",
                "your ssh config has a ProxyJump for it, which transport `wezterm` does not know",
                "write `transport = \"openssh\"` in the project file",
            ),
        }
    }

    fn disk(&mut self, report: &Report) {
        const LITTLE: u64 = 100 << 10;
        const NOTHING: u64 = 1 << 10;
        match report.deep.free_kib {
            _ if report.deep.read_only => self.error(
                "disk",
                "the home cannot be written",
                "see `mount` and `ls -ld ~` on the host",
            ),
            Some(free) if free < NOTHING => self.error(
                "disk",
                format!("the home has {free} KiB left"),
                "make room on the host",
            ),
            Some(free) if free < LITTLE => self.warning(
                "disk",
                format!("the home has {} MiB left", free >> 10),
                "make room on the host",
            ),
            _ => self.ok("disk"),
        }
    }

    fn files(&mut self, domain: &Domain, report: &Report) {
        let change = Change::of(domain, report);
        let plan = format!("look at it with `wezmux plan {}`", domain.name);
        for file in &change.files {
            match file.state {
                State::Changed => self.warning(
                    "files",
                    format!("{} was changed by someone else", file.path),
                    plan.clone(),
                ),
                State::Foreign => self.warning(
                    "files",
                    format!("{} was not written by wezmux", file.path),
                    plan.clone(),
                ),
                State::Hides => self.warning(
                    "files",
                    format!("{} is not there, and would hide {}", file.path, file.read),
                    plan.clone(),
                ),
                State::OtherMachine => self.warning(
                    "files",
                    format!("{} was written for another machine: this home is shared, or was copied", file.path),
                    "each host needs a home of its own; after a copy, `wezmux apply` with `--changed overwrite`",
                ),
                State::Outdated => self.info("files", format!("{} is not up to date", file.path)),
                State::Removed => self.warning(
                    "files",
                    format!("{} was removed", file.path),
                    format!("wezmux apply {}", domain.name),
                ),
                State::Adopted => self.info("files", format!("{} was adopted as it is", file.read)),
                State::Same | State::Missing | State::NoFile => self.ok("files"),
            }
        }
        if change.waits {
            self.info("files", "a change waits for the next start of the server");
        }
    }
}
