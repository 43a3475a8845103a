-- A simulator of WezTerm, for as long as a config is evaluated and its handlers run: the `wezterm` module, the mux
-- with its domains, windows, tabs and processes, and a clock that only moves when nothing is left to do.
--
-- What WezTerm would refuse, or take without doing anything with it, is a *fault*: it is noted in `world.faults`, so
-- that no pcall of the config hides it, and raised. What WezTerm raises while all is well, such as for a pane that was
-- closed meanwhile, is an ordinary error. Line numbers are those of WezTerm 4ff581a8 (20250223). Of what is simulated
-- here only keys of the config differ in the last stable version, 5046fc22 (20240203): see `nightly` in schema.lua.
--
-- It is called with the parsers that are WezTerm's own Rust (`rust`), the source of schema.lua, and the options
-- `role` ("gui" or "server"), `version`, `target_triple`, `home_dir`, `modules` (files that the config may require, by name), and
-- `hosts`: by the name of each remote domain how it answers, with
--   `delay`   seconds that an attach takes, 0.5 when not given
--   `down`    nothing is there: a probe fails at once, an attach after 10 s
--   `hangs`   it takes a connection and says nothing: a probe fails after 5 s, an attach never ends
--   `fails`   a message: ssh works, and the attach does not
--   `asks`    it wants a password: a probe is denied, an attach works
--   `mute`    its server does not say whom it has for clients
--   `far`     seconds that a probe takes, 0.2 when not given
--   `tabs`    how many its server has, 3 when not given
--   `starts`  how many more its server, which has just started, is about to make, one each 0.4 s

local rust, load_schema, options = ...

local world = {
  faults = {},
  log = {},
  now = 0.0,
  appearance = "Dark",
  hosts = options.hosts,
  attaches = {}, -- every one: `domain`, `started`, and once they are so `finished` and `failed`
  probes = {}, -- every one: `domain`, `started`, `finished`, `up`
  questions = {}, -- how often the server of a domain was asked for its clients
  asks = {}, -- every ssh to ask for them: `domain`, `started`, `finished`
  spawns = {},
  domains = {},
  windows = {}, -- those of the mux, in the order of their ids
  performed = {}, -- what perform_action was given and only WezTerm does
  ssh_hosts = {}, -- what enumerate_ssh_hosts finds in ~/.ssh/config
  evaluations = 0,
  processes_run = 0,
  wakes = 0, -- how often anything of the config ran
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
  metatable.__index = setmetatable(fields, {
    __index = function(_, key)
      fault(("%s has no `%s`"):format(name, tostring(key)))
    end,
  })
  metatable.__newindex = function(_, key)
    fault(("%s.%s must not be assigned"):format(name, tostring(key)))
  end
  return setmetatable({}, metatable)
end

-- A function that takes these parameters and no more.
local function checked(name, parameters, body)
  local paths = {}
  for index in ipairs(parameters) do
    paths[index] = ("%s, argument %d"):format(name, index)
  end
  return function(...)
    if select("#", ...) > #parameters then
      fault(("%s: expected at most %d arguments, found %d"):format(name, #parameters, select("#", ...)))
    end
    for index, check in ipairs(parameters) do
      check((select(index, ...)), paths[index])
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

-- Time and tasks ---------------------------------------------------------------

local on_windows = options.target_triple:find "windows" ~= nil

-- Timers stand still while the computer is asleep (Rust's Instant counts CLOCK_MONOTONIC, or CLOCK_UPTIME_RAW), but not
-- on Windows (QueryPerformanceCounter); the clock on the wall never does. That of this computer may be set; those of the
-- hosts are right.
local EPOCH, asleep, wrong = 1764000000, 0, 0
local function host_time()
  return math.floor(EPOCH + asleep + world.now)
end
os.time = function()
  return host_time() + wrong
end

-- What is left to chance is the same in every run.
math.randomseed(1)

-- Handlers and timers run as coroutines: functions that are asynchronous in WezTerm yield how many seconds they take,
-- or FOREVER.
local FOREVER = math.huge
local queue = {} -- the next one is the last

local function schedule(delay, thread)
  local at = world.now + delay
  local low, high = 1, #queue + 1
  while low < high do
    local middle = (low + high) // 2
    if queue[middle].at > at then
      low = middle + 1
    else
      high = middle
    end
  end
  table.insert(queue, low, { at = at, thread = thread })
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

-- Ends the process. Lua's own function leaves no time for anything else.
local function quit(reason)
  world.exited = world.exited or { at = world.now, reason = reason }
  queue = {}
end

os.exit = function()
  quit "os.exit"
  wait(FOREVER)
end

-- Runs whatever is due until the clock shows `limit`.
function world.run_until(limit)
  while true do
    local task = queue[#queue]
    if task == nil or task.at > limit then
      break
    end
    table.remove(queue)
    world.now = math.max(world.now, task.at)
    local ok, delay = coroutine.resume(task.thread)
    if not ok then
      note(tostring(delay))
    elseif coroutine.status(task.thread) ~= "dead" and delay ~= FOREVER and not world.exited then
      schedule(delay, task.thread)
    end
  end
  world.now = math.max(world.now, limit)
end

function world.run_for(seconds)
  world.run_until(world.now + seconds)
end

-- Until that many windows say that an attach failed, or an hour is over.
function world.run_until_popups(count)
  for _ = 1, 3600 do
    if #world.popups >= count then
      return
    end
    world.run_for(1)
  end
end

function world.sleep(seconds)
  if on_windows then
    world.now = world.now + seconds
  else
    asleep = asleep + seconds
  end
end

-- Sets the clock of this computer forward, or back.
function world.set_clock(seconds)
  wrong = wrong + seconds
end

-- Evaluations of the config ----------------------------------------------------

-- Each evaluation has a Lua state of its own: the handlers that it registers, and the timers that it starts. One that
-- WezTerm goes on to use is `current`; one that only applies a window's overrides is thrown away
-- (config/src/lib.rs:655-661, :730).
local current
local generation = 0

-- Functions of the wezterm module that belong to one evaluation.
local evaluating

-- One handler after another, until one says `false` (config/src/lua.rs:767-793).
local function handle(event, ...)
  world.wakes = world.wakes + 1
  for _, handler in ipairs(current.handlers[event] or {}) do
    if handler(...) == false then
      return
    end
  end
end

local function emit(event, ...)
  start_task(0, handle, event, ...)
end
world.emit = emit

-- A timer runs unless the config was evaluated again meanwhile (lua-api-crates/time-funcs/src/lib.rs:82-105).
local function start_timer(delay, callback)
  local of = generation
  start_task(delay, function()
    if generation == of then
      world.wakes = world.wakes + 1
      callback()
    end
  end)
end

-- What the process keeps from one evaluation to the next: no functions, no objects
-- (lua-api-crates/share-data/src/lib.rs).
local kept = {}
local GLOBAL = setmetatable({}, {
  __index = function(_, key)
    return kept[key]
  end,
  __newindex = function(_, key, value)
    local kind = type(value)
    if kind ~= "string" and kind ~= "number" and kind ~= "boolean" and kind ~= "nil" then
      fault(("wezterm.GLOBAL.%s: a %s does not outlive an evaluation unchanged"):format(key, kind))
    end
    kept[key] = value
  end,
})

-- Processes -------------------------------------------------------------------

local processes = {}
local PID = 4242

local function run(argv)
  local process = { argv = argv }
  table.insert(processes, process)
  return process
end

-- WezTerm never waits for a proxy command (wezterm-client/src/client.rs:478-510), so one that has ended is a zombie,
-- which has no words (/proc/PID/cmdline is empty, as is what sysctl says on macOS). Windows has none.
local function end_now(process)
  process.argv = {}
  for index, other in ipairs(processes) do
    if on_windows and other == process then
      return table.remove(processes, index)
    end
  end
end

local function ends(process, after)
  if after == 0 then
    end_now(process)
  end
  start_task(after, function()
    end_now(process)
  end)
end

-- The mux ---------------------------------------------------------------------

-- While the config is evaluated there is no mux (lua-api-crates/mux/src/lib.rs:27-29).
local function with_mux(body)
  return function(...)
    if evaluating then
      fault "cannot get Mux!?"
    end
    return body(...)
  end
end

-- What an attach or a new window has started keeps windows from being pruned, and WezTerm from ending
-- (mux/src/lib.rs:888-892, wezterm-gui/src/frontend.rs:152-163).
local activities = 0
local plan_status, reconcile

local function position_of(element, list)
  for index, other in ipairs(list) do
    if other == element then
      return index
    end
  end
end

local windows_made = 0
local function make_window(domain_of_popup)
  windows_made = windows_made + 1
  local window = { id = windows_made, tabs = {}, active = 1, workspace = world.workspace, popup = domain_of_popup }
  table.insert(world.windows, window)
  return window
end

local function add_tab(window, domain, command)
  local tab = { window = window, domain = domain, cwd = command.cwd, args = command.args, title = "", panes = {} }
  local link = world.domains[domain] and world.domains[domain].link
  tab.panes[1] = { domain = domain, tab = tab, cwd = command.cwd, args = command.args, link = link }
  -- wezterm-client/src/pane/renderable.rs:97-123
  local pane = tab.panes[1]
  pane.sent, pane.received, pane.polled, pane.poll_interval = world.now, world.now, world.now, 0.02
  table.insert(window.tabs, tab)
  if window.gui then
    plan_status(window.gui)
  elseif #window.tabs == 1 then
    -- It is told of once it has a tab (`MuxWindowBuilder`, mux/src/lib.rs:366-406).
    start_task(0, reconcile)
  end
  return tab
end

-- mux/src/lib.rs:888-944. Empty ends the program if it is told to (wezterm-gui/src/frontend.rs:152-163).
local function prune()
  if activities > 0 then
    return
  end
  for index = #world.windows, 1, -1 do
    local window = world.windows[index]
    if #window.tabs == 0 then
      table.remove(world.windows, index)
      window.closed = true
      start_task(0, reconcile)
    end
  end
  if #world.windows == 0 and world.role == "gui" and world.started and world.config.quit_when_all_windows_are_closed ~= false then
    quit "the last window is closed"
  end
end

local function remove_tab(tab)
  for _, pane in ipairs(tab.panes) do
    pane.closed = true
  end
  table.remove(tab.window.tabs, position_of(tab, tab.window.tabs))
  tab.window.active = math.max(1, math.min(tab.window.active, #tab.window.tabs))
  if tab.window.gui then
    plan_status(tab.window.gui)
  end
end

-- wezterm-client/src/domain.rs:419-424 and mux/src/lib.rs:1074-1097: all its panes go, and the windows that leaves empty.
local function perform_detach(domain)
  domain.attached = false
  for _, window in ipairs(world.windows) do
    for index = #window.tabs, 1, -1 do
      if window.tabs[index].domain == domain.name then
        remove_tab(window.tabs[index])
      end
    end
  end
  prune()
end

-- Somebody detaches it: ssh has its input closed, the proxy on the host ends two seconds later and ssh with it
-- (wezterm/src/cli/proxy.rs:66-76).
local function detach(domain)
  -- wezterm-client/src/client.rs:1058-1136: the thread of the old client detaches the domain when it ends, whatever is
  -- attached by then; a request without an answer keeps it until its link ends.
  local link = domain.link
  local after = link and link.ends_at and math.max(link.ends_at - world.now, 0.01) or 0.01
  if domain.process then
    ends(domain.process, math.max(after, 2.1))
  end
  local host = world.hosts[domain.name]
  if link and not link.cut then
    -- The host is told by a packet that is sent again after ever longer pauses (RFC 6298, 5.5), and its proxy ends two
    -- seconds later.
    host.ghost = link
    start_task(0.1, function()
      local pause = 0.2
      while host.down or host.hangs do
        wait(host.down and pause or 0.2)
        pause = 2 * pause
      end
      wait(2)
      host.ghost = host.ghost ~= link and host.ghost or nil
    end)
  end
  domain.process, domain.link = nil, nil
  perform_detach(domain)
  start_task(after, function()
    if domain.attached then
      detach(domain)
    end
  end)
end

-- What is sent over a link. Where that is cut there is no answer: ssh gives up after three keepalives, the built-in
-- client when the system does, which is after fifteen tries (tcp_retries2, 924 s), and only if there is something to
-- send.
local function send(pane)
  local link, domain = pane.link, world.domains[pane.domain]
  if link and link.cut and not link.ends_at then
    link.ends_at = world.now + 924
    start_task(924, function()
      if domain.link == link then
        perform_detach(domain)
      end
    end)
  end
end

-- A window that is drawn asks for what has changed in the panes that it shows, ever less often, at least each half minute
-- (wezterm-gui/src/termwindow/render/pane.rs:41, wezterm-client/src/pane/renderable.rs:27-28, :586-636). An answer may
-- take as long as an outage.
local function draw(gui)
  local tab = gui.mux_window and not gui.hidden and gui.mux_window.tabs[gui.mux_window.active]
  for _, pane in ipairs(tab and tab.panes or {}) do
    if pane.link and not pane.polls and world.now - pane.polled >= pane.poll_interval then
      pane.poll_interval, pane.polled, pane.polls = math.min(2 * pane.poll_interval, 30), world.now, true
      send(pane)
      local function answer()
        if pane.link.cut or pane.closed then
          return
        elseif world.hosts[pane.domain].down or world.hosts[pane.domain].hangs then
          return start_task(1, answer)
        end
        pane.received, pane.polls = world.now, false
      end
      start_task(0.05, answer)
    end
  end
end

local MuxPane, MuxTab, MuxWindow, MuxDomain

local function live_pane(pane)
  if pane.closed then
    error("pane id 0 not found in mux", 0)
  end
  return pane
end

local function split(pane, command)
  wait(0)
  -- As in a new tab, the folder of one with `args` is that of the pane it is split from (issue 8150).
  local cwd = command.args and pane.cwd or command.cwd
  local new = { domain = pane.domain, tab = pane.tab, cwd = cwd, args = command.args }
  new.direction, new.size = command.direction or "Right", command.size or 0.5
  table.insert(pane.tab.panes, new)
  return MuxPane(new)
end

MuxPane = class("MuxPane", {
  -- lua-api-crates/mux/src/pane.rs:277
  get_domain_name = { {}, function(pane)
    return live_pane(pane).domain
  end },
  -- lua-api-crates/mux/src/pane.rs:132-137; an overlay is in no tab.
  tab = { {}, function(pane)
    live_pane(pane)
    return not pane.overlay and MuxTab(pane.tab or {}) or nil
  end },
  -- wezterm-client/src/pane/clientpane.rs:261-276, renderable.rs:127-134, mux/src/localpane.rs:144-164
  get_metadata = { {}, function(pane)
    live_pane(pane)
    if not pane.link then
      return not pane.overlay and { password_input = false } or nil
    end
    local since = world.now - pane.received
    return {
      is_tardy = since > math.max(pane.poll_interval, 3) and pane.sent > pane.received,
      since_last_response_ms = math.floor(1000 * since),
    }
  end },
  -- lua-api-crates/mux/src/pane.rs:440-480
  split = { { schema.split_pane }, function(pane, command)
    return split(live_pane(pane), command)
  end },
})

MuxTab = class("MuxTab", {
  -- lua-api-crates/mux/src/tab.rs:133-156
  activate = { {}, function(tab)
    tab.window.active = position_of(tab, tab.window.tabs)
    if tab.window.gui then
      plan_status(tab.window.gui)
    end
  end },
  -- lua-api-crates/mux/src/tab.rs:54-63
  panes = { {}, function(tab)
    local all = {}
    for _, pane in ipairs(tab.panes) do
      table.insert(all, MuxPane(pane))
    end
    return all
  end },
  set_title = { { schema.text }, function(tab, title)
    tab.title = title
  end },
})

-- A domain that is not attached is attached first, into the window; the new tab is the active one
-- (mux/src/lib.rs:1298-1384). With `args`, spawn_tab has its cwd taken from the pane that is active
-- (:1338, mux/src/domain.rs:474).
local function spawn(window, command, name)
  activities = activities + 1
  wait(0)
  local domain = world.domains[name]
  if not domain.attached then
    world.attach(domain, window)
  end
  local host = world.hosts[name]
  if host then
    host.tabs = host.tabs + 1
  end
  local active = window.tabs[window.active]
  local tab = add_tab(window, name, command)
  if active and command.args and active.cwd then
    tab.cwd = active.cwd
  end
  table.insert(world.spawns, tab)
  window.active = #window.tabs
  activities = activities - 1
  return MuxTab(tab), MuxPane(tab.panes[1]), MuxWindow(window)
end

local function resolve(domain, pane_domain)
  if domain == nil or domain == "CurrentPaneDomain" then
    return pane_domain
  elseif domain == "DefaultDomain" then
    return world.default_domain
  end
  return domain.DomainName
end

MuxWindow = class("MuxWindow", {
  spawn_tab = { { schema.spawn_tab }, function(window, command)
    return spawn(window, command, resolve(command.domain, window.tabs[window.active].domain))
  end },
  active_pane = { {}, function(window)
    if window.closed then
      error(("invalid window %d"):format(window.id), 0)
    end
    local tab = window.tabs[window.active]
    return tab and MuxPane(tab.panes[1])
  end },
  -- lua-api-crates/mux/src/window.rs:67-74
  tabs = { {}, function(window)
    if window.closed then
      error(("invalid window %d"):format(window.id), 0)
    end
    local all = {}
    for _, tab in ipairs(window.tabs) do
      table.insert(all, MuxTab(tab))
    end
    return all
  end },
})

-- A window that says "Connecting…" is open as long as an attach runs, and for two minutes more when it fails
-- (mux/src/connui.rs:255-275).
local function open_popup(domain)
  local popup = make_window(domain)
  add_tab(popup, "TermWizTerminalDomain", {})
  return popup
end

local function close_popup(popup, after)
  start_task(after, function()
    if #popup.tabs > 0 then
      remove_tab(popup.tabs[1])
      prune()
    end
  end)
end

-- Popups that stay, and for which host.
world.popups = {}

-- wezterm-client/src/domain.rs:925-989. Two attaches while neither is done do both connect: the state changes only at
-- the end (:710-732).
function world.attach(domain, into)
  if domain.attached then
    return
  end
  local host = world.hosts[domain.name]
  local attach = { domain = domain.name, started = world.now }
  table.insert(world.attaches, attach)
  activities = activities + 1
  local popup = not into and open_popup(domain.name)
  wait(host.hangs and FOREVER or host.down and 10 or host.delay)
  activities = activities - 1
  attach.finished = world.now
  local failure = host.fails or host.down and "no route to host"
  if popup then
    close_popup(popup, failure and 120 or 0)
  end
  if failure then
    attach.failed = true
    table.insert(world.popups, domain.name)
    prune()
    -- lua-api-crates/mux/src/domain.rs:36-41
    error(("failed to attach domain %s: %s"):format(domain.name, failure), 0)
  end
  domain.attached, domain.link = true, { since = host_time() }
  domain.process = domain.proxy_command and run(domain.proxy_command)
  -- All its tabs are in one window of the server, for which there is one here (wezterm-client/src/domain.rs:636-668).
  if host.tabs > 0 then
    local window = into or make_window()
    for _ = 1, host.tabs do
      add_tab(window, domain.name, {})
    end
  end
  -- Tabs that the server makes while somebody is attached come to be here as well (wezterm-client/src/client.rs:300-320).
  local link = domain.link
  for index = 1, host.starts or 0 do
    start_task(0.4 * index, function()
      host.tabs, host.starts = host.tabs + 1, host.starts - 1
      if domain.link == link then
        add_tab(world.windows_of(domain.name)[1] or make_window(), domain.name, {})
      end
    end)
  end
  prune()
end

MuxDomain = class("MuxDomain", {
  name = { {}, function(domain)
    return domain.name
  end },
  state = { {}, function(domain)
    return domain.attached and "Attached" or "Detached"
  end },
  has_any_panes = { {}, function(domain)
    for _, window in ipairs(world.windows) do
      for _, tab in ipairs(window.tabs) do
        if tab.domain == domain.name then
          return true
        end
      end
    end
    return false
  end },
  attach = { {}, function(domain)
    world.attach(domain)
  end },
  detach = { {}, function(domain)
    detach(domain)
  end },
  is_spawnable = { {}, function(domain)
    return domain.name ~= "TermWizTerminalDomain"
  end },
})

world.workspace = "default"

local mux = {
  -- In no order (iter_domains, mux/src/lib.rs:1055).
  all_domains = with_mux(checked("wezterm.mux.all_domains", {}, function()
    local all = { MuxDomain { name = "TermWizTerminalDomain", attached = true } }
    for _, domain in pairs(world.domains) do
      table.insert(all, MuxDomain(domain))
    end
    return all
  end)),
  all_windows = with_mux(checked("wezterm.mux.all_windows", {}, function()
    local all = {}
    for _, window in ipairs(world.windows) do
      table.insert(all, MuxWindow(window))
    end
    return all
  end)),
  get_active_workspace = with_mux(checked("wezterm.mux.get_active_workspace", {}, function()
    return world.workspace
  end)),
  -- lua-api-crates/mux/src/lib.rs:121-144
  get_domain = with_mux(checked("wezterm.mux.get_domain", { schema.text_or_nil }, function(name)
    local domain = world.domains[name or world.default_domain]
    return domain and MuxDomain(domain)
  end)),
  spawn_window = with_mux(checked("wezterm.mux.spawn_window", { schema.spawn_window }, function(command)
    return spawn(make_window(), command, resolve(command.domain, world.default_domain))
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

-- wezterm-gui/src/termwindow/mod.rs:2082-2097: the next update-status is planned when a status is set, or the title
-- changes (:2192), as it does with the tabs, and at no other time.
function plan_status(window)
  if window.mux_window and (window.planned or -1) <= world.now then
    window.planned = world.now + 1
    start_task(1, function()
      world.update_status(window)
    end)
  end
end

local function answering(window)
  wait(0)
  if window.gui.closed then
    error("receiving on a closed channel", 0)
  end
  return window.gui
end

-- A closed window does not answer what is asked of it, which raises; what it is told is lost
-- (wezterm-gui/src/scripting/guiwin.rs:99-102, :184-200). It is called by what it showed when the object was made
-- (:24-33), and is the same window when it shows another.
local GuiWin = class("GuiWindow", {
  window_id = { {}, function(window)
    return window.id
  end },
  -- wezterm-gui/src/scripting/guiwin.rs:96-98; it asks the system, not the window.
  get_appearance = { {}, function()
    return world.appearance
  end },
  get_config_overrides = { {}, function(window)
    world.asked = (world.asked or 0) + 1
    return copy(answering(window).overrides)
  end },
  set_config_overrides = { { schema.overrides }, function(window, overrides)
    -- Equal ones are not applied again (wezterm-gui/src/termwindow/mod.rs:1183-1187); others have the whole config
    -- evaluated, and say so in an event.
    local gui = window.gui
    if world.show(overrides) ~= world.show(gui.overrides) then
      gui.overrides = copy(overrides)
      gui.reloads = gui.reloads + 1
      world.evaluate_for_overrides()
      emit("window-config-reloaded", world.gui_window(gui), MuxPane(gui.pane or { domain = "local" }))
    end
  end },
  set_right_status = { { schema.text }, function(window, status)
    local gui = window.gui
    if gui.right_status ~= status then
      -- wezterm-gui/src/termwindow/mod.rs:1993-2000
      draw(gui)
    end
    gui.right_status = status
    plan_status(gui)
  end },
  -- wezterm-gui/src/scripting/guiwin.rs:212-227
  is_focused = { {}, function(window)
    return answering(window).focused == true
  end },
  perform_action = { { schema.action, schema.table }, function(window, action)
    world.perform(answering(window), action)
  end },
})

local function GuiWindow(gui)
  return GuiWin { gui = gui, id = gui.mux_window and gui.mux_window.id or gui.id }
end
world.gui_window = GuiWindow

-- The windows on the screen, in the order in which they were opened.
local on_screen = {}

-- Which window on the screen shows which of the active workspace (wezterm-gui/src/frontend.rs:342-445). One whose own is
-- gone, or in another workspace, shows the next that has none, with the overrides and the status that it has
-- (wezterm-gui/src/termwindow/mod.rs:1333-1352).
function reconcile()
  if world.role ~= "gui" then
    return
  end
  local workspaces = {}
  for _, window in ipairs(world.windows) do
    workspaces[window.workspace] = workspaces[window.workspace] or #window.tabs > 0
  end
  if not workspaces[world.workspace] then
    for name, has_panes in pairs(workspaces) do
      world.workspace = has_panes and name or world.workspace
    end
  end
  local wanted, unused, known = {}, {}, {}
  for _, window in ipairs(world.windows) do
    if window.workspace == world.workspace then
      table.insert(wanted, window)
    end
  end
  for _, gui in ipairs(on_screen) do
    local position = position_of(gui.mux_window, wanted)
    if position then
      table.remove(wanted, position)
      table.insert(known, gui)
    else
      table.insert(unused, gui)
    end
  end
  for _, gui in ipairs(unused) do
    gui.mux_window.gui = nil
    local window = table.remove(wanted, 1)
    if window then
      gui.mux_window, window.gui = window, gui
      table.insert(known, gui)
      plan_status(gui)
    else
      gui.closed = true
    end
  end
  for _, window in ipairs(wanted) do
    window.gui = { mux_window = window, right_status = "", reloads = 0 }
    table.insert(known, window.gui)
    -- wezterm-gui/src/termwindow/mod.rs:886-887
    world.update_status(window.gui)
  end
  on_screen = known
end

-- Shows another workspace, with a window of its own if it is new (wezterm-gui/src/frontend.rs:448-453).
function world.switch_workspace(name)
  world.workspace = name
  for _, window in ipairs(world.windows) do
    if window.workspace == name then
      return start_task(0, reconcile)
    end
  end
  start_task(0, spawn, make_window(), {}, "local")
end

function world.update_status(gui)
  local tab = gui.mux_window.tabs[gui.mux_window.active]
  if not gui.mux_window.closed and tab then
    -- What lies over a tab has a pane of its own, of the first domain (mux/src/termwiztermtab.rs:472-479).
    gui.pane = world.selector and world.selector.window == gui and { domain = "local", overlay = true } or tab.panes[1]
    emit("update-status", GuiWindow(gui), MuxPane(gui.pane))
  end
end

function world.focus(window)
  for _, other in ipairs(world.windows) do
    if other.gui and other.gui.focused and other ~= window then
      other.gui.focused = false
      emit("window-focus-changed", GuiWindow(other.gui), MuxPane(other.tabs[1].panes[1]))
    end
  end
  if window then
    window.gui.focused = true
    emit("window-focus-changed", GuiWindow(window.gui), MuxPane(window.tabs[1].panes[1]))
  end
end

-- What a key does; `window` is one of the GUI.
function world.perform(window, action)
  local name, value = next(type(action) == "table" and action or { [action] = true })
  local pane = window.pane or { domain = "local" }
  if name == "EmitEvent" then
    emit(value, GuiWindow(window), MuxPane(pane))
  elseif name == "InputSelector" then
    world.selector = { choices = value.choices, prompt = value.fuzzy_description, action = value.action }
    world.selector.window, world.selector.pane = window, pane
  elseif name == "DetachDomain" then
    detach(world.domains[value.DomainName])
  elseif name == "AttachDomain" then
    start_task(0, function()
      pcall(world.attach, world.domains[value], window.mux_window)
    end)
  elseif name == "SpawnTab" then
    start_task(0, function()
      pcall(spawn, window.mux_window, {}, resolve(value, pane.domain))
    end)
  elseif name == "SpawnCommandInNewTab" and window.mux_window then
    start_task(0, function()
      pcall(spawn, window.mux_window, value, resolve(value.domain, pane.domain))
    end)
  else
    table.insert(world.performed, action)
  end
end

-- Chooses what has the `id` in the list that is shown (wezterm-gui/src/overlay/selector.rs:362-390).
function world.choose(id)
  local selector = world.selector
  world.selector = nil
  for _, choice in ipairs(selector.choices) do
    if choice.id == id then
      emit(selector.action.EmitEvent, GuiWindow(selector.window), MuxPane(selector.pane), choice.id, choice.label)
      return world.run_for(0)
    end
  end
  error(("`%s` is not among the choices: %s"):format(id, world.show(selector.choices)))
end

-- Presses a key in a window of the mux, or in one that `open_window` made.
function world.press(window, key, mods)
  local pressed = rust.binding(key, mods)
  local gui = window.gui or window
  if window.tabs then
    gui.pane = window.tabs[window.active].panes[1]
  end
  -- Of two bindings on one key the later counts (config/src/config.rs:1234-1249).
  for index = #world.config.keys, 1, -1 do
    local binding = world.config.keys[index]
    if rust.binding(binding.key, binding.mods or "") == pressed then
      world.perform(gui, binding.action)
      return world.run_for(0)
    end
  end
  error(("nothing is bound to %s %s"):format(mods, key))
end

-- The module ------------------------------------------------------------------

-- The events that the simulator sends to each kind of process.
local EVENTS = {
  gui = schema.one_of(
    "gui-startup", "gui-attached", "update-status", "window-config-reloaded", "window-focus-changed",
    "format-tab-title", "format-window-title"
  ),
  server = schema.one_of("mux-startup", "gui-startup", "gui-attached", "update-status", "window-config-reloaded", "window-focus-changed",
    "format-tab-title", "format-window-title"),
}

-- Whether this version has a key of the config.
local function has(key)
  return schema.config[key] ~= nil and not (schema.nightly[key] and options.version < schema.nightly[key])
end

-- config/src/lua.rs:85-174: strict from the start.
local config_builder_mark = {}
local function config_builder()
  return setmetatable({}, {
    [config_builder_mark] = true,
    __newindex = function(config, key, value)
      if not has(key) then
        fault(("config has no `%s`"):format(tostring(key)))
      end
      schema.config[key](value, "config." .. key)
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

-- Text with its colours as escapes, which world.plain takes out.
local function format(items)
  local parts = {}
  for _, item in ipairs(items) do
    local text = type(item) == "table" and item.Text
    table.insert(parts, text or ("\27%s\7"):format(world.show(item)))
  end
  return table.concat(parts)
end

-- Whom a server has for its clients (wezterm/src/cli/list_clients.rs:115-140): a link that is cut is one until sshd gives
-- it up, after two hours and nine probes (tcp_keepalive_time, tcp_keepalive_probes).
local function list_clients(name, find_socket)
  world.questions[name] = (world.questions[name] or 0) + 1
  local domain, host = world.domains[name], world.hosts[name]
  local clients = { { pid = 7, hostname = "elsewhere", connection_elapsed = { secs = 9 } } }
  for _, link in ipairs { domain.link or {}, host.ghost or {} } do
    if link.since and not (link.cut and host_time() - link.cut > 7875) then
      table.insert(clients, { pid = PID, hostname = "here", connection_elapsed = { secs = host_time() - link.since } })
    end
  end
  local socket = find_socket and host_time() - (host.server_started or 0) < 60 and "/run/user/1000/wezterm/sock\n" or ""
  return socket .. rust.json_encode(clients)
end

local NERD_FONTS = { md_chip = "\u{f061a}", md_server = "\u{f048b}" }

-- What ssh says of a host, after how long (run_child_process, lua-api-crates/spawn-funcs/src/lib.rs:24-47).
local function probe(argv)
  world.processes_run = world.processes_run + 1
  if world.without_ssh then
    error(on_windows and "program not found" or "No such file or directory (os error 2)", 0)
  end
  for _, word in ipairs { "-n", "BatchMode=yes" } do
    if not position_of(word, argv) then
      fault(("a probe has to have the word %s"):format(word))
    end
  end
  local asks_for_clients = argv[#argv]:find " cli %-%-prefer%-mux %-%-no%-auto%-start list%-clients %-%-format json$"
  if not asks_for_clients and argv[#argv] ~= "true" then
    fault "a probe has to have the word true"
  end
  local destination = argv[#argv - 1]
  for name, host in pairs(world.hosts) do
    if (world.destinations[name] or name) == destination then
      local one = { domain = name, started = world.now }
      table.insert(asks_for_clients and world.asks or world.probes, one)
      wait(host.hangs and 5 or host.down and 0.1 or host.far or 0.2)
      one.finished = world.now
      one.up = not (host.hangs or host.down or host.asks)
      if one.up and asks_for_clients and host.mute then
        return false, "\n", "failed to connect"
      elseif one.up and asks_for_clients then
        local echo = argv[#argv]:find "^echo; " and "\n" or ""
        return true, echo .. list_clients(name, argv[#argv]:find("find ", 1, true) ~= nil), ""
      end
      if host.asks and not (host.hangs or host.down) then
        return false, "", ("x"):rep(100000) .. "\n\27[2J\xc2\x9b2J\nPermission denied (publickey,password)."
      end
      return one.up, "", one.up and "" or "ssh: connect to host: Connection timed out"
    end
  end
  fault(("no host is called `%s`"):format(tostring(destination)))
end

-- What is no list has names for its fields (lua-api-crates/serde-funcs/src/lib.rs:260-270).
local function check_json(value)
  for key, element in pairs(type(value) == "table" and value or {}) do
    if value[1] == nil and type(key) ~= "string" then
      error("json object keys must be strings", 0)
    end
    check_json(element)
  end
end

-- By domain the host that its probe goes to, where that has another name.
world.destinations = {}

local user_events = 0

-- The module of one evaluation.
local function module(state)
  user_events = 0
  local function register(event, handler)
    state.handlers[event] = state.handlers[event] or {}
    table.insert(state.handlers[event], handler)
  end
  local fields = {
    action = sealed("wezterm.action", action),
    -- config/src/lua.rs:643-655: known by its number, and so the same in every evaluation.
    action_callback = checked("wezterm.action_callback", { schema.callback }, function(callback)
      user_events = user_events + 1
      register("user-defined-" .. user_events, callback)
      return { EmitEvent = "user-defined-" .. user_events }
    end),
    config_builder = checked("wezterm.config_builder", {}, config_builder),
    default_ssh_domains = checked("wezterm.default_ssh_domains", {}, function()
      local domains = {}
      for name in pairs(world.ssh_hosts) do
        table.insert(domains, { name = "SSH:" .. name, remote_address = name, multiplexing = "None" })
      end
      return domains
    end),
    enumerate_ssh_hosts = checked("wezterm.enumerate_ssh_hosts", {}, function()
      if evaluating then
        fault "enumerate_ssh_hosts reads files, and this is evaluated twenty times at each start"
      end
      return world.ssh_hosts
    end),
    format = checked("wezterm.format", { schema.format_items }, format),
    GLOBAL = GLOBAL,
    gui = world.role == "gui" and sealed("wezterm.gui", {}) or false,
    home_dir = options.home_dir,
    -- lua-api-crates/serde-funcs/src/lib.rs:34-35
    json_encode = checked("wezterm.json_encode", { schema.table }, function(value)
      check_json(value)
      return rust.json_encode(value)
    end),
    json_parse = checked("wezterm.json_parse", { schema.text }, rust.json_parse),
    log_error = checked("wezterm.log_error", { schema.text }, note),
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
    on = checked("wezterm.on", { EVENTS[world.role], schema.callback }, register),
    procinfo = sealed("wezterm.procinfo", {
      pid = checked("wezterm.procinfo.pid", {}, function()
        return PID
      end),
      get_info_for_pid = checked("wezterm.procinfo.get_info_for_pid", { schema.unsigned }, function(pid)
        world.process_lists = (world.process_lists or 0) + 1
        return pid == PID and { pid = PID, argv = { "wezterm-gui" }, children = copy(processes) } or nil
      end),
    }),
    run_child_process = checked("wezterm.run_child_process", { schema.list(schema.text) }, probe),
    sleep_ms = checked("wezterm.sleep_ms", { schema.unsigned }, function(milliseconds)
      if evaluating then
        fault "sleep_ms holds the evaluation up"
      end
      wait(milliseconds / 1000)
      world.wakes = world.wakes + 1
    end),
    time = sealed("wezterm.time", {
      -- At the top level a timer is started when WezTerm takes the evaluation into use
      -- (lua-api-crates/time-funcs/src/lib.rs:17-29, :160-173).
      call_after = checked("wezterm.time.call_after", { schema.number, schema.callback }, function(delay, callback)
        if evaluating then
          table.insert(state.timers, { delay, callback })
        else
          start_timer(delay, callback)
        end
      end),
    }),
    target_triple = options.target_triple,
    version = options.version,
  }
  return sealed("wezterm", fields)
end

-- What tests do ---------------------------------------------------------------

world.role = options.role

local function add_domains(domains)
  local seen = {}
  for _, domain in ipairs(domains) do
    -- config/src/config.rs:1194-1228
    if seen[domain.name] then
      fault(("two domains are called `%s`"):format(domain.name))
    end
    seen[domain.name] = true
    local known = world.domains[domain.name] or { name = domain.name, attached = false }
    known.proxy_command = domain.proxy_command
    world.domains[domain.name] = known
    local host = world.hosts[domain.name] or {}
    world.hosts[domain.name] = host
    host.delay, host.tabs = host.delay or 0.5, host.tabs or 3
    local words = domain.proxy_command
    world.destinations[domain.name] = words and words[#words - 1] or domain.remote_address and domain.remote_address:gsub("^([^:]+):%d+$", "%1")
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

local chunk

-- One evaluation: the config, and the state that it leaves.
local function evaluate()
  world.evaluations = world.evaluations + 1
  local state = { handlers = {}, timers = {} }
  local before = evaluating
  evaluating = true
  package.loaded.wezterm = module(state)
  for name, source in pairs(options.modules) do
    package.loaded[name] = nil
    package.preload[name] = function()
      return assert(load(source, "=" .. name .. ".lua"))()
    end
  end
  local config = chunk()
  if type(config) ~= "table" then
    fault "the file must return a config"
  elseif not (getmetatable(config) or {})[config_builder_mark] then
    if next(options.modules) == nil then
      fault "the file must return what wezterm.config_builder gave"
    end
    -- A plain table is checked when it is read.
    for key, value in pairs(config) do
      if not has(key) then
        fault(("config has no `%s`"):format(tostring(key)))
      end
      schema.config[key](value, "config." .. key)
    end
  end
  evaluating = before
  return config, state
end

-- Changed overrides have the config evaluated, and nothing of that is kept but the config. That takes its time with
-- three hundred domains, and is the same each time.
function world.evaluate_for_overrides()
  if world.evaluations < 30 then
    evaluate()
  end
end

-- Evaluates a config and takes it into use, as at the start and after each change of the file. A config with an error
-- leaves the one before in use (config/src/lib.rs:600-640).
function world.evaluate(new)
  chunk = new or chunk
  local config, state = evaluate()
  world.config, current = config, state
  generation = generation + 1
  -- Once, when the process starts (wezterm-gui/src/main.rs:697-706).
  world.default_domain = world.default_domain or config.default_domain or "local"
  world.domains["local"] = world.domains["local"] or { name = "local", attached = true }
  local all = {}
  for _, domain in ipairs(config.unix_domains or { { name = "unix" } }) do
    table.insert(all, domain)
  end
  for _, domain in ipairs(config.ssh_domains or {}) do
    table.insert(all, domain)
  end
  add_domains(all)
  check_bindings(config)
  for _, timer in ipairs(state.timers) do
    start_timer(table.unpack(timer))
  end
end
world.reload = world.evaluate

-- Attaches a domain into a window. That it cannot be ends the process (wezterm-gui/src/main.rs:784-789, :811-824).
local function attach_or_end(name, window)
  local ok, message = pcall(world.attach, world.domains[name], window)
  if not ok then
    quit(message)
    wait(FOREVER)
  end
end

-- A window for a domain, once it is attached, and a tab in it if it has none (wezterm-gui/src/main.rs:284-344).
local function open_domain(name)
  local window = make_window()
  attach_or_end(name, window)
  if world.tabs_of(name) == 0 then
    spawn(window, {}, name)
  end
  emit("gui-attached", MuxDomain(world.domains[name]))
end

-- Nothing is pruned until it is done (wezterm-gui/src/main.rs:782-789).
local function begin(body, ...)
  start_task(0, function(...)
    activities = activities + 1
    body(...)
    activities = activities - 1
  end, ...)
  world.run_for(0)
end

-- Starts the GUI (wezterm-gui/src/main.rs:406-493): gui-startup, which is waited for; then the domain of the command, in
-- a new window that is there before the domain is, or a window for the first domain where that has none.
function world.start(command)
  begin(function()
    -- What a handler raises is only said (:370-378).
    local ok, message = pcall(handle, "gui-startup", command)
    if not ok then
      note(tostring(message))
    end
    wait(0.1)
    world.started = true
    local name = command and command.domain.DomainName
    if name then
      local window = make_window()
      attach_or_end(name, window)
      spawn(window, command, name)
      emit("gui-attached", MuxDomain(world.domains[name]))
    elseif world.tabs_of(world.default_domain) == 0 then
      open_domain(world.default_domain)
    end
  end)
end

-- `wezterm connect`: a process of its own, which says nothing of its start (wezterm-gui/src/main.rs:1262-1277, :455).
function world.connect(name)
  world.default_domain = name
  world.started = true
  begin(open_domain, name)
end

-- `wezterm ssh`: one as well, whose first domain is a host without a server (wezterm-gui/src/main.rs:136-179).
function world.ssh(host)
  local name = "SSH to " .. host
  world.domains[name] = { name = name, attached = true }
  world.default_domain = name
  world.start()
end

-- The windows that have a tab of a domain.
function world.windows_of(name)
  local windows = {}
  for _, window in ipairs(world.windows) do
    for _, tab in ipairs(window.tabs) do
      if tab.domain == name then
        table.insert(windows, window)
        break
      end
    end
  end
  return windows
end

function world.tabs_of(name)
  local count = 0
  for _, window in ipairs(world.windows) do
    for _, tab in ipairs(window.tabs) do
      count = count + (tab.domain == name and 1 or 0)
    end
  end
  return count
end

-- The link or the server of an attached host is lost: its ssh ends, which detaches it
-- (wezterm-client/src/client.rs:1053-1137). It may be some milliseconds until the process is gone.
function world.drop(name, ends_after)
  local domain = world.domains[name]
  if domain.process then
    ends(domain.process, ends_after or 0)
  end
  world.hosts[name].ghost = domain.link
  domain.process, domain.link = nil, nil
  perform_detach(domain)
end

-- Nothing comes over the link of an attached host any more, and nobody is told. ssh notices after three keepalives.
function world.cut(name)
  local domain = world.domains[name]
  local link = domain.link
  link.cut = host_time()
  if domain.process then
    link.ends_at = world.now + 45
    start_task(45, function()
      if domain.link == link then
        world.drop(name)
      end
    end)
  end
end

-- Somebody types into a window; a program that says nothing to that answers all the same when it is asked what has
-- changed (wezterm-client/src/pane/clientpane.rs:450-477, wezterm-gui/src/termwindow/keyevent.rs:740).
function world.type(window)
  local pane = window.tabs[window.active].panes[1]
  pane.sent, pane.poll_interval = world.now, 0.02
  send(pane)
  draw(window.gui)
end

-- How many connections were under way at a time, each counted for its first seconds.
function world.most_at_once(seconds)
  local changes, count, most = {}, 0, 0
  for _, list in ipairs { world.probes, world.asks, world.attaches } do
    for _, one in ipairs(list) do
      table.insert(changes, { one.started, 1 })
      table.insert(changes, { math.min(one.finished or FOREVER, one.started + seconds), -1 })
    end
  end
  table.sort(changes, function(a, b)
    return a[1] < b[1] or a[1] == b[1] and a[2] < b[2]
  end)
  for _, change in ipairs(changes) do
    count = count + change[2]
    most = math.max(most, count)
  end
  return most
end

-- The server of a host starts anew, with the tabs that it makes then.
function world.restart_server(name, tabs)
  world.drop(name)
  local host = world.hosts[name]
  host.tabs, host.ghost, host.server_started = tabs, nil, host_time()
end

-- Somebody closes a window: each domain with a tab in it is detached, with all its windows; tabs here end
-- (mux/src/lib.rs:839-872).
function world.close_window(window)
  table.remove(world.windows, position_of(window, world.windows))
  window.closed = true
  start_task(0, reconcile)
  local names = {}
  for _, tab in ipairs(window.tabs) do
    names[tab.domain] = true
  end
  for name in pairs(names) do
    local domain = world.domains[name]
    if domain and name ~= "local" then
      detach(domain)
    end
  end
  prune()
end

-- Somebody closes a tab, which ends it on the host as well.
function world.close_tab(tab)
  local host = world.hosts[tab.domain]
  if host then
    host.tabs = host.tabs - 1
  end
  remove_tab(tab)
  prune()
end

function world.detach(name)
  detach(world.domains[name])
end

-- A window of no tabs, to be looked at with `tick`.
local opened = 1000
function world.open_window()
  opened = opened + 1
  return { id = opened, overrides = nil, right_status = "", reloads = 0, closed = false }
end

world.pcall = pcall

-- What WezTerm does every second while `pane` is active in `window`.
function world.tick(window, pane)
  window.pane = pane
  emit("update-status", GuiWindow(window), MuxPane(pane))
  world.run_for(1)
end

-- What the first handler of a title says (emit_sync_callback, config/src/lua.rs:795-815). It may not yield: there is
-- nothing here to yield to.
function world.title(event, ...)
  local handler = (current.handlers[event] or {})[1]
  return handler and handler(...)
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
  -- One field, as in nearly all that `wezterm.format` is given.
  local only, its = next(value)
  if type(only) == "string" and next(value, only) == nil then
    return "{ " .. only .. " = " .. world.show(its) .. " }"
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
