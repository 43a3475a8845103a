-- WezTerm on marks, for its mux server. It belongs at ~/.wezterm.lua on that host.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.

local wezterm = require "wezterm"
local config = wezterm.config_builder()

-- WezTerm does not expand `~`.
local cwd = wezterm.home_dir .. "/ü ]] -- \\n"
config.default_cwd = cwd

-- No default_prog: WezTerm then starts your own shell as a login shell.

-- What is not said of a tab is as above. One with `split` is a pane in the tab before it.
local tabs = {
  { },
}

-- How a tab is opened. The shell goes to the folder by itself, since WezTerm takes another one for a tab with `args`
-- (mux/src/lib.rs:1338), runs the command, and then stays.
local function opened(tab)
  local folder = tab.cwd or cwd
  if tab.command == nil then
    return { cwd = folder }
  end
  local shell = config.default_prog and config.default_prog[1] or os.getenv "SHELL" or "/bin/sh"
  return { args = { "/bin/sh", "-c", 'cd -- "$1"; "$2" -lc "$3"; exec "$2" -l', "sh", folder, shell, tab.command } }
end

-- Runs once, when the server starts: the tabs that every computer finds when it attaches.
wezterm.on("mux-startup", function()
  local first, window, tab, pane
  for _, entry in ipairs(tabs) do
    local command = opened(entry)
    if entry.split then
      command.direction = entry.split
      pane = pane:split(command)
    elseif window then
      tab, pane = window:spawn_tab(command)
    else
      first, pane, window = wezterm.mux.spawn_window(command)
      tab = first
    end
    if entry.title then
      tab:set_title(entry.title)
    end
  end
  first:activate()
end)

return config
