//! Which hosts, and how many at once.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap_complete::ArgValueCandidates;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ssh::Ssh;
use crate::cli::source::{self, Source};
use crate::cli::{Error, PROJECT_FILE, completions};
use crate::diagnostic::has_errors;
use crate::fleet::{Domain, Fleet};
use crate::share;

/// How many hosts are talked to at once when it is not said: behind a jump host, more than these would be turned away by
/// its sshd one time in three (sshd_config(5), `MaxStartups 10:30:100`).
const PARALLEL: u16 = 10;

/// What every verb about hosts takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Hosts {
    /// The domains; all of the project when none is named
    #[arg(value_name = "DOMAIN", add = ArgValueCandidates::new(completions::domains))]
    names: Vec<String>,
    /// Also the domains that have this tag; may be given more than once
    #[arg(short, long, value_name = "TAG", add = ArgValueCandidates::new(completions::tags))]
    tag: Vec<String>,
    /// Only those that failed or were not reached when this verb ran last
    #[arg(long)]
    retry_failed: bool,
    /// The project file, in TOML or JSON, or a link; `-` reads it from standard input
    #[arg(short, long, value_name = "FILE", default_value = PROJECT_FILE)]
    project: PathBuf,
    /// How many hosts are talked to at once, 1 to 256
    #[arg(long, value_name = "N", default_value_t = PARALLEL, value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: u16,
    /// How many seconds a host has to answer, 1 to 3600; while it carries out a change it may be silent for four times as
    /// many
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Print one JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// Whether what stands where a domain is named is likely meant as a project.
fn is_file(name: &str) -> bool {
    let endings = [".toml", ".json"];
    name == "-"
        || name.contains('/')
        || share::is_link(name)
        || endings.iter().any(|ending| name.ends_with(ending))
}

/// The hosts that failed, for `--retry-failed`.
#[derive(Default, Serialize, Deserialize)]
struct Record {
    failed: Vec<String>,
}

impl Hosts {
    /// The project, and the domains of it that are meant, in its order.
    pub(crate) fn select(&self, verb: &'static str) -> Result<(Fleet, Vec<Domain>), Error> {
        let source = Source::open(&self.project);
        let is_domain = |name: &str| {
            let domains = source.iter().flat_map(|source| &source.project.domain);
            domains
                .into_iter()
                .any(|domain| domain.name.as_deref() == Some(name))
        };
        if let Some(name) = self.names.iter().find(|name| is_file(name) && !is_domain(name)) {
            return Err(Error::FileAsHost(name.clone()));
        }
        let mut source = source?;
        // `check` is for warnings; they would stand in the way here.
        let fleet = match source.fleet.take() {
            Some(fleet) if !has_errors(&source.diagnostics) => fleet,
            _ => source.fleet()?,
        };
        let domains = fleet.domains();
        for name in &self.names {
            if !domains.iter().any(|domain| domain.name.as_ref() == name) {
                let known = domains.iter().map(|domain| domain.name.to_string());
                return Err(Error::NoHost(name.clone(), known.collect(), verb));
            }
        }
        for tag in &self.tag {
            if !domains.iter().any(|domain| domain.has_tag(tag)) {
                let mut known: Vec<String> = domains
                    .iter()
                    .flat_map(|domain| domain.tags.iter().map(ToString::to_string))
                    .collect();
                known.sort();
                known.dedup();
                return Err(Error::NoTag(tag.clone(), known));
            }
        }
        let failed = match self.retry_failed {
            true => Some(self.read(verb)?.ok_or(Error::NoRecord(verb))?),
            false => None,
        };
        let all = self.names.is_empty() && self.tag.is_empty();
        let is_meant = |domain: &Domain| {
            let name = domain.name.as_ref();
            (all || self.names.iter().any(|each| each == name)
                || self.tag.iter().any(|tag| domain.has_tag(tag)))
                && failed
                    .as_ref()
                    .is_none_or(|failed| failed.iter().any(|each| each == name))
        };
        let meant: Vec<Domain> = domains
            .iter()
            .filter(|domain| is_meant(domain))
            .cloned()
            .collect();
        if meant.is_empty() && !self.json {
            anstream::eprintln!("nothing to do: no host failed when `wezmux {verb}` ran last");
        }
        Ok((fleet, meant))
    }

    /// What makes the files of the project, where it is a file.
    pub(crate) fn build_command(&self) -> Option<String> {
        let project = source::word_of(&self.project)?;
        Some(format!("wezmux build {project}").trim_end().to_owned())
    }

    pub(crate) fn ssh(&self) -> Ssh {
        Ssh::new(Duration::from_secs(self.timeout))
    }

    pub(crate) fn parallel(&self) -> usize {
        self.parallel.into()
    }

    /// Notes which of the hosts that were tried have failed; what is known of others stays. That it cannot be noted is
    /// no reason to fail.
    pub(crate) fn record(&self, verb: &str, tried: impl Iterator<Item = (String, bool)>) {
        let Some(path) = self.path(verb) else {
            return;
        };
        let mut failed = self.read(verb).ok().flatten().unwrap_or_default();
        for (host, has_failed) in tried {
            failed.retain(|name| *name != host);
            failed.extend(has_failed.then_some(host));
        }
        let json = serde_json::to_vec(&Record { failed }).expect("names are text");
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(&path))?;
            file.write_all(&json)?;
            file.persist(&path).map_err(|error| error.error)
        });
        if let Err(error) = written {
            let path = path.display();
            anstream::eprintln!("note: cannot write `{path}`, so `--retry-failed` will not know: {error}");
        }
    }

    /// Who failed, where that was noted.
    fn read(&self, verb: &str) -> Result<Option<Vec<String>>, Error> {
        let Some(path) = self.path(verb) else {
            return Ok(None);
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::Read(path, error)),
        };
        match serde_json::from_slice::<Record>(&bytes) {
            Ok(record) => Ok(Some(record.failed)),
            Err(error) => Err(Error::Read(path, error.into())),
        }
    }

    /// One for each project and verb (XDG Base Directory Specification, `XDG_STATE_HOME`).
    fn path(&self, verb: &str) -> Option<PathBuf> {
        let project = fs::canonicalize(&self.project).unwrap_or_else(|_| self.project.clone());
        let sum = Sha256::digest(project.as_os_str().as_encoded_bytes());
        let name: String = sum[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        let state = std::env::var_os("XDG_STATE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| Some(std::env::home_dir()?.join(".local/state")))?;
        Some(state.join(format!("wezmux/runs/{name}-{verb}.json")))
    }
}
