-- Overrides that start from what is there, and a theme per host from one list.
local wezterm = require "wezterm"
local config = wezterm.config_builder()
local hosts = {
  { id = "ams", ip = "198.51.100.1", accent = "#2ac3de", cwd = "/srv/ams" },
  { id = "fra", ip = "198.51.100.2", accent = "#9ece6a", cwd = "/srv/fra" },
}
local by_id = {}
config.ssh_domains = {}
config.keys = {}
config.leader = { key = "a", mods = "CTRL" }
for i, h in ipairs(hosts) do
  by_id[h.id] = h
  config.ssh_domains[i] = { name = h.id, remote_address = h.ip, username = "ops" }
  config.keys[#config.keys + 1] = {
    key = tostring(i),
    mods = "LEADER",
    action = wezterm.action.SpawnCommandInNewTab { domain = { DomainName = h.id }, cwd = h.cwd },
  }
end
local function deep_copy(t)
  if type(t) ~= "table" then return t end
  local copy = {}
  for k, v in pairs(t) do copy[k] = deep_copy(v) end
  return copy
end
wezterm.on("window-config-reloaded", function() end)
wezterm.on("update-status", function(window, pane)
  local o = deep_copy(window:get_config_overrides() or {})
  local h = by_id[pane:get_domain_name()]
  o.colors = h and { cursor_bg = h.accent } or nil
  o.window_frame = h and { active_titlebar_bg = h.accent } or nil
  window:set_config_overrides(o)
end)
return config
