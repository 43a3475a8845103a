//! Shows a theme: as a small window in true colour on a terminal, as a table elsewhere, or under WezTerm's own names.

use std::io::{self, IsTerminal, Write};

use anstyle::{RgbColor, Style};
use serde_json::{Value, json};

use super::Error;
use super::error;
use crate::fleet::{Appearance, Look};
use crate::project::DomainEntry;
use crate::theme::vision::{self, MOST_SUGGESTIONS};
use crate::theme::{Ansi, Color, Contrast, Pair, Theme};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("form").args(["json", "lua", "toml"]))]
pub(super) struct Arguments {
    /// The accent: '#bb9af7' (quote it, or leave out the `#`), a CSS name, rgb() or oklch()
    accent: Option<String>,
    /// `dark`, `light`, or `system` for both; `dark` when not given
    #[arg(long, value_name = "SHADE")]
    appearance: Option<String>,
    /// The same as `--appearance light`
    #[arg(long, conflicts_with = "appearance")]
    light: bool,
    /// How many colours the ground runs through, 2 to 5; 3 when not given
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    stops: Option<i32>,
    /// Which way it runs: `horizontal`, `vertical`, `radial`, or an angle such as `-45`, the value when not given
    #[arg(long, value_name = "WAY", allow_hyphen_values = true)]
    orientation: Option<String>,
    /// How opaque the ground is, in percent; 100 when not given
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    opacity: Option<i32>,
    /// How WezTerm blends its colours: `rgb`, `linear-rgb`, `hsv` or `oklab`; `rgb` when not given
    #[arg(long, value_name = "SPACE")]
    blend: Option<String>,
    /// Whether the sixteen colours of programs are made from the accent too; in a light theme and a colour scheme when
    /// not given
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          hide_possible_values = true)]
    ansi: Option<bool>,
    /// Print it under WezTerm's names as JSON, with every contrast
    #[arg(long)]
    json: bool,
    /// Print it under WezTerm's names as a Lua table
    #[arg(long)]
    lua: bool,
    /// Print it as a colour scheme for ~/.config/wezterm/colors/, which holds no gradient and no window frame
    #[arg(long)]
    toml: bool,
    /// Print accents that are as far apart as can be, to any eye; at most 22, with --appearance light 16, with system 12
    #[arg(long, value_name = "COUNT",
          conflicts_with_all = ["accent", "form", "stops", "orientation", "opacity", "blend", "ansi"],
          value_parser = clap::value_parser!(u8).range(1..=MOST_SUGGESTIONS[Appearance::Dark as usize] as i64))]
    suggest: Option<u8>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    // Swatches are nothing but colour: without it they would be blank space.
    let colored = io::stdout().is_terminal()
        && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let look = look(arguments)?;
    if let Some(count) = arguments.suggest {
        return suggestions(&mut out, count.into(), look.appearance, colored).map_err(Error::Output);
    }
    if arguments.accent.is_none() {
        return Err(Error::NoAccent);
    }
    let themes = look.themes();
    let written = if arguments.json {
        let report = |theme: &Theme| {
            json!({
                "accent": theme.accent,
                "shade": theme.shade,
                "colors": theme.colors(),
                "window_frame": theme.window_frame(),
                "background": theme.background(&look),
                "badge": theme.badge,
                "contrast": look.contrasts(theme),
            })
        };
        writeln!(out, "{:#}", each(&themes, report))
    } else if arguments.lua {
        let table = |theme: &Theme| {
            json!({
                "colors": theme.colors(),
                "window_frame": theme.window_frame(),
                "background": theme.background(&look),
            })
        };
        writeln!(
            out,
            "{}return {}",
            guidance(&themes),
            lua(&each(&themes, table), 0)
        )
    } else if arguments.toml {
        let [theme] = &themes[..] else {
            return Err(Error::TwoSchemes);
        };
        write!(out, "{}", scheme(theme))
    } else {
        themes.iter().try_for_each(|theme| {
            window(&mut out, theme, colored)?;
            table(&mut out, &look, theme, colored)
        })
    };
    written.map_err(Error::Output)
}

/// The look that the command line asks for, checked as a project file's is.
fn look(arguments: &Arguments) -> Result<Look, Error> {
    let appearance = arguments.light.then(|| "light".to_owned());
    let entry = DomainEntry {
        // Suggestions need none, and are made for an appearance alone.
        accent: arguments.accent.clone().or(Some("black".to_owned())),
        appearance: appearance.or_else(|| arguments.appearance.clone()),
        stops: arguments.stops,
        orientation: arguments.orientation.clone(),
        opacity: arguments.opacity,
        blend: arguments.blend.clone(),
        // WezTerm takes no colour scheme without them.
        ansi: arguments.ansi.or(arguments.toml.then_some(true)),
        ..DomainEntry::default()
    };
    let (look, mistakes) = Look::validate(&entry);
    let look = look.ok_or_else(|| Error::Look(mistakes.clone()))?;
    mistakes.iter().for_each(error::print);
    Ok(look)
}

/// What `write` makes of a theme; of two, what it makes of each under `dark` and `light`.
fn each(themes: &[Theme], write: impl Fn(&Theme) -> Value) -> Value {
    match themes {
        [theme] => write(theme),
        themes => themes
            .iter()
            .map(|theme| (theme.name().to_owned(), write(theme)))
            .collect(),
    }
}

/// A file for WezTerm's folder of colour schemes. There `ansi` has to be, and `metadata.name` is what a config calls it
/// (config/src/color.rs:683-742 and config/src/config.rs:1397-1447 at 20250223).
fn scheme(theme: &Theme) -> String {
    let mut theme = theme.clone();
    theme.ansi.get_or_insert(Ansi::WEZTERM);
    let name = format!("{} {}", theme.accent, theme.name());
    let scheme = json!({
        "colors": theme.colors(),
        "metadata": { "name": name, "author": "wezmux" },
    });
    format!(
        "# A colour scheme of WezTerm. Save it in ~/.config/wezterm/colors/ with a name that ends in .toml, and choose it\n\
         # with config.color_scheme = \"{name}\". It cannot hold the gradient, its opacity and the window frame, from\n\
         # which the fancy tab bar takes its ground: `wezmux theme --lua` prints them.\n\n{}",
        toml::to_string(&scheme).expect("text, tables and lists are all TOML")
    )
}

/// How to use the Lua table.
fn guidance(themes: &[Theme]) -> String {
    let choice = match themes {
        [_] => "require \"theme\"",
        _ => "require(\"theme\")[wezterm.gui.get_appearance():find \"Dark\" and \"dark\" or \"light\"]",
    };
    format!(
        "-- Save it as ~/.config/wezterm/theme.lua; your config takes it before its `return config`:\n\
         --   local theme = {choice}\n\
         --   config.colors, config.window_frame = theme.colors, theme.window_frame\n\
         --   config.background = theme.background\n"
    )
}

/// A value as Lua source, its text all of colours, numbers and names of ours.
fn lua(value: &Value, depth: usize) -> String {
    let (outer, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
    match value {
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let lines = fields
                .iter()
                .map(|(key, value)| format!("{inner}{key} = {},\n", lua(value, depth + 1)));
            format!("{{\n{}{outer}}}", lines.collect::<String>())
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items: Vec<String> = items.iter().map(|item| lua(item, depth)).collect();
            format!("{{ {} }}", items.join(", "))
        }
        Value::Array(items) => {
            let lines = items
                .iter()
                .map(|item| format!("{inner}{},\n", lua(item, depth + 1)));
            format!("{{\n{}{outer}}}", lines.collect::<String>())
        }
        // JSON's and Lua's ways to write these are the same.
        other => other.to_string(),
    }
}

fn suggestions(out: &mut impl Write, count: usize, appearance: Appearance, colored: bool) -> io::Result<()> {
    let most = MOST_SUGGESTIONS[appearance as usize];
    if count > most {
        anstream::eprintln!("note: of more than {most} some would look alike on a light ground");
    }
    for accent in vision::suggest(count, appearance) {
        writeln!(out, "{}{accent}", swatch(accent.color().into(), colored))?;
    }
    Ok(())
}

/// A colour and a space, where there is colour.
fn swatch(color: Color, colored: bool) -> String {
    match colored {
        true => {
            let style = style(Pair { fg: color, bg: color });
            format!("{style}    {style:#} ")
        }
        false => String::new(),
    }
}

fn style(pair: Pair) -> Style {
    let ansi = |color: Color| {
        let [red, green, blue] = color.channels();
        Some(anstyle::Color::Rgb(RgbColor(red, green, blue)))
    };
    Style::new().fg_color(ansi(pair.fg)).bg_color(ansi(pair.bg))
}

/// Tab bar, badge and lines of text, the last one with the cursor, on as many stops as there are.
fn window(out: &mut impl Write, theme: &Theme, colored: bool) -> io::Result<()> {
    if !colored {
        return Ok(());
    }
    let bar = Pair {
        fg: theme.foreground,
        bg: theme.tab_bar,
    };
    let parts = [
        (theme.active_tab, " 1: logs "),
        (theme.inactive_tab, " 2: build "),
        (theme.inactive_tab_hover, " 3: shell "),
        (theme.new_tab, " + "),
        (bar, "              "),
        (theme.badge, " your host "),
    ];
    write!(out, "\n  ")?;
    for (pair, text) in parts {
        let style = style(pair);
        write!(out, "{style}{text}{style:#}")?;
    }
    let mut lines = vec!["", " you@host:~$ tail -f app.log", " GET /health 200 1 ms"];
    lines.resize(theme.gradient.len(), "");
    lines.push(" ");
    let width: usize = parts.iter().map(|(_, text)| text.len()).sum();
    let last = lines.len() - 1;
    for (index, line) in lines.iter().enumerate() {
        let bg = theme.gradient[index.saturating_sub(1)];
        let text = style(Pair {
            fg: theme.foreground,
            bg,
        });
        let used = line.len() + usize::from(index == last);
        write!(out, "\n  {text}{line}{text:#}")?;
        if index == last {
            let cursor = style(theme.cursor);
            write!(out, "{cursor} {cursor:#}")?;
        }
        write!(out, "{text}{:rest$}{text:#}", "", rest = width - used)?;
    }
    writeln!(out, "\n")
}

/// The lowest contrasts of what is seen on several stops, and all others.
fn lowest(contrasts: Vec<Contrast>) -> Vec<Contrast> {
    let mut lowest: Vec<Contrast> = Vec::new();
    for contrast in contrasts {
        let is_same =
            |other: &&mut Contrast| other.key == contrast.key && contrast.name.contains(" on stop ");
        match lowest.iter_mut().find(is_same) {
            Some(other) if other.ratio <= contrast.ratio => {}
            Some(other) => *other = contrast,
            None => lowest.push(contrast),
        }
    }
    lowest
}

fn table(out: &mut impl Write, look: &Look, theme: &Theme, colored: bool) -> io::Result<()> {
    let stops = (1..)
        .zip(theme.gradient.iter())
        .map(|(number, stop)| (format!("stop {number}"), *stop));
    let others = [
        ("text", theme.foreground),
        ("cursor", theme.cursor.bg),
        ("split", theme.split),
        ("tab bar", theme.tab_bar),
    ];
    let others = others.map(|(name, color)| (name.to_owned(), color));
    for (name, color) in [("accent".to_owned(), theme.accent)]
        .into_iter()
        .chain(stops)
        .chain(others)
    {
        writeln!(out, "  {}{color}  {name}", swatch(color, colored))?;
    }
    if colored {
        let ansi = theme.ansi.as_ref().unwrap_or(&Ansi::WEZTERM);
        for (row, colors) in [ansi.normal, ansi.bright].into_iter().enumerate() {
            let swatches: String = colors.into_iter().map(|color| swatch(color, true)).collect();
            let name = if row == 0 {
                "colours of programs"
            } else {
                "and their bright ones"
            };
            writeln!(out, "{}  {swatches} {name}", if row == 0 { "\n" } else { "" })?;
        }
    }
    writeln!(
        out,
        "\n  orientation {}, blend {}, opacity {} %\n\n  contrast   at least   the lowest of each",
        look.orientation, look.blend, look.opacity
    )?;
    for Contrast {
        name,
        fg,
        bg,
        ratio,
        floor,
        ..
    } in lowest(look.contrasts(theme))
    {
        let short = if ratio < floor { ", too low" } else { "" };
        // Rounded down: a ratio that is printed as reached is reached.
        let ratio = (ratio * 10.0).floor() / 10.0;
        let sample = match colored {
            true => {
                let style = style(Pair { fg, bg });
                format!("{style} Aa {style:#} ")
            }
            false => String::new(),
        };
        writeln!(
            out,
            "  {sample}{ratio:>4.1} : 1   {floor:.1}   {name}  ({fg} on {bg}){short}"
        )?;
    }
    let (accent, shown) = (theme.accent, theme.badge.bg);
    if shown != accent {
        writeln!(
            out,
            "\n  shown as {shown}, since {accent} would be hard to see on this ground"
        )?;
    }
    if theme.ansi.is_none() {
        writeln!(
            out,
            "\n  The sixteen colours of programs are WezTerm's own, and some are dim on this\n  \
             ground; with --ansi, or `ansi = true` in the project file, they are made\n  \
             from the accent too."
        )?;
    }
    Ok(())
}
