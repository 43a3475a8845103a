//! The keys that WezTerm binds when nobody says otherwise, on any system.

use std::sync::OnceLock;

use super::Key;

/// Every default with what it does (wezterm-gui/src/commands.rs:2036-2140 at 20250223, each with the keys of its
/// `CommandDef`), as far as a project can name it.
const DEFAULTS: [(&str, &str); 52] = [
    ("SUPER+r", "ReloadConfiguration"),
    ("SUPER+h", "HideApplication"),
    ("SUPER+q", "QuitApplication"),
    ("SUPER+t", "SpawnTab"),
    ("SUPER+n", "SpawnWindow"),
    ("CTRL+ALT+SHIFT+'", "SplitVertical"),
    ("CTRL+ALT+SHIFT+5", "SplitHorizontal"),
    ("SUPER+w", "CloseCurrentTab"),
    ("CTRL+Insert", "CopyTo"),
    ("SUPER+c", "CopyTo"),
    ("SUPER+v", "PasteFrom"),
    ("SUPER+k", "ClearScrollback"),
    ("CTRL+SHIFT+Space", "QuickSelect"),
    ("CTRL+SHIFT+u", "CharSelect"),
    ("CTRL+SHIFT+x", "ActivateCopyMode"),
    ("CTRL+SHIFT+p", "ActivateCommandPalette"),
    ("SUPER+-", "DecreaseFontSize"),
    ("CTRL+-", "DecreaseFontSize"),
    ("SUPER+=", "IncreaseFontSize"),
    ("CTRL+=", "IncreaseFontSize"),
    ("SUPER+0", "ResetFontSize"),
    ("CTRL+0", "ResetFontSize"),
    ("ALT+Enter", "ToggleFullScreen"),
    ("SUPER+m", "Hide"),
    ("SUPER+f", "Search"),
    ("SUPER+1", "ActivateTab(0)"),
    ("SUPER+2", "ActivateTab(1)"),
    ("SUPER+3", "ActivateTab(2)"),
    ("SUPER+4", "ActivateTab(3)"),
    ("SUPER+5", "ActivateTab(4)"),
    ("SUPER+6", "ActivateTab(5)"),
    ("SUPER+7", "ActivateTab(6)"),
    ("SUPER+8", "ActivateTab(7)"),
    ("SUPER+9", "ActivateTab(-1)"),
    ("SUPER+SHIFT+[", "ActivateTabRelative(-1)"),
    ("CTRL+SHIFT+Tab", "ActivateTabRelative(-1)"),
    ("CTRL+PageUp", "ActivateTabRelative(-1)"),
    ("SUPER+SHIFT+]", "ActivateTabRelative(1)"),
    ("CTRL+Tab", "ActivateTabRelative(1)"),
    ("CTRL+PageDown", "ActivateTabRelative(1)"),
    ("CTRL+SHIFT+PageUp", "MoveTabRelative(-1)"),
    ("CTRL+SHIFT+PageDown", "MoveTabRelative(1)"),
    ("CTRL+ALT+SHIFT+LeftArrow", "AdjustPaneSize(Left)"),
    ("CTRL+ALT+SHIFT+RightArrow", "AdjustPaneSize(Right)"),
    ("CTRL+ALT+SHIFT+UpArrow", "AdjustPaneSize(Up)"),
    ("CTRL+ALT+SHIFT+DownArrow", "AdjustPaneSize(Down)"),
    ("CTRL+SHIFT+LeftArrow", "ActivatePaneDirection(Left)"),
    ("CTRL+SHIFT+RightArrow", "ActivatePaneDirection(Right)"),
    ("CTRL+SHIFT+UpArrow", "ActivatePaneDirection(Up)"),
    ("CTRL+SHIFT+DownArrow", "ActivatePaneDirection(Down)"),
    ("CTRL+SHIFT+z", "TogglePaneZoomState"),
    ("CTRL+SHIFT+l", "ShowDebugOverlay"),
];

/// What SHIFT makes of a key that writes no letter (`us_layout_shift`, wezterm-gui/src/commands.rs:34).
const SHIFTED: [(&str, &str); 15] = [
    ("1", "!"),
    ("2", "@"),
    ("3", "#"),
    ("4", "$"),
    ("5", "%"),
    ("6", "^"),
    ("7", "&"),
    ("8", "*"),
    ("9", "("),
    ("0", ")"),
    ("[", "{"),
    ("]", "}"),
    ("=", "+"),
    ("-", "_"),
    ("'", "\""),
];

/// What `key` does in WezTerm when it is not bound to `field` of the project; none where that is the same.
pub(super) fn hidden_by(field: &str, key: &Key) -> Option<&'static str> {
    static ALL: OnceLock<Vec<(Key, &'static str)>> = OnceLock::new();
    let all = ALL.get_or_init(all);
    let (_, hidden) = *all.iter().find(|(bound, _)| bound == key)?;
    let same = matches!(
        (field, hidden),
        ("next_tab", "ActivateTabRelative(1)") | ("previous_tab", "ActivateTabRelative(-1)")
    );
    (!same).then_some(hidden)
}

fn all() -> Vec<(Key, &'static str)> {
    let mut all = Vec::new();
    for (text, action) in DEFAULTS {
        let forms = all_forms(text);
        let keys = forms.iter().filter_map(|form| Key::parse(form).ok());
        all.extend(keys.map(|key| (key, action)));
    }
    all
}

/// Every way in which WezTerm binds a default, since systems differ in what they make of SHIFT, and SUPER is often
/// the window manager's (`permute_keys`, wezterm-gui/src/commands.rs:109-141).
fn all_forms(text: &str) -> Vec<String> {
    let (modifiers, key) = text.rsplit_once('+').expect("every default has a modifier");
    let shifted = SHIFTED.iter().find(|(plain, _)| *plain == key);
    let shifted = shifted.map_or_else(
        || match key.len() {
            1 => key.to_ascii_uppercase(),
            _ => key.to_owned(),
        },
        |(_, shifted)| (*shifted).to_owned(),
    );
    let mut forms = vec![text.to_owned()];
    if modifiers == "SUPER" {
        forms.push(format!("CTRL+SHIFT+{key}"));
        if shifted != key {
            forms.extend([format!("CTRL+SHIFT+{shifted}"), format!("CTRL+{shifted}")]);
        }
    } else if let Some(rest) = modifiers.strip_suffix("SHIFT")
        && shifted != key
    {
        forms.extend([format!("{modifiers}+{shifted}"), format!("{rest}{shifted}")]);
    }
    forms
}
