-- WezTerm on round, for its mux server. It belongs at ~/.wezterm.lua on that host.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.

local wezterm = require "wezterm"
local config = wezterm.config_builder()

-- WezTerm does not expand `~`.
local cwd = "/srv/东京"
config.default_cwd = cwd

-- No default_prog: WezTerm then starts your own shell as a login shell.

-- Runs once, when the server starts: the tabs that every computer finds when it attaches.
wezterm.on("mux-startup", function()
  local tab, _, window = wezterm.mux.spawn_window { cwd = cwd }
  for _ = 2, 3 do
    window:spawn_tab { cwd = cwd }
  end
  tab:activate()
end)

return config
