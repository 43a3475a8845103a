return {
  unix_domains = {
    { name = "unix" },
    { name = "plain", proxy_command = { "ssh", "-T", "-A", "plain.example.org", "wezterm", "cli", "proxy" } },
    {
      name = "full",
      proxy_command = {
        "/usr/bin/ssh", "-o", "BatchMode=yes", "-oServerAliveInterval=30", "-p", "2022", "-i", "~/.ssh/id_ed25519",
        "-l", "ops", "203.0.113.4", "/opt/wezterm/bin/wezterm cli --prefer-mux proxy",
      },
      no_serve_automatically = true,
    },
    { name = "jump", proxy_command = { "ssh", "-J", "bastion", "me@inner", "wezterm", "cli", "proxy" } },
    { name = "other", proxy_command = { "socat", "-", "UNIX-CONNECT:/tmp/sock" } },
    { name = "shell", proxy_command = { "ssh", "-tt", "shell", "bash" } },
    { name = "nobody", proxy_command = { "ssh", "-v" } },
  },
  tls_clients = { { name = "tls", bootstrap_via_ssh = "tls.example.org" } },
  exec_domains = { { name = "docker" } },
  wsl_domains = { { name = "WSL:Ubuntu" } },
}
