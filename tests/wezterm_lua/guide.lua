local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- ============================================================================
-- SSH DOMAINS
-- ============================================================================

config.ssh_domains = {
  {
    name = 'dev-server',
    remote_address = '10.20.30.1',
    username = 'ubuntu',
    multiplexing = 'WezTerm',
    assume_shell = 'Posix',
  },
  {
    name = 'staging',
    remote_address = '10.20.30.2',
    username = 'ubuntu',
    multiplexing = 'WezTerm',
    assume_shell = 'Posix',
  },
  {
    name = 'workstation',
    remote_address = '192.168.1.50',
    username = 'dev',
    multiplexing = 'WezTerm',
    assume_shell = 'Posix',
  },
}

-- ============================================================================
-- DOMAIN COLORS
-- ============================================================================

local domain_colors = {
  ['dev-server'] = {
    background = {{
      source = { Gradient = {
        colors = { '#1a0d1a', '#2e1a2e', '#3e163e' },
        orientation = { Linear = { angle = -45.0 } },
      }},
      width = '100%', height = '100%', opacity = 0.92,
    }},
    colors = {
      background = '#1a0d1a',
      cursor_bg = '#bb9af7',
      cursor_border = '#bb9af7',
      split = '#bb9af7',
      tab_bar = {
        background = 'rgba(26, 13, 26, 0.9)',
        active_tab = { bg_color = '#bb9af7', fg_color = '#1a0d1a', intensity = 'Bold' },
        inactive_tab = { bg_color = '#2e1a2e', fg_color = '#9070a0' },
        inactive_tab_hover = { bg_color = '#3e163e', fg_color = '#bb9af7' },
      },
    },
  },

  ['staging'] = {
    background = {{
      source = { Gradient = {
        colors = { '#1a0f05', '#2e1a10', '#3e2116' },
        orientation = { Linear = { angle = -45.0 } },
      }},
      width = '100%', height = '100%', opacity = 0.92,
    }},
    colors = {
      background = '#1a0f05',
      cursor_bg = '#e0af68',
      cursor_border = '#e0af68',
      split = '#e0af68',
      tab_bar = {
        background = 'rgba(26, 15, 5, 0.9)',
        active_tab = { bg_color = '#e0af68', fg_color = '#1a0f05', intensity = 'Bold' },
        inactive_tab = { bg_color = '#2e1a10', fg_color = '#a08060' },
        inactive_tab_hover = { bg_color = '#3e2116', fg_color = '#e0af68' },
      },
    },
  },

  ['workstation'] = {
    background = {{
      source = { Gradient = {
        colors = { '#1a0a0a', '#2e1416', '#3e1a1c' },
        orientation = { Linear = { angle = -45.0 } },
      }},
      width = '100%', height = '100%', opacity = 0.92,
    }},
    colors = {
      background = '#1a0a0a',
      cursor_bg = '#dc143c',
      cursor_border = '#dc143c',
      split = '#dc143c',
      tab_bar = {
        background = 'rgba(26, 10, 10, 0.9)',
        active_tab = { bg_color = '#dc143c', fg_color = '#ffffff', intensity = 'Bold' },
        inactive_tab = { bg_color = '#2e1416', fg_color = '#a06070' },
        inactive_tab_hover = { bg_color = '#3e1a1c', fg_color = '#dc143c' },
      },
    },
  },
}

local domain_info = {
  ['dev-server']  = { name = 'Dev Server',   icon = '󰒋 ', color = '#bb9af7' },
  ['staging']     = { name = 'Staging',      icon = '󰒋 ', color = '#e0af68' },
  ['workstation'] = { name = 'Workstation',  icon = '󰻠 ', color = '#dc143c' },
}

-- ============================================================================
-- APPLY COLORS DYNAMICALLY
-- ============================================================================

local last_domain = {}

wezterm.on('update-status', function(window, pane)
  local domain = pane:get_domain_name()
  local win_id = tostring(window:window_id())

  if last_domain[win_id] ~= domain then
    last_domain[win_id] = domain
    local overrides = window:get_config_overrides() or {}

    if domain_colors[domain] then
      overrides.background = domain_colors[domain].background
      overrides.colors = domain_colors[domain].colors
    else
      overrides.background = nil
      overrides.colors = nil
    end
    window:set_config_overrides(overrides)
  end

  -- Right status badge
  local info = domain_info[domain]
  if info then
    window:set_right_status(wezterm.format {
      { Foreground = { Color = '#0d0d1a' } },
      { Background = { Color = info.color } },
      { Attribute = { Intensity = 'Bold' } },
      { Text = ' ' .. info.icon .. info.name .. ' ' },
    })
  else
    window:set_right_status('')
  end
end)

-- ============================================================================
-- SMART STARTUP
-- ============================================================================
-- Creates 4 windows on launch:
--   1. Local window with 3 tabs
--   2-4. Remote windows (connects to mux-server, creates tabs only if empty)

local remote_domains = {
  { name = 'dev-server',  cwd = '/data/projects' },
  { name = 'staging',     cwd = '/var/www' },
  { name = 'workstation', cwd = '/home/dev/code' },
}

local tabs_per_window = 3

wezterm.on('gui-startup', function(cmd)
  -- Local window
  local local_tab, local_pane, local_window = wezterm.mux.spawn_window {
    cwd = wezterm.home_dir .. '/projects',
  }
  for i = 2, tabs_per_window do
    local_window:spawn_tab { cwd = wezterm.home_dir .. '/projects' }
  end

  -- Remote windows
  for _, remote in ipairs(remote_domains) do
    local ok, err = pcall(function()
      local tab, pane, window = wezterm.mux.spawn_window {
        domain = { DomainName = remote.name },
        cwd = remote.cwd,
      }
      -- Check if mux-server already has windows
      local existing_tabs = window:tabs()
      if #existing_tabs <= 1 then
        -- Fresh mux-server, create additional tabs
        for i = 2, tabs_per_window do
          window:spawn_tab { cwd = remote.cwd }
        end
      end
      -- Else: mux-server has existing tabs, don't create more
    end)
    if not ok then
      wezterm.log_warn('Failed to connect to ' .. remote.name .. ': ' .. tostring(err))
    end
  end
end)

-- ============================================================================
-- LEADER KEY
-- ============================================================================

config.leader = { key = 'a', mods = 'CTRL', timeout_milliseconds = 1000 }

config.keys = {
  -- Quick tab creation per domain
  { key = '1', mods = 'LEADER', action = wezterm.action.SpawnCommandInNewTab {
    domain = { DomainName = 'dev-server' }, cwd = '/data/projects' }},
  { key = '2', mods = 'LEADER', action = wezterm.action.SpawnCommandInNewTab {
    domain = { DomainName = 'staging' }, cwd = '/var/www' }},
  { key = '3', mods = 'LEADER', action = wezterm.action.SpawnCommandInNewTab {
    domain = { DomainName = 'workstation' }, cwd = '/home/dev/code' }},

  -- Tab switching
  { key = 'LeftArrow', mods = 'SHIFT|CTRL', action = wezterm.action.ActivateTabRelative(-1) },
  { key = 'RightArrow', mods = 'SHIFT|CTRL', action = wezterm.action.ActivateTabRelative(1) },

  -- Domain launcher
  { key = 'w', mods = 'LEADER', action = wezterm.action.ShowLauncherArgs { flags = 'DOMAINS' } },
}

return config
