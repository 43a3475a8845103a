//! What reads text: project files, links, and the configs of other programs.

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use super::Opened;
use crate::Project;
use crate::import::kind::Kind;
use crate::import::merge::{Change, Merge, merge};
use crate::import::ssh_config::Config;
use crate::import::{Import, Note, wezterm_lua};

/// Reads a project from text: a project file in TOML or JSON, or a link.
#[wasm_bindgen]
pub fn open(text: &str) -> Result<Ts<Opened>, JsError> {
    Ok(Opened::from(Project::read(text)).into_ts()?)
}

/// What a text looks like: `link`, `project`, `ssh_config` or `wezterm.lua`; none where too little in it tells.
#[wasm_bindgen(js_name = kindOf, unchecked_return_type = "'link' | 'project' | 'ssh_config' | 'wezterm.lua' | undefined")]
pub fn kind_of(text: &str) -> Option<String> {
    Kind::of(text).map(|kind| kind.name().to_owned())
}

/// A project with the hosts of another program's config in it.
#[derive(Serialize, Tsify)]
pub struct Imported {
    /// The project as it becomes.
    project: Project,
    /// What becomes of each domain of the import.
    changes: Vec<Change>,
    /// What became of each line.
    notes: Vec<Note>,
}

/// Puts the hosts of an ssh_config into a project, which is given in JSON. A mistake among the notes is one for which ssh
/// refuses the file.
#[wasm_bindgen(js_name = importSsh)]
pub fn import_ssh(text: &str, project: &str) -> Result<Ts<Imported>, JsError> {
    put(Config::read(text, None, None).import(), project)
}

/// Puts the hosts of a `wezterm.lua` into a project, which is given in JSON. A mistake among the notes is one for which
/// nothing could be made of it.
#[wasm_bindgen(js_name = importWezterm)]
pub fn import_wezterm(text: &str, project: &str) -> Result<Ts<Imported>, JsError> {
    put(wezterm_lua::read(text), project)
}

fn put(import: Import, project: &str) -> Result<Ts<Imported>, JsError> {
    let Merge {
        project,
        changes,
        notes,
    } = merge(&Project::read_json(project).project, &import);
    let imported = Imported {
        project,
        changes,
        notes: [import.notes, notes].concat(),
    };
    Ok(imported.into_ts()?)
}
