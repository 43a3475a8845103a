//! The verbs about hosts, over an `ssh` that stands in for the real one and runs what it gets on this machine; the lab
//! has real hosts.

mod apply;
mod doctor;
mod safety;
mod verbs;

use std::fs;
use std::ops::Deref;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{Folder, Run, WEZMUX};

/// A project with its hosts, in a folder of its own.
pub struct Lab(Folder);

impl Deref for Lab {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Lab {
    /// With one domain for each of `names`, whose address is its name.
    pub fn new(names: &[&str]) -> Self {
        let lab = Self(Folder::new());
        let programs = lab.path("programs");
        fs::create_dir_all(&programs).expect("a folder");
        fs::create_dir_all(lab.path("bin")).expect("a folder");
        for (program, folder) in [
            ("ssh", "bin"),
            ("systemctl", ""),
            ("wezterm", ""),
            ("loginctl", ""),
        ] {
            let folder = if folder.is_empty() { "programs" } else { folder };
            let text = fs::read_to_string(format!("tests/suite/hosts/{program}")).expect(program);
            lab.script(&format!("{folder}/{program}"), &text);
        }
        lab.script("programs/wezterm-mux-server", "#!/bin/sh\nexit 1\n");
        lab.script(
            "programs/journalctl",
            "#!/bin/sh\necho 'the last words of the server'\n",
        );
        lab.script("programs/busctl", "#!/bin/sh\necho 'b false'\n");
        // Waiting takes no time here.
        lab.script("programs/sleep", "#!/bin/sh\nexit 0\n");
        lab.script("programs/flock", "#!/bin/sh\nexec /usr/bin/flock \"$@\"\n");
        lab.script("programs/sudo", "#!/bin/sh\nexit 1\n");
        lab.project(names, "");
        lab
    }

    /// Writes the project anew, with `more` in the defaults.
    pub fn project(&self, names: &[&str], more: &str) {
        let mut text = format!(
            "[defaults]\nbin_dir = \"{}\"\n{more}\n",
            self.path("programs").display()
        );
        for (index, name) in names.iter().enumerate() {
            let accent = format!("#{:06x}", (0x10_20_30 + index * 0x03_05_07) % 0x100_0000);
            text += &format!("[[domain]]\nname = \"{name}\"\naddress = \"{name}\"\naccent = \"{accent}\"\n");
        }
        self.write("wezmux.toml", &text);
    }

    /// Lets a host's ssh do `text` first.
    pub fn ssh(&self, host: &str, text: &str) {
        self.write(&format!("hosts/{host}/ssh"), text);
    }

    fn script(&self, path: &str, text: &str) {
        self.write(path, text);
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).expect("its mode");
    }

    /// What was asked of the hosts since this was asked last.
    pub fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("calls")).unwrap_or_default();
        let _ = fs::remove_file(self.path("calls"));
        text.lines().map(str::to_owned).collect()
    }

    /// Any program, which finds only the `ssh` that stands in for the real one.
    pub fn program(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = self.0.program(program, arguments);
        let path = std::env::var("PATH").expect("PATH");
        command
            .stdin(Stdio::null())
            .env("FAKE", self.root())
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("XDG_STATE_HOME", self.path("state"));
        command
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.program(WEZMUX, arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("it runs"))
    }
}

/// Every file below `folder` with its time, so that a file written anew counts as well.
pub fn tree(folder: &Path) -> Vec<String> {
    let output = Command::new("find")
        .arg(folder)
        .args(["-printf", "%P %m %l %T@\n"])
        .output();
    let text = String::from_utf8(output.expect("find").stdout).expect("text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}
