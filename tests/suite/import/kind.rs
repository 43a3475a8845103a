//! What a text is, told from it.

use std::fs;
use std::path::Path;

use wezmux::import::kind::Kind;
use wezmux::{Project, check};

use super::ssh_config::corpus;

#[test]
fn what_a_text_is_can_be_told_from_it() {
    let of = |path: &Path| {
        let text = fs::read_to_string(path).expect("text");
        (path.display().to_string(), text)
    };
    let lua = fs::read_dir("tests/wezterm_lua").expect("the folder");
    let lua = lua.map(|entry| entry.expect("a file").path());
    let mut texts: Vec<((String, String), Kind)> = lua
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .map(|path| (of(&path), Kind::Wezterm))
        .collect();
    texts.extend(corpus().iter().map(|path| (of(path), Kind::Ssh)));
    for case in crate::golden::cases() {
        let (name, toml) = of(&case.join("wezmux.toml"));
        let reading = Project::read_toml(&toml);
        let json = serde_json::to_string_pretty(&reading.project).expect("JSON");
        texts.push(((name.clone(), json), Kind::Project));
        if let Some(fleet) = check(&reading).0 {
            for artifact in wezmux::render(&fleet) {
                if artifact.path.ends_with(".lua") || artifact.path.ends_with(".service") {
                    texts.push(((artifact.path, artifact.text), Kind::Wezterm));
                }
            }
        }
        texts.push(((name, toml), Kind::Project));
    }
    for (text, kind) in [
        ("https://example.com/#1.eNp9", Kind::Link),
        ("#1.!!!!", Kind::Link),
        ("{ broken", Kind::Project),
        ("[[domain]]\nname = \"a\n", Kind::Project),
        ("\u{feff}# mine\n\nHost=web\r\n", Kind::Ssh),
        ("Hsot web\n  HostName 10.0.0.1\n  Port 0\n", Kind::Ssh),
        ("local c = {\nreturn", Kind::Wezterm),
        ("return { ssh_domains = {} }", Kind::Wezterm),
        (
            "[Service]\nExecStart=/usr/bin/wezterm-mux-server --daemonize=false\n",
            Kind::Wezterm,
        ),
    ] {
        texts.push(((text.to_owned(), text.to_owned()), kind));
    }
    assert!(texts.len() > 100, "{} texts", texts.len());
    let wrong: Vec<_> = texts
        .iter()
        .map(|((name, text), kind)| (name, Kind::of(text), *kind))
        .filter(|(_, found, kind)| *found != Some(*kind))
        .collect();
    assert_eq!(wrong, []);
}

#[test]
fn of_what_is_nothing_nobody_says_what_it_is() {
    let mut random = 1_u32;
    let noise: String = std::iter::repeat_with(|| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(random.to_be_bytes()[0] & 0x7f)
    })
    .take(200_000)
    .collect();
    let wide = "ä".repeat(100_000);
    let poem = "Whose woods are these I think I know.\nHis house is in the village though;\n";
    for text in ["", "\n\n", "# nothing\n", "hello", "\0\0\0", &noise, &wide, poem] {
        let start: String = text.chars().take(20).collect();
        assert_eq!(Kind::of(text), None, "{start}");
    }
}
