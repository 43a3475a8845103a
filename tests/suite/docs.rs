//! What the documents say is so.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use wezmux::{Project, check};

#[test]
fn examples_and_the_starter_have_no_mistakes() {
    let mut texts = vec![wezmux::project::STARTER.to_owned()];
    let examples = fs::read_dir("examples").expect("examples");
    let paths = examples.map(|entry| entry.expect("an example").path());
    for path in paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        texts.push(fs::read_to_string(path).expect("a text"));
    }
    assert!(texts.len() > 1, "the examples are gone");
    for text in texts {
        let (fleet, diagnostics) = check(&Project::read_toml(&text));
        assert_eq!(diagnostics, []);
        assert_eq!(fleet.expect("a fleet").domains().len(), 3);
    }
}

#[test]
fn the_starter_shows_every_key_of_the_project_file() {
    // The keys of a table are listed in the message about one that is not among them.
    let text = "[defaults]\nzzzzzzz = 1\n[local]\nzzzzzzz = 1\n[keys]\nzzzzzzz = 1\n";
    let mut count = 0;
    for diagnostic in Project::read_toml(text).diagnostics {
        let hint = diagnostic.hint.expect("the keys");
        for key in hint.split('`').skip(1).step_by(2) {
            let shown = wezmux::project::STARTER.lines().any(|line| {
                line.trim_start_matches("# ")
                    .split_once(" = ")
                    .is_some_and(|(name, _)| name == key)
                    || line.contains(&format!("[[domain.{key}]]"))
            });
            assert!(shown, "{key}");
            count += 1;
        }
    }
    assert_eq!(count, 26 + 2 + 9);
}

#[test]
fn the_readme_has_the_two_commands_and_every_verb() {
    let readme = fs::read_to_string("README.md").expect("README.md");
    for command in ["cargo run --release --features cli -- serve", "tests/run"] {
        assert!(readme.lines().any(|line| line == command), "{command}");
    }
    for verb in super::reference::verbs() {
        assert!(readme.contains(&format!("wezmux {verb}")), "{verb}");
    }
}

#[test]
fn the_project_in_the_readme_gives_the_files_that_it_says() {
    let readme = fs::read_to_string("README.md").expect("README.md");
    let project = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a project");
    let (fleet, diagnostics) = check(&Project::read_toml(project));
    assert_eq!(diagnostics, []);
    let artifacts = wezmux::render(&fleet.expect("a fleet"));
    for artifact in &artifacts {
        let path = artifact.path.replace("dev-server", "<domain>");
        assert!(readme.contains(&format!("| `{path}` |")), "{path}");
    }
    let installer = artifacts
        .iter()
        .find(|artifact| artifact.path.ends_with("setup.sh"))
        .expect("an installer");
    let command = installer
        .command
        .as_ref()
        .expect("its command")
        .replace("<hosts", "<out/hosts");
    assert!(readme.lines().any(|line| line == command), "{command}");
}

#[test]
fn the_changelog_has_this_version() {
    let changelog = fs::read_to_string("CHANGELOG.md").expect("CHANGELOG.md");
    assert!(changelog.contains(&format!("## [{}]", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn the_plain_library_needs_neither_the_page_nor_the_program() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--no-default-features",
            "--depth",
            "1",
        ])
        .output()
        .expect("cargo");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).expect("text");
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    let expected = [
        "askama",
        "base64",
        "miniz_oxide",
        "palette",
        "serde",
        "serde_json",
        "strsim",
        "toml",
        "toml_writer",
        "unicode-width",
        "wezmux",
    ];
    assert_eq!(names, expected);
}

#[test]
fn templates_never_switch_escaping_off() {
    let folders = ["src/render", "src/render/export", "src/render/wezterm"]
        .map(|folder| fs::read_dir(folder).expect("templates"));
    for entry in folders.into_iter().flatten() {
        let path = entry.expect("a template").path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        for tag in text
            .split("{{")
            .skip(1)
            .filter_map(|rest| rest.split("}}").next())
        {
            assert!(!tag.contains('|'), "{}: {tag}", path.display());
        }
    }
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut count = 0;
    let pages = fs::read_dir("docs")
        .expect("docs")
        .map(|entry| entry.expect("a page").path());
    let at_the_root = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(PathBuf::from);
    for page in pages.chain(at_the_root) {
        let text = fs::read_to_string(&page).expect("a text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") {
                let target = page.parent().expect("a folder").join(link);
                assert!(target.exists(), "{}: {link}", page.display());
                count += 1;
            }
        }
    }
    assert!(count > 5, "the links are gone");
}

#[test]
fn the_unit_in_the_documents_is_the_one_that_is_made() {
    let page = fs::read_to_string("docs/server.md").expect("the page");
    let unit = "tests/cases/guide/expected/hosts/dev-server/wezterm-mux-server.service";
    let unit = fs::read_to_string(unit).expect("the unit");
    let shown = page
        .split("```ini\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    for line in shown.expect("lines of the unit").lines() {
        assert!(unit.lines().any(|made| made == line), "{line}");
    }
}
