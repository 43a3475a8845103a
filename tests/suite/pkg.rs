//! The committed `pkg/` is built from this source and gives what the native build gives.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wezmux::fleet::{Accent, Look, Shade};
use wezmux::import::merge::{Merge, merge};
use wezmux::import::ssh_config::Config;
use wezmux::import::wezterm_lua;
use wezmux::render::{Frame, TabBar, preview};
use wezmux::theme::Theme;
use wezmux::theme::vision::{self, Vision};
use wezmux::{Fleet, Project, check, render};

use crate::golden::cases;

fn run(program: &str, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input.as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{program} {arguments:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn is_built_from_this_source() {
    let built_from = fs::read_to_string("pkg/source.sha256").expect("pkg/ is there");
    let source = run(".ci/pkg-source", &[], "");
    assert_eq!(
        built_from, source,
        "pkg/ is older than the source: run .ci/build-pkg"
    );
}

#[test]
fn gives_what_the_native_build_gives() {
    let mut texts: Vec<String> = cases()
        .iter()
        .map(|case| fs::read_to_string(case.join("wezmux.toml")).expect("a project file"))
        .collect();
    texts.extend([
        String::new(),
        wezmux::project::STARTER.to_owned(),
        "[[domain]]\nname = \"local\"\naccent = 7\n[keys]\nleader = \"a\"\nladder = 1".to_owned(),
        "broken = \n[[domain]]".to_owned(),
    ]);
    let input = serde_json::to_string(&texts).expect("JSON");
    // tests/run also hands over one that it has just built.
    let folder = std::env::var("WEZMUX_PKG").unwrap_or_else(|_| "pkg".to_owned());
    let printed = run("node", &["tests/suite/pkg.mjs", &folder], &input);
    let output: Value = serde_json::from_str(&printed).expect("JSON");
    for (text, result) in texts.iter().zip(output["results"].as_array().expect("an array")) {
        let reading = Project::read_toml(text);
        let (fleet, diagnostics) = check(&reading);
        let opened = json!({ "project": reading.project, "diagnostics": diagnostics });
        assert_eq!(result["opened"], opened, "{text}");
        let artifacts = fleet.map(|fleet| render(&fleet)).unwrap_or_default();
        assert_eq!(result["built"]["artifacts"], json!(artifacts), "{text}");
        assert_eq!(result["toml"], json!(reading.project.to_toml()), "{text}");
        let frame = Frame {
            width: 640.0,
            height: 300.0,
            text: 12.5,
            tab_bar: TabBar::Retro,
            shade: Shade::Light,
            vision: Vision::Deuteranopia,
        };
        let project = &reading.project;
        // The browser compresses in another way, and what it compresses is the same.
        for (hosts, link) in [false, true]
            .into_iter()
            .zip(result["links"].as_array().expect("two"))
        {
            let theirs = Project::read(link.as_str().expect("a link"));
            assert_eq!(theirs.diagnostics, []);
            assert_eq!(
                theirs.project,
                Project::read(&project.to_link(hosts)).project,
                "{text}"
            );
        }
        assert_eq!(result["json"]["project"], json!(project), "{text}");
        for (domain, dressed) in project
            .domain
            .iter()
            .zip(result["themes"].as_array().expect("one each"))
        {
            let Some(sketch) = Fleet::sketch_of(domain, &project.defaults) else {
                assert_eq!(dressed, &json!([]));
                continue;
            };
            for (theme, dressed) in sketch
                .look
                .themes()
                .iter()
                .zip(dressed.as_array().expect("themes"))
            {
                assert_eq!(dressed["theme"], json!(theme));
                let contrasts = sketch.look.contrasts(theme);
                let theirs = dressed["contrast"].as_array().expect("contrasts");
                assert_eq!(theirs.len(), contrasts.len());
                for (ours, theirs) in contrasts.iter().zip(theirs) {
                    for key in ["name", "key", "fg", "bg"] {
                        assert_eq!(theirs[key], json!(ours)[key]);
                    }
                    // Reading JSON may miss the last bit, and in JavaScript 3.0 is 3.
                    let is_near = |key: &str, number: f64| {
                        theirs[key]
                            .as_f64()
                            .is_some_and(|theirs| (theirs - number).abs() < 1e-12)
                    };
                    assert!(is_near("ratio", ours.ratio), "{theirs} {}", ours.ratio);
                    assert_eq!(theirs["floor"].as_f64(), Some(ours.floor));
                }
            }
        }
        let sketches = project
            .domain
            .iter()
            .map(|domain| Fleet::sketch_of(domain, &project.defaults));
        let pictures: Vec<Option<String>> = sketches
            .map(|sketch| sketch.map(|sketch| preview(&[sketch], &frame)))
            .collect();
        assert!(result["pictures"] == json!(pictures), "other pictures of {text}");
    }
    let starter = Project::read_toml(wezmux::project::STARTER);
    assert_eq!(output["starter"], json!(starter.project));
    for (shade, found) in [(Shade::Dark, 0), (Shade::Light, 1)] {
        let accent = Accent::parse("#bb9af7").expect("a colour");
        let (mut keys, mut colors) = (Vec::new(), Vec::new());
        Theme::derive(&Look::from(accent), shade).each_color(&mut |key, color| {
            keys.push(key);
            colors.push(u32::from_str_radix(&color.to_string()[1..], 16).expect("hex digits"));
        });
        assert_eq!(
            output["palettes"][found],
            json!({ "keys": keys, "colors": [colors, []] })
        );
    }
    let others = ["#bb9af7", "teal"].map(|accent| Accent::parse(accent).expect("a colour"));
    let far = vision::Candidates::worn(&[Shade::Dark])
        .beside(others)
        .expect("an accent");
    assert_eq!(output["suggested"], far.to_string());
    let import = Config::read(
        "Host web db\n  ProxyJump gate\nHost gate\n  Port 0\nInclude x\n",
        None,
        None,
    );
    let import = import.import();
    let into = "[[domain]]\nname = \"web\"\naddress = \"old\"\naccent = \"teal\"";
    for (found, project) in ["", into].into_iter().enumerate() {
        let Merge {
            project,
            changes,
            notes,
        } = merge(&Project::read_toml(project).project, &import);
        assert_eq!(
            output["imported"][found],
            json!({ "project": project, "changes": changes, "notes": ([import.notes.clone(), notes].concat()) })
        );
    }
    assert_eq!(
        output["kinds"],
        json!(["ssh_config", "wezterm.lua", "project", "link", null])
    );
    let lua = output["lua"].as_object().expect("an object");
    assert!(lua.len() >= 30, "{} configs", lua.len());
    for (text, found) in lua {
        let path = format!("tests/wezterm_lua/{text}");
        let import = wezterm_lua::read(&fs::read_to_string(path).unwrap_or_else(|_| text.clone()));
        let Merge {
            project,
            changes,
            notes,
        } = merge(&Project::default(), &import);
        let expected = json!({ "project": project, "changes": changes, "notes": ([import.notes.clone(), notes].concat()) });
        assert_eq!(*found, expected, "{text}");
    }
}

#[test]
fn returns_mistakes_and_throws_none() {
    let output: Value = serde_json::from_str(&run("node", &["tests/suite/pkg.mjs"], "[]")).expect("JSON");
    let messages: Vec<&str> = output["odd"]["diagnostics"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|diagnostic| diagnostic["message"].as_str().expect("text"))
        .collect();
    assert_eq!(
        messages,
        [
            "`name` must be text, found the number `7`",
            "`tabs` must be a whole number, found text `x`",
            "`domain[1]` must be a table, found text `no`",
            "`nope` is not a key of a project",
            "address is missing, expected an address: `host`, `host:port`, `[v6]:port` or an ssh alias",
            "accent is missing, expected a colour such as `#bb9af7`",
        ]
    );
    assert_eq!(
        output["notAProject"][0][0]["message"],
        "expected a project, found nothing"
    );
    assert_eq!(
        output["notAProject"][1][0]["message"],
        "expected a project, found text `x`"
    );
    assert_eq!(
        output["notAProject"][2][0]["message"],
        "expected a project, found an array"
    );
    assert_eq!(output["accents"][0][0]["theme"]["accent"], "#bb9af7");
    assert_eq!(
        output["accents"][0][0]["theme"]["gradient"],
        json!(["#130e1c", "#221b31", "#2d2043"])
    );
    assert_eq!(output["accents"][1], json!([]));
    assert_eq!(output["accents"][2], json!([]));
    assert_eq!(output["system"][0]["theme"]["shade"], "dark");
    assert_eq!(output["system"][1]["theme"]["shade"], "light");
    assert_eq!(
        output["system"][1]["theme"]["ansi"]["normal"]
            .as_array()
            .map(Vec::len),
        Some(8)
    );
}
