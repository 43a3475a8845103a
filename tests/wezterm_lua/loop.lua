local wezterm = require "wezterm"
local config = wezterm.config_builder()

local servers = {
  { "web", "web.example.org", "#7aa2f7", "1" },
  { "db", "db.example.org", "#f7768e", "2" },
}

config.leader = { key = "Space", mods = "CTRL", timeout_milliseconds = 1500 }
config.ssh_domains, config.keys = {}, {}
for _, server in ipairs(servers) do
  local name, address, _, key = table.unpack(server)
  table.insert(config.ssh_domains, { name = name, remote_address = address, username = "deploy" })
  table.insert(config.keys, { key = key, mods = "LEADER", action = wezterm.action.SpawnTab { DomainName = name } })
end

wezterm.on("update-right-status", function(window, pane)
  for _, server in ipairs(servers) do
    if pane:get_domain_name() == server[1] then
      window:set_config_overrides { colors = { cursor_bg = server[3], split = server[3] } }
    end
  end
end)

return config
