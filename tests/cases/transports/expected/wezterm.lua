-- WezTerm on this computer: 4 domains, each with its own colours.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
  { name = "alias", label = "alias", icon = "md_server", attach = true },
  { name = "v6-port", label = "v6-port", icon = "md_server", attach = true },
  { name = "v6-port-openssh", label = "v6-port-openssh", icon = "md_server", attach = true },
  { name = "port", label = "port", icon = "md_server", attach = false },
}

-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is
-- dead is noticed after three keepalives; BatchMode keeps ssh from asking where nobody sees it.
config.unix_domains = {
  {
    name = "v6-port-openssh",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
      "-p", "2222", "-l", "deploy", "2001:db8::7",
      "/opt/wezterm/bin/wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
}

-- Through WezTerm's built-in ssh client, which knows no ProxyJump and no keepalive.
config.ssh_domains = {
  {
    name = "alias",
    remote_address = "build-box",
    remote_wezterm_path = "~/.local/bin/wezterm",
    multiplexing = "WezTerm",
  },
  {
    name = "v6-port",
    remote_address = "2001:db8::7",
    username = "ops",
    ssh_option = { port = "2222" },
    remote_wezterm_path = "~/.local/bin/wezterm",
    multiplexing = "WezTerm",
  },
  {
    name = "port",
    remote_address = "db.example.com:2200",
    remote_wezterm_path = "~/.local/bin/wezterm",
    multiplexing = "WezTerm",
  },
}

-- Colours ---------------------------------------------------------------------

-- For each domain what its theme needs, as text and ground where there are two.
local looks = {
  ["alias"] = { -- from #000000
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#111111", "#1f1f1f", "#282828" },
      text = "#dbdbdb",
      cursor = { "#111111", "#ffffff" },
      compose_cursor = "#dedede",
      selection = { "#eeeeee", "#4d4d4d" },
      found = { "#111111", "#ffffff" },
      split = "#ffffff",
      scrollbar_thumb = "#585858",
      visual_bell = "#3d3d3d",
      tab_bar = "#111111",
      active_tab = { "#111111", "#ffffff" },
      inactive_tab = { "#868686", "#1f1f1f" },
      inactive_tab_hover = { "#ffffff", "#282828" },
      inactive_tab_edge = "#3d3d3d",
      new_tab = { "#868686", "#111111" },
      new_tab_hover = { "#ffffff", "#282828" },
      badge = { "#111111", "#ffffff" },
    },
  },
  ["v6-port"] = { -- from #ffffff
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#111111", "#1f1f1f", "#282828" },
      text = "#dbdbdb",
      cursor = { "#111111", "#ffffff" },
      compose_cursor = "#dedede",
      selection = { "#eeeeee", "#4d4d4d" },
      found = { "#111111", "#ffffff" },
      split = "#ffffff",
      scrollbar_thumb = "#585858",
      visual_bell = "#3d3d3d",
      tab_bar = "#111111",
      active_tab = { "#111111", "#ffffff" },
      inactive_tab = { "#868686", "#1f1f1f" },
      inactive_tab_hover = { "#ffffff", "#282828" },
      inactive_tab_edge = "#3d3d3d",
      new_tab = { "#868686", "#111111" },
      new_tab_hover = { "#ffffff", "#282828" },
      badge = { "#111111", "#ffffff" },
    },
  },
  ["v6-port-openssh"] = { -- from #808080
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#111111", "#1f1f1f", "#282828" },
      text = "#dbdbdb",
      cursor = { "#111111", "#808080" },
      compose_cursor = "#dedede",
      selection = { "#eeeeee", "#4d4d4d" },
      found = { "#111111", "#808080" },
      split = "#808080",
      scrollbar_thumb = "#585858",
      visual_bell = "#3d3d3d",
      tab_bar = "#111111",
      active_tab = { "#111111", "#808080" },
      inactive_tab = { "#868686", "#1f1f1f" },
      inactive_tab_hover = { "#8e8e8e", "#282828" },
      inactive_tab_edge = "#3d3d3d",
      new_tab = { "#868686", "#111111" },
      new_tab_hover = { "#8e8e8e", "#282828" },
      badge = { "#111111", "#808080" },
    },
  },
  ["port"] = { -- from #00ff00
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#091408", "#132512", "#133011" },
      text = "#d3dfd1",
      cursor = { "#091408", "#00ff00" },
      compose_cursor = "#a2f79b",
      selection = { "#e9f1e8", "#2f592c" },
      found = { "#091408", "#00ff00" },
      split = "#00ff00",
      scrollbar_thumb = "#40623d",
      visual_bell = "#1c4819",
      tab_bar = "#091408",
      active_tab = { "#091408", "#00ff00" },
      inactive_tab = { "#6e916a", "#132512" },
      inactive_tab_hover = { "#00ff00", "#133011" },
      inactive_tab_edge = "#2d442b",
      new_tab = { "#6e916a", "#091408" },
      new_tab_hover = { "#00ff00", "#133011" },
      badge = { "#091408", "#00ff00" },
    },
  },
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
  local cwd = "C:\\Users\\me\\work"
  mux.spawn_window(cmd or { cwd = cwd })
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

config.leader = { key = " ", mods = "ALT", timeout_milliseconds = 2000 }
config.keys = {
  -- LEADER+ALT+Space: the leader key itself, for the program in the terminal
  { key = " ", mods = "LEADER|ALT", action = act.SendKey { key = " ", mods = "ALT" } },
  -- SHIFT+SUPER+d: choose a domain
  { key = "D", mods = "SUPER", action = act.ShowLauncherArgs { flags = "FUZZY|DOMAINS", title = "Domains" } },
  -- CTRL+PageDown, CTRL+PageUp: next and previous tab
  { key = "PageDown", mods = "CTRL", action = act.ActivateTabRelative(1) },
  { key = "PageUp", mods = "CTRL", action = act.ActivateTabRelative(-1) },
  -- LEADER+1: a new tab in alias
  {
    key = "1",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "alias" },
    },
  },
  -- LEADER+2: a new tab in v6-port
  {
    key = "2",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "v6-port" },
    },
  },
  -- LEADER+3: a new tab in v6-port-openssh
  {
    key = "3",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "v6-port-openssh" },
    },
  },
  -- CTRL+SHIFT+F9: a new tab in port
  {
    key = "F9",
    mods = "CTRL|SHIFT",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "port" },
    },
  },
}

return config
