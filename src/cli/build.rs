//! Writes the files of a project into a folder, and only over files that it wrote itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::source::Source;
use super::{Error, PROJECT_FILE, file};
use crate::{Artifact, render};

/// Where a folder keeps the record of what was written into it.
const MANIFEST: &str = ".wezmux.json";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The project file, in TOML or JSON, or a link; `-` reads it from standard input
    #[arg(default_value = PROJECT_FILE)]
    project: PathBuf,
    /// The folder to write into
    #[arg(short, long, default_value = "out", value_name = "DIR")]
    output: PathBuf,
    /// Replace files that wezmux did not write, or that were changed since
    #[arg(long)]
    force: bool,
}

/// What was written: paths with the SHA-256 of their text. While a build goes on there are two, of the old text and of
/// the new one, so that a build that was cut short knows its files again.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Manifest {
    files: BTreeMap<String, Vec<String>>,
}

/// What becomes of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Update,
    Keep,
    Remove,
    /// Its domain has left the project, but someone made it their own.
    Leave,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let fleet = Source::open(&arguments.project)?.fleet()?;
    let artifacts = render(&fleet);
    let folder = Folder::open(&arguments.output)?;
    let changes = folder.plan(&artifacts, arguments.force)?;
    folder.apply(&artifacts, &changes)?;
    report(&arguments.output, &changes).map_err(Error::Output)
}

struct Folder {
    root: PathBuf,
    manifest: Manifest,
}

impl Folder {
    fn open(root: &Path) -> Result<Self, Error> {
        if root.exists() && !root.is_dir() {
            return Err(Error::NotAFolder(root.to_owned()));
        }
        let path = root.join(MANIFEST);
        let manifest = match read(&path)? {
            None => Manifest::default(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Error::Manifest(path.clone(), error.to_string()))?,
        };
        // The record is a file like any other: it may name no path outside its folder.
        let outside = manifest.files.keys().find(|path| {
            path.split('/').any(|part| matches!(part, "" | "." | "..")) || path.contains(['\\', ':'])
        });
        if let Some(outside) = outside {
            return Err(Error::Manifest(
                path,
                format!("`{outside}` is no path in this folder"),
            ));
        }
        Ok(Self {
            root: root.to_owned(),
            manifest,
        })
    }

    /// What will become of each path; an error that names every file in the way, before anything is written.
    fn plan(&self, artifacts: &[Artifact], force: bool) -> Result<BTreeMap<String, Change>, Error> {
        let mut changes = BTreeMap::new();
        let mut in_the_way = Vec::new();
        for artifact in artifacts {
            let change = match read(&self.root.join(&artifact.path))? {
                None => Change::Add,
                Some(found) if found == artifact.text.as_bytes() => Change::Keep,
                Some(found) => {
                    if !force && !self.wrote(&artifact.path, &found) {
                        in_the_way.push(artifact.path.clone());
                    }
                    Change::Update
                }
            };
            changes.insert(artifact.path.clone(), change);
        }
        if !in_the_way.is_empty() {
            return Err(Error::InTheWay(self.root.clone(), in_the_way));
        }
        // A host that left the project takes its files along, unless someone made them their own.
        for path in self
            .manifest
            .files
            .keys()
            .filter(|path| !changes.contains_key(*path))
            .cloned()
            .collect::<Vec<_>>()
        {
            if let Some(found) = read(&self.root.join(&path))? {
                let change = match self.wrote(&path, &found) {
                    true => Change::Remove,
                    false => Change::Leave,
                };
                changes.insert(path, change);
            }
        }
        Ok(changes)
    }

    fn wrote(&self, path: &str, found: &[u8]) -> bool {
        self.manifest
            .files
            .get(path)
            .is_some_and(|written| written.contains(&digest(found)))
    }

    fn apply(&self, artifacts: &[Artifact], changes: &BTreeMap<String, Change>) -> Result<(), Error> {
        let mut manifest = Manifest::default();
        for artifact in artifacts {
            let written = digest(artifact.text.as_bytes());
            manifest.files.insert(artifact.path.clone(), vec![written]);
        }
        if changes.values().all(|change| *change == Change::Keep) && manifest == self.manifest {
            return Ok(());
        }
        let mut meanwhile = self.manifest.clone();
        for (path, written) in &manifest.files {
            meanwhile
                .files
                .entry(path.clone())
                .or_default()
                .extend(written.iter().cloned());
        }
        self.record(&meanwhile)?;
        for artifact in artifacts {
            if changes[&artifact.path] != Change::Keep {
                self.write(&artifact.path, artifact.text.as_bytes(), artifact.mode)?;
            }
        }
        for (path, _) in changes.iter().filter(|(_, change)| **change == Change::Remove) {
            let file = self.root.join(path);
            fs::remove_file(&file).map_err(|error| Error::Write(file.clone(), error))?;
            // The folder of a host that is gone; one with anything else in it stays.
            if let Some(parent) = file.parent() {
                let _ = fs::remove_dir(parent);
            }
        }
        self.record(&manifest)
    }

    fn record(&self, manifest: &Manifest) -> Result<(), Error> {
        let mut json = serde_json::to_vec_pretty(manifest).expect("a manifest is text");
        json.push(b'\n');
        self.write(MANIFEST, &json, 0o644)
    }

    fn write(&self, path: &str, text: &[u8], mode: u32) -> Result<(), Error> {
        file::write(&self.root.join(path), text, mode)
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    // A pipe would be waited on for ever.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "it is no file");
        return Err(Error::Read(path.to_owned(), error));
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Read(path.to_owned(), error)),
    }
}

fn digest(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn report(folder: &Path, changes: &BTreeMap<String, Change>) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for (path, change) in changes {
        let word = match change {
            Change::Add => "wrote    ",
            Change::Update => "updated  ",
            Change::Remove => "removed  ",
            Change::Leave => {
                writeln!(
                    out,
                    "left      {path}, which was changed by hand, though its domain is gone"
                )?;
                continue;
            }
            Change::Keep => continue,
        };
        writeln!(out, "{word} {path}")?;
    }
    let kept = changes.values().filter(|change| **change == Change::Keep).count();
    let folder = folder.display();
    match kept {
        0 => {}
        1 => writeln!(out, "1 file was already right")?,
        kept => writeln!(out, "{kept} files were already right")?,
    }
    if kept == changes.len() {
        return Ok(());
    }
    writeln!(
        out,
        "\nNext: read {folder}/CHEATSHEET.md, which has the command for each host."
    )
}
