//! Each folder of `tests/cases` has a project and the files that it gives, to be read by people.
//!
//! `UPDATE=1 cargo test --features cli --test suite -- golden` writes the files anew; the change is then for a reader to judge.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use wezmux::{Artifact, Fleet, Project, check, render};

/// The folders of `tests/cases`.
pub fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/cases")
        .expect("tests run in the project's folder")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 4, "the cases are gone");
    cases
}

/// The fleet of a project file, `text`, that has no errors.
#[track_caller]
pub fn fleet(text: &str) -> Fleet {
    let (fleet, diagnostics) = check(&Project::read_toml(text));
    fleet.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

/// The files of a project file that has no errors.
#[track_caller]
pub fn build(path: &Path) -> Vec<Artifact> {
    render(&fleet(&fs::read_to_string(path).expect("a project file")))
}

fn files_below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            files_below(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(&path).expect("a text file"));
        }
    }
}

/// `folder` has the files `made`, each by its path, and no other; `UPDATE=1` makes it so.
#[track_caller]
pub fn assert_files(folder: &Path, made: &BTreeMap<String, String>) {
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(folder);
        for (path, text) in made {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            fs::write(path, text).expect("the file is written");
        }
    }
    let mut found = BTreeMap::new();
    files_below(folder, "", &mut found);
    let folder = folder.display();
    let paths = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&found), paths(made), "{folder}");
    for (path, text) in made {
        assert_eq!(*text, found[path], "{folder}/{path}");
    }
}

#[test]
fn every_case_gives_its_files() {
    for case in cases() {
        let artifacts = build(&case.join("wezmux.toml")).into_iter();
        let made = artifacts.map(|artifact| (artifact.path, artifact.text));
        assert_files(&case.join("expected"), &made.collect());
    }
}

#[test]
fn every_file_ends_with_one_newline_and_has_no_stray_space() {
    for case in cases() {
        for artifact in build(&case.join("wezmux.toml")) {
            let Artifact { path, text, .. } = artifact;
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
            let stray = text.lines().find(|line| line.ends_with([' ', '\t']));
            assert_eq!(stray, None, "{}/{path}", case.display());
        }
    }
}

#[test]
fn only_installers_are_executable_and_every_installer_has_its_command() {
    for artifact in build(Path::new("examples/guide.toml")) {
        let is_installer = artifact.path.ends_with(".sh");
        assert_eq!(
            artifact.mode,
            if is_installer { 0o755 } else { 0o644 },
            "{}",
            artifact.path
        );
        if is_installer {
            let command = artifact.command.expect("a command");
            assert!(command.starts_with("ssh ") && command.ends_with(&format!("sh -s <{}", artifact.path)));
        }
    }
}

#[test]
fn a_project_written_as_toml_reads_back_the_same() {
    for case in cases() {
        let text = fs::read_to_string(case.join("wezmux.toml")).expect("a project file");
        let project = Project::read_toml(&text).project;
        let again = Project::read_toml(&project.to_toml());
        assert_eq!(again.diagnostics, []);
        assert_eq!(again.project, project, "{}", case.display());
        let json = serde_json::to_string(&project).expect("a project is JSON");
        assert_eq!(Project::read_json(&json).project, project, "{}", case.display());
    }
}
