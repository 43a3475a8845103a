-- A file of its own that another one requires.
return {
  { name = "core01", local_echo_threshold_ms = 10, proxy_command = { "ssh", "-T", "core01", "wezterm", "cli", "proxy" } },
  { name = "core02", proxy_command = { "/usr/bin/ssh", "-T", "-A", "core02", "~/.local/bin/wezterm", "cli", "proxy" } },
}
