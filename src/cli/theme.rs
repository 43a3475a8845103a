//! Shows a theme: as a small window in true colour on a terminal, as a table elsewhere, or under WezTerm's own names.

use std::io::{self, IsTerminal, Write};

use anstyle::{Color as Ansi, RgbColor, Style};
use serde_json::Value;

use super::Error;
use crate::fleet::{Accent, Look, Refusal, Shade, quote};
use crate::theme::vision::{self, MOST_SUGGESTIONS};
use crate::theme::{Color, Contrast, Pair, Theme};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("form").args(["json", "lua", "toml"]))]
pub(super) struct Arguments {
    /// The accent: '#bb9af7' (quote it, or leave out the `#`), a CSS name, rgb() or oklch()
    #[arg(required_unless_present = "suggest")]
    accent: Option<String>,
    /// The light theme instead of the dark one
    #[arg(long)]
    light: bool,
    /// The sixteen colours of programs as well; a light theme has them anyway
    #[arg(long)]
    ansi: bool,
    /// Print it under WezTerm's names as JSON, with every contrast
    #[arg(long)]
    json: bool,
    /// Print it under WezTerm's names as a Lua table
    #[arg(long)]
    lua: bool,
    /// Print it as a colour scheme for ~/.config/wezterm/colors/
    #[arg(long)]
    toml: bool,
    /// Print accents that are as far apart as can be, to any eye; at most 20, or 9 with --light
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["accent", "form", "ansi"],
          value_parser = clap::value_parser!(u8).range(1..=MOST_SUGGESTIONS[Shade::Dark as usize] as i64))]
    suggest: Option<u8>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    // Swatches are nothing but colour: without it they would be blank space.
    let colored = io::stdout().is_terminal()
        && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let shade = match arguments.light {
        true => Shade::Light,
        false => Shade::Dark,
    };
    let Some(text) = &arguments.accent else {
        let count = usize::from(arguments.suggest.unwrap_or_default());
        return suggestions(&mut out, count, shade, colored).map_err(Error::Output);
    };
    let accent = Accent::parse(text).map_err(|Refusal { expected, hint }| {
        Error::Accent(format!("accent {} must be {expected}", quote(text)), hint)
    })?;
    let look = Look {
        ansi: arguments.ansi.then_some(true),
        ..Look::from(accent)
    };
    let theme = Theme::derive(&look, shade);
    let written = if arguments.json {
        let report = serde_json::json!({
            "accent": theme.accent,
            "shade": theme.shade,
            "colors": theme.colors(),
            "window_frame": theme.window_frame(),
            "background": theme.background(&look),
            "badge": theme.badge,
            "contrast": theme.contrasts(),
        });
        writeln!(out, "{report:#}")
    } else if arguments.lua {
        let table = serde_json::json!({
            "colors": theme.colors(),
            "window_frame": theme.window_frame(),
            "background": theme.background(&look),
        });
        writeln!(out, "return {}", lua(&table, 0))
    } else if arguments.toml {
        let scheme = serde_json::json!({
            "colors": theme.colors(),
            "metadata": { "name": format!("{accent} {}", theme.name()), "author": "wezmux" },
        });
        write!(
            out,
            "{}",
            toml::to_string(&scheme).expect("text, tables and lists are all TOML")
        )
    } else {
        window(&mut out, &theme, colored).and_then(|()| table(&mut out, &theme, colored))
    };
    written.map_err(Error::Output)
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

fn suggestions(out: &mut impl Write, count: usize, shade: Shade, colored: bool) -> io::Result<()> {
    let most = MOST_SUGGESTIONS[shade as usize];
    if count > most {
        anstream::eprintln!("note: of more than {most} some would look alike on a light ground");
    }
    for accent in vision::suggest(count, shade) {
        let color = Color::from(accent.color());
        if colored {
            let style = style(Pair { fg: color, bg: color });
            write!(out, "{style}    {style:#} ")?;
        }
        writeln!(out, "{accent}")?;
    }
    Ok(())
}

fn style(pair: Pair) -> Style {
    let ansi = |color: Color| {
        let [red, green, blue] = color.channels();
        Some(Ansi::Rgb(RgbColor(red, green, blue)))
    };
    Style::new().fg_color(ansi(pair.fg)).bg_color(ansi(pair.bg))
}

/// Tab bar, badge and three lines of text on the three stops.
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
    let lines = ["", " you@host:~$ tail -f app.log", " GET /health 200 1 ms", " "];
    let width: usize = parts.iter().map(|(_, text)| text.len()).sum();
    let last = theme.gradient.len() - 1;
    for (index, line) in lines.iter().enumerate() {
        let bg = theme.gradient[index.saturating_sub(1).min(last)];
        let text = style(Pair {
            fg: theme.foreground,
            bg,
        });
        let used = line.len() + usize::from(index == 3);
        write!(out, "\n  {text}{line}{text:#}")?;
        if index == 3 {
            let cursor = style(theme.cursor);
            write!(out, "{cursor} {cursor:#}")?;
        }
        write!(out, "{text}{:rest$}{text:#}", "", rest = width - used)?;
    }
    writeln!(out, "\n")
}

fn table(out: &mut impl Write, theme: &Theme, colored: bool) -> io::Result<()> {
    let swatch = |color: Color| match colored {
        true => {
            let style = style(Pair { fg: color, bg: color });
            format!("{style}    {style:#} ")
        }
        false => String::new(),
    };
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
        writeln!(out, "  {}{color}  {name}", swatch(color))?;
    }
    writeln!(out, "\n  contrast   at least")?;
    for Contrast {
        name,
        fg,
        bg,
        ratio,
        floor,
        ..
    } in theme.contrasts()
    {
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
            "  {sample}{ratio:>4.1} : 1   {floor:.1}   {name}  ({fg} on {bg})"
        )?;
    }
    let (accent, shown) = (theme.accent, theme.badge.bg);
    if shown != accent {
        writeln!(
            out,
            "\n  shown as {shown}, since {accent} could not be seen on this ground"
        )?;
    }
    if theme.ansi.is_none() {
        writeln!(
            out,
            "\n  The sixteen colours of programs are WezTerm's own, and some are dim on this ground;\n  \
             with --ansi, or `ansi = true` in the project file, they are made from the accent too."
        )?;
    }
    Ok(())
}
