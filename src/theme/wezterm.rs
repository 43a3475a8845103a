//! A theme under the names that WezTerm has for its parts (config/src/color.rs:130-173, :311-377, :559-599 and
//! config/src/background.rs:56-99 at 20250223).

use serde_json::{Map, Value, json};

use super::{Color, Pair, Theme};
use crate::fleet::{Look, Orientation};

impl Theme {
    /// The values of WezTerm's `colors`.
    pub fn colors(&self) -> Value {
        let mut colors = Map::new();
        let mut set = |key: &str, value: Value| colors.insert(key.to_owned(), value);
        for (key, color) in [
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
        ] {
            set(key, json!(color));
        }
        for (key, pair) in [
            ("copy_mode_active_highlight", self.found),
            ("copy_mode_inactive_highlight", self.selection),
            ("quick_select_label", self.found),
            ("quick_select_match", self.selection),
        ] {
            set(&format!("{key}_fg"), json!({ "Color": pair.fg }));
            set(&format!("{key}_bg"), json!({ "Color": pair.bg }));
        }
        if let Some(ansi) = &self.ansi {
            set("ansi", json!(ansi.normal));
            set("brights", json!(ansi.bright));
        }
        let tab = |Pair { fg, bg }: Pair| json!({ "fg_color": fg, "bg_color": bg });
        let mut active = tab(self.active_tab);
        active["intensity"] = json!("Bold");
        set(
            "tab_bar",
            json!({
                "background": self.tab_bar,
                "active_tab": active,
                "inactive_tab": tab(self.inactive_tab),
                "inactive_tab_hover": tab(self.inactive_tab_hover),
                "inactive_tab_edge": self.inactive_tab_edge,
                "new_tab": tab(self.new_tab),
                "new_tab_hover": tab(self.new_tab_hover),
            }),
        );
        Value::Object(colors)
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
