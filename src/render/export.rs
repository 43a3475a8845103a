//! Fleet → files for an engine that many hosts are kept with: what [`render()`](super::render()) makes, as that engine
//! takes it.
//!
//! Ansible and pyinfra run each host's own installer, and cloud-init does so at the first boot, so that files, lock and
//! verification are the same everywhere. home-manager owns the files itself: its modules read the very same ones.

use std::collections::HashMap;

use askama::Template;

use super::{Artifact, Form, VERSION, fill, host_config, local_config, setup, unit};
use crate::fleet::{BinDir, Domain, DomainName, Fleet, Rooted, Username};

/// What the files are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A role with a playbook and an inventory.
    Ansible,
    /// A deploy with an inventory.
    Pyinfra,
    /// User-data for the first boot of each host.
    CloudInit,
    /// A module for each host, and one for this computer.
    HomeManager,
    /// None: the files of [`render()`](super::render()) as they are.
    Tar,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder of all files, with `/` between the parts.
    pub path: String,
    /// Its permissions, as in `chmod`.
    pub mode: u32,
    /// Its text; ends with a newline.
    pub text: String,
}

impl From<Artifact> for File {
    fn from(artifact: Artifact) -> Self {
        Self {
            path: artifact.path,
            mode: artifact.mode,
            text: artifact.text,
        }
    }
}

/// What an engine is given.
#[derive(Clone, Debug)]
pub struct Export {
    /// The files.
    pub files: Vec<File>,
    /// The domains that the engine can do nothing for: those whose user the project does not say, of
    /// [`Engine::CloudInit`]. At a first boot nobody has logged in, so that `ssh` has chosen none.
    pub left_out: Vec<DomainName>,
}

impl Engine {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Ansible,
        Self::Pyinfra,
        Self::CloudInit,
        Self::HomeManager,
        Self::Tar,
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }

    /// Its name, as it writes it itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ansible => "ansible",
            Self::Pyinfra => "pyinfra",
            Self::CloudInit => "cloud-init",
            Self::HomeManager => "home-manager",
            Self::Tar => "tar",
        }
    }
}

/// The files of `fleet` for `engine`. `pack` compresses as gzip does and gives base64 (RFC 1952, RFC 4648).
pub fn export(fleet: &Fleet, engine: Engine, pack: impl Fn(&str) -> String) -> Export {
    let file = |path: &str, text: String| File {
        path: path.to_owned(),
        mode: 0o644,
        text,
    };
    let hosts = |folder: &str, name: &str, text: &dyn Fn(&Domain) -> String| -> Vec<File> {
        let mode = if name == "setup.sh" { 0o755 } else { 0o644 };
        let of = |domain: &Domain| File {
            path: format!("{folder}/{}/{name}", domain.name),
            mode,
            text: text(domain),
        };
        fleet.domains().iter().map(of).collect()
    };
    let mut left_out = Vec::new();
    let files = match engine {
        Engine::Ansible => {
            let role = "roles/wezmux";
            let mut files = vec![
                file("inventory.yml", ansible_inventory(fleet)),
                file("site.yml", include_str!("export/site.yml").to_owned()),
                file(
                    &format!("{role}/defaults/main.yml"),
                    include_str!("export/defaults.yml").to_owned(),
                ),
                file(
                    &format!("{role}/tasks/main.yml"),
                    include_str!("export/tasks.yml").to_owned(),
                ),
            ];
            files.extend(hosts(&format!("{role}/files"), "setup.sh", &setup));
            files
        }
        Engine::Pyinfra => {
            let mut files = vec![
                file("inventory.py", pyinfra_inventory(fleet)),
                file("deploy.py", include_str!("export/deploy.py").to_owned()),
            ];
            files.extend(hosts("hosts", "setup.sh", &setup));
            files
        }
        Engine::CloudInit => {
            let mut files = Vec::new();
            for domain in fleet.domains() {
                match &domain.username {
                    Some(username) => files.push(file(
                        &format!("hosts/{}/user-data", domain.name),
                        user_data(domain, username, &pack),
                    )),
                    None => left_out.push(domain.name.clone()),
                }
            }
            files
        }
        Engine::HomeManager => {
            let mut files = vec![
                file("local.nix", include_str!("export/local.nix").to_owned()),
                file("wezterm.lua", local_config(fleet, Form::Whole)),
            ];
            files.extend(hosts("hosts", "home.nix", &home_module));
            files.extend(hosts("hosts", "wezterm.lua", &host_config));
            files.extend(hosts("hosts", "wezterm-mux-server.service", &unit));
            files
        }
        Engine::Tar => super::render(fleet).into_iter().map(File::from).collect(),
    };
    Export { files, left_out }
}

/// A domain in an inventory.
struct Host<'a> {
    /// Its name there; see [`host_name`].
    name: String,
    domain: &'a Domain,
}

/// Hosts that are chosen together.
struct Group {
    /// A name in the engine: letters, digits and `_`.
    name: String,
    meaning: String,
    hosts: Vec<String>,
}

/// The name of a domain's host in an inventory. Neither engine tells a group from a host of the same name, and to Ansible
/// `localhost` is this computer (`C.LOCALHOST`). So what can be a group's name gets a `_` before it, with which no domain
/// and no group begins: `tag_…`, our own two, Ansible's two, and pyinfra's, which it takes from the inventory's file.
fn host_name(domain: &Domain) -> String {
    let name = domain.name.as_ref();
    let is_taken = matches!(
        name,
        "wezmux" | "production" | "all" | "ungrouped" | "inventory" | "localhost" | "127.0.0.1"
    );
    match is_taken || name.starts_with("tag_") {
        true => format!("_{name}"),
        false => name.to_owned(),
    }
}

/// The name of a tag's group, which no other tag's has and which no other tag changes: what is neither an ASCII letter nor
/// digit becomes `_`, and its code points follow at the end.
fn group_name(tag: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric();
    let is_word = tag.chars().all(|c| is_plain(c) || c == '_');
    // Such as `a_2d`, which is what the tag `a-` would become.
    let ends_as_code = tag
        .rsplit('_')
        .next()
        .and_then(|last| u32::from_str_radix(last, 16).ok().and_then(char::from_u32))
        .is_some_and(|c| matches!(c, '-' | '.' | '_') || !c.is_ascii());
    let mut name = format!("tag_{}", tag.replace(|c| !is_plain(c), "_"));
    if !is_word || (tag.contains('_') && ends_as_code) {
        for c in tag.chars().filter(|c| !is_plain(*c)) {
            name += &format!("_{:x}", u32::from(c));
        }
    }
    name
}

fn inventory_hosts(fleet: &Fleet) -> Vec<Host<'_>> {
    let host = |domain| Host {
        name: host_name(domain),
        domain,
    };
    fleet.domains().iter().map(host).collect()
}

/// A group for each tag, in the order in which the project has them, and one for production.
fn groups(fleet: &Fleet) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for domain in fleet.domains() {
        for tag in &domain.tags {
            let tag = tag.to_string();
            let place = *places.entry(tag.clone()).or_insert_with(|| {
                groups.push(Group {
                    name: group_name(&tag),
                    meaning: format!("Those with the tag {tag}."),
                    hosts: Vec::new(),
                });
                groups.len() - 1
            });
            let hosts = &mut groups[place].hosts;
            let host = host_name(domain);
            // A domain may say a tag twice.
            if hosts.last() != Some(&host) {
                hosts.push(host);
            }
        }
    }
    let production = fleet.domains().iter().filter(|domain| domain.production);
    let production: Vec<String> = production.map(host_name).collect();
    if !production.is_empty() {
        groups.push(Group {
            name: "production".to_owned(),
            meaning: "Those with production = true.".to_owned(),
            hosts: production,
        });
    }
    groups
}

fn ansible_inventory(fleet: &Fleet) -> String {
    #[derive(Template)]
    #[template(path = "export/inventory.yml")]
    struct Inventory<'a> {
        hosts: Vec<Host<'a>>,
        groups: Vec<Group>,
    }

    fill(Inventory {
        hosts: inventory_hosts(fleet),
        groups: groups(fleet),
    })
}

fn pyinfra_inventory(fleet: &Fleet) -> String {
    #[derive(Template)]
    #[template(path = "export/inventory.py")]
    struct Inventory<'a> {
        hosts: Vec<Host<'a>>,
        groups: Vec<Group>,
    }

    fill(Inventory {
        hosts: inventory_hosts(fleet),
        groups: groups(fleet),
    })
}

fn user_data(domain: &Domain, username: &Username, pack: &impl Fn(&str) -> String) -> String {
    #[derive(Template)]
    #[template(path = "export/user-data.yml")]
    struct UserData<'a> {
        domain: &'a Domain,
        packed: String,
    }
    #[derive(Template)]
    #[template(path = "export/first-boot.sh")]
    struct FirstBoot<'a> {
        username: &'a Username,
    }

    let script = fill(FirstBoot { username }) + &setup(domain);
    fill(UserData {
        domain,
        packed: pack(&script),
    })
}

/// A host's module for home-manager.
fn home_module(domain: &Domain) -> String {
    #[derive(Template)]
    #[template(path = "export/home.nix")]
    struct Module<'a> {
        domain: &'a Domain,
        is_default: bool,
        is_from_nix: bool,
    }

    let is_default = domain.bin_dir == BinDir::default();
    let is_from_nix = is_default || domain.bin_dir.command("").contains("/.nix-profile/");
    fill(Module {
        domain,
        is_default,
        is_from_nix,
    })
}
