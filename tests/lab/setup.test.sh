#!/bin/bash
# What setup.sh and the unit do on a real host. As root: tests/lab/setup.test.sh [WORD...]
# With words only the scenarios run that have one of them in their name. WEZMUX names the program to test; without it
# cargo builds one.
# shellcheck disable=SC2016 # what is in single quotes is for the host
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/lab/scenario.sh
. tests/lab/scenario.sh

# setup EXPECTED FOLDER [OPTION...]: runs the set-up over ssh, as its first lines say.
setup() {
  local expected=$1 folder=$2 status=0
  shift 2
  as_user sh -s -- "$@" <"$folder/setup.sh" >"$work/said" 2>&1 || status=$?
  is "the exit code of setup.sh $*" "$expected" "$status"
}

# --- scenarios

dry_run() {
  new_user
  local before
  before=$(home_tree times)
  setup 3 "$plain" --dry-run
  says 'would write   ~/.wezterm.lua'
  says "would write   ~/.config/systemd/user/$unit"
  says "would enable  lingering for $user, so that the server stays when $user logs out"
  says "would enable  $unit"
  says "would start   $unit"
  same 'the home' "$before" "$(home_tree times)"
  is 'lingering' no "$(lingers)"
}

first_and_second_run() {
  new_user
  local before process
  setup 0 "$plain"
  works "$plain"
  before=$(home_tree times)
  process=$(property MainPID)
  setup 0 "$plain"
  if grep -qvE '^(unchanged|ok) ' "$work/said"; then no 'the second run says more than unchanged and ok'; fi
  same 'the home' "$before" "$(home_tree times)"
  is 'the server' "$process" "$(property MainPID)"
  setup 0 "$plain" --dry-run
  is 'what --dry-run says' 'nothing to do' "$(cat "$work/said")"
  same 'the home' "$before" "$(home_tree times)"
}

# Every command of the cheat sheet for the host, as it stands there, but over the lab's ssh.
cheat_sheet() {
  new_user
  local line process commands=0
  # shellcheck disable=SC2317 # the commands of the sheet call it
  ssh() {
    is 'the host of a command' 10.77.0.2 "$1"
    shift
    lab_ssh "$user@one" "$@"
  }
  while IFS= read -r line; do
    process=$(property MainPID 2>/dev/null || :)
    (cd "${plain%/hosts/one}" && eval "$line") >"$work/said" 2>&1 </dev/null || no "'$line' fails"
    commands=$((commands + 1))
    case $line in *restart*) [ "$process" != "$(property MainPID)" ] || no 'the server is not restarted' ;; esac
  done < <(sed -n '/^```sh$/,/^```$/{/^ssh /p;}' "${plain%/hosts/one}/CHEATSHEET.md")
  unset -f ssh
  is 'the number of commands' 6 "$commands"
  works "$plain"
}

uninstall() {
  new_user
  local before
  before=$(home_tree)
  setup 0 "$plain"
  setup 3 "$plain" --uninstall --dry-run
  works "$plain"
  setup 0 "$plain" --uninstall
  same 'the home' "$before" "$(home_tree)"
  is 'lingering' no "$(lingers)"
  is 'the unit' not-found "$(property LoadState)"
  is 'the servers' '' "$(servers)"
  setup 0 "$plain" --uninstall
  says 'nothing to do'
  setup 0 "$plain" --uninstall --dry-run
  same 'the home' "$before" "$(home_tree)"
}

existing_files() {
  new_user
  local before
  as_user 'printf "return { scrollback_lines = 7 }\n" >~/.wezterm.lua; chmod 600 ~/.wezterm.lua'
  old_unit
  before=$(home_tree)
  setup 0 "$plain"
  works "$plain"
  says 'kept      ~/.wezterm.lua as ~/.local/state/wezmux/original/.wezterm.lua'
  is 'the kept config' 'return { scrollback_lines = 7 }' "$(as_user 'cat ~/.local/state/wezmux/original/.wezterm.lua')"
  setup 0 "$plain" --uninstall
  same 'the home' "$before" "$(home_tree)"
}

existing_links() {
  new_user
  local before
  as_user 'mkdir dotfiles && printf "return {}\n" >dotfiles/wezterm.lua && ln -s dotfiles/wezterm.lua ~/.wezterm.lua'
  before=$(home_tree)
  setup 0 "$plain"
  works "$plain"
  is 'the file behind the link' 'return {}' "$(as_user 'cat dotfiles/wezterm.lua')"
  # Twice: what is kept must not be replaced by what was written.
  setup 0 "$changed"
  setup 0 "$changed" --uninstall
  as_user 'rm -r ~/.local/state/wezmux/backup && rmdir -p ~/.local/state/wezmux 2>/dev/null; :'
  same 'the home' "$before" "$(home_tree)"
}

update() {
  new_user
  local process
  setup 0 "$plain"
  process=$(property MainPID)
  setup 0 "$changed"
  works "$changed"
  is 'the server' "$process" "$(property MainPID)"
  says "systemctl --user restart $unit"
  as_user 'cat ~/.local/state/wezmux/backup/.wezterm.lua.1' | cmp -s - "$plain/wezterm.lua" || no 'the earlier config is not kept'
  as_user 'echo "-- mine" >>~/.wezterm.lua'
  setup 0 "$changed"
  works "$changed"
  is 'the last line of the kept config' '-- mine' "$(as_user 'tail -n 1 ~/.local/state/wezmux/backup/.wezterm.lua.2')"
  # Changed by hand and then uninstalled: the change is kept too.
  as_user 'echo "-- mine" >>~/.wezterm.lua'
  setup 0 "$changed" --uninstall
  says 'kept      ~/.wezterm.lua, changed since, as ~/.wezterm.lua.changed'
  setup 0 "$changed" --uninstall
  says 'nothing to do'
}

missing_programs() {
  new_user
  local before status=0
  before=$(home_tree times)
  as_root 'mkdir /root/aside && mv /usr/bin/wezterm /usr/bin/wezterm-mux-server /root/aside'
  as_user sh -s <"$plain/setup.sh" >"$work/said" 2>&1 || status=$?
  as_root 'mv /root/aside/* /usr/bin && rmdir /root/aside'
  is 'the exit code' 4 "$status"
  says '/usr/bin/wezterm-mux-server is missing'
  says 'sudo apt-get install -y wezterm'
  same 'the home' "$before" "$(home_tree times)"
}

programs_elsewhere() {
  new_user
  local folder
  folder=$(build elsewhere 'Elsewhere' 'bin_dir = "/opt/wezterm/bin"')
  setup 4 "$folder"
  says '/opt/wezterm/bin/wezterm-mux-server is missing'
  says 'it is at /usr/bin/wezterm-mux-server: put bin_dir = "/usr/bin" into the project file'
}

programs_in_the_home() {
  new_user
  local folder
  folder=$(build home 'In the home' 'bin_dir = "~/bin"')
  as_root "mkdir $home/bin && cp /usr/bin/wezterm /usr/bin/wezterm-mux-server $home/bin"
  setup 0 "$folder"
  works "$folder"
  as_user "systemctl --user cat $unit" | grep -qF '%h/bin/wezterm-mux-server' || no 'the unit does not have %h'
  as_root "tr '\\0' ' ' </proc/$(property MainPID)/cmdline" | grep -qF "$home/bin/wezterm-mux-server" || no 'another program runs'
}

client_started_server() {
  new_user
  local theirs process status=0
  as_user 'wezterm-mux-server --daemonize'
  lab_until 5 as_user 'wezterm cli --no-auto-start list' || no 'the client has no server'
  theirs=$(servers)
  setup 0 "$plain"
  says 'a server that a client started answers'
  is 'the servers' "$theirs" "$(servers)"
  is 'the unit' 'enabled active running' "$(unit_state)"
  setup 0 "$plain"
  is 'the servers' "$theirs" "$(servers)"
  as_root "kill $theirs"
  lab_until 10 as_user 'wezterm cli --no-auto-start list' || no 'the unit does not take over'
  process=$(property MainPID)
  is 'the servers' "$process" "$(servers)"
  as_user 'wezterm-mux-server --daemonize' 2>"$work/said" || status=$?
  is 'the exit code of another server' 1 "$status"
  is 'the servers' "$process" "$(servers)"
  works "$plain"
  # A unit that was changed while it waited has taken over as it was.
  manager "systemctl --user stop $unit"
  as_user 'wezterm-mux-server --daemonize'
  manager "systemctl --user start $unit"
  theirs=$(servers)
  setup 0 "$changed"
  says 'waits '
  as_root "kill $theirs"
  lab_until 10 as_user 'wezterm cli --no-auto-start list' || no 'the unit does not take over'
  setup 0 "$changed"
  says 'waits '
  as_user "systemctl --user restart $unit"
  setup 0 "$changed"
  if grep -q '^waits ' "$work/said"; then no 'it still waits'; fi
  works "$changed"
}

server_by_hand() {
  new_user
  local before theirs
  as_user 'setsid wezterm-mux-server </dev/null >/dev/null 2>&1 & sleep 0.5'
  theirs=$(servers)
  before=$(home_tree times)
  setup 1 "$plain"
  says "a server that $unit did not start has /run/user/$uid/wezterm/sock"
  same 'the home' "$before" "$(home_tree times)"
  is 'the servers' "$theirs" "$(servers)"
  as_root "kill $theirs"
  setup 0 "$plain"
  works "$plain"
}

flapping_server() {
  new_user
  as_user 'touch ~/flap'
  setup 1 "$plain"
  says "stand-in: ending, since $home/flap exists"
  says "journalctl --user --unit=$unit"
  as_user 'rm ~/flap'
  setup 0 "$plain"
  works "$plain"
}

linger_refused() {
  new_user
  as_root "usermod --append --groups no-linger $user"
  setup 6 "$plain"
  is 'the last line' "wezmux: the server ends when $user logs out; have an administrator run: sudo loginctl enable-linger $user" \
    "$(tail -n 1 "$work/said")"
  is 'lingering' no "$(lingers)"
  is 'the unit' 'enabled active running' "$(unit_state)"
  as_root "loginctl enable-linger $user"
  setup 0 "$plain"
  works "$plain"
  # It was an administrator who enabled it, so it stays.
  setup 0 "$plain" --uninstall
  is 'lingering' yes "$(lingers)"
}

linger_by_sudo() {
  new_user
  as_root "usermod --append --groups no-linger,sudo-linger $user"
  setup 0 "$plain"
  works "$plain"
  setup 0 "$plain" --uninstall
  is 'lingering' no "$(lingers)"
}

not_for_this() {
  new_user
  local before status=0
  before=$(home_tree times)
  setup 2 "$plain" --frobnicate
  says 'unknown option --frobnicate'
  setup 0 "$plain" --help
  says '7  another run is at work on this host'
  as_root 'mkdir -p /opt/few && ln -sf /usr/bin/id /usr/bin/cat /opt/few'
  as_user 'PATH=/opt/few exec /bin/sh -s' <"$plain/setup.sh" >"$work/said" 2>&1 || status=$?
  is 'the exit code without systemctl' 5 "$status"
  says 'there is no systemctl here'
  same 'the home' "$before" "$(home_tree times)"
}

# A login that is not ssh, such as `sudo su`: the variable is another's, and nobody says so.
another_session() {
  new_user
  local status=0
  as_root "loginctl enable-linger $user"
  as_root "cat >$home/setup.sh" <"$plain/setup.sh"
  as_root "XDG_RUNTIME_DIR=/run/user/0 runuser -u $user -- env HOME=$home sh $home/setup.sh" >"$work/said" 2>&1 || status=$?
  is 'the exit code' 0 "$status"
  says "XDG_RUNTIME_DIR is '/run/user/0' in this session"
  works "$plain"
}

# paste SHELL KIND TEXT: into a login shell on a terminal, which afterwards has to be there still. A terminal sends a
# carriage return for each line; `marked` is what it does around a paste when the shell has asked for it.
paste() {
  local begin='' end=''
  if [ "$2" = marked ]; then
    begin=$'\e[200~'
    end=$'\e[201~'
  fi
  {
    sleep 0.7
    printf '%s' "$begin"
    tr '\n' '\r' <"$3"
    printf '%s\r' "$end"
    # A sum, since the line itself is echoed.
    # shellcheck disable=SC2016
    printf 'echo alive-$((40 + 2))\rexit\r'
  } | TERM=xterm-256color lab_net timeout 60 ssh -F "$lab_ssh_config" -tt "$user@one" \
    >"$work/said" 2>&1 || :
  says 'alive-42'
  grep -q 'ok  *wezterm-mux-server.service runs' "$work/said" || no "the $2 paste into $1 did not work"
}

pasted() {
  local shell=$1 kind
  shift
  new_user "$(command -v "$shell")" "$shell"
  # Without one, zsh asks questions first.
  as_root "touch $home/.zshrc"
  {
    printf '%s\n' "sh -s <<'WEZMUX_SETUP'"
    cat "$exclaiming/setup.sh"
    printf '%s\n' WEZMUX_SETUP
  } >"$work/document"
  for kind in "$@"; do
    case $kind in
      document-*) paste "$shell" "${kind#*-}" "$work/document" ;;
      bare-*) paste "$shell" "${kind#*-}" "$exclaiming/setup.sh" ;;
    esac
    works "$exclaiming"
    setup 0 "$plain"
  done
}

journal_and_limits() {
  new_user
  setup 0 "$plain"
  as_user "journalctl --user --unit=$unit --identifier=wezterm-mux-server --output=cat" >"$work/said"
  says "stand-in: process $(property MainPID) listens at /run/user/$uid/wezterm/sock"
  is 'the mode of the socket folder' drwx------ "$(as_root "stat -c %A /run/user/$uid/wezterm")"
  # A server that ends comes back.
  local process
  process=$(property MainPID)
  as_root "kill -KILL $process"
  lab_until 15 as_user 'wezterm cli --no-auto-start list' || no 'the server does not come back'
}

after_a_reboot() {
  local cut=$1
  new_user
  setup 0 "$plain"
  if [ "$cut" = cut ]; then
    lab_power_cut one
    lab_up one
  else
    lab_reboot one
  fi
  # As the user, but without a login: that would start the user's systemd.
  lab_until 20 manager 'wezterm cli --no-auto-start list' ||
    no 'the server does not come up by itself'
  is 'the number of servers' 1 "$(servers | wc -w)"
  if as_root 'loginctl list-sessions --no-legend' | grep -qw "$user"; then no 'someone has logged in'; fi
  setup 0 "$plain"
  works "$plain"
}

odd_labels() {
  new_user
  # shellcheck disable=SC1003 # backslashes, of all places at the end
  local pieces=('"' "'" '\' '\\' '%n' '%h %% %' '$HOME' '${USER}' '$(id)' '#x' '; y' '`id`' '\n\x41\u0041' '=' '[Service]' '!!'
    '!x' '🦀' '日本' 'ü' 'é' 'שלום' '(' ')' '<b>' '&amp;' '*' '~' '|' '@@' '{{ x }}' '"""' "'''" 'a  b' $'x\u00a0.')
  local count=${#pieces[@]} number label project=$work/odd.toml
  local -a labels=()
  # Others each time; LAB_SEED has those of a failure again.
  local seed=${LAB_SEED:-$RANDOM} printable character
  printf 'seed of the odd labels: %s\n' "$seed"
  RANDOM=$seed
  printable=$(printf '%b' "$(printf '\\x%x' {33..126})")
  : >"$project"
  for ((number = 1; number <= 200; number++)); do
    label=
    for ((character = 1 + RANDOM % 6; character > 0; character--)); do
      case $((RANDOM % 3)) in
        0) label+=${pieces[RANDOM % count]} ;;
        1) label+=${printable:RANDOM % ${#printable}:1} ;;
        *) label+=" ${printable:RANDOM % ${#printable}:1}" ;;
      esac
    done
    # A label starts and ends with something that one can see.
    label="${printable:RANDOM % ${#printable}:1}$label${printable:RANDOM % ${#printable}:1}"
    label=${label:0:64}
    label=${label%"${label##*[! ]}"}
    labels+=("$label")
    label=${label//\\/\\\\}
    printf '[[domain]]\nname = "d%s"\naddress = "10.77.0.%s"\naccent = "#bb9af7"\nlabel = "%s"\n' "$number" "$number" "${label//\"/\\\"}" \
      >>"$project"
  done
  "$WEZMUX" build "$project" -o "$work/odd" >/dev/null 2>"$work/said" || no 'a label is refused'
  for ((number = 1; number <= 200; number++)); do
    cp "$work/odd/hosts/d$number/$unit" "$work/odd/d$number.service"
  done
  as_user 'mkdir -p ~/.config/systemd/user && tar -xC ~/.config/systemd/user' < <(cd "$work/odd" && tar -c d*.service)
  as_user 'systemctl --user daemon-reload; for n in $(seq 200); do systemctl --user show d$n.service -p Description; done' >"$work/said"
  : >"$work/expected"
  for label in "${labels[@]}"; do printf 'Description=WezTerm mux server (%s)\n' "$label" >>"$work/expected"; done
  diff "$work/expected" "$work/said" >"$work/difference" || no "systemd shows another label: $(sed -n 2,4p "$work/difference" | tr '\n' ' ')"
  as_user 'cd ~/.config/systemd/user && systemd-analyze verify --user $(seq -f d%.0f.service 1 10 200)' >"$work/said" 2>&1 ||
    no 'systemd-analyze verify refuses one'
  [ ! -s "$work/said" ] || no 'systemd-analyze verify complains'
  : >"$work/said"
  # The installer carries the same labels through its quotes.
  for number in 1 50 100 150 200; do
    setup 0 "$work/odd/hosts/d$number"
    works "$work/odd/hosts/d$number"
  done
}

cut_short() {
  new_user
  local before size call
  before=$(home_tree times)
  size=$(wc -c <"$plain/setup.sh")
  call=$(tail -n 1 "$plain/setup.sh")
  as_root "cat >/opt/setup.sh" <"$plain/setup.sh"
  # Sixteen places all over, and four in the last line: without its options it must not run either.
  as_user "for size in \$(seq 16 $((size / 17)) $((size - ${#call}))) $((size - 2)) $((size - 4)) $((size - 8)) $((size - ${#call} + 13)); do
    head -c \$size /opt/setup.sh | sh -s; done; :" >"$work/said" 2>&1
  same 'the home' "$before" "$(home_tree times)"
  is 'lingering' no "$(lingers)"
}

full_disk() {
  new_user
  local free before
  as_root "mount -t tmpfs -o size=256k,mode=755,uid=$uid,gid=$uid tmpfs $home"
  as_user "mkdir -p ~/.config/systemd/user && echo 'return {}' >~/.wezterm.lua && echo '[Service]' >~/.config/systemd/user/$unit"
  before=$(as_user "cd; sha256sum .wezterm.lua .config/systemd/user/$unit; stat -c '%n %y' .wezterm.lua .config/systemd/user/$unit")
  # From nothing free to nearly enough, so that it fails in different places.
  for free in 0 4 8 12; do
    as_root "rm -rf $home/.local $home/filler; dd if=/dev/zero of=$home/filler bs=1k count=\$((\$(df --output=avail $home | tail -n 1) - $free)) status=none"
    setup 1 "$plain"
    case $(tail -n 1 "$work/said") in
      'wezmux: cannot '*) ;;
      *) no "with $free KiB free the last line does not say what failed" ;;
    esac
    is 'the config' 'return {}' "$(as_user 'cat ~/.wezterm.lua')"
  done
  same 'the files' "$before" "$(as_user "cd; sha256sum .wezterm.lua .config/systemd/user/$unit; stat -c '%n %y' .wezterm.lua .config/systemd/user/$unit")"
  as_root "rm -rf $home/.local $home/filler; mount -o remount,ro $home"
  setup 1 "$plain"
  case $(tail -n 1 "$work/said") in 'wezmux: cannot '*) ;; *) no 'the last line does not say that the home cannot be written' ;; esac
  as_root "mount -o remount,rw $home"
  setup 0 "$plain"
  works "$plain"
  setup 0 "$plain" --uninstall
  is 'the config' 'return {}' "$(as_user 'cat ~/.wezterm.lua')"
}

# An --uninstall that ends half-way, say with the tab that it runs in, goes on when it is run again.
half_uninstalled() {
  new_user
  local before status=0
  as_user 'echo "return {}" >~/.wezterm.lua'
  before=$(home_tree)
  setup 0 "$plain"
  # Ends itself after the first of the two files.
  sed 's|^    put_back "$unit_path"|    exit 9|' "$plain/setup.sh" >"$work/half.sh"
  grep -q '^    exit 9' "$work/half.sh" || no 'setup.sh has changed, so this tests nothing'
  as_user sh -s -- --uninstall <"$work/half.sh" >"$work/said" 2>&1 || status=$?
  is 'the exit code' 9 "$status"
  setup 0 "$plain" --uninstall
  same 'the home' "$before" "$(home_tree)"
}

# ---

open_lab
plain=$(build plain 'Plain')
changed=$(build changed 'Changed' 'tabs = 5')
exclaiming=$(build exclaiming 'Ours !ours! !! $HOME "!x"')

host_up

scenario 'a dry run writes nothing and lists what would change' dry_run
scenario 'the first run sets up, the second changes nothing' first_and_second_run
scenario 'the commands of the cheat sheet' cheat_sheet
scenario 'uninstall leaves the home as it was' uninstall
scenario 'files of the user and a broken unit are kept, healed and put back' existing_files
scenario 'a link is kept as a link' existing_links
scenario 'an update keeps the server and what was changed by hand' update
scenario 'missing programs: how to install them' missing_programs
scenario 'programs elsewhere: what to put into the project file' programs_elsewhere
scenario 'programs in the home' programs_in_the_home
scenario 'a server that a client started goes on, then the unit takes over' client_started_server
scenario 'a server that was started by hand is not cut off' server_by_hand
scenario 'a server that does not stay up is reported' flapping_server
scenario 'lingering refused' linger_refused
scenario 'lingering through sudo' linger_by_sudo
scenario 'unknown options, and no systemd' not_for_this
scenario 'a session with the variables of another user' another_session
scenario 'pasted into bash' pasted bash document-plain document-marked bare-plain bare-marked
scenario 'pasted into zsh' pasted zsh document-plain document-marked
scenario 'pasted into dash' pasted dash document-plain bare-plain
scenario 'logs are in the journal, and a server that is killed comes back' journal_and_limits
scenario '200 odd labels' odd_labels
scenario 'cut short it does nothing' cut_short
scenario 'a full and a read-only disk' full_disk
scenario 'an uninstall that ends half-way' half_uninstalled
scenario 'up again after a reboot' after_a_reboot orderly
scenario 'up again after a power cut' after_a_reboot cut

close_lab
