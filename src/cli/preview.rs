//! Draws a project's windows into a picture, as SVG or PNG.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap_complete::ArgValueCandidates;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::source::ProjectFile;
use super::{Error, completions, file};
use crate::fleet::Shade;
use crate::render::{Frame, TabBar, preview};
use crate::theme::vision::Vision;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectFile,
    /// The file to write or replace, ending in .svg or .png; SVG on standard output when not given, but on no terminal
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only this domain, instead of all side by side; may be given more than once
    #[arg(long, value_name = "NAME", add = ArgValueCandidates::new(completions::domains))]
    domain: Vec<String>,
    /// What domains wear that follow the system: their light theme instead of the dark one
    #[arg(long)]
    light: bool,
    /// The tab bar: `fancy`, WezTerm's own choice, or `retro`
    #[arg(long, value_name = "KIND", default_value = "fancy", value_parser = PossibleValuesParser::new(["fancy", "retro"]).map(|kind| match kind.as_str() {
        "retro" => TabBar::Retro,
        _ => TabBar::Fancy,
    }))]
    tab_bar: TabBar,
    /// Who sees it: `normal`, or people with `protanopia`, `deuteranopia` or `tritanopia`
    #[arg(long, value_name = "VISION", default_value = "normal", value_parser = PossibleValuesParser::new(Vision::ALL.map(Vision::name)).map(|name| Vision::named(&name).unwrap_or_default()))]
    vision: Vision,
    /// The width of a window in pixels, 200 to 4000
    #[arg(long, value_name = "PIXELS", default_value_t = 800, value_parser = clap::value_parser!(u16).range(200..=4000))]
    width: u16,
    /// The height of a window in pixels, 100 to 4000
    #[arg(long, value_name = "PIXELS", default_value_t = 280, value_parser = clap::value_parser!(u16).range(100..=4000))]
    height: u16,
    /// How many pixels of a PNG stand for one in each direction, 1 to 4
    #[arg(long, value_name = "FACTOR", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    scale: u8,
}

/// The most pixels of a PNG: they take four bytes each while it is drawn.
const MOST_PIXELS: f32 = 64e6;

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let is_png = match &arguments.output {
        None if io::stdout().is_terminal() => return Err(Error::PictureToTerminal),
        None => false,
        Some(path) => match path.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("svg") => false,
            Some(ending) if ending.eq_ignore_ascii_case("png") => true,
            _ => return Err(Error::PictureName(path.clone())),
        },
    };
    let mut sketches = arguments.project.open()?.sketches()?;
    for name in &arguments.domain {
        if !sketches.iter().any(|sketch| sketch.name == *name) {
            let known = sketches.into_iter().map(|sketch| sketch.name);
            return Err(Error::NoDomain(name.clone(), known.collect()));
        }
    }
    sketches.retain(|sketch| arguments.domain.is_empty() || arguments.domain.contains(&sketch.name));
    let frame = Frame {
        width: arguments.width.into(),
        height: arguments.height.into(),
        tab_bar: arguments.tab_bar,
        shade: if arguments.light {
            Shade::Light
        } else {
            Shade::Dark
        },
        vision: arguments.vision,
        ..Frame::default()
    };
    let scale = f32::from(arguments.scale);
    if is_png {
        let (width, height) = frame.size_of(sketches.len());
        let (width, height) = (width * scale, height * scale);
        if width * height > MOST_PIXELS {
            return Err(Error::PictureSize(width as u32, height as u32));
        }
    }
    let svg = preview(&sketches, &frame);
    let Some(path) = &arguments.output else {
        return write!(anstream::stdout(), "{svg}").map_err(Error::Output);
    };
    let word = if path.exists() { "replaced" } else { "wrote" };
    match is_png {
        true => file::write(path, &rasterize(&svg, scale)?, 0o644)?,
        false => file::write(path, svg.as_bytes(), 0o644)?,
    }
    writeln!(anstream::stdout(), "{word} {}", path.display()).map_err(Error::Output)
}

/// The picture as PNG, with the fonts of this computer.
fn rasterize(svg: &str, scale: f32) -> Result<Vec<u8>, Error> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    if fonts.is_empty() {
        return Err(Error::NoFonts);
    }
    let picture = Tree::from_str(svg, &options).map_err(|error| Error::Picture(error.to_string()))?;
    let size = picture.size();
    let (width, height) = (size.width() * scale, size.height() * scale);
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32).expect("a size within bounds");
    resvg::render(
        &picture,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|error| Error::Picture(error.to_string()))
}
