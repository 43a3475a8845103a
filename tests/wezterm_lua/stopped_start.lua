-- The same by `start --attach`; and handlers that stop nothing.
local wezterm = require("wezterm")

wezterm.on("gui-startup", function()
  return true
end)
wezterm.on("gui-startup", function() end)

return {
  default_gui_startup_args = { "start", "--attach", "--domain=web" },
  ssh_domains = {
    { name = "build", remote_address = "build.example.com" },
    { name = "web", remote_address = "web.example.com" },
  },
}
