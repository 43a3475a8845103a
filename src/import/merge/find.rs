//! Which domain of a project one of an import is.

use std::collections::{HashMap, HashSet};

use super::user;
use crate::fleet::Address;
use crate::import::{Account, Import};
use crate::project::{DomainEntry, Project};

/// Which domain of `project` each of the import is, and whether it is known by its name. An equal name comes before an
/// equal account, and that before one of which either does not say the user.
pub(super) fn find(project: &Project, import: &Import) -> Vec<Option<(usize, bool)>> {
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut hosts: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, entry) in project.domain.iter().enumerate() {
        if let Some(name) = &entry.name {
            names.entry(name.to_ascii_lowercase()).or_insert(index);
        }
        if let Some(address) = &entry.address {
            hosts.entry(host(address)).or_default().push(index);
        }
    }
    let mut found = vec![None; import.project.domain.len()];
    let mut claimed = HashSet::new();
    for (at, entry) in import.project.domain.iter().enumerate() {
        let name = entry.name.as_ref().filter(|_| import.is_named(at));
        let index = name.and_then(|name| names.get(&name.to_ascii_lowercase()));
        found[at] = index
            .filter(|index| claimed.insert(**index))
            .map(|index| (*index, true));
    }
    for is_exact in [true, false] {
        for (at, entry) in import.project.domain.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let account = import.account(at);
            let user = user(entry, &account);
            let is_same_user = |index: &usize| {
                let own = project.domain[*index].username.as_ref();
                let theirs = own.or(project.defaults.username.as_ref());
                match is_exact {
                    true => user == theirs || user == own,
                    false => user.is_none() || theirs.is_none(),
                }
            };
            let there =
                addresses(entry, &account).flat_map(|address| hosts.get(&address).into_iter().flatten());
            let mut there = there.copied().filter(|index| !claimed.contains(index));
            let index = there.find(is_same_user);
            claimed.extend(index);
            found[at] = index.map(|index| (index, false));
        }
    }
    found
}

/// An address by which the same host at the same port is known again.
pub(super) fn host(address: &str) -> String {
    match Address::parse(address) {
        Ok(parsed) => {
            let host = parsed.host().to_ascii_lowercase();
            match parsed.port() {
                None | Some(22) => host,
                Some(port) => format!("[{host}]:{port}"),
            }
        }
        Err(_) => address.to_ascii_lowercase(),
    }
}

pub(super) fn addresses<'a>(
    entry: &'a DomainEntry,
    account: &'a Account,
) -> impl Iterator<Item = String> + 'a {
    entry
        .address
        .iter()
        .chain(&account.addresses)
        .map(|address| host(address))
}
