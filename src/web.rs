//! The browser's door: convert in, call the core, convert out. Mistakes in a project are returned, never thrown.

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::fleet::{Accent, Appearance, Look, Shade, Sketch};
use crate::project::{DomainEntry, Node, STARTER};
use crate::render::{self, Frame};
use crate::theme::{Contrast, vision};
use crate::{Artifact, Diagnostic, Fleet, Project, Reading, Theme, check};

/// A project that was read from text.
#[derive(Serialize, Tsify)]
pub struct Opened {
    /// What could be read of it.
    project: Project,
    /// Every mistake of reading and validating, in the order of the text.
    diagnostics: Vec<Diagnostic>,
}

/// A theme with its measured contrasts.
#[derive(Serialize, Tsify)]
pub struct Dressed {
    /// The colours.
    theme: Theme,
    /// What is promised of them, and what they reach.
    contrast: Vec<Contrast>,
}

/// What a domain's windows wear.
#[derive(Serialize, Tsify)]
pub struct Worn {
    /// None, one, or a dark and a light one.
    themes: Vec<Dressed>,
}

/// What became of a project.
#[derive(Serialize, Tsify)]
pub struct Built {
    /// Every mistake in it.
    diagnostics: Vec<Diagnostic>,
    /// Every file; none when any mistake is an error.
    artifacts: Vec<Artifact>,
}

#[wasm_bindgen(start)]
fn report_panics() {
    console_error_panic_hook::set_once();
}

/// The version of wezmux.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The example project that the page opens with.
#[wasm_bindgen]
pub fn starter() -> Result<Ts<Project>, JsError> {
    give(Project::read_toml(STARTER).project)
}

/// Reads a project from text: a project file in TOML or JSON, or a link.
#[wasm_bindgen(js_name = openText)]
pub fn open_text(text: &str) -> Result<Ts<Opened>, JsError> {
    open(Project::read(text))
}

/// The end of a link to a project, from `#` on. Without `hosts`, names, addresses, users and folders are left out of it.
#[wasm_bindgen(js_name = toLink)]
pub fn to_link(
    #[wasm_bindgen(unchecked_param_type = "Project")] project: JsValue,
    hosts: bool,
) -> Result<String, JsError> {
    Ok(read(project)?.project.to_link(hosts))
}

/// A project as the TOML file that the program reads.
#[wasm_bindgen(js_name = toToml)]
pub fn to_toml(
    #[wasm_bindgen(unchecked_param_type = "Project")] project: JsValue,
) -> Result<String, JsError> {
    Ok(read(project)?.project.to_toml())
}

/// Checks a project and makes every file of it. Values of the wrong type are mistakes like any other.
#[wasm_bindgen]
pub fn build(
    #[wasm_bindgen(unchecked_param_type = "Project")] project: JsValue,
) -> Result<Ts<Built>, JsError> {
    let (fleet, diagnostics) = check(&read(project)?);
    let artifacts = fleet.map(|fleet| render::render(&fleet)).unwrap_or_default();
    give(Built {
        diagnostics,
        artifacts,
    })
}

/// What a domain's windows wear: one theme, or a dark and a light one when it follows the system; none while the
/// accent is no colour. What else the domain or the defaults say wrongly is as if it were not said.
#[wasm_bindgen]
pub fn dress(
    #[wasm_bindgen(unchecked_param_type = "DomainEntry")] domain: JsValue,
    #[wasm_bindgen(unchecked_param_type = "DomainEntry | undefined")] defaults: JsValue,
) -> Result<Ts<Worn>, JsError> {
    let look = sketch(domain, defaults)?.map(|sketch| sketch.look);
    let dressed = |look: &Look| {
        let themes = look.themes().into_iter().map(|theme| {
            let mut contrast = theme.contrasts();
            contrast.extend((look.opacity < 100).then(|| theme.contrast_through(look.opacity)));
            Dressed { theme, contrast }
        });
        themes.collect()
    };
    give(Worn {
        themes: look.as_ref().map(dressed).unwrap_or_default(),
    })
}

/// Every colour of WezTerm's `colors`, each as a number `0xRRGGBB`, for those who draw many themes: the order is that of
/// `paletteKeys`. Nothing where the accent is no colour.
#[wasm_bindgen]
pub fn palette(accent: &str, light: bool) -> Option<Vec<u32>> {
    let mut numbers = Vec::with_capacity(48);
    theme(Accent::parse(accent).ok()?, light).each_color(&mut |_, color| {
        let [red, green, blue] = color.channels();
        numbers.push(u32::from_be_bytes([0, red, green, blue]));
    });
    Some(numbers)
}

/// The path of each colour of `palette` among WezTerm's `colors`, such as `tab_bar.active_tab.bg_color`.
#[wasm_bindgen(js_name = paletteKeys)]
pub fn palette_keys(light: bool) -> Vec<String> {
    let mut keys = Vec::new();
    let accent = Accent::from(::palette::Srgb::new(0, 0, 0));
    theme(accent, light).each_color(&mut |key, _| keys.push(key.to_owned()));
    keys
}

fn theme(accent: Accent, light: bool) -> Theme {
    let shade = if light { Shade::Light } else { Shade::Dark };
    Theme::derive(&Look::from(accent), shade)
}

/// A picture of a domain's window, in SVG: text that holds no script and asks for nothing. None while the accent is no
/// colour; what else the domain or the defaults say wrongly is as if it were not said.
#[wasm_bindgen]
pub fn preview(
    #[wasm_bindgen(unchecked_param_type = "DomainEntry")] domain: JsValue,
    #[wasm_bindgen(unchecked_param_type = "DomainEntry | undefined")] defaults: JsValue,
    frame: Ts<Frame>,
) -> Result<Option<String>, JsError> {
    let frame = frame.to_rust()?.checked();
    let frame = frame.ok_or_else(|| {
        JsError::new("a frame is 200 to 4000 pixels wide, 60 to 4000 high, its text 6 to 48")
    })?;
    Ok(sketch(domain, defaults)?.map(|sketch| render::preview(&[sketch], &frame)))
}

fn sketch(domain: JsValue, defaults: JsValue) -> Result<Option<Sketch>, JsError> {
    let entry = |value| -> Result<DomainEntry, JsError> {
        let node: Node = serde_wasm_bindgen::from_value(value)?;
        Ok(DomainEntry::read_node(&node))
    };
    Ok(Fleet::sketch_of(&entry(domain)?, &entry(defaults)?))
}

/// An accent as far as can be from all of `others`, to any eye, for windows of this appearance, dark when it is none;
/// what is no colour among the others does not count. None where there are so many that it would look like one of them.
#[wasm_bindgen(js_name = suggestBeside)]
pub fn suggest_beside(others: Vec<String>, appearance: Option<String>) -> Option<String> {
    let appearance = appearance.and_then(|appearance| Appearance::parse(&appearance).ok());
    let shades = appearance.unwrap_or(Appearance::Dark).shades();
    let others = others.iter().filter_map(|other| Accent::parse(other).ok());
    let accent = vision::Candidates::worn(shades).beside(others)?;
    Some(accent.to_string())
}

/// Accents that are as far apart as can be found, to any eye; at most 20, or 9 for light windows.
#[wasm_bindgen]
pub fn suggest(count: usize, light: bool) -> Vec<String> {
    let accents = vision::suggest(count, if light { Shade::Light } else { Shade::Dark });
    accents.into_iter().map(|accent| accent.to_string()).collect()
}

/// Puts text on the clipboard; the promise fails where the browser does not allow it.
#[wasm_bindgen(js_name = copyText, unchecked_return_type = "Promise<void>")]
pub fn copy_text(text: &str) -> Result<js_sys::Promise, JsError> {
    let window = web_sys::window().ok_or_else(|| JsError::new("there is no window here"))?;
    Ok(window.navigator().clipboard().write_text(text))
}

fn open(reading: Reading) -> Result<Ts<Opened>, JsError> {
    let (_, diagnostics) = check(&reading);
    give(Opened {
        project: reading.project,
        diagnostics,
    })
}

fn read(project: JsValue) -> Result<Reading, JsError> {
    let node: Node = serde_wasm_bindgen::from_value(project)?;
    Ok(Project::read_node(&node))
}

fn give<T: Tsify + Serialize>(value: T) -> Result<Ts<T>, JsError> {
    Ok(value.into_ts()?)
}
