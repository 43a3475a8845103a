local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.unix_domains = { { name = "lab", proxy_command = { "ssh", "lab", "wezterm", "cli", "--prefer-mux", "proxy" } } }
wezterm.on("gui-startup", function()
  local _, _, window = wezterm.mux.spawn_window { domain = { DomainName = "lab" }, cwd = "/srv" }
  window:spawn_tab { cwd = "/var/log" }
  window:spawn_tab {}
  wezterm.mux.spawn_window {}
  wezterm.mux.spawn_window { cwd = "/tmp" }
end)
return config
