//! `wezmux share`, and links as projects.

use super::PROJECT;
use crate::program::Folder;

#[test]
fn writes_a_link_that_every_verb_reads() {
    let folder = Folder::with(PROJECT);
    let link = folder
        .run(&["share", "--hosts", "--page", "https://example.org/w/"])
        .code(0)
        .stdout;
    let link = link.trim();
    assert!(link.starts_with("https://example.org/w/#1."), "{link}");
    assert_eq!(
        folder.run(&["check", link]).code(0).stdout,
        "link: 2 domains, no errors\n"
    );
    assert_eq!(
        folder.run(&["share", link, "--toml"]).code(0).stdout,
        PROJECT.replace("\n[[", "\n\n[[")
    );
    // Without hosts it is a project that has to be completed, and says where.
    let bare = folder.run(&["share"]).code(0).stdout;
    let run = folder.run(&["check", bare.trim()]).code(1);
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
    let drawn = folder.run(&["preview", bare.trim()]).code(0);
    assert!(
        drawn.stdout.contains("host-2") && drawn.stderr.is_empty(),
        "{}",
        drawn.stderr
    );
    let run = folder.run(&["preview", bare.trim(), "--domain", "a"]).code(1);
    assert_eq!(
        run.stderr,
        "error: there is no domain `a`\nhelp: the project has `host-1`, `host-2`\n"
    );
    // Only in a link is an address left out on purpose.
    folder.write(
        "bare.toml",
        folder.run(&["share", bare.trim(), "--toml"]).code(0).stdout,
    );
    let run = folder.run(&["preview", "bare.toml"]).code(1);
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
        let run = folder.run(&["share", "--page", page]).code(2);
        let message = format!(
            "error: invalid value '{page}' for '--page <URL>': expected an address such as `https://example.org/wezmux/`, without `#`\n"
        );
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
    }
    // A project with mistakes can be shared, and noise cannot.
    folder.write("wezmux.toml", PROJECT.replace("#bb9af7", "#bb9a"));
    folder.run(&["share"]).code(0);
    folder.write("wezmux.toml", "= noise");
    assert_eq!(folder.run(&["share"]).code(1).stdout, "");
    let run = folder.run(&["check", "#1.eNp9"]).code(1);
    assert!(
        run.stderr.starts_with("error: the link is cut short\n"),
        "{}",
        run.stderr
    );
}
