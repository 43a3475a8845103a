//! What README.md shows is so: its commands are run from the first to the last, in one home, as by somebody who reads
//! it; and so are its examples.

use std::fs;
use std::path::Path;
use std::process::Command;

use wezmux::{Project, check, render};

use crate::hosts::Lab;
use crate::lua;
use crate::program::{Run, WEZMUX};
use crate::reference::verbs;

/// What builds for minutes, or is all tests.
const NOT_RUN: [&str; 3] = [
    "cargo run --release --features cli -- serve",
    "cargo install --locked --path . --features cli",
    "tests/run",
];

/// What has something to tell: hosts that are not set up yet, and a question that nobody is there to answer.
const ENDS_WITH_3: [&str; 3] = [
    "wezmux plan",
    "wezmux import ssh --into wezmux.toml",
    "wezmux import wezterm --into wezmux.toml",
];

fn readme() -> String {
    fs::read_to_string("README.md").expect("README.md")
}

/// The blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let readme = readme();
    let fence = format!("\n```{language}\n");
    let rest = readme.split(&fence).skip(1);
    let blocks = rest.map(|rest| rest.split("```").next().expect("a block").to_owned());
    blocks.collect()
}

/// Every command of the blocks, without what it is for.
fn commands() -> Vec<String> {
    let blocks = blocks("sh").concat();
    let lines = blocks.lines().map(|line| line.split(" # ").next());
    lines
        .map(|line| line.expect("a command").trim().to_owned())
        .collect()
}

fn run(lab: &Lab, command: &str) -> Run {
    let program = Path::new(WEZMUX);
    let path = std::env::var("PATH").expect("PATH");
    let path = format!(
        "{}:{}:{path}",
        lab.path("bin").display(),
        program.parent().expect("a folder").display()
    );
    let mut bash = lab.program("bash", &["-c", command]);
    Run::of(bash.env("PATH", path).output().expect("bash"))
}

#[test]
fn every_command_does_what_it_says() {
    let lab = Lab::new(&[]);
    fs::remove_file(lab.path("wezmux.toml")).expect("the project");
    lab.write(".ssh/config", "Host web\n  HostName 10.20.30.9\n");
    let commands = commands();
    for command in NOT_RUN.iter().chain(&ENDS_WITH_3) {
        assert!(commands.iter().any(|line| line == command), "{command} is gone");
    }
    for command in commands {
        if NOT_RUN.contains(&&*command) {
            continue;
        }
        eprintln!("{command}");
        let code = if ENDS_WITH_3.contains(&&*command) { 3 } else { 0 };
        run(&lab, &command).code(code);
        match command.as_str() {
            "wezmux init" => {
                let bin_dir = format!("bin_dir = \"{}\"", lab.path("programs").display());
                let project = lab.read("wezmux.toml").replace("# tags =", "tags =");
                let project = project.replacen("# bin_dir = \"/usr/bin\"", &bin_dir, 1);
                lab.write("wezmux.toml", &project);
            }
            "cp -i out/wezterm.lua ~/.wezterm.lua" => {
                assert_eq!(lab.read(".wezterm.lua"), lab.read("out/wezterm.lua"));
                let own = "return { ssh_domains = { { name = 'box', remote_address = '10.20.30.8' } } }";
                lab.write(".wezterm.lua", own);
            }
            _ => {}
        }
    }
    for file in [
        ".config/wezterm/wezmux.lua",
        "hosts/10.20.30.1/.wezterm.lua",
        "ansible/site.yml",
        "fleet.png",
        "wezmux.schema.json",
        ".local/share/man/man1/wezmux.1",
    ] {
        assert!(lab.has(file), "{file}");
    }
    assert!(!lab.has("hosts/10.20.30.2/.wezterm.lua"), "it was removed");
}

#[test]
fn every_verb_is_shown() {
    let readme = readme();
    for verb in verbs() {
        assert!(readme.contains(&format!("wezmux {verb}")), "{verb}");
    }
}

#[test]
fn the_projects_give_the_files_that_it_says() {
    let projects = blocks("toml");
    let [shortest, tabs] = &projects[..] else {
        panic!("{projects:?}");
    };
    for project in [shortest, &format!("{shortest}{tabs}")] {
        let (fleet, diagnostics) = check(&Project::read_toml(project));
        assert_eq!(diagnostics, []);
        for artifact in render(&fleet.expect("a fleet")) {
            let path = artifact.path.replace("dev-server", "<domain>");
            assert!(readme().contains(&format!("| `{path}` |")), "{path}");
            // Where it goes, from where `build -o out` has put it.
            if let Some(command) = artifact.command {
                let command = command.replacen(&artifact.path, &format!("out/{}", artifact.path), 1);
                assert!(commands().contains(&command), "{command}");
            }
        }
    }
}

#[test]
fn two_lines_are_enough_for_a_config_that_is_there() {
    let config = format!("local config = {{}}\n{}return config\n", blocks("lua").concat());
    let world = lua::module::using(&config, &blocks("toml")[0]);
    // The first is WezTerm's own.
    world.assert("config.unix_domains[2].name", "'dev-server'");
}

#[test]
fn the_package_has_what_is_imported_from_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let modules = folder.path().join("node_modules");
    fs::create_dir(&modules).expect("a folder");
    let package = fs::canonicalize("pkg").expect("the package");
    std::os::unix::fs::symlink(package, modules.join("wezmux")).expect("a link");
    fs::write(folder.path().join("example.mjs"), blocks("js").concat()).expect("it is written");
    let node = Command::new("node")
        .arg("example.mjs")
        .current_dir(&folder)
        .output();
    Run::of(node.expect("node")).code(0);
}
