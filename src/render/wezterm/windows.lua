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
