//! The program as its user meets it: what it prints, what it writes, how it ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use resvg::tiny_skia::Pixmap;
use tempfile::TempDir;

/// A folder of its own, in which the program is run.
pub struct Test(TempDir);

/// What a run printed, and its exit code.
pub struct Run {
    code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        self
    }
}

impl Test {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// With the project of `text` in `wezmux.toml`.
    pub fn with(text: &str) -> Self {
        let test = Self::new();
        test.write("wezmux.toml", text);
        test
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.path().join(path), text).expect("it is written");
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).expect(path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.path().join(path).exists()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wezmux"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("it runs");
        Run {
            code: output.status.code().expect("it ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

fn guide() -> String {
    fs::read_to_string("examples/guide.toml").expect("the example")
}

#[test]
fn init_writes_a_project_that_builds_and_replaces_none() {
    let test = Test::new();
    let run = test.run(&["init"]).code(0);
    assert_eq!(
        run.stdout,
        "wrote wezmux.toml\n\nNow put your servers into it, then:\n  wezmux check wezmux.toml\n  wezmux build wezmux.toml -o out\n"
    );
    assert_eq!(test.read("wezmux.toml"), wezmux::project::STARTER);
    assert_eq!(
        test.run(&["check"]).code(0).stdout,
        "wezmux.toml: 3 domains, no errors\n"
    );
    test.write("wezmux.toml", "mine");
    let run = test.run(&["init"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `wezmux.toml` is there already\nhelp: replace it with `--force`, or name another file\n"
    );
    assert_eq!(test.read("wezmux.toml"), "mine");
    test.run(&["init", "--force"]).code(0);
    assert_eq!(test.read("wezmux.toml"), wezmux::project::STARTER);
}

#[test]
fn check_shows_each_mistake_at_its_line() {
    let test = Test::with("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#12\"\ntabbs = 3\n");
    let run = test.run(&["check"]).code(1);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "\
error: accent `#12` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`
 --> wezmux.toml:4:10
  |
4 | accent = \"#12\"
  |          ^^^^^ domain[0].accent
  |
  = help: it has 2 hex digits, not 3 or 6; did you mean `#122`?

error: `tabbs` is not a key of `domain`
 --> wezmux.toml:5:1
  |
5 | tabbs = 3
  | ^^^^^ domain[0].tabbs
  |
  = help: did you mean `tabs`?

error: `wezmux.toml` has 2 errors
"
    );
    let json: serde_json::Value =
        serde_json::from_str(&test.run(&["check", "--json"]).code(1).stdout).expect("JSON");
    assert_eq!(json[0]["place"]["line"], 4);
    assert_eq!(json[0]["place"]["column"], 10);
    assert_eq!(json[1]["path"], "domain[0].tabbs");
    assert_eq!(json[1]["severity"], "error");
}

#[test]
fn init_writes_to_standard_output_for_a_dash() {
    let test = Test::new();
    let run = test.run(&["init", "-"]).code(0);
    assert_eq!(run.stdout, wezmux::project::STARTER);
    let files = std::fs::read_dir(test.0.path()).expect("the folder").count();
    assert_eq!(files, 0);
}

#[test]
fn check_tells_the_true_column_however_long_the_line_is() {
    let test = Test::new();
    let long = "x".repeat(2_000_000);
    test.write(
        "wezmux.toml",
        format!("domain = [{{ name = \"a\", label = \"{long}\", address = \"b\", accent = \"zz\" }}]\n"),
    );
    let run = test.run(&["check"]).code(1);
    let errors: Vec<&str> = run.stderr.split("\n\n").collect();
    assert!(
        errors[0].contains("\n --> wezmux.toml:1:33\n"),
        "{}",
        &errors[0][..400]
    );
    assert!(
        errors[0].len() < 2_000,
        "{} bytes are shown of it",
        errors[0].len()
    );
    assert_eq!(
        errors[1],
        "\
error: domain[0].accent: accent `zz` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`
--> wezmux.toml:1:2000061
 = help: `z` is not a hex digit"
    );
}

#[test]
fn check_says_why_a_file_cannot_be_read() {
    let test = Test::new();
    let stderr = |arguments: &[&str]| test.run(arguments).code(1).stderr;
    assert_eq!(
        stderr(&["check"]),
        "error: there is no project file `wezmux.toml`\nhelp: write one with `wezmux init`, or name another file\n"
    );
    test.write("latin", b"# caf\xe9");
    assert_eq!(
        stderr(&["check", "latin"]),
        "error: `latin` is not text: byte 5 is not UTF-8\nhelp: save the file as UTF-8\n"
    );
    assert!(stderr(&["check", "."]).starts_with("error: cannot read `.`: "));
    test.write("a.json", "{\"domain\": [{}]}");
    assert!(
        stderr(&["check", "a.json"])
            .starts_with("error: domain[0].name: name is missing, expected a name such as `dev-server`\n")
    );
}

#[test]
fn check_reads_standard_input() {
    let test = Test::new();
    let mut child = test
        .command(&["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(guide().as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "-: 3 domains, no errors\n"
    );
}

#[test]
fn usage_mistakes_end_with_2() {
    let test = Test::new();
    assert!(
        test.run(&["nope"])
            .code(2)
            .stderr
            .contains("unrecognized subcommand 'nope'")
    );
    test.run(&["check", "--nope"]).code(2);
    test.run(&[]).code(2);
    test.run(&["--help"]).code(0);
    assert_eq!(
        test.run(&["--version"]).code(0).stdout,
        format!("wezmux {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn build_writes_what_the_library_renders() {
    let test = Test::with(&guide());
    let run = test.run(&["build", "-o", "out"]).code(0);
    assert_eq!(run.stderr, "");
    assert!(
        run.stdout
            .starts_with("wrote     CHEATSHEET.md\nwrote     hosts/dev-server/setup.sh\n")
    );
    assert!(
        run.stdout
            .ends_with("\nNext: read out/CHEATSHEET.md, which has the command for each host.\n")
    );
    for artifact in crate::golden::build(Path::new("examples/guide.toml")) {
        let path = format!("out/{}", artifact.path);
        assert_eq!(test.read(&path), artifact.text);
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(test.0.path().join(&path))
            .expect("its mode")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, artifact.mode, "{path}");
    }
    assert_eq!(
        test.run(&["build", "-o", "out"]).code(0).stdout,
        "12 files were already right\n"
    );
}

#[test]
fn build_updates_its_own_files_and_removes_those_of_a_host_that_left() {
    let test = Test::with(&guide());
    test.run(&["build"]).code(0);
    let fewer = guide().replace("label = \"Staging\"", "label = \"Stage\"");
    let fewer = fewer
        .split("[[domain]]\nname = \"workstation\"")
        .next()
        .expect("the first two");
    test.write("wezmux.toml", fewer);
    test.write("out/hosts/workstation/mine", "not ours");
    let run = test.run(&["build"]).code(0);
    let expected = "\
updated   CHEATSHEET.md
updated   hosts/staging/setup.sh
updated   hosts/staging/wezterm-mux-server.service
removed   hosts/workstation/setup.sh
removed   hosts/workstation/wezterm-mux-server.service
removed   hosts/workstation/wezterm.lua
updated   wezmux.lua
updated   wezterm.lua
4 files were already right
";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    assert_eq!(test.read("out/hosts/workstation/mine"), "not ours");
    assert!(!test.has("out/hosts/workstation/setup.sh"));
}

#[test]
fn build_replaces_no_file_that_it_did_not_write() {
    let test = Test::with(&guide());
    fs::create_dir(test.0.path().join("out")).expect("a folder");
    test.write("out/wezterm.lua", "-- mine");
    let run = test.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `out` has files that this program did not write, or that were changed since:\n  wezterm.lua\nhelp: write into another folder with `-o`, or replace them with `--force`\n"
    );
    // Nothing else was written either.
    assert_eq!(test.read("out/wezterm.lua"), "-- mine");
    assert!(!test.has("out/CHEATSHEET.md"));

    test.run(&["build", "--force"]).code(0);
    test.write("out/hosts/staging/setup.sh", "changed by hand");
    test.write("wezmux.toml", guide().replace("Staging", "Stage"));
    let run = test.run(&["build"]).code(1);
    assert!(
        run.stderr.contains("\n  hosts/staging/setup.sh\nhelp: "),
        "{}",
        run.stderr
    );
    assert_eq!(test.read("out/hosts/staging/setup.sh"), "changed by hand");
}

#[test]
fn build_keeps_a_changed_file_of_a_host_that_left() {
    let test = Test::with(&guide());
    test.run(&["build"]).code(0);
    test.write("out/hosts/workstation/setup.sh", "changed by hand");
    let text = guide();
    test.write(
        "wezmux.toml",
        text.split("[[domain]]\nname = \"workstation\"")
            .next()
            .expect("two"),
    );
    test.run(&["build"]).code(0);
    assert_eq!(test.read("out/hosts/workstation/setup.sh"), "changed by hand");
    assert!(!test.has("out/hosts/workstation/wezterm.lua"));
}

#[test]
fn build_trusts_no_record_that_leads_out_of_its_folder() {
    let test = Test::with(&guide());
    test.write("precious", "x");
    fs::create_dir(test.0.path().join("out")).expect("a folder");
    for path in ["../precious", "/etc/hostname", "a//b", "c:x"] {
        test.write(
            "out/.wezmux.json",
            format!("{{\"files\":{{\"{path}\":[\"00\"]}}}}"),
        );
        let run = test.run(&["build"]).code(1);
        assert!(
            run.stderr
                .contains(&format!("`{path}` is no path in this folder")),
            "{}",
            run.stderr
        );
    }
    test.write("out/.wezmux.json", "nonsense");
    let run = test.run(&["build"]).code(1);
    assert!(
        run.stderr
            .starts_with("error: cannot understand `out/.wezmux.json`: "),
        "{}",
        run.stderr
    );
    assert!(test.has("precious"));
}

#[test]
fn build_with_errors_writes_nothing() {
    let test = Test::with("");
    test.run(&["build"]).code(1);
    assert!(!test.has("out"));
}

#[test]
fn build_says_where_it_cannot_write() {
    let test = Test::with(&guide());
    test.write("out", "a file where the folder should be");
    let run = test.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `out` is no folder\nhelp: name another folder with `-o`\n"
    );
}

/// Two hosts.
const PROJECT: &str = "[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"#bb9af7\"\n\
                       [[domain]]\nname = \"b\"\naddress = \"b\"\naccent = \"#e0af68\"\n";

#[test]
fn preview_draws_the_fleet_or_one_host() {
    let test = Test::with(PROJECT);
    let all = test.run(&["preview"]).code(0).stdout;
    assert!(
        all.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1621\" height=\"280\""),
        "{all}"
    );
    let run = test
        .run(&["preview", "--domain", "b", "--width", "400", "-o", "b.svg"])
        .code(0);
    assert_eq!(run.stdout, "wrote b.svg\n");
    let one = test.read("b.svg");
    assert!(
        one.contains("width=\"400\"") && one.contains("<title>b</title>"),
        "{one}"
    );
    let retro = test
        .run(&["preview", "--domain", "b", "--width", "400", "--tab-bar", "retro"])
        .code(0);
    assert_ne!(retro.stdout, one);
    let seen = test
        .run(&[
            "preview",
            "--domain",
            "b",
            "--width",
            "400",
            "--vision",
            "tritanopia",
        ])
        .code(0);
    assert_ne!(seen.stdout, one);
    let run = test.run(&["preview", "--vision", "sharp"]).code(2);
    assert!(run.stderr.contains("protanopia"), "{}", run.stderr);
}

#[test]
fn preview_draws_a_png_with_the_fonts_that_there_are() {
    let test = Test::with(PROJECT);
    let size = |path: &str| {
        let png = fs::read(test.0.path().join(path)).expect("a picture");
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        (number(16), number(20))
    };
    test.run(&["preview", "--domain", "a", "-o", "a.png"]).code(0);
    assert_eq!(size("a.png"), (1600, 560));
    let run = test
        .run(&["preview", "-o", "new/all.PNG", "--scale", "1"])
        .code(0);
    assert_eq!(run.stdout, "wrote new/all.PNG\n");
    assert_eq!(size("new/all.PNG"), (1621, 280));
    let run = test.run(&["preview", "-o", "new/all.PNG"]).code(0);
    assert_eq!(run.stdout, "replaced new/all.PNG\n");
    assert_eq!(size("new/all.PNG"), (3242, 560));
    // The badge of the first window, and of the second.
    let picture = Pixmap::load_png(test.0.path().join("new/all.PNG")).expect("a picture");
    let at = |x: u32| {
        let pixel = picture.pixel(x, 8).expect("a pixel");
        [pixel.red(), pixel.green(), pixel.blue()]
    };
    assert_eq!((at(1580), at(3222)), ([0xbb, 0x9a, 0xf7], [0xe0, 0xaf, 0x68]));
}

#[test]
fn preview_says_what_it_cannot_draw() {
    let test = Test::with(PROJECT);
    let error = |arguments: &[&str]| test.run(&[&["preview"], arguments].concat()).code(1).stderr;
    assert_eq!(
        error(&["-o", "picture.jpg"]),
        "error: `picture.jpg` is neither an SVG nor a PNG\nhelp: end it in `.svg` or `.png`\n"
    );
    assert_eq!(
        error(&["--domain", "c"]),
        "error: there is no domain `c`\nhelp: the project has `a`, `b`\n"
    );
    assert_eq!(
        error(&[
            "-o", "a.png", "--width", "4000", "--height", "4000", "--scale", "4"
        ]),
        "error: the picture would have 32084 times 16000 pixels, but at most 64 million are drawn\n\
         help: write SVG, fewer windows with `--domain`, or smaller ones with `--width`, `--height` and `--scale`\n"
    );
    test.write("file", "");
    assert_eq!(
        error(&["-o", "file/a.svg"]),
        "error: cannot write `file/a.svg`: File exists (os error 17)\n"
    );
    assert!(!test.has("a.png"));
    test.run(&["preview", "--width", "10"]).code(2);
}

#[test]
fn preview_of_thousands_is_svg_or_an_error() {
    let many: String = (0..2000)
        .map(|n| format!("[[domain]]\nname = \"d{n}\"\naddress = \"h{n}\"\naccent = \"#bb9af7\"\n"))
        .collect();
    let test = Test::with(&many);
    let run = test.run(&["preview", "-o", "all.png", "--scale", "1"]).code(1);
    let message =
        "error: the picture would have 36924 times 13524 pixels, but at most 64 million are drawn\n";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    let run = test.run(&["preview", "-o", "all.svg"]).code(0);
    assert_eq!(run.stdout, "wrote all.svg\n");
}

#[test]
fn share_writes_a_link_that_every_verb_reads() {
    let test = Test::with(PROJECT);
    let link = test
        .run(&["share", "--hosts", "--page", "https://example.org/w/"])
        .code(0)
        .stdout;
    let link = link.trim();
    assert!(link.starts_with("https://example.org/w/#1."), "{link}");
    assert_eq!(
        test.run(&["check", link]).code(0).stdout,
        "link: 2 domains, no errors\n"
    );
    assert_eq!(
        test.run(&["share", link, "--toml"]).code(0).stdout,
        PROJECT.replace("\n[[", "\n\n[[")
    );
    // Without hosts it is a project that has to be completed, and says where.
    let bare = test.run(&["share"]).code(0).stdout;
    let run = test.run(&["check", bare.trim()]).code(1);
    assert!(
        run.stderr.contains("address is missing") && run.stderr.contains("--> link:1:1"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.ends_with(
            "error: the link has 2 errors\nhelp: write it into a file with `wezmux share --toml`, and mend it there\n"
        ),
        "{}",
        run.stderr
    );
    // What windows look like is in it.
    let drawn = test.run(&["preview", bare.trim()]).code(0);
    assert!(
        drawn.stdout.contains("host-2") && drawn.stderr.is_empty(),
        "{}",
        drawn.stderr
    );
    let run = test.run(&["preview", bare.trim(), "--domain", "a"]).code(1);
    assert_eq!(
        run.stderr,
        "error: there is no domain `a`\nhelp: the project has `host-1`, `host-2`\n"
    );
    // Only in a link is an address left out on purpose.
    test.write(
        "bare.toml",
        test.run(&["share", bare.trim(), "--toml"]).code(0).stdout,
    );
    let run = test.run(&["preview", "bare.toml"]).code(1);
    assert!(
        run.stderr.ends_with("error: `bare.toml` has 2 errors\n"),
        "{}",
        run.stderr
    );
    // Behind another address it would not open.
    for page in [
        "example.org/w/",
        "https://",
        "https:///w",
        "https://example.org/w#a",
        "https://a b",
    ] {
        let run = test.run(&["share", "--page", page]).code(2);
        let message = format!(
            "error: invalid value '{page}' for '--page <URL>': expected an address such as `https://example.org/wezmux/`, without `#`\n"
        );
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
    }
    // A project with mistakes can be shared, and noise cannot.
    test.write("wezmux.toml", PROJECT.replace("#bb9af7", "#bb9a"));
    test.run(&["share"]).code(0);
    test.write("wezmux.toml", "= noise");
    assert_eq!(test.run(&["share"]).code(1).stdout, "");
    let run = test.run(&["check", "#1.eNp9"]).code(1);
    assert!(
        run.stderr.starts_with("error: the link is cut short\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn build_leaves_what_was_changed_by_hand_and_says_so() {
    let test = Test::with(PROJECT);
    test.run(&["build"]).code(0);
    test.write("out/hosts/b/setup.sh", "mine");
    test.write("wezmux.toml", PROJECT.replace("\"b\"", "\"c\""));
    let run = test.run(&["build"]).code(0);
    let line = "left      hosts/b/setup.sh, which was changed by hand, though its domain is gone\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert_eq!(test.read("out/hosts/b/setup.sh"), "mine");
    let run = test.run(&["build", "-o", "wezmux.toml"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `wezmux.toml` is no folder\nhelp: name another folder with `-o`\n"
    );
}

#[test]
fn theme_prints_plain_text_to_a_pipe() {
    let test = Test::new();
    let run = test.run(&["theme", "#bb9af7"]).code(0);
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
    let black = test.run(&["theme", "black", "--ansi"]).code(0).stdout;
    let shown = "\n  shown as #ffffff, since #000000 would be hard to see on this ground\n";
    assert!(black.ends_with(shown) && !black.contains(own), "{black}");
    let json: serde_json::Value =
        serde_json::from_str(&test.run(&["theme", "BB9AF7", "--json"]).code(0).stdout).expect("JSON");
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
    let run = test.run(&["theme", "#bb9af"]).code(1);
    assert_eq!(
        run.stderr,
        "error: accent `#bb9af` must be a colour such as `#bb9af7`, `rebeccapurple`, `rgb(187 154 247)` or `oklch(75% 0.13 299)`\nhelp: it has 5 hex digits, not 3 or 6; did you mean `#bb9aff`?\n"
    );
}

#[test]
fn theme_gives_files_for_wezterm() {
    let test = Test::new();
    let scheme = test.run(&["theme", "tomato", "--toml", "--light"]).code(0).stdout;
    let scheme: toml::Table = scheme.parse().expect("TOML");
    assert_eq!(scheme["metadata"]["name"].as_str(), Some("#ff6347 light"));
    assert_eq!(scheme["colors"]["ansi"].as_array().map(Vec::len), Some(8));
    assert!(scheme["colors"]["tab_bar"]["active_tab"]["bg_color"].is_str());

    let table = test.run(&["theme", "teal", "--lua", "--ansi"]).code(0).stdout;
    let lua = mlua::Lua::new();
    let table: mlua::Table = lua.load(&table).eval().expect("Lua");
    let colors: mlua::Table = table.get("colors").expect("a table");
    assert_eq!(colors.get::<String>("background").expect("a colour"), "#021515");
    assert_eq!(colors.get::<Vec<String>>("brights").expect("colours").len(), 8);
    assert!(table.get::<mlua::Table>("window_frame").is_ok());

    let run = test.run(&["theme", "--suggest", "20", "--light"]).code(0);
    assert_eq!(run.stdout.lines().count(), 16);
    assert_eq!(
        run.stderr,
        "note: of more than 16 some would look alike on a light ground\n"
    );
    let accents = test.run(&["theme", "--suggest", "5"]).code(0).stdout;
    assert_eq!(
        accents
            .lines()
            .filter(|line| line.len() == 7 && line.starts_with('#'))
            .count(),
        5
    );
    test.run(&["theme"]).code(2);
    test.run(&["theme", "--suggest", "0"]).code(2);
    test.run(&["theme", "--suggest", "3", "--stops", "2"]).code(2);
    test.run(&["theme", "red", "--lua", "--toml"]).code(2);
}

#[test]
fn theme_takes_what_a_project_says_of_a_look() {
    let test = Test::new();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = test
            .run(&[&["theme", "teal", "--json"], arguments].concat())
            .code(0);
        serde_json::from_str(&run.stdout).expect("JSON")
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
    let plain = test.run(&[&["theme", "teal"], &look[..]].concat()).code(0).stdout;
    assert!(
        plain.contains("\n  orientation -30, blend oklab, opacity 90 %\n"),
        "{plain}"
    );

    // Mistakes are those of a project file, all at once.
    let run = test.run(&[
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
    let run = test.run(&["theme", "teal", "--opacity", "40"]).code(0);
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
    let run = test
        .run(&["theme", "red", "--toml", "--appearance", "system"])
        .code(2);
    assert_eq!(
        run.stderr,
        "error: a colour scheme is either dark or light, but `system` is both\n\
         help: write one with `--appearance dark` and one with `--appearance light`\n"
    );
}

#[test]
fn theme_takes_every_field_of_a_look() {
    let help = Test::new().run(&["theme", "--help"]).code(0).stdout;
    let readme = fs::read_to_string("README.md").expect("README.md");
    for field in ["appearance", "stops", "orientation", "opacity", "blend", "ansi"] {
        assert!(help.contains(&format!("--{field}")), "{field} in the help");
        assert!(readme.contains(&format!("`--{field}`")), "{field} in the README");
    }
}

#[test]
fn a_build_that_was_cut_short_knows_its_files_again() {
    let test = Test::with(&guide());
    test.run(&["build"]).code(0);
    // A folder in the place of a file ends the next build half way.
    test.write(
        "wezmux.toml",
        guide()
            .replace("Staging", "Stage")
            .replace("tabs = 3", "tabs = 2"),
    );
    fs::remove_file(test.0.path().join("out/wezterm.lua")).expect("it is there");
    fs::remove_file(test.0.path().join("out/hosts/workstation/setup.sh")).expect("it is there");
    fs::remove_dir_all(test.0.path().join("out/hosts/workstation")).expect("it is there");
    test.write("out/hosts/workstation", "a file where the folder should be");
    test.run(&["build"]).code(1);
    fs::remove_file(test.0.path().join("out/hosts/workstation")).expect("it is there");
    test.write("wezmux.toml", guide().replace("Staging", "Other"));
    test.run(&["build"]).code(0);
    assert!(test.read("out/CHEATSHEET.md").contains("Other"));
}

#[test]
fn build_waits_for_no_pipe() {
    let test = Test::with(&guide());
    fs::create_dir(test.0.path().join("out")).expect("a folder");
    let pipe = test.0.path().join("out/wezterm.lua");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo")
            .success()
    );
    let run = test.run(&["build"]).code(1);
    assert_eq!(
        run.stderr,
        "error: cannot read `out/wezterm.lua`: it is no file\n"
    );
}

/// What the program prints to a terminal: util-linux's `script` gives it one.
fn on_a_terminal(environment: &[(&str, &str)]) -> String {
    let command = format!("{} theme bb9af7", env!("CARGO_BIN_EXE_wezmux"));
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
fn theme_is_coloured_on_a_terminal_unless_told_otherwise() {
    // Purple as the ground of the tab in front: ISO 8613-6, 24-bit colour.
    assert!(on_a_terminal(&[]).contains("48;2;187;154;247m"));
    assert!(!on_a_terminal(&[("NO_COLOR", "1")]).contains('\x1b'));
}

/// The page's server, ended when the test is.
struct Served {
    child: Child,
    address: String,
    /// Kept open: a program whose output nobody reads may end.
    _stdout: BufReader<ChildStdout>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn new() -> Self {
        let mut child = Test::new()
            .command(&["serve", "--port", "0"])
            .current_dir("/")
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        stdout.read_line(&mut line).expect("it prints");
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|line| line.strip_suffix('/'));
        Self {
            address: address.expect("an address").to_owned(),
            child,
            _stdout: stdout,
        }
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        (
            String::from_utf8_lossy(&answer[..end]).to_lowercase(),
            answer[end + 4..].to_vec(),
        )
    }
}

#[test]
fn serve_gives_the_page_to_this_computer() {
    let served = Served::new();
    assert!(served.address.starts_with("127.0.0.1:"));
    for (path, file, kind) in [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/www/app.js", "www/app.js", "text/javascript; charset=utf-8"),
        ("/pkg/core_bg.wasm", "pkg/core_bg.wasm", "application/wasm"),
    ] {
        let (head, body) = served.get(path);
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(
            head.contains(&format!("content-type: {kind}\r\n")),
            "{path}: {head}"
        );
        assert_eq!(body, fs::read(file).expect(file), "{path}");
    }
    for path in [
        "/nope",
        "/www/../Cargo.toml",
        "/www/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/Cargo.toml",
    ] {
        assert!(served.get(path).0.starts_with("http/1.1 404"), "{path}");
    }
}

#[test]
fn serve_says_when_a_port_is_taken() {
    let served = Served::new();
    let port = served.address.rsplit(':').next().expect("a port");
    let run = Test::new().run(&["serve", "--port", port]).code(1);
    assert!(
        run.stderr
            .starts_with(&format!("error: cannot listen on port `{port}` of 127.0.0.1: ")),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .ends_with("help: let the system choose a free port with `--port 0`\n")
    );
}
