#!/bin/sh
# Sets WezTerm's mux server up for one user, as root and once the user is there: by the setup.sh at the end of this file,
# the one that `wezmux build` writes. cloud-init keeps what it says in /var/log/cloud-init-output.log; run again it
# changes nothing.
# shellcheck disable=SC1091,SC2016 # os-release is on the host, and what is in single quotes is meant as it stands
set -eu
user='ubuntu'
say() { printf '%s\n' "$*"; }

  install_commands() {
    distribution=
    if [ -r /etc/os-release ]; then
      distribution=$(. /etc/os-release && printf '%s' " ${ID:-} ${ID_LIKE:-} ")
    fi
    case $distribution in
      *" debian "* | *" ubuntu "*)
        cat <<'INSTALL'
  sudo apt-get update && sudo apt-get install -y curl gnupg && sudo mkdir -p /etc/apt/keyrings
  curl -fsSL https://apt.fury.io/wez/gpg.key | sudo gpg --yes --dearmor -o /etc/apt/keyrings/wezterm-fury.gpg
  sudo chmod 644 /etc/apt/keyrings/wezterm-fury.gpg
  echo 'deb [signed-by=/etc/apt/keyrings/wezterm-fury.gpg] https://apt.fury.io/wez/ * *' | sudo tee /etc/apt/sources.list.d/wezterm.list
  sudo apt-get update && sudo apt-get install -y wezterm
  # its nightly, if that is what your own computer has: wezterm-nightly
INSTALL
        ;;
      *" fedora "* | *" rhel "*) say '  sudo dnf -y copr enable wezfurlong/wezterm-nightly && sudo dnf -y install wezterm' ;;
      *" arch "*) say '  sudo pacman -S --noconfirm wezterm' ;;
      *suse*) say '  sudo zypper --non-interactive install wezterm' ;;
      *) return 1 ;;
    esac
  }

if ! entry=$(getent passwd "$user"); then
  printf 'wezmux: there is no user %s: let the image make it, or `users` in the user-data\n' "$user" >&2
  exit 1
fi
home=$(printf '%s\n' "$entry" | cut -d: -f6)
uid=$(id -u "$user")

# Nobody is logged in: this starts the user's systemd.
loginctl enable-linger "$user"
systemctl start "user@$uid.service"

set_up() {
  sed '1,/^# ---/d' "$0" | runuser -u "$user" -- env -i HOME="$home" USER="$user" LOGNAME="$user" \
    PATH=/usr/local/bin:/usr/bin:/bin XDG_RUNTIME_DIR="/run/user/$uid" sh -s
}
status=0
set_up || status=$?
# WezTerm is missing. A machine that is to have the very version of yours has it in its image.
if [ "$status" = 4 ] && commands=$(install_commands); then
  say "$commands"
  # At a first boot others install as well, and apt does not wait for its locks.
  tries=0
  until printf 'sudo() { "$@"; }\n%s\n' "$commands" | DEBIAN_FRONTEND=noninteractive sh -e; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
      say 'wezmux: WezTerm could not be installed'
      break
    fi
    sleep 10
  done
  status=0
  set_up || status=$?
fi
exit "$status"
