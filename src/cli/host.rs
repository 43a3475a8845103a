//! The ssh side: what a host says, what is wanted of it, and how many are asked at once.

pub(super) mod change;
pub(super) mod crew;
pub(super) mod outcome;
pub(super) mod report;
pub(super) mod selection;
pub(super) mod ssh;
pub(super) mod tabs;
pub(super) mod wezterm;
