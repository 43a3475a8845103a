//! The files of an ssh_config on this computer: found as ssh finds them, and within bounds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::{Error, source};
use crate::fleet::visible;
use crate::import::ssh_config::{Config, File};
use crate::project::MAX_BYTES;

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

/// Reads an ssh_config, and what it includes.
pub(super) fn read(path: &Path) -> Result<Config, Error> {
    let text = bytes_as_text(path)?;
    let mut room = Room {
        bytes: MAX_BYTES,
        names: 1_000_000,
    };
    let mut include = |written: &str| include(written, &mut room);
    Ok(Config::read(&text, local_user().as_deref(), Some(&mut include)))
}

/// What may still be read and looked at for what a file includes.
struct Room {
    /// Of what has more bytes the whole is refused, and no more is read than shows it.
    bytes: usize,
    /// Names in folders.
    names: usize,
}

/// The files of an `Include`, as ssh looks for them: from `~/.ssh` on (readconf.c:2062-2110 of OpenSSH).
fn include(written: &str, room: &mut Room) -> Result<Vec<File>, String> {
    let expanded = expand(written)?;
    let (from, pattern) = match (expanded.strip_prefix("~/"), expanded.strip_prefix('/')) {
        (Some(rest), _) => (home(), rest),
        (_, Some(rest)) => (PathBuf::from("/"), rest),
        _ if expanded.starts_with('~') => return Err("only ssh knows where other homes are".to_owned()),
        _ => (home().join(".ssh"), expanded.as_str()),
    };
    let mut files = Vec::new();
    for found in find(from, pattern, &mut room.names)? {
        let (path, text) = match found {
            Ok(path) => {
                let text = text_of(&path);
                (path, text)
            }
            Err((folder, why)) => (folder, Some(Err(why))),
        };
        let Some(text) = text else { continue };
        let bytes = text.as_ref().map_or(0, String::len);
        let name = path.display().to_string();
        files.push(File { name, text });
        let left = room.bytes.checked_sub(bytes);
        room.bytes = left.unwrap_or(0);
        if left.is_none() {
            break;
        }
    }
    Ok(files)
}

/// What an included file holds; none of what ssh passes over: a folder, and a link to nothing.
fn text_of(path: &Path) -> Option<Result<String, String>> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return None,
        // A pipe would be waited on for ever, as may some that the kernel makes, which all seem to be empty.
        Ok(found) if !found.is_file() => return Some(Err("it is no file".to_owned())),
        Ok(found) if found.len() == 0 => return Some(Ok(String::new())),
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

/// What fits a pattern below a folder, as glob(3) finds and sorts it; an error once it would look at more than `names`. One
/// name may lead to itself by way of links, and a pattern through it then to any number of paths.
fn find(from: PathBuf, pattern: &str, names: &mut usize) -> Result<Vec<Found>, String> {
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::new()
    };
    let spend = |names: &mut usize| {
        *names = names.checked_sub(1).ok_or("there is too much to look through")?;
        Ok::<_, String>(())
    };
    let mut found = vec![Ok(from)];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        if !part.contains(['*', '?', '[']) {
            for path in found.iter_mut().flatten() {
                spend(names)?;
                path.push(part);
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
        let part = glob::Pattern::new(&part).map_err(|error| error.msg.to_owned())?;
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
                spend(names)?;
                let name = entry.file_name();
                if name.to_str().is_some_and(|name| part.matches_with(name, options)) {
                    next.push(Ok(folder.join(name)));
                }
            }
        }
        found = next;
    }
    let path = |found: &Found| match found {
        Ok(path) | Err((path, _)) => path.clone().into_os_string(),
    };
    found.sort_by_cached_key(path);
    Ok(found)
}

/// `%` and `${}` in the name of a file, as far as they are the same for every host. What ssh cannot read in it ends ssh
/// (vdollar_percent_expand in misc.c of OpenSSH), so nobody has it for long.
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
