-- Start -----------------------------------------------------------------------
{% if self.any_over(Transport::WezTerm) %}
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
{% endif %}
-- Hosts make their own tabs; this computer only attaches, so starting it again adds none.
local function start(cmd)
  local cwd = {% match local.cwd.rooted() %}{% when Rooted::Home with (rest) %}wezterm.home_dir{% if !rest.is_empty() %} .. "{{ rest }}"{% endif %}{% when Rooted::Absolute with (path) %}"{{ path }}"{% endmatch %}
  -- `wezterm start --domain` attaches what it names, and opens a window with a tab of it, by itself
  -- (wezterm-gui/src/main.rs:461-491).
  local asked = cmd and cmd.domain.DomainName
  if host_named[asked] then
    host_named[asked].state = "off"
    wezterm.GLOBAL["wezmux " .. asked] = "off " .. os.time()
  end
  -- A handler of yours that came first may have opened a window.
  if not asked and #mux.all_windows() == 0 then
{%- if local.tabs == 1 %}
    mux.spawn_window(cmd or { cwd = cwd })
{%- else %}
    local tab, _, window = mux.spawn_window(cmd or { cwd = cwd })
    if cmd == nil then
      for _ = 2, {{ local.tabs }} do
        window:spawn_tab { cwd = cwd }
      end
      tab:activate()
    end
{%- endif %}
  end
  -- It may be closed before the first look.
  set_windows "open"
  wezterm.GLOBAL["wezmux started"] = true
  for _, host in ipairs(hosts) do
    if host.attach and host.state == nil then
      want(host)
    end
  end
  try_all(os.time())
{%- if self.any_over(Transport::WezTerm) %}
  check_directives()
{%- endif %}
end
