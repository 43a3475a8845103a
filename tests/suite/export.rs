//! What engines are given. `tests/lab/engines.test.sh` has the engines themselves.
//!
//! `UPDATE=1 cargo test --features cli --test suite -- export::golden` writes the files anew.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use askama::filters::Escaper;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use wezmux::render::escape::{NixString, QuotedString};
use wezmux::render::export::{Engine, Export, export};
use wezmux::{Fleet, Project, check, render};

use crate::cli::Test;
use crate::escape::odd_text;

const ENGINES: [(&str, Engine); 5] = [
    ("ansible", Engine::Ansible),
    ("pyinfra", Engine::Pyinfra),
    ("cloud-init", Engine::CloudInit),
    ("home-manager", Engine::HomeManager),
    ("tar", Engine::Tar),
];

/// A project with odd values, and in `expected` what the engines are given of it.
const CASE: &str = "tests/exports";

fn fleet(text: &str) -> Fleet {
    let (fleet, diagnostics) = check(&Project::read_toml(text));
    fleet.unwrap_or_else(|| panic!("{diagnostics:#?}"))
}

fn case() -> Fleet {
    fleet(&fs::read_to_string(Path::new(CASE).join("wezmux.toml")).expect("the project"))
}

/// Packs nothing, so that what is packed can be read.
fn plain(fleet: &Fleet, engine: Engine) -> Export {
    export(fleet, engine, str::to_owned)
}

/// Those of `build`, by their text: an export has them as they are.
fn built(fleet: &Fleet) -> BTreeMap<String, String> {
    render(fleet)
        .into_iter()
        .map(|artifact| (artifact.text, artifact.path))
        .collect()
}

#[test]
fn golden() {
    let fleet = case();
    let built = built(&fleet);
    let folder = Path::new(CASE).join("expected");
    let mut expected = BTreeMap::new();
    for (name, engine) in ENGINES {
        for file in export(&fleet, engine, |_| "(packed)".to_owned()).files {
            // Those are among the files of `build`.
            if !built.contains_key(&file.text) {
                expected.insert(format!("{name}/{}", file.path), file.text);
            }
        }
    }
    // It is the same but for the user.
    expected.insert("first-boot.sh".to_owned(), first_boot(&fleet, "1e3").0);
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &expected {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            fs::write(path, text).expect("the file is written");
        }
    }
    let mut found = BTreeMap::new();
    crate::golden::files_below(&folder, "", &mut found);
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (path, text) in expected {
        assert_eq!(text, found[&path], "{path}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
    }
}

/// What is packed in the user-data of a domain: what runs first, and the installer.
fn first_boot(fleet: &Fleet, name: &str) -> (String, String) {
    let packed = std::cell::RefCell::new(Vec::new());
    export(fleet, Engine::CloudInit, |text| {
        packed.borrow_mut().push(text.to_owned());
        String::new()
    });
    let with_user = fleet.domains().iter().filter(|domain| domain.username.is_some());
    let place = with_user
        .into_iter()
        .position(|domain| domain.name.as_ref() == name);
    let packed = packed.into_inner().swap_remove(place.expect("the domain"));
    let (first, installer) = packed.split_once("\n\n# --- setup.sh\n").expect("two parts");
    (format!("{first}\n"), installer.to_owned())
}

#[test]
fn every_engine_is_given_the_very_files_of_build() {
    let fleet = case();
    let built: BTreeMap<String, String> = render(&fleet)
        .into_iter()
        .map(|artifact| (artifact.path, artifact.text))
        .collect();
    for domain in fleet.domains() {
        let name = &domain.name;
        let text = |engine, path: String| {
            let files = plain(&fleet, engine).files;
            let file = files
                .into_iter()
                .find(|file| file.path == path)
                .expect("the file");
            assert_eq!(file.mode, if path.ends_with(".sh") { 0o755 } else { 0o644 });
            file.text
        };
        let setup = &built[&format!("hosts/{name}/setup.sh")];
        assert_eq!(
            &text(Engine::Ansible, format!("roles/wezmux/files/{name}/setup.sh")),
            setup
        );
        assert_eq!(&text(Engine::Pyinfra, format!("hosts/{name}/setup.sh")), setup);
        assert_eq!(&first_boot(&fleet, name.as_ref()).1, setup);
        for file in ["wezterm.lua", "wezterm-mux-server.service"] {
            let path = format!("hosts/{name}/{file}");
            assert_eq!(&text(Engine::HomeManager, path.clone()), &built[&path]);
        }
    }
    let all: BTreeMap<String, String> = plain(&fleet, Engine::Tar)
        .files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    assert_eq!(all, built);
}

#[test]
fn a_domain_without_a_user_has_no_first_boot() {
    let fleet = fleet(
        "[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#fff\"\n[[domain]]\nname = \"b\"\naddress = \"i\"\naccent = \
         \"#f00\"\nusername = \"me\"\n",
    );
    for (_, engine) in ENGINES {
        let export = plain(&fleet, engine);
        let left_out: Vec<String> = export.left_out.iter().map(ToString::to_string).collect();
        let expected: &[&str] = if engine.needs_username() { &["a"] } else { &[] };
        assert_eq!(left_out, expected);
    }
    let paths: Vec<String> = plain(&fleet, Engine::CloudInit)
        .files
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert_eq!(paths, ["hosts/b/user-data"]);
}

/// The names of groups that domains with these tags give, in the inventories of both engines.
fn groups(tags: &[&str]) -> Vec<String> {
    let text: String = (tags.iter().enumerate())
        .map(|(index, tags)| {
            format!("[[domain]]\nname = \"tag_n{index}\"\naddress = \"h{index}\"\naccent = \"#{index}f0\"\ntags = {tags}\n")
        })
        .collect();
    let fleet = fleet(&text);
    let file = |engine, name: &str| {
        let files = plain(&fleet, engine).files;
        files
            .into_iter()
            .find(|file| file.path == name)
            .expect("the file")
            .text
    };
    let names = |text: String, end: &str| -> Vec<String> {
        let names = text.lines().filter(|line| line.starts_with("tag_"));
        names
            .map(|line| line.strip_suffix(end).expect("the end").to_owned())
            .collect()
    };
    let ansible = names(file(Engine::Ansible, "inventory.yml"), ":");
    assert_eq!(names(file(Engine::Pyinfra, "inventory.py"), " = ["), ansible);
    ansible
}

#[test]
fn no_two_tags_and_no_host_share_a_group() {
    assert_eq!(groups(&[r#"["web"]"#, r#"["web", "web"]"#]), ["tag_web"]);
    assert_eq!(
        groups(&[r#"["a-b", "a.b"]"#, r#"["a_b", "a_b_2", "a-b"]"#]),
        ["tag_a_b", "tag_a_b_2", "tag_a_b_3", "tag_a_b_2_2"]
    );
    // The domains here are called tag_n0 and so on.
    assert_eq!(groups(&[r#"["n0"]"#]), ["tag_n0_2"]);
}

/// 400 texts, the same each time.
fn texts() -> Vec<String> {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let text = |_| {
        let strategy = prop_oneof![
            odd_text(),
            "(?s:.{0,40})",
            "[\u{80}-\u{a0}\u{2020}-\u{2030}\u{feff}\u{fff0}-\u{ffff}]{1,9}"
        ];
        let text = strategy.new_tree(&mut runner).expect("a text").current();
        text.replace('\0', "")
    };
    (0..400).map(text).collect()
}

/// The texts as `reader` gives them back, from a list with each in double quotes.
fn read_back(escaper: impl Escaper, (start, between, end): (&str, &str, &str), reader: &mut Command) {
    let texts = texts();
    let mut source = start.to_owned();
    for text in &texts {
        source.push('"');
        escaper
            .write_escaped_str(&mut source, text)
            .expect("a string takes it");
        source.push('"');
        source.push_str(between);
    }
    source.push_str(end);
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), source).expect("it is written");
    let output = reader.arg(file.path()).output().expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Vec<String> = serde_json::from_slice(&output.stdout).expect("a list");
    assert_eq!(found, texts);
}

/// A program of the folder that `tests/lab/engines.sh` makes.
fn engine(program: &str) -> Command {
    Command::new(Path::new("target/tools/engines/bin").join(program))
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn yaml_gives_back_any_text() {
    let program = "import json, sys, yaml\nprint(json.dumps(yaml.safe_load(open(sys.argv[1], newline='', encoding='utf-8').read())))";
    read_back(
        QuotedString,
        ("[", ",\n", "]"),
        engine("python").args(["-c", program]),
    );
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn python_gives_back_any_text() {
    let program = "import ast, json, sys\nprint(json.dumps(ast.literal_eval(open(sys.argv[1], newline='', encoding='utf-8').read())))";
    read_back(
        QuotedString,
        ("[", ",\n", "]"),
        engine("python").args(["-c", program]),
    );
}

#[test]
#[ignore = "needs what tests/lab/engines.sh installs; tests/run does it"]
fn nix_gives_back_any_text() {
    let mut nix = engine("nix-instantiate");
    read_back(
        NixString,
        ("[", "\n", "]"),
        nix.args(["--eval", "--strict", "--json"]),
    );
}

/// Two domains, of which the first says no user.
const PROJECT: &str = "\
[[domain]]
name = \"a\"
address = \"h\"
accent = \"#fff\"

[[domain]]
name = \"b\"
address = \"i\"
accent = \"#f00\"
username = \"me\"
";

#[test]
fn it_writes_a_folder_of_its_own_and_only_over_its_own_files() {
    let test = Test::with(PROJECT);
    let run = test.run(&["export", "ansible"]).code(0);
    assert_eq!(run.stderr, "");
    assert_eq!(
        run.stdout,
        "\
wrote     inventory.yml
wrote     roles/wezmux/defaults/main.yml
wrote     roles/wezmux/files/a/setup.sh
wrote     roles/wezmux/files/b/setup.sh
wrote     roles/wezmux/tasks/main.yml
wrote     site.yml

Next: ansible-playbook -i ansible/inventory.yml ansible/site.yml --check, and without --check.
"
    );
    let run = test.run(&["export", "ansible"]).code(0);
    assert_eq!(run.stdout, "6 files were already right\n");
    // A domain that left takes its files along.
    test.write("wezmux.toml", PROJECT.split_once("\n\n").expect("two").1);
    let run = test.run(&["export", "ansible"]).code(0);
    assert!(
        run.stdout
            .starts_with("updated   inventory.yml\nremoved   roles/wezmux/files/a/setup.sh\n")
    );
    assert!(!test.has("ansible/roles/wezmux/files/a"));

    test.write("ansible/site.yml", "mine");
    let run = test.run(&["export", "ansible"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `ansible` has files that this program did not write, or that were changed since:\n  site.yml\nhelp: write \
         into another folder with `-o`, or replace them with `--force`\n"
    );
    assert_eq!(test.read("ansible/site.yml"), "mine");
    test.run(&["export", "ansible", "--force"]).code(0);
    test.run(&["export", "ansible", "-o", "other"]).code(0);
    assert_eq!(test.read("ansible/site.yml"), test.read("other/site.yml"));
}

#[test]
fn it_says_what_comes_next() {
    let test = Test::with(&PROJECT.replace("accent = \"#fff\"", "accent = \"#fff\"\nusername = \"you\""));
    for (engine, next) in [
        (
            "ansible",
            "ansible-playbook -i ansible/inventory.yml ansible/site.yml --check, and without --check.",
        ),
        (
            "pyinfra",
            "pyinfra --dry pyinfra/inventory.py pyinfra/deploy.py, and without --dry.",
        ),
        (
            "cloud-init",
            "start each host with its cloud-init/hosts/<domain>/user-data.",
        ),
        (
            "home-manager",
            "let the configuration of each host's user import home-manager/hosts/<domain>/home.nix, and yours \
             home-manager/local.nix.",
        ),
    ] {
        let run = test.run(&["export", engine]).code(0);
        assert_eq!(run.stderr, "");
        assert!(
            run.stdout.ends_with(&format!("\n\nNext: {next}\n")),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn it_says_whom_cloud_init_can_do_nothing_for() {
    let test = Test::with(PROJECT);
    let help = "help: write `username = \"ubuntu\"`: at a first boot nobody has logged in yet\n";
    let run = test.run(&["export", "cloud-init"]).code(0);
    assert_eq!(
        run.stderr,
        format!("warning: `a` is left out, since the project does not say its user\n{help}")
    );
    let domain = |index: i32| {
        format!("[[domain]]\nname = \"n{index}\"\naddress = \"n{index}\"\naccent = \"#{index}{index}f\"\n")
    };
    let many: String = (0..2).map(domain).collect();
    test.write("wezmux.toml", many.clone() + PROJECT);
    let run = test.run(&["export", "cloud-init"]).code(0);
    let warning = "warning: `n0`, `n1`, `a` are left out, since the project does not say their user\n";
    assert!(
        run.stderr.ends_with(&format!("{warning}{help}")),
        "{}",
        run.stderr
    );
    test.write("wezmux.toml", many);
    let run = test.run(&["export", "cloud-init", "-o", "none"]).code(1);
    assert!(
        run.stderr.ends_with(
            "error: no domain says its user, whom cloud-init has to know before anyone logs in\nhelp: write `username = \
             \"ubuntu\"` to each domain, or once to `[defaults]`\n"
        ),
        "{}",
        run.stderr
    );
    assert!(!test.has("none"));
}

#[test]
fn the_archive_is_the_same_each_time_and_has_the_modes() {
    let test = Test::with(PROJECT);
    assert_eq!(test.run(&["export", "tar"]).code(0).stdout, "wrote wezmux.tar\n");
    assert_eq!(
        test.run(&["export", "tar"]).code(0).stdout,
        "replaced wezmux.tar\n"
    );
    let archive = fs::read(test.path("wezmux.tar")).expect("it is there");
    let output = test
        .command(&["export", "tar", "-o", "-"])
        .output()
        .expect("it runs");
    assert!(output.stdout == archive && output.stderr.is_empty());
    // As tar itself sees it.
    let list = Command::new("tar")
        .args(["--list", "--verbose", "--numeric-owner", "--utc", "--file"])
        .arg(test.path("wezmux.tar"))
        .output()
        .expect("tar");
    assert!(list.status.success() && list.stderr.is_empty());
    let list = String::from_utf8(list.stdout).expect("text");
    let expected: Vec<(String, u32, usize)> = render(&fleet(PROJECT))
        .into_iter()
        .map(|artifact| (artifact.path, artifact.mode, artifact.text.len()))
        .collect();
    assert_eq!(list.lines().count(), expected.len());
    for (line, (path, mode, size)) in list.lines().zip(expected) {
        let mode = if mode == 0o755 { "-rwxr-xr-x" } else { "-rw-r--r--" };
        let words: Vec<&str> = line.split_whitespace().collect();
        let size = size.to_string();
        assert_eq!(
            words,
            [
                mode,
                "0/0",
                size.as_str(),
                "1980-01-01",
                "00:00",
                &format!("wezmux/{path}")
            ]
        );
    }
    let program = format!("{} export tar -o -", env!("CARGO_BIN_EXE_wezmux"));
    let output = Command::new("script")
        .args(["-qec", &program, "/dev/null"])
        .current_dir(test.path("."))
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("script");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "error: an archive is nothing for a terminal\r\nhelp: name a file with `-o`, or pipe it to `tar`\r\n"
    );
}

#[test]
fn a_project_with_errors_is_not_exported() {
    let test = Test::with("");
    for (engine, _) in ENGINES {
        test.run(&["export", engine]).code(1);
        assert!(!test.has(engine) && !test.has("wezmux.tar"));
    }
    let run = test.run(&["export", "salt"]).code(2);
    assert!(
        run.stderr.starts_with(
            "error: invalid value 'salt' for '<ENGINE>'\n  [possible values: ansible, pyinfra, cloud-init, home-manager, tar]\n"
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_packed_is_gzip_in_base64_and_small_enough_for_every_cloud() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_wezmux"))
        .args(["export", "cloud-init", "-o"])
        .arg(folder.path())
        .arg(Path::new(CASE).join("wezmux.toml"))
        .output()
        .expect("it runs");
    assert!(output.status.success());
    let text = fs::read_to_string(folder.path().join("hosts/yes/user-data")).expect("the file");
    // What EC2 takes.
    assert!(text.len() <= 16 << 10, "{}", text.len());
    let packed = text
        .lines()
        .find_map(|line| line.strip_prefix("    content: \"")?.strip_suffix('"'));
    let packed = STANDARD.decode(packed.expect("it is there")).expect("base64");
    // No time, no name (RFC 1952, 2.3).
    assert_eq!(packed[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    let mut script = String::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_string(&mut script)
        .expect("gzip");
    let (first, installer) = first_boot(&case(), "yes");
    assert_eq!(script, format!("{first}\n# --- setup.sh\n{installer}"));
    let file = folder.path().join("first-boot.sh");
    fs::write(&file, first).expect("it is written");
    let output = Command::new("shellcheck").arg(file).output().expect("shellcheck");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}
