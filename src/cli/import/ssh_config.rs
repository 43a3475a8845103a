//! The files of an ssh_config on this computer: found as ssh finds them, and within bounds.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::{Error, source};
use crate::fleet::visible;
use crate::import::ssh_config::{Config, File};

pub(super) fn home() -> PathBuf {
    std::env::home_dir().unwrap_or_default()
}

/// The name of whoever runs this.
fn local_user() -> Option<String> {
    let mut names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    names.find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
}

/// The text of an ssh_config. To ssh it is bytes: a comment in Latin-1 is nothing to it.
fn bytes_as_text(path: &Path) -> Result<String, Error> {
    let bytes = source::read_bytes(path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How many steps are made for what a file includes: to look at a name, to compare it with a pattern, to keep a path. They
/// are a million names, or 100 MB of paths.
const MAX_STEPS: usize = 100_000_000;

/// The longest path, in bytes (PATH_MAX of Linux).
const MAX_PATH: usize = 4096;

/// Reads an ssh_config, and what it includes.
pub(super) fn read(path: &Path) -> Result<Config, Error> {
    let text = bytes_as_text(path)?;
    let mut steps = Steps(MAX_STEPS);
    let mut include = |written: &str| include(written, &mut steps);
    Ok(Config::read(&text, local_user().as_deref(), Some(&mut include)))
}

/// What may still be done for what a file includes.
struct Steps(usize);

impl Steps {
    fn take(&mut self, steps: usize) -> Result<(), String> {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
            .ok_or("there is too much to look through".to_owned())
    }
}

/// The files of an `Include`, as ssh looks for them: from `~/.ssh` on (readconf.c:2062-2110 of OpenSSH).
fn include(written: &str, steps: &mut Steps) -> Result<Vec<File>, String> {
    let expanded = expand(written)?;
    let (from, pattern) = match expanded.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => (home(), rest),
        Some(_) => return Err("only ssh knows where other homes are".to_owned()),
        None if expanded.starts_with('/') => (PathBuf::from("/"), expanded.as_str()),
        None => (home().join(".ssh"), expanded.as_str()),
    };
    if pattern.len() > MAX_PATH {
        return Err(format!("its name has more than {MAX_PATH} bytes"));
    } else if pattern.contains(char::REPLACEMENT_CHARACTER) {
        return Err("its name is not in UTF-8".to_owned());
    }
    let found = find(from, pattern, steps)?;
    let file = |found: Found| match found {
        Ok(path) => File {
            name: path.display().to_string(),
            read: Box::new(move || text_of(&path)),
        },
        Err((folder, why)) => File {
            name: folder.display().to_string(),
            read: Box::new(|| Some(Err(why))),
        },
    };
    Ok(found.into_iter().map(file).collect())
}

/// What an included file holds; none of what ssh passes over: a folder, and a link to nothing.
fn text_of(path: &Path) -> Option<Result<String, String>> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return None,
        Ok(found) if !found.is_file() => return Some(Err("it is no file".to_owned())),
        // Empty to the eye is also what the kernel makes, which may be waited on for ever, as a pipe.
        Ok(found) if found.len() == 0 => {
            let path = path.canonicalize().unwrap_or_default();
            return Some(match path.starts_with("/proc") || path.starts_with("/sys") {
                true => Err("it is no file on a disk".to_owned()),
                false => Ok(String::new()),
            });
        }
        _ => {}
    }
    match bytes_as_text(path) {
        Err(Error::Read(_, error)) if error.kind() == io::ErrorKind::NotFound => None,
        Err(Error::Read(_, error)) => Some(Err(error.to_string())),
        text => Some(text.map_err(|error| error.to_string())),
    }
}

/// A path that fits, or a folder that cannot be looked into, and why.
type Found = Result<PathBuf, (PathBuf, String)>;

fn place(found: &Found) -> &OsStr {
    match found {
        Ok(path) | Err((path, _)) => path.as_os_str(),
    }
}

/// What fits a pattern below a folder, as glob(3) of OpenSSH finds and sorts it, but for what only that one knows; an error
/// at that, and once too much is looked at. One name may lead to itself by way of links, and a pattern through it then to
/// any number of paths.
fn find(from: PathBuf, pattern: &str, steps: &mut Steps) -> Result<Vec<Found>, String> {
    const UNKNOWN: &str = "only ssh knows such a pattern";
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::new()
    };
    // A backslash parts folders on Windows; elsewhere it takes the meaning of the sign behind it.
    if pattern.contains("[:") || cfg!(unix) && pattern.contains('\\') {
        return Err(UNKNOWN.to_owned());
    }
    let mut found = vec![Ok(from)];
    for part in pattern.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if !part.contains(['*', '?', '[']) {
            for path in found.iter_mut().flatten() {
                path.push(part);
                steps.take(100 + path.as_os_str().len())?;
            }
            found.retain(|found| {
                found
                    .as_ref()
                    .map_or(true, |path| path.symlink_metadata().is_ok())
            });
            continue;
        }
        // To glob(3) two stars are one.
        let mut part = part.to_owned();
        while part.contains("**") {
            part = part.replace("**", "*");
        }
        let fitting = glob::Pattern::new(&part).map_err(|_| UNKNOWN)?;
        let mut next = Vec::new();
        for folder in found {
            let folder = match folder {
                Ok(folder) if folder.is_dir() => folder,
                Ok(_) => continue,
                Err(unread) => {
                    next.push(Err(unread));
                    continue;
                }
            };
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    next.push(Err((folder, error.to_string())));
                    continue;
                }
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                steps.take(100 + part.len() * name.len())?;
                // What is not in UTF-8 has signs that fit no letter.
                if fitting.matches_with(&name.to_string_lossy(), options) {
                    let path = folder.join(name);
                    steps.take(path.as_os_str().len())?;
                    next.push(Ok(path));
                }
            }
        }
        found = next;
    }
    found.sort_by(|one, other| place(one).cmp(place(other)));
    Ok(found)
}

/// `%` and `${}` in the name of a file, as far as they are the same for every host. What is wrong in it ends ssh
/// (vdollar_percent_expand in misc.c of OpenSSH).
fn expand(written: &str) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = written;
    while let Some(at) = rest.find(['%', '$']) {
        let (before, token) = rest.split_at(at);
        let (value, left) = match token.as_bytes() {
            [b'$', b'{', ..] => {
                let (name, left) = token[2..].split_once('}').ok_or("its `${` is not closed")?;
                let value = std::env::var(name);
                let value = value.map_err(|_| format!("there is no variable `{}` here", visible(name)))?;
                (value, left)
            }
            [b'$', ..] => ("$".to_owned(), &token[1..]),
            [_, b'%', ..] => ("%".to_owned(), &token[2..]),
            [_, b'd', ..] => (home().display().to_string(), &token[2..]),
            [_, b'u', ..] => (local_user().ok_or("it is not known who you are")?, &token[2..]),
            _ => {
                let key = token.chars().nth(1).ok_or("nothing comes after its last `%`")?;
                return Err(format!("only ssh knows what `%{}` is", visible(key)));
            }
        };
        expanded.push_str(before);
        expanded.push_str(&value);
        rest = left;
    }
    expanded.push_str(rest);
    Ok(expanded)
}
