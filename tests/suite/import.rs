//! What is made of the configs of other programs, and what that changes in a project.

mod kind;
mod lua;
mod merging;
mod ssh_config;
pub mod wezterm_lua;
