-- What WezTerm accepts, as checks: each raises `fault` for a value that is not of its type.
--
-- Fields and types are those of the structs named beside them, at WezTerm 4ff581a8 (20250223). WezTerm raises for
-- unknown fields of a strict config_builder (config/src/lua.rs:116-141); here they are errors everywhere, also where
-- WezTerm lets them pass because a struct is flattened (wezterm-dynamic/derive/src/fromdynamic.rs:49-60).

local rust, fault = ...

local schema = {}

-- A check is a function of the value and of the path that a message calls it by.

local function expected(what, value, path)
  fault(("%s: expected %s, found %s"):format(path, what, type(value) == "string" and ("%q"):format(value) or type(value)))
end

local function of_type(name)
  return function(value, path)
    if type(value) ~= name then
      expected(name, value, path)
    end
  end
end

schema.bool = of_type "boolean"
schema.number = of_type "number"
schema.callback = of_type "function"
schema.table = of_type "table"

-- A Rust String: Lua strings that are not UTF-8 do not get there (luahelper/src/lib.rs:114).
function schema.text(value, path)
  if type(value) ~= "string" or not utf8.len(value) then
    expected("text in UTF-8", value, path)
  end
end

function schema.text_or_nil(value, path)
  if value ~= nil then
    schema.text(value, path)
  end
end

-- Whole numbers are not taken from floats (wezterm-dynamic/src/fromdynamic.rs:214-238).
function schema.integer(value, path)
  if math.type(value) ~= "integer" then
    expected("an integer", value, path)
  end
end

function schema.unsigned(value, path)
  if math.type(value) ~= "integer" or value < 0 then
    expected("an integer from 0", value, path)
  end
end

-- A text that one of WezTerm's own parsers reads.
local function parsed(what, parse)
  return function(value, path)
    schema.text(value, path)
    if not parse(value) then
      expected(what, value, path)
    end
  end
end

schema.color = parsed("a colour", rust.is_color)
local key_name = parsed("a key", rust.is_key)
local modifiers = parsed("modifiers", rust.are_modifiers)

function schema.one_of(...)
  local names = { ... }
  return function(value, path)
    for _, name in ipairs(names) do
      if value == name then
        return
      end
    end
    expected("one of " .. table.concat(names, ", "), value, path)
  end
end

function schema.list(check)
  return function(value, path)
    schema.table(value, path)
    for index, element in ipairs(value) do
      check(element, path .. "[" .. index .. "]")
    end
    for index in pairs(value) do
      if math.type(index) ~= "integer" or index < 1 or index > #value then
        expected("a list", value, path .. "." .. tostring(index))
      end
    end
  end
end

function schema.map(check)
  return function(value, path)
    schema.table(value, path)
    for key, element in pairs(value) do
      schema.text(key, path .. ", its key")
      check(element, path .. "." .. key)
    end
  end
end

-- `required` and `optional` map the names of fields to their checks.
function schema.struct(name, required, optional)
  return function(value, path)
    schema.table(value, path)
    for key, element in pairs(value) do
      local check = required[key] or (optional or {})[key]
      if check == nil then
        fault(("%s: %s has no field `%s`"):format(path, name, tostring(key)))
      end
      check(element, path .. "." .. key)
    end
    for key in pairs(required) do
      if value[key] == nil then
        fault(("%s: %s needs the field `%s`"):format(path, name, key))
      end
    end
  end
end

-- A Rust enum: the text of a unit variant, or a table with one variant that has a value.
function schema.variant(name, units, valued)
  local unit = schema.one_of(table.unpack(units))
  return function(value, path)
    if type(value) ~= "table" then
      return unit(value, path)
    end
    local variant, content = next(value)
    if valued[variant] == nil or next(value, variant) ~= nil then
      fault(("%s: %s has no variant `%s`"):format(path, name, tostring(variant)))
    end
    valued[variant](content, path .. "." .. variant)
  end
end

local bool, text, number, unsigned, color = schema.bool, schema.text, schema.number, schema.unsigned, schema.color
local one_of, list, map, struct, variant = schema.one_of, schema.list, schema.map, schema.struct, schema.variant

-- Domains ---------------------------------------------------------------------

-- config/src/config.rs:2125-2135
local function domain_name(value, path)
  text(value, path)
  if value == "" or value == "local" then
    expected("a name that WezTerm does not use itself", value, path)
  end
end

-- config/src/unix.rs:9-64
local unix_domain = struct("UnixDomain", { name = domain_name }, {
  socket_path = text,
  connect_automatically = bool,
  no_serve_automatically = bool,
  serve_command = list(text),
  proxy_command = list(text),
  skip_permissions_check = bool,
  read_timeout = number,
  write_timeout = number,
  local_echo_threshold_ms = unsigned,
  overlay_lag_indicator = bool,
})

-- With exactly one colon, what follows it is the port (mux/src/ssh.rs:191-199); brackets are not understood.
local function remote_address(value, path)
  text(value, path)
  local _, colons = value:gsub(":", "")
  local port = value:match "^[^:]+:(%d+)$"
  if value == "" or value:find "[%[%]@]" or (colons == 1 and not (port and tonumber(port) <= 65535)) then
    expected("host or host:port", value, path)
  end
end

-- Keys are looked up in lower case (mux/src/ssh.rs:214-216).
local ssh_options = map(text)
local function ssh_option(value, path)
  ssh_options(value, path)
  for key in pairs(value) do
    if key ~= key:lower() then
      fault(("%s: `%s` is never looked up, only `%s` is"):format(path, key, key:lower()))
    end
  end
end

-- config/src/ssh.rs:51-107
local ssh_domain = struct("SshDomain", { name = domain_name, remote_address = remote_address }, {
  no_agent_auth = bool,
  username = text,
  connect_automatically = bool,
  timeout = number,
  local_echo_threshold_ms = unsigned,
  overlay_lag_indicator = bool,
  remote_wezterm_path = text,
  override_proxy_command = text,
  ssh_backend = one_of("Ssh2", "LibSsh"),
  multiplexing = one_of("WezTerm", "None"),
  ssh_option = ssh_option,
  default_prog = list(text),
  assume_shell = one_of("Unknown", "Posix"),
})

-- Colours ---------------------------------------------------------------------

local intensity = one_of("Normal", "Bold", "Half")
local underline = one_of("None", "Single", "Double", "Curly", "Dotted", "Dashed")

local function colors_of(...)
  local fields = {}
  for _, name in ipairs { ... } do
    fields[name] = color
  end
  return fields
end

local function with(fields, more)
  for name, check in pairs(more) do
    fields[name] = check
  end
  return fields
end

-- config/src/color.rs:311-328
local tab = struct("TabBarColor", colors_of("bg_color", "fg_color"), {
  intensity = intensity,
  underline = underline,
  italic = bool,
  strikethrough = bool,
})

-- config/src/color.rs:347-377
local tab_bar = struct("TabBarColors", {}, with(
  colors_of("background", "inactive_tab_edge", "inactive_tab_edge_hover"),
  { active_tab = tab, inactive_tab = tab, inactive_tab_hover = tab, new_tab = tab, new_tab_hover = tab }
))

local function eight_colors(value, path)
  list(color)(value, path)
  if #value ~= 8 then
    expected("eight colours", value, path)
  end
end

-- config/src/color.rs:94-99
local color_spec = variant("ColorSpec", { "Default" }, { Color = color, AnsiColor = text })

-- config/src/color.rs:130-173; its `indexed` is left out.
local palette = struct("Palette", {}, with(
  colors_of(
    "foreground", "background", "cursor_fg", "cursor_bg", "cursor_border", "selection_fg", "selection_bg",
    "scrollbar_thumb", "split", "visual_bell", "compose_cursor"
  ),
  {
    ansi = eight_colors,
    brights = eight_colors,
    indexed = schema.table,
    tab_bar = tab_bar,
    copy_mode_active_highlight_fg = color_spec,
    copy_mode_active_highlight_bg = color_spec,
    copy_mode_inactive_highlight_fg = color_spec,
    copy_mode_inactive_highlight_bg = color_spec,
    quick_select_label_fg = color_spec,
    quick_select_label_bg = color_spec,
    quick_select_match_fg = color_spec,
    quick_select_match_bg = color_spec,
  }
))

-- config/src/color.rs:559-599; its `font` and border sizes are left out.
local window_frame_fields = colors_of(
  "inactive_titlebar_bg", "active_titlebar_bg", "inactive_titlebar_fg", "active_titlebar_fg",
  "inactive_titlebar_border_bottom", "active_titlebar_border_bottom",
  "button_fg", "button_bg", "button_hover_fg", "button_hover_bg",
  "border_left_color", "border_right_color", "border_top_color", "border_bottom_color"
)
window_frame_fields.font_size = number
local window_frame = struct("WindowFrameConfig", {}, window_frame_fields)

-- config/src/background.rs:433-457, presets left out. Its colours are read when it is drawn, by another parser that
-- takes more; whoever keeps to what both read is safe.
local gradient = struct("Gradient", {}, {
  orientation = variant("GradientOrientation", { "Horizontal", "Vertical" }, {
    Linear = struct("Linear", {}, { angle = number }),
    Radial = struct("Radial", {}, { radius = number, cx = number, cy = number }),
  }),
  colors = list(color),
  interpolation = one_of("Linear", "Basis", "CatmullRom"),
  blend = one_of("Rgb", "LinearRgb", "Hsv", "Oklab"),
  segment_size = unsigned,
  segment_smoothness = number,
  noise = unsigned,
})

-- A number of pixels, or one with a unit (config/src/units.rs:63-103). `Cover` and `Contain` are for images only: a
-- gradient or a colour without a size is not drawn (wezterm-gui/src/termwindow/background.rs:270, :302).
local function size(value, path)
  if math.type(value) == nil then
    text(value, path)
    local digits = value:match "^%s*(.-)%s*px$" or value:match "^%s*(.-)%s*%%$" or value:match "^%s*(.-)%s*pt$"
      or value:match "^%s*(.-)%s*cell$" or value
    if not tonumber(digits) then
      expected("a size such as `100%`", value, path)
    end
  end
end

-- config/src/background.rs:56-99; image files, and what only they use, are left out.
local layer = struct("BackgroundLayer", {
  source = variant("BackgroundSource", {}, { Gradient = gradient, Color = color }),
  width = size,
  height = size,
}, {
  opacity = number,
  hsb = struct("HsbTransform", {}, { hue = number, saturation = number, brightness = number }),
})

-- Keys ------------------------------------------------------------------------

-- config/src/keys.rs:115-119
local function with_key(fields)
  return with({ key = key_name }, fields or {})
end

-- config/src/keyassignment.rs:155-164
local spawn_domain = variant("SpawnTabDomain", { "DefaultDomain", "CurrentPaneDomain" }, {
  DomainName = text,
  DomainId = unsigned,
})

-- config/src/keyassignment.rs:173-200; `position` is left out.
schema.spawn_command = struct("SpawnCommand", {}, {
  label = text,
  args = list(text),
  cwd = text,
  set_environment_variables = map(text),
  domain = spawn_domain,
})

-- config/src/keyassignment.rs:79-102
local function launcher_flags(value, path)
  text(value, path)
  local flag = one_of("FUZZY", "TABS", "LAUNCH_MENU_ITEMS", "DOMAINS", "KEY_ASSIGNMENTS", "WORKSPACES", "COMMANDS")
  for name in (value .. "|"):gmatch "(.-)|" do
    flag(name:match "^%s*(.-)%s*$", path)
  end
end

-- Only what action_callback gives can be run with what was chosen (wezterm-gui/src/overlay/selector.rs:398-402).
local emit_event = variant("KeyAssignment", {}, { EmitEvent = text })
local confirm = struct("Close", { confirm = bool })

-- config/src/keyassignment.rs:520-633, as far as wezmux uses them.
schema.actions = {
  AttachDomain = text,
  CloseCurrentPane = confirm,
  CloseCurrentTab = confirm,
  DetachDomain = spawn_domain,
  EmitEvent = text,
  -- config/src/keyassignment.rs:481-503
  InputSelector = struct("InputSelector", {
    action = emit_event,
    choices = list(struct("InputSelectorEntry", { label = text }, { id = text })),
  }, { title = text, fuzzy = bool, alphabet = text, description = text, fuzzy_description = text }),
  ActivateTabRelative = schema.integer,
  SendKey = struct("KeyNoAction", with_key(), { mods = modifiers }),
  ShowLauncherArgs = struct("LauncherActionArgs", { flags = launcher_flags }, {
    title = text,
    help_text = text,
    fuzzy_help_text = text,
  }),
  SpawnCommandInNewTab = schema.spawn_command,
  SpawnTab = spawn_domain,
}

local action = variant("KeyAssignment", {}, schema.actions)
schema.action = action

-- The whole config ------------------------------------------------------------

-- config/src/config.rs:52-860, as far as wezmux uses it.
schema.config = {
  default_cwd = text,
  default_domain = text,
  default_prog = list(text),
  unix_domains = list(unix_domain),
  ssh_domains = list(ssh_domain),
  background = list(layer),
  colors = palette,
  window_frame = window_frame,
  -- config/src/keys.rs:122-134
  leader = struct("LeaderKey", with_key(), { mods = modifiers, timeout_milliseconds = unsigned }),
  keys = list(struct("Key", with_key { action = action }, { mods = modifiers })),
  quit_when_all_windows_are_closed = bool,
  mux_enable_ssh_agent = bool,
  set_environment_variables = map(text),
  font_size = number,
}

-- Keys that came after the stable version, with the first that may have them (docs/config/lua/config).
schema.nightly = { mux_enable_ssh_agent = "20240204" }

schema.overrides = struct("Config", {}, schema.config)

-- Functions -------------------------------------------------------------------

-- lua-api-crates/termwiz-funcs/src/lib.rs:69-103 and termwiz/src/cell.rs:1014-1025
local format_color = variant("FormatColor", { "Default" }, { Color = color })
schema.format_items = list(variant("FormatItem", { "ResetAttributes" }, {
  Foreground = format_color,
  Background = format_color,
  Attribute = variant("AttributeChange", {}, { Intensity = intensity, Underline = underline, Italic = bool }),
  Text = text,
}))

-- lua-api-crates/mux/src/lib.rs:175-180 and :215-224; width, height and position are left out. A SpawnCommand, which
-- `gui-startup` is given, is taken as well: a flattened struct has no unknown fields.
schema.spawn_window = struct("SpawnWindow", {}, {
  label = text,
  args = list(text),
  cwd = text,
  set_environment_variables = map(text),
  domain = spawn_domain,
  workspace = text,
})

-- lua-api-crates/mux/src/lib.rs:268-273
schema.spawn_tab = struct("SpawnTab", {}, {
  args = list(text),
  cwd = text,
  set_environment_variables = map(text),
  domain = spawn_domain,
})

-- lua-api-crates/mux/src/pane.rs:440-452
schema.split_pane = struct("SplitPane", {}, {
  args = list(text),
  cwd = text,
  set_environment_variables = map(text),
  domain = spawn_domain,
  direction = one_of("Left", "Right", "Top", "Bottom"),
  top_level = bool,
  size = number,
})

return schema
