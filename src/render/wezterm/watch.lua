-- Detached: by whom? -----------------------------------------------------------

-- Whoever detaches a domain, or closes a window of it, closes the input of its ssh; the proxy on the host then takes
-- two seconds to end (wezterm/src/cli/proxy.rs), and ssh waits for it. When a link or a server is lost it is the
-- other way round: ssh ends, and that detaches the domain. So whose ssh still runs was left on purpose
-- (seen with OpenSSH 9.2).

-- What WezTerm has started and still runs, by its words less the program's own: one, or two where `ssh` is a script.
-- One look for all hosts, since it reads the whole process table.
local function programs()
  local running = {}
  local this = wezterm.procinfo.get_info_for_pid(wezterm.procinfo.pid())
  for _, child in pairs(this and this.children or {}) do
    running[table.concat(child.argv, " ", 2)] = true
    running[table.concat(child.argv, " ", 3)] = true
  end
  return running
end

local function has_ssh(host, running)
  return not host.built_in and running[table.concat(proxy_command(host), " ", 2)] == true
end

-- Whether a link that was left may only end now. WezTerm's client waits for the answer to its last request, on a link
-- that hangs until ssh gives up, and then detaches the domain, whatever link that has by then
-- (wezterm-client/src/client.rs:1111-1136). The built-in client knows no keepalive and leaves it to the system.
local function may_be_haunted(host, now)
  return host.left_at ~= nil and now - host.left_at <= (host.keepalive and 4 * host.keepalive or 1800)
end

-- Which of these hosts, attached a second ago, were left on purpose.
local function left_among(lost, now, slept)
  local left, running = {}, programs()
  for _, host in ipairs(lost) do
    if may_be_haunted(host, now) then
      host.doubt = nil
    elseif has_ssh(host, running) then
      left[host] = true
    elseif host.built_in then
      -- There is no ssh to look at. If a window of it was in front until now, and the computer has not just been
      -- asleep, then it may have been closed by whoever sat there, and the host is asked.
      host.doubt = now - (host.in_front or 0) <= 2 and now - slept > 600 and host.since or nil
    end
  end
  if next(left) then
    -- An ssh that ends just now is not gone yet.
    wezterm.sleep_ms(400)
    running = programs()
    for host in pairs(left) do
      left[host] = has_ssh(host, running)
    end
  end
  return left
end

-- Links that hang ---------------------------------------------------------------

-- WezTerm's own ssh client has no keepalive: when a sleep or another network has cut its link, all looks as if nothing
-- had happened. A link that may be cut is *unproven* from some time on, until its server has answered since. The status
-- counts the seconds; a status that changes has its window drawn, and what is drawn asks the server what is new
-- (wezterm-gui/src/termwindow/mod.rs:1993, wezterm-client/src/pane/renderable.rs:586). So a link that lives is soon
-- proven where one can see it. Without a proof that it is dead none is given up, for its windows go with it.

-- Whether the status, by which we have windows drawn, is ours.
local has_status = true

local function doubt_link(host, since)
  host.unproven, host.listed, host.ask_pause, host.ask_due = since, nil, 0, 0
end

-- What is typed into the pane in front and gets no answer for five seconds. `is_tardy` alone may only mean that nobody
-- has asked yet.
local function mind_answer(host, pane, now)
  local tardy = (pane:get_metadata() or {}).is_tardy
  host.tardy = tardy and (host.tardy or now) or nil
  if tardy and has_status and not host.unproven and now - host.tardy >= 5 then
    doubt_link(host, host.tardy)
  end
end

-- For each domain the seconds since its server has said anything.
local function silences()
  local least = {}
  for _, window in ipairs(mux.all_windows()) do
    for _, tab in ipairs(window:tabs()) do
      for _, pane in ipairs(tab:panes()) do
        local ok, name, since = pcall(function()
          return pane:get_domain_name(), (pane:get_metadata() or {}).since_last_response_ms
        end)
        if ok and since then
          least[name] = math.min(least[name] or math.huge, since / 1000)
        end
      end
    end
  end
  return least
end

-- Typed for ten seconds into a pane that is in front, and so drawn, without an answer.
local function is_ignored(host, now)
  return has_status and host.tardy and now - host.tardy >= 10 and now - (host.in_front or 0) <= 2
end

-- If WezTerm is not among the clients of the server, that has given the old link up. If the server answers and what is
-- typed is ignored, it is the link that does not work.
local function ask_server(host)
  host.asking, host.place = true, time()
  wezterm.time.call_after(0, function()
    local listed, _, complaint = is_client_of(host, host.since)
    host.asking, host.place = nil, nil
    if host.state ~= "on" or not host.unproven then
      return
    end
    if listed == false or listed and is_ignored(host, time()) then
      renew(host)
      return try_all(time())
    end
    host.listed = listed or is_refused(complaint)
    host.ask_pause = math.min(math.max(2 * host.ask_pause, 1), 60)
    host.ask_due = time() + host.ask_pause
  end)
end

local function check_links(now)
  local silence
  for _, host in ipairs(hosts) do
    if host.unproven and host.state == "on" then
      silence = silence or silences()
      if (silence[host.name] or math.huge) < now - host.unproven - 1 then
        host.unproven, host.tardy = nil, nil
      elseif not host.asking and now >= host.ask_due and (not host.listed or is_ignored(host, now)) then
        if free_places(now) > in_line then
          ask_server(host)
        end
      end
    end
  end
end

-- The loop --------------------------------------------------------------------

-- Whether WezTerm ends with its last window, as it does unless told otherwise. It cannot do that by itself any more:
-- when a lost link takes the last window, somebody has to stay and wait.
local ends_with_windows = true

-- "open" since there was a window; "kept" while a lost link has taken the last one.
local function set_windows(state)
  if wezterm.GLOBAL["wezmux windows"] ~= state then
    wezterm.GLOBAL["wezmux windows"] = state
  end
end

-- Whether there is a window with a tab in it that does not just say "Connecting…". During an attach WezTerm keeps
-- windows that have lost all their tabs (mux/src/lib.rs:888).
local function has_windows()
  for _, window in ipairs(mux.all_windows()) do
    local ok, name = pcall(function()
      return window:active_pane():get_domain_name()
    end)
    if ok and name ~= "TermWizTerminalDomain" then
      return true
    end
  end
  return false
end

-- `dropped` are the hosts that were lost just now.
local function mind_windows(dropped)
  if has_windows() then
    return set_windows "open"
  end
  -- These took the last window, and bring it back. Whoever was away before has no part in it.
  for _, host in ipairs(dropped) do
    host.keeps = true
  end
  for _, host in ipairs(hosts) do
    if host.keeps then
      return set_windows "kept"
    end
  end
  -- What WezTerm does itself needs a window; the sessions are on their servers, so nothing is lost by leaving. Before
  -- there was a window nobody has closed one, and what says why an attach failed is left to be read.
  if ends_with_windows and wezterm.GLOBAL["wezmux windows"] and #mux.all_windows() == 0 then
    os.exit(true)
  end
end

-- Seconds that a link lives at least when all is well.
local SHORT_LIFE = 30

local looked, slept = time(), 0

-- One look at all domains: nothing is probed or changed while they are as they should be.
local function look()
  local now = time()
  if now - looked > 15 then
    -- The computer was asleep: whoever waits tries at once.
    slept = now
    for _, host in ipairs(hosts) do
      host.pause, host.due, host.pace = 0, 0, nil
      if now - looked > 60 and host.built_in and host.state == "on" then
        doubt_link(host, now)
      end
    end
  end
  looked = now
  check_links(now)
  local lost, away = {}, false
  for _, host in ipairs(hosts) do
    local domain = mux.get_domain(host.name)
    if domain and domain:state() == "Attached" then
      if host.state ~= "on" then
        set(host, "on")
      end
    elseif host.state == "on" then
      table.insert(lost, host)
    elseif host.state == "away" then
      away = true
    elseif host.state == nil and host.attach and domain and wezterm.GLOBAL["wezmux started"] then
      want(host)
      away = true
    end
  end
  local dropped = {}
  if #lost > 0 then
    local left = left_among(lost, now, slept)
    for _, host in ipairs(lost) do
      if left[host] then
        set(host, "off")
      else
        -- One that is lost as soon as it is there is not attached again and again without a pause.
        local pace = now - host.since < SHORT_LIFE and (host.pace or 0) or nil
        set(host, "away")
        if pace then
          host.pause, host.due = pace, now + pace
        end
        host.pace = pace and math.min(math.max(2 * pace, 1), 60)
        table.insert(dropped, host)
      end
    end
  end
  if away or #dropped > 0 then
    try_all(now)
    tell_absent(now)
  else
    absent = nil
  end
  mind_windows(dropped)
end

-- One loop for as long as WezTerm runs, with windows or without. Each evaluation of this file that WezTerm goes on to
-- use starts its own, and ends the one before. It sleeps rather than call itself again: WezTerm never forgets a callback
-- (config/src/lua.rs, wrap_callback).
local function watch()
  turn = (wezterm.GLOBAL["wezmux turn"] or 0) + 1
  wezterm.GLOBAL["wezmux turn"] = turn
  recall()
  local said
  while wezterm.GLOBAL["wezmux turn"] == turn do
    local ok, message = pcall(look)
    if not ok and message ~= said then
      said = message
      wezterm.log_error("wezmux: " .. tostring(message))
    end
    wezterm.sleep_ms(1000)
  end
end
