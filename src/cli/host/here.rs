//! This computer's own files of a project.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::fleet::Fleet;
use crate::render::outlines;

/// What the second line of such a file says, whoever wrote the others.
const WRITTEN: &str = "\n-- Written by wezmux ";

/// The files here that are of this project, but of another state of it: what they say of hosts is not so any more. Where
/// each may be is where WezTerm looks for its config and for modules (config/src/config.rs:980-1008 and
/// config/src/lua.rs:225-237 at 20250223).
pub(crate) fn outdated(fleet: &Fleet) -> Vec<String> {
    let Some(home) = env::home_dir() else {
        return Vec::new();
    };
    let config = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = config
        .filter(|folder| folder.is_absolute())
        .unwrap_or_else(|| home.join(".config"))
        .join("wezterm");
    let text_of = |file: &str| {
        let mut all = outlines(fleet).into_iter();
        let outline = all.find(|outline| outline.artifact.path == file)?;
        Some(outline.text(fleet))
    };
    let places = [
        (home.join(".wezterm.lua"), "wezterm.lua"),
        (folder.join("wezterm.lua"), "wezterm.lua"),
        (folder.join("wezmux.lua"), "wezmux.lua"),
    ];
    let is_outdated = |(path, file): &(PathBuf, &str)| {
        let Ok(there) = fs::read_to_string(path) else {
            return false;
        };
        // Who keeps several projects has the files of one of them here.
        let names = fleet
            .domains()
            .iter()
            .map(|domain| format!(" name = \"{}\",", domain.name));
        there.contains(WRITTEN)
            && names.into_iter().any(|name| there.contains(&name))
            && text_of(file).is_some_and(|text| !same(&there, &text))
    };
    let shown = |path: PathBuf| match path.strip_prefix(&home) {
        Ok(rest) => format!("~/{}", rest.display()),
        Err(_) => path.display().to_string(),
    };
    places
        .into_iter()
        .filter(is_outdated)
        .map(|(path, _)| shown(path))
        .collect()
}

/// Whether they are the same but for the version of wezmux that wrote them, and for how lines end.
fn same(a: &str, b: &str) -> bool {
    let lines = |text: &str| {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with(WRITTEN.trim_start()));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    lines(a) == lines(b)
}
