-- WezTerm on this computer: {{ domains.len() }} {% if domains.len() == 1 %}domain{% else %}domains{% endif %}, each with its own colours.
-- Written by wezmux {{ VERSION }}. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
{%- for (domain, _) in domains %}
  { name = "{{ domain.name }}", label = "{{ domain.label }}", icon = "{{ domain.icon }}", attach = {{ domain.attach }} },
{%- endfor %}
}
{% if self.over(Transport::OpenSsh).next().is_some() %}
-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is
-- dead is noticed after three keepalives; BatchMode keeps ssh from asking where nobody sees it.
config.unix_domains = {
{%- for domain in self.over(Transport::OpenSsh) %}
  {
    name = "{{ domain.name }}",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval={{ domain.keepalive }}", "-o", "ServerAliveCountMax=3",
      {% for word in domain.ssh_destination() %}"{{ word }}",{% if !loop.last %} {% endif %}{% endfor %}
      "{{ domain.program("wezterm") }} cli --prefer-mux proxy",
    },
  },
{%- endfor %}
}
{% endif -%}
{% if self.over(Transport::WezTerm).next().is_some() %}
-- Through WezTerm's built-in ssh client, which knows no ProxyJump and no keepalive.
config.ssh_domains = {
{%- for domain in self.over(Transport::WezTerm) %}
  {
    name = "{{ domain.name }}",
    remote_address = "{{ domain.remote_address() }}",
    {%- if let Some(username) = domain.username %}
    username = "{{ username }}",
    {%- endif %}
    {%- if let Some(port) = domain.port_option() %}
    ssh_option = { port = "{{ port }}" },
    {%- endif %}
    {%- if domain.bin_dir != BinDir::default() %}
    remote_wezterm_path = "{{ domain.program("wezterm") }}",
    {%- endif %}
    multiplexing = "WezTerm",
  },
{%- endfor %}
}
{% endif %}
-- Colours ---------------------------------------------------------------------

local themes = {
{%- for (domain, theme) in domains %}
  ["{{ domain.name }}"] = { -- from {{ theme.accent }}
    badge = { fg = "{{ theme.badge.fg }}", bg = "{{ theme.badge.bg }}" },
    background = {
      {
        source = {
          Gradient = {
            colors = { {% for stop in theme.gradient %}"{{ stop }}"{% if !loop.last %}, {% endif %}{% endfor %} },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "{{ theme.foreground }}",
      background = "{{ theme.gradient[0] }}",
      cursor_fg = "{{ theme.cursor.fg }}",
      cursor_bg = "{{ theme.cursor.bg }}",
      cursor_border = "{{ theme.cursor.bg }}",
      selection_fg = "{{ theme.selection.fg }}",
      selection_bg = "{{ theme.selection.bg }}",
      split = "{{ theme.split }}",
      tab_bar = {
        background = "{{ theme.tab_bar }}",
        active_tab = { fg_color = "{{ theme.active_tab.fg }}", bg_color = "{{ theme.active_tab.bg }}", intensity = "Bold" },
        inactive_tab = { fg_color = "{{ theme.inactive_tab.fg }}", bg_color = "{{ theme.inactive_tab.bg }}" },
        inactive_tab_hover = { fg_color = "{{ theme.inactive_tab_hover.fg }}", bg_color = "{{ theme.inactive_tab_hover.bg }}" },
        new_tab = { fg_color = "{{ theme.new_tab.fg }}", bg_color = "{{ theme.new_tab.bg }}" },
        new_tab_hover = { fg_color = "{{ theme.new_tab_hover.fg }}", bg_color = "{{ theme.new_tab_hover.bg }}" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "{{ theme.tab_bar }}",
      active_titlebar_fg = "{{ theme.new_tab.fg }}",
      inactive_titlebar_bg = "{{ theme.tab_bar }}",
      inactive_titlebar_fg = "{{ theme.new_tab.fg }}",
      button_bg = "{{ theme.new_tab.bg }}",
      button_fg = "{{ theme.new_tab.fg }}",
      button_hover_bg = "{{ theme.new_tab_hover.bg }}",
      button_hover_fg = "{{ theme.new_tab_hover.fg }}",
    },
  },
{%- endfor %}
}

-- Made when first shown: the config is evaluated far more often than a badge is needed.
local badges = {}
local function badge(host)
  if host == nil then
    return ""
  end
  if badges[host.name] == nil then
    local colors = themes[host.name].badge
    -- An icon is the name of a Nerd Font symbol, or text as it is.
    local icon = wezterm.nerdfonts[host.icon] or host.icon
    badges[host.name] = wezterm.format {
      { Foreground = { Color = colors.fg } },
      { Background = { Color = colors.bg } },
      { Attribute = { Intensity = "Bold" } },
      { Text = " " .. icon .. " " .. host.label .. " " },
    }
  end
  return badges[host.name]
end

local host_named = {}
for _, host in ipairs(hosts) do
  host_named[host.name] = host
end

-- A window wears the theme of the domain of its active pane. Overrides that do not change
-- anything cost nothing, and setting them each time mends a window that WezTerm reuses for
-- another workspace with the overrides of the last.
local function dress(window, pane)
  local name = pane:get_domain_name()
  local theme = themes[name]
  local overrides = window:get_config_overrides()
  if theme or overrides then
    theme, overrides = theme or {}, overrides or {}
    overrides.background = theme.background
    overrides.colors = theme.colors
    overrides.window_frame = theme.window_frame
    window:set_config_overrides(overrides)
  end
  window:set_right_status(badge(host_named[name]))
end

wezterm.on("update-status", function(window, pane)
  -- Both raise errors while they are being closed; there is nothing to dress then.
  pcall(dress, window, pane)
end)

-- Start -----------------------------------------------------------------------

-- Hosts make their own tabs; this computer only attaches, so starting it again adds none.
local function attach(host)
  local domain = mux.get_domain(host.name)
  if domain == nil or domain:state() ~= "Detached" then
    return
  end
  local ok, message = pcall(domain.attach, domain)
  if not ok then
    wezterm.log_warn("wezmux: cannot attach " .. host.name .. ": " .. tostring(message))
  end
end

wezterm.on("gui-startup", function(cmd)
  local cwd = {% match local.cwd.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir{% if !rest.is_empty() %} .. "{{ rest }}"{% endif %}{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}
{%- if local.tabs == 1 %}
  mux.spawn_window(cmd or { cwd = cwd })
{%- else %}
  local tab, _, window = mux.spawn_window(cmd or { cwd = cwd })
  if cmd == nil then
    for _ = 2, {{ local.tabs }} do
      window:spawn_tab { cwd = cwd }
    end
    tab:activate()
  end
{%- endif %}
  for _, host in ipairs(hosts) do
    if host.attach then
      -- Each on its own, so that a host that does not answer keeps nobody waiting.
      wezterm.time.call_after(0, function()
        attach(host)
      end)
    end
  end
end)

-- Keys ------------------------------------------------------------------------

config.leader = { key = "{{ keys.leader.name() }}", mods = "{{ keys.leader.modifiers() }}", timeout_milliseconds = {{ keys.leader_timeout }} }
config.keys = {
  -- {{ keys.send_leader }}: the leader key itself, for the program in the terminal
  { key = "{{ keys.send_leader.name() }}", mods = "{{ keys.send_leader.modifiers() }}", action = act.SendKey { key = "{{ keys.leader.name() }}", mods = "{{ keys.leader.modifiers() }}" } },
  -- {{ keys.launcher }}: choose a domain
  { key = "{{ keys.launcher.name() }}", mods = "{{ keys.launcher.modifiers() }}", action = act.ShowLauncherArgs { flags = "FUZZY|DOMAINS", title = "Domains" } },
  -- {{ keys.next_tab }}, {{ keys.previous_tab }}: next and previous tab
  { key = "{{ keys.next_tab.name() }}", mods = "{{ keys.next_tab.modifiers() }}", action = act.ActivateTabRelative(1) },
  { key = "{{ keys.previous_tab.name() }}", mods = "{{ keys.previous_tab.modifiers() }}", action = act.ActivateTabRelative(-1) },
{%- for (domain, _) in domains %}
{%- if let Some(key) = domain.key %}
  -- {{ key }}: a new tab in {{ domain.name }}
  {
    key = "{{ key.name() }}",
    mods = "{{ key.modifiers() }}",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "{{ domain.name }}" },
      {%- if let Some(cwd) = domain.known_cwd() %}
      cwd = "{{ cwd }}",
      {%- endif %}
    },
  },
{%- endif %}
{%- endfor %}
}

return config

