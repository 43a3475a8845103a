-- A part of a config, as `require "domains"` finds it.
local M = {}
function M.apply(config)
  config.ssh_domains = { { name = "part", remote_address = "part.example.org" } }
end
return M
