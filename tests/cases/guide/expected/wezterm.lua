-- WezTerm on this computer: 3 domains, each with its own colours.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua. If you have a config already, wezmux.lua is the same for that.
-- Each host needs its own hosts/<domain>/setup.sh once.

local wezterm = require "wezterm"
local act = wezterm.action
local mux = wezterm.mux

-- Hosts -----------------------------------------------------------------------

-- What is left out has the value that `Host` below has. `ssh` names the host to ssh; its tabs live there, and `tabs` and
-- `cwd` are for the one case that none is left. A theme is a line of text, which costs nothing until it is worn: the
-- colours of its ground from one end to the other, then those that ROLES below has names for, and perhaps the sixteen
-- of programs.
local hosts = {
  { -- from #bb9af7
    name = "dev-server", label = "Dev Server", tabs = 3, cwd = "/data/projects",
    ssh = { "-l", "ubuntu", "10.20.30.1" }, keepalive = 15,
    dark = "#130e1c #221b31 #2d2043 | #dcd8e8 #130e1c #bb9af7 #e3d6ff #f0ecf7 #544175 #130e1c #bb9af7 #bb9af7 #5e4f7a #443065 #130e1c #130e1c #bb9af7 #8d7eac #221b31 #bb9af7 #36274d #413754 #8c7dab #130e1c #bb9af7 #36274d #130e1c #bb9af7",
  },
  { -- from #e0af68
    name = "staging", label = "Staging", tabs = 3, cwd = "/var/www",
    ssh = { "-l", "ubuntu", "10.20.30.2" },
    built_in = { remote_address = "10.20.30.2", username = "ubuntu" },
    dark = "#180f03 #2b1c06 #392300 | #e3d9cb #180f03 #e0af68 #f3dab8 #f4ede4 #684507 #180f03 #e0af68 #e0af68 #6f5228 #543600 #180f03 #180f03 #e0af68 #9f8156 #2b1c06 #e0af68 #432b00 #4c391d #9f8055 #180f03 #e0af68 #432b00 #180f03 #e0af68",
  },
  { -- from #dc143c
    name = "workstation", label = "Workstation", icon = "md_chip", tabs = 3, cwd = "/home/dev/code",
    ssh = { "-l", "dev", "192.168.1.50" }, keepalive = 15,
    dark = "#1c0b0c #311717 #43191b | #e9d5d5 #ffffff #dc143c #767676 #f9ebea #743839 #ffffff #dc143c #dc143c #7a4848 #642629 #1c0b0c #ffffff #dc143c #ae7776 #311717 #ff636c #4d2022 #543232 #ad7575 #1c0b0c #ff636c #4d2022 #ffffff #dc143c",
  },
}

local Host = { icon = "md_server", tabs = 1, attach = true, blend = "Rgb", orientation = { Linear = { angle = -45.0 } } }
Host.__index = Host

local host_named = {}
for _, host in ipairs(hosts) do
  host_named[host.name] = setmetatable(host, Host)
end

-- Through your own ssh: its config, agent, jump hosts and keys all apply. A link that is dead is noticed after three
-- keepalives; BatchMode keeps ssh from asking where nobody sees it.
local function proxy_command(host)
  local words = {
    "ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
    "-o", "ServerAliveInterval=" .. host.keepalive, "-o", "ServerAliveCountMax=3",
  }
  if host.forward_agent then
    words[#words + 1] = "-A"
  end
  for _, word in ipairs(host.ssh) do
    words[#words + 1] = word
  end
  words[#words + 1] = (host.wezterm or "wezterm") .. " cli --prefer-mux proxy"
  return words
end

-- Runs a command on a host: whether it went well, what it printed, and what ssh had to say, on one line: it goes into a
-- log, and a host may say anything. The fourth is false where ssh cannot be run.
local function run_on(host, command)
  local words = {
    "ssh", "-n", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5",
    "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3", table.unpack(host.ssh),
  }
  words[#words + 1] = command
  local ran, succeeded, printed, complaint = pcall(wezterm.run_child_process, words)
  if not ran then
    return false, "", "cannot run ssh: " .. tostring(succeeded), false
  end
  -- What ssh itself says comes last.
  complaint = complaint:sub(-1000):gsub("\xc2[\x80-\x9f]", " "):gsub("%c", " ")
  return succeeded, printed, complaint:match "^%s*(.-)%s*$", true
end

-- What no try with other words would change, only a person.
local function is_refused(complaint)
  return complaint:find "Permission denied" or complaint:find "Host key verification failed"
end

-- Adds the hosts to the domains that are there.
local function add_domains(config)
  local unix_domains, ssh_domains
  -- Of two domains of one name WezTerm would refuse the whole config (config/src/config.rs:1194).
  local taken = {}
  for _, list in ipairs { "unix_domains", "ssh_domains", "exec_domains", "wsl_domains", "tls_clients" } do
    for _, domain in ipairs(config[list] or {}) do
      taken[domain.name] = true
    end
  end
  for index = #hosts, 1, -1 do
    local name = hosts[index].name
    if taken[name] then
      wezterm.log_warn("wezmux: your config has a domain " .. name .. " of its own; the one of your project is left out")
      table.remove(hosts, index)
      host_named[name] = nil
    end
  end
  for _, host in ipairs(hosts) do
    if host.built_in then
      -- Through WezTerm's own ssh client, which knows no ProxyJump and no keepalive.
      ssh_domains = ssh_domains or config.ssh_domains or {}
      local domain = { name = host.name, multiplexing = "WezTerm", remote_wezterm_path = host.wezterm }
      for key, value in pairs(host.built_in) do
        domain[key] = value
      end
      ssh_domains[#ssh_domains + 1] = domain
    else
      unix_domains = unix_domains or config.unix_domains or {}
      unix_domains[#unix_domains + 1] = {
        name = host.name,
        proxy_command = proxy_command(host),
        -- Where ssh fails at once, WezTerm would start a server on this computer instead.
        no_serve_automatically = true,
      }
    end
  end
  if unix_domains then
    config.unix_domains = unix_domains
  end
  if ssh_domains then
    config.ssh_domains = ssh_domains
  end
end

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
    local warning = host.production and badge("#ffffff", "#a00000", "PRODUCTION") or ""
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

-- Windows ---------------------------------------------------------------------

-- What each window wears, by its id: an outfit, or false for none. Nothing is set again while that is the same.
local worn = {}
local workspace

-- What the status of each window says.
local said = {}

-- By the theme that a window wears, what it had of its own under that. WezTerm shows another workspace, or a window that
-- opens as another closes, in one that is there, with its overrides and its status (wezterm-gui/src/frontend.rs:342-445).
local function mark_of_theme(overrides)
  local ok, ground = pcall(function()
    return table.concat(overrides.background[1].source.Gradient.colors, " ")
  end)
  return "wezmux under " .. (ok and ground or "")
end

-- A window wears the theme of the domain of its active pane. Of what somebody else has set nothing is taken off.
local function dress(window, id, wanted)
  -- What the window had of its own where it wears a theme now, as text, which outlives a reload; nil while it wears
  -- none.
  local mark = "wezmux own " .. id
  local overrides = window:get_config_overrides() or {}
  local own = wezterm.GLOBAL[mark]
  if own == nil then
    own = wezterm.GLOBAL[mark_of_theme(overrides)]
    -- It was another's until now, and so was its status.
    wezterm.GLOBAL["wezmux says " .. id] = own ~= nil or wezterm.GLOBAL["wezmux says " .. id]
  end
  if wanted or own then
    if not own then
      local before = { background = overrides.background, colors = overrides.colors, window_frame = overrides.window_frame }
      local ok, text = pcall(wezterm.json_encode, before)
      own = ok and text or "{}"
    end
    local new = wanted and wanted.overrides or wezterm.json_parse(own)
    overrides.background = new.background
    overrides.colors = new.colors
    overrides.window_frame = new.window_frame
    wezterm.GLOBAL[mark] = wanted and own or nil
    if wanted then
      wezterm.GLOBAL[mark_of_theme(overrides)] = own
    end
    window:set_config_overrides(overrides)
  end
  worn[id] = wanted
end

-- A status that is not ours is left as it is. Where it is, WezTerm plans the next update-status when it is set, also to
-- what it was; elsewhere when the title changes, as it does with the tab.
local function say(window, id, status)
  local mark = "wezmux says " .. id
  local ours = wezterm.GLOBAL[mark]
  said[id] = status
  if status ~= "" or ours then
    window:set_right_status(status)
    if ours ~= (status ~= "") then
      wezterm.GLOBAL[mark] = status ~= ""
    end
  end
end

-- The window that has the focus; WezTerm says only when that changes.
local front = wezterm.GLOBAL["wezmux front"]

local function show(window, pane)
  local host = host_named[pane:get_domain_name()]
  local id = window:window_id()
  if host == nil and pane:tab() == nil then
    -- A launcher or a question over the tab, which WezTerm counts to the first domain (`allocate`,
    -- mux/src/termwiztermtab.rs): all stays as it is.
    if has_status then
      say(window, id, said[id] or "")
    end
    return
  end
  local wanted = host and outfit(host, window) or false
  -- Another workspace is shown in the same windows, with the overrides that they have.
  local current = mux.get_active_workspace()
  if workspace ~= current then
    workspace, worn = current, {}
  end
  if worn[id] ~= wanted then
    dress(window, id, wanted)
  end
  if host and front == id then
    host.in_front = time()
    if host.built_in then
      mind_answer(host, pane, host.in_front)
    end
  end
  if has_status then
    local status = wanted and wanted.badge or ""
    if host and host.unproven then
      status = wanted.unanswered(time() - host.unproven)
    end
    if absent then
      local parts = {}
      for _, one in ipairs(absent) do
        table.insert(parts, outfit(one.host, window).absent(one.text))
      end
      if absent.more > 0 then
        table.insert(parts, (" and %d more "):format(absent.more))
      end
      status = table.concat(parts) .. status
    end
    say(window, id, status)
    silent[id] = status == "" and function()
      show(window, pane)
    end or nil
  end
end

-- Windows and panes that are being closed raise errors; there is nothing to do for them then.
local function add_windows()
  wezterm.on("update-status", function(window, pane)
    pcall(show, window, pane)
  end)
  wezterm.on("window-config-reloaded", function(window)
    worn[window:window_id()] = nil
  end)
  wezterm.on("window-focus-changed", function(window, pane)
    local ok, focused = pcall(window.is_focused, window)
    local id = window:window_id()
    if ok and focused then
      front = id
      -- Whoever closes a window by its button may have brought it to the front with that.
      local named, name = pcall(pane.get_domain_name, pane)
      if named and host_named[name] then
        host_named[name].in_front = time()
      end
    elseif front == id then
      front = nil
    end
    wezterm.GLOBAL["wezmux front"] = front
  end)
end

-- Titles of tabs and windows begin with the host. Where there is none, the title is WezTerm's own.
local function add_titles()
  wezterm.on("format-tab-title", function(tab)
    local pane = tab.active_pane
    local host = pane and host_named[pane.domain_name]
    if host then
      local title = tab.tab_title ~= "" and tab.tab_title or pane.title
      return (" %d: %s%s · %s "):format(tab.tab_index + 1, host.production and "⚠ " or "", host.label or host.name, title)
    end
  end)
  wezterm.on("format-window-title", function(tab, pane, tabs)
    local host = pane and host_named[pane.domain_name]
    if host then
      local zoomed = pane.is_zoomed and "[Z] " or ""
      local place = #tabs > 1 and ("[%d/%d] "):format(tab.tab_index + 1, #tabs) or ""
      local warning = host.production and "PRODUCTION · " or ""
      return zoomed .. place .. warning .. (host.label or host.name) .. " · " .. pane.title
    end
  end)
end

-- Start -----------------------------------------------------------------------

-- Directives of ~/.ssh/config that the built-in client does not know (wezterm-ssh/src/config.rs).
local UNKNOWN = { "proxyjump", "hostkeyalias", "canonicalizehostname" }

local function check_directives()
  local known = wezterm.enumerate_ssh_hosts()
  for _, host in ipairs(hosts) do
    local options = host.built_in and known[host.ssh[#host.ssh]] or {}
    for _, directive in ipairs(UNKNOWN) do
      if options[directive] and options[directive] ~= "no" then
        wezterm.log_warn(
          ('wezmux: your ssh_config has %s for %s, which WezTerm\'s own ssh does not know; set transport = "openssh"'):format(
            directive,
            host.name
          )
        )
      end
    end
  end
end

-- Hosts make their own tabs; this computer only attaches, so starting it again adds none.
local function start(cmd)
  local cwd = wezterm.home_dir .. "/projects"
  local asked = cmd and cmd.domain.DomainName
  local first = asked or mux.get_domain():name()
  -- `wezterm ssh` and `wezterm serial` open what they name in a process of their own (wezterm-gui/src/main.rs:136-230).
  if first:find "^SSH to " or first:find "^Serial Port " then
    return
  end
  -- WezTerm itself attaches the domain of `wezterm start --domain` and the default one, each into a window (:462-493).
  if host_named[first] then
    host_named[first].state = "off"
    wezterm.GLOBAL["wezmux is " .. first] = "off " .. time()
  end
  -- A handler of yours that came first may have opened a window.
  if not asked and (cmd or not host_named[first]) and #mux.all_windows() == 0 then
    local tab, _, window = mux.spawn_window(cmd or { cwd = cwd })
    if cmd == nil then
      for _ = 2, 3 do
        window:spawn_tab { cwd = cwd }
      end
      tab:activate()
    end
  end
  wezterm.GLOBAL["wezmux started"] = true
  look()
  check_directives()
end

-- Keys ------------------------------------------------------------------------

-- The hosts in some state, to choose from.
local function hosts_that(are_offered)
  local choices = {}
  for _, host in ipairs(hosts) do
    if are_offered(host) then
      table.insert(choices, { id = host.name, label = named(host) })
    end
  end
  return choices
end

-- Lets one choose, and does something with what is chosen. The title is that of the tab, which may not be seen.
local function choose(window, pane, title, choices, action)
  if #choices > 0 then
    local selector =
      { title = title, fuzzy_description = title .. ": ", choices = choices, fuzzy = true, action = action }
    window:perform_action(act.InputSelector(selector), pane)
  end
end

local function wanting(window, pane, name)
  if name then
    give_up_stale(host_named[name])
    want(host_named[name])
    try(host_named[name])
  end
end

-- Opens a tab, once the host is attached. Whoever cannot be reached stays wanted, and the status says so.
local function open_tab(window, pane, name)
  local host = host_named[name]
  if host and is_attached(host) then
    window:perform_action(act.SpawnCommandInNewTab { domain = { DomainName = name }, cwd = host.cwd }, pane)
  elseif name and not host then
    -- A domain that is not of your project.
    window:perform_action(act.SpawnTab { DomainName = name }, pane)
  end
end

-- All domains that there are: the hosts, and then the others.
local function all_domains()
  local choices, others = hosts_that(function()
    return true
  end), {}
  for _, domain in ipairs(mux.all_domains()) do
    local name = domain:name()
    if not host_named[name] and domain:is_spawnable() then
      table.insert(others, name)
    end
  end
  table.sort(others)
  for _, name in ipairs(others) do
    table.insert(choices, { id = name, label = name })
  end
  return choices
end

-- Written as one binding always is: WezTerm takes `CTRL|SHIFT` and `a` for `CTRL` and `A`.
local function binding_of(key, mods)
  local names = {}
  key = key:gsub("^mapped:", "")
  for name in (mods or ""):upper():gmatch "[^|%s]+" do
    name = ({ OPT = "ALT", META = "ALT", CMD = "SUPER", WIN = "SUPER" })[name] or name
    if name ~= "NONE" and not (name == "SHIFT" and key:match "^%a$") then
      table.insert(names, name)
    elseif name == "SHIFT" then
      key = key:upper()
    end
  end
  table.sort(names)
  return table.concat(names, "|") .. " " .. key
end

local function quick_tab(name)
  return wezterm.action_callback(function(window, pane)
    open_tab(window, pane, name)
  end)
end

local function add_keys(config)
  local keys = config.keys or {}
  local taken = {}
  for _, key in ipairs(keys) do
    taken[binding_of(key.key, key.mods)] = true
  end
  -- A key that you have bound stays yours: of two bindings on one key WezTerm takes the later.
  local function bind(key, mods, action)
    if not taken[binding_of(key, mods)] then
      table.insert(keys, { key = key, mods = mods, action = action })
    end
  end

  if config.leader == nil then
    config.leader = { key = "a", mods = "CTRL", timeout_milliseconds = 1000 }
    -- LEADER+CTRL+a: the leader key itself, for the program in the terminal
    bind("a", "LEADER|CTRL", act.SendKey { key = "a", mods = "CTRL" })
  end
  -- CTRL+SHIFT+RightArrow, CTRL+SHIFT+LeftArrow: next and previous tab
  bind("RightArrow", "CTRL|SHIFT", act.ActivateTabRelative(1))
  bind("LeftArrow", "CTRL|SHIFT", act.ActivateTabRelative(-1))

  local open = wezterm.action_callback(open_tab)
  local attach = wezterm.action_callback(wanting)
  local detach = wezterm.action_callback(function(window, pane, name)
    if name then
      leave(host_named[name])
    end
  end)
  -- LEADER+w: choose a domain for a new tab
  bind("w", "LEADER", wezterm.action_callback(function(window, pane)
    choose(window, pane, "Domains", all_domains(), open)
  end))
  -- LEADER+a: choose a host that is not attached, and attach it as soon as it answers
  bind("a", "LEADER", wezterm.action_callback(function(window, pane)
    local detached = hosts_that(function(host)
      return host.state ~= "on"
    end)
    choose(window, pane, "Attach", detached, attach)
  end))
  -- LEADER+d: detach the host of this tab, or elsewhere the one that is chosen, until it is asked for again
  bind("d", "LEADER", wezterm.action_callback(function(window, pane)
    local host = host_named[pane:get_domain_name()]
    if host then
      return leave(host)
    end
    local wanted = hosts_that(function(other)
      return other.state == "on" or other.state == "away"
    end)
    choose(window, pane, "Detach", wanted, detach)
  end))
  -- LEADER+r: give up the link of this tab's host and make a new one; elsewhere try every lost host now
  bind("r", "LEADER", wezterm.action_callback(function(window, pane)
    local host = host_named[pane:get_domain_name()]
    if host then
      renew(host)
      try(host)
    end
    for _, other in ipairs(hosts) do
      give_up_stale(other)
      other.due = 0
    end
    try_all(time())
  end))
  -- LEADER+1: a new tab in dev-server
  bind("1", "LEADER", quick_tab "dev-server")
  -- LEADER+2: a new tab in staging
  bind("2", "LEADER", quick_tab "staging")
  -- LEADER+3: a new tab in workstation
  bind("3", "LEADER", quick_tab "workstation")
  config.keys = keys
end

local OPTIONS = { badge = true, titles = true, keys = true }

local function apply_to_config(config, options)
  options = options or {}
  for name in pairs(options) do
    if not OPTIONS[name] then
      error("wezmux: there is no option `" .. tostring(name) .. "`; there are badge, titles and keys")
    end
  end
  own_frame = config.window_frame
  add_domains(config)
  has_status = options.badge ~= false
  add_windows()
  if options.titles ~= false then
    add_titles()
  end
  if options.keys ~= false then
    add_keys(config)
  end
  wezterm.on("gui-startup", start)
  -- A window of a domain that WezTerm itself attaches may be closed before the next look.
  wezterm.on("gui-attached", look)
  -- wezterm-mux-server, which may read this file as well, has no windows to mind.
  if wezterm.gui then
    ends_with_windows = config.quit_when_all_windows_are_closed ~= false
    config.quit_when_all_windows_are_closed = false
    wezterm.time.call_after(0, watch)
  end
end

local config = wezterm.config_builder()
apply_to_config(config)
return config
