//! What every page needs: convert in, call the core, convert out. Mistakes in a project are returned, never thrown.

use js_sys::{Array, JSON, Number, Object, Promise};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::Opened;
use crate::fleet::{Accent, Appearance, Look, Shade, Sketch};
use crate::project::node::Value;
use crate::project::{DomainEntry, Node, STARTER_JSON};
use crate::render::{self, Frame, Outline, TabBar};
use crate::theme::Contrast;
use crate::theme::vision::{self, Vision};
use crate::{Artifact, Diagnostic, Fleet, Project, Reading, Theme, check, share};

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

/// The version of wezmux.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The example project that the page opens with.
#[wasm_bindgen]
pub fn starter() -> Ts<Project> {
    Ts::new_unchecked(JSON::parse(STARTER_JSON).expect("a test reads it"))
}

/// What could be read of a project in JSON that was parsed, and every mistake in it.
#[wasm_bindgen]
pub fn open(project: &JsValue) -> Ts<Opened> {
    give(read(project).into())
}

/// The version of links that are written.
#[wasm_bindgen(js_name = linkVersion)]
pub fn link_version() -> String {
    share::VERSION.to_owned()
}

/// What a link holds, not compressed yet: the project file. Without `hosts` names, addresses, users, folders and commands
/// are left out of it.
#[wasm_bindgen(js_name = linkText)]
pub fn link_text(#[wasm_bindgen(unchecked_param_type = "Project")] project: &JsValue, hosts: bool) -> String {
    read(project).project.link_text(hosts)
}

/// A project as the TOML file that the program reads.
#[wasm_bindgen(js_name = toToml)]
pub fn to_toml(#[wasm_bindgen(unchecked_param_type = "Project")] project: &JsValue) -> String {
    read(project).project.to_toml()
}

/// A project that was checked, with its files, each of which is made when its text is asked for.
#[wasm_bindgen]
pub struct Build {
    diagnostics: Vec<Diagnostic>,
    fleet: Option<Fleet>,
    outlines: Vec<Outline>,
    /// None where some of it could not be read, and once another build went on from it.
    project: Option<Project>,
    has_new_files: bool,
}

#[wasm_bindgen]
impl Build {
    /// Checks a project. Values of the wrong type are mistakes like any other.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "Project")] project: &JsValue) -> Self {
        Self::of(read(project), None)
    }

    /// Checks what became of its project: one with as many domains, of which `project` has those alone that changed, with
    /// these indices. None where not all of both can be read, and the second time; then it has to be read anew.
    pub fn next(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Project")] project: &JsValue,
        changed: &[usize],
    ) -> Option<Self> {
        let mut reading = read(project);
        let mut domains = self.project.take()?.domain;
        for (index, entry) in changed.iter().zip(reading.project.domain) {
            *domains.get_mut(*index)? = entry;
        }
        reading.project.domain = domains;
        reading
            .diagnostics
            .is_empty()
            .then(|| Self::of(reading, Some(&self.outlines)))
    }

    fn of(reading: Reading, before: Option<&[Outline]>) -> Self {
        let (fleet, diagnostics) = check(&reading);
        let outlines = fleet.as_ref().map(render::outlines).unwrap_or_default();
        Self {
            diagnostics,
            fleet,
            has_new_files: before.is_none_or(|before| before != outlines),
            outlines,
            project: reading.diagnostics.is_empty().then_some(reading.project),
        }
    }

    /// Whether its files, but for their text, are other ones than those of the build before.
    #[wasm_bindgen(getter, js_name = hasNewFiles)]
    pub fn has_new_files(&self) -> bool {
        self.has_new_files
    }

    /// The mistakes, and the files where they are new, with no text yet.
    pub fn outline(&self) -> Ts<Built> {
        let outlines = self.outlines.iter().filter(|_| self.has_new_files);
        give(Built {
            diagnostics: self.diagnostics.clone(),
            artifacts: outlines.map(|outline| outline.artifact.clone()).collect(),
        })
    }

    /// The text of the file with this index.
    pub fn text(&self, index: usize) -> Option<String> {
        Some(self.outlines.get(index)?.text(self.fleet.as_ref()?))
    }
}

/// What a domain's windows wear: one theme, or a dark and a light one when it follows the system; none while the
/// accent is no colour. What else the domain or the defaults say wrongly is as if it were not said.
#[wasm_bindgen]
pub fn dress(
    #[wasm_bindgen(unchecked_param_type = "DomainEntry")] domain: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "DomainEntry | undefined")] defaults: &JsValue,
) -> Ts<Worn> {
    let look = sketch(domain, defaults).map(|sketch| sketch.look);
    let dressed = |look: &Look| {
        let themes = look.themes().into_iter().map(|theme| Dressed {
            contrast: look.contrasts(&theme),
            theme,
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
    Theme::derive(&Look::from(accent), shade(light))
}

fn shade(light: bool) -> Shade {
    if light { Shade::Light } else { Shade::Dark }
}

/// A picture of a domain's window, in SVG: text that holds no script and asks for nothing. None while the accent is no
/// colour; what else the domain or the defaults say wrongly is as if it were not said. The numbers are a `Frame`.
#[wasm_bindgen]
#[allow(
    clippy::too_many_arguments,
    reason = "an object of them would have to be read one by one"
)]
pub fn preview(
    #[wasm_bindgen(unchecked_param_type = "DomainEntry")] domain: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "DomainEntry | undefined")] defaults: &JsValue,
    width: f32,
    height: f32,
    text: f32,
    retro: bool,
    light: bool,
    vision: Option<String>,
) -> Result<Option<String>, JsError> {
    let frame = Frame {
        width,
        height,
        text,
        tab_bar: if retro { TabBar::Retro } else { TabBar::Fancy },
        shade: shade(light),
        vision: vision
            .as_deref()
            .map_or(Some(Vision::Normal), Vision::named)
            .ok_or_else(|| JsError::new("there is no such vision"))?,
    };
    let frame = frame.checked().ok_or_else(|| {
        JsError::new("a frame is 200 to 4000 pixels wide, 60 to 4000 high, its text 6 to 48")
    })?;
    Ok(sketch(domain, defaults).map(|sketch| render::preview(&[sketch], &frame)))
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

/// Accents that are as far apart as can be found, to any eye; at most 22, or 16 for light windows.
#[wasm_bindgen]
pub fn suggest(count: usize, light: bool) -> Vec<String> {
    let appearance = if light {
        Appearance::Light
    } else {
        Appearance::Dark
    };
    let accents = vision::suggest(count, appearance);
    accents.into_iter().map(|accent| accent.to_string()).collect()
}

/// Puts text on the clipboard; the promise fails where the browser does not allow it.
#[wasm_bindgen(js_name = copyText, unchecked_return_type = "Promise<void>")]
pub fn copy_text(text: &str) -> Result<Promise, JsError> {
    let window = web_sys::window().ok_or_else(|| JsError::new("there is no window here"))?;
    Ok(window.navigator().clipboard().write_text(text))
}

fn sketch(domain: &JsValue, defaults: &JsValue) -> Option<Sketch> {
    let [domain, defaults] = [domain, defaults].map(|entry| DomainEntry::read_node(&node(entry, DEPTH)));
    Fleet::sketch_of(&domain, &defaults)
}

fn read(project: &JsValue) -> Reading {
    Project::read_node(&node(project, DEPTH))
}

/// How deep a value is read: a project needs five levels, and one that holds itself has no end.
const DEPTH: usize = 8;

/// A value of JavaScript, as JSON would write it. Reading with serde-wasm-bindgen, which writes all that goes out, takes
/// ten more kilobytes of the page, one in twenty.
fn node(value: &JsValue, depth: usize) -> Node {
    Node::plain(if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(boolean) = value.as_bool() {
        Value::Boolean(boolean)
    } else if let Some(number) = value.as_f64() {
        // A float that is a whole number of JavaScript's is one here.
        match number as i64 {
            integer if integer as f64 == number => Value::Integer(integer),
            _ => Value::Other(
                Number::from(number)
                    .to_string_with_radix(10)
                    .map(String::from)
                    .unwrap_or_default(),
            ),
        }
    } else if !value.is_object() {
        Value::Absent
    } else if depth == 0 {
        Value::Other("an object".to_owned())
    } else if let Some(array) = value.dyn_ref::<Array>() {
        Value::Array(array.iter().map(|value| node(&value, depth - 1)).collect())
    } else {
        let entries = Object::entries(value.unchecked_ref());
        let pairs = entries.iter().map(|entry| {
            let entry: Array = entry.unchecked_into();
            (node(&entry.get(0), 0), node(&entry.get(1), depth - 1))
        });
        Value::Table(pairs.collect())
    })
}

fn give<T: Tsify + Serialize>(value: T) -> Ts<T> {
    value
        .into_ts()
        .expect("text, numbers and lists of them are all values of JavaScript")
}
