-- A colour scheme for each host, whose colours only WezTerm knows.
local wezterm = require "wezterm"
local schemes = wezterm.color.get_builtin_schemes()
local by_host = { prod = "Red Scheme", dev = "Green Scheme" }
wezterm.on("update-status", function(window, pane)
  local overrides = window:get_config_overrides() or {}
  overrides.color_scheme = by_host[pane:get_domain_name()]
  window:set_config_overrides(overrides)
end)
local gruvbox = schemes["Gruvbox Dark"]
return {
  ssh_domains = { { name = "prod", remote_address = "prod" }, { name = "dev", remote_address = "dev" } },
  colors = { background = gruvbox.background, tab_bar = { active_tab = { bg_color = gruvbox.ansi[2] } } },
}
