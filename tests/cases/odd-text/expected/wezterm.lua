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
  },
  {
    name = "marks",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "m.example",
      "wezterm cli --prefer-mux proxy",
    },
  },
  {
    name = "a-name-of-forty-characters-a-name-of-fort",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "f.example",
      "wezterm cli --prefer-mux proxy",
    },
  },
}

-- Colours ---------------------------------------------------------------------

local themes = {
  ["quotes"] = { -- from #ff0000
    badge = { fg = "#1c0c09", bg = "#ff0000" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#1c0c09", "#311714", "#431a15" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#e9d6d2",
      background = "#1c0c09",
      cursor_fg = "#1c0c09",
      cursor_bg = "#ff0000",
      cursor_border = "#ff0000",
      selection_fg = "#f8ebe9",
      selection_bg = "#743931",
      split = "#ff0000",
      tab_bar = {
        background = "#1c0c09",
        active_tab = { fg_color = "#1c0c09", bg_color = "#ff0000", intensity = "Bold" },
        inactive_tab = { fg_color = "#ae786f", bg_color = "#311714" },
        inactive_tab_hover = { fg_color = "#ff4a3a", bg_color = "#431a15" },
        new_tab = { fg_color = "#ac766e", bg_color = "#1c0c09" },
        new_tab_hover = { fg_color = "#ff4a3a", bg_color = "#431a15" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#1c0c09",
      active_titlebar_fg = "#ac766e",
      inactive_titlebar_bg = "#1c0c09",
      inactive_titlebar_fg = "#ac766e",
      button_bg = "#1c0c09",
      button_fg = "#ac766e",
      button_hover_bg = "#431a15",
      button_hover_fg = "#ff4a3a",
    },
  },
  ["marks"] = { -- from #0000ff
    badge = { fg = "#f1f6ff", bg = "#2662ff" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#0a111e", "#151f33", "#182748" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#d3dbea",
      background = "#0a111e",
      cursor_fg = "#f1f6ff",
      cursor_bg = "#2662ff",
      cursor_border = "#2662ff",
      selection_fg = "#e9eff9",
      selection_bg = "#354b7b",
      split = "#2662ff",
      tab_bar = {
        background = "#0a111e",
        active_tab = { fg_color = "#f1f6ff", bg_color = "#2662ff", intensity = "Bold" },
        inactive_tab = { fg_color = "#7186b1", bg_color = "#151f33" },
        inactive_tab_hover = { fg_color = "#5589ff", bg_color = "#182748" },
        new_tab = { fg_color = "#7186b1", bg_color = "#0a111e" },
        new_tab_hover = { fg_color = "#5589ff", bg_color = "#182748" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#0a111e",
      active_titlebar_fg = "#7186b1",
      inactive_titlebar_bg = "#0a111e",
      inactive_titlebar_fg = "#7186b1",
      button_bg = "#0a111e",
      button_fg = "#7186b1",
      button_hover_bg = "#182748",
      button_hover_fg = "#5589ff",
    },
  },
  ["a-name-of-forty-characters-a-name-of-fort"] = { -- from #ffff00
    badge = { fg = "#121204", bg = "#ffff00" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#121204", "#212107", "#2b2b00" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#dbdccc",
      background = "#121204",
      cursor_fg = "#121204",
      cursor_bg = "#ffff00",
      cursor_border = "#ffff00",
      selection_fg = "#eff0e4",
      selection_bg = "#50510d",
      split = "#ffff00",
      tab_bar = {
        background = "#121204",
        active_tab = { fg_color = "#121204", bg_color = "#ffff00", intensity = "Bold" },
        inactive_tab = { fg_color = "#898a58", bg_color = "#212107" },
        inactive_tab_hover = { fg_color = "#ffff00", bg_color = "#2b2b00" },
        new_tab = { fg_color = "#898a58", bg_color = "#121204" },
        new_tab_hover = { fg_color = "#ffff00", bg_color = "#2b2b00" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#121204",
      active_titlebar_fg = "#898a58",
      inactive_titlebar_bg = "#121204",
      inactive_titlebar_fg = "#898a58",
      button_bg = "#121204",
      button_fg = "#898a58",
      button_hover_bg = "#2b2b00",
      button_hover_fg = "#ffff00",
    },
  },
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
