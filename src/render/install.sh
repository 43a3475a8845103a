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
{#- Prints the commands that install WezTerm; fails where they are not known. It is in two scripts, which have `say`. #}
