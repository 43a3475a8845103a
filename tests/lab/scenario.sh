# shellcheck shell=bash
# What the scenarios on real hosts have in common: each has a user of its own on a host that is shared, and says in one
# word why it fails. To be sourced at the root of the repository; the script's words choose the scenarios.
# shellcheck disable=SC2016 # what is in single quotes is for the host
# shellcheck source=tests/lab/lab.sh
. tests/lab/lab.sh

# shellcheck source=tests/lab/program.sh
. tests/lab/program.sh

# The one that OpenSSH would choose is a quarter to a third of all that the scenarios cost.
lab_key_exchange=curve25519-sha256
wanted=("$@")
unit=wezterm-mux-server.service
passed=0
failed=0
users=0

# One scenario: a function that ends early, with a word why, where something is wrong.
scenario() {
  local name=$1 status word=
  shift
  if [ ${#wanted[@]} != 0 ]; then
    for word in "${wanted[@]}" ''; do case $name in *"$word"*) break ;; esac; done
    [ -n "$word" ] || return 0
  fi
  users=$((users + 1))
  : >"$work/why"
  set +e
  (
    set -eE
    trap 'printf "line %s: %s" "$LINENO" "$BASH_COMMAND" >"$work/why"' ERR
    "$@"
  )
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    passed=$((passed + 1))
    printf 'ok - %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'not ok - %s: %s\n' "$name" "$(cat "$work/why")"
    if [ -s "$work/said" ]; then tail -n 20 "$work/said" | sed 's/^/  | /'; fi
  fi
}

no() {
  trap - ERR
  printf '%s' "$*" >"$work/why"
  exit 1
}

# is WHAT EXPECTED FOUND
is() { [ "$2" = "$3" ] || no "$1 is '$3', expected '$2'"; }

# same WHAT BEFORE AFTER
same() {
  [ "$2" = "$3" ] || no "$1 changed: $(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | grep '^[<>]' | head -n 5 | tr '\n' ' ')"
}

# says TEXT: whether the last set-up printed it.
says() { grep -qF -e "$1" "$work/said" || no "it does not say '$1'"; }

# Over ssh, as a user comes; what only looks goes past it, which is faster and is no login.
as_user() { lab_ssh "$user@one" "$@"; }
as_root() { lab_inside one sh -c "$1"; }
manager() { as_root "runuser -u $user -- env HOME=$home XDG_RUNTIME_DIR=/run/user/$uid $1"; }

# Every scenario has a user of its own, whose home is as useradd makes it.
new_user() {
  user=user$users${2:-}
  home=/home/$user
  as_root "useradd --create-home --shell ${1:-/bin/bash} $user"
  uid=$(as_root "id -u $user")
}

# Everything in the home with its contents; with `times` to the nanosecond, so that a file written anew counts as well.
home_tree() {
  local times=
  if [ "${1:-}" = times ]; then times='%T@ '; fi
  as_root "cd $home && find . -mindepth 1 -printf '$times%y %m %u %p -> %l\n' | LC_ALL=C sort &&
    find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum"
}

property() { manager "systemctl --user show $unit --property=$1 --value"; }

# Every mux server of the user, whoever started it; what waits for the lock is named flock.
servers() {
  as_root "cd /proc && for p in [0-9]*; do
    [ \"\$(stat -c %u \$p 2>/dev/null)\" = $uid ] && grep -qsx wezterm-mux-ser \$p/comm && echo \$p; done; :"
}

lingers() { as_root "test -e /var/lib/systemd/linger/$user && echo yes || echo no"; }

unit_state() {
  local enabled
  enabled=$(manager "systemctl --user is-enabled $unit") || :
  printf '%s %s %s\n' "$enabled" "$(property ActiveState)" "$(property SubState)"
}

# The files are byte for byte those of the project.
files_are() {
  local path found
  for path in wezterm.lua:.wezterm.lua "$unit:.config/systemd/user/$unit"; do
    as_root "cat $home/${path#*:}" | cmp -s - "$1/${path%%:*}" || no "${path#*:} is not what was built"
    found=$(as_root "stat -c '%A %U %F' $home/${path#*:}")
    is "${path#*:}" "-rw-r--r-- $user regular file" "$found"
  done
}

# The files are those of the project, and the server that they describe is up.
works() {
  files_are "$1"
  is 'the unit' 'enabled active running' "$(unit_state)"
  is 'lingering' yes "$(lingers)"
  manager 'wezterm cli --no-auto-start list' >/dev/null || no 'the server does not answer'
  is 'the number of servers' 1 "$(servers | wc -w)"
}

# build FOLDER LABEL [LINE...]: makes the files of a project with one domain, and prints where they are.
build() {
  local folder=$work/$1 label=$2
  shift 2
  printf '%s\n' '[[domain]]' 'name = "one"' 'address = "10.77.0.2"' 'accent = "#bb9af7"' "label = '$label'" "$@" >"$folder.toml"
  "$WEZMUX" build "$folder.toml" -o "$folder" --force >/dev/null
  printf '%s\n' "$folder/hosts/one"
}

# The unit that guides on the web have: the option takes no value, so that it starts again for ever.
old_unit() {
  as_user "mkdir -p ~/.config/systemd/user && cat >~/.config/systemd/user/$unit" <<'UNIT'
[Unit]
Description=WezTerm Mux Server
After=network.target

[Service]
Type=simple
ExecStart=/usr/bin/wezterm-mux-server --daemonize=false
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
UNIT
  as_user "systemctl --user --quiet enable --now $unit"
  lab_until 10 as_user "systemctl --user show $unit -p SubState --value | grep -qx auto-restart" ||
    no 'the old unit is not in auto-restart, so this tests nothing'
}

# Opens the lab, with a folder `work` for files of the scenarios.
open_lab() {
  lab_base
  work=$lab_run/work
  mkdir "$work"
  : >"$work/said"
}

# The host `one`, with stand-ins for WezTerm's programs.
host_up() {
  lab_up one
  install -m 755 tests/lab/stand-in/wezterm tests/lab/stand-in/wezterm-mux-server "$(lab_root one)/usr/bin/"
  # For the scenarios where nobody, or only sudo, may let services run on.
  as_root 'groupadd no-linger && groupadd sudo-linger && cat >/etc/polkit-1/rules.d/10-lab.rules && systemctl restart polkit' <<'RULE'
polkit.addRule(function(action, subject) {
  if (action.id.indexOf("org.freedesktop.login1.set-") == 0 && subject.isInGroup("no-linger")) return polkit.Result.NO;
});
RULE
  as_root 'cat >/etc/sudoers.d/lab && chmod 440 /etc/sudoers.d/lab' <<'RULE'
%sudo-linger ALL=(root) NOPASSWD: /usr/bin/loginctl
RULE
}

# The last line of a script.
close_lab() {
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}
