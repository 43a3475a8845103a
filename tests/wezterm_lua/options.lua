local wezterm = require "wezterm"
return {
  ssh_domains = {
    {
      name = "keys",
      remote_address = "2001:db8::2",
      ssh_option = { identityfile = wezterm.home_dir .. "/.ssh/id_work", port = "2200", forwardagent = "yes" },
      remote_wezterm_path = "/opt/wezterm/bin/wezterm",
    },
    { name = "big", remote_address = "big", ssh_option = { IdentityFile = "/home/me/.ssh/id_big", proxycommand = "nc %h %p" } },
    { name = "wrapped", remote_address = "wrapped", remote_wezterm_path = "/usr/local/bin/wez", no_agent_auth = true },
    { name = "lost", remote_address = "lost", multiplexing = "None", default_prog = { "/usr/bin/fish", "-l" } },
    { name = "eager", remote_address = "eager", connect_automatically = true, timeout = 60 },
    { name = "idle", remote_address = "idle", override_proxy_command = "cat" },
  },
  default_domain = "idle",
}
