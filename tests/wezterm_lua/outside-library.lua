-- What of Lua's library reaches outside, beyond the usual.
local wezterm = require "wezterm"
package.path = os.getenv "HOME" .. "/.local/share/wezterm/?.lua;" .. package.path
local function own(module)
  local file = package.searchpath(module, package.path)
  return file and dofile(file) or {}
end
local config = own "local"
io.output():setvbuf "line"
table.insert(package.searchers, 2, function() end)
debug.sethook()
config.exec_domains = { wezterm.exec_domain("box", function(command)
  return command
end) }
config.ssh_domains = { { name = "a", remote_address = "a" } }
return config
