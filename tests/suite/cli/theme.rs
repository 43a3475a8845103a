//! `wezmux theme`.

use std::fs;
use std::process::{Command, Stdio};

use crate::program::Folder;

#[test]
fn prints_plain_text_to_a_pipe() {
    let folder = Folder::new();
    let run = folder.run(&["theme", "#bb9af7"]).code(0);
    assert!(!run.stdout.contains('\x1b'));
    assert!(run.stdout.contains("  #bb9af7  accent\n"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("   8.1 : 1   4.5   badge  (#130e1c on #bb9af7)\n"),
        "{}",
        run.stdout
    );
    let own = "The sixteen colours of programs are WezTerm's own";
    assert!(run.stdout.contains(own) && !run.stdout.contains("shown as"));
    // One line for each thing, where it is hardest to see.
    let lines = |text: &str| run.stdout.lines().filter(|line| line.contains(text)).count();
    assert_eq!(
        (lines("  text on stop "), lines("  split on stop 3  ")),
        (1, 1),
        "{}",
        run.stdout
    );
    let black = folder.run(&["theme", "black", "--ansi"]).code(0).stdout;
    let shown = "\n  shown as #ffffff, since #000000 would be hard to see on this ground\n";
    assert!(black.ends_with(shown) && !black.contains(own), "{black}");
    let json = folder.run(&["theme", "BB9AF7", "--json"]).code(0).json();
    assert_eq!(json["accent"], "#bb9af7");
    assert_eq!(
        json["background"][0]["source"]["Gradient"]["colors"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    for contrast in json["contrast"].as_array().expect("an array") {
        assert!(contrast["ratio"].as_f64() >= contrast["floor"].as_f64());
    }
    let run = folder.run(&["theme", "#bb9af"]).code(1);
    assert_eq!(
        run.stderr,
        "error: accent `#bb9af` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`\nhelp: it has 5 hex digits, not 3 or 6; did you mean `#bb9aff`?\n"
    );
}

#[test]
fn gives_files_for_wezterm() {
    let folder = Folder::new();
    let scheme = folder
        .run(&["theme", "tomato", "--toml", "--light"])
        .code(0)
        .stdout;
    let scheme: toml::Table = scheme.parse().expect("TOML");
    assert_eq!(scheme["metadata"]["name"].as_str(), Some("#ff6347 light"));
    assert_eq!(scheme["colors"]["ansi"].as_array().map(Vec::len), Some(8));
    assert!(scheme["colors"]["tab_bar"]["active_tab"]["bg_color"].is_str());

    let table = folder.run(&["theme", "teal", "--lua", "--ansi"]).code(0).stdout;
    let lua = mlua::Lua::new();
    let table: mlua::Table = lua.load(&table).eval().expect("Lua");
    let colors: mlua::Table = table.get("colors").expect("a table");
    assert_eq!(colors.get::<String>("background").expect("a colour"), "#021515");
    assert_eq!(colors.get::<Vec<String>>("brights").expect("colours").len(), 8);
    assert!(table.get::<mlua::Table>("window_frame").is_ok());

    let run = folder.run(&["theme", "--suggest", "20", "--light"]).code(0);
    assert_eq!(run.stdout.lines().count(), 16);
    assert_eq!(
        run.stderr,
        "note: of more than 16 some would look alike on a light ground\n"
    );
    let accents = folder.run(&["theme", "--suggest", "5"]).code(0).stdout;
    assert_eq!(
        accents
            .lines()
            .filter(|line| line.len() == 7 && line.starts_with('#'))
            .count(),
        5
    );
    folder.run(&["theme"]).code(2);
    folder.run(&["theme", "--suggest", "0"]).code(2);
    folder.run(&["theme", "--suggest", "3", "--stops", "2"]).code(2);
    folder.run(&["theme", "red", "--lua", "--toml"]).code(2);
}

#[test]
fn takes_what_a_project_says_of_a_look() {
    let folder = Folder::new();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = folder
            .run(&[&["theme", "teal", "--json"], arguments].concat())
            .code(0);
        run.json()
    };
    let look = [
        "--stops",
        "5",
        "--orientation",
        "-30",
        "--opacity",
        "90",
        "--blend",
        "oklab",
    ];
    let theme = json(&look);
    let ground = &theme["background"][0];
    let gradient = &ground["source"]["Gradient"];
    assert_eq!(gradient["colors"].as_array().map(Vec::len), Some(5));
    assert_eq!(gradient["orientation"]["Linear"]["angle"], -30.0);
    assert_eq!(gradient["blend"], "Oklab");
    assert_eq!(ground["opacity"], 0.9);
    assert!(theme["colors"]["ansi"].is_null());
    // What is behind the window is one contrast more.
    let contrasts = |theme: &serde_json::Value| theme["contrast"].as_array().expect("an array").len();
    assert_eq!(contrasts(&theme), 10 + 5 * 4 + 1);
    assert_eq!(
        json(&["--orientation=radial"])["background"][0]["source"]["Gradient"]["orientation"],
        serde_json::json!({ "Radial": {} })
    );
    assert!(json(&["--light", "--ansi=false"])["colors"]["ansi"].is_null());
    assert!(json(&["--ansi"])["colors"]["ansi"].is_array());
    let both = json(&["--appearance", "system"]);
    assert_eq!(both["dark"], json(&[]));
    assert_eq!(both["light"], json(&["--appearance", "light"]));
    let plain = folder
        .run(&[&["theme", "teal"], &look[..]].concat())
        .code(0)
        .stdout;
    assert!(
        plain.contains("\n  orientation -30, blend oklab, opacity 90 %\n"),
        "{plain}"
    );

    // Mistakes are those of a project file, all at once.
    let run = folder.run(&[
        "theme",
        "bb9a",
        "--appearance",
        "dusk",
        "--stops",
        "-9",
        "--orientation",
        "up",
        "--opacity",
        "5",
        "--blend",
        "lab",
        "--json",
    ]);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.code(1).stderr,
        "error: accent `bb9a` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`\n\
         help: a colour with alpha has no place here; did you mean `#bb9`?\n\
         error: appearance `dusk` must be `dark`, `light` or `system`\n\
         error: stops `-9` must be between 2 and 5\n\
         error: orientation `up` must be `horizontal`, `vertical`, `radial`, or an angle in whole degrees such as `-45`\n\
         error: opacity `5` must be between 10 and 100\n\
         error: blend `lab` must be `rgb`, `linear-rgb`, `hsv` or `oklab`\n"
    );
    let run = folder.run(&["theme", "teal", "--opacity", "40"]).code(0);
    assert_eq!(
        run.stderr,
        "warning: opacity `40` lets what is behind the window through: over some of it text has a contrast of 1.7 to 1\n\
         help: `74` or more keeps it at 4.5 to 1 or more, over anything\n"
    );
    assert!(
        run.stdout.contains("  (#ccdfdf on #002f2f), too low\n"),
        "{}",
        run.stdout
    );
    let run = folder
        .run(&["theme", "red", "--toml", "--appearance", "system"])
        .code(2);
    assert_eq!(
        run.stderr,
        "error: a colour scheme is either dark or light, but `system` is both\n\
         help: write one with `--appearance dark` and one with `--appearance light`\n"
    );
    // What is left of `wezmux theme #bb9af7` after a shell has read it.
    let run = folder.run(&["theme"]).code(2);
    assert_eq!(
        run.stderr,
        "error: there is no accent\n\
         help: give one, such as `wezmux theme '#bb9af7'`: without the quotes a shell takes the rest of the line from \
         `#` on as a comment\n"
    );
}

#[test]
fn takes_every_field_of_a_look() {
    let help = Folder::new().run(&["theme", "--help"]).code(0).stdout;
    let readme = fs::read_to_string("README.md").expect("README.md");
    for field in ["appearance", "stops", "orientation", "opacity", "blend", "ansi"] {
        assert!(help.contains(&format!("--{field}")), "{field} in the help");
        assert!(readme.contains(&format!("`--{field}`")), "{field} in the README");
    }
}

/// What the program prints to a terminal: util-linux's `script` gives it one.
fn on_a_terminal(environment: &[(&str, &str)]) -> String {
    let command = format!("{} theme bb9af7", crate::program::WEZMUX);
    let mut script = Command::new("script");
    script
        .args(["-qec", &command, "/dev/null"])
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color");
    let output = script
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("script");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn is_coloured_on_a_terminal_unless_told_otherwise() {
    // Purple as the ground of the tab in front: ISO 8613-6, 24-bit colour.
    assert!(on_a_terminal(&[]).contains("48;2;187;154;247m"));
    assert!(!on_a_terminal(&[("NO_COLOR", "1")]).contains('\x1b'));
}
