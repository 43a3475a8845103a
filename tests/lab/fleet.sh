# shellcheck shell=bash
# The verbs about hosts, for the scenarios on real ones: a project with one domain, and the program in the lab's network.
# To be sourced as scenario.sh is, which it brings.
# shellcheck disable=SC2034 # `built` is for the scenarios
# shellcheck source=tests/lab/scenario.sh
. tests/lab/scenario.sh

# project [LINE...]: one domain, for the user of the scenario.
project() {
  printf '%s\n' '[[domain]]' 'name = "one"' 'address = "one"' 'accent = "#bb9af7"' "username = '$user'" "$@" >"$work/$user.toml"
  "$WEZMUX" build "$work/$user.toml" -o "$work/$user" --force >/dev/null
  built=$work/$user/hosts/one
}

# The program, in the lab's network, with an ssh that knows its hosts.
program() { lab_net env PATH="$work/bin:$PATH" XDG_STATE_HOME="$work/state" "$WEZMUX" "$@"; }

# wezmux EXPECTED VERB [OPTION...]
wezmux() {
  local expected=$1 verb=$2 status=0
  shift 2
  program "$verb" --project "$work/$user.toml" "$@" >"$work/said" 2>&1 </dev/null || status=$?
  is "the exit code of $verb $*" "$expected" "$status"
}

config() { as_root "cat $home/.wezterm.lua"; }

# An ssh that knows the hosts, and no more than that.
plain_ssh() {
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$lab_ssh_config" >"$work/bin/ssh"
  chmod 755 "$work/bin/ssh"
}

# Opens the lab, with the host `one`.
open_fleet() {
  open_lab
  mkdir "$work/bin"
  plain_ssh
  host_up
}
