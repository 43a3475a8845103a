-- The colour of a badge is all that tells hosts apart.
local wezterm = require "wezterm"
local config = wezterm.config_builder()
config.ssh_domains = {
  { name = "db1", remote_address = "db1" },
  { name = "web1", remote_address = "web1" },
}
local looks = {
  db1 = { wezterm.nerdfonts.md_database, "Main database", "#e0af68" },
  web1 = { "🌐", "Web", wezterm.color.parse "teal" },
}
wezterm.on("update-status", function(window, pane)
  local look = looks[pane:get_domain_name()] or { "", "here", "#333333" }
  window:set_left_status(wezterm.format {
    { Background = { Color = look[3] } },
    { Text = (" %s %s "):format(look[1], look[2]) },
    "ResetAttributes",
    { Text = " " .. wezterm.hostname() },
  })
end)
return config
