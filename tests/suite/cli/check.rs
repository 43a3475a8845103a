//! `wezmux check`, and what every verb says of a project with mistakes.

use std::io::Write;
use std::process::Stdio;

use super::guide;
use crate::program::Folder;

#[test]
fn shows_each_mistake_at_its_line() {
    let folder = Folder::with("[[domain]]\nname = \"a\"\naddress = \"h\"\naccent = \"#12\"\ntabbs = 3\n");
    let run = folder.run(&["check"]).code(1);
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
    let json = folder.run(&["check", "--json"]).code(1).json();
    assert_eq!(json[0]["place"]["line"], 4);
    assert_eq!(json[0]["place"]["column"], 10);
    assert_eq!(json[1]["path"], "domain[0].tabbs");
    assert_eq!(json[1]["severity"], "error");
}

#[test]
fn tells_the_true_column_however_long_the_line_is() {
    let folder = Folder::new();
    let long = "x".repeat(2_000_000);
    folder.write(
        "wezmux.toml",
        format!("domain = [{{ name = \"a\", label = \"{long}\", address = \"b\", accent = \"zz\" }}]\n"),
    );
    let run = folder.run(&["check"]).code(1);
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
fn says_why_a_file_cannot_be_read() {
    let folder = Folder::new();
    let stderr = |arguments: &[&str]| folder.run(arguments).code(1).stderr;
    assert_eq!(
        stderr(&["check"]),
        "error: there is no project file `wezmux.toml`\nhelp: write one with `wezmux init`, or name another file with `-p`\n"
    );
    folder.write("latin", b"# caf\xe9");
    assert_eq!(
        stderr(&["check", "latin"]),
        "error: `latin` is not text: byte 5 is not UTF-8\nhelp: save the file as UTF-8\n"
    );
    assert!(stderr(&["check", "."]).starts_with("error: cannot read `.`: "));
    folder.write("a.json", "{\"domain\": [{}]}");
    let name = "error: domain[0].name: name is missing, expected a name such as `dev-server`\n--> a.json\n";
    for arguments in [&["check", "a.json"][..], &["check", "-p", "a.json"]] {
        let said = stderr(arguments);
        assert!(said.starts_with(name), "{said}");
    }
    folder.run(&["check", "-p", "a.json", "a.json"]).code(2);
    folder.write("empty", "");
    assert_eq!(
        stderr(&["check", "empty"]),
        "\
error: domain: the project has no domain, but needs at least one
--> empty
 = help: add a `[[domain]]` with `name`, `address` and `accent`

error: `empty` has 1 error
"
    );
}

#[test]
fn reads_standard_input() {
    let folder = Folder::new();
    let mut child = folder
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
