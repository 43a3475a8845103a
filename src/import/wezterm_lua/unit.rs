//! What is wrong with the unit that starts the server, in a unit file or wherever a config or a guide holds one.

use super::{Fate, Report};

/// The option that takes no value, and is written with one nearly everywhere.
const FLAG: &str = "--daemonize=false";

const FIX: &str = "leave it out; `wezmux apply` puts a unit there that keeps a second server away as well";

/// Whether the text is a unit of systemd's.
pub(super) fn is_unit(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.clone().any(|line| line == "[Service]") && lines.any(|line| line.starts_with("ExecStart"))
}

/// Says what is wrong with a unit.
pub(super) fn read(report: &mut Report<'_>) {
    let is_server = |line: &&str| line.contains("wezterm-mux-server");
    if !report.lines.iter().any(is_server) {
        report.note(
            Fate::Mistake,
            0,
            "",
            "a unit of systemd's that does not start `wezterm-mux-server`",
        );
        return;
    }
    find_flags(report);
    for (number, line) in (1..).zip(report.lines.clone()) {
        let Some((key, value)) = line.trim().split_once('=') else {
            continue;
        };
        let is_start = key.trim() == "ExecStart" && is_server(&line);
        if is_start && !value.contains("flock") && !value.split_whitespace().any(|word| word == "--daemonize")
        {
            let message = "a server in the foreground takes no lock: one that a client starts meanwhile cuts it off from its \
                           tabs";
            report
                .note(Fate::Trap, number, "ExecStart", message)
                .hint("`wezmux apply` puts a unit there that holds the lock");
        } else if matches!(key.trim(), "After" | "Wants" | "Requires") && value.contains("network") {
            let message = "a user's own systemd has no such unit: this orders nothing";
            report
                .note(Fate::Trap, number, key.trim(), message)
                .hint("leave it out");
        }
    }
}

/// Finds the option in any text.
pub(super) fn find_flags(report: &mut Report<'_>) {
    for (number, line) in (1..).zip(report.lines.clone()) {
        if line.contains(FLAG) {
            let message = "`--daemonize` takes no value: with this the server does not start at all";
            report.note(Fate::Trap, number, FLAG, message).hint(FIX);
        }
    }
}
