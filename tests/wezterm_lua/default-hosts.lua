local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.ssh_domains = wezterm.default_ssh_domains()
for _, domain in ipairs(config.ssh_domains) do
  domain.assume_shell = "Posix"
  domain.remote_wezterm_path = "~/.local/bin/wezterm"
end
config.keys = { { key = "s", mods = "CMD", action = wezterm.action.SpawnTab { DomainName = "SSHMUX:box" } } }
return config
