#!/bin/bash
# What the verbs about hosts do on real ones, over the real ssh. As root: tests/lab/hosts.test.sh [WORD...]
# With words only the scenarios run that have one of them in their name. WEZMUX names the program to test; without it
# cargo builds one.
# shellcheck disable=SC2016 # what is in single quotes is for the host
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/fleet.sh
. tests/lab/fleet.sh

# --- scenarios

first_and_second_apply() {
  new_user
  local before process
  project
  before=$(home_tree times)
  wezmux 3 plan
  says 'one: changes to make'
  same 'the home' "$before" "$(home_tree times)"
  wezmux 0 apply
  works "$built"
  before=$(home_tree times)
  process=$(property MainPID)
  wezmux 0 apply
  says 'one: nothing to do'
  wezmux 0 plan
  same 'the home' "$before" "$(home_tree times)"
  is 'the server' "$process" "$(property MainPID)"
  wezmux 0 status
  says 'one: running, 1 tab'
  says 'protocol 44'
}

drift() {
  new_user
  local mine
  project
  wezmux 0 apply
  as_user 'echo "-- mine" >>~/.wezterm.lua'
  mine=$(config)
  wezmux 3 apply
  says 'changed   ~/.wezterm.lua, by someone else since wezmux wrote it'
  is 'the config' "$mine" "$(config)"
  wezmux 0 apply --changed adopt
  wezmux 0 plan
  is 'the config' "$mine" "$(config)"
  as_user 'rm ~/.wezterm.lua'
  wezmux 3 plan
  says 'write     ~/.wezterm.lua, which someone removed'
  wezmux 0 apply --kill-tabs 1
  as_user 'echo "return {}" >~/mine.lua; ln -sf mine.lua ~/.wezterm.lua'
  wezmux 3 apply
  wezmux 0 apply --changed overwrite --kill-tabs 1
  works "$built"
  is 'the file behind the link' 'return {}' "$(as_user 'cat ~/mine.lua')"
}

undo_and_remove() {
  new_user
  local before process
  as_user 'echo "return {}" >~/.wezterm.lua'
  before=$(home_tree)
  project
  wezmux 3 apply
  same 'the home' "$before" "$(home_tree)"
  wezmux 0 apply --changed overwrite
  wezmux 0 undo --kill-tabs 1
  is 'the config' 'return {}' "$(config)"
  wezmux 0 apply --changed overwrite --kill-tabs 1
  old=$work/$user.old
  cp -r "$built" "$old"
  project 'tabs = 5'
  wezmux 3 apply
  works "$built"
  # The server has never been started with anything else.
  process=$(property MainPID)
  wezmux 0 undo
  works "$old"
  is 'the server' "$process" "$(property MainPID)"
  wezmux 3 remove
  says '1 tab would end'
  works "$old"
  wezmux 0 remove --kill-tabs 1
  # What undo has put back is no longer kept, so that nothing is left at all.
  same 'the home' "$before" "$(home_tree)"
  is 'lingering' no "$(lingers)"
  is 'the servers' '' "$(servers)"
  wezmux 0 remove
}

noisy_shell() {
  new_user
  as_user 'sed -i "1i echo Welcome to the machine; printf no-newline" ~/.bashrc'
  project
  wezmux 0 apply
  works "$built"
  wezmux 0 apply
}

missing_wezterm() {
  new_user
  local before
  project 'bin_dir = "/opt/none"'
  before=$(home_tree times)
  wezmux 1 apply
  says 'one: /opt/none/wezterm-mux-server is missing'
  says 'put bin_dir = "/usr/bin" into the project file'
  same 'the home' "$before" "$(home_tree times)"
}

host_key_changed() {
  new_user
  local status=0
  project
  ssh-keygen -q -t ed25519 -N '' -f "$work/other"
  printf '* %s\n' "$(cut -d' ' -f1,2 "$work/other.pub")" >"$work/known_hosts"
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s -o UserKnownHostsFile=%s "$@"\n' "$lab_ssh_config" "$work/known_hosts" >"$work/bin/ssh"
  program apply --project "$work/$user.toml" >"$work/said" 2>&1 </dev/null || status=$?
  : >"$work/known_hosts"
  program plan --project "$work/$user.toml" >>"$work/said" 2>&1 </dev/null || status=$status$?
  plain_ssh
  is 'the exit codes' 44 "$status"
  says 'one: its host key is not the one in `known_hosts`'
  says 'one: its host key is not in `known_hosts` yet'
}

key_refused() {
  new_user
  project
  as_root "usermod --lock --expiredate 1 $user"
  wezmux 4 apply
  as_root "usermod --unlock --expiredate '' $user" 2>/dev/null || as_root "usermod --expiredate '' $user"
  ssh-keygen -q -t ed25519 -N '' -f "$work/stranger"
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s -o IdentityFile=none -i %s "$@"\n' "$lab_ssh_config" "$work/stranger" >"$work/bin/ssh"
  sed "s|IdentityFile .*|IdentityFile $work/stranger|" "$lab_ssh_config" >"$work/stranger_config"
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$work/stranger_config" >"$work/bin/ssh"
  local status=0
  program apply --project "$work/$user.toml" >"$work/said" 2>&1 </dev/null || status=$?
  plain_ssh
  is 'the exit code' 4 "$status"
  says 'one: it refused every key that `ssh` has'
}

sudo_that_asks() {
  new_user
  as_root "usermod --append --groups no-linger $user"
  project
  wezmux 1 apply
  says "have an administrator run: sudo loginctl enable-linger $user"
  is 'the unit' 'enabled active running' "$(unit_state)"
  as_root "usermod --append --groups sudo-linger $user"
  wezmux 0 apply
  works "$built"
  wezmux 0 apply
  # It asks again when lingering is to end.
  as_root "gpasswd --delete $user sudo-linger >/dev/null"
  wezmux 1 remove --kill-tabs 1
  says "all is removed but lingering; have an administrator run: sudo loginctl disable-linger $user"
  is 'lingering' yes "$(lingers)"
  as_root "usermod --append --groups sudo-linger $user"
  wezmux 0 remove
  is 'lingering' no "$(lingers)"
  wezmux 0 remove
  says 'one: nothing to remove'
}

others_linger() {
  new_user
  project
  wezmux 0 apply
  as_user 'systemd-run --user --quiet --unit=mine sleep 600'
  wezmux 0 remove --kill-tabs 1
  says "kept lingering for $user, since mine.service may rely on it"
  is 'lingering' yes "$(lingers)"
  sleep 1
  manager 'systemctl --user is-active mine.service' >/dev/null || no 'it ended'
}

hidden_config() {
  new_user
  local before
  as_user 'mkdir -p ~/.config/wezterm && echo "return {}" >~/.config/wezterm/wezterm.lua'
  before=$(home_tree times)
  project
  wezmux 3 apply
  says 'hides     ~/.config/wezterm/wezterm.lua'
  same 'the home' "$before" "$(home_tree times)"
  wezmux 0 apply --changed adopt
  as_root "test ! -e $home/.wezterm.lua" || no 'it is hidden'
  wezmux 0 plan
  wezmux 0 apply --changed overwrite --kill-tabs 1
  works "$built"
  is 'their config' 'return {}' "$(as_user 'cat ~/.config/wezterm/wezterm.lua')"
}

# A config that is made for a terminal, and a folder for sockets that has a space.
odd_ssh_config() {
  new_user
  project
  {
    printf '%s\n' 'Host *' 'StdinNull yes' 'SessionType none' 'ForkAfterAuthentication yes' 'RemoteCommand top' \
      'RequestTTY force' 'PermitLocalCommand yes' 'LocalCommand echo hello' 'LocalForward 8080 127.0.0.1:80'
    cat "$lab_ssh_config"
  } >"$work/odd_config"
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$work/odd_config" >"$work/bin/ssh"
  wezmux 0 apply
  wezmux 0 logs
  says 'stand-in: process'
  plain_ssh
  works "$built"
}

live_tab() {
  new_user
  local process
  project
  as_root "echo 2 >$home/tabs"
  wezmux 0 apply
  process=$(property MainPID)
  wezmux 3 restart
  says 'one: 2 tabs would end'
  says 'tab       sh in /srv'
  wezmux 3 restart --kill-tabs 1
  project 'tabs = 5'
  wezmux 3 apply
  is 'the server' "$process" "$(property MainPID)"
  wezmux 0 restart --kill-tabs 2
  [ "$process" != "$(property MainPID)" ] || no 'the server is not restarted'
  works "$built"
  wezmux 0 apply
  # A server that a client started.
  manager "systemctl --user stop $unit"
  as_user 'wezterm-mux-server --daemonize'
  manager "systemctl --user start $unit"
  process=$(servers)
  wezmux 0 restart --kill-tabs all
  [ "$process" != "$(servers)" ] || no 'the server of the client goes on'
  works "$built"
  # The same with a unit that does not run at all.
  manager "systemctl --user stop $unit"
  as_user 'wezterm-mux-server --daemonize'
  lab_until 5 manager 'wezterm cli --no-auto-start list' || no 'the server of the client does not come up'
  process=$(servers)
  wezmux 3 status
  says 'one: the unit does not run; a server that a client started does, with 2 tabs'
  project 'tabs = 6'
  wezmux 3 apply
  says 'waits     for the next start of the server: 2 tabs would end'
  is 'the server' "$process" "$(servers)"
  wezmux 3 plan
  says 'one: a change waits'
  wezmux 0 apply --kill-tabs 2
  [ "$process" != "$(servers)" ] || no 'the server of the client goes on'
  works "$built"
  wezmux 0 plan
}

flapping() {
  new_user
  as_user 'touch ~/flap'
  project
  wezmux 1 apply
  says "stand-in: ending, since $home/flap exists"
  wezmux 1 status
  as_user 'rm ~/flap'
  wezmux 0 apply
  works "$built"
}

# A unit of a type that waits for a word of its main process, which only calls the server.
never_started() {
  new_user
  local process
  as_user "mkdir -p ~/.config/systemd/user && cat >~/.config/systemd/user/$unit" <<'UNIT'
[Service]
Type=notify
TimeoutStartSec=infinity
RuntimeDirectory=wezterm
ExecStart=/bin/sh -c '/usr/bin/flock --no-fork %t/wezterm/pid /usr/bin/wezterm-mux-server; :'

[Install]
WantedBy=default.target
UNIT
  as_root "loginctl enable-linger $user"
  as_user "systemctl --user --quiet enable $unit && systemctl --user start --no-block $unit"
  lab_until 10 manager 'wezterm cli --no-auto-start list' || no 'the server does not come up'
  is 'the unit' 'enabled activating start' "$(unit_state)"
  process=$(servers)
  project
  wezmux 1 apply --changed adopt
  says "$unit does not run: activating, start"
  is 'the server' "$process" "$(servers)"
}

# On a terminal ssh asks for the password, once, before the parallel part; elsewhere nobody asks.
asks() {
  new_user
  local status=0
  project
  as_root "printf '%s:secret\n' $user | chpasswd"
  sed "s|BatchMode yes|PubkeyAuthentication no|" "$lab_ssh_config" >"$work/asking_config"
  printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>%s\nexec /usr/bin/ssh -F %s "$@"\n' "$work/asked" "$work/asking_config" >"$work/bin/ssh"
  program apply --project "$work/$user.toml" >"$work/said" 2>&1 </dev/null || status=$?
  is 'the exit code without a terminal' 4 "$status"
  says 'one: it refused every key that `ssh` has'
  : >"$work/asked"
  status=0
  {
    lab_until 20 grep -q '^-f -N -M' "$work/asked"
    sleep 1
    printf 'secret\r'
    sleep 12
  } | lab_net env PATH="$work/bin:$PATH" XDG_STATE_HOME="$work/state" TERM=xterm XDG_RUNTIME_DIR="$work" \
    script -qec "$WEZMUX apply --project $work/$user.toml" /dev/null >"$work/said" 2>&1 || status=$?
  plain_ssh
  is 'the exit code on a terminal' 0 "$status"
  says 'one: it refused every key that `ssh` has; ssh asks you now'
  says "$user@10.77.0.2's password:"
  is 'how often it asked' 1 "$(grep -c 'password:' "$work/said")"
  works "$built"
  # The connection of the person is closed, and its folder gone.
  if compgen -G "$work/wm-*" >/dev/null; then no 'the folder of the sockets is left'; fi
  grep -q -- '^-O exit' "$work/asked" || no 'the master is not ended'
}

# A server of another protocol, a second server, the unit of the guides, a session without its runtime folder.
doctor() {
  new_user
  project
  printf '#!/bin/sh\necho "wezterm 20250223-062404-4ff581a8"\n' >"$work/bin/wezterm"
  chmod 755 "$work/bin/wezterm"
  wezmux 0 apply
  wezmux 0 doctor
  as_user 'echo 42 >~/codec'
  wezmux 0 restart --kill-tabs 1
  wezmux 1 doctor
  says 'version: the server that runs speaks protocol 42, and 44 is installed there and here'
  as_user 'echo 44 >~/codec'
  wezmux 0 restart --kill-tabs 1
  as_user 'setsid wezterm-mux-server </dev/null >/dev/null 2>&1 & sleep 0.5'
  wezmux 1 doctor
  says 'servers: 2 run, and only one has the socket'
  as_root "kill $(servers | tr '\n' ' ')"
  lab_until 15 manager 'wezterm cli --no-auto-start list' || no 'the unit does not come back'
  as_root "loginctl disable-linger $user"
  lab_until 10 as_root "! systemctl is-active --quiet user@$uid" || :
  wezmux 1 doctor
  says "fix: sudo loginctl enable-linger $user"
  wezmux 0 apply
  wezmux 0 doctor
  as_root "usermod --shell /usr/sbin/nologin $user"
  wezmux 1 doctor
  says 'its shell printed `This account is currently not available.` and ran nothing'
  new_user /bin/bash x
  project
  old_unit
  wezmux 1 doctor
  says 'unit: it has `--daemonize=`, which takes no value'
  wezmux 0 apply --changed overwrite
  wezmux 0 doctor
  rm "$work/bin/wezterm"
}

logs() {
  new_user
  project
  wezmux 0 apply
  wezmux 0 logs
  says 'stand-in: process'
}

# ---

open_fleet

scenario 'the first apply sets up, the second changes nothing' first_and_second_apply
scenario 'drift: changed, removed, replaced' drift
scenario 'undo and remove' undo_and_remove
scenario 'a shell that prints' noisy_shell
scenario 'wezterm is missing' missing_wezterm
scenario 'another host key, and none' host_key_changed
scenario 'a key that is refused' key_refused
scenario 'a sudo that asks, and one that does not' sudo_that_asks
scenario 'lingering that others rely on' others_linger
scenario 'a config that ours would hide' hidden_config
scenario 'a config of ssh that is made for a terminal' odd_ssh_config
scenario 'live tabs and a restart' live_tab
scenario 'a server that does not stay up' flapping
scenario 'a unit that is never through with starting' never_started
scenario 'a password is asked for before anything is changed' asks
scenario 'doctor' doctor
scenario 'logs' logs

close_lab
