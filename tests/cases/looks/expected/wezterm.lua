-- WezTerm on this computer: 5 domains, each with its own colours.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
  { name = "follows", label = "Follows the system", icon = "md_server", attach = true },
  { name = "light", label = "light", icon = "◆", attach = true },
  { name = "round", label = "round", icon = "md_chip", attach = true },
  { name = "glass", label = "glass", icon = "fa_cloud", attach = true },
  { name = "steep", label = "steep", icon = "md_server", attach = true },
}

-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is
-- dead is noticed after three keepalives; BatchMode keeps ssh from asking where nobody sees it.
config.unix_domains = {
  {
    name = "follows",
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
    name = "light",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "ubuntu", "10.20.30.2",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "round",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "ubuntu", "10.20.30.3",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "glass",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "ubuntu", "10.20.30.4",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "steep",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "ubuntu", "10.20.30.5",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
}

-- Colours ---------------------------------------------------------------------

-- For each domain what its theme needs, as text and ground where there are two.
local looks = {
  ["follows"] = { -- from #bb9af7
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
    light = {
      ground = { "#faf9fe", "#f3f1fa", "#ece8f6" },
      text = "#282333",
      cursor = { "#000000", "#9675cf" },
      compose_cursor = "#868686",
      selection = { "#221b2f", "#d3c6f0" },
      found = { "#000000", "#9675cf" },
      split = "#9675cf",
      scrollbar_thumb = "#b1a1d1",
      visual_bell = "#deceff",
      tab_bar = "#faf9fe",
      active_tab = { "#000000", "#9675cf" },
      inactive_tab = { "#6f608c", "#f3f1fa" },
      inactive_tab_hover = { "#7957ae", "#ece8f6" },
      inactive_tab_edge = "#cec5e1",
      new_tab = { "#6f608c", "#faf9fe" },
      new_tab_hover = { "#7957ae", "#ece8f6" },
      badge = { "#000000", "#9675cf" },
      ansi = { "#2a2732", "#a8353c", "#067826", "#796001", "#365db8", "#894096", "#017179", "#bfbbc9" },
      brights = { "#65616d", "#972d35", "#006b20", "#6c5501", "#2f52a5", "#7a3886", "#01646c", "#d9d5e0" },
    },
  },
  ["light"] = { -- from #e0af68
    gradient = { orientation = "Vertical", blend = "Rgb" },
    light = {
      ground = { "#fcfaf6", "#f3e9dc" },
      text = "#2f2415",
      cursor = { "#000000", "#ac7e35" },
      compose_cursor = "#868686",
      selection = { "#2a1c07", "#e5c9a3" },
      found = { "#000000", "#ac7e35" },
      split = "#ac7e35",
      scrollbar_thumb = "#c5a579",
      visual_bell = "#f3d2a4",
      tab_bar = "#fcfaf6",
      active_tab = { "#000000", "#ac7e35" },
      inactive_tab = { "#806339", "#f7f1ea" },
      inactive_tab_hover = { "#8e610f", "#f3e9dc" },
      inactive_tab_edge = "#dac7ae",
      new_tab = { "#806339", "#fcfaf6" },
      new_tab_hover = { "#8e610f", "#f3e9dc" },
      badge = { "#000000", "#ac7e35" },
      ansi = { "#2f281e", "#a83828", "#297613", "#7e5d01", "#2460b7", "#913c89", "#007274", "#c5bcb0" },
      brights = { "#6a6257", "#963022", "#22690d", "#705301", "#1e55a4", "#82347b", "#006567", "#ddd6cd" },
    },
  },
  ["round"] = { -- from #dc143c
    gradient = { orientation = { Radial = {} }, blend = "Oklab" },
    dark = {
      ground = { "#1c0b0c", "#261111", "#311717", "#3a1819", "#43191b" },
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
      ansi = { "#4c3736", "#f38182", "#70be6a", "#cda124", "#74a7ff", "#dc84cc", "#02bec6", "#d7c6c5" },
      brights = { "#a48b8b", "#ffa5a4", "#8ed688", "#e5bb53", "#9ec2ff", "#f4a0e4", "#2edae2", "#f8efef" },
    },
  },
  ["glass"] = { -- from #008080
    gradient = { orientation = "Horizontal", blend = "Hsv" },
    opacity = 0.95,
    dark = {
      ground = { "#021515", "#022525", "#002f2f" },
      text = "#ccdfdf",
      cursor = { "#ffffff", "#008080" },
      compose_cursor = "#727272",
      selection = { "#e4f2f1", "#005959" },
      found = { "#ffffff", "#008080" },
      split = "#008080",
      scrollbar_thumb = "#226363",
      visual_bell = "#004747",
      tab_bar = "#021515",
      active_tab = { "#ffffff", "#008080" },
      inactive_tab = { "#549392", "#022525" },
      inactive_tab_hover = { "#379e9e", "#002f2f" },
      inactive_tab_edge = "#1b4545",
      new_tab = { "#549392", "#021515" },
      new_tab_hover = { "#379e9e", "#002f2f" },
      badge = { "#ffffff", "#008080" },
    },
  },
  ["steep"] = { -- from #000000
    gradient = { orientation = { Linear = { angle = 120.0 } }, blend = "LinearRgb" },
    dark = {
      ground = { "#111111", "#1a1a1a", "#222222", "#282828" },
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
  local cwd = wezterm.home_dir
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

config.leader = { key = "a", mods = "CTRL", timeout_milliseconds = 1000 }
config.keys = {
  -- LEADER+CTRL+a: the leader key itself, for the program in the terminal
  { key = "a", mods = "LEADER|CTRL", action = act.SendKey { key = "a", mods = "CTRL" } },
  -- LEADER+w: choose a domain
  { key = "w", mods = "LEADER", action = act.ShowLauncherArgs { flags = "FUZZY|DOMAINS", title = "Domains" } },
  -- LEADER+n, LEADER+p: next and previous tab
  { key = "n", mods = "LEADER", action = act.ActivateTabRelative(1) },
  { key = "p", mods = "LEADER", action = act.ActivateTabRelative(-1) },
  -- LEADER+1: a new tab in follows
  {
    key = "1",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "follows" },
    },
  },
  -- LEADER+2: a new tab in light
  {
    key = "2",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "light" },
    },
  },
  -- LEADER+3: a new tab in round
  {
    key = "3",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "round" },
      cwd = "/srv/东京",
    },
  },
  -- LEADER+4: a new tab in glass
  {
    key = "4",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "glass" },
    },
  },
  -- LEADER+5: a new tab in steep
  {
    key = "5",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "steep" },
    },
  },
}

return config
