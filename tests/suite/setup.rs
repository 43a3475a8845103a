//! `setup.sh` on a host that is not well, with stand-ins for the host's programs; the lab has real hosts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use wezmux::render;

use crate::golden::{cases, fleet};

/// What the stand-ins of a host answer; by default all is set up and runs.
pub struct Host {
    systemctl: &'static str,
    wezterm: &'static str,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            systemctl: "case \"$*\" in *' show '*) printf 'ActiveState=active\\nSubState=running\\nMainPID=1\\nInvocationID=first\\n' ;; esac",
            wezterm: "exit 0",
        }
    }
}

impl Host {
    /// Runs an installer whose `bin_dir` is `home`, which has the stand-ins.
    pub fn run(&self, home: &Path, installer: &str) -> Output {
        self.run_with(home, installer, &[])
    }

    fn run_with(&self, home: &Path, installer: &str, options: &[&str]) -> Output {
        let script = |name: &str, text: &str| {
            let path = home.join(name);
            fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("it is written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is executable");
        };
        script("systemctl", self.systemctl);
        script("loginctl", "echo yes");
        script("journalctl", "echo 'the last words of the server'");
        script("wezterm", self.wezterm);
        script("wezterm-mux-server", "exit 1");
        // Waiting takes no time here.
        script("sleep", "exit 0");
        let wants = home.join(".config/systemd/user/default.target.wants");
        fs::create_dir_all(&wants).expect("a folder");
        let _ = std::os::unix::fs::symlink(
            "../wezterm-mux-server.service",
            wants.join("wezterm-mux-server.service"),
        );
        fs::write(home.join("setup.sh"), installer).expect("it is written");
        Command::new("dash")
            .arg(home.join("setup.sh"))
            .args(options)
            .env("HOME", home)
            .env("PATH", format!("{}:/usr/bin:/bin", home.display()))
            .output()
            .expect("dash")
    }
}

/// Runs the installer of a project of one domain in a home of its own.
fn set_up(host: &Host) -> Output {
    let home = tempfile::tempdir().expect("a folder");
    host.run(home.path(), &installer(home.path(), ""))
}

/// The installer of a project of one domain, with `more` in it.
fn installer(home: &Path, more: &str) -> String {
    let bin_dir = home.display();
    let project = format!(
        "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\nbin_dir = \"{bin_dir}\"\n{more}\n"
    );
    let artifacts = render(&fleet(&project));
    let setup = artifacts
        .iter()
        .find(|artifact| artifact.path.ends_with("setup.sh"));
    setup.expect("the installer").text.clone()
}

#[test]
fn it_says_whose_file_it_replaces_and_whom_it_is_not_for() {
    let home = tempfile::tempdir().expect("a folder");
    let config = home.path().join(".wezterm.lua");
    fs::write(&config, "return {}\n").expect("it is written");
    let text = installer(home.path(), "username = \"somebody\"");
    let host = Host::default();
    let said = |options: &[&str], code| {
        let output = host.run_with(home.path(), &text, options);
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        said.into_owned()
    };
    let dry = said(&["--dry-run"], 3);
    let replace = "would replace ~/.wezterm.lua, which someone else wrote or changed; a copy is kept\n";
    assert!(dry.contains(replace), "{dry}");
    assert!(dry.contains("would write   ~/.config/systemd/user/"), "{dry}");
    let somebody = "wezmux: the project names the user somebody, and this is for ";
    assert!(dry.contains(somebody), "{dry}");
    assert_eq!(fs::read_to_string(&config).expect("it is there"), "return {}\n");
    let real = said(&[], 0);
    assert!(
        real.contains("replaced  ~/.wezterm.lua, which someone else wrote or changed\n"),
        "{real}"
    );
    assert!(real.contains("wrote     ~/.config/systemd/user/"), "{real}");
    assert!(real.contains(somebody), "{real}");

    // Our own is no one else's, until it was changed.
    let text = installer(home.path(), "tabs = 4");
    let said = |options: &[&str], code| {
        let output = host.run_with(home.path(), &text, options);
        assert_eq!(output.status.code(), Some(code));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let dry = said(&["--dry-run"], 3);
    assert!(
        dry.contains("would write   ~/.wezterm.lua\n") && !dry.contains("the project names"),
        "{dry}"
    );
    fs::write(&config, "return { scrollback_lines = 7 }\n").expect("it is written");
    assert!(said(&["--dry-run"], 3).contains(replace));
    let real = said(&[], 0);
    assert!(real.contains("replaced  ~/.wezterm.lua,"), "{real}");
    assert!(
        real.contains("waits     for the next start of the server"),
        "{real}"
    );
    // It is said for as long as it is so.
    let again = said(&[], 0);
    assert!(
        again.contains("waits     for the next start of the server"),
        "{again}"
    );
    let dry = said(&["--dry-run"], 0);
    assert!(dry.starts_with("waits "), "{dry}");
}

#[test]
fn it_says_what_it_does_and_does_nothing_then() {
    let home = tempfile::tempdir().expect("a folder");
    let text = installer(home.path(), "");
    // Whatever else is asked for.
    for options in [
        &["--help"][..],
        &["--uninstall", "--help"],
        &["--help", "--dry-run"],
    ] {
        let output = Host::default().run_with(home.path(), &text, options);
        assert_eq!(output.status.code(), Some(0));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.starts_with("Sets up WezTerm's mux server on a, "), "{said}");
        for word in [
            "ssh h sh -s -- --dry-run <setup.sh",
            "--uninstall",
            "Exit codes",
            "  7  another run",
        ] {
            assert!(said.contains(word), "{said}");
        }
    }
    assert!(!home.path().join(".wezterm.lua").exists() && !home.path().join(".local").exists());
}

#[track_caller]
fn ends(output: &Output, code: i32, last: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(
        said.lines().last().is_some_and(|line| line.contains(last)),
        "{said}"
    );
}

#[test]
fn without_a_systemd_of_the_user_it_says_so() {
    let host = Host {
        systemctl: "exit 1",
        wezterm: "exit 1",
    };
    ends(&set_up(&host), 5, "systemd does not run for");
}

#[test]
fn a_server_that_runs_and_does_not_answer_is_a_failure_with_its_last_words() {
    let host = Host {
        wezterm: "exit 1",
        ..Host::default()
    };
    let output = set_up(&host);
    ends(
        &output,
        1,
        "see: journalctl --user --unit=wezterm-mux-server.service",
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("does not answer at /run/user/"), "{said}");
    assert!(said.contains("the last words of the server"), "{said}");
}

#[test]
fn a_unit_that_does_not_start_is_a_failure() {
    let host = Host {
        systemctl: "case \"$*\" in *' show '*) printf 'ActiveState=activating\\nSubState=auto-restart\\n' ;; esac",
        wezterm: "exit 1",
    };
    let output = set_up(&host);
    ends(
        &output,
        1,
        "see: journalctl --user --unit=wezterm-mux-server.service",
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("does not run: activating, auto-restart"), "{said}");
}

/// What the program runs on a host is the installer with more in it, and no less sound as a script.
#[test]
fn the_script_of_the_program_is_sound() {
    for case in cases() {
        let text = fs::read_to_string(case.join("wezmux.toml")).expect("a project");
        // Domains of a case differ in values alone, and shellcheck takes seconds.
        for domain in &fleet(&text).domains()[..1] {
            let script = tempfile::NamedTempFile::new().expect("a file");
            fs::write(
                script.path(),
                wezmux::render::host_script(domain, |_| "0".repeat(64)),
            )
            .expect("it is written");
            for command in [&["dash", "-n"][..], &["shellcheck", "-s", "sh"]] {
                let output = Command::new(command[0])
                    .args(&command[1..])
                    .arg(script.path())
                    .output()
                    .expect(command[0]);
                let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
                assert!(
                    output.status.success(),
                    "{} of {}: {said}",
                    command[0],
                    domain.name
                );
            }
        }
    }
}
