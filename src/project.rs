//! The project file as written: every value still as it was typed, every field optional.

pub(crate) mod node;
mod reader;
pub(crate) mod writer;

use serde::{Serialize, Serializer};

use crate::diagnostic::{Diagnostic, Lines};
pub use node::Node;
use node::Places;
use reader::Notes;

/// The largest project file that is read, in bytes: enough for ten thousand domains.
pub const MAX_BYTES: usize = 4 << 20;

/// A project file to start from: three servers, and every field in a comment.
pub const STARTER: &str = include_str!("project/starter.toml");

/// The same project in JSON, which the page reads without knowing TOML.
pub const STARTER_JSON: &str = include_str!("project/starter.json");

/// A project as its author wrote it. Nothing in it has been checked beyond its type.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(default)]
pub struct Project {
    /// What every domain has that does not say otherwise.
    #[serde(skip_serializing_if = "writer::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub defaults: DomainEntry,
    /// The window on this computer.
    #[serde(skip_serializing_if = "writer::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub local: LocalEntry,
    /// Key bindings.
    #[serde(skip_serializing_if = "writer::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub keys: KeysEntry,
    /// The domains, in the order of their quick keys.
    pub domain: Vec<DomainEntry>,
}

/// Declares a table of the project file once: the Rust type, its TypeScript type, its reader and its writer.
macro_rules! entry {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty = $read:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub struct $name {
            $(
                $(#[$field_doc])*
                #[cfg_attr(target_arch = "wasm32", tsify(optional))]
                pub $field: Option<$type>,
            )*
        }

        impl $name {
            fn read(fields: &mut reader::Fields<'_>) -> Self {
                Self { $($field: fields.$read(stringify!($field)),)* }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                writer::serialize(self, serializer)
            }
        }

        impl writer::Table for $name {
            fn adopt(
                &mut self,
                other: &Self,
                defaults: &Self,
                tell: &mut dyn FnMut(&'static str, Option<writer::Written<'_>>, writer::Written<'_>),
            ) {
                $(
                    let before = self.$field.as_ref().or(defaults.$field.as_ref());
                    if let Some(value) = other.$field.as_ref().filter(|value| Some(*value) != before) {
                        tell(stringify!($field), before.map(Into::into), value.into());
                        self.$field = Some(value.clone());
                    }
                )*
            }

            fn each_value<'a>(&'a self, visit: &mut dyn FnMut(&'static str, writer::Written<'a>)) {
                $(
                    if let Some(value) = &self.$field {
                        visit(stringify!($field), value.into());
                    }
                )*
            }
        }
    };
}

entry! {
    /// One `[[domain]]`, or the `[defaults]` of all of them.
    DomainEntry {
        /// What WezTerm calls it, and the name of its folder among the files.
        name: String = text,
        /// `host`, `host:port`, `[v6]:port` or an alias from `~/.ssh/config`.
        address: String = text,
        /// The colour that the theme is made from, such as `#bb9af7`.
        accent: String = text,
        /// Words by which several domains are chosen at once.
        tags: Vec<String> = texts,
        /// `dark`, `light`, or `system` to follow the system; `dark` when not given.
        appearance: String = text,
        /// How many colours the ground runs through, 2 to 5; 3 when not given.
        stops: i32 = integer,
        /// Which way it runs: `horizontal`, `vertical`, `radial`, or an angle such as `-45`, the value when not given.
        orientation: String = text,
        /// How opaque the ground is, in percent; 100 when not given.
        opacity: i32 = integer,
        /// How WezTerm blends the colours of the ground: `rgb`, `linear-rgb`, `hsv` or `oklab`; `rgb` when not given.
        blend: String = text,
        /// Whether the sixteen colours of programs are made from the accent too; on a light ground when not given.
        ansi: bool = boolean,
        /// What the badge shows; the name when not given.
        label: String = text,
        /// A Nerd Font name such as `md_server`, or any short text.
        icon: String = text,
        /// The user on the host; when not given, the one that ssh chooses.
        username: String = text,
        /// The private key on this computer that ssh logs in with; when not given, those that ssh tries.
        identity_file: String = text,
        /// Whether programs on the host can use this computer's ssh agent; `false` when not given.
        forward_agent: bool = boolean,
        /// The folder that tabs open in, on the host; `~` when not given.
        cwd: String = text,
        /// How many tabs the host opens when its server starts; 1 when not given.
        tabs: i32 = integer,
        /// The shell on the host, by its path; the user's own login shell when not given.
        shell: String = text,
        /// The language of programs on the host, such as `en_GB.UTF-8`; the host's own when not given.
        locale: String = text,
        /// `openssh` (the user's own `ssh`) or `wezterm` (WezTerm's built-in one); `openssh` when not given.
        transport: String = text,
        /// Seconds between keepalives on transport `openssh`; 15 when not given.
        keepalive: i32 = integer,
        /// The folder of WezTerm's programs on the host; `/usr/bin` when not given.
        bin_dir: String = text,
        /// The key that opens a tab there, such as `LEADER+e`; the first nine domains get a digit when not given.
        key: String = text,
        /// Whether WezTerm attaches it at start; `true` when not given.
        attach: bool = boolean,
        /// Whether badge, titles and closing a tab say that it is in production; `false` when not given.
        production: bool = boolean,
        /// The tabs that the host opens when its server starts, one by one, in place of `tabs`.
        tab: Vec<TabEntry> = tabs,
    }
}

impl DomainEntry {
    /// Reads one domain from a tree of values, as far as its values are of the right type.
    pub fn read_node(node: &Node) -> Self {
        reader::read_domain(node)
    }
}

entry! {
    /// One `[[domain.tab]]`: a tab that the host opens when its server starts.
    TabEntry {
        /// What the tab is called; what runs in it when not given.
        title: String = text,
        /// Its folder on the host; the domain's when not given.
        cwd: String = text,
        /// A command that runs in it, with the shell after it; the shell alone when not given.
        command: String = text,
        /// `right` or `bottom`: a pane there, in the tab before, in place of a tab of its own.
        split: String = text,
    }
}

entry! {
    /// `[local]`: the window on this computer.
    LocalEntry {
        /// The folder that its tabs open in; `~` when not given.
        cwd: String = text,
        /// How many tabs it opens; 1 when not given.
        tabs: i32 = integer,
    }
}

entry! {
    /// `[keys]`: key bindings, written as `CTRL+SHIFT+a`; with `!` behind, also where that takes a key from WezTerm or the shell.
    KeysEntry {
        /// The key that starts every LEADER binding; `CTRL+a` when not given.
        leader: String = text,
        /// How long WezTerm waits for the key after the leader, in milliseconds; 1000 when not given.
        leader_timeout: i32 = integer,
        /// Sends the leader key itself to the program; LEADER and the leader again when not given.
        send_leader: String = text,
        /// Chooses a domain from a list; `LEADER+w` when not given.
        launcher: String = text,
        /// Attaches a domain chosen from a list, as soon as it answers; `LEADER+a` when not given.
        attach: String = text,
        /// Detaches the domain of the tab until it is asked for again; `LEADER+d` when not given.
        detach: String = text,
        /// Makes a new link to the domain of the tab, or tries all lost ones at once; `LEADER+r` when not given.
        reattach: String = text,
        /// Goes to the next tab; `LEADER+n` when not given.
        next_tab: String = text,
        /// Goes to the previous tab; `LEADER+p` when not given.
        previous_tab: String = text,
    }
}

impl KeysEntry {
    /// The key of this name; none where there is none, as of `leader_timeout`, which is no key.
    pub(crate) fn key_mut(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "leader" => &mut self.leader,
            "send_leader" => &mut self.send_leader,
            "launcher" => &mut self.launcher,
            "attach" => &mut self.attach,
            "detach" => &mut self.detach,
            "reattach" => &mut self.reattach,
            "next_tab" => &mut self.next_tab,
            "previous_tab" => &mut self.previous_tab,
            _ => return None,
        })
    }
}

/// A project with what its reader found wrong, and where each field of it stands.
#[derive(Debug)]
pub struct Reading {
    /// What could be read; a field whose value was of the wrong type is absent.
    pub project: Project,
    /// Mistakes of syntax and type, and unknown keys.
    pub diagnostics: Vec<Diagnostic>,
    places: Places,
    meant: Vec<String>,
    lines: Lines,
}

impl Reading {
    /// Of something that could not be read at all.
    pub(crate) fn refused(mistake: Diagnostic) -> Self {
        finish(Project::default(), Notes::of(mistake), "")
    }

    /// The lines with headers of tables.
    pub(crate) fn headers(&self) -> Vec<usize> {
        self.lines.beginning('[')
    }

    /// Whether the text has the field at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.places.has(path)
    }

    /// Whether the field at `path` is missing because its key is misspelt, of which there is a diagnostic already.
    pub(crate) fn is_misspelt(&self, path: &str) -> bool {
        self.meant.iter().any(|meant| meant == path)
    }

    /// The bytes of the text at which the field at `path` stands, or the nearest table around it.
    pub(crate) fn span(&self, path: &str) -> Option<std::ops::Range<usize>> {
        self.places.nearest(path)
    }

    /// Adds to each of `diagnostics` the place of its field, or of the nearest table around it.
    pub fn locate(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics
            .iter_mut()
            .filter(|d| d.place.is_none() && !d.path.is_empty())
        {
            diagnostic.place = self
                .places
                .nearest(&diagnostic.path)
                .map(|span| self.lines.place(span));
        }
    }
}

impl Project {
    /// Reads a project file in TOML. Never fails: mistakes are in the reading's diagnostics, each with its place.
    pub fn read_toml(text: &str) -> Reading {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(reading) = refuse_size(text) {
            return reading;
        }
        let (node, diagnostics) = Node::from_toml(text);
        let (project, mut notes) = reader::read(&node);
        notes.diagnostics.splice(..0, diagnostics);
        finish(project, notes, text)
    }

    /// Reads a project in JSON: the same tables and keys as in TOML. Syntax errors have a place, others a path.
    pub fn read_json(text: &str) -> Reading {
        if let Some(reading) = refuse_size(text) {
            return reading;
        }
        match serde_json::from_str::<Node>(text) {
            Ok(node) => Self::read_node(&node),
            Err(error) => {
                let line_start: usize = text
                    .split_inclusive('\n')
                    .take(error.line().saturating_sub(1))
                    .map(str::len)
                    .sum();
                let at = line_start + error.column().saturating_sub(1);
                let what = error.to_string();
                let what = what.split(" at line ").next().unwrap_or_default();
                let diagnostic =
                    Diagnostic::error("", format!("not JSON: {what}")).at(at..at + 1, &Lines::of(text));
                finish(Project::default(), Notes::of(diagnostic), text)
            }
        }
    }

    /// Reads a project from a tree of values that a program made, such as the page's form.
    pub fn read_node(node: &Node) -> Reading {
        let (project, notes) = reader::read(node);
        finish(project, notes, "")
    }

    /// The project as a TOML file that reads back as this project.
    pub fn to_toml(&self) -> String {
        writer::write(self)
    }
}

fn refuse_size(text: &str) -> Option<Reading> {
    (text.len() > MAX_BYTES).then(|| {
        let message = format!(
            "the file has {} bytes, but at most {MAX_BYTES} are read",
            text.len()
        );
        let diagnostic = Diagnostic::error("", message)
            .hint("a project of a few hundred domains has about 50,000; is this the right file?");
        Reading::refused(diagnostic)
    })
}

fn finish(project: Project, notes: Notes, text: &str) -> Reading {
    let mut reading = Reading {
        project,
        diagnostics: Vec::new(),
        places: notes.places,
        meant: notes.meant,
        lines: Lines::of(text),
    };
    let mut diagnostics = notes.diagnostics;
    reading.locate(&mut diagnostics);
    reading.diagnostics = diagnostics;
    reading
}
