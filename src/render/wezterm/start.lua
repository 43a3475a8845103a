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
  wezterm.GLOBAL["wezmux started"] = true
  look()
{%- if self.any_over(Transport::WezTerm) %}
  check_directives()
{%- endif %}
end
