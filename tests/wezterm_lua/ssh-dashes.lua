return {
  ssh_domains = {},
  unix_domains = { { name = "nix", proxy_command = { "ssh", "nix", "-p", "2200", "--", "wezterm", "cli", "proxy" } } },
}
