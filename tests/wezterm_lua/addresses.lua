return {
  ssh_domains = {
    { name = "port", remote_address = "build.example.org:2200" },
    { name = "six", remote_address = "2001:db8::1" },
    { name = "six-port", remote_address = "[2001:db8::1]:2222" },
    { name = "user", remote_address = "me@box.example.org" },
    { name = "odd", remote_address = "no host at all" },
    { name = "none" },
    { name = "port", remote_address = "twice.example.org" },
  },
}
