local wezterm = require("wezterm")
local config = {}

local function host(name, opts)
  opts = opts or {}
  return {
    name = name,
    remote_address = (opts.host or name) .. (opts.port and ":" .. opts.port or ""),
    username = opts.user or os.getenv("USER"),
    multiplexing = "WezTerm",
  }
end

config.ssh_domains = {
  host("alpha"),
  host("beta", { host = "10.1.1.2", port = 2222 }),
  host("gamma", { user = "admin" }),
}
return config
