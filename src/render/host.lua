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

-- Runs once, when the server starts: the tabs that every computer finds when it attaches.
wezterm.on("mux-startup", function()
{%- if domain.tabs == 1 %}
  wezterm.mux.spawn_window { cwd = cwd }
{%- else %}
  local tab, _, window = wezterm.mux.spawn_window { cwd = cwd }
  for _ = 2, {{ domain.tabs }} do
    window:spawn_tab { cwd = cwd }
  end
  tab:activate()
{%- endif %}
end)

return config

