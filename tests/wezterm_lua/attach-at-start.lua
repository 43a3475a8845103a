local wezterm = require "wezterm"
local mux = wezterm.mux
wezterm.on("gui-startup", function(cmd)
  local tab, pane, window = mux.spawn_window(cmd or { cwd = wezterm.home_dir })
  window:gui_window():maximize()
  for _, domain in ipairs(mux.all_domains()) do
    if domain:name() ~= "local" and domain:name() ~= "cold" then
      wezterm.time.call_after(1, function() domain:attach() end)
    end
  end
end)
return {
  ssh_domains = { { name = "warm", remote_address = "warm" }, { name = "cold", remote_address = "cold" } },
  default_cwd = "/srv/work",
}
