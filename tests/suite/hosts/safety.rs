//! What must not happen to a host and to the tabs on it, whatever goes wrong meanwhile.

mod connections;
mod cut;
mod files;
mod servers;

use super::Lab;

const CONFIG: &str = "hosts/a/.wezterm.lua";
const UNIT: &str = "hosts/a/.config/systemd/user/wezterm-mux-server.service";
const STATE: &str = "hosts/a/.local/state/wezmux";
const FIRST: &str = "label = \"First\"\ntabs = 2";
const SECOND: &str = "label = \"Second\"\ntabs = 3";

/// One host that is set up, with a tab.
fn set_up() -> Lab {
    let lab = Lab::new(&["a"]);
    lab.project(&["a"], FIRST);
    lab.run(&["apply"]).code(0);
    lab.calls();
    lab
}

/// Its two files.
fn files(lab: &Lab) -> (String, String) {
    (lab.read(CONFIG), lab.read(UNIT))
}

/// A mux server of this user that the unit did not start.
pub(super) fn another_server(lab: &Lab, process: u32) {
    let uid = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(lab.root()).expect("it is there"));
    lab.write(&format!("hosts/a/run/proc/{process}/comm"), "wezterm-mux-ser\n");
    lab.write(
        &format!("hosts/a/run/proc/{process}/status"),
        format!("Name:\tx\nUid:\t{uid}\t0\t0\t0\n"),
    );
}

/// Runs the program at a terminal.
pub(super) fn at_a_terminal(lab: &Lab, words: &str) -> std::process::Child {
    terminal(lab, words).spawn().expect("script")
}

/// The program at a terminal, which `script` makes.
pub(super) fn terminal(lab: &Lab, words: &str) -> std::process::Command {
    shell_at_a_terminal(lab, &format!("{} {words}", crate::program::WEZMUX))
}

/// What the program prints on standard output at a terminal of so many columns.
pub(super) fn shown(lab: &Lab, columns: u16, words: &str) -> String {
    let program = crate::program::WEZMUX;
    let line = format!("stty cols {columns} rows 24; {program} {words} 2>/dev/null");
    let output = shell_at_a_terminal(lab, &line)
        .env("NO_COLOR", "1")
        .stdout(std::process::Stdio::piped())
        .output()
        .expect("script");
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

fn shell_at_a_terminal(lab: &Lab, line: &str) -> std::process::Command {
    let mut command = std::process::Command::new("script");
    command.args(["-qec", line, "/dev/null"]);
    let like = lab.command(&[]);
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .current_dir(lab.root())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null());
    command
}
