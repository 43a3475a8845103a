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
    config.leader = { key = "{{ keys.leader.name() }}", mods = "{{ keys.leader.modifiers() }}", timeout_milliseconds = {{ keys.leader_timeout }} }
    -- {{ keys.send_leader }}: the leader key itself, for the program in the terminal
    bind("{{ keys.send_leader.name() }}", "{{ keys.send_leader.modifiers() }}", act.SendKey { key = "{{ keys.leader.name() }}", mods = "{{ keys.leader.modifiers() }}" })
  end
  -- {{ keys.next_tab }}, {{ keys.previous_tab }}: next and previous tab
  bind("{{ keys.next_tab.name() }}", "{{ keys.next_tab.modifiers() }}", act.ActivateTabRelative(1))
  bind("{{ keys.previous_tab.name() }}", "{{ keys.previous_tab.modifiers() }}", act.ActivateTabRelative(-1))

  local open = wezterm.action_callback(open_tab)
  local attach = wezterm.action_callback(wanting)
  local detach = wezterm.action_callback(function(window, pane, name)
    if name then
      leave(host_named[name])
    end
  end)
  -- {{ keys.launcher }}: choose a domain for a new tab
  bind("{{ keys.launcher.name() }}", "{{ keys.launcher.modifiers() }}", wezterm.action_callback(function(window, pane)
    choose(window, pane, "Domains", all_domains(), open)
  end))
  -- {{ keys.attach }}: choose a host that is not attached, and attach it as soon as it answers
  bind("{{ keys.attach.name() }}", "{{ keys.attach.modifiers() }}", wezterm.action_callback(function(window, pane)
    local detached = hosts_that(function(host)
      return host.state ~= "on"
    end)
    choose(window, pane, "Attach", detached, attach)
  end))
  -- {{ keys.detach }}: detach the host of this tab, or elsewhere the one that is chosen, until it is asked for again
  bind("{{ keys.detach.name() }}", "{{ keys.detach.modifiers() }}", wezterm.action_callback(function(window, pane)
    local host = host_named[pane:get_domain_name()]
    if host then
      return leave(host)
    end
    local wanted = hosts_that(function(other)
      return other.state == "on" or other.state == "away"
    end)
    choose(window, pane, "Detach", wanted, detach)
  end))
  -- {{ keys.reattach }}: give up the link of this tab's host and make a new one; elsewhere try every lost host now
  bind("{{ keys.reattach.name() }}", "{{ keys.reattach.modifiers() }}", wezterm.action_callback(function(window, pane)
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
{%- for host in hosts %}
{%- if let Some(key) = host.domain.key %}
  -- {{ key }}: a new tab in {{ host.domain.name }}
  bind("{{ key.name() }}", "{{ key.modifiers() }}", quick_tab "{{ host.domain.name }}")
{%- endif %}
{%- endfor %}
{%- if self.any_in_production() %}

  -- What closes a tab asks first where it is one of production, whoever bound it: what runs in it ends.
  for _, close in ipairs { "CloseCurrentTab", "CloseCurrentPane" } do
    for _, key in ipairs(keys) do
      local action = type(key.action) == "table" and key.action[close]
      if action and not action.confirm then
        key.action = wezterm.action_callback(function(window, pane)
          local host = host_named[pane:get_domain_name()]
          window:perform_action({ [close] = { confirm = host ~= nil and host.production == true } }, pane)
        end)
      end
    end
  end
  bind("w", "CTRL|SHIFT", act.CloseCurrentTab { confirm = true })
  bind("w", "SUPER", act.CloseCurrentTab { confirm = true })
{%- endif %}
  config.keys = keys
end
