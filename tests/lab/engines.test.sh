#!/bin/bash
# What projects are exported to, by the tools that it is for and on real hosts: is it valid, does the first run set up and
# the second change nothing, and does `wezmux plan` agree? As root: tests/lab/engines.test.sh [WORD...]
# With words only the scenarios run that have one of them in their name. WEZMUX names the program to test; without it
# cargo builds one.
# shellcheck disable=SC2016 # what is in single quotes is for the host
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/scenario.sh
. tests/lab/scenario.sh
engines=$(tests/lab/engines.sh)
PATH=$engines/bin:$PATH

# said COMMAND...: runs it; what it prints is for `says`.
said() { "$@" >"$work/said" 2>&1 </dev/null; }

# export_to ENGINE PROJECT: into the folder `written`.
export_to() {
  written=$work/$user-$1
  "$WEZMUX" export "$1" "$2" -o "$written" >/dev/null 2>"$work/said"
}

# project [LINE...]: two hosts that are well, one without WezTerm and one that is down, for the user of the scenario.
project() {
  local more
  more=$(printf '%s\n' "$@")
  cat >"$work/$user.toml" <<TOML
[defaults]
username = "$user"
accent = "#bb9af7"
$more

[[domain]]
name = "one"
address = "one"
tags = ["well"]

[[domain]]
name = "two"
address = "two"
tags = ["well"]

[[domain]]
name = "bare"
address = "two"
username = "bare-$user"
bin_dir = "/nowhere"

[[domain]]
name = "down"
address = "down"
TOML
  "$WEZMUX" build "$work/$user.toml" -o "$work/$user" --force >/dev/null 2>&1
  built=$work/$user/hosts/one
}

user_on_both() {
  new_user /bin/bash
  lab_inside two sh -c "useradd --create-home --shell /bin/sh $user && useradd --create-home bare-$user"
}

# wezmux EXPECTED VERB [OPTION...]
wezmux() {
  local expected=$1 verb=$2 status=0
  shift 2
  lab_net env PATH="$work/bin:$PATH" XDG_STATE_HOME="$work/state" "$WEZMUX" "$verb" --project "$work/$user.toml" "$@" \
    >"$work/said" 2>&1 </dev/null || status=$?
  is "the exit code of $verb $*" "$expected" "$status"
}

# recap HOST WORD...: what Ansible counts of a host.
recap() {
  local host=$1 word
  shift
  for word in "$@"; do
    grep -qE "^$host +:.* $word( |$)" "$work/said" || no "Ansible does not count $word of $host: $(grep "^$host " "$work/said")"
  done
}

# ansible EXPECTED [OPTION...]
ansible() {
  local expected=$1 status=0
  shift
  lab_net env HOME="$work" ANSIBLE_SSH_ARGS="-F $lab_ssh_config -o ControlMaster=auto -o ControlPersist=5s" ANSIBLE_NOCOLOR=1 \
    ansible-playbook -i "$written/inventory.yml" "$written/site.yml" "$@" >"$work/said" 2>&1 </dev/null || status=$?
  is "the exit code of ansible-playbook $*" "$expected" "$status"
}

# pyinfra EXPECTED [OPTION...]
pyinfra() {
  local expected=$1 status=0
  shift
  # It leaves a log in the folder that it is run in.
  lab_net env --chdir="$work" HOME="$work" pyinfra "$@" --data "ssh_config_file=$lab_ssh_config" --data "ssh_known_hosts_file=$work/known_hosts" \
    "$written/inventory.py" "$written/deploy.py" >"$work/said" 2>&1 </dev/null || status=$?
  is "the exit code of pyinfra $*" "$expected" "$status"
}

# totals HOSTS SUCCESS ERROR UNCHANGED: what pyinfra counts.
totals() { grep -qE "^ +Grand total +$1 +$2 +$3 +$4 *$" "$work/said" || no "pyinfra does not count $*: $(grep 'Grand total' "$work/said")"; }

# --- scenarios

valid_by_their_own_tools() {
  local project=tests/exports/wezmux.toml file
  user=valid
  export_to ansible "$project"
  said ansible-playbook -i "$written/inventory.yml" "$written/site.yml" --syntax-check
  (cd "$written" && said ansible-lint --offline --strict)
  said ansible-inventory -i "$written/inventory.yml" --list
  export_to pyinfra "$project"
  (cd "$written" && said command pyinfra inventory.py debug-inventory)
  export_to cloud-init "$project"
  for file in "$written"/hosts/*/user-data; do
    said cloud-init schema --config-file "$file"
    says 'Valid cloud-config'
    [ "$(wc -c <"$file")" -le 16384 ] || no "$file is more than EC2 takes"
  done
  export_to home-manager "$project"
  for file in "$written/local.nix" "$written"/hosts/*/home.nix; do said nix-instantiate --parse "$file"; done
}

# Without the folder that Ansible keeps in it.
home() { home_tree times | grep -v ' \./\.ansible'; }

by_ansible() {
  user_on_both
  local before process
  project
  export_to ansible "$work/$user.toml"
  ansible 4
  recap one changed=1 failed=0 unreachable=0
  recap two changed=1 failed=0 unreachable=0
  recap bare changed=0 failed=1
  says '/nowhere/wezterm-mux-server is missing'
  says 'it is at /usr/bin/wezterm-mux-server: put bin_dir'
  recap down unreachable=1
  works "$built"
  wezmux 0 plan --tag well
  before=$(home)
  process=$(property MainPID)
  ansible 0 --limit tag_well
  recap one changed=0
  recap two changed=0
  same 'the home' "$before" "$(home)"

  project 'label = "{{ 1 + 1 }}"' 'tabs = 5'
  export_to ansible "$work/$user.toml"
  ansible 0 --limit tag_well --check
  says 'would write   ~/.wezterm.lua'
  recap one changed=1
  same 'the home' "$before" "$(home)"
  ansible 0 --limit tag_well
  recap one changed=1
  recap two changed=1
  files_are "$built"
  is 'the server' "$process" "$(property MainPID)"
  ansible 0 --limit tag_well
  recap one changed=0
  says 'waits     for the next start of the server'
  wezmux 0 restart one two --kill-tabs 1
  wezmux 0 plan --tag well
}

# A host that is not reached has said nothing, and the play may go on with it all the same.
ansible_ignores_who_is_away() {
  user_on_both
  project
  export_to ansible "$work/$user.toml"
  sed -i 's/^  become: false$/&\n  ignore_unreachable: true/' "$written/site.yml"
  ansible 0 --limit one:down
  recap one changed=1 failed=0
  recap down changed=0 failed=0 ignored=1
  works "$built"
  ansible 0 --limit one:down --check
  recap one changed=0 failed=0
  recap down changed=0 failed=0 ignored=1
}

by_pyinfra() {
  user_on_both
  local before process
  project
  export_to pyinfra "$work/$user.toml"
  pyinfra 1 -y
  totals 3 2 1 -
  says '[bare] wezmux: /nowhere/wezterm-mux-server is missing'
  works "$built"
  wezmux 0 plan --tag well
  before=$(home_tree times)
  process=$(property MainPID)
  pyinfra 0 -y --limit tag_well
  totals 2 - - 2
  same 'the home' "$before" "$(home_tree times)"

  project 'label = "{{ 1 + 1 }}"' 'tabs = 5'
  export_to pyinfra "$work/$user.toml"
  pyinfra 0 --dry --limit tag_well
  says 'would write   ~/.wezterm.lua'
  same 'the home' "$before" "$(home_tree times)"
  pyinfra 0 -y --limit tag_well
  totals 2 2 - -
  files_are "$built"
  is 'the server' "$process" "$(property MainPID)"
  wezmux 0 restart one two --kill-tabs 1
  wezmux 0 plan --tag well
}

# A key that cannot be read, in a file that is there and in one that is not, costs only the host that has no other.
pyinfra_does_without_bad_keys() {
  user_on_both
  local file keyless
  keyless=$(sed -n '/^Host two$/,/^$/ { s/two/keyless/; /IdentityFile/d; p }' "$lab_ssh_config")
  printf '%s\n\n' "$keyless" >>"$lab_ssh_config"
  printf 'no key\n' >"$work/bad-key"
  for file in bad-key none; do
    project
    sed -i "s|^address = \"two\"\$|address = \"keyless\"\nidentity_file = \"~/$file\"|" "$work/$user.toml"
    export_to pyinfra "$work/$user.toml"
    pyinfra 1 -y --limit tag_well
    case $file in
      bad-key)
        says '[two]  SSH error (not a valid'
        totals 1 1 - -
        ;;
      none)
        says "No such file or directory: '$work/none'"
        totals 1 - - 1
        ;;
    esac
  done
  works "$built"
  wezmux 0 plan one
}

# On host `one`, what cloud-init makes of the user-data at a first boot, by its own code: the files, and the script of runcmd.
first_boot() {
  PYTHONPATH=$engines/debian/usr/lib/python3/dist-packages "$engines/bin/python" - "$1" "$(lab_root one)" <<'PYTHON'
import os, sys, yaml
from cloudinit import util
from cloudinit.config import cc_write_files as write_files

said = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
for file in said["write_files"]:
    text = write_files.extract_contents(file["content"], write_files.canonicalize_extraction(file["encoding"]))
    path = sys.argv[2] + file["path"]
    util.write_file(path, text, mode=write_files.decode_perms(file["permissions"], 0o644))
util.write_file(sys.argv[2] + "/root/runcmd", util.shellify(said["runcmd"]), mode=0o700)
PYTHON
  local status=0
  lab_inside one env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /root/runcmd >"$work/said" 2>&1 </dev/null || status=$?
  return "$status"
}

by_cloud_init() {
  local before status=0
  user=nobody-yet
  project
  export_to cloud-init "$work/$user.toml"
  first_boot "$written/hosts/one/user-data" || status=$?
  is 'the exit code without the user' 1 "$status"
  says 'there is no user nobody-yet'

  user_on_both
  project
  export_to cloud-init "$work/$user.toml"
  first_boot "$written/hosts/one/user-data" || no 'the first boot fails'
  works "$built"
  wezmux 0 plan one
  before=$(home_tree times)
  first_boot "$written/hosts/one/user-data" || no 'the second run fails'
  says 'unchanged ~/.wezterm.lua'
  same 'the home' "$before" "$(home_tree times)"
  is 'whose the script is' 'root 755' "$(as_root 'stat -c "%U %a" /var/lib/wezmux/first-boot.sh')"
}

# With stand-ins for what fetches packages.
cloud_init_installs_wezterm() {
  user_on_both
  project 'bin_dir = "/opt/wezterm/bin"'
  as_root 'cat >/usr/local/bin/apt-get && cat /usr/local/bin/apt-get >/usr/local/bin/curl && cat /usr/local/bin/apt-get >/usr/local/bin/gpg &&
    chmod 755 /usr/local/bin/*' <<'SH'
#!/bin/sh
printf '%s %s\n' "${0##*/}" "$*" >>/root/installed
case "${0##*/} $*" in
  *" wezterm") mkdir -p /opt/wezterm/bin && cp /usr/bin/wezterm /usr/bin/wezterm-mux-server /opt/wezterm/bin/ ;;
  gpg*) cat >/dev/null && : >/etc/apt/keyrings/wezterm-fury.gpg ;;
esac
SH
  export_to cloud-init "$work/$user.toml"
  first_boot "$written/hosts/one/user-data" || no 'the first boot fails'
  as_root 'rm /usr/local/bin/* && rm -f /etc/apt/sources.list.d/wezterm.list'
  works "$built"
  as_root 'grep -qx "apt-get install -y wezterm" /root/installed' || no 'nothing was installed'
  wezmux 0 plan one
}

# What home-manager would make of the module, with packages of Nix that are the host's own programs.
by_home_manager() {
  new_user /bin/bash
  local name status=0
  project
  export_to home-manager "$work/$user.toml"
  nix-instantiate --eval --strict --json --expr "
    let
      lib.hm.dag.entryAfter = after: data: assert after == [ \"reloadSystemd\" ]; data;
      pkgs = { wezterm = \"/usr\"; util-linux = \"/usr\"; writeTextDir = name: text: text; };
      config = { home.homeDirectory = \"$home\"; systemd.user.systemctlPath = \"/usr/bin/systemctl\"; };
      module = import $written/hosts/one/home.nix { inherit config lib pkgs; };
    in {
      config = builtins.readFile module.home.file.\".wezterm.lua\".source;
      unit = module.xdg.configFile.\"systemd/user/$unit\".source;
      wanted = module.xdg.configFile.\"systemd/user/default.target.wants/$unit\".source;
      check = module.home.activation.wezmux;
      packages = module.home.packages;
    }" >"$work/module.json" 2>"$work/said"
  "$engines/bin/python" - "$work/module.json" "$unit" "$built/$unit" "$(lab_root one)/srv" <<'PYTHON'
import json, os, sys
module, name, built, store = json.load(open(sys.argv[1])), sys.argv[2], open(sys.argv[3]).read(), sys.argv[4]
assert module["unit"] == module["wanted"]
unit = module["unit"].removesuffix("/" + name)
# The one line that home-manager needs; the paths of Nix are those of the host here.
assert unit == built.replace("[Unit]\n", "[Unit]\nX-SwitchMethod=keep-old\n"), unit
assert module["packages"] == ["/usr"]
for path, text in [(name, unit), (".wezterm.lua", module["config"]), ("check", module["check"])]:
    with open(os.path.join(store, path), "w", encoding="utf-8") as file:
        file.write(text)
PYTHON
  as_root "loginctl enable-linger $user && systemctl start user@$uid.service"
  as_user "mkdir -p ~/.config/systemd/user/default.target.wants && cd ~/.config/systemd/user &&
    ln -s /srv/$unit $unit && ln -s /srv/$unit default.target.wants/ && ln -s /srv/.wezterm.lua ~ &&
    systemctl --user daemon-reload && systemctl --user start default.target $unit"
  is 'the unit' 'enabled active running' "$(unit_state | sed 's/^linked/enabled/')"
  for name in running stopped; do
    status=0
    as_user 'bash -c "set -eu; warnEcho() { echo \"\$*\"; }; errorEcho() { echo \"\$*\"; }; . /srv/check"' >"$work/said" 2>&1 || status=$?
    if [ "$name" = running ]; then
      is 'the exit code of the check' 0 "$status"
      is 'what it says' '' "$(cat "$work/said")"
      as_user "systemctl --user stop $unit && sudo -n true 2>/dev/null || :"
      as_root "loginctl disable-linger $user"
    else
      is 'the exit code of the check' 1 "$status"
      says "WezTerm's server does not answer"
      says 'have an administrator let you linger'
    fi
  done
}

# --- running

open_lab
host_up
lab_up two
install -m 755 tests/lab/stand-in/wezterm tests/lab/stand-in/wezterm-mux-server "$(lab_root two)/usr/bin/"
# A host that does not answer.
printf '%s\n' 'Host down' '  HostName 10.77.255.1' "  UserKnownHostsFile $lab_run/known_hosts" '  BatchMode yes' '  ConnectTimeout 2' \
  >>"$lab_ssh_config"
# For pyinfra, which reads no patterns there.
sed -n 's/^  HostName //p' "$lab_ssh_config" | sed "s|\$| $(cut -d' ' -f2,3 "$lab_run/known_hosts")|" >"$work/known_hosts"
mkdir -p "$work/bin"
printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$lab_ssh_config" >"$work/bin/ssh"
chmod 755 "$work/bin/ssh"

scenario 'each is valid by its own tool' valid_by_their_own_tools
scenario 'Ansible sets up, then changes nothing' by_ansible
scenario 'pyinfra sets up, then changes nothing' by_pyinfra
scenario 'Ansible goes on where who is away is ignored' ansible_ignores_who_is_away
scenario 'pyinfra goes on without hosts whose key is bad' pyinfra_does_without_bad_keys
scenario 'cloud-init sets up at the first boot' by_cloud_init
scenario 'cloud-init installs WezTerm' cloud_init_installs_wezterm
scenario 'home-manager writes the files, and checks' by_home_manager
close_lab
