//! A theme under the names that WezTerm has for its parts (config/src/color.rs:130-173, :311-377, :559-599 and
//! config/src/background.rs:56-99 at 20250223).

use serde_json::{Value, json};

use super::{Color, Pair, Theme};
use crate::fleet::{Look, Orientation};

impl Theme {
    /// Gives every colour of WezTerm's `colors` with its path there; positions in a list count from 1, as Lua does.
    pub fn each_color(&self, give: &mut dyn FnMut(&'static str, Color)) {
        for (path, color) in [
            ("foreground", self.foreground),
            ("background", self.gradient[0]),
            ("cursor_fg", self.cursor.fg),
            ("cursor_bg", self.cursor.bg),
            ("cursor_border", self.cursor.bg),
            ("compose_cursor", self.compose_cursor),
            ("selection_fg", self.selection.fg),
            ("selection_bg", self.selection.bg),
            ("split", self.split),
            ("scrollbar_thumb", self.scrollbar_thumb),
            ("visual_bell", self.visual_bell),
            ("copy_mode_active_highlight_fg.Color", self.found.fg),
            ("copy_mode_active_highlight_bg.Color", self.found.bg),
            ("copy_mode_inactive_highlight_fg.Color", self.selection.fg),
            ("copy_mode_inactive_highlight_bg.Color", self.selection.bg),
            ("quick_select_label_fg.Color", self.found.fg),
            ("quick_select_label_bg.Color", self.found.bg),
            ("quick_select_match_fg.Color", self.selection.fg),
            ("quick_select_match_bg.Color", self.selection.bg),
            ("tab_bar.background", self.tab_bar),
            ("tab_bar.active_tab.fg_color", self.active_tab.fg),
            ("tab_bar.active_tab.bg_color", self.active_tab.bg),
            ("tab_bar.inactive_tab.fg_color", self.inactive_tab.fg),
            ("tab_bar.inactive_tab.bg_color", self.inactive_tab.bg),
            ("tab_bar.inactive_tab_hover.fg_color", self.inactive_tab_hover.fg),
            ("tab_bar.inactive_tab_hover.bg_color", self.inactive_tab_hover.bg),
            ("tab_bar.inactive_tab_edge", self.inactive_tab_edge),
            ("tab_bar.new_tab.fg_color", self.new_tab.fg),
            ("tab_bar.new_tab.bg_color", self.new_tab.bg),
            ("tab_bar.new_tab_hover.fg_color", self.new_tab_hover.fg),
            ("tab_bar.new_tab_hover.bg_color", self.new_tab_hover.bg),
        ] {
            give(path, color);
        }
        if let Some(ansi) = &self.ansi {
            for (name, color) in ansi.named() {
                give(name, color);
            }
        }
    }

    /// The values of WezTerm's `colors`.
    pub fn colors(&self) -> Value {
        let mut colors = json!({});
        self.each_color(&mut |path, color| {
            let mut place = &mut colors;
            for key in path.split('.') {
                place = match key.parse::<usize>() {
                    Ok(number) => {
                        let list = place.as_array_mut().expect("a list");
                        list.resize(list.len().max(number), Value::Null);
                        &mut list[number - 1]
                    }
                    Err(_) => &mut place[key],
                };
                if matches!(key, "ansi" | "brights") && place.is_null() {
                    *place = json!([]);
                }
            }
            *place = json!(color);
        });
        colors["tab_bar"]["active_tab"]["intensity"] = json!("Bold");
        colors
    }

    /// The values of WezTerm's `window_frame`, from which the fancy tab bar takes its ground.
    pub fn window_frame(&self) -> Value {
        let Pair { fg, bg } = self.new_tab;
        let hover = self.new_tab_hover;
        json!({
            "active_titlebar_bg": self.tab_bar,
            "active_titlebar_fg": fg,
            "inactive_titlebar_bg": self.tab_bar,
            "inactive_titlebar_fg": fg,
            "active_titlebar_border_bottom": self.inactive_tab_edge,
            "inactive_titlebar_border_bottom": self.inactive_tab_edge,
            "button_bg": bg,
            "button_fg": fg,
            "button_hover_bg": hover.bg,
            "button_hover_fg": hover.fg,
        })
    }

    /// The values of WezTerm's `background`.
    pub fn background(&self, look: &Look) -> Value {
        let orientation = match look.orientation {
            Orientation::Horizontal => json!("Horizontal"),
            Orientation::Vertical => json!("Vertical"),
            Orientation::Linear(angle) => json!({ "Linear": { "angle": f64::from(angle) } }),
            Orientation::Radial => json!({ "Radial": {} }),
        };
        let colors: &[Color] = &self.gradient;
        json!([{
            "source": { "Gradient": { "colors": colors, "orientation": orientation, "blend": look.blend.name() } },
            "width": "100%",
            "height": "100%",
            "opacity": f64::from(look.opacity) / 100.0,
        }])
    }
}
