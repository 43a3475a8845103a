{% if module -%}
-- WezTerm on this computer: {{ hosts.len() }} {% if hosts.len() == 1 %}domain{% else %}domains{% endif %}, for a config that you have already.
-- Written by wezmux {{ VERSION }}. Change the project file and write it again rather than this file.
-- It belongs at ~/.config/wezterm/wezmux.lua. Your own config then needs two lines, before its `return config`:
--   local wezmux = require "wezmux"
--   wezmux.apply_to_config(config)
-- Nothing of yours is replaced. What you set first stays, and a second argument leaves more to you:
--   { badge = false }   the right status
--   { titles = false }  the titles of tabs and windows
--   { keys = false }    every key
{%- else -%}
-- WezTerm on this computer: {{ hosts.len() }} {% if hosts.len() == 1 %}domain{% else %}domains{% endif %}, each with its own colours.
-- Written by wezmux {{ VERSION }}. Change the project file and write it again rather than this file.
-- It belongs at ~/.wezterm.lua. If you have a config already, wezmux.lua is the same for that.
{%- endif %}
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
{%- for host in hosts %}
  { -- from {{ host.domain.look.accent }}
    name = "{{ host.domain.name }}",{% if host.has_label() %} label = "{{ host.domain.label }}",{% endif %}{% if host.domain.icon != Icon::default() %} icon = "{{ host.domain.icon }}",{% endif %}{% if host.domain.tab_count() != 1 %} tabs = {{ host.domain.tab_count() }},{% endif %}{% if let Some(cwd) = host.domain.known_cwd() %} cwd = "{{ cwd }}",{% endif %}{% if !host.domain.attach %} attach = false,{% endif %}{% if host.domain.production %} production = true,{% endif %}
    ssh = { {% for word in host.domain.ssh_destination() %}"{{ word }}"{% if !loop.last %}, {% endif %}{% endfor %} },
    {%- if host.domain.transport == Transport::OpenSsh %} keepalive = {{ host.domain.keepalive }},{% if host.domain.forward_agent %} forward_agent = true,{% endif %}{% endif %}
    {%- if host.domain.bin_dir != BinDir::default() %} wezterm = "{{ host.domain.program("wezterm") }}",{% endif %}
    {%- if host.domain.transport == Transport::WezTerm %}
    built_in = { remote_address = "{{ host.domain.remote_address() }}"{% if let Some(username) = host.domain.username %}, username = "{{ username }}"{% endif %}{% if host.domain.has_ssh_option() %}, ssh_option = { {% if let Some(port) = host.domain.port_option() %}port = "{{ port }}", {% endif %}{% if let Some(file) = host.domain.identity_file %}identityfile = {% match file.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir .. "{{ rest }}"{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}, {% endif %}{% if host.domain.forward_agent %}forwardagent = "yes", {% endif %}}{% endif %} },
    {%- endif %}
    {%- if host.domain.look.orientation != Orientation::default() %}
    orientation = {% match host.domain.look.orientation %}{% when Orientation::Horizontal %}"Horizontal"{% when Orientation::Vertical %}"Vertical"{% when Orientation::Radial %}{ Radial = {} }{% when Orientation::Linear with (angle) %}{ Linear = { angle = {{ angle }}.0 } }{% endmatch %},
    {%- endif %}
    {%- if host.domain.look.blend != Blend::Rgb %}
    blend = "{{ host.domain.look.blend.name() }}",
    {%- endif %}
    {%- if host.domain.look.opacity != 100 %}
    opacity = {{ host.opacity() }},
    {%- endif %}
    {%- for theme in host.themes %}
    {{ theme.name() }} = "{% for stop in theme.gradient.iter() %}{{ stop }} {% endfor %}| {{ theme.foreground }} {{ theme.cursor.fg }} {{ theme.cursor.bg }} {{ theme.compose_cursor }} {{ theme.selection.fg }} {{ theme.selection.bg }} {{ theme.found.fg }} {{ theme.found.bg }} {{ theme.split }} {{ theme.scrollbar_thumb }} {{ theme.visual_bell }} {{ theme.tab_bar }} {{ theme.active_tab.fg }} {{ theme.active_tab.bg }} {{ theme.inactive_tab.fg }} {{ theme.inactive_tab.bg }} {{ theme.inactive_tab_hover.fg }} {{ theme.inactive_tab_hover.bg }} {{ theme.inactive_tab_edge }} {{ theme.new_tab.fg }} {{ theme.new_tab.bg }} {{ theme.new_tab_hover.fg }} {{ theme.new_tab_hover.bg }} {{ theme.badge.fg }} {{ theme.badge.bg }}{% if let Some(colors) = theme.ansi %} |{% for color in colors.normal %} {{ color }}{% endfor %} |{% for color in colors.bright %} {{ color }}{% endfor %}{% endif %}",
    {%- endfor %}
  },
{%- endfor %}
}

local Host = { icon = "{{ Icon::default() }}", tabs = 1, attach = true, blend = "Rgb", orientation = { Linear = { angle = -45.0 } } }
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
      ssh_domains = ssh_domains or config.ssh_domains or {% if module %}wezterm.default_ssh_domains(){% else %}{}{% endif %}
      local domain = { name = host.name, multiplexing = "WezTerm", remote_wezterm_path = host.wezterm }
      for key, value in pairs(host.built_in) do
        domain[key] = value
      end
      ssh_domains[#ssh_domains + 1] = domain
    else
      unix_domains = unix_domains or config.unix_domains or {% if module %}{ { name = "unix" } }{% else %}{}{% endif %}
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

{% include "wezterm/colors.lua" %}

{% include "wezterm/attach.lua" %}

{% include "wezterm/watch.lua" %}

{% include "wezterm/windows.lua" %}

{% include "wezterm/start.lua" %}

{% include "wezterm/keys.lua" %}

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

{% if module -%}
return { apply_to_config = apply_to_config }
{% else -%}
local config = wezterm.config_builder()
apply_to_config(config)
return config
{% endif %}