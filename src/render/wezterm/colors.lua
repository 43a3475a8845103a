-- Colours ---------------------------------------------------------------------

local ROLES = {
  "foreground", "cursor_fg", "cursor_bg", "compose_cursor", "selection_fg", "selection_bg", "found_fg", "found_bg",
  "split", "scrollbar_thumb", "visual_bell", "tab_bar", "active_tab_fg", "active_tab_bg", "inactive_tab_fg",
  "inactive_tab_bg", "inactive_tab_hover_fg", "inactive_tab_hover_bg", "inactive_tab_edge", "new_tab_fg",
  "new_tab_bg", "new_tab_hover_fg", "new_tab_hover_bg", "badge_fg", "badge_bg",
}

local function words_of(text)
  local words = {}
  for word in text:gmatch "%S+" do
    words[#words + 1] = word
  end
  return words
end

local function tab(theme, name, intensity)
  return { fg_color = theme[name .. "_fg"], bg_color = theme[name .. "_bg"], intensity = intensity }
end

-- A theme by its roles, and `ground`, `ansi` and `brights`, which are lists.
local function theme_of(line)
  local theme, parts = {}, {}
  for part in line:gmatch "[^|]+" do
    parts[#parts + 1] = words_of(part)
  end
  for index, color in ipairs(parts[2]) do
    theme[ROLES[index]] = color
  end
  theme.ground, theme.ansi, theme.brights = parts[1], parts[3], parts[4]
  return theme
end

-- What your config has for the frame of windows: its font stays beside the colours of a theme.
local own_frame

-- What a theme changes in a window.
local function overrides_of(host, theme)
  local frame = {
    -- The fancy tab bar takes its ground from here, not from tab_bar.background.
    active_titlebar_bg = theme.tab_bar,
    active_titlebar_fg = theme.new_tab_fg,
    inactive_titlebar_bg = theme.tab_bar,
    inactive_titlebar_fg = theme.new_tab_fg,
    active_titlebar_border_bottom = theme.inactive_tab_edge,
    inactive_titlebar_border_bottom = theme.inactive_tab_edge,
    button_bg = theme.new_tab_bg,
    button_fg = theme.new_tab_fg,
    button_hover_bg = theme.new_tab_hover_bg,
    button_hover_fg = theme.new_tab_hover_fg,
  }
  for key, value in pairs(own_frame or {}) do
    frame[key] = frame[key] or value
  end
  return {
    background = {
      {
        source = {
          Gradient = {
            colors = theme.ground,
            orientation = host.orientation,
            blend = host.blend,
          },
        },
        width = "100%",
        height = "100%",
        opacity = host.opacity,
      },
    },
    colors = {
      foreground = theme.foreground,
      background = theme.ground[1],
      cursor_fg = theme.cursor_fg,
      cursor_bg = theme.cursor_bg,
      cursor_border = theme.cursor_bg,
      compose_cursor = theme.compose_cursor,
      selection_fg = theme.selection_fg,
      selection_bg = theme.selection_bg,
      split = theme.split,
      scrollbar_thumb = theme.scrollbar_thumb,
      visual_bell = theme.visual_bell,
      copy_mode_active_highlight_fg = { Color = theme.found_fg },
      copy_mode_active_highlight_bg = { Color = theme.found_bg },
      copy_mode_inactive_highlight_fg = { Color = theme.selection_fg },
      copy_mode_inactive_highlight_bg = { Color = theme.selection_bg },
      quick_select_label_fg = { Color = theme.found_fg },
      quick_select_label_bg = { Color = theme.found_bg },
      quick_select_match_fg = { Color = theme.selection_fg },
      quick_select_match_bg = { Color = theme.selection_bg },
      ansi = theme.ansi,
      brights = theme.brights,
      tab_bar = {
        background = theme.tab_bar,
        active_tab = tab(theme, "active_tab", "Bold"),
        inactive_tab = tab(theme, "inactive_tab"),
        inactive_tab_hover = tab(theme, "inactive_tab_hover"),
        inactive_tab_edge = theme.inactive_tab_edge,
        new_tab = tab(theme, "new_tab"),
        new_tab_hover = tab(theme, "new_tab_hover"),
      },
    },
    window_frame = frame,
  }
end

-- A text in the colours of a theme.
local function badge(fg, bg, text)
  return wezterm.format {
    { Foreground = { Color = fg } },
    { Background = { Color = bg } },
    { Attribute = { Intensity = "Bold" } },
    { Text = " " .. text .. " " },
    "ResetAttributes",
  }
end

-- An icon is the name of a Nerd Font symbol, or text as it is.
local function named(host)
  return (wezterm.nerdfonts[host.icon] or host.icon) .. " " .. (host.label or host.name)
end

-- What a host's windows wear, dark or light. Made when first needed: the config is evaluated far more often than any
-- one host is shown.
local function outfit(host, window)
  local line = host.dark or host.light
  if host.dark and host.light and not window:get_appearance():find "Dark" then
    line = host.light
  end
  host.outfits = host.outfits or {}
  if host.outfits[line] == nil then
    local theme = theme_of(line)
    local warning = host.production and badge("{{ PRODUCTION.fg }}", "{{ PRODUCTION.bg }}", "PRODUCTION") or ""
    host.outfits[line] = {
      overrides = overrides_of(host, theme),
      badge = warning .. badge(theme.badge_fg, theme.badge_bg, named(host) .. " ●"),
      unanswered = function(seconds)
        return warning .. badge(theme.badge_fg, theme.badge_bg, ("%s no answer for %d s"):format(named(host), seconds))
      end,
      absent = function(state)
        return badge(theme.inactive_tab_fg, theme.inactive_tab_bg, named(host) .. " " .. state)
      end,
    }
  end
  return host.outfits[line]
end
