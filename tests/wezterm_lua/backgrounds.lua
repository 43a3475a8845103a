-- The whole background of a window by its host, as a gradient, without a word of an accent.
local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.unix_domains = { { name = "sea", proxy_command = { "ssh", "sea", "wezterm", "cli", "proxy" } } }
wezterm.on("update-status", function(window, pane)
  local overrides = {}
  if pane:get_domain_name() == "sea" then
    overrides.background = {
      { source = { Gradient = { colors = { "#001122", "#003366" } } }, width = "100%", height = "100%" },
    }
    overrides.window_frame = { active_titlebar_bg = "#003366" }
  end
  window:set_config_overrides(overrides)
end)
return config
