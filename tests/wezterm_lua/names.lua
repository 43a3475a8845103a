return {
  ssh_domains = {
    { name = "My Server", remote_address = "one" },
    { name = "SSHMUX:two", remote_address = "two" },
    { name = "データ", remote_address = "three" },
    { name = "", remote_address = "four" },
    { remote_address = "five" },
    { name = "local", remote_address = "six" },
  },
}
