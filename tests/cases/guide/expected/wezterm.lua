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
  },
  {
    name = "workstation",
    proxy_command = {
      "ssh", "-T", "-o", "BatchMode=yes",
      "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3",
      "-l", "dev", "192.168.1.50",
      "wezterm cli --prefer-mux proxy",
    },
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

local themes = {
  ["dev-server"] = { -- from #bb9af7
    badge = { fg = "#130e1c", bg = "#bb9af7" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#130e1c", "#221b31", "#2d2043" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#dcd8e8",
      background = "#130e1c",
      cursor_fg = "#130e1c",
      cursor_bg = "#bb9af7",
      cursor_border = "#bb9af7",
      selection_fg = "#f0ecf7",
      selection_bg = "#544175",
      split = "#bb9af7",
      tab_bar = {
        background = "#130e1c",
        active_tab = { fg_color = "#130e1c", bg_color = "#bb9af7", intensity = "Bold" },
        inactive_tab = { fg_color = "#8d7eac", bg_color = "#221b31" },
        inactive_tab_hover = { fg_color = "#bb9af7", bg_color = "#2d2043" },
        new_tab = { fg_color = "#8c7dab", bg_color = "#130e1c" },
        new_tab_hover = { fg_color = "#bb9af7", bg_color = "#2d2043" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#130e1c",
      active_titlebar_fg = "#8c7dab",
      inactive_titlebar_bg = "#130e1c",
      inactive_titlebar_fg = "#8c7dab",
      button_bg = "#130e1c",
      button_fg = "#8c7dab",
      button_hover_bg = "#2d2043",
      button_hover_fg = "#bb9af7",
    },
  },
  ["staging"] = { -- from #e0af68
    badge = { fg = "#180f03", bg = "#e0af68" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#180f03", "#2b1c06", "#392300" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#e3d9cb",
      background = "#180f03",
      cursor_fg = "#180f03",
      cursor_bg = "#e0af68",
      cursor_border = "#e0af68",
      selection_fg = "#f4ede4",
      selection_bg = "#684507",
      split = "#e0af68",
      tab_bar = {
        background = "#180f03",
        active_tab = { fg_color = "#180f03", bg_color = "#e0af68", intensity = "Bold" },
        inactive_tab = { fg_color = "#9f8156", bg_color = "#2b1c06" },
        inactive_tab_hover = { fg_color = "#e0af68", bg_color = "#392300" },
        new_tab = { fg_color = "#9f8055", bg_color = "#180f03" },
        new_tab_hover = { fg_color = "#e0af68", bg_color = "#392300" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#180f03",
      active_titlebar_fg = "#9f8055",
      inactive_titlebar_bg = "#180f03",
      inactive_titlebar_fg = "#9f8055",
      button_bg = "#180f03",
      button_fg = "#9f8055",
      button_hover_bg = "#392300",
      button_hover_fg = "#e0af68",
    },
  },
  ["workstation"] = { -- from #dc143c
    badge = { fg = "#fff0ef", bg = "#dc143c" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#1c0b0c", "#311717", "#43191b" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#e9d5d5",
      background = "#1c0b0c",
      cursor_fg = "#fff0ef",
      cursor_bg = "#dc143c",
      cursor_border = "#dc143c",
      selection_fg = "#f9ebea",
      selection_bg = "#743839",
      split = "#dc143c",
      tab_bar = {
        background = "#1c0b0c",
        active_tab = { fg_color = "#fff0ef", bg_color = "#dc143c", intensity = "Bold" },
        inactive_tab = { fg_color = "#ae7776", bg_color = "#311717" },
        inactive_tab_hover = { fg_color = "#ff4659", bg_color = "#43191b" },
        new_tab = { fg_color = "#ad7575", bg_color = "#1c0b0c" },
        new_tab_hover = { fg_color = "#ff4659", bg_color = "#43191b" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#1c0b0c",
      active_titlebar_fg = "#ad7575",
      inactive_titlebar_bg = "#1c0b0c",
      inactive_titlebar_fg = "#ad7575",
      button_bg = "#1c0b0c",
      button_fg = "#ad7575",
      button_hover_bg = "#43191b",
      button_hover_fg = "#ff4659",
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
