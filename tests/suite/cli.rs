//! The verbs that need no host as their user meets them: what they print, what they write, how they end.

mod build;
mod check;
mod import;
mod init;
mod preview;
mod serve;
mod share;
mod theme;

use std::fs;

use crate::program::Folder;

/// Two hosts.
const PROJECT: &str = "[[domain]]\nname = \"a\"\naddress = \"a\"\naccent = \"#bb9af7\"\n\
                       [[domain]]\nname = \"b\"\naddress = \"b\"\naccent = \"#e0af68\"\n";

fn guide() -> String {
    fs::read_to_string("examples/guide.toml").expect("the example")
}

#[test]
fn usage_mistakes_end_with_2() {
    let folder = Folder::new();
    assert!(
        folder
            .run(&["nope"])
            .code(2)
            .stderr
            .contains("unrecognized subcommand 'nope'")
    );
    folder.run(&["check", "--nope"]).code(2);
    folder.run(&[]).code(2);
    folder.run(&["--help"]).code(0);
    assert_eq!(
        folder.run(&["--version"]).code(0).stdout,
        format!("wezmux {}\n", env!("CARGO_PKG_VERSION"))
    );
}
