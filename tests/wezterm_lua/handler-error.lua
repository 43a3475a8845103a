local wezterm = require "wezterm"
local themes = { a = { accent = "#ff8800" } }
wezterm.on("update-status", function(window, pane)
  local accent = themes[pane:get_domain_name()].accent
  window:set_config_overrides { colors = { cursor_bg = accent } }
end)
return { ssh_domains = { { name = "a", remote_address = "a" }, { name = "b", remote_address = "b" } } }
