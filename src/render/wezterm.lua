-- WezTerm on this computer: {{ domains.len() }} {% if domains.len() == 1 %}domain{% else %}domains{% endif %}, each with its own colours.
-- Written by wezmux {{ VERSION }}. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
{%- for domain in domains %}
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
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
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

-- For each domain what its theme needs, as text and ground where there are two.
local looks = {
{%- for look in looks %}
  ["{{ look.domain.name }}"] = { -- from {{ look.domain.look.accent }}
    gradient = { orientation = {% match look.domain.look.orientation %}{% when Orientation::Horizontal %}"Horizontal"{% when Orientation::Vertical %}"Vertical"{% when Orientation::Radial %}{ Radial = {} }{% when Orientation::Linear with (angle) %}{ Linear = { angle = {{ angle }}.0 } }{% endmatch %}, blend = "{{ look.domain.look.blend.name() }}" },
    {%- if look.domain.look.opacity != 100 %}
    opacity = {{ look.opacity() }},
    {%- endif %}
    {%- for theme in look.themes %}
    {{ theme.name() }} = {
      ground = { {% for stop in theme.gradient.iter() %}"{{ stop }}"{% if !loop.last %}, {% endif %}{% endfor %} },
      text = "{{ theme.foreground }}",
      cursor = { "{{ theme.cursor.fg }}", "{{ theme.cursor.bg }}" },
      compose_cursor = "{{ theme.compose_cursor }}",
      selection = { "{{ theme.selection.fg }}", "{{ theme.selection.bg }}" },
      found = { "{{ theme.found.fg }}", "{{ theme.found.bg }}" },
      split = "{{ theme.split }}",
      scrollbar_thumb = "{{ theme.scrollbar_thumb }}",
      visual_bell = "{{ theme.visual_bell }}",
      tab_bar = "{{ theme.tab_bar }}",
      active_tab = { "{{ theme.active_tab.fg }}", "{{ theme.active_tab.bg }}" },
      inactive_tab = { "{{ theme.inactive_tab.fg }}", "{{ theme.inactive_tab.bg }}" },
      inactive_tab_hover = { "{{ theme.inactive_tab_hover.fg }}", "{{ theme.inactive_tab_hover.bg }}" },
      inactive_tab_edge = "{{ theme.inactive_tab_edge }}",
      new_tab = { "{{ theme.new_tab.fg }}", "{{ theme.new_tab.bg }}" },
      new_tab_hover = { "{{ theme.new_tab_hover.fg }}", "{{ theme.new_tab_hover.bg }}" },
      badge = { "{{ theme.badge.fg }}", "{{ theme.badge.bg }}" },
      {%- if let Some(colors) = theme.ansi %}
      ansi = { {% for color in colors.normal %}"{{ color }}"{% if !loop.last %}, {% endif %}{% endfor %} },
      brights = { {% for color in colors.bright %}"{{ color }}"{% if !loop.last %}, {% endif %}{% endfor %} },
      {%- endif %}
    },
    {%- endfor %}
  },
{%- endfor %}
}

local function tab(pair, intensity)
  return { fg_color = pair[1], bg_color = pair[2], intensity = intensity }
end

local function highlight(pair)
  return { Color = pair[1] }, { Color = pair[2] }
end

-- What a theme changes in a window.
local function overrides_of(look, theme)
  local match_fg, match_bg = highlight(theme.selection)
  local found_fg, found_bg = highlight(theme.found)
  return {
    background = {
      {
        source = {
          Gradient = { colors = theme.ground, orientation = look.gradient.orientation, blend = look.gradient.blend },
        },
        width = "100%",
        height = "100%",
        opacity = look.opacity,
      },
    },
    colors = {
      foreground = theme.text,
      background = theme.ground[1],
      cursor_fg = theme.cursor[1],
      cursor_bg = theme.cursor[2],
      cursor_border = theme.cursor[2],
      compose_cursor = theme.compose_cursor,
      selection_fg = theme.selection[1],
      selection_bg = theme.selection[2],
      split = theme.split,
      scrollbar_thumb = theme.scrollbar_thumb,
      visual_bell = theme.visual_bell,
      copy_mode_active_highlight_fg = found_fg,
      copy_mode_active_highlight_bg = found_bg,
      copy_mode_inactive_highlight_fg = match_fg,
      copy_mode_inactive_highlight_bg = match_bg,
      quick_select_label_fg = found_fg,
      quick_select_label_bg = found_bg,
      quick_select_match_fg = match_fg,
      quick_select_match_bg = match_bg,
      ansi = theme.ansi,
      brights = theme.brights,
      tab_bar = {
        background = theme.tab_bar,
        active_tab = tab(theme.active_tab, "Bold"),
        inactive_tab = tab(theme.inactive_tab),
        inactive_tab_hover = tab(theme.inactive_tab_hover),
        inactive_tab_edge = theme.inactive_tab_edge,
        new_tab = tab(theme.new_tab),
        new_tab_hover = tab(theme.new_tab_hover),
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = theme.tab_bar,
      active_titlebar_fg = theme.new_tab[1],
      inactive_titlebar_bg = theme.tab_bar,
      inactive_titlebar_fg = theme.new_tab[1],
      button_bg = theme.new_tab[2],
      button_fg = theme.new_tab[1],
      button_hover_bg = theme.new_tab_hover[2],
      button_hover_fg = theme.new_tab_hover[1],
    },
  }
end

local function badge_of(host, theme)
  -- An icon is the name of a Nerd Font symbol, or text as it is.
  local icon = wezterm.nerdfonts[host.icon] or host.icon
  return wezterm.format {
    { Foreground = { Color = theme.badge[1] } },
    { Background = { Color = theme.badge[2] } },
    { Attribute = { Intensity = "Bold" } },
    { Text = " " .. icon .. " " .. host.label .. " " },
  }
end

local host_named = {}
for _, host in ipairs(hosts) do
  host_named[host.name] = host
end

-- What a domain's windows wear, dark or light. Made when first needed: the config is evaluated far more often than
-- any one domain is shown.
local wardrobe = {}
local function outfit(name, appearance)
  local look = looks[name]
  if look == nil then
    return nil
  end
  local shade = appearance:find("Dark") and "dark" or "light"
  local theme = look[shade] or look.dark or look.light
  if wardrobe[theme] == nil then
    wardrobe[theme] = { overrides = overrides_of(look, theme), badge = badge_of(host_named[name], theme) }
  end
  return wardrobe[theme]
end

-- A window wears the theme of the domain of its active pane. Overrides that do not change
-- anything cost nothing, and setting them each time mends a window that WezTerm reuses for
-- another workspace with the overrides of the last.
local function dress(window, pane)
  local worn = outfit(pane:get_domain_name(), window:get_appearance())
  local overrides = window:get_config_overrides()
  if worn or overrides then
    local wanted = worn and worn.overrides or {}
    overrides = overrides or {}
    overrides.background = wanted.background
    overrides.colors = wanted.colors
    overrides.window_frame = wanted.window_frame
    window:set_config_overrides(overrides)
  end
  window:set_right_status(worn and worn.badge or "")
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
{%- for domain in domains %}
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

