-- Settings from a table, after the builder, and keys that are added one by one.
local wezterm = require("wezterm")
local config = wezterm.config_builder and wezterm.config_builder() or {}
if config.set_strict_mode then config:set_strict_mode(true) end
local settings = {
  font = wezterm.font_with_fallback { "JetBrains Mono", { family = "Symbols", scale = 0.9 } },
  color_scheme = wezterm.gui and wezterm.gui.get_appearance():find "Dark" and "Catppuccin Mocha" or "Catppuccin Latte",
  ssh_domains = { { name = "lab", remote_address = "lab.example.org", username = "lab" } },
  launch_menu = { { label = "lab", domain = { DomainName = "lab" } } },
  mouse_bindings = { { event = { Up = { streak = 1, button = "Left" } }, mods = "CTRL", action = wezterm.action.OpenLinkAtMouseCursor } },
}
for key, value in pairs(settings) do config[key] = value end
config.window_padding = { left = 2, right = 2, top = 0, bottom = 0 }
config.default_prog = wezterm.target_triple:find("windows") and { "pwsh.exe" } or nil
return config
