# shellcheck shell=bash
# Hosts to try things on: Debian 12 with systemd, logind and sshd, each in a container and a network of its own.
# To be sourced by bash; needs root, mmdebstrap, systemd-container, iproute2 and openssh-client, and no Docker.
#
#   lab_base               make the system that every host starts from, or take the one that is there; opens the lab
#   lab_up NAME...         boot hosts and wait until they answer; a host that was down keeps its disk
#   lab_ssh [USER@]NAME [COMMAND...]   run a command there, as root unless told otherwise
#   lab_inside NAME COMMAND...   run a command there as root without a login and without the network
#   lab_net COMMAND...     run a command of this machine in the network that the hosts are in; its `ssh` needs
#                          `-F "$lab_ssh_config"` to know them by name
#   lab_root NAME          print where the host's root folder is on this machine
#   lab_link NAME down|up  pull the host's network cable, or put it back
#   lab_reboot NAME...     shut down in an orderly way and boot again
#   lab_power_cut NAME     end everything on the host at once; `lab_up NAME` boots it again from the same disk
#   lab_down [NAME...]     remove hosts with their disks; without a name all of them, and the lab
#
# The lab is removed when the shell ends, also when it is interrupted. The hosts have addresses in 10.77.0.0/16, in
# network namespaces that are made here: the network of this machine is not touched, and two labs do not meet.
# `target/lab` keeps the base system; LAB_CACHE names another folder for it.

lab_cache=${LAB_CACHE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/target/lab}
lab_packages=systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,sudo,polkitd,zsh

# Of this run: its folder and its network. The folder has one for each host, with its disk, the `number` in its address,
# the id of its nspawn `process` and its `console`: in files, so that subshells know and change the same.
lab_run=
lab_name=lab-$$

# How a connection's keys are agreed on; without it, as OpenSSH does.
lab_key_exchange=

lab_say() { printf 'lab: %s\n' "$*" >&2; }

lab_fail() {
  lab_say "$*"
  exit 1
}

# Runs a command until it succeeds, every 0.2 s for at most SECONDS.
lab_until() {
  local seconds=$1 try
  shift
  for ((try = 0; try < seconds * 5; try++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  return 1
}

lab_base() {
  local program new
  [ "$(id -u)" = 0 ] || lab_fail 'this makes containers, so it has to be run as root'
  for program in mmdebstrap systemd-nspawn ip nsenter ssh ssh-keygen; do
    command -v "$program" >/dev/null || lab_fail "$program is missing"
  done
  mkdir -p "$lab_cache"
  lab_base_folder=$lab_cache/base-$(printf %s "$lab_packages" | cksum | cut -d' ' -f1)
  # Whoever comes second waits here and finds the base made.
  exec {lab_lock}>"$lab_cache/lock"
  flock "$lab_lock"
  if [ ! -d "$lab_base_folder" ]; then
    lab_say "making the base system at $lab_base_folder"
    new=$lab_cache/new
    rm -rf --one-file-system "$new"
    mmdebstrap --quiet --variant=minbase --include="$lab_packages" bookworm "$new" ||
      lab_fail 'mmdebstrap failed'
    # One key opens every account, from outside the homes: those stay as they were made.
    printf '%s\n' 'AuthorizedKeysFile /etc/ssh/lab.pub' 'PermitRootLogin yes' 'UseDNS no' \
      >"$new/etc/ssh/sshd_config.d/lab.conf"
    # The address comes from here, and there is no one to ask for the time or the next package.
    ln -sf /dev/null "$new/etc/systemd/system/systemd-networkd-wait-online.service"
    ln -sf /dev/null "$new/etc/systemd/system/apt-daily.timer"
    ln -sf /dev/null "$new/etc/systemd/system/apt-daily-upgrade.timer"
    mv "$new" "$lab_base_folder"
  fi
  exec {lab_lock}>&-

  trap lab_down EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  lab_run=$(mktemp -d "$lab_cache/run.XXXXXX")
  lab_ssh_config=$lab_run/ssh_config
  ssh-keygen -q -t ed25519 -N '' -C lab -f "$lab_run/key"
  # All hosts are copies of one system, host key included.
  printf '* %s\n' "$(cut -d' ' -f1,2 "$lab_base_folder/etc/ssh/ssh_host_ed25519_key.pub")" >"$lab_run/known_hosts"

  ip netns add "$lab_name"
  ip -n "$lab_name" link set lo up
  ip -n "$lab_name" link add bridge type bridge
  ip -n "$lab_name" address add 10.77.0.1/16 dev bridge
  ip -n "$lab_name" link set bridge up
}

lab_root() { printf '%s\n' "$lab_run/$1/root"; }

lab_net() { nsenter --net="/run/netns/$lab_name" -- "$@"; }

lab_number() { cat "$lab_run/$1/number"; }

# Whether the host's nspawn runs.
lab_is_up() {
  local process
  process=$(cat "$lab_run/$1/process" 2>/dev/null) || return 1
  [ "$(cat "/proc/$process/comm" 2>/dev/null)" = systemd-nspawn ]
}

lab_is_down() { ! lab_is_up "$1"; }

lab_inside() {
  local process init
  process=$(cat "$lab_run/$1/process")
  shift
  # nspawn's only child is the host's first process.
  read -r init _ <<<"$(cat "/proc/$process/task/$process/children")"
  nsenter --target="$init" --mount --uts --ipc --pid --net --root --wd -- "$@"
}

lab_ssh() { lab_net ssh -F "$lab_ssh_config" "$@"; }

# Disk, network and name of a new host.
lab_make() {
  local name=$1 number=1 folder=$lab_run/$1 net=$lab_name-$1 other
  for other in "$lab_run"/*/number; do
    if [ -e "$other" ] && [ "$(cat "$other")" -gt "$number" ]; then number=$(cat "$other"); fi
  done
  number=$((number + 1))
  mkdir -p "$folder"/{upper,work,root}
  printf '%s\n' "$number" >"$folder/number"
  mount -t overlay overlay -o "lowerdir=$lab_base_folder,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
  install -m 644 "$lab_run/key.pub" "$folder/root/etc/ssh/lab.pub"
  printf '%s\n' "$name" >"$folder/root/etc/hostname"
  printf '127.0.0.1 localhost %s\n' "$name" >"$folder/root/etc/hosts"

  ip netns add "$net"
  ip -n "$lab_name" link add "v$number" type veth peer name host0 netns "$net"
  ip -n "$lab_name" link set "v$number" master bridge up
  ip -n "$net" link set lo up
  ip -n "$net" address add "10.77.$((number / 256)).$((number % 256))/16" dev host0
  ip -n "$net" link set host0 up

  cat >>"$lab_ssh_config" <<CONFIG
Host $name
  HostName 10.77.$((number / 256)).$((number % 256))
  User root
  IdentityFile $lab_run/key
  IdentitiesOnly yes
  UserKnownHostsFile $lab_run/known_hosts
  GlobalKnownHostsFile /dev/null
  BatchMode yes
  ConnectTimeout 5
  LogLevel ERROR
${lab_key_exchange:+  KexAlgorithms $lab_key_exchange}

CONFIG
}

# Whether the host is up and through with booting: before that, pam_nologin turns users away.
lab_answers() {
  # shellcheck disable=SC2029
  lab_ssh "$1" '[ ! -e /run/nologin ] && systemctl is-active --quiet multi-user.target'
}

# The host's control groups, one for each hierarchy that systemd uses. nspawn makes its `payload` below the one that it
# is in, so without one of their own all hosts would be in the same, and end each other's services.
lab_cgroups() {
  local controllers path top
  while IFS=: read -r _ controllers path; do
    case $controllers in
      name=systemd) top=/sys/fs/cgroup/systemd ;;
      '') if [ -d /sys/fs/cgroup/unified ]; then top=/sys/fs/cgroup/unified; else top=/sys/fs/cgroup; fi ;;
      *) continue ;;
    esac
    printf '%s\n' "$top${path%/}/$lab_name-$1"
  done </proc/self/cgroup
}

# Becomes the host's nspawn. The interrupt key is for the calling shell alone: a host that got it as well would be gone
# before lab_down.
lab_boot() {
  local name=$1 cgroup
  for cgroup in $(lab_cgroups "$name"); do
    mkdir -p "$cgroup"
    printf '%s\n' "$BASHPID" >"$cgroup/cgroup.procs"
  done
  exec setsid systemd-nspawn --quiet --boot --directory="$(lab_root "$name")" --machine="$lab_name-$name" \
    --hostname="$name" --register=no --keep-unit --link-journal=no --resolv-conf=off --timezone=off \
    --network-namespace-path="/run/netns/$lab_name-$name" --console=pipe </dev/null >>"$lab_run/$name/console" 2>&1
}

lab_up() {
  local name
  [ -n "$lab_run" ] || lab_fail 'lab_base comes first'
  for name in "$@"; do
    [ -e "$lab_run/$name/number" ] || lab_make "$name"
    if lab_is_up "$name"; then continue; fi
    lab_boot "$name" &
    printf '%s\n' "$!" >"$lab_run/$name/process"
    # So that the shell does not report its end.
    disown "$!"
  done
  for name in "$@"; do
    lab_until 60 lab_answers "$name" || {
      tail -n 20 "$lab_run/$name/console" >&2
      lab_fail "$name does not come up"
    }
  done
}

lab_link() { ip -n "$lab_name" link set "v$(lab_number "$1")" "$2"; }

lab_reboot() {
  local name
  for name in "$@"; do lab_inside "$name" systemctl --no-block reboot; done
  for name in "$@"; do
    # With --keep-unit nspawn does not boot again by itself, but ends.
    lab_until 60 lab_is_down "$name" || lab_fail "$name does not shut down"
  done
  lab_up "$@"
}

# The ids of all processes of a host, nspawn's among them.
lab_processes() {
  local cgroup
  for cgroup in $(lab_cgroups "$1"); do
    if [ -d "$cgroup" ]; then find "$cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null || :; fi
  done | sort -u
}

# Ends them all: a host goes on without its nspawn.
lab_is_cut() {
  local process
  for process in $(lab_processes "$1"); do kill -KILL "$process" || :; done
  [ -z "$(lab_processes "$1")" ] && lab_is_down "$1"
}

lab_power_cut() { lab_until 10 lab_is_cut "$1" || lab_fail "$1 does not end"; }

# Also runs when the shell ends, so it goes on whatever fails, and ends with the status that was there before.
lab_down() {
  local status=$? names=("$@") name cgroup
  [ -n "$lab_run" ] || return "$status"
  if [ $# = 0 ]; then
    for name in "$lab_run"/*/number; do
      if [ -e "$name" ]; then names+=("$(basename "$(dirname "$name")")"); fi
    done
  fi
  for name in "${names[@]}"; do
    lab_power_cut "$name"
    # What the container had mounted goes a moment after its processes.
    lab_until 10 umount "$(lab_root "$name")" || umount --lazy "$(lab_root "$name")" || :
    ip netns delete "$lab_name-$name" || :
    for cgroup in $(lab_cgroups "$name"); do
      if [ -d "$cgroup" ]; then find "$cgroup" -depth -type d -exec rmdir {} + || :; fi
    done
    rm -rf --one-file-system "${lab_run:?}/$name" || :
  done
  if [ $# = 0 ]; then
    ip netns delete "$lab_name" || :
    rm -rf --one-file-system "$lab_run" || :
    lab_run=
  fi
  return "$status"
}
