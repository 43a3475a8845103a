use super::look::choose;
use super::{Command, HostPath, Line, Refusal};

/// A tab of a host, or a pane beside the one before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// What it is called; what runs in it when there is none. A split names the tab that it is in.
    pub title: Option<Line>,
    /// Its folder; the domain's when there is none.
    pub cwd: Option<HostPath>,
    /// What runs in it before the shell.
    pub command: Option<Command>,
    /// Where it is in the tab before; a tab of its own when there is none.
    pub split: Option<Split>,
}

impl Tab {
    /// `count` tabs with nothing to say of them.
    pub(super) fn plain(count: u8) -> Vec<Self> {
        vec![Self::default(); count.into()]
    }
}

/// What each tab is called, where that is said; a split names the tab that it is in.
pub(super) fn titles(tabs: &[Tab]) -> Vec<Option<String>> {
    let mut titles = Vec::new();
    for tab in tabs {
        if tab.split.is_none() {
            titles.push(None);
        }
        if let (Some(title), Some(last)) = (&tab.title, titles.last_mut()) {
            *last = Some(title.to_string());
        }
    }
    titles
}

/// How many tabs these are; a split is none.
pub(super) fn count(tabs: &[Tab]) -> u8 {
    let tabs = tabs.iter().filter(|tab| tab.split.is_none());
    tabs.count().try_into().unwrap_or(u8::MAX)
}

/// Where a pane is, as in WezTerm's `direction` (lua-api-crates/mux/src/pane.rs:440-452 at 20250223).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// To the right of the one before.
    Right,
    /// Below the one before.
    Bottom,
}

impl Split {
    /// Every one with its name in the project file.
    pub const NAMES: [(&'static str, Self); 2] = [("right", Self::Right), ("bottom", Self::Bottom)];

    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        choose(text, &Self::NAMES)
    }

    /// WezTerm's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "Right",
            Self::Bottom => "Bottom",
        }
    }
}
