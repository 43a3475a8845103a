local wezterm = require "wezterm"
local config = wezterm.config_builder()
require("look").apply(config)
local domains = require "domains"
config.ssh_domains = domains.ssh
config.keys = require("keys").list
wezterm.plugin.require("https://github.com/example/tabline").apply_to_config(config, { side = "left" })
local has_local, own = pcall(require, "local_config")
if has_local then
  own.apply(config)
end
for name, host in pairs(domains.more) do
  table.insert(config.ssh_domains, { name = name, remote_address = host })
end
return config
