//! This computer's own files of a project.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::PathBuf;

use crate::fleet::Fleet;
use crate::render::outlines;

/// How the second line of such a file begins.
const WRITTEN: &str = "-- Written by wezmux ";

/// The files in the usual places that wezmux made of this project, and that are not what it makes of it now. The places
/// are those where WezTerm looks for its config and for modules (config/src/config.rs:980-1008 and
/// config/src/lua.rs:225-237 at 20250223).
pub(super) fn outdated(fleet: &Fleet) -> Vec<String> {
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
        (home.join(".wezterm/wezmux.lua"), "wezmux.lua"),
    ];
    let is_outdated = |(path, file): &(PathBuf, &str)| {
        // A pipe would be waited on for ever.
        let there = path.is_file().then(|| fs::read_to_string(path).ok()).flatten();
        there.is_some_and(|there| {
            there.lines().nth(1).is_some_and(|line| line.starts_with(WRITTEN))
                && text_of(file)
                    .is_some_and(|text| is_of_same_project(&there, &text) && !is_same(&there, &text))
        })
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

/// Whether a config that is there is of the project that makes `text`. Who keeps several projects has the file of one of
/// them here, and two may share a host, or a name: so all names are the same, or all accounts of one are in the other, or
/// more than half of both.
fn is_of_same_project(there: &str, text: &str) -> bool {
    let ((names_there, there), (names_now, now)) = (hosts(there), hosts(text));
    let both = there.intersection(&now).count();
    let most = there.len().max(now.len());
    let is_part = there.is_subset(&now) || now.is_subset(&there);
    both > 0 && (is_part || both * 2 > most) || !names_there.is_empty() && names_there == names_now
}

/// The names of the hosts of a config, and their accounts: the words that ssh is given but for the key.
fn hosts(config: &str) -> (HashSet<&str>, HashSet<Vec<&str>>) {
    let lines = config.lines().zip(config.lines().skip(1));
    lines
        .filter_map(|(first, second)| {
            let (name, _) = first.strip_prefix("    name = \"")?.split_once('"')?;
            let (ssh, _) = second.strip_prefix("    ssh = {")?.split_once('}')?;
            let mut words: Vec<&str> = ssh.split(", ").map(str::trim).collect();
            if words[0] == "\"-i\"" {
                words.drain(..2.min(words.len()));
            }
            Some((name, words))
        })
        .unzip()
}

/// Whether they are the same but for the version of wezmux that wrote them, and for how lines end.
fn is_same(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|text| text.lines().filter(|line| !line.starts_with(WRITTEN)));
    a.eq(b)
}
