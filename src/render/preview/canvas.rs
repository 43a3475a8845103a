//! What is on the ground of a window: the tab bar with its badge, and panes with text.

use std::borrow::Cow;

use palette::convert::FromColorUnclamped;
use palette::{Hsv, Srgb};
use unicode_width::UnicodeWidthChar;

use super::{Frame, Px, TabBar};
use crate::fleet::{Icon, Sketch};
use crate::theme::{Ansi, Color, PRODUCTION, Pair, Theme};

pub(super) enum Shape {
    Rect {
        x: Px,
        y: Px,
        width: Px,
        height: Px,
        fill: Color,
    },
    /// A drawing of ours, in units of `size`.
    Path {
        x: Px,
        y: Px,
        size: Px,
        d: Cow<'static, str>,
        fill: Color,
    },
    Text {
        x: Px,
        y: Px,
        width: Px,
        text: String,
        fill: Color,
        face: Face,
    },
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Face {
    /// In cells, as programs write it.
    Terminal,
    /// The same, bold.
    Bold,
    /// As a window's title.
    Title,
}

/// What stands on one line of a terminal.
type Run<'a> = (Paint, &'a str);

#[derive(Clone, Copy)]
enum Paint {
    Plain,
    /// One of the sixteen colours; bright ones from 8.
    Ansi(usize),
    Selected,
    Cursor,
}

/// How many cells `text` takes; a picture that is made of several characters takes two. `UnicodeWidthStr` knows scripts
/// whose letters join, too, and weighs 2.5 KB more in the page.
fn cells(text: &str) -> usize {
    let (mut sum, mut last, mut is_joined) = (0, 0, false);
    for c in text.chars() {
        let width = match c {
            _ if is_joined => 0,
            // The tone of a skin.
            '\u{1f3fb}'..='\u{1f3ff}' if last == 2 => 0,
            // What is before is shown as a picture.
            '\u{fe0f}' => 2_usize.saturating_sub(last),
            c => c.width().unwrap_or(0),
        };
        is_joined = c == '\u{200d}';
        if width > 0 {
            last = width;
        }
        sum += width;
    }
    sum
}

/// As much of `text` as fits into so many cells.
fn fitting(text: &str, room: usize) -> String {
    cut(text, room as f32, |text| cells(text) as f32, "")
}

/// As much of `text` as fits into `room`, measured by `width`; cut text ends with `end`.
fn cut(text: &str, room: f32, width: impl Fn(&str) -> f32, end: &str) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) + width(end) > room {
            kept.pop();
            break;
        }
    }
    kept + end
}

/// A line of a terminal on as many lines as it takes, each of at most `room` cells.
fn wrapped(runs: &[Run<'_>], room: usize) -> Vec<Vec<(Paint, String)>> {
    let mut lines: Vec<Vec<(Paint, String)>> = vec![Vec::new()];
    let mut used = 0;
    for (paint, text) in runs {
        let mut rest = *text;
        while !rest.is_empty() {
            let part = fitting(rest, room.saturating_sub(used));
            rest = &rest[part.len()..];
            used += cells(&part);
            if !part.is_empty() {
                lines.last_mut().expect("a line").push((*paint, part));
            } else if used == 0 {
                // Not even one character fits.
                break;
            }
            if !rest.is_empty() {
                lines.push(Vec::new());
                used = 0;
            }
        }
    }
    lines
}

/// What WezTerm's `inactive_pane_hsb` makes of a colour in a pane without the focus: saturation 0.9, brightness 0.8
/// (config/src/config.rs:1838 at 20250223).
fn dimmed(color: Color) -> Color {
    let mut seen = Hsv::from_color_unclamped(color.srgb().into_format::<f32>());
    seen.saturation *= 0.9;
    seen.value *= 0.8;
    Srgb::from_color_unclamped(seen).into_format::<u8>().into()
}

pub(super) fn title_size(frame: &Frame) -> f32 {
    frame.text * 0.95
}

/// The width of a window's title in a bold sans-serif face, about.
fn title_width(text: &str, frame: &Frame) -> f32 {
    let ems = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.31,
        ' ' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '/' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' => 0.88,
        'A'..='Z' => 0.68,
        c if c.is_ascii() => 0.58,
        _ => 0.0,
    });
    // What other letters take depends on those beside them.
    let others: String = text.chars().filter(|c| !c.is_ascii()).collect();
    (ems.sum::<f32>() + 0.55 * cells(&others) as f32) * title_size(frame)
}

/// An icon in a square of 12; a browser has no Nerd Font.
fn drawing(name: &str) -> &'static str {
    match name {
        "md_server" => "M1 1h10v4H1zM1 7h10v4H1zM2.5 2.5h1.5v1H2.5zM2.5 8.5h1.5v1H2.5z",
        "md_chip" => {
            "M2.5 2.5h7v7h-7zM4.5 4.5v3h3v-3zM3.5 .5h1v2h-1zM7.5 .5h1v2h-1zM3.5 9.5h1v2h-1zM7.5 9.5h1v2h-1z\
             M.5 3.5h2v1h-2zM.5 7.5h2v1h-2zM9.5 3.5h2v1h-2zM9.5 7.5h2v1h-2z"
        }
        _ => "M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8z",
    }
}

/// The mark that closes a tab, and the one that opens one, in a square of 8.
const CROSS: &str = "M1 0L4 3L7 0L8 1L5 4L8 7L7 8L4 5L1 8L0 7L3 4L0 1z";
const PLUS: &str = "M3.4 0h1.2v3.4H8v1.2H4.6V8H3.4V4.6H0V3.4h3.4z";

/// Everything in a window but its ground.
pub(super) fn draw(sketch: &Sketch, theme: &Theme, frame: &Frame) -> Vec<Shape> {
    let mut canvas = Canvas {
        frame,
        theme,
        ansi: theme.ansi.as_ref().unwrap_or(&Ansi::WEZTERM),
        shapes: Vec::new(),
    };
    let top = match frame.tab_bar {
        TabBar::Fancy => canvas.fancy_bar(sketch),
        TabBar::Retro => canvas.retro_bar(sketch),
    };
    canvas.panes(sketch, top);
    canvas.shapes
}

struct Canvas<'a> {
    frame: &'a Frame,
    theme: &'a Theme,
    ansi: &'a Ansi,
    shapes: Vec<Shape>,
}

impl Canvas<'_> {
    fn seen(&self, color: Color) -> Color {
        self.frame.vision.simulate(color)
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, fill: Color) {
        self.shapes.push(Shape::Rect {
            x: Px(x),
            y: Px(y),
            width: Px(width),
            height: Px(height),
            fill: self.seen(fill),
        });
    }

    fn path(&mut self, x: f32, y: f32, size: f32, d: impl Into<Cow<'static, str>>, fill: Color) {
        self.shapes.push(Shape::Path {
            x: Px(x),
            y: Px(y),
            size: Px(size),
            d: d.into(),
            fill: self.seen(fill),
        });
    }

    /// Text whose line begins at `y`, in a line of `height`.
    fn text(&mut self, x: f32, (y, height): (f32, f32), text: &str, fill: Color, face: Face) -> f32 {
        let width = match face {
            Face::Title => title_width(text, self.frame),
            _ => cells(text) as f32 * self.frame.cell(),
        };
        if !text.trim().is_empty() {
            // SVG makes one of two spaces.
            let mut last = '\0';
            let kept = text.chars().map(|c| {
                last = if (last, c) == (' ', ' ') { '\u{a0}' } else { c };
                last
            });
            self.shapes.push(Shape::Text {
                x: Px(x),
                // A face stands about a third of its size below the middle of its line.
                y: Px(y + height / 2.0 + self.frame.text * 0.35),
                width: Px(width),
                text: kept.collect(),
                fill: self.seen(fill),
                face,
            });
        }
        width
    }

    /// What `wezterm/windows.lua` calls a tab: its number, its host, and its title or else that of its pane.
    fn tab_titles(sketch: &Sketch) -> impl Iterator<Item = String> {
        let pane = format!("{}@{}: {}", sketch.username, sketch.name, sketch.cwd);
        let warning = if sketch.production { "⚠ " } else { "" };
        sketch.titles.iter().zip(1..).map(move |(title, number)| {
            let title = title.as_ref().unwrap_or(&pane);
            format!("{number}: {warning}{} · {title}", sketch.label)
        })
    }

    /// Draws the icon and returns its width.
    fn icon(&mut self, icon: &Icon, x: f32, line: (f32, f32), pair: Pair, face: Face) -> f32 {
        match icon {
            Icon::NerdFont(name) => {
                let size = self.frame.text * 0.95;
                let y = line.0 + (line.1 - size) / 2.0;
                self.path(x, y, size / 12.0, drawing(name), pair.fg);
                size
            }
            Icon::Literal(text) => self.text(x, line, &text.to_string(), pair.fg, face),
        }
    }

    /// What `wezterm/colors.lua` writes at the right end of a host that answers, in at most `room`. Returns where it
    /// begins.
    fn badge(&mut self, sketch: &Sketch, height: f32, room: f32, face: Face) -> f32 {
        const ANSWERS: &str = " ●";
        const WARNING: &str = "PRODUCTION";
        let frame = self.frame;
        let space = frame.cell();
        let measure = |text: &str| match face {
            Face::Title => title_width(text, frame),
            _ => cells(text) as f32 * frame.cell(),
        };
        let icon = match &sketch.icon {
            Icon::NerdFont(_) => frame.text * 0.95,
            Icon::Literal(text) => measure(&text.to_string()),
        };
        let around = icon + measure(ANSWERS) + 3.0 * space;
        // What is too long loses its beginning.
        let warning = Some(measure(WARNING) + 2.0 * space)
            .filter(|warning| sketch.production && warning + around + 4.0 * space < room)
            .unwrap_or_default();
        let label = cut(&sketch.label, room - warning - around, measure, "…");
        let width = around + measure(&label);
        let left = frame.width - width;
        if warning > 0.0 {
            self.rect(left - warning, 0.0, warning, height, PRODUCTION.bg);
            self.text(
                left - warning + space,
                (0.0, height),
                WARNING,
                PRODUCTION.fg,
                face,
            );
        }
        let pair = self.theme.badge;
        self.rect(left, 0.0, width, height, pair.bg);
        let drawn = self.icon(&sketch.icon, left + space, (0.0, height), pair, face);
        let label = label + ANSWERS;
        self.text(left + 2.0 * space + drawn, (0.0, height), &label, pair.fg, face);
        left - warning
    }

    /// Margins and paddings of wezterm-gui/src/termwindow/render/fancy_tab_bar.rs:84-330 at 20250223. Returns the
    /// bar's height.
    fn fancy_bar(&mut self, sketch: &Sketch) -> f32 {
        let (frame, theme) = (self.frame, self.theme);
        let cell = frame.cell();
        let height = (title_size(frame) * 1.25 * 1.75).round();
        self.rect(0.0, 0.0, frame.width, height, theme.tab_bar);
        let end = self.badge(sketch, height, frame.width / 2.0, Face::Title);
        let top = (height * 0.15).round();
        let tall = height - top;
        let plus = tall * 0.36;
        let room = (end - 3.0 * cell - plus).max(0.0);
        let count = sketch.titles.len().max(1) as f32;
        // Tabs share the width with the button for a new one, and those that have no room are not seen.
        let most = (frame.width / (count + 1.0) - 1.5 * cell).max(7.0 * cell);
        let corner = (cell * 0.8).round();
        let cross = tall * 0.3;
        let mut x = cell / 2.0;
        for (index, title) in Self::tab_titles(sketch).enumerate() {
            let pair = match index {
                0 => theme.active_tab,
                _ => theme.inactive_tab,
            };
            let text_room = most.min(room - cell / 2.0) - 2.5 * cell - cross;
            let title = cut(&title, text_room, |text| title_width(text, frame), "…");
            let width = title_width(&title, frame) + 2.5 * cell + cross;
            // The one in front is always seen.
            if index > 0 && x + width > room {
                break;
            }
            let across = Px(width - 2.0 * corner);
            let (down, corner) = (Px(tall), Px(corner));
            let outline = format!(
                "M0 {down}V{corner}q0 -{corner} {corner} -{corner}h{across}q{corner} 0 {corner} {corner}V{down}z"
            );
            self.path(x, top, 1.0, outline, pair.bg);
            self.text(x + cell, (top, tall), &title, pair.fg, Face::Title);
            self.path(
                x + width - cell * 0.8 - cross,
                top + (tall - cross) / 2.0,
                cross / 8.0,
                CROSS,
                pair.fg,
            );
            if index > 0 {
                self.rect(
                    x + width,
                    top + tall * 0.35,
                    1.0,
                    tall * 0.65,
                    theme.inactive_tab_edge,
                );
            }
            x += width + 1.0;
        }
        self.path(
            x + cell * 1.5,
            top + (tall - plus) / 2.0,
            plus / 8.0,
            PLUS,
            theme.new_tab.fg,
        );
        height
    }

    /// Widths of wezterm-gui/src/tabbar.rs:380-470 at 20250223: tabs of at most 16 cells (config/src/config.rs,
    /// default_tab_max_width) share the bar, and the badge has what is left. Returns the bar's height: one line.
    fn retro_bar(&mut self, sketch: &Sketch) -> f32 {
        const NEW_TAB: &str = " + ";
        const WIDEST: usize = 16;
        let (frame, theme) = (self.frame, self.theme);
        let (cell, height) = (frame.cell(), frame.line());
        self.rect(0.0, 0.0, frame.width, height, theme.tab_bar);
        let titles: Vec<String> = Self::tab_titles(sketch)
            .map(|title| fitting(&format!(" {title} "), WIDEST))
            .collect();
        let columns = (frame.width / cell) as usize;
        let available = columns.saturating_sub(titles.len() - 1 + NEW_TAB.len());
        let widest = match titles.iter().map(|title| cells(title)).sum::<usize>() <= available {
            true => WIDEST,
            false => (available / titles.len()).min(WIDEST),
        };
        let mut x = 0.0;
        for (index, title) in titles.iter().enumerate() {
            let (pair, face) = match index {
                0 => (theme.active_tab, Face::Bold),
                _ => (theme.inactive_tab, Face::Terminal),
            };
            let title = fitting(title, widest);
            let width = cells(&title) as f32 * cell;
            self.rect(x, 0.0, width, height, pair.bg);
            self.words(x, (0.0, height), &title, pair.fg, face);
            x += width;
        }
        let width = NEW_TAB.len() as f32 * cell;
        self.rect(x, 0.0, width, height, theme.new_tab.bg);
        self.words(x, (0.0, height), NEW_TAB, theme.new_tab.fg, Face::Terminal);
        let room = frame.width - x - width;
        if room > 8.0 * cell {
            self.badge(sketch, height, room, Face::Bold);
        }
        height
    }

    /// Text in cells: space in front moves it, and at its end nobody sees it.
    fn words(&mut self, x: f32, line: (f32, f32), text: &str, fill: Color, face: Face) {
        let lead = text.len() - text.trim_start().len();
        let at = x + cells(&text[..lead]) as f32 * self.frame.cell();
        self.text(at, line, text.trim(), fill, face);
    }

    /// One line of a pane. One that has not the focus is a little less bright and colourful.
    fn line(&mut self, x: f32, y: f32, runs: &[(Paint, String)], has_focus: bool) {
        let (cell, height) = (self.frame.cell(), self.frame.line());
        let mut x = x;
        for (paint, text) in runs {
            let width = cells(text) as f32 * cell;
            let fill = match paint {
                Paint::Plain => self.theme.foreground,
                Paint::Ansi(index @ ..8) => self.ansi.normal[*index],
                Paint::Ansi(index) => self.ansi.bright[*index - 8],
                Paint::Selected => {
                    self.rect(x, y, width, height, self.theme.selection.bg);
                    self.theme.selection.fg
                }
                Paint::Cursor => {
                    self.rect(x, y, width, height, self.theme.cursor.bg);
                    self.theme.cursor.fg
                }
            };
            let fill = if has_focus { fill } else { dimmed(fill) };
            self.words(x, (y, height), text, fill, Face::Terminal);
            x += width;
        }
    }

    /// A prompt, coloured output, a selection, the cursor; where there is room a second pane beside them.
    fn panes(&mut self, sketch: &Sketch, top: f32) {
        use Paint::{Ansi, Cursor, Plain, Selected};
        let (frame, theme) = (self.frame, self.theme);
        let (cell, line) = (frame.cell(), frame.line());
        // WezTerm's own padding: one cell, and half of one above.
        let columns = (frame.width / cell - 2.0).max(0.0) as usize;
        let first = top + line / 2.0;
        let lines = ((frame.height - first) / line).max(0.0) as usize;

        let aside = if columns >= 84 { 30 } else { 0 };
        let room = columns - if aside > 0 { aside + 3 } else { 0 };
        let who = format!("{}@{}", sketch.username, sketch.name);
        let cwd = sketch.cwd.to_string();
        let prompt = [
            (Ansi(10), who.as_str()),
            (Plain, ":"),
            (Ansi(12), cwd.as_str()),
            (Plain, "$ "),
        ];
        let typed = |command| [&prompt[..], &[(Plain, command)]].concat();
        let output: Vec<Vec<Run<'_>>> = vec![
            typed("git log --oneline -3"),
            vec![
                (Ansi(3), "9f2c41e "),
                (Plain, "("),
                (Ansi(14), "HEAD -> "),
                (Ansi(10), "main"),
                (Plain, ") keep sessions on the host"),
            ],
            vec![(Ansi(3), "51d08ab "), (Plain, "read the port from the config")],
            vec![(Ansi(3), "c7e6f03 "), (Selected, "say what to type instead")],
            typed("ls"),
            vec![
                (Ansi(12), "src"),
                (Plain, "  "),
                (Ansi(12), "tests"),
                (Plain, "  "),
                (Ansi(10), "run"),
                (Plain, "  "),
                (Ansi(13), "logo.png"),
                (Plain, "  "),
                (Ansi(9), "old.tar"),
                (Plain, "  notes"),
            ],
            typed("make test"),
            vec![(Ansi(2), "ok"), (Plain, "      94 passed")],
            vec![
                (Ansi(1), "failed"),
                (Plain, "  1  "),
                (Ansi(6), "tests/link.rs:41"),
            ],
            [&prompt[..], &[(Cursor, " ")]].concat(),
        ];
        let output: Vec<_> = output.iter().flat_map(|runs| wrapped(runs, room)).collect();
        // As a terminal that has scrolled.
        let scrolled = output.len().saturating_sub(lines);
        for (index, runs) in output[scrolled..].iter().enumerate() {
            self.line(cell, first + index as f32 * line, runs, true);
        }

        if aside > 0 {
            let x = cell * (room as f32 + 3.0);
            self.rect(
                (x - cell * 1.5).round(),
                top,
                1.0,
                frame.height - top,
                theme.split,
            );
            let log: [&[Run<'_>]; 8] = [
                &[(Plain, "$ uptime -p")],
                &[(Plain, "up 41 weeks, 2 days")],
                &[(Plain, "$ tail -f app.log")],
                &[(Ansi(2), "200"), (Plain, " GET /health 1 ms")],
                &[(Ansi(3), "404"), (Plain, " GET /old 2 ms")],
                &[(Ansi(5), "500"), (Plain, " PUT /items 31 ms")],
                &[],
                &[],
            ];
            let log = log.iter().flat_map(|runs| wrapped(runs, aside));
            for (index, runs) in log.enumerate().take(lines) {
                self.line(x, first + index as f32 * line, &runs, false);
            }
            // The sixteen colours, as programs that show a system print them.
            for (row, colors) in [self.ansi.normal, self.ansi.bright].into_iter().enumerate() {
                if 7 + row < lines {
                    let y = first + (7 + row) as f32 * line;
                    for (index, color) in colors.into_iter().enumerate() {
                        self.rect(x + index as f32 * cell * 3.0, y, cell * 3.0, line, dimmed(color));
                    }
                }
            }
        }
    }
}
