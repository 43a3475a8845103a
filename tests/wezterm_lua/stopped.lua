-- What keeps `wezmux.lua` from starting, or from attaching more than one domain.
local wezterm = require("wezterm")

wezterm.on("gui-startup", function()
  wezterm.log_info("up")
  return false
end)

return {
  default_gui_startup_args = { "connect", "build" },
  ssh_domains = {
    { name = "build", remote_address = "build.example.com" },
    { name = "web", remote_address = "web.example.com" },
  },
}
