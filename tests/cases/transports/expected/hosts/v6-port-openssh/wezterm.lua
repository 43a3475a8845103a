-- WezTerm on v6-port-openssh, for its mux server. It belongs at ~/.wezterm.lua on that host.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.

local wezterm = require "wezterm"
local config = wezterm.config_builder()

-- WezTerm does not expand `~`.
local cwd = wezterm.home_dir
config.default_cwd = cwd

-- As a login shell, so that it reads your profile.
config.default_prog = { wezterm.home_dir .. "/bin/fish", "-l" }

-- Runs once, when the server starts: the tabs that every computer finds when it attaches.
wezterm.on("mux-startup", function()
  wezterm.mux.spawn_window { cwd = cwd }
end)

return config
