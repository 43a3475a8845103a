# WezTerm's mux server on {{ domain.name }}, a module of home-manager for the user there. Written by wezmux {{ VERSION }}.
# Change the project file and write it again rather than this file. Beside it are the files that `wezmux build` writes.
#
# On NixOS let the user linger: users.users.<name>.linger = true. On other distributions say in the project where Nix has
# its programs, bin_dir = "~/.nix-profile/bin", so that other computers find WezTerm there.
{ config, lib, pkgs, ... }:

let
  name = "wezterm-mux-server.service";
{%- match domain.bin_dir.rooted() %}
{%- when Rooted::Home with (rest) %}
  programs = "${config.home.homeDirectory}{{ rest }}";
{%- when Rooted::Absolute with (path) %}
{%- if is_default %}
  programs = "${pkgs.wezterm}/bin";
{%- else %}
  programs = "{{ path }}";
{%- endif %}
{%- endmatch %}

  # NixOS has no /usr/bin, and home-manager would restart a unit that changed, with its tabs.
  text =
    builtins.replaceStrings
      [
        "ExecStart=/usr/bin/flock --no-fork %t/wezterm/pid"
        " /usr/bin/wezterm-mux-server\n"
        "\n[Unit]\n"
      ]
      [
        "ExecStart=${pkgs.util-linux}/bin/flock --no-fork %t/wezterm/pid"
        " ${programs}/wezterm-mux-server\n"
        "\n[Unit]\nX-SwitchMethod=keep-old\n"
      ]
      (builtins.readFile ./wezterm-mux-server.service);

  # systemd takes a unit's name from the file that a link ends at.
  unit = pkgs.writeTextDir name text + "/${name}";
in
{
{%- if is_from_nix %}
  home.packages = [ pkgs.wezterm ];
{%- endif %}
  home.file.".wezterm.lua".source = ./wezterm.lua;
  xdg.configFile."systemd/user/${name}".source = unit;
  xdg.configFile."systemd/user/default.target.wants/${name}".source = unit;

  # Proves that the server answers, where the user's systemd runs.
  home.activation.wezmux = lib.hm.dag.entryAfter [ "reloadSystemd" ] ''
    if [ -z "''${DRY_RUN+set}" ]; then
      (
        export XDG_RUNTIME_DIR="/run/user/$(id -u)"
        export WEZTERM_UNIX_SOCKET="$XDG_RUNTIME_DIR/wezterm/sock"
        PATH="${dirOf config.systemd.user.systemctlPath}:$PATH"
        if [ "$(loginctl show-user "$(id -un)" --property=Linger --value 2>/dev/null)" != yes ]; then
          warnEcho "the server of WezTerm ends when you log out; have an administrator let you linger"
        fi
        systemctl --user show-environment >/dev/null 2>&1 || exit 0
        tries=0
        until timeout 10 "${programs}/wezterm" cli --no-auto-start --prefer-mux list >/dev/null 2>&1; do
          tries=$((tries + 1))
          if [ "$tries" -ge 10 ]; then
            errorEcho "WezTerm's server does not answer; see: journalctl --user --unit=${name}"
            exit 1
          fi
          sleep 1
        done
      )
    fi
  '';
}

