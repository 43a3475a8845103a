-- WezTerm on {{ domain.name }}, for its mux server. It belongs at ~/.wezterm.lua on that host.
-- Written by wezmux {{ VERSION }}. Change the project file and write it again rather than this file.

local wezterm = require "wezterm"
local config = wezterm.config_builder()

-- WezTerm does not expand `~`.
local cwd = {% match domain.cwd.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir{% if !rest.is_empty() %} .. "{{ rest }}"{% endif %}{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}
config.default_cwd = cwd
{% match domain.shell %}
{%- when Some with (shell) %}
-- As a login shell, so that it reads your profile.
config.default_prog = { {% match shell.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir .. "{{ rest }}"{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}, "-l" }
{%- when None %}
-- No default_prog: WezTerm then starts your own shell as a login shell.
{%- endmatch %}
{%- if let Some(locale) = domain.locale %}
config.set_environment_variables = { LANG = "{{ locale }}" }
{%- endif %}
{%- if domain.forward_agent %}

-- Panes find the agent of whoever is attached, also of who comes back (mux/src/ssh_agent.rs). Versions up to
-- 20240203 have no such key, and would take none of this file with it.
if wezterm.version:match "^%d%d%d%d%d%d%d%d" and wezterm.version >= "20240204" then
  config.mux_enable_ssh_agent = true
end
{%- endif %}

-- What is not said of a tab is as above. One with `split` is a pane in the tab before it.
local tabs = {
{%- for tab in domain.tabs %}
  { {% if let Some(title) = tab.title %}title = "{{ title }}", {% endif %}{% if let Some(folder) = tab.cwd %}cwd = {% match folder.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir{% if !rest.is_empty() %} .. "{{ rest }}"{% endif %}{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}, {% endif %}{% if let Some(command) = tab.command %}command = "{{ command }}", {% endif %}{% if let Some(split) = tab.split %}split = "{{ split.name() }}", {% endif %}},
{%- endfor %}
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

