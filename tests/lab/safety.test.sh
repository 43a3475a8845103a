#!/bin/bash
# What the verbs about hosts do where something goes wrong on the way: a cable, a kill, a full disk, another run.
# As root: tests/lab/safety.test.sh [WORD...]
# With words only the scenarios run that have one of them in their name. WEZMUX names the program to test; without it
# cargo builds one.
# shellcheck disable=SC2016 # what is in single quotes is for the host
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/fleet.sh
. tests/lab/fleet.sh

# The config is that of one of two projects, whole; so is the unit.
is_old_or_new() {
  local path found
  for path in wezterm.lua:.wezterm.lua "$unit:.config/systemd/user/$unit"; do
    found=$(as_root "sha256sum <$home/${path#*:}")
    if [ "$found" != "$(sha256sum <"$old/${path%%:*}")" ] && [ "$found" != "$(sha256sum <"$built/${path%%:*}")" ]; then
      no "${path#*:} is neither the old one nor the new one"
    fi
  done
}

# Sets up, then changes the project; `old` has the files that are there.
set_up_then() {
  project 'label = "Old"'
  wezmux 0 apply
  old=$work/$user.old
  cp -r "$built" "$old"
  project 'label = "New"' 'tabs = 5'
}

# --- scenarios

reboot() {
  new_user
  project 'tabs = 3'
  as_root "echo 3 >$home/tabs"
  wezmux 0 apply
  lab_reboot one
  lab_until 20 manager 'wezterm cli --no-auto-start list' || no 'the server does not come up by itself'
  wezmux 0 status
  says 'one: running, 3 tabs'
  lab_power_cut one
  lab_up one
  lab_until 20 manager 'wezterm cli --no-auto-start list' || no 'the server does not come up by itself'
  wezmux 0 status
  says 'one: running, 3 tabs'
}

# cut_when CONDITION: pulls the cable as soon as it holds on the host, while apply is at work there.
cut_when() {
  local status=0 applied limit
  program apply --project "$work/$user.toml" --timeout 8 >"$work/said" 2>&1 </dev/null &
  applied=$!
  # By the clock: how many looks fit into the waits of `sync` is the machine's affair.
  limit=$((SECONDS + 60))
  until as_root "$1"; do
    [ -d "/proc/$applied" ] || no "apply ended before: $1"
    [ "$SECONDS" -lt "$limit" ] || no "it did not come to: $1"
    sleep 0.02
  done
  lab_link one down
  wait "$applied" || status=$?
  lab_link one up
  lab_until 20 lab_ssh one true || no 'the host does not come back'
  is 'the exit code' "$2" "$status"
}

cut_off() {
  new_user
  set_up_then
  # Slow enough to be met in the middle, for who asks for it.
  as_root "cat >/usr/local/bin/sync && chmod 755 /usr/local/bin/sync" <<'SYNC'
#!/bin/sh
if [ -e "$HOME/slow" ]; then sleep 4; fi
exec /usr/bin/sync "$@"
SYNC
  as_root "touch $home/slow"
  # Before anything is there.
  lab_link one down
  wezmux 4 apply --timeout 2
  lab_link one up
  says 'one: no answer within 2 s'
  lab_until 20 lab_ssh one true || no 'the host does not come back'
  is_old_or_new
  # With the new file beside the old one.
  cut_when "test -e $home/.wezterm.lua.wezmux-new" 1
  is_old_or_new
  as_root "rm -f $home/slow"
  # With the first file written, and the second one not.
  wezmux 3 apply
  works "$built"
  old=$work/$user.newer
  cp -r "$built" "$old"
  project 'label = "Newest"' 'tabs = 7'
  as_root "touch $home/slow"
  cut_when "cmp -s $home/.wezterm.lua - <<'END'
$(cat "$built/wezterm.lua")
END" 1
  is_old_or_new
  as_root "rm -f $home/slow"
  lab_until 20 as_root "! pgrep -u $user sh" || :
  wezmux 3 apply
  works "$built"
  as_root "ls $home/.wezterm.lua.wezmux-new 2>/dev/null" && no 'a temporary file is left'
  wezmux 0 apply --kill-tabs 1
  wezmux 0 apply
  as_root 'rm /usr/local/bin/sync'
}

killed() {
  new_user
  local number pause applied seed=${LAB_SEED:-$RANDOM}
  printf 'seed of the moments: %s\n' "$seed"
  RANDOM=$seed
  set_up_then
  for ((number = 1; number <= 20; number++)); do
    pause=$((RANDOM % 1200))
    project "label = 'New $number'" "tabs = $((2 + number))"
    setsid nsenter --net="/run/netns/$lab_name" -- env PATH="$work/bin:$PATH" XDG_STATE_HOME="$work/state" \
      "$WEZMUX" apply --project "$work/$user.toml" >"$work/said" 2>&1 </dev/null &
    applied=$!
    sleep "$((pause / 1000)).$(printf %03d $((pause % 1000)))"
    # The program and its ssh, both without a word.
    kill -KILL -- "-$applied" 2>/dev/null || :
    wait "$applied" 2>/dev/null || :
    is_old_or_new
    program apply --project "$work/$user.toml" >"$work/said" 2>&1 </dev/null || [ $? = 3 ] ||
      no "the run after a kill at $pause ms fails"
    works "$built"
    old=$work/$user.$number
    cp -r "$built" "$old"
  done
  wezmux 0 apply --kill-tabs all
  wezmux 0 apply
  if as_root "ls -A $home $home/.config/systemd/user" | grep -q 'wezmux-new$'; then no 'a temporary file is left'; fi
}

full_and_read_only() {
  new_user
  local before
  project
  as_root "mount -t tmpfs -o size=256k,mode=755,uid=$uid,gid=$uid tmpfs $home"
  as_root "dd if=/dev/zero of=$home/filler bs=1k count=252 status=none; chown $user: $home/filler"
  wezmux 1 apply
  says 'one: cannot '
  as_root "rm $home/filler"
  wezmux 0 apply
  works "$built"
  project 'tabs = 5'
  as_root "dd if=/dev/zero of=$home/filler bs=1k status=none; :" 2>/dev/null
  before=$(config)
  wezmux 1 apply
  says 'one: cannot '
  is 'the config' "$before" "$(config)"
  as_root "rm $home/filler; mount -o remount,ro $home"
  wezmux 1 apply
  says 'one: cannot '
  as_root "mount -o remount,rw $home"
  wezmux 3 apply
  works "$built"
}

at_once() {
  new_user
  local first second
  set_up_then
  program apply --project "$work/$user.toml" >"$work/first" 2>&1 </dev/null &
  first=$!
  program apply --project "$work/$user.toml" >"$work/second" 2>&1 </dev/null &
  second=$!
  wait "$first" || [ $? = 3 ] || no "the first fails: $(tail -n 3 "$work/first")"
  wait "$second" || [ $? = 3 ] || no "the second fails: $(tail -n 3 "$work/second")"
  works "$built"
  is 'the number of copies' 1 "$(as_root "ls -A $home/.local/state/wezmux/backup | grep -c wezterm.lua")"
  # One that takes long keeps the others out.
  as_root "runuser -u $user -- flock $home sleep 20" &
  project 'tabs = 6'
  wezmux 1 apply
  says 'another run is at work on this host; try again when it is done'
  wait
}

hung_host() {
  local number status=0 started=$SECONDS
  for number in 1 2 3 4 5 6 7 8 9; do
    new_user /bin/bash "x$number"
    printf '[[domain]]\nname = "u%s"\naddress = "one"\naccent = "#%s0%s0%s0"\nusername = "%s"\n' \
      "$number" "$number" "$number" "$number" "$user"
  done >"$work/ten.toml"
  printf '[[domain]]\nname = "hung"\naddress = "two"\naccent = "#bb9af7"\nusername = "root"\n' >>"$work/ten.toml"
  lab_inside two systemctl kill --signal=STOP ssh.service
  program apply --project "$work/ten.toml" --timeout 10 >"$work/said" 2>&1 </dev/null || status=$?
  lab_inside two systemctl kill --signal=CONT ssh.service
  is 'the exit code' 4 "$status"
  says '10 hosts: 9 changed, 1 unreachable'
  [ $((SECONDS - started)) -lt 60 ] || no 'it waits for the hung host again and again'
  status=0
  program status --project "$work/ten.toml" --tag none >"$work/said" 2>&1 || status=$?
  is 'the exit code of a tag that nobody has' 2 "$status"
}

# ---

open_fleet
lab_up two

scenario 'cut off before, during and after the write' cut_off
scenario 'killed at twenty moments, and run again' killed
scenario 'a full disk, a home that cannot be written' full_and_read_only
scenario 'two at once' at_once
scenario 'a hung host among ten' hung_host
scenario 'up again after a reboot and a power cut' reboot

close_lab
