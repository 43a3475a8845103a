-- What a config finds in place of WezTerm: it does nothing, and writes down what it was told to do. `here` is the line of
-- the config that runs.
local here = here
local ipairs, pcall, rawget, select, setmetatable, tostring, type =
  ipairs, pcall, rawget, select, setmetatable, tostring, type
local match = string.match

-- The user's home folder, wherever it is.
local HOME = "/the-home-of-this-computer"
-- The user, whoever that is.
local USER = "the-user-of-this-computer"

-- What was seen, in parts: see `wezterm_lua.rs`.
local seen = { home = HOME, asked = {}, failed = {}, refused = {}, worn = {}, spawned = {}, attached = {}, pressed = {} }

local function ask(what, about)
  local count = #seen.asked
  if count < 1000 then
    seen.asked[count + 1] = { what = what, about = type(about) == "string" and about or nil, line = here() }
  end
end

-- Whatever is not known: it can be called, indexed, joined and counted with, and is always itself.
local unknown = {}
seen.unknown = unknown
do
  local function same()
    return unknown
  end
  local meta = {
    __index = function(_, key)
      -- A list of them would have no end.
      if type(key) ~= "number" then
        return unknown
      end
    end,
    __newindex = function() end,
    __call = function(_, ...)
      -- A loop over them neither: this is how `for` asks for the first.
      if select("#", ...) == 2 and (...) == nil and select(2, ...) == nil then
        return nil
      end
      return unknown
    end,
    __len = function()
      return 0
    end,
    __lt = function()
      return false
    end,
    __le = function()
      return false
    end,
    __tostring = function()
      return ""
    end,
  }
  for _, operator in ipairs { "concat", "add", "sub", "mul", "div", "idiv", "mod", "pow", "unm" } do
    meta["__" .. operator] = same
  end
  setmetatable(unknown, meta)
end

local function nothing() end

-- A table whose other fields are not known.
local function open(fields)
  return setmetatable(fields, {
    __index = function()
      return unknown
    end,
  })
end

-- What asks for something of this computer, and is told `answer`.
local function asking(what, ...)
  local answers = { ... }
  return function(about)
    ask(what, about)
    return answers[1], answers[2], answers[3]
  end
end

-- What is later and what happens ---------------------------------------------

local handlers, placed, later = {}, {}, {}

local function call_later()
  -- What arms itself again has no end.
  for index = 1, 100 do
    local due = later[index]
    if not due then
      break
    end
    pcall(due)
  end
  later = {}
end

local function fire(event, ...)
  local result
  for _, handler in ipairs(handlers[event] or {}) do
    local ok, returned = pcall(handler, ...)
    if not ok and not seen.failed[event] then
      seen.failed[event] = tostring(returned)
    elseif ok and result == nil then
      result = returned
      if result == false then
        seen.refused[event] = placed[handler]
      end
    end
  end
  return result
end

-- Colours, texts and actions --------------------------------------------------

local function color(text)
  local this = { ["$color"] = text }
  local function itself()
    return this
  end
  return setmetatable(this, {
    __index = function(_, name)
      if name == "hsla" or name == "laba" or name == "linear_rgba" or name == "srgba_u8" then
        return function()
          return 0, 0, 0, 1
        end
      elseif name == "contrast_ratio" or name == "delta_e" then
        return function()
          return 1
        end
      end
      return itself
    end,
    __tostring = function()
      return text
    end,
    __concat = function(left, right)
      return tostring(left) .. tostring(right)
    end,
  })
end

-- Formatted text: colours stand in it behind ESC, as they do in WezTerm's.
local function format(items)
  local text = ""
  for _, item in ipairs(items) do
    if type(item) == "table" then
      local back, fore = item.Background, item.Foreground
      if type(item.Text) == "string" then
        text = text .. item.Text
      elseif type(back) == "table" and back.Color then
        text = text .. "\27B" .. tostring(back.Color) .. "\27;"
      elseif type(fore) == "table" and fore.Color then
        text = text .. "\27F" .. tostring(fore.Color) .. "\27;"
      end
    elseif item == "ResetAttributes" then
      text = text .. "\27B\27;\27F\27;"
    end
  end
  return text
end

local action = setmetatable({}, {
  __index = function(_, name)
    return setmetatable({ ["$action"] = name }, {
      __call = function(_, argument)
        return { [name] = argument == nil and true or argument }
      end,
    })
  end,
  __call = function(_, value)
    return value
  end,
})

-- Domains, windows and panes --------------------------------------------------

local spawned, attached, performed = seen.spawned, seen.attached, {}

local function domain_of(spawn)
  local domain = type(spawn) == "table" and spawn.domain
  return type(domain) == "table" and domain.DomainName or nil
end

local new_pane, new_tab

local function mux_window(record)
  local window
  local tabs = {}
  local function add(spawn)
    local tab = new_tab()
    tabs[#tabs + 1] = tab
    record.tabs[#tabs] = { cwd = type(spawn) == "table" and spawn.cwd or nil, domain = domain_of(spawn) }
    return tab, new_pane(record.domain or "local"), window
  end
  window = open {
    spawn_tab = function(_, spawn)
      return add(spawn)
    end,
    tabs = function()
      return { table.unpack(tabs) }
    end,
    tabs_with_info = function()
      return {}
    end,
    get_workspace = function()
      return "default"
    end,
    get_title = function()
      return ""
    end,
    window_id = function()
      return #spawned
    end,
    active_tab = function()
      return tabs[1]
    end,
    active_pane = function()
      return new_pane(record.domain or "local")
    end,
  }
  return window, add
end

new_tab = function()
  return open {
    set_title = nothing,
    activate = nothing,
    tab_id = function()
      return 1
    end,
    panes = function()
      return {}
    end,
  }
end

-- Methods that all panes, and all windows, have in common: there may be ten thousand of them.
local function class(methods)
  return {
    __index = function(_, name)
      local method = methods[name]
      return method == nil and unknown or method
    end,
  }
end

local Pane = class {
  title = "",
  pane_id = 1,
  user_vars = {},
  foreground_process_name = "",
  has_unseen_output = false,
  get_domain_name = function(pane)
    return pane.domain_name
  end,
  get_title = function()
    return ""
  end,
  get_current_working_dir = nothing,
  get_foreground_process_info = nothing,
  get_foreground_process_name = function()
    return ""
  end,
  get_user_vars = function()
    return {}
  end,
  is_alt_screen_active = function()
    return false
  end,
  send_text = nothing,
  split = function(pane)
    return new_pane(pane.domain_name)
  end,
}

new_pane = function(domain)
  return setmetatable({ domain_name = domain }, Pane)
end

local Window = class {
  window_id = function(window)
    return window["$number"]
  end,
  get_config_overrides = function(window)
    return window["$worn"].overrides
  end,
  set_config_overrides = function(window, overrides)
    window["$worn"].overrides = overrides
  end,
  set_right_status = function(window, text)
    window["$worn"].right = text
  end,
  set_left_status = function(window, text)
    window["$worn"].left = text
  end,
  get_appearance = function()
    return "Dark"
  end,
  active_workspace = function()
    return "default"
  end,
  active_key_table = nothing,
  leader_is_active = function()
    return false
  end,
  is_focused = function()
    return true
  end,
  active_pane = function(window)
    return new_pane(window["$domain"])
  end,
  active_tab = function()
    return new_tab()
  end,
  mux_window = function(window)
    return (mux_window { tabs = {}, domain = window["$domain"] })
  end,
  perform_action = function(_, what)
    performed[#performed + 1] = what
  end,
  toast_notification = nothing,
}

local function gui_window(number, domain, worn)
  local window = { ["$number"] = number, ["$domain"] = domain, ["$worn"] = worn }
  return setmetatable(window, Window), new_pane(domain)
end

local function new_domain(name)
  return open {
    name = function()
      return name
    end,
    label = function()
      return name
    end,
    state = function()
      return "Detached"
    end,
    is_spawnable = function()
      return true
    end,
    has_any_panes = function()
      return false
    end,
    attach = function()
      attached[#attached + 1] = { domain = name, line = here() }
    end,
    detach = nothing,
  }
end

local DOMAINS = { "ssh_domains", "unix_domains", "tls_clients", "exec_domains", "wsl_domains" }

-- The names of the domains that the config has.
local function names()
  local found = {}
  for _, list in ipairs(DOMAINS) do
    local domains = type(seen.config) == "table" and seen.config[list]
    for _, domain in ipairs(type(domains) == "table" and domains or {}) do
      if type(domain) == "table" and type(domain.name) == "string" then
        found[#found + 1] = domain.name
      end
    end
  end
  return found
end

-- WezTerm ---------------------------------------------------------------------

local wezterm = open {
  home_dir = HOME,
  config_dir = HOME .. "/.config/wezterm",
  config_file = HOME .. "/.config/wezterm/wezterm.lua",
  executable_dir = "/usr/bin",
  target_triple = "x86_64-unknown-linux-gnu",
  version = "20250223-062404-4ff581a8",
  GLOBAL = {},
  action = action,
  format = format,
  log_error = nothing,
  log_info = nothing,
  log_warn = nothing,
  sleep_ms = nothing,
  reload_configuration = nothing,
  add_to_config_reload_watch_list = nothing,
  config_builder = function()
    seen.config = seen.config or setmetatable({}, { __index = { set_strict_mode = nothing } })
    return seen.config
  end,
  action_callback = function(handler)
    return { ["$callback"] = handler }
  end,
  on = function(event, handler)
    handlers[event] = handlers[event] or {}
    table.insert(handlers[event], handler)
    placed[handler or false] = here()
  end,
  emit = function(event, ...)
    fire(event, ...)
    return true
  end,
  hostname = asking("hostname", "this-computer"),
  running_under_wsl = function()
    return false
  end,
  run_child_process = function(words)
    ask("run", type(words) == "table" and words[1] or nil)
    return false, "", ""
  end,
  background_child_process = function(words)
    ask("run", type(words) == "table" and words[1] or nil)
  end,
  open_with = asking "run",
  glob = function(about)
    ask("read", about)
    return {}
  end,
  read_dir = function(about)
    ask("read", about)
    return {}
  end,
  default_ssh_domains = function()
    ask "default_ssh_domains"
    return {}
  end,
  enumerate_ssh_hosts = function()
    ask "enumerate_ssh_hosts"
    return {}
  end,
  exec_domain = function(name)
    return { name = name }
  end,
  default_hyperlink_rules = function()
    return {}
  end,
  default_wsl_domains = function()
    return {}
  end,
  battery_info = function()
    return {}
  end,
  strftime = function()
    return ""
  end,
  strftime_utc = function()
    return ""
  end,
  column_width = function(text)
    return #tostring(text)
  end,
  truncate_left = function(text)
    return text
  end,
  truncate_right = function(text)
    return text
  end,
  pad_left = function(text)
    return text
  end,
  pad_right = function(text)
    return text
  end,
  shell_join_args = function(words)
    return table.concat(words, " ")
  end,
  shell_quote_arg = function(word)
    return word
  end,
  nerdfonts = setmetatable({}, {
    __index = function(_, name)
      if type(name) == "string" and match(name, "^%l+_[%w_]+$") then
        return "\27N" .. name .. "\27;"
      end
    end,
  }),
  color = open { parse = color },
  gui = open {
    get_appearance = function()
      return "Dark"
    end,
    default_keys = function()
      return {}
    end,
    default_key_tables = function()
      return {}
    end,
    gui_windows = function()
      return {}
    end,
  },
  time = open {
    call_after = function(_, due)
      later[#later + 1] = due
    end,
  },
  plugin = open {
    require = function(about)
      ask("require", about)
      return unknown
    end,
  },
  mux = open {
    spawn_window = function(spawn)
      local record = { domain = domain_of(spawn), cwd = type(spawn) == "table" and spawn.cwd or nil, tabs = {} }
      record.line = here()
      spawned[#spawned + 1] = record
      local _, add = mux_window(record)
      return add(spawn)
    end,
    get_domain = function(name)
      return new_domain(name or "local")
    end,
    all_domains = function()
      local domains = { new_domain "local" }
      for _, name in ipairs(names()) do
        domains[#domains + 1] = new_domain(name)
      end
      return domains
    end,
    all_windows = function()
      return {}
    end,
    get_workspace_names = function()
      return { "default" }
    end,
    get_active_workspace = function()
      return "default"
    end,
    set_active_workspace = nothing,
    set_default_domain = nothing,
  },
}

-- Lua's own that reaches outside ----------------------------------------------

local ENVIRONMENT = { HOME = HOME, USERPROFILE = HOME, USER = USER, LOGNAME = USER, USERNAME = USER, SHELL = "/bin/sh" }
local loaded = { wezterm = wezterm }

local file = open {
  read = function()
    return ""
  end,
  lines = function()
    return nothing
  end,
  close = function()
    return true
  end,
}

require = function(name)
  if not loaded[name] then
    ask("require", name)
    loaded[name] = unknown
  end
  return loaded[name]
end

os = open {
  getenv = function(name)
    return ENVIRONMENT[name]
  end,
  time = function()
    return 0
  end,
  clock = function()
    return 0
  end,
  difftime = function()
    return 0
  end,
  date = function(how)
    return type(how) == "string" and match(how, "^!?%*t") and unknown or ""
  end,
  execute = asking("run", nil, "exit", 1),
  exit = asking "exit",
  remove = asking("write", nil, "not done"),
  rename = asking("write", nil, "not done"),
  tmpname = asking("write", ""),
  setlocale = nothing,
}

io = open {
  open = asking("read", nil, "not read"),
  lines = asking("read", nothing),
  popen = asking("run", file),
  read = nothing,
  write = nothing,
  stdout = file,
  stderr = file,
  stdin = file,
}

debug = open {
  getinfo = function()
    return { source = "@" .. HOME .. "/.wezterm.lua", short_src = ".wezterm.lua", currentline = here() }
  end,
  traceback = function(text)
    return text
  end,
}

package = open {
  path = "",
  cpath = "",
  config = "/\n;\n?\n!\n-\n",
  loaded = loaded,
  preload = {},
  searchers = { nothing, nothing },
  searchpath = asking("read", nil, "not read"),
}
dofile = asking("read", unknown)
loadfile = asking("read", nil, "not read")

-- The phases --------------------------------------------------------------------

-- Runs the config itself. A part of one may be a list of domains, or a function that adds to a config.
local function evaluate(config)
  local ok, returned = pcall(config)
  if not ok then
    seen.error = tostring(returned)
    return
  elseif type(returned) ~= "table" then
    return
  end
  local first = returned[1]
  if type(first) == "table" and first.remote_address then
    returned = { ssh_domains = returned }
  elseif type(first) == "table" and first.proxy_command then
    returned = { unix_domains = returned }
  end
  for _, name in ipairs { "apply_to_config", "apply", "setup" } do
    local apply = rawget(returned, name)
    if not seen.config and type(apply) == "function" then
      ok, seen.error = pcall(apply, wezterm.config_builder(), {})
      seen.error = not ok and tostring(seen.error) or nil
      return
    end
  end
  seen.config = returned
end

-- Lets a window of each domain be dressed.
local function wear()
  local all = names()
  table.insert(all, 1, "local")
  for number, name in ipairs(all) do
    local worn = { name = name }
    local window, pane = gui_window(number, name, worn)
    seen.worn[number] = worn
    fire("update-right-status", window, pane)
    fire("update-status", window, pane)
    if handlers["format-tab-title"] then
      local tab = { tab_id = 1, tab_index = 0, is_active = true, active_pane = pane, panes = { pane }, tab_title = "" }
      local title = fire("format-tab-title", open(tab), { tab }, { pane }, seen.config, false, 40)
      worn.title = type(title) == "table" and title ~= unknown and format(title) or title
    end
  end
  later = {}
end

-- Starts it, as far as it starts something.
local function start()
  fire "gui-startup"
  call_later()
  fire("gui-attached", new_domain "local")
  call_later()
end

-- Presses each key that does something of the config's own.
local function press()
  local keys = seen.config.keys
  local window, pane = gui_window(0, "local", {})
  for index, key in ipairs(type(keys) == "table" and keys or {}) do
    local action = type(key) == "table" and key.action
    local callback = type(action) == "table" and action["$callback"]
    seen.pressed[index] = false
    if callback then
      spawned, attached, performed = {}, {}, {}
      pcall(callback, window, pane)
      call_later()
      seen.pressed[index] = { spawned = spawned, attached = attached, performed = performed }
    end
  end
end

return seen, evaluate, wear, start, press
