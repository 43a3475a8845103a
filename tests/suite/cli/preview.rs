//! `wezmux preview`.

use std::fs;

use resvg::tiny_skia::Pixmap;

use super::PROJECT;
use crate::program::{Folder, WEZMUX};

#[test]
fn draws_the_fleet_or_one_host() {
    let folder = Folder::with(PROJECT);
    let all = folder.run(&["preview"]).code(0).stdout;
    assert!(
        all.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1621\" height=\"280\""),
        "{all}"
    );
    let run = folder
        .run(&["preview", "--domain", "b", "--width", "400", "-o", "b.svg"])
        .code(0);
    assert_eq!(run.stdout, "wrote b.svg\n");
    let one = folder.read("b.svg");
    assert!(
        one.contains("width=\"400\"") && one.contains("<title>b</title>"),
        "{one}"
    );
    let retro = folder
        .run(&["preview", "--domain", "b", "--width", "400", "--tab-bar", "retro"])
        .code(0);
    assert_ne!(retro.stdout, one);
    let seen = folder
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
    let run = folder.run(&["preview", "--vision", "sharp"]).code(2);
    assert!(run.stderr.contains("protanopia"), "{}", run.stderr);
}

#[test]
fn pours_nothing_onto_a_terminal() {
    let folder = Folder::with(PROJECT);
    let output = folder
        .terminal(&format!("{WEZMUX} preview"))
        .output()
        .expect("script");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "error: a picture is nothing for a terminal\r\nhelp: name a file with `-o`\r\n"
    );
}

#[test]
fn draws_a_png_with_the_fonts_that_there_are() {
    let folder = Folder::with(PROJECT);
    let size = |path: &str| {
        let png = fs::read(folder.path(path)).expect("a picture");
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
        (number(16), number(20))
    };
    folder.run(&["preview", "--domain", "a", "-o", "a.png"]).code(0);
    assert_eq!(size("a.png"), (1600, 560));
    let run = folder
        .run(&["preview", "-o", "new/all.PNG", "--scale", "1"])
        .code(0);
    assert_eq!(run.stdout, "wrote new/all.PNG\n");
    assert_eq!(size("new/all.PNG"), (1621, 280));
    let run = folder.run(&["preview", "-o", "new/all.PNG"]).code(0);
    assert_eq!(run.stdout, "replaced new/all.PNG\n");
    assert_eq!(size("new/all.PNG"), (3242, 560));
    // The badge of the first window, and of the second.
    let picture = Pixmap::load_png(folder.path("new/all.PNG")).expect("a picture");
    let at = |x: u32| {
        let pixel = picture.pixel(x, 8).expect("a pixel");
        [pixel.red(), pixel.green(), pixel.blue()]
    };
    assert_eq!((at(1580), at(3222)), ([0xbb, 0x9a, 0xf7], [0xe0, 0xaf, 0x68]));
}

#[test]
fn says_what_it_cannot_draw() {
    let folder = Folder::with(PROJECT);
    let error = |arguments: &[&str]| folder.run(&[&["preview"], arguments].concat()).code(1).stderr;
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
    folder.write("file", "");
    assert_eq!(
        error(&["-o", "file/a.svg"]),
        "error: cannot write `file/a.svg`: File exists (os error 17)\n"
    );
    assert!(!folder.has("a.png"));
    folder.run(&["preview", "--width", "10"]).code(2);
}

#[test]
fn of_thousands_is_svg_or_an_error() {
    let many: String = (0..2000)
        .map(|n| format!("[[domain]]\nname = \"d{n}\"\naddress = \"h{n}\"\naccent = \"#bb9af7\"\n"))
        .collect();
    let folder = Folder::with(&many);
    let run = folder.run(&["preview", "-o", "all.png", "--scale", "1"]).code(1);
    let message =
        "error: the picture would have 36924 times 13524 pixels, but at most 64 million are drawn\n";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    let run = folder.run(&["preview", "-o", "all.svg"]).code(0);
    assert_eq!(run.stdout, "wrote all.svg\n");
}
