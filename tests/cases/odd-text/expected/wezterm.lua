-- WezTerm on this computer: 3 domains, each with its own colours.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua; each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

-- Domains ---------------------------------------------------------------------

local hosts = {
  { name = "quotes", label = "it's \"a\" `$HOME` \\", icon = "'\"]]", attach = true },
  { name = "marks", label = "%n | *b* _u_ <i> [l](u) # 日本 \"", icon = "🦀", attach = true },
  { name = "a-name-of-forty-characters-a-name-of-fort", label = "a-name-of-forty-characters-a-name-of-fort", icon = "md_server", attach = true },
}

-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is
-- dead is noticed after three keepalives; BatchMode keeps ssh from asking where nobody sees it.
config.unix_domains = {
  {
    name = "quotes",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "q.example",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "marks",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "m.example",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
  {
    name = "a-name-of-forty-characters-a-name-of-fort",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "f.example",
      "wezterm cli --prefer-mux proxy",
    },
    -- Where ssh fails at once, WezTerm would start a server on this computer instead.
    no_serve_automatically = true,
  },
}

-- Colours ---------------------------------------------------------------------

-- For each domain what its theme needs, as text and ground where there are two.
local looks = {
  ["quotes"] = { -- from #ff0000
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#1c0c09", "#311714", "#431a15" },
      text = "#e9d6d2",
      cursor = { "#1c0c09", "#ff0000" },
      compose_cursor = "#ffd2ca",
      selection = { "#f8ebe9", "#743931" },
      found = { "#1c0c09", "#ff0000" },
      split = "#ff0000",
      scrollbar_thumb = "#7a4841",
      visual_bell = "#642720",
      tab_bar = "#1c0c09",
      active_tab = { "#1c0c09", "#ff0000" },
      inactive_tab = { "#ae786f", "#311714" },
      inactive_tab_hover = { "#ff5141", "#431a15" },
      inactive_tab_edge = "#54332e",
      new_tab = { "#ac766e", "#1c0c09" },
      new_tab_hover = { "#ff5141", "#431a15" },
      badge = { "#1c0c09", "#ff0000" },
    },
  },
  ["marks"] = { -- from #0000ff
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#0a111e", "#151f33", "#182748" },
      text = "#d3dbea",
      cursor = { "#090f1c", "#3771ff" },
      compose_cursor = "#cedeff",
      selection = { "#e9eff9", "#354b7b" },
      found = { "#090f1c", "#3771ff" },
      split = "#3771ff",
      scrollbar_thumb = "#44577f",
      visual_bell = "#243b6c",
      tab_bar = "#0a111e",
      active_tab = { "#090f1c", "#3771ff" },
      inactive_tab = { "#7186b1", "#151f33" },
      inactive_tab_hover = { "#6d9bff", "#182748" },
      inactive_tab_edge = "#303d58",
      new_tab = { "#7186b1", "#0a111e" },
      new_tab_hover = { "#6d9bff", "#182748" },
      badge = { "#090f1c", "#3771ff" },
    },
  },
  ["a-name-of-forty-characters-a-name-of-fort"] = { -- from #ffff00
    gradient = { orientation = { Linear = { angle = -45.0 } }, blend = "Rgb" },
    dark = {
      ground = { "#121204", "#212107", "#2b2b00" },
      text = "#dbdccc",
      cursor = { "#121204", "#ffff00" },
      compose_cursor = "#e2e591",
      selection = { "#eff0e4", "#50510d" },
      found = { "#121204", "#ffff00" },
      split = "#ffff00",
      scrollbar_thumb = "#5b5b2a",
      visual_bell = "#404000",
      tab_bar = "#121204",
      active_tab = { "#121204", "#ffff00" },
      inactive_tab = { "#898a58", "#212107" },
      inactive_tab_hover = { "#ffff00", "#2b2b00" },
      inactive_tab_edge = "#3f3f1f",
      new_tab = { "#898a58", "#121204" },
      new_tab_hover = { "#ffff00", "#2b2b00" },
      badge = { "#121204", "#ffff00" },
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
  local cwd = wezterm.home_dir .. "/it's \"here\"\\"
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
  -- LEADER+1: a new tab in quotes
  {
    key = "1",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "quotes" },
      cwd = "/srv/o'clock/\"x\"/$(touch x)/`id`/%h/\\",
    },
  },
  -- LEADER+2: a new tab in marks
  {
    key = "2",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "marks" },
    },
  },
  -- LEADER+3: a new tab in a-name-of-forty-characters-a-name-of-fort
  {
    key = "3",
    mods = "LEADER",
    action = act.SpawnCommandInNewTab {
      domain = { DomainName = "a-name-of-forty-characters-a-name-of-fort" },
    },
  },
}

return config
