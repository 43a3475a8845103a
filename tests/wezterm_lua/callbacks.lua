local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.ssh_domains = { { name = "far", remote_address = "far" }, { name = "near", remote_address = "near" } }
config.keys = {
  {
    key = "f",
    mods = "ALT",
    action = wezterm.action_callback(function(window, pane)
      window:perform_action(wezterm.action.SpawnTab { DomainName = "far" }, pane)
    end),
  },
  {
    key = "n",
    mods = "ALT",
    action = wezterm.action_callback(function()
      local domain = wezterm.mux.get_domain "near"
      if domain and domain:state() == "Detached" then
        domain:attach()
      end
    end),
  },
  { key = "x", mods = "ALT", action = wezterm.action_callback(function(window) window:toast_notification("x", "y") end) },
}
return config
