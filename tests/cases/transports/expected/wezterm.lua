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

local themes = {
  ["alias"] = { -- from #000000
    badge = { fg = "#f6f6f6", bg = "#717171" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#111111", "#1f1f1f", "#282828" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#dbdbdb",
      background = "#111111",
      cursor_fg = "#f6f6f6",
      cursor_bg = "#717171",
      cursor_border = "#717171",
      selection_fg = "#eeeeee",
      selection_bg = "#4d4d4d",
      split = "#717171",
      tab_bar = {
        background = "#111111",
        active_tab = { fg_color = "#f6f6f6", bg_color = "#717171", intensity = "Bold" },
        inactive_tab = { fg_color = "#868686", bg_color = "#1f1f1f" },
        inactive_tab_hover = { fg_color = "#8e8e8e", bg_color = "#282828" },
        new_tab = { fg_color = "#868686", bg_color = "#111111" },
        new_tab_hover = { fg_color = "#8e8e8e", bg_color = "#282828" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#111111",
      active_titlebar_fg = "#868686",
      inactive_titlebar_bg = "#111111",
      inactive_titlebar_fg = "#868686",
      button_bg = "#111111",
      button_fg = "#868686",
      button_hover_bg = "#282828",
      button_hover_fg = "#8e8e8e",
    },
  },
  ["v6-port"] = { -- from #ffffff
    badge = { fg = "#111111", bg = "#ffffff" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#111111", "#1f1f1f", "#282828" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#dbdbdb",
      background = "#111111",
      cursor_fg = "#111111",
      cursor_bg = "#ffffff",
      cursor_border = "#ffffff",
      selection_fg = "#eeeeee",
      selection_bg = "#4d4d4d",
      split = "#ffffff",
      tab_bar = {
        background = "#111111",
        active_tab = { fg_color = "#111111", bg_color = "#ffffff", intensity = "Bold" },
        inactive_tab = { fg_color = "#868686", bg_color = "#1f1f1f" },
        inactive_tab_hover = { fg_color = "#ffffff", bg_color = "#282828" },
        new_tab = { fg_color = "#868686", bg_color = "#111111" },
        new_tab_hover = { fg_color = "#ffffff", bg_color = "#282828" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#111111",
      active_titlebar_fg = "#868686",
      inactive_titlebar_bg = "#111111",
      inactive_titlebar_fg = "#868686",
      button_bg = "#111111",
      button_fg = "#868686",
      button_hover_bg = "#282828",
      button_hover_fg = "#ffffff",
    },
  },
  ["v6-port-openssh"] = { -- from #808080
    badge = { fg = "#111111", bg = "#808080" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#111111", "#1f1f1f", "#282828" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#dbdbdb",
      background = "#111111",
      cursor_fg = "#111111",
      cursor_bg = "#808080",
      cursor_border = "#808080",
      selection_fg = "#eeeeee",
      selection_bg = "#4d4d4d",
      split = "#808080",
      tab_bar = {
        background = "#111111",
        active_tab = { fg_color = "#111111", bg_color = "#808080", intensity = "Bold" },
        inactive_tab = { fg_color = "#868686", bg_color = "#1f1f1f" },
        inactive_tab_hover = { fg_color = "#8e8e8e", bg_color = "#282828" },
        new_tab = { fg_color = "#868686", bg_color = "#111111" },
        new_tab_hover = { fg_color = "#8e8e8e", bg_color = "#282828" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#111111",
      active_titlebar_fg = "#868686",
      inactive_titlebar_bg = "#111111",
      inactive_titlebar_fg = "#868686",
      button_bg = "#111111",
      button_fg = "#868686",
      button_hover_bg = "#282828",
      button_hover_fg = "#8e8e8e",
    },
  },
  ["port"] = { -- from #00ff00
    badge = { fg = "#091408", bg = "#00ff00" },
    background = {
      {
        source = {
          Gradient = {
            colors = { "#091408", "#132512", "#133011" },
            orientation = { Linear = { angle = -45.0 } },
          },
        },
        width = "100%",
        height = "100%",
      },
    },
    colors = {
      foreground = "#d3dfd1",
      background = "#091408",
      cursor_fg = "#091408",
      cursor_bg = "#00ff00",
      cursor_border = "#00ff00",
      selection_fg = "#e9f1e8",
      selection_bg = "#2f592c",
      split = "#00ff00",
      tab_bar = {
        background = "#091408",
        active_tab = { fg_color = "#091408", bg_color = "#00ff00", intensity = "Bold" },
        inactive_tab = { fg_color = "#6e916a", bg_color = "#132512" },
        inactive_tab_hover = { fg_color = "#00ff00", bg_color = "#133011" },
        new_tab = { fg_color = "#6e916a", bg_color = "#091408" },
        new_tab_hover = { fg_color = "#00ff00", bg_color = "#133011" },
      },
    },
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    window_frame = {
      active_titlebar_bg = "#091408",
      active_titlebar_fg = "#6e916a",
      inactive_titlebar_bg = "#091408",
      inactive_titlebar_fg = "#6e916a",
      button_bg = "#091408",
      button_fg = "#6e916a",
      button_hover_bg = "#133011",
      button_hover_fg = "#00ff00",
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
