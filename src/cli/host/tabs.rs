//! How many tabs may end, and what is said where more would.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::outcome::{Outcome, Verdict};
use super::report::{Pane, Report};
use super::ssh::clean;
use crate::fleet::Domain;

/// How many tabs of a server may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KillTabs {
    Most(u16),
    All,
}

impl FromStr for KillTabs {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            _ if text == "all" => Ok(Self::All),
            Ok(number) => Ok(Self::Most(number)),
            Err(_) => Err("expected a number of tabs, or `all`"),
        }
    }
}

impl fmt::Display for KillTabs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Most(number) => write!(f, "{number}"),
            Self::All => f.write_str("all"),
        }
    }
}

impl KillTabs {
    /// The option of a host's script.
    pub(crate) fn option(self) -> String {
        format!("--kill-tabs={self}")
    }

    /// What becomes of a host whose server would lose more tabs than may end, each of them named. The script counts again
    /// before it acts.
    pub(crate) fn refuse(self, domain: &Domain, report: &Report) -> Option<Outcome> {
        let Self::Most(most) = self else {
            return None;
        };
        let uncounted = match report.servers.len() {
            count @ 2.. => Some(format!(
                "{count} servers run, and the tabs of only one of them can be counted"
            )),
            count if report.panes.is_none() && (count == 1 || report.active_state == "active") => {
                Some("its server runs and does not answer, so its tabs cannot be counted".to_owned())
            }
            _ => None,
        };
        if let Some(message) = uncounted {
            let outcome = Outcome::new(domain, Verdict::Pending, message);
            return Some(outcome.help("`--kill-tabs all` ends it all the same; `wezmux doctor` may say why"));
        }
        let tabs = report.tabs().unwrap_or(0);
        if tabs <= usize::from(most) {
            return None;
        }
        let outcome = Outcome::new(
            domain,
            Verdict::Pending,
            format!("{} would end", self::count(tabs)),
        )
        .lines(lines(report))
        .help(format!("allow it with `--kill-tabs {tabs}`"));
        Some(outcome.fact("panes", &report.panes))
    }
}

/// So many tabs, in words.
pub(crate) fn count(tabs: usize) -> String {
    match tabs {
        1 => "1 tab".to_owned(),
        tabs => format!("{tabs} tabs"),
    }
}

/// What runs in the tabs of a server, a line for each, as many as one looks through.
pub(crate) fn lines(report: &Report) -> Vec<String> {
    const SHOWN: usize = 20;
    let panes = report.panes.as_deref().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let tabs: Vec<&Pane> = panes.iter().filter(|pane| seen.insert(pane.tab_id)).collect();
    let shown = tabs.iter().take(SHOWN).map(|first| {
        let title = match first.tab_title.as_str() {
            "" => &first.title,
            title => title,
        };
        let folder = first.folder().map(|folder| format!(" in {folder}"));
        let split = match panes.iter().filter(|pane| pane.tab_id == first.tab_id).count() {
            1 => String::new(),
            count => format!(", {count} panes"),
        };
        format!("tab       {}{}{split}", clean(title), folder.unwrap_or_default())
    });
    let more = tabs.len().checked_sub(SHOWN + 1);
    let more = more.map(|more| format!("and       {} more", more + 1));
    shown.chain(more).collect()
}
