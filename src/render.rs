//! Fleet + Theme → Artifacts: one pure function and one template for each file.

pub mod escape;
pub mod export;
mod preview;

use std::fmt;

use askama::Template;
use serde::Serialize;

use crate::fleet::{BinDir, Blend, Domain, Fleet, Icon, Keys, Orientation, Rooted, Transport};
use crate::theme::{PRODUCTION, Theme};

pub use preview::{Frame, TabBar, preview, preview_of};

/// The version that the files say they were written by.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Lua 5.4, as WezTerm runs it.
    Lua,
    /// A systemd unit.
    Systemd,
    /// POSIX sh.
    Sh,
    /// GitHub's Markdown.
    Markdown,
}

/// A file to be written, shown or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Artifact {
    /// Its path below the folder of all files, with `/` between the parts.
    pub path: String,
    /// The domain that it is for; none when it is for this computer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub domain: Option<String>,
    /// Its permissions, as in `chmod`.
    pub mode: u32,
    /// What it is written in.
    pub language: Language,
    /// The command that puts it to use, to be run in the folder of all files; none where another file does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub command: Option<String>,
    /// Its text; ends with a newline.
    pub text: String,
}

/// What the text of a file is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Config(Form),
    CheatSheet,
    /// Of the domain with this index, as the next two.
    Setup(usize),
    HostConfig(usize),
    Unit(usize),
}

/// A file that is not made yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The file without its text.
    pub artifact: Artifact,
    source: Source,
}

impl Outline {
    /// The file's text. `fleet` is the one that the outline is of.
    pub fn text(&self, fleet: &Fleet) -> String {
        let domain = |index: usize| &fleet.domains()[index];
        match self.source {
            Source::Config(form) => local_config(fleet, form),
            Source::CheatSheet => cheat_sheet(fleet),
            Source::Setup(index) => setup(domain(index)),
            Source::HostConfig(index) => host_config(domain(index)),
            Source::Unit(index) => unit(domain(index)),
        }
    }
}

/// Every file of `fleet` but its text: those for this computer first, then each host's, in the order of the domains.
pub fn outlines(fleet: &Fleet) -> Vec<Outline> {
    let local = |path: &str, language, source| Outline {
        artifact: Artifact {
            path: path.to_owned(),
            domain: None,
            mode: 0o644,
            language,
            command: None,
            text: String::new(),
        },
        source,
    };
    let config = |path: &str, form, command: &str| {
        let mut outline = local(path, Language::Lua, Source::Config(form));
        outline.artifact.command = Some(command.to_owned());
        outline
    };
    let mut outlines = vec![
        // It asks before it replaces a config that is there.
        config("wezterm.lua", Form::Whole, "cp -i wezterm.lua ~/.wezterm.lua"),
        config(
            "wezmux.lua",
            Form::Module,
            "mkdir -p ~/.config/wezterm && cp -i wezmux.lua ~/.config/wezterm/",
        ),
        local("CHEATSHEET.md", Language::Markdown, Source::CheatSheet),
    ];
    for (index, domain) in fleet.domains().iter().enumerate() {
        let on_host = |file: &str, language, source| {
            let mut outline = local(&format!("hosts/{}/{file}", domain.name), language, source);
            outline.artifact.domain = Some(domain.name.to_string());
            outline
        };
        let mut setup = on_host("setup.sh", Language::Sh, Source::Setup(index));
        setup.artifact.mode = 0o755;
        setup.artifact.command = Some(domain.setup_command());
        outlines.extend([
            setup,
            on_host("wezterm.lua", Language::Lua, Source::HostConfig(index)),
            on_host(
                "wezterm-mux-server.service",
                Language::Systemd,
                Source::Unit(index),
            ),
        ]);
    }
    outlines
}

/// Every file of `fleet`, in the order of [`outlines`].
pub fn render(fleet: &Fleet) -> Vec<Artifact> {
    let finished = |outline: Outline| Artifact {
        text: outline.text(fleet),
        ..outline.artifact
    };
    outlines(fleet).into_iter().map(finished).collect()
}

/// A value of a Fleet is text with nothing left to check, so a template cannot fail.
fn fill(template: impl Template) -> String {
    template.render().expect("writing to a string does not fail")
}

/// The two forms of the local config, which differ in their first and last lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A `wezterm.lua` of its own.
    Whole,
    /// A module for the config that one has.
    Module,
}

/// The local config.
fn local_config(fleet: &Fleet, form: Form) -> String {
    #[derive(Template)]
    #[template(path = "wezterm.lua")]
    struct LocalConfig<'a> {
        module: bool,
        hosts: Vec<Dressed<'a>>,
        local: &'a crate::fleet::Local,
        keys: &'a Keys,
    }

    struct Dressed<'a> {
        domain: &'a Domain,
        themes: Vec<Theme>,
    }

    impl Dressed<'_> {
        fn has_label(&self) -> bool {
            self.domain.label.to_string() != self.domain.name.as_ref()
        }

        fn opacity(&self) -> preview::Px {
            preview::Px(f32::from(self.domain.look.opacity) / 100.0)
        }
    }

    impl LocalConfig<'_> {
        fn any_over(&self, transport: Transport) -> bool {
            self.hosts.iter().any(|host| host.domain.transport == transport)
        }

        fn any_in_production(&self) -> bool {
            self.hosts.iter().any(|host| host.domain.production)
        }
    }

    fill(LocalConfig {
        module: form == Form::Module,
        hosts: fleet
            .domains()
            .iter()
            .map(|domain| Dressed {
                domain,
                themes: domain.look.themes(),
            })
            .collect(),
        local: fleet.local(),
        keys: fleet.keys(),
    })
}

/// A host's `~/.wezterm.lua`.
fn host_config(domain: &Domain) -> String {
    #[derive(Template)]
    #[template(path = "host.lua")]
    struct HostConfig<'a> {
        domain: &'a Domain,
    }

    fill(HostConfig { domain })
}

/// A host's systemd user unit.
fn unit(domain: &Domain) -> String {
    #[derive(Template)]
    #[template(path = "mux-server.service")]
    struct Unit<'a> {
        domain: &'a Domain,
    }

    fill(Unit { domain })
}

/// A host's installer, which holds the host's other two files.
fn setup(domain: &Domain) -> String {
    #[derive(Template)]
    #[template(path = "setup.sh")]
    struct Setup<'a> {
        domain: &'a Domain,
        config: &'a str,
        unit: &'a str,
    }

    // The script ends each text with a newline itself: its closing quote then stands on the last line.
    fill(Setup {
        domain,
        config: host_config(domain).trim_end_matches('\n'),
        unit: unit(domain).trim_end_matches('\n'),
    })
}

/// What the program runs on a host: the installer, and beside its own rules what only the program asks for. There is one
/// text of each rule, so that a host that was set up by hand and one that `wezmux apply` did are the same. `sum` is the
/// SHA-256 in hexadecimal.
pub fn host_script(domain: &Domain, sum: impl Fn(&[u8]) -> String) -> String {
    #[derive(Template)]
    #[template(path = "host.sh")]
    struct HostScript<'a> {
        domain: &'a Domain,
        config: &'a str,
        unit: &'a str,
        config_sum: String,
        unit_sum: String,
    }

    let (config, unit) = host_files(domain);
    fill(HostScript {
        domain,
        config: config.trim_end_matches('\n'),
        unit: unit.trim_end_matches('\n'),
        config_sum: sum(config.as_bytes()),
        unit_sum: sum(unit.as_bytes()),
    })
}

/// The two files that a host is set up with: its config and its unit.
pub fn host_files(domain: &Domain) -> (String, String) {
    (host_config(domain), unit(domain))
}

/// Keys, commands and remedies, to be read by people.
fn cheat_sheet(fleet: &Fleet) -> String {
    #[derive(Template)]
    #[template(path = "keys.md")]
    struct KeysSheet<'a> {
        fleet: &'a Fleet,
        keys: &'a Keys,
    }
    #[derive(Template)]
    #[template(path = "host.md")]
    struct HostSheet<'a> {
        domain: &'a Domain,
    }
    // A fence shows commands for a shell, and Markdown reads nothing in it: its values are escaped for the shell.
    #[derive(Template)]
    #[template(path = "host.console")]
    struct HostCommands<'a> {
        domain: &'a Domain,
    }
    #[derive(Template)]
    #[template(path = "troubleshooting.md")]
    struct Troubleshooting;

    let mut text = fill(KeysSheet {
        fleet,
        keys: fleet.keys(),
    });
    for domain in fleet.domains() {
        text.push_str(&fill(HostSheet { domain }));
        text.push_str(&fill(HostCommands { domain }));
    }
    text.push_str(&fill(Troubleshooting));
    text
}

impl Domain {
    /// The address in the form that `ssh_domains` takes: it knows no brackets, so the port of an IPv6 address goes
    /// into `ssh_option` (mux/src/ssh.rs:191-222 at 20250223).
    fn remote_address(&self) -> String {
        match self.address.is_v6() {
            true => self.address.host().to_owned(),
            false => self.address.to_string(),
        }
    }

    /// The port that `remote_address` could not carry.
    fn port_option(&self) -> Option<u16> {
        self.address.port().filter(|_| self.address.is_v6())
    }

    fn has_ssh_option(&self) -> bool {
        self.port_option().is_some() || self.identity_file.is_some() || self.forward_agent
    }

    /// How to run a command on the host by hand.
    fn ssh(&self) -> String {
        format!("ssh {}", self.ssh_destination().join(" "))
    }

    /// The command that sets the host up, run in the folder of all files. No word of it needs quotes.
    fn setup_command(&self) -> String {
        format!("{} sh -s <hosts/{}/setup.sh", self.ssh(), self.name)
    }

    /// The path of WezTerm's `program` on the host, where it is not to be found by name.
    fn program(&self, program: &str) -> String {
        match self.bin_dir == BinDir::default() {
            true => program.to_owned(),
            false => self.bin_dir.command(program),
        }
    }

    /// The folder that a new tab is opened in, as far as this computer can name it.
    fn known_cwd(&self) -> Option<&str> {
        match self.cwd.rooted() {
            Rooted::Absolute(path) => Some(path),
            // Only the host knows where its home is; there `default_cwd` says so.
            Rooted::Home(_) => None,
        }
    }

    /// What the cheat sheet calls the host: label, and the name where it is another.
    fn title(&self) -> impl fmt::Display {
        let (label, name) = (self.label.to_string(), self.name.to_string());
        match label == name {
            true => label,
            false => format!("{label} ({name})"),
        }
    }
}
