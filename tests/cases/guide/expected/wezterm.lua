-- WezTerm on this computer: 3 domains, each with its own colours.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
  { name = "dev-server", label = "Dev Server", icon = "md_server", attach = true },
  { name = "staging", label = "Staging", icon = "md_server", attach = true },
  { name = "workstation", label = "Workstation", icon = "md_chip", attach = true },
}

-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is
-- dead is noticed after three keepalives; BatchMode keeps ssh from asking where nobody sees it.
config.unix_domains = {
  {
    name = "dev-server",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "ubuntu", "10.20.30.1",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "workstation",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "dev", "192.168.1.50",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
}

-- Through WezTerm's built-in ssh client, which knows no ProxyJump and no keepalive.
config.ssh_domains = {
  {
    name = "staging",
    remote_address = "10.20.30.2",
    username = "ubuntu",
    multiplexing = "WezTerm",
  },
}

-- Colours ---------------------------------------------------------------------

-- For each domain what its theme needs, as text and ground where there are two.
local looks = {
  ["dev-server"] = { -- from #bb9af7
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#130e1c", "#221b31", "#2d2043" },
      text = "#dcd8e8",
      cursor = { "#130e1c", "#bb9af7" },
      compose_cursor = "#e3d6ff",
      selection = { "#f0ecf7", "#544175" },
      found = { "#130e1c", "#bb9af7" },
      split = "#bb9af7",
      scrollbar_thumb = "#5e4f7a",
      visual_bell = "#443065",
      tab_bar = "#130e1c",
      active_tab = { "#130e1c", "#bb9af7" },
      inactive_tab = { "#8d7eac", "#221b31" },
      inactive_tab_hover = { "#bb9af7", "#2d2043" },
      inactive_tab_edge = "#413754",
      new_tab = { "#8c7dab", "#130e1c" },
      new_tab_hover = { "#bb9af7", "#2d2043" },
      badge = { "#130e1c", "#bb9af7" },
    },
  },
  ["staging"] = { -- from #e0af68
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#180f03", "#2b1c06", "#392300" },
      text = "#e3d9cb",
      cursor = { "#180f03", "#e0af68" },
      compose_cursor = "#f3dab8",
      selection = { "#f4ede4", "#684507" },
      found = { "#180f03", "#e0af68" },
      split = "#e0af68",
      scrollbar_thumb = "#6f5228",
      visual_bell = "#543600",
      tab_bar = "#180f03",
      active_tab = { "#180f03", "#e0af68" },
      inactive_tab = { "#9f8156", "#2b1c06" },
      inactive_tab_hover = { "#e0af68", "#392300" },
      inactive_tab_edge = "#4c391d",
      new_tab = { "#9f8055", "#180f03" },
      new_tab_hover = { "#e0af68", "#392300" },
      badge = { "#180f03", "#e0af68" },
    },
  },
  ["workstation"] = { -- from #dc143c
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#1c0b0c", "#311717", "#43191b" },
      text = "#e9d5d5",
      cursor = { "#ffffff", "#dc143c" },
      compose_cursor = "#707070",
      selection = { "#f9ebea", "#743839" },
      found = { "#ffffff", "#dc143c" },
      split = "#dc143c",
      scrollbar_thumb = "#7a4848",
      visual_bell = "#642629",
      tab_bar = "#1c0b0c",
      active_tab = { "#ffffff", "#dc143c" },
      inactive_tab = { "#ae7776", "#311717" },
      inactive_tab_hover = { "#ff4c5d", "#43191b" },
      inactive_tab_edge = "#543232",
      new_tab = { "#ad7575", "#1c0b0c" },
      new_tab_hover = { "#ff4c5d", "#43191b" },
      badge = { "#ffffff", "#dc143c" },
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
  local cwd = wezterm.home_dir .. "/projects"
  local tab, _, window = mux.spawn_window(cmd or { cwd = cwd })
  if cmd == nil then
    for _ = 2, 3 do
      window:spawn_tab { cwd = cwd }
    end
    tab:activate()
  end
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

config.leader = { key = "a", mods = "CTRL", timeout_milliseconds = 1000 }
config.keys = {
  -- LEADER+CTRL+a: the leader key itself, for the program in the terminal
  { key = "a", mods = "LEADER|CTRL", action = act.SendKey { key = "a", mods = "CTRL" } },
  -- LEADER+w: choose a domain
  { key = "w", mods = "LEADER", action = act.ShowLauncherArgs { flags = "FUZZY|DOMAINS", title = "Domains" } },
  -- CTRL+SHIFT+RightArrow, CTRL+SHIFT+LeftArrow: next and previous tab
  { key = "RightArrow", mods = "CTRL|SHIFT", action = act.ActivateTabRelative(1) },
  { key = "LeftArrow", mods = "CTRL|SHIFT", action = act.ActivateTabRelative(-1) },
  -- LEADER+1: a new tab in dev-server
  {
    key = "1",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "dev-server" },
      cwd = "/data/projects",
    },
  },
  -- LEADER+2: a new tab in staging
  {
    key = "2",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "staging" },
      cwd = "/var/www",
    },
  },
  -- LEADER+3: a new tab in workstation
  {
    key = "3",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "workstation" },
      cwd = "/home/dev/code",
    },
  },
}

return config
