-- A status with a clock and a battery beside the name, in one text.
local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.ssh_domains = {
  { name = "dev", remote_address = "dev" },
  { name = "db", remote_address = "db" },
  { name = "web", remote_address = "web" },
  { name = "old", remote_address = "old" },
}
local labels = { db = "Main database", web = "Web server", old = "old 98%" }
wezterm.on("update-right-status", function(window, pane)
  local time = wezterm.strftime "%H:%M"
  local name = pane:get_domain_name()
  window:set_right_status((labels[name] or name:upper()) .. " | " .. time .. " | bat 98%")
end)
return config
