//! A folder of files that this program writes, and only over files that it wrote itself.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Error, file};
use crate::fleet::DomainName;
use crate::render::export::File;

/// Where a folder keeps the record of what was written into it.
const MANIFEST: &str = ".wezmux.json";

/// How many files are written at a time.
const AT_ONCE: usize = 32;

/// What was written: paths with the SHA-256 of their text. While a build goes on there are two, of the old text and of
/// the new one, so that a build that was cut short knows its files again.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Manifest {
    /// For whom, as `made_for` of [`Folder::open`]. Early versions did not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_for: Option<String>,
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

/// A folder, and what was written into it before.
pub(super) struct Folder {
    root: PathBuf,
    manifest: Manifest,
    made_for: &'static str,
}

impl Folder {
    /// The folder at `root`, which need not be there, to be written for `made_for`: the verb, or what is exported to.
    pub(super) fn open(root: &Path, made_for: &'static str) -> Result<Self, Error> {
        if root == Path::new("-") {
            return Err(Error::FolderToOutput);
        }
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
            made_for,
        })
    }

    /// Writes `files`, removes those of an earlier time that are none of them, and says on standard output what was done;
    /// `next` is what to do with them, and `remove` the command that takes the setup of a domain off its host. Unless
    /// `force` is said, nothing is written where a file of someone else's is in the way, nor where the folder was made for
    /// something else.
    pub(super) fn write(&self, files: &[File], force: bool, next: &str, remove: &str) -> Result<(), Error> {
        if let Some(found) = &self.manifest.made_for
            && found != self.made_for
            && !force
        {
            return Err(Error::OtherFolder(self.root.clone(), found.clone()));
        }
        let changes = self.plan(files, force)?;
        let left = self.left(files, &changes);
        self.apply(files, &changes)?;
        report(&changes, &left, next, remove).map_err(Error::Output)
    }

    /// The domains that left, with what led to them, but for those whose account another domain leads to. What the folder
    /// was made for before may have no such files: then nothing is known of it.
    fn left(&self, files: &[File], changes: &BTreeMap<String, Change>) -> Vec<Left> {
        let before = self.manifest.made_for.as_deref();
        if before.is_some_and(|before| before != self.made_for) {
            return Vec::new();
        }
        // It gets into a command: a record that someone else wrote may have any path.
        let domain_of = |path: &str| {
            let name = path.strip_suffix("/setup.sh")?.rsplit('/').next()?;
            DomainName::parse(name).ok()
        };
        let accounts: HashSet<Vec<String>> = files
            .iter()
            .filter(|file| domain_of(&file.path).is_some())
            .filter_map(|file| Some(account(reach(&file.text)?)))
            .collect();
        let gone = changes
            .iter()
            .filter(|(_, change)| matches!(change, Change::Remove | Change::Leave));
        gone.filter_map(|(path, _)| {
            let domain = domain_of(path)?;
            let text = fs::read_to_string(self.root.join(path)).ok()?;
            let ssh = reach(&text);
            // Where it cannot be told it has left.
            let is_left = ssh.is_none_or(|ssh| !accounts.contains(&account(ssh)));
            is_left.then(|| Left {
                domain,
                ssh: ssh.map(str::to_owned),
            })
        })
        .collect()
    }

    /// What will become of each path; an error that names every file in the way, before anything is written.
    fn plan(&self, files: &[File], force: bool) -> Result<BTreeMap<String, Change>, Error> {
        let mut changes = BTreeMap::new();
        let mut in_the_way = Vec::new();
        for file in files {
            let change = match read(&self.root.join(&file.path))? {
                None => Change::Add,
                Some(found) if found == file.text.as_bytes() => Change::Keep,
                Some(found) => {
                    if !force && !self.wrote(&file.path, &found) {
                        in_the_way.push(file.path.clone());
                    }
                    Change::Update
                }
            };
            changes.insert(file.path.clone(), change);
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

    fn apply(&self, files: &[File], changes: &BTreeMap<String, Change>) -> Result<(), Error> {
        let mut manifest = Manifest {
            made_for: Some(self.made_for.to_owned()),
            ..Manifest::default()
        };
        for file in files {
            let written = digest(file.text.as_bytes());
            manifest.files.insert(file.path.clone(), vec![written]);
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
        let new: Vec<&File> = files
            .iter()
            .filter(|file| changes[&file.path] != Change::Keep)
            .collect();
        self.put_all(&new)?;
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
        self.put(MANIFEST, &json, 0o644)
    }

    /// Several at a time: each waits for the disk, which settles as many at once as are asked for.
    fn put_all(&self, files: &[&File]) -> Result<(), Error> {
        let put = |part: &[&File]| {
            part.iter()
                .try_for_each(|file| self.put(&file.path, file.text.as_bytes(), file.mode))
        };
        let part = files.len().div_ceil(AT_ONCE).max(1);
        thread::scope(|scope| {
            let writers: Vec<_> = files
                .chunks(part)
                .map(|part| scope.spawn(move || put(part)))
                .collect();
            writers
                .into_iter()
                .try_for_each(|writer| writer.join().expect("writing does not panic"))
        })
    }

    fn put(&self, path: &str, text: &[u8], mode: u32) -> Result<(), Error> {
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

/// A domain that is no longer in the project, and the command that led to its host, where that is known.
struct Left {
    domain: DomainName,
    ssh: Option<String>,
}

/// How a `setup.sh` says in its help that its host is reached.
fn reach(setup: &str) -> Option<&str> {
    let mut lines = setup.lines();
    let (command, _) = lines.find_map(|line| line.split_once(" sh -s <setup.sh"))?;
    Some(command.trim_start())
}

/// The words of such a command but for the key, which is not a part of the account, and with the host in small letters.
fn account(ssh: &str) -> Vec<String> {
    let mut words: Vec<String> = ssh.split_whitespace().map(str::to_owned).collect();
    if words.get(1).is_some_and(|word| word == "-i") {
        words.drain(1..3.min(words.len()));
    }
    if let Some(host) = words.last_mut() {
        host.make_ascii_lowercase();
    }
    words
}

fn report(changes: &BTreeMap<String, Change>, left: &[Left], next: &str, remove: &str) -> io::Result<()> {
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
    match kept {
        0 => {}
        1 => writeln!(out, "1 file was already right")?,
        kept => writeln!(out, "{kept} files were already right")?,
    }
    if !left.is_empty() {
        let named = left.iter().map(|Left { domain, ssh }| match ssh {
            Some(ssh) => format!("{domain} (`{ssh}`)"),
            None => domain.to_string(),
        });
        let domains: Vec<&str> = left.iter().map(|left| left.domain.as_ref()).collect();
        writeln!(
            out,
            "\nNo longer in the project: {}.\n\
             What was set up there stays, with its tabs. To take it off, unless another domain leads to that account now,\n\
             put back what the project had, run\n  {remove} {}\nand undo that edit.",
            named.collect::<Vec<_>>().join(", "),
            domains.join(" ")
        )?;
    }
    if kept == changes.len() {
        return Ok(());
    }
    writeln!(out, "\nNext: {next}")
}
