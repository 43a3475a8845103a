-- A stand-in for WezTerm, for as long as a config is evaluated and its handlers run: the `wezterm` module, the mux
-- with its domains, windows and tabs, and a clock that only moves when nothing is left to do.
--
-- What WezTerm would refuse, or take without doing anything with it, is a *fault*: it is noted in `world.faults`, so
-- that no pcall of the config hides it, and raised. What WezTerm raises while all is well, such as for a pane that was
-- closed meanwhile, is an ordinary error.
--
-- It is called with the parsers that are WezTerm's own Rust (`rust`), the source of schema.lua, and the options
-- `role` ("gui" or "server"), `home_dir` and `hosts`: by the name of each remote domain what an attach does there,
-- `{ delay = seconds, hangs = bool, fails = message, tabs = count }`.

local rust, load_schema, options = ...

local world = {
  faults = {},
  log = {},
  now = 0.0,
  appearance = "Dark",
  hosts = options.hosts,
  attaches = {},
  spawns = {},
  domains = {},
  windows = {},
}

local function note(message)
  -- A fault that a handler did not catch comes by twice.
  if world.faults[#world.faults] ~= message then
    table.insert(world.faults, message)
  end
end

local function fault(message)
  note(message)
  error(message, 0)
end

local schema = load_schema(rust, fault)

-- Strictness ------------------------------------------------------------------

-- A table whose fields are these and no others.
local function sealed(name, fields, metatable)
  metatable = metatable or {}
  metatable.__index = function(_, key)
    local value = fields[key]
    if value == nil then
      fault(("%s has no `%s`"):format(name, tostring(key)))
    end
    return value
  end
  metatable.__newindex = function(_, key)
    fault(("%s.%s must not be assigned"):format(name, tostring(key)))
  end
  return setmetatable({}, metatable)
end

-- A function that takes these parameters and no more.
local function checked(name, parameters, body)
  return function(...)
    if select("#", ...) > #parameters then
      fault(("%s: expected at most %d arguments, found %d"):format(name, #parameters, select("#", ...)))
    end
    for index, check in ipairs(parameters) do
      check((select(index, ...)), ("%s, argument %d"):format(name, index))
    end
    return body(...)
  end
end

-- An object with these methods; `methods` maps names to `{ parameters, body }`. Its state is hidden from the config.
local state_of = setmetatable({}, { __mode = "k" })

local function class(name, methods)
  local function is_object(value, path)
    if state_of[value] == nil or state_of[value].class ~= name then
      fault(("%s: expected a %s, as by a call with a colon"):format(path, name))
    end
  end
  local bound = {}
  for method, definition in pairs(methods) do
    local parameters, body = table.unpack(definition)
    bound[method] = checked(name .. ":" .. method, { is_object, table.unpack(parameters) }, function(object, ...)
      return body(state_of[object], ...)
    end)
  end
  return function(state)
    state.class = name
    local object = sealed(name, bound, { __name = name })
    state_of[object] = state
    return object
  end
end

-- A misspelt local is a global.
setmetatable(_G, {
  __index = function(_, name)
    fault(("there is no global `%s`"):format(tostring(name)))
  end,
  __newindex = function(_, name)
    fault(("global `%s` must not be assigned"):format(tostring(name)))
  end,
})

-- Tasks -----------------------------------------------------------------------

-- Handlers and timers run as coroutines: functions that are asynchronous in WezTerm yield how many seconds they take,
-- or FOREVER.
local FOREVER = math.huge
local queue = {}
local tasks = 0

local function schedule(delay, thread)
  tasks = tasks + 1
  table.insert(queue, { at = world.now + delay, number = tasks, thread = thread })
end

local function start_task(delay, body, ...)
  local arguments = table.pack(...)
  schedule(delay, coroutine.create(function()
    body(table.unpack(arguments, 1, arguments.n))
  end))
end

local function wait(seconds)
  coroutine.yield(seconds)
end

-- Runs whatever is due until the clock shows `limit`.
function world.run_until(limit)
  while true do
    table.sort(queue, function(a, b)
      return a.at < b.at or (a.at == b.at and a.number < b.number)
    end)
    local task = queue[1]
    if task == nil or task.at > limit then
      break
    end
    table.remove(queue, 1)
    world.now = task.at
    local ok, delay = coroutine.resume(task.thread)
    if not ok then
      note(tostring(delay))
    elseif coroutine.status(task.thread) ~= "dead" and delay ~= FOREVER then
      schedule(delay, task.thread)
    end
  end
  world.now = limit
end

-- The mux ---------------------------------------------------------------------

-- While the config is evaluated there is no mux (lua-api-crates/mux/src/lib.rs:27-29).
local running = false

local function with_mux(body)
  return function(...)
    if not running then
      fault "cannot get Mux!?"
    end
    return body(...)
  end
end

local MuxPane = class("MuxPane", {
  -- lua-api-crates/mux/src/pane.rs:277
  get_domain_name = { {}, function(pane)
    if pane.closed then
      error("pane id 0 not found in mux", 0)
    end
    return pane.domain
  end },
})

local MuxTab = class("MuxTab", {
  -- lua-api-crates/mux/src/tab.rs:133-156
  activate = { {}, function(tab)
    for index, other in ipairs(tab.window.tabs) do
      if other == tab then
        tab.window.active = index
      end
    end
  end },
})

local MuxWindow

-- The new tab is the active one (mux/src/lib.rs:1382-1384).
local function spawn(window, command, domain)
  wait(0)
  local host = world.hosts[domain]
  if host then
    host.tabs = host.tabs + 1
  end
  local tab = { window = window, domain = domain, cwd = command.cwd, args = command.args }
  table.insert(window.tabs, tab)
  table.insert(world.spawns, tab)
  window.active = #window.tabs
  return MuxTab(tab), MuxPane { domain = domain }, MuxWindow(window)
end

local function resolve(domain, current)
  if domain == nil or domain == "CurrentPaneDomain" then
    return current
  elseif domain == "DefaultDomain" then
    return "local"
  end
  return domain.DomainName
end

MuxWindow = class("MuxWindow", {
  spawn_tab = { { schema.spawn_tab }, function(window, command)
    return spawn(window, command, resolve(command.domain, window.tabs[window.active].domain))
  end },
})

local MuxDomain = class("MuxDomain", {
  name = { {}, function(domain)
    return domain.name
  end },
  state = { {}, function(domain)
    return domain.attached and "Attached" or "Detached"
  end },
  has_any_panes = { {}, function(domain)
    return domain.attached and (domain.name == "local" or world.hosts[domain.name].tabs > 0)
  end },
  -- Two attaches while neither is done do both connect (wezterm-client/src/domain.rs:931-935, :710-732).
  attach = { {}, function(domain)
    if domain.attached then
      return
    end
    local host = world.hosts[domain.name]
    local attach = { domain = domain.name, started = world.now }
    table.insert(world.attaches, attach)
    wait(host.hangs and FOREVER or host.delay)
    attach.finished = world.now
    if host.fails then
      -- lua-api-crates/mux/src/domain.rs:36-41
      error(("failed to attach domain %s: %s"):format(domain.name, host.fails), 0)
    end
    domain.attached = true
  end },
})

local mux = {
  get_domain = with_mux(checked("wezterm.mux.get_domain", { schema.text }, function(name)
    local domain = world.domains[name]
    return domain and MuxDomain(domain)
  end)),
  spawn_window = with_mux(checked("wezterm.mux.spawn_window", { schema.spawn_window }, function(command)
    local window = { tabs = {} }
    table.insert(world.windows, window)
    return spawn(window, command, resolve(command.domain, "local"))
  end)),
}

-- Windows of the GUI ----------------------------------------------------------

local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local result = {}
  for key, element in pairs(value) do
    result[key] = copy(element)
  end
  return result
end

-- A closed window does not answer what is asked of it, which raises; what it is told is lost
-- (wezterm-gui/src/scripting/guiwin.rs:99-102, :184-200).
local GuiWindow = class("GuiWindow", {
  window_id = { {}, function(window)
    return window.id
  end },
  -- wezterm-gui/src/scripting/guiwin.rs:96-98; it asks the system, not the window.
  get_appearance = { {}, function()
    return world.appearance
  end },
  get_config_overrides = { {}, function(window)
    wait(0)
    if window.closed then
      error("receiving on a closed channel", 0)
    end
    return copy(window.overrides)
  end },
  set_config_overrides = { { schema.overrides }, function(window, overrides)
    -- Equal ones are not applied again (wezterm-gui/src/termwindow/mod.rs:1183-1187).
    if world.show(overrides) ~= world.show(window.overrides) then
      window.overrides = copy(overrides)
      window.reloads = window.reloads + 1
    end
  end },
  set_right_status = { { schema.text }, function(window, status)
    window.right_status = status
  end },
})

-- The module ------------------------------------------------------------------

local handlers = {}

-- The events that the stand-in sends to each kind of process.
local EVENTS = {
  gui = schema.one_of("gui-startup", "update-status"),
  server = schema.one_of "mux-startup",
}

-- config/src/lua.rs:85-174: strict from the start.
local config_builder_mark = {}
local function config_builder()
  return setmetatable({}, {
    [config_builder_mark] = true,
    __newindex = function(config, key, value)
      local check = schema.config[key]
      if check == nil then
        fault(("config has no `%s`"):format(tostring(key)))
      end
      check(value, "config." .. key)
      rawset(config, key, value)
    end,
  })
end

-- luahelper/src/enumctor.rs
local action = {}
for name, check in pairs(schema.actions) do
  action[name] = checked("wezterm.action." .. name, { check }, function(value)
    return { [name] = value }
  end)
end

-- Text stands between escape sequences, as in WezTerm; `world.plain` takes them away again.
local function format(items)
  local parts = {}
  for _, item in ipairs(items) do
    local text = type(item) == "table" and item.Text
    table.insert(parts, text or ("\27%s\7"):format(world.show(item)))
  end
  return table.concat(parts)
end

local NERD_FONTS = { md_chip = "\u{f061a}", md_server = "\u{f048b}" }

local wezterm = sealed("wezterm", {
  action = sealed("wezterm.action", action),
  config_builder = checked("wezterm.config_builder", {}, config_builder),
  format = checked("wezterm.format", { schema.format_items }, format),
  home_dir = options.home_dir,
  log_warn = checked("wezterm.log_warn", { schema.text }, function(message)
    table.insert(world.log, message)
  end),
  mux = sealed("wezterm.mux", mux),
  -- An unknown name gives nil (lua-api-crates/termwiz-funcs/src/lib.rs:53-67).
  nerdfonts = setmetatable({}, {
    __index = function(_, name)
      schema.text(name, "wezterm.nerdfonts")
      return NERD_FONTS[name]
    end,
  }),
  on = checked("wezterm.on", { EVENTS[options.role], schema.callback }, function(event, handler)
    handlers[event] = handlers[event] or {}
    table.insert(handlers[event], handler)
  end),
  time = sealed("wezterm.time", {
    call_after = checked("wezterm.time.call_after", { schema.number, schema.callback }, function(delay, callback)
      start_task(delay, callback)
    end),
  }),
})

package.preload.wezterm = function()
  return wezterm
end

-- What tests do ---------------------------------------------------------------

local function add_domains(domains)
  for _, domain in ipairs(domains or {}) do
    -- config/src/config.rs:1194-1228
    if world.domains[domain.name] then
      fault(("two domains are called `%s`"):format(domain.name))
    end
    world.domains[domain.name] = { name = domain.name, attached = false }
    world.hosts[domain.name] = world.hosts[domain.name] or {}
    local host = world.hosts[domain.name]
    host.delay, host.tabs = host.delay or 0.5, host.tabs or 3
  end
end

-- One binding takes the place of another on the same key (config/src/config.rs:1234-1249), and no binding is looked up
-- for the leader key (wezterm-gui/src/termwindow/keyevent.rs:251-268).
local function check_bindings(config)
  local seen = {}
  local function add(what, key)
    local binding = rust.binding(key.key, key.mods or "")
    if seen[binding] then
      fault(("%s is on the key of %s"):format(what, seen[binding]))
    end
    seen[binding] = what
  end
  if config.leader then
    add("config.leader", config.leader)
  end
  for index, key in ipairs(config.keys or {}) do
    add(("config.keys[%d]"):format(index), key)
  end
end

-- Evaluates a config, as far as WezTerm does before it has a window.
function world.evaluate(chunk)
  local config = chunk()
  if not (getmetatable(config) or {})[config_builder_mark] then
    fault "the file must return what wezterm.config_builder gave"
  end
  world.config = config
  world.domains["local"] = { name = "local", attached = true }
  add_domains(config.unix_domains or { { name = "unix" } })
  add_domains(config.ssh_domains)
  check_bindings(config)
  running = true
end

-- Calls the handlers of an event one after another (config/src/lua.rs:767-793).
function world.emit(event, ...)
  start_task(0, function(...)
    for _, handler in ipairs(handlers[event] or {}) do
      if handler(...) == false then
        return
      end
    end
  end, ...)
end

function world.open_window()
  return { id = 0, overrides = nil, right_status = "", reloads = 0, closed = false }
end

-- What WezTerm does every second while `pane` is active in `window`.
function world.tick(window, pane)
  world.emit("update-status", GuiWindow(window), MuxPane(pane))
  world.run_until(world.now + 1)
end

function world.plain(formatted)
  return (formatted:gsub("\27[^\7]*\7", ""))
end

-- A value as text: equal values give equal texts.
function world.show(value)
  if type(value) == "string" then
    return ("%q"):format(value)
  elseif type(value) ~= "table" then
    return tostring(value)
  end
  local keys, parts = {}, {}
  for key in pairs(value) do
    table.insert(keys, key)
  end
  table.sort(keys, function(a, b)
    return type(a) == type(b) and a < b or type(a) < type(b)
  end)
  for _, key in ipairs(keys) do
    local name = math.type(key) == "integer" and "" or (tostring(key) .. " = ")
    table.insert(parts, name .. world.show(value[key]))
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

return world
