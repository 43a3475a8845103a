//! Text of any kind comes back unchanged from the shell and from Markdown; Lua has a module of its own, and the lab
//! asks systemd.

use std::fs;
use std::process::Command;

use askama::filters::Escaper;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use wezmux::render::escape::ShellQuoted;
use wezmux::{Project, check, render};

use crate::setup::Host;

/// A project of one domain, its free text as given.
fn project(label: &str, cwd: &str, bin_dir: &str) -> String {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\nlabel = {}\ncwd = {}\nbin_dir = {}\n",
        text(label),
        text(&format!("/{cwd}")),
        text(bin_dir)
    )
}

/// A file of the project, unless its text was refused.
fn file(project: &str, path: &str) -> Option<String> {
    let (fleet, _) = check(&Project::read_toml(project));
    let artifact = render(&fleet?).into_iter().find(|artifact| artifact.path == path);
    Some(artifact.expect("the file").text)
}

/// Text with a liking for what is special somewhere.
pub fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,40}",
        r#"['"\\`$%!#|*_\[\]<>&;(){}~^@:=+-]{1,20}"#,
        "\\PC{1,40}",
    ]
}

#[test]
fn shells_give_back_any_text() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    // Anything but NUL, which no shell can hold: newlines too.
    let texts: Vec<String> = (0..400)
        .map(|_| {
            let strategy = prop_oneof![odd_text(), "(?s:.{0,40})"];
            strategy
                .new_tree(&mut runner)
                .expect("a text")
                .current()
                .replace('\0', "")
        })
        .collect();
    let mut script = String::from("printf '%s\\0'");
    for text in &texts {
        script.push_str(" '");
        ShellQuoted
            .write_escaped_str(&mut script, text)
            .expect("a string takes it");
        script.push('\'');
    }
    for shell in ["sh", "dash", "bash"] {
        let output = Command::new(shell).args(["-c", &script]).output().expect(shell);
        assert!(output.status.success(), "{shell}");
        let expected: String = texts.iter().map(|text| format!("{text}\0")).collect();
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{shell}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_installer_writes_the_very_files(label in odd_text(), cwd in odd_text()) {
        let home = tempfile::tempdir().expect("a folder");
        let bin_dir = home.path().to_str().expect("a path");
        let project = project(&label, &cwd, bin_dir);
        let setup = file(&project, "hosts/a/setup.sh");
        prop_assume!(setup.is_some());
        let setup = setup.expect("it was just seen");
        let output = Host::default().run(home.path(), &setup);
        prop_assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for (path, written) in [
            ("hosts/a/wezterm.lua", ".wezterm.lua"),
            ("hosts/a/wezterm-mux-server.service", ".config/systemd/user/wezterm-mux-server.service"),
        ] {
            let written = fs::read_to_string(home.path().join(written)).expect("it was written");
            prop_assert_eq!(Some(written), file(&project, path));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_shows_the_text_itself(label in odd_text(), cwd in odd_text()) {
        let sheet = file(&project(&label, &cwd, "/usr/bin"), "CHEATSHEET.md");
        prop_assume!(sheet.is_some());
        let sheet = sheet.expect("it was just seen");
        let mut cells = Vec::new();
        let mut headings = Vec::new();
        let mut paragraphs = Vec::new();
        let mut text = String::new();
        for event in Parser::new_ext(&sheet, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::TableCell | Tag::Heading { .. } | Tag::Paragraph) => text.clear(),
                Event::End(TagEnd::TableCell) => cells.push(text.clone()),
                Event::End(TagEnd::Heading(_)) => headings.push(text.clone()),
                Event::End(TagEnd::Paragraph) => paragraphs.push(text.clone()),
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak => text.push(' '),
                Event::Html(html) | Event::InlineHtml(html) => prop_assert!(false, "{html}"),
                _ => {}
            }
        }
        let label = label.trim();
        let title = if label == "a" { "a".to_owned() } else { format!("{label} (a)") };
        prop_assert!(cells.contains(&format!("New tab in {title}")), "{cells:#?}");
        prop_assert!(headings.contains(&title), "{headings:#?}");
        let line = format!("1 tab in /{cwd}, from accent #ffffff.");
        prop_assert!(paragraphs.contains(&line), "{line}: {paragraphs:#?}");
        // Two columns of keys and three of remedies, however many there are: nothing added a cell.
        prop_assert_eq!(cells.len(), 2 * 9 + 3 * 16);
    }
}
