//! What the program says of itself: the schema, the help, the manual pages, the completions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use wezmux::fleet::{Appearance, Blend, RANGES, Split, Transport};
use wezmux::{Fleet, Project};

use crate::program::{WEZMUX, run};

pub fn says(arguments: &[&str]) -> String {
    run(arguments).code(0).stdout
}

fn schema() -> Value {
    serde_json::from_str(&says(&["schema"])).expect("JSON")
}

fn validator() -> Validator {
    jsonschema::draft7::meta::validate(&schema()).expect("a schema");
    jsonschema::draft7::new(&schema()).expect("a schema")
}

/// Every verb, as the help lists them.
pub fn verbs() -> Vec<String> {
    let help = says(&["--help"]);
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs = lines.take_while(|line| !line.is_empty());
    verbs
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// The keys that the reader knows in each table.
fn keys() -> Vec<(&'static str, BTreeSet<String>)> {
    let tables = [
        ("DomainEntry", "[defaults]"),
        ("TabEntry", "[[domain]]\n[[domain.tab]]"),
        ("LocalEntry", "[local]"),
        ("KeysEntry", "[keys]"),
    ];
    tables
        .map(|(entry, heading)| {
            let reading = Project::read_toml(&format!("{heading}\nzzzzzzz = 1\n"));
            let hint = reading.diagnostics[0].hint.clone().expect("the keys");
            (
                entry,
                hint.split('`').skip(1).step_by(2).map(str::to_owned).collect(),
            )
        })
        .into()
}

fn json_of(text: &str) -> Value {
    serde_json::to_value(Project::read_toml(text).project).expect("a project is JSON")
}

/// Every project file of the cases and the examples.
pub fn projects() -> Vec<PathBuf> {
    let cases = fs::read_dir("tests/cases")
        .expect("cases")
        .map(|case| case.expect("a case").path().join("wezmux.toml"));
    let examples = fs::read_dir("examples")
        .expect("examples")
        .map(|entry| entry.expect("an example").path());
    cases
        .chain(examples)
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect()
}

#[test]
fn every_project_here_fits_the_schema() {
    let validator = validator();
    assert!(projects().len() > 4, "the cases are gone");
    let texts = projects()
        .into_iter()
        .map(|path| fs::read_to_string(path).expect("a text"));
    for text in texts.chain([wezmux::project::STARTER.to_owned()]) {
        // As an editor reads it, not as we do.
        let read: toml::Table = text.parse().expect("TOML");
        let read = serde_json::to_value(read).expect("JSON");
        assert_eq!(
            validator
                .iter_errors(&read)
                .map(|error| error.to_string())
                .collect::<Vec<_>>(),
            Vec::<String>::new()
        );
    }
}

#[test]
fn the_schema_has_every_key_with_its_meaning_and_no_other() {
    let schema = schema();
    for (entry, keys) in keys() {
        let definition = &schema["definitions"][entry];
        let fields = definition["properties"].as_object().expect("fields");
        assert_eq!(fields.keys().cloned().collect::<BTreeSet<_>>(), keys, "{entry}");
        assert_eq!(definition["additionalProperties"], json!(false), "{entry}");
        for (name, field) in fields {
            assert!(
                field["description"].as_str().is_some_and(|text| text.len() > 10),
                "{entry}.{name}"
            );
            assert!(field["type"].is_string(), "{entry}.{name}: {field}");
            let is_number = field["type"] == "integer";
            assert_eq!(
                field["minimum"].is_i64() && field["maximum"].is_i64(),
                is_number,
                "{entry}.{name}"
            );
        }
    }
}

#[test]
fn numbers_and_choices_of_the_schema_are_those_of_the_check() {
    let validator = validator();
    let agrees = |field: &str, value: Value, is_right: bool| {
        let domain = match field {
            "split" => json!({ "tab": [{}, { field: value }] }),
            "leader_timeout" => json!({}),
            _ => json!({ field: value }),
        };
        let keys = if field == "leader_timeout" {
            json!({ field: value })
        } else {
            json!({})
        };
        let mut project = json!({ "domain": [domain], "keys": keys });
        for (key, text) in [("name", "dev"), ("address", "dev.example"), ("accent", "#bb9af7")] {
            project["domain"][0][key] = json!(text);
        }
        let (fleet, found) = Fleet::validate(&Project::read_json(&project.to_string()).project);
        assert_eq!(fleet.is_some(), is_right, "{field} {value}: {found:?}");
        assert_eq!(validator.is_valid(&project), is_right, "{field} {value}");
    };
    for (field, min, max) in RANGES {
        for (value, is_right) in [(min - 1, false), (min, true), (max, true), (max + 1, false)] {
            agrees(field, json!(value), is_right);
        }
    }
    let choices: [(&str, Vec<&str>); 4] = [
        ("appearance", Appearance::NAMES.map(|(name, _)| name).into()),
        ("blend", Blend::NAMES.map(|(name, _)| name).into()),
        ("split", Split::NAMES.map(|(name, _)| name).into()),
        ("transport", Transport::NAMES.map(|(name, _)| name).into()),
    ];
    for (field, names) in choices {
        for name in names {
            agrees(field, json!(name), true);
            agrees(field, json!(name.to_uppercase()), false);
        }
    }
}

#[test]
fn the_schema_refuses_what_no_project_can_be() {
    let validator = validator();
    let domain = json!({ "name": "dev", "address": "dev.example", "accent": "#bb9af7" });
    let with = |key: &str, value: Value| {
        let mut project = json!({ "domain": [domain] });
        project[key] = value;
        project
    };
    assert!(validator.is_valid(&with("local", json!({ "tabs": 3 }))));
    assert!(
        validator.is_valid(
            &json!({ "defaults": { "accent": "red" }, "domain": [{ "name": "a", "address": "a" }] })
        )
    );
    for (wrong, message) in [
        (json!({}), "\"domain\" is a required property"),
        (json!({ "domain": [] }), "[] has less than 1 item"),
        (
            with("domain", json!([{ "name": "a", "address": "a" }])),
            "\"accent\" is a required property",
        ),
        (
            with("domains", json!([])),
            "Additional properties are not allowed ('domains' was unexpected)",
        ),
        (
            with("local", json!({ "tabs": "3" })),
            "\"3\" is not of type \"integer\"",
        ),
        (
            with("local", json!({ "tabs": 0 })),
            "0 is less than the minimum of 1",
        ),
        (
            with("defaults", json!({ "blend": "hsl" })),
            "\"hsl\" is not one of \"rgb\", \"linear-rgb\" or 2 other candidates",
        ),
    ] {
        let found: Vec<String> = validator
            .iter_errors(&wrong)
            .map(|error| error.to_string())
            .collect();
        assert!(found.iter().any(|found| found == message), "{message}: {found:?}");
    }
}

proptest! {
    /// Whatever the check takes, the schema takes.
    #[test]
    fn what_is_right_fits(tabs in -5..80_i32, stops in 0..8_i32, split in "(right|bottom|left)", blend in "(rgb|hsv|x)",
        transport in "(openssh|wezterm|ssh)", label in "\\PC{0,12}", tag in "[a-z]{0,3}", in_defaults: bool, listed: bool) {
        thread_local!(static VALIDATOR: Validator = validator());
        let tab = if listed { format!("[[domain.tab]]\n[[domain.tab]]\nsplit = '{split}'\n") } else { format!("tabs = {tabs}\n") };
        let (common, own) = if in_defaults { ("accent = 'red'\n", "") } else { ("", "accent = 'red'\n") };
        let label = toml_writer::ToTomlValue::to_toml_value(label.as_str());
        let text = format!("[defaults]\n{common}stops = {stops}\nblend = '{blend}'\n[[domain]]\nname = 'a'\naddress = 'a'\n{own}label = {label}\ntags = ['{tag}']\ntransport = '{transport}'\n{tab}");
        let reading = Project::read_toml(&text);
        if let (Some(_), _) = wezmux::check(&reading) {
            VALIDATOR.with(|validator| assert!(validator.is_valid(&json_of(&text)), "{text}"));
        }
    }
}

#[test]
fn there_is_help_for_every_verb_and_topic() {
    let verbs = verbs();
    assert!(verbs.len() > 15, "{verbs:?}");
    for verb in &verbs {
        assert_eq!(says(&["help", verb]), says(&[verb, "--help"]), "{verb}");
    }
    assert_eq!(says(&["help"]), says(&["--help"]));
    let project = says(&["help", "project"]);
    for (_, keys) in keys() {
        for key in keys {
            assert!(project.contains(&format!("\n  {key} = ")), "{key}");
        }
    }
    assert!(project.contains(
        "\n  stops = 2 to 5\n    How many colours the ground runs through, 2 to 5; 3 when not given.\n"
    ));
    assert!(project.contains("\n  split = right | bottom\n"));
    assert!(says(&["help", "exit-codes"]).contains("4 a host could not be reached"));
    let unknown = run(&["help", "plam"]).code(2);
    let known = format!("{}`, `project`, `exit-codes", verbs.join("`, `"));
    assert_eq!(
        unknown.stderr,
        format!("error: there is no help for `plam`\nhelp: there is some for `{known}`\n")
    );
    assert_eq!(
        run(&["help", "import", "shh"]).stderr,
        "error: there is no help for `import shh`\nhelp: there is some for `import ssh`, `import wezterm`\n"
    );
}

#[test]
fn manual_pages_are_those_of_every_verb_and_of_the_project_file() {
    let folder = tempfile::tempdir().expect("a folder");
    says(&["man", "-o", &folder.path().display().to_string()]);
    let mut pages = vec![
        folder.path().join("man1/wezmux.1"),
        folder.path().join("man5/wezmux.toml.5"),
    ];
    pages.extend(
        verbs()
            .iter()
            .map(|verb| folder.path().join(format!("man1/wezmux-{verb}.1"))),
    );
    pages.extend(["ssh", "wezterm"].map(|from| folder.path().join(format!("man1/wezmux-import-{from}.1"))));
    for page in &pages {
        assert!(page.is_file(), "{}", page.display());
    }
    let text = |page: &Path| {
        let output = Command::new("mandoc")
            .args(["-T", "ascii"])
            .arg(page)
            .output()
            .expect("mandoc");
        assert!(
            output.status.success(),
            "{}: {}",
            page.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        // Bold is each letter, a step back, and the letter again.
        let letters: Vec<char> = String::from_utf8(output.stdout).expect("text").chars().collect();
        letters
            .iter()
            .enumerate()
            .filter(|(index, letter)| **letter != '\u{8}' && letters.get(index + 1) != Some(&'\u{8}'))
            .map(|(_, letter)| *letter)
            .collect::<String>()
    };
    let lint = Command::new("mandoc")
        .args(["-T", "lint", "-W", "error"])
        .args(&pages)
        .output()
        .expect("mandoc");
    assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stdout));
    assert!(text(&pages[0]).contains("wezmux-apply(1)"), "{}", text(&pages[0]));
    assert!(text(&pages[1]).contains("stops = 2 to 5"), "{}", text(&pages[1]));
    // What is written with an option, and what the program ends with.
    let page = |verb: &str| text(&folder.path().join(format!("man1/wezmux-{verb}.1")));
    let apply = page("apply");
    let written = apply.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "wezmux apply [-t|--tag TAG]... [--retry-failed]",
        "[--kill-tabs N] [-h|--help] [DOMAIN]...",
        "EXIT STATUS 0 all is as it should be,",
    ] {
        assert!(written.contains(part), "{apply}");
    }
    let export = page("export");
    assert!(
        export.contains("\nNOTES\n") && !export.contains("EXIT STATUS"),
        "{export}"
    );
    let (man, theme) = (page("man"), page("theme"));
    assert!(man.contains("wezmux man -o|--output DIR [-h|--help]\n"), "{man}");
    assert!(theme.contains("[--ansi[=true|false]]"), "{theme}");
    for page in [apply, export, man, theme] {
        assert!(!page.contains("\nEXTRA\n"), "{page}");
    }
}

/// What bash offers for the last of `words`.
fn offered(words: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("wezmux.toml"),
        "[[domain]]\nname = \"dev-server\"\ntags = [\"web\", \"eu\"]\n[[domain]]\nname = \"production\"\ntags = [\"web\"]\n[[domain]]\nnam",
    )
    .expect("a project");
    fs::write(
        folder.path().join("other.toml"),
        "[[domain]]\nname = \"elsewhere\"\n",
    )
    .expect("a project");
    let program = Path::new(WEZMUX).parent().expect("a folder");
    let script = r#"
        source <(wezmux completions bash)
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
        _clap_complete_wezmux wezmux "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let path = format!("{}:{}", program.display(), std::env::var("PATH").expect("PATH"));
    let output = Command::new("bash")
        .args(["-c", script, "bash", "wezmux"])
        .args(words)
        .env("PATH", path)
        .current_dir(&folder)
        .output()
        .expect("bash");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn a_shell_completes_verbs_domains_tags_and_topics() {
    assert_eq!(offered(&["pl"]), ["plan"]);
    assert_eq!(offered(&["plan", "d"]), ["dev-server"]);
    assert_eq!(
        offered(&["restart", "--kill-tabs", "1", "dev-server", "p"]),
        ["production"]
    );
    assert_eq!(offered(&["status", "--tag", ""]), ["eu", "web"]);
    assert_eq!(offered(&["apply", "--project", "other.toml", "e"]), ["elsewhere"]);
    assert_eq!(offered(&["apply", "--project=other.toml", "e"]), ["elsewhere"]);
    assert_eq!(
        offered(&["preview", "other.toml", "--domain", "e"]),
        ["elsewhere"]
    );
    assert_eq!(offered(&["help", "pro"]), ["project"]);
    assert_eq!(offered(&["help", "import", ""]), ["ssh", "wezterm", "--help"]);
    assert_eq!(offered(&["help", "import", "w"]), ["wezterm"]);
    assert_eq!(offered(&["help", "project", ""]), ["--help"]);
    assert_eq!(offered(&["check", "oth"]), ["other.toml"]);
    assert_eq!(offered(&["completions", "b"]), ["bash"]);
}

/// What a line is once Tab was pressed behind it in bash, and what comes then.
fn pressed(line: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let project = "[[domain]]\nname = \"workstation\"\ntags = [\"web\"]\n";
    fs::write(folder.path().join("wezmux.toml"), project).expect("a project");
    fs::write(folder.path().join("other.toml"), project.replace("web", "eu")).expect("a project");
    fs::write(
        folder.path().join("start"),
        "source <(wezmux completions bash)\nbind 'set bell-style none'",
    )
    .expect("a start file");
    let program = Path::new(WEZMUX).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").expect("PATH"));
    // Readline reads from a pipe as well; Ctrl+A goes to the start of the line.
    fs::write(
        folder.path().join("typed"),
        format!("{line}\t\u{1}printf '<%s>' \nexit\n"),
    )
    .expect("a file");
    let output = Command::new("bash")
        .args(["--rcfile", "start", "-i"])
        .stdin(fs::File::open(folder.path().join("typed")).expect("a file"))
        .env("PATH", path)
        .env("HISTFILE", "")
        .env("TERM", "dumb")
        .current_dir(&folder)
        .output()
        .expect("bash");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn an_option_with_its_value_behind_an_equals_sign_is_one_word_to_bash() {
    assert_eq!(pressed("wezmux status --tag=w"), "<wezmux><status><--tag=web>");
    assert_eq!(pressed("wezmux status --tag="), "<wezmux><status><--tag=web>");
    assert_eq!(
        pressed("wezmux apply --changed=o"),
        "<wezmux><apply><--changed=overwrite>"
    );
    assert_eq!(
        pressed("wezmux status --project=other.toml --tag=e"),
        "<wezmux><status><--project=other.toml><--tag=eu>"
    );
    assert_eq!(
        pressed("wezmux plan --tag=web work"),
        "<wezmux><plan><--tag=web><workstation>"
    );
    assert_eq!(pressed("wezmux status --tag w"), "<wezmux><status><--tag><web>");
}

#[test]
fn the_scripts_for_shells_can_be_read_by_them() {
    for shell in ["bash", "zsh"] {
        let script = says(&["completions", shell]);
        let output = Command::new(shell)
            .args(["-n", "-c", &script])
            .output()
            .expect(shell);
        assert!(
            output.status.success(),
            "{shell}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for shell in ["elvish", "fish", "powershell"] {
        assert!(
            says(&["completions", shell]).contains("WEZMUX_COMPLETE"),
            "{shell}"
        );
    }
}
