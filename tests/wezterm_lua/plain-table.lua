-- No builder, no locals: a table that is returned.
return {
  ssh_domains = {
    { name = "box", remote_address = "192.0.2.7", username = "root" },
    { name = "pi", remote_address = "pi.local" },
  },
  font_size = 13.0,
}
