local wezterm = require 'wezterm'
local config = wezterm.config_builder()
config.ssh_domains = {
  { name = 'prod', remote_address = 'prod.example.org' },
  { name = 'stage', remote_address = 'stage.example.org' },
  { name = 'play', remote_address = 'play.example.org' },
}
config.colors = { cursor_bg = '#c0caf5' }

wezterm.on('update-status', function(window, pane)
  local overrides = window:get_config_overrides() or {}
  local name = pane:get_domain_name()
  if name == 'prod' then
    overrides.colors = { tab_bar = { active_tab = { bg_color = 'red', fg_color = 'white' } } }
  elseif name:find('^stage') then
    overrides.colors = { background = 'rgb(40, 60, 20)' }
  else
    overrides.colors = nil
  end
  window:set_config_overrides(overrides)
  window:set_right_status(wezterm.strftime '%H:%M' .. ' ' .. name)
end)
return config
