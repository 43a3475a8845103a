local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.ssh_domains = { { name = "first", remote_address = "first" } }
local theme = nil
config.colors = theme.colors
config.unix_domains = { { name = "never" } }
return config
