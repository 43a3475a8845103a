#!/bin/bash
# The same job by wezmux, Ansible and pyinfra on the same four hosts in one sitting, beside plain `ssh host true`:
# two files, a unit that is enabled and runs, and lingering; the first run, then runs with nothing to do.
# As root: benches/run.mjs hosts, or this with the number of rounds. It makes the hosts as tests/lab does, with Python for
# Ansible, and the other two come from tests/lab/engines.sh. WEZMUX names the program; without it cargo builds one with
# --release.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/lab.sh
. tests/lab/lab.sh
rounds=${1:-7}

if [ -z "${WEZMUX:-}" ]; then
  cargo build --quiet --release --features cli
  WEZMUX=$PWD/target/release/wezmux
fi
tools=$(tests/lab/engines.sh)

hosts=(a b c d)
first=()
lab_packages+=,python3-minimal,python3
lab_base
work=$lab_run/work
mkdir -p "$work/bin"
lab_up "${hosts[@]}"
printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$lab_ssh_config" >"$work/bin/ssh"
chmod 755 "$work/bin/ssh"
# One user for each, whose homes are as useradd makes them.
for host in "${hosts[@]}"; do
  install -m 755 tests/lab/stand-in/wezterm tests/lab/stand-in/wezterm-mux-server "$(lab_root "$host")/usr/bin/"
  for user in wezmux ansible pyinfra; do lab_inside "$host" useradd --create-home --shell /bin/bash "$user"; done
done

for host in "${hosts[@]}"; do
  printf '[[domain]]\nname = "%s"\naddress = "%s"\naccent = "#bb9af7"\nusername = "wezmux"\n' "$host" "$host"
done >"$work/wezmux.toml"
"$WEZMUX" build "$work/wezmux.toml" -o "$work/out" >/dev/null 2>&1
files=$work/out/hosts/a

cat >"$work/playbook.yml" <<PLAYBOOK
- hosts: all
  gather_facts: false
  vars:
    environment_of_user: { XDG_RUNTIME_DIR: "/run/user/{{ uid.stdout }}" }
  tasks:
    - command: loginctl enable-linger
      args: { creates: /var/lib/systemd/linger/ansible }
    - command: id -u
      register: uid
      changed_when: false
    - copy: { src: $files/wezterm.lua, dest: .wezterm.lua, mode: "0644" }
    - file: { path: .config/systemd/user, state: directory }
    - copy: { src: $files/wezterm-mux-server.service, dest: .config/systemd/user/wezterm-mux-server.service, mode: "0644" }
      register: unit
    - systemd_service: { name: wezterm-mux-server, scope: user, enabled: true, state: started, daemon_reload: "{{ unit is changed }}" }
      environment: "{{ environment_of_user }}"
PLAYBOOK
{
  printf '[all]\n'
  for host in "${hosts[@]}"; do printf '%s ansible_user=ansible\n' "$host"; done
} >"$work/inventory"

cat >"$work/inventory.py" <<PYTHON
hosts = [(name, {"ssh_user": "pyinfra", "ssh_config_file": "$lab_ssh_config", "ssh_known_hosts_file": "$lab_run/known_hosts"}) for name in "${hosts[*]}".split()]
PYTHON
cat >"$work/deploy.py" <<PYTHON
from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.operations import files, server, systemd

if not host.get_fact(File, path="/var/lib/systemd/linger/pyinfra"):
    server.shell(commands=["loginctl enable-linger"])
files.put(src="$files/wezterm.lua", dest=".wezterm.lua", mode="644")
unit = files.put(
    src="$files/wezterm-mux-server.service",
    dest=".config/systemd/user/wezterm-mux-server.service",
    mode="644",
    create_remote_dir=True,
)
systemd.service(service="wezterm-mux-server.service", user_mode=True, running=True, enabled=True, daemon_reload=unit.will_change)
PYTHON

inside() { lab_net env PATH="$work/bin:$tools/bin:$PATH" HOME="$work" XDG_STATE_HOME="$work/state" "$@" >"$work/said" 2>&1 </dev/null; }
all_ssh() {
  local host pids=()
  for host in "${hosts[@]}"; do
    inside ssh -l wezmux "$host" true &
    pids+=($!)
  done
  for host in "${pids[@]}"; do wait "$host"; done
}
by_wezmux() { inside "$WEZMUX" apply --project "$work/wezmux.toml"; }
by_ansible() {
  inside env ANSIBLE_SSH_ARGS="-F $lab_ssh_config -o ControlMaster=auto -o ControlPersist=60s" ANSIBLE_PIPELINING=1 ANSIBLE_FORKS=16 \
    ansible-playbook -i "$work/inventory" "$work/playbook.yml"
}
by_pyinfra() { inside pyinfra -y "$work/inventory.py" "$work/deploy.py"; }

# seconds COMMAND: how long it takes; what it printed is shown when it fails.
seconds() {
  local started=$EPOCHREALTIME
  "$@" || {
    cat "$work/said" >&2
    lab_fail "$1 fails"
  }
  awk -v from="$started" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", to - from }'
}
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

all_ssh
for job in by_wezmux by_ansible by_pyinfra; do first[${#first[@]}]=$(seconds "$job"); done
# By turns, so that what else this machine does meanwhile meets all of them.
for ((round = 0; round < rounds; round++)); do
  for job in all_ssh by_wezmux by_ansible by_pyinfra; do seconds "$job" >>"$work/$job.seconds"; done
done
# row WHEN WHO SECONDS OURS: a row of the table of benches/run.mjs.
row() {
  awk -v what="${#hosts[@]} hosts, $1: $2" -v seconds="$3" -v ours="$4" \
    'BEGIN { printf "%s\t%s s\t%.2f\twezmux\n", what, seconds, seconds / ours }'
}
index=0
for job in by_wezmux by_ansible by_pyinfra; do
  row 'first run' "${job#by_}" "${first[index]}" "${first[0]}"
  index=$((index + 1))
done
ours=$(median <"$work/by_wezmux.seconds")
for job in by_wezmux all_ssh by_ansible by_pyinfra; do
  name=${job/all_ssh/by_ssh host true}
  row "nothing to do, median of $rounds" "${name#by_}" "$(median <"$work/$job.seconds")" "$ours"
done
