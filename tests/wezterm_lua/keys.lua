local wezterm = require "wezterm"
local act = wezterm.action
local config = wezterm.config_builder()
config.ssh_domains = {
  { name = "one", remote_address = "one" },
  { name = "two", remote_address = "two" },
  { name = "three", remote_address = "three" },
}
config.leader = { key = "b", mods = "CTRL" }
config.keys = {
  { key = "b", mods = "LEADER|CTRL", action = act.SendKey { key = "b", mods = "CTRL" } },
  { key = "e", mods = "LEADER", action = act.AttachDomain "one" },
  { key = "E", mods = "LEADER|SHIFT", action = act.SpawnCommandInNewTab { domain = { DomainName = "two" }, cwd = "/srv" } },
  { key = "n", mods = "LEADER", action = act { SpawnTab = { DomainName = "three" } } },
  { key = "m", mods = "LEADER", action = act.SpawnTab { DomainName = "three" } },
  { key = "d", mods = "LEADER", action = act.DetachDomain "CurrentPaneDomain" },
  { key = "l", mods = "CMD", action = act.ShowLauncherArgs { flags = "FUZZY|DOMAINS" } },
  { key = "Tab", mods = "CTRL", action = act.ActivateTabRelative(1) },
  { key = "Tab", mods = "CTRL|SHIFT", action = act.ActivateTabRelative(-1) },
  { key = "j", mods = "CTRL|SHIFT", action = act.ActivateTabRelative(1) },
  { key = "h", mods = "LEADER", action = act.ActivatePaneDirection "Left" },
  { key = "v", mods = "LEADER", action = act.SplitHorizontal { domain = "CurrentPaneDomain" } },
  { key = "F11", action = act.ToggleFullScreen },
  { key = "phys:Z", mods = "LEADER", action = act.ShowLauncher },
}
return config
