local wezterm = require "wezterm"
wezterm.on("format-tab-title", function(tab, tabs, panes, config, hover, max_width)
  local color = ({ red = "#aa0000", blue = "#2244cc" })[tab.active_pane.domain_name] or "#222222"
  return {
    { Background = { Color = color } },
    { Text = " " .. tab.tab_index + 1 .. ": " .. wezterm.truncate_right(tab.active_pane.title, max_width - 2) .. " " },
  }
end)
return { ssh_domains = { { name = "red", remote_address = "red" }, { name = "blue", remote_address = "blue" } } }
