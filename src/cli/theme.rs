//! Shows a theme: as a small window in true colour on a terminal, as a table elsewhere, as JSON when asked.

use std::io::{self, IsTerminal, Write};

use anstyle::{Color as Ansi, RgbColor, Style};
use serde::Serialize;

use super::Error;
use crate::fleet::{Accent, Refusal};
use crate::theme::{Color, Contrast, Pair, Theme};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The accent, such as '#bb9af7'; quote it, or leave out the `#`
    accent: String,
    /// Print colours and contrasts as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    theme: Theme,
    contrast: Vec<Contrast>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let accent = Accent::parse(&arguments.accent).map_err(|Refusal { expected, hint }| {
        Error::Accent(
            format!("accent `{}` must be {expected}", arguments.accent.escape_debug()),
            hint,
        )
    })?;
    let theme = Theme::from_accent(accent);
    let mut out = anstream::stdout().lock();
    let written = if arguments.json {
        let contrast = theme.contrasts();
        let json = serde_json::to_string_pretty(&Report { theme, contrast })
            .expect("a theme is strings and numbers");
        writeln!(out, "{json}")
    } else {
        // Swatches are nothing but colour: without it they would be blank space.
        let colored = io::stdout().is_terminal()
            && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        window(&mut out, &theme, colored).and_then(|()| table(&mut out, &theme, colored))
    };
    written.map_err(Error::Output)
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
    Ok(())
}
