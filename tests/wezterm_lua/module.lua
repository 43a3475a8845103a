local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.color_scheme = "Tokyo Night"
local wezmux = require "wezmux"
wezmux.apply_to_config(config)
return config
