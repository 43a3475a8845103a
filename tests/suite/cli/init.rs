//! `wezmux init`.

use crate::program::Folder;

#[test]
fn writes_a_project_that_builds_and_replaces_none() {
    let folder = Folder::new();
    let run = folder.run(&["init"]).code(0);
    assert_eq!(
        run.stdout,
        "wrote wezmux.toml\n\nNow put your servers into it, then:\n  wezmux check wezmux.toml\n  wezmux build wezmux.toml -o out\n"
    );
    assert_eq!(folder.read("wezmux.toml"), wezmux::project::STARTER);
    assert_eq!(
        folder.run(&["check"]).code(0).stdout,
        "wezmux.toml: 3 domains, no errors\n"
    );
    folder.write("wezmux.toml", "mine");
    let run = folder.run(&["init"]).code(1);
    assert_eq!(
        run.stderr,
        "error: `wezmux.toml` is there already\nhelp: replace it with `--force`, or name another file\n"
    );
    assert_eq!(folder.read("wezmux.toml"), "mine");
    folder.run(&["init", "--force"]).code(0);
    assert_eq!(folder.read("wezmux.toml"), wezmux::project::STARTER);
}

#[test]
fn writes_to_standard_output_for_a_dash() {
    let folder = Folder::new();
    let run = folder.run(&["init", "-"]).code(0);
    assert_eq!(run.stdout, wezmux::project::STARTER);
    let files = std::fs::read_dir(folder.root()).expect("the folder").count();
    assert_eq!(files, 0);
}
