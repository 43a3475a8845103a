#!/bin/bash
# What becomes of the server when memory runs out in one of its tabs. As root: tests/lab/memory.test.sh
#
# systemd hears of such a death through cgroup v2 only, which this machine's kernel may not have. So the host has a
# kernel of its own: Linux as a program, which is Debian's package user-mode-linux.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/lab.sh
. tests/lab/lab.sh

# shellcheck source=tests/lab/program.sh
. tests/lab/program.sh

lab_base
lab_make memory
root=$(lab_root memory)
install -m 755 tests/lab/stand-in/wezterm tests/lab/stand-in/wezterm-mux-server "$root/usr/bin/"
shared=$lab_run/shared
mkdir "$root/lab" "$shared"
printf '%s\n' '[[domain]]' 'name = "memory"' 'address = "memory"' 'accent = "#bb9af7"' >"$lab_run/memory.toml"
"$WEZMUX" build "$lab_run/memory.toml" -o "$lab_run/built" >/dev/null
install -m 644 "$lab_run/built/hosts/memory/setup.sh" "$shared/"

# What the host does when it is up: the unit as it was built, then the same with systemd's own policy.
cat >"$shared/try" <<'SCRIPT'
set -eu
exec >/lab/said 2>&1
unit=wezterm-mux-server.service
trap 'systemctl poweroff --force --force' EXIT
useradd --create-home --shell /bin/bash someone
uid=$(id -u someone)
as() { runuser -u someone -- env HOME=/home/someone XDG_RUNTIME_DIR="/run/user/$uid" "$@"; }
property() { as systemctl --user show "$unit" --property="$1" --value; }

# How often the user's systemd wrote that somebody was killed for want of memory (SD_MESSAGE_UNIT_OUT_OF_MEMORY). It does
# what the policy says in the same breath (unit_check_oom in src/core/cgroup.c), so whoever reads this sees what came of
# it. The system's own writes the same of user@.service.
seen() {
  journalctl --quiet --output=cat MESSAGE_ID=fe6faa94e7774663a0da52717891d8ef USER_UNIT="$unit" | wc -l
}
killed() { journalctl --quiet --dmesg --grep='Memory cgroup out of memory: Killed process' --output=cat | wc -l; }
# until_true TRIES COMMAND…: waits for it, half a second at a time. What is waited for in vain ends it all.
until_true() {
  tries=$1
  shift
  until "$@"; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ]; then
      echo "waited in vain: $*"
      return 1
    fi
    sleep 0.5
  done
}
saw_more() { [ "$(seen)" -gt "$seen_before" ] && [ "$(killed)" -gt "$killed_before" ]; }
settled() { [ "$(property ActiveState)" != deactivating ]; }

# Prints how many were killed for want of memory, and whether the server is still the same.
starve() {
  as systemctl --user set-property --runtime "$unit" MemoryMax=100M MemorySwapMax=0
  before=$(property MainPID)
  seen_before=$(seen)
  killed_before=$(killed)
  as touch /home/someone/hungry
  as wezterm cli --no-auto-start list >/dev/null
  until_true 120 saw_more
  until_true 60 settled
  if [ "$(property MainPID)" = "$before" ]; then server=same; else server=other; fi
  echo "$1: killed $(killed), server $server, restarts $(property NRestarts), $(property ActiveState)"
}

as sh /lab/setup.sh
starve built
as mkdir -p "/home/someone/.config/systemd/user/$unit.d"
printf '[Service]\nOOMPolicy=stop\nRestart=no\n' >"/home/someone/.config/systemd/user/$unit.d/stop.conf"
# A systemd that has seen no such death of this unit: it takes one for new only where the cgroup counts more of them than
# at its last look (unit_check_oom), and the cgroup of a unit that was started again counts from nought.
systemctl restart "user@$uid.service"
answers() { as wezterm cli --no-auto-start list >/dev/null 2>&1; }
until_true 60 answers
starve stop
SCRIPT
cat >"$root/etc/systemd/system/lab.service" <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStartPre=/bin/mount -t hostfs -o $shared none /lab
ExecStart=/bin/sh /lab/try
[Install]
WantedBy=multi-user.target
UNIT
chroot "$root" systemctl --quiet enable lab.service

# A disk of its own: on a folder of this machine all that its users make would belong to root.
mke2fs -q -t ext4 -d "$root" "$lab_run/disk" 1G >/dev/null
setsid timeout --kill-after=5 480 linux.uml ubd0="$lab_run/disk" root=/dev/ubda rw mem=512M \
  con=null con0=fd:0,fd:1 uml_dir="$lab_run" umid=memory </dev/null >"$lab_run/memory/console" 2>&1 &
machine=$!
# It is a group of processes of its own, and does not end with this shell.
trap 'kill -KILL -- "-$machine" 2>/dev/null || :; lab_down' EXIT
wait "$machine" || echo "the machine ended with $?"

said=$shared/said
status=0
expect() {
  if grep -qx "$1" "$said"; then printf 'ok - %s\n' "$2"; else
    printf 'not ok - %s\n' "$2"
    status=1
  fi
}
expect 'built: killed 1, server same, restarts 0, active' 'memory that runs out in a tab ends that tab only'
expect 'stop: killed 2, server other, restarts 0, failed' 'without OOMPolicy=continue it would have ended them all'
if [ "$status" != 0 ]; then
  sed 's/^/  | /' "$said" || tail -n 30 "$lab_run/memory/console"
fi
exit "$status"
