//! What the documents say is so.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use wezmux::{Project, check};

use crate::reference::says;

/// The documents, but for the changelog: what it tells of may be gone.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir("docs").expect("docs");
    let docs = docs.map(|entry| entry.expect("a page").path());
    let at_the_root = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(PathBuf::from);
    docs.chain(at_the_root).collect()
}

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
fn what_a_comment_of_the_starter_shows_is_what_is_used_unless_it_says_otherwise() {
    let lines: Vec<&str> = wezmux::project::STARTER.lines().collect();
    let fleet_of = |lines: &[&str]| {
        let (fleet, diagnostics) = check(&Project::read_toml(&lines.join("\n")));
        format!("{:?}", fleet.unwrap_or_else(|| panic!("{diagnostics:#?}")))
    };
    let fleet = fleet_of(&lines);
    let (mut count, mut is_of_a_tab) = (0, false);
    for (at, line) in lines.iter().enumerate() {
        let Some(shown) = line.strip_prefix("# ") else {
            is_of_a_tab = false;
            continue;
        };
        // What stands below it stands there in place of `tabs`, as its line says.
        is_of_a_tab |= shown.starts_with("[[domain.tab]]");
        if is_of_a_tab || shown.split_once(" = ").is_none_or(|(key, _)| key.contains(' ')) {
            continue;
        }
        let mut uncommented = lines.clone();
        uncommented[at] = shown;
        let is_used = fleet_of(&uncommented) == fleet;
        let comment = shown.split_once(" # ").map_or("", |(_, comment)| comment);
        assert!(is_used || comment.contains("left out, "), "{line}");
        count += 1;
    }
    assert!(count > 20, "{count}");
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
    for page in pages() {
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
fn verbs_and_flags_in_the_text_are_those_of_the_program() {
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a text");
        for command in text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter_map(|code| code.strip_prefix("wezmux "))
        {
            let mut words = command.split(' ').peekable();
            let mut asked = vec!["help"];
            while let Some(word) =
                words.next_if(|word| word.starts_with(|first: char| first.is_ascii_lowercase()))
            {
                asked.push(word);
            }
            let help = says(&asked);
            for flag in words.filter(|word| word.starts_with('-')) {
                assert!(help.contains(flag), "{}: {command}", page.display());
            }
            count += 1;
        }
    }
    assert!(count > 10, "they are gone");
}

#[test]
fn programs_to_contribute_with_are_there() {
    let text = fs::read_to_string("CONTRIBUTING.md").expect("CONTRIBUTING.md");
    let commands = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let paths: Vec<&str> = commands
        .filter_map(|command| command.split(' ').find(|word| word.contains('/')))
        .collect();
    assert!(paths.len() > 5, "they are gone");
    for path in paths {
        assert!(PathBuf::from(path).exists(), "{path}");
    }
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

#[test]
fn the_limits_in_the_documents_are_those_of_the_code() {
    let page = fs::read_to_string("SECURITY.md").expect("the page");
    let [mebibytes, domains] = [
        wezmux::project::MAX_BYTES >> 20,
        wezmux::fleet::MAX_DOMAINS / 1000,
    ];
    for row in [
        format!("all that it includes | {mebibytes} MiB |"),
        format!("domains of a project | {domains},000 |"),
    ] {
        assert!(page.contains(&row), "{row}");
    }
    // The page refuses a file before it is read.
    let script = fs::read_to_string("www/textfile.js").expect("the script");
    assert!(script.contains(&format!("const LARGEST = {mebibytes} << 20;")));
}
