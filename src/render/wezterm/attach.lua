-- What becomes of each host ---------------------------------------------------

-- The time in seconds. It goes on where the clock is set back, so that what was noted is as old as it is.
local latest = 0

local function time()
  local now = os.time()
  local back = math.max(wezterm.GLOBAL["wezmux back"] or 0, latest - now)
  wezterm.GLOBAL["wezmux back"] = back
  latest = now + back
  return latest
end

-- A host's state, once it has one, is "on" while it is attached, "away" while it should be, and "off" when it is left
-- alone until someone asks for it. wezterm.GLOBAL outlives a reload of this file.
local function set(host, state)
  host.state, host.since = state, time()
  host.pause, host.due, host.failures, host.keeps, host.denied, host.unproven = 0, 0, 0, nil, nil, nil
  wezterm.GLOBAL["wezmux is " .. host.name] = state .. " " .. host.since
  if state == "off" then
    host.left_at = host.since
    wezterm.GLOBAL["wezmux left " .. host.name] = host.since
  end
end

-- Recalls the states that an earlier evaluation of this file left.
local function recall()
  for _, host in ipairs(hosts) do
    local state, since = (wezterm.GLOBAL["wezmux is " .. host.name] or ""):match "^(%l+) (%d+)$"
    if state then
      host.state, host.since = state, tonumber(since)
      host.pause, host.due, host.failures = 0, 0, 0
      host.keeps = wezterm.GLOBAL["wezmux windows"] == "kept"
      host.left_at = wezterm.GLOBAL["wezmux left " .. host.name]
    end
  end
end

-- The tabs that a host's server makes when it starts, for one that has lost all of them since.
local function furnish(host)
  local tab, _, window = mux.spawn_window { domain = { DomainName = host.name }, cwd = host.cwd }
  for _ = 2, host.tabs do
    window:spawn_tab { cwd = host.cwd }
  end
  tab:activate()
end

-- At most this many connections are begun at a time: sshd on a jump host takes ten that have not logged in yet
-- (MaxStartups, sshd_config(5)). Each has its place for two seconds at most, so that a host that hangs is in nobody's way.
local PLACES, PLACE_SECONDS = 8, 2

local function free_places(now)
  local free = PLACES
  for _, host in ipairs(hosts) do
    if host.place and now - host.place < PLACE_SECONDS then
      free = free - 1
    end
  end
  return free
end

-- How many have had their place, and wait for another to go on. They come before those that begin.
local in_line = 0

local function take_another_place(host)
  host.place = nil
  in_line = in_line + 1
  while free_places(time()) < 1 do
    wezterm.sleep_ms(100)
  end
  in_line = in_line - 1
  host.place = time()
end

-- Asks the server of a host, over a link of its own, whether it still has one that WezTerm attached at `since`, and not
-- only an older one, which it may have for hours: nil where it does not say. Then what a first command printed, and what
-- ssh had to say.
local function is_client_of(host, since, first)
  local ok, printed, complaint =
    run_on(host, (first or "") .. (host.wezterm or "wezterm") .. " cli --prefer-mux --no-auto-start list-clients --format json")
  local start = printed:find "%["
  local read, listed = pcall(function()
    for _, client in ipairs(wezterm.json_parse(printed:sub(start))) do
      -- The server counts from somewhat before the host was attached (wezterm/src/cli/list_clients.rs:119-141).
      if client.pid == wezterm.procinfo.pid() and client.connection_elapsed.secs <= time() - since + 30 then
        return true
      end
    end
    return false
  end)
  if not (ok and read) then
    return nil, printed, complaint
  end
  return listed, printed:sub(1, start - 1), complaint
end

-- Whether the link of a host on the built-in client was given up here, by whoever closed a window of it. The proxy on
-- the host ends two seconds after that, and its server then has one client less; a link that broke is still among them.
-- A server that has only just started knows nobody yet: its socket is as old as it is, so soon it is too late to ask.
local function was_given_up(host)
  wezterm.sleep_ms(3000)
  local listed, printed, complaint =
    is_client_of(host, host.doubt or 0, 'echo; find "$XDG_RUNTIME_DIR/wezterm/sock" -mmin -1; ')
  if printed == "" then
    -- ssh did not get there.
    error(complaint, 0)
  end
  return listed == false and not printed:find "/wezterm/sock"
end

-- Attaches a host if it answers; raises what went wrong. WezTerm leaves a window open for two minutes when an attach
-- fails, so a probe comes first, which nobody sees.
local function reach(host)
  local answers, _, complaint, ran = run_on(host, "true")
  local domain = mux.get_domain(host.name)
  -- The built-in client can ask for what BatchMode may not, a password or whether a new host's key is right, and works
  -- where there is no ssh. A person is wanted there, so it is tried once.
  local asks = host.built_in and (not ran or is_refused(complaint))
  if time() - host.since > 45 or asks and host.pause > 0 then
    -- A new server might look old by now; and whoever was gone and cannot be asked was lost.
    host.doubt = nil
  end
  if host.state ~= "away" then
    return
  elseif domain:state() == "Attached" then
    -- By WezTerm's own means meanwhile.
    return set(host, "on")
  elseif not (answers or asks) then
    host.failures = 0
    host.denied = is_refused(complaint)
    error(complaint, 0)
  elseif host.doubt and (asks or was_given_up(host)) and host.doubt then
    -- Nobody has asked for it meanwhile; and one that wants a password is not asked for one.
    host.doubt = nil
    return set(host, "off")
  end
  host.doubt = nil
  take_another_place(host)
  if host.state ~= "away" or domain:state() == "Attached" then
    return
  end
  host.attaching = true
  local ok, message = pcall(domain.attach, domain)
  host.attaching = nil
  local state = wezterm.GLOBAL["wezmux is " .. host.name] or ""
  if ok and state:find "^off" then
    -- It was left meanwhile, perhaps after this file was evaluated again.
    return domain:detach()
  elseif ok then
    set(host, "on")
    if not domain:has_any_panes() then
      -- A server that has only just started is still making its own.
      wezterm.sleep_ms(1500)
      if domain:state() == "Attached" and not domain:has_any_panes() then
        furnish(host)
      end
    end
    return
  end
  -- Something other than the network keeps it from working, a server that restarts perhaps. Each time a window says so,
  -- so the pauses are long.
  host.failures = host.failures + 1
  if asks then
    set(host, "off")
  elseif host.failures == 3 then
    -- Nobody waits so long for a last window to come back.
    host.keeps = nil
  end
  error(message, 0)
end

-- Seconds until the next try after so many attaches that failed in a row; later ones wait as long as the last.
local FAILURE_PAUSES = { 30, 300, 3600 }

local function pause_of(host)
  if host.denied then
    -- Nothing but a person changes that, and some hosts lock out whoever is refused often.
    return 600
  elseif host.failures > 0 then
    return FAILURE_PAUSES[math.min(host.failures, #FAILURE_PAUSES)]
  end
  -- Up to a quarter less, so that hosts that were lost together are not tried together for ever.
  local pause = math.min(math.max(2 * host.pause, 1), 60)
  return pause - math.random(0, pause // 4)
end

-- Whether a try to reach a host is under way, perhaps since before this file was evaluated again.
local function is_tried(host)
  return host.trying ~= nil or (wezterm.GLOBAL["wezmux tries " .. host.name] or 0) > 0
end

-- The number of this evaluation among those that WezTerm went on to use.
local turn
local try_all

-- Starts one try to reach a host, unless one is under way.
local function try(host)
  if is_tried(host) then
    return
  end
  local mark = "wezmux tries " .. host.name
  local started = time()
  host.trying, host.place = started, started
  wezterm.time.call_after(0, function()
    wezterm.GLOBAL[mark] = started
    local ok, message = pcall(reach, host)
    if wezterm.GLOBAL[mark] ~= started then
      -- Another try was asked for meanwhile.
      return
    end
    wezterm.GLOBAL[mark] = 0
    host.trying, host.place = nil, nil
    if not ok then
      -- Said once for each time that it is lost, however often it is tried.
      if host.pause == 0 or host.failures > 0 then
        wezterm.log_warn("wezmux: " .. host.name .. " cannot be attached: " .. tostring(message))
      end
      host.pause = pause_of(host)
      host.due = time() + host.pause
    end
    if wezterm.GLOBAL["wezmux turn"] == turn then
      try_all(time())
    end
  end)
end

-- A try that never ends, which only WezTerm's own ssh client can have, does not stand in the way of one that someone
-- asks for.
local function give_up_stale(host)
  local mark = "wezmux tries " .. host.name
  local started = math.max(host.trying or 0, wezterm.GLOBAL[mark] or 0)
  if started > 0 and time() - started > 60 then
    host.trying, host.attaching = nil, nil
    wezterm.GLOBAL[mark] = 0
  end
end

-- Tries whoever it is time for, as far as there are places: first those that have not been tried since they were lost.
function try_all(now)
  for _, untried in ipairs { true, false } do
    for _, host in ipairs(hosts) do
      if host.state == "away" and (host.pause == 0) == untried and now >= host.due and not is_tried(host) then
        if free_places(now) <= in_line then
          return
        end
        try(host)
      end
    end
  end
end

-- Wants a host: it is attached as soon as it answers.
local function want(host)
  set(host, "away")
  host.doubt = nil
end

local function leave(host)
  set(host, "off")
  local domain = mux.get_domain(host.name)
  if domain and domain:state() == "Attached" then
    domain:detach()
  end
end

-- Gives up the link of a host for a new one. Its windows may be the last, and come back.
local function renew(host)
  leave(host)
  want(host)
  host.keeps = true
end

-- Attaches a host that somebody asks for, whoever else is tried just now, and waits for what comes of it, a minute at
-- most. Two attaches at once would both connect (wezterm-client/src/domain.rs:932 and :732): nothing else may attach a
-- host of ours.
local function is_attached(host)
  local domain = mux.get_domain(host.name)
  give_up_stale(host)
  if domain:state() ~= "Attached" then
    if host.state ~= "away" then
      want(host)
    end
    try(host)
  end
  for _ = 1, 600 do
    if not is_tried(host) then
      break
    end
    wezterm.sleep_ms(100)
  end
  return domain:state() == "Attached" and not is_tried(host)
end

-- Hosts that are wanted and not there, each with what the status says of it, and how many more there are; nil while
-- all is well.
local absent

-- By their ids, windows whose status is left to others: what there is to show of them again.
local silent = {}

local function tell_absent(now)
  local before = absent
  absent = { more = 0 }
  for _, host in ipairs(hosts) do
    if host.state == "away" then
      local away, text = now - host.since, "connecting"
      if host.denied then
        text = "needs your key or password"
      elseif host.failures > 0 then
        text = "failed"
      elseif away >= 5400 then
        text = ("away for %d h"):format((away + 1800) // 3600)
      elseif away >= 60 then
        text = ("away for %d min"):format(away // 60)
      elseif away >= 10 and not host.attaching then
        text = "away"
      end
      if #absent < 3 then
        table.insert(absent, { host = host, text = text })
      else
        absent.more = absent.more + 1
      end
    end
  end
  if before == nil then
    -- From here on these are told to each second.
    local all = silent
    silent = {}
    for _, show in pairs(all) do
      pcall(show)
    end
  end
end
