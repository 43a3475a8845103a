#!/bin/sh
# Written by wezmux 0.1.0; --help prints what is said below.

# shellcheck disable=SC1091,SC2016,SC2317 # os-release is on the host, single quotes are meant, `$wanted` calls by name

# One function, called on the last line: a script that arrives in part does nothing. It runs in a subshell, so that
# it can be pasted into a shell without ending it, and its programs find nothing to read: in a shell that would be
# what is pasted next.
wezmux_setup() (
  set -eu
  umask 077

  help() {
    cat <<'HELP'
Sets up WezTerm's mux server on port, for the user who runs this.

  ssh -p 2200 db.example.com sh -s <setup.sh                      set up, or bring up to date
  ssh -p 2200 db.example.com sh -s -- --dry-run <setup.sh         say what that would change, change nothing
  ssh -p 2200 db.example.com sh -s -- --uninstall <setup.sh       end the server with its tabs, put back what was there

Pasted into bash, dash or ksh it does the same. Into zsh paste `sh -s <<'END'`, this text and `END`.

It writes ~/.wezterm.lua and ~/.config/systemd/user/wezterm-mux-server.service where they differ, keeps what they
replace in ~/.local/state/wezmux, lets the server run while nobody is logged in (with `sudo -n` where that takes an
administrator), starts it and checks that it answers. It never restarts a server that runs, and run again it changes
nothing.

Exit codes
  0  done, or nothing to do
  1  something failed; the last line says what
  2  an option that it does not know
  3  --dry-run found something to do
  4  a program is missing; the last lines say how to get it
  5  systemd does not run for this user
  6  all done but for lingering: the last line has the command that an administrator has to run
  7  another run is at work on this host
HELP
  }

  case ${HOME:-} in
    /?*) ;;
    *)
      printf 'wezmux: HOME is "%s", and has to be the path of your home\n' "${HOME:-}" >&2
      exit 1
      ;;
  esac
  unit=wezterm-mux-server.service
  config_path=$HOME/.wezterm.lua
  # What WezTerm reads where there is no ~/.wezterm.lua (config/src/config.rs:980 and lib.rs:382 at 20250223).
  hidden_path=$HOME/.config/wezterm/wezterm.lua
  unit_path=$HOME/.config/systemd/user/$unit
  enabled_path=$HOME/.config/systemd/user/default.target.wants/$unit
  state=$HOME/.local/state/wezmux
  bin_dir=$HOME'/.local/bin'

  config='-- WezTerm on port, for its mux server. It belongs at ~/.wezterm.lua on that host.
-- Written by wezmux 0.1.0. Change the project file and write it again rather than this file.

local wezterm = require "wezterm"
local config = wezterm.config_builder()

-- WezTerm does not expand `~`.
local cwd = wezterm.home_dir
config.default_cwd = cwd

-- As a login shell, so that it reads your profile.
config.default_prog = { "/usr/bin/zsh", "-l" }

-- What is not said of a tab is as above. One with `split` is a pane in the tab before it.
local tabs = {
  { },
}

-- How a tab is opened. The shell goes to the folder by itself, since WezTerm takes another one for a tab with `args`
-- (mux/src/lib.rs:1338), runs the command, and then stays.
local function opened(tab)
  local folder = tab.cwd or cwd
  if tab.command == nil then
    return { cwd = folder }
  end
  local shell = config.default_prog and config.default_prog[1] or os.getenv "SHELL" or "/bin/sh"
  return { args = { "/bin/sh", "-c", '\''cd -- "$1"; "$2" -lc "$3"; exec "$2" -l'\'', "sh", folder, shell, tab.command } }
end

-- Runs once, when the server starts: the tabs that every computer finds when it attaches.
wezterm.on("mux-startup", function()
  local first, window, tab, pane
  for _, entry in ipairs(tabs) do
    local command = opened(entry)
    if entry.split then
      command.direction = entry.split
      pane = pane:split(command)
    elseif window then
      tab, pane = window:spawn_tab(command)
    else
      first, pane, window = wezterm.mux.spawn_window(command)
      tab = first
    end
    if entry.title then
      tab:set_title(entry.title)
    end
  end
  first:activate()
end)

return config'

  unit_text='# WezTerm'\''s mux server on port. It belongs at ~/.config/systemd/user/wezterm-mux-server.service.
# Written by wezmux 0.1.0. Change the project file and write it again rather than this file.

[Unit]
Description=WezTerm mux server (port)
Documentation=https://wezterm.org/multiplexing.html

[Service]
# In the foreground the server takes no lock, and a second one would take the socket away from the first with all its
# tabs. A client that finds no server starts one with the lock file below; holding the same lock, there is only ever
# one, whoever starts it first. While another runs, this unit waits and then takes over.
RuntimeDirectory=wezterm
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
ExecStart=/usr/bin/flock --no-fork %t/wezterm/pid %h/.local/bin/wezterm-mux-server
SyslogIdentifier=wezterm-mux-server
Restart=always
RestartSec=5
# Memory that runs out in one tab must not end the others.
OOMPolicy=continue

[Install]
WantedBy=default.target'

  say() { printf '%s\n' "$*"; }
  warn() { printf 'wezmux: %s\n' "$*" >&2; }
  fail() {
    status=$1
    shift
    warn "$*"
    exit "$status"
  }
  exists() { [ -e "$1" ] || [ -L "$1" ]; }
  # Onto the disk, so that a power cut leaves no empty file under a good name.
  settle() { sync "$1" 2>/dev/null || sync; }
  # The same text, or links to the same place: a link to our text is not our file.
  same() {
    if [ -L "$1" ] && [ -L "$2" ]; then
      [ "$(readlink "$1")" = "$(readlink "$2")" ]
    else
      [ ! -L "$1" ] && [ ! -L "$2" ] && cmp -s "$1" "$2"
    fi
  }
  shown() {
    case $1 in
      "$HOME"/*) printf '~%s' "${1#"$HOME"}" ;;
      *) printf '%s' "$1" ;;
    esac
  }

  user=$(id -un)
  # owner_of FOLDER: `owner` is the user of a process. A shell reads byte by byte, so no more of it than is needed.
  owner_of() {
    owner=
    { while read -r key owner _ && [ "$key" != Uid: ]; do :; done <"$1/status"; } 2>/dev/null || :
  }
  owner_of /proc/self
  uid=$owner
  machine=
  { read -r machine </etc/machine-id; } 2>/dev/null || :
  # Where systemd keeps it whatever this session says, which after `su` may be another user's or none.
  session_runtime=${XDG_RUNTIME_DIR:-}
  XDG_RUNTIME_DIR=/run/user/$uid
  export XDG_RUNTIME_DIR
  socket=$XDG_RUNTIME_DIR/wezterm/sock
  lock=$XDG_RUNTIME_DIR/wezterm/pid
  # Which server `wezterm cli` talks to.
  WEZTERM_UNIX_SOCKET=$socket
  export WEZTERM_UNIX_SOCKET

  lingers() {
    [ -e "/var/lib/systemd/linger/$user" ] ||
      [ "$(loginctl show-user "$user" --property=Linger --value 2>/dev/null)" = yes ]
  }
  # Enabled for the target that systemd starts by itself; `is-enabled` would take any other for it.
  enabled() { [ -L "$enabled_path" ]; }
  manager_runs() { systemctl --user show-environment >/dev/null 2>&1; }
  # What systemd knows of the unit, all at once; nothing where it does not run for this user.
  ask_unit() {
    active_state=
    sub_state=
    main_process=
    invocation=
    needs_reload=
    unit_facts=$(systemctl --user show "$unit" 2>/dev/null \
      --property=LoadState,ActiveState,SubState,MainPID,InvocationID,NRestarts,NeedDaemonReload) || unit_facts=
    while IFS='=' read -r key value; do
      case $key in
        ActiveState) active_state=$value ;;
        SubState) sub_state=$value ;;
        MainPID) main_process=$value ;;
        InvocationID) invocation=$value ;;
        NeedDaemonReload) needs_reload=$value ;;
      esac
    done <<FACTS
$unit_facts
FACTS
  }
  limited() {
    if command -v timeout >/dev/null 2>&1; then timeout 10 "$@"; else "$@"; fi
  }
  reload() { systemctl --user daemon-reload || fail 1 'systemctl --user daemon-reload failed'; }
  # is_named PROCESS NAME: the kernel keeps 15 characters of a name.
  is_named() {
    command=
    { read -r command <"/proc/$1/comm"; } 2>/dev/null && [ "$command" = "$2" ]
  }
  # The unit waits for the end of a server that a client started.
  waits_for_lock() { is_named "$main_process" flock; }
  find_server() {
    server=
    run=
    case $main_process in
      '' | 0) ;;
      *)
        run=$invocation
        if ! waits_for_lock; then
          server=$run
          return
        fi
        ;;
    esac
    holder=
    { read -r holder <"$lock"; } 2>/dev/null || :
    is_named "$holder" wezterm-mux-ser || return 0
    { read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ began _ <"/proc/$holder/stat"; } 2>/dev/null || began=
    server="process $began $holder"
  }
  # To the server at its default socket, and without starting one.
  wezterm_cli() { limited "$bin_dir/wezterm" cli --no-auto-start --prefer-mux "$@"; }
  answers() { wezterm_cli list >/dev/null 2>&1; }

  # Every mux server of this user, whoever started it: a second one would take the socket away from the first.
  servers() {
    for folder in /proc/[0-9]*; do
      is_named "${folder#/proc/}" wezterm-mux-ser || continue
      owner_of "$folder"
      if [ "$owner" = "$uid" ]; then printf '%s\n' "${folder#/proc/}"; fi
    done
  }

  # One at a time. The lock is on the home itself, so that it leaves no file.
  take_turns() {
    [ -r "$HOME" ] || fail 1 "cannot read $HOME"
    exec 9<"$HOME"
    if [ -x /usr/bin/flock ]; then
      # Where the home's file system has no such lock (on NFS it takes a file that is open for writing), the host has.
      for folder in "$HOME" "$XDG_RUNTIME_DIR"; do
        [ -r "$folder" ] || continue
        exec 9<"$folder"
        taken=0
        /usr/bin/flock -E 75 -w 10 9 2>/dev/null || taken=$?
        case $taken in
          0) break ;;
          75) fail 7 'another run is at work on this host; try again when it is done' ;;
        esac
      done
      [ "$taken" = 0 ] || fail 1 "cannot lock $HOME"
    fi
    temporary=
    trap 'if [ -n "$temporary" ]; then rm -f "$temporary"; fi' EXIT
    trap 'exit 1' HUP INT TERM PIPE
    # What a run left that was cut short: it had put the file in its place, or not yet.
    for path in "$config_path" "$unit_path"; do
      name=${path##*/}
      rm -f "$path.wezmux-new" "$state/original/$name.new"
      next=$state/written/$name.next
      exists "$next" || continue
      if same "$next" "$path"; then
        mv -f "$next" "$state/written/$name"
      else
        # `grep` says 1 for no line left.
        if exists "$state/last.new"; then
          grep -vF "$name " "$state/last.new" >"$state/part.new" || :
          mv -f "$state/part.new" "$state/last.new"
          [ -s "$state/last.new" ] || rm -f "$state/last.new"
        fi
        rm -f "$next"
      fi
    done
  }

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

  check_programs() {
    for program in systemctl loginctl; do
      command -v "$program" >/dev/null 2>&1 || fail 5 "there is no $program here: this needs a host that runs systemd"
    done
    command -v cmp >/dev/null 2>&1 || fail 4 'cmp is missing: install the package diffutils'
    [ -x /usr/bin/flock ] || fail 4 '/usr/bin/flock is missing: install the package util-linux'
    for program in wezterm-mux-server wezterm; do
      [ -x "$bin_dir/$program" ] && continue
      warn "$bin_dir/$program is missing"
      # Over ssh the PATH often lacks the folders in the home.
      elsewhere=$(PATH=$PATH:$HOME/.local/bin:$HOME/bin && command -v "$program") || elsewhere=
      if [ -n "$elsewhere" ]; then
        fail 4 "it is at $elsewhere: put bin_dir = \"${elsewhere%/*}\" into the project file and make the files again"
      fi
      {
        say 'install the version that your own computer has, which `wezterm --version` says there:'
        install_commands || say '  see https://wezterm.org/install/linux.html'
      } >&2
      exit 4
    done
  }

  # Makes a folder and notes those that were not there, for --uninstall.
  make_folder() {
    if [ -d "$1" ]; then return; fi
    make_folder "${1%/*}"
    mkdir "$1" || fail 1 "cannot make the folder $(shown "$1")"
    made="$1
$made"
  }

  # differs PATH TEXT
  differs() {
    if exists "$1"; then
      [ -f "$1" ] || fail 1 "$(shown "$1") is no file; move it away and run this again"
    else
      return 0
    fi
    if printf '%s\n' "$2" | cmp -s - "$1"; then return 1; fi
  }

  # Whether another machine was the last to write here: a home that several have, or that was copied.
  other_machine_wrote() {
    other=
    { read -r other <"$state/machine"; } 2>/dev/null || :
    [ -n "$machine" ] && [ -n "$other" ] && [ "$other" != "$machine" ]
  }
  note_machine() {
    other_machine_wrote || :
    if [ -z "$machine" ] || [ "$other" = "$machine" ]; then return; fi
    { printf '%s\n' "$machine" >"$state/machine.new" && mv -f "$state/machine.new" "$state/machine"; } ||
      fail 1 "cannot write $(shown "$state/machine")"
  }
  # Whether we wrote what is there.
  is_ours() {
    ! other_machine_wrote && { same "$state/written/${1##*/}" "$1" || same "$state/written/${1##*/}.next" "$1"; }
  }
  # Whose a file is that is going to be replaced.
  replaced() {
    if other_machine_wrote; then
      printf '%s, which was written for another machine: this home is shared, or was copied' "$(shown "$1")"
    else
      printf '%s, which someone else wrote or changed' "$(shown "$1")"
    fi
  }
  # would_write PATH
  would_write() {
    if ! exists "$1" || is_ours "$1"; then
      todo="$todo
would write   $(shown "$1")"
    else
      todo="$todo
would replace $(replaced "$1"); a copy is kept"
    fi
  }
  read_notes() {
    server_was=
    run_was=
    config_now=$(cksum <"$config_path") || :
    unit_now=$(cksum <"$unit_path") || :
    { read -r server_was && read -r run_was && read -r config_was && read -r unit_was; } <"$state/waiting" || :
    case $server_was in "${server:-none}") ;; *) config_was=$config_now ;; esac
    case $run_was in "${run:-none}") ;; *) unit_was=$unit_now ;; esac
  } 2>/dev/null
  # Whether what runs is still as its files were before.
  waits() {
    [ -r "$state/waiting" ] && read_notes && [ "$config_was$unit_was" != "$config_now$unit_now" ]
  }

  # keep PATH COPY: all of it or nothing, a link as a link.
  keep() {
    {
      mkdir -p "${2%/*}" &&
        rm -f "$2.new" &&
        cp -pP "$1" "$2.new" &&
        settle "$2.new" &&
        mv -f "$2.new" "$2" &&
        settle "${2%/*}"
    } || fail 1 "cannot keep a copy of $(shown "$1"), so it stays as it was"
    say "kept      $(shown "$1") as $(shown "$2")"
  }

  # The next copy of $name in `backup`.
  free_copy() {
    number=1
    while exists "$state/backup/$name.$number"; do number=$((number + 1)); done
    copy=$state/backup/$name.$number
  }

  # Notes something that --uninstall has to undo, before it is done: it may be all that is. (`:` would end the shell
  # where the file cannot be made.)
  mark() { printf '' >"$state/$1" || fail 1 "cannot write $(shown "$state/$1")"; }

  # Notes with which files what runs was started, before the first of them is another.
  note_files() {
    read_notes
    printf '%s\n' "$server" "$run" "$config_was" "$unit_was" >"$state/waiting.new" && mv -f "$state/waiting.new" "$state/waiting"
  }

  place() {
    settle "$temporary" &&
      note_files &&
      { if [ -n "$2" ]; then same "$2" "$1"; else ! exists "$1"; fi || fail 1 "$(shown "$1") was changed meanwhile, so it stays; run this again"; } &&
      mv -f "$temporary" "$1" &&
      temporary= &&
      settle "${1%/*}"
  }

  # write_file PATH TEXT: all of it or nothing, and what was there is kept.
  write_file() {
    name=${1##*/}
    make_folder "${1%/*}"
    # What undo needs: the number of the copy, or that it is the original, and whether it was a version of ours.
    number=0
    whose=theirs
    copy=
    deed="wrote     $(shown "$1")"
    if exists "$1"; then
      if ! is_ours "$1"; then deed="replaced  $(replaced "$1")"; fi
      number=original
      copy=$state/original/$name
      # It is a version of ours, or a later change to one; a run that was cut short has not always noted that it is ours.
      if exists "$state/written/$name" || { exists "$copy" && ! same "$copy" "$1"; }; then
        if same "$state/written/$name" "$1"; then whose=ours; fi
        free_copy
      fi
      keep "$1" "$copy"
    fi
    temporary=$1.wezmux-new
    {
      mkdir -p "$state/written" &&
        printf '%s\n' "$2" >"$temporary" &&
        chmod 644 "$temporary" &&
        cp -p "$temporary" "$state/written/$name.next" &&
        # A run that was cut short has noted what was there before it.
        { grep -qsF "$name " "$state/last.new" || printf '%s\n' "$name $number $whose" >>"$state/last.new"; } &&
        place "$1" "$copy"
    } || fail 1 "cannot write $(shown "$1"), so it stays as it was"
    mv -f "$state/written/$name.next" "$state/written/$name"
    rm -f "$state/adopted/$name"
    note_machine
    say "$deed"
  }

  # What there is to do.
  look() {
    todo=

    write_config=
    if differs "$config_path" "$config"; then
      write_config=yes
      would_write "$config_path"
      if ! exists "$config_path" && exists "$hidden_path"; then todo="$todo
would hide    $(shown "$hidden_path"), since WezTerm takes $(shown "$config_path") first"; fi
    fi
    write_unit=
    if differs "$unit_path" "$unit_text"; then
      write_unit=yes
      would_write "$unit_path"
    fi
    linger=
    if lingers; then linger=yes; else todo="$todo
would enable  lingering for $user, so that the server stays when $user logs out"; fi
    if enabled; then :; else todo="$todo
would enable  $unit"; fi
    ask_unit
    find_server
    if [ "$needs_reload" = yes ]; then todo="$todo
would reload  $unit"; fi
    if other_machine_wrote; then todo="$todo
would take    over what is noted here of another machine"; fi
    if exists "$state/last.new"; then todo="$todo
would finish  what a run that was cut short began"; fi
    case $active_state in
      inactive | failed | activating | deactivating | '')
        # A server that was started by hand holds no lock, so that the unit would not wait for it.
        if { [ -n "$(servers)" ] || answers; } && { ! exists "$lock" || /usr/bin/flock -n "$lock" true; }; then
          fail 1 "a server that $unit did not start has $socket: end it first, or another would cut its tabs off"
        fi
        todo="$todo
would start   $unit"
        ;;
    esac
  }

  set_up() {
    check_programs
    if [ "$dry_run" = no ]; then take_turns; fi
    look
    if [ "$dry_run" = yes ]; then
      if waits; then say 'waits     for the next start of the server, which still runs as its files were before'; fi
      if [ -z "$todo" ]; then
        say 'nothing to do'
        exit 0
      fi
      say "${todo#?}"
      exit 3
    fi

    skipped=
    # Folders that are not there yet are noted before anything is in them.
    made=
    make_folder "$state"
    make_folder "${enabled_path%/*}"
    if [ -n "$made" ]; then
      temporary=$state/folders.new
      {
        { exists "$state/folders" || mark folders; } &&
          printf '%s' "$made" | cat - "$state/folders" >"$temporary" &&
          mv -f "$temporary" "$state/folders"
      } || fail 1 "cannot write $(shown "$state/folders")"
      temporary=
    fi

    hides=
    if [ -n "$write_config" ] && exists "$hidden_path" && ! exists "$config_path"; then hides=1; fi
    if [ -n "$write_config" ]; then write_file "$config_path" "$config"; else say "unchanged $(shown "$config_path")"; fi
    if [ -n "$write_unit" ]; then write_file "$unit_path" "$unit_text"; else say "unchanged $(shown "$unit_path")"; fi
    if [ -n "$hides" ]; then
      say "note      $(shown "$hidden_path") is not read any more: WezTerm takes $(shown "$config_path") first"
    fi

    if exists "$state/last.new"; then mv -f "$state/last.new" "$state/last"; fi
    if other_machine_wrote && [ -z "$skipped" ]; then note_machine; fi

    # Lingering comes first: on a host where nobody is logged in it is what starts the user's systemd.
    if [ -z "$linger" ]; then
      mark linger
      if loginctl --no-ask-password enable-linger "$user" >/dev/null 2>&1 ||
        sudo -n loginctl enable-linger "$user" >/dev/null 2>&1; then
        linger=yes
        say "enabled   lingering for $user"
      else
        rm -f "$state/linger"
      fi
    else
      say "unchanged lingering for $user"
    fi

    tries=0
    until manager_runs; do
      tries=$((tries + 1))
      if [ "$tries" -ge 10 ]; then
        if [ -z "$linger" ]; then warn "first run: sudo loginctl enable-linger $user"; fi
        fail 5 "systemd does not run for $user (no answer at $XDG_RUNTIME_DIR)"
      fi
      sleep 1
    done

    # Where systemd has run only since then, it knows of no change.
    if [ -n "$write_unit" ] || [ "$needs_reload" = yes ]; then reload; fi
    if enabled; then
      say "unchanged $unit is enabled"
    else
      mark enabled
      systemctl --user --quiet enable "$unit" || fail 1 "systemctl --user enable $unit failed"
      # A unit that someone else wrote may be for another target, or for none.
      enabled || fail 1 "$unit is not started with the host: its [Install] has to have WantedBy=default.target"
      say "enabled   $unit"
    fi

    bring_up
    find_server
    if waits; then
      say 'waits     for the next start of the server, which went on as it was; to start it now, which ends its tabs:'
      if waits_for_lock; then say "  kill \"\$(cat $lock)\""; fi
      say "  systemctl --user restart $unit"
    else
      rm -f "$state/waiting"
    fi
    if [ -z "$skipped" ] && other_machine_wrote; then
      fail 1 'another machine was set up in this home at the same time: it is shared'
    fi
    # Without it WezTerm looks in ~/.local/share, finds no server there and starts a second one.
    if [ "$session_runtime" != "$XDG_RUNTIME_DIR" ]; then
      warn "XDG_RUNTIME_DIR is '$session_runtime' in this session; over ssh it has to be $XDG_RUNTIME_DIR (see pam_systemd)"
    fi
    if [ -z "$linger" ]; then
      fail 6 "the server ends when $user logs out; have an administrator run: sudo loginctl enable-linger $user"
    fi
  }

  not_well() {
    warn "$1"
    # By the name in the unit as well: what a process says just before it ends is often noted without its unit.
    journalctl --user --lines=10 --no-pager \
      "_SYSTEMD_USER_UNIT=$unit" + "USER_UNIT=$unit" + SYSLOG_IDENTIFIER=wezterm-mux-server >&2 || :
    fail 1 "see: journalctl --user --unit=$unit"
  }

  # Starts the unit where it does not run, and proves that what runs is well.
  bring_up() {
    ask_unit
    started=
    running=
    case $active_state in
      '') fail 5 "systemd does not say whether $unit runs" ;;
      # Nothing runs, so nothing is lost: it may be a unit that fails again and again, waiting for its next try. But of a
      # type that is not ours it may never be through with starting, and have tabs.
      inactive | failed | activating | deactivating)
        case $active_state,$sub_state in activating,auto-restart*) ;; activating,*) running=$(servers) ;; esac
        if [ -z "$running" ]; then
          systemctl --user reset-failed "$unit" 2>/dev/null || :
          systemctl --user restart "$unit" || fail 1 "systemctl --user restart $unit failed"
          started=yes
          say "started   $unit"
        fi
        ;;
    esac
    verify
  }

  # Running, still the same process three seconds later, answering, and the only one.
  verify() {
    tries=0
    until ask_unit && [ "$sub_state" = running ]; do
      tries=$((tries + 1))
      if [ "$tries" -ge 10 ]; then not_well "$unit does not run: $active_state, $sub_state"; fi
      sleep 1
    done
    process=$main_process
    watch=
    if [ -n "$started" ]; then
      sleep 3 >/dev/null 2>&1 9<&- &
      watch=$!
    fi
    tries=0
    until answers; do
      tries=$((tries + 1))
      if [ "$tries" -ge 10 ]; then
        # What `wezterm` makes of it, such as a server of another version that runs on after an upgrade.
        said=$(wezterm_cli list 2>&1 >/dev/null | tail -n 1)
        not_well "$unit runs, but does not answer at $socket${said:+: $said}"
      fi
      sleep 1
    done
    if [ -n "$watch" ]; then
      wait "$watch" || :
      ask_unit
      if [ "$main_process" != "$process" ]; then not_well "$unit does not stay up: it started again within 3 seconds"; fi
    fi
    # shellcheck disable=SC2046 # a list of numbers
    set -- $(servers)
    if [ $# -gt 1 ]; then fail 1 "there are $# mux servers, and only one of them has the socket: processes $*"; fi
    if waits_for_lock; then
      say "ok        a server that a client started answers; $unit takes over when it ends"
      say 'to end that one now, with its tabs:'
      say "  kill \"\$(cat $lock)\""
    else
      say "ok        $unit runs (process $process) and answers"
    fi
  }

  # put_back PATH: what was there before the first set-up. Ended half-way it goes on where it was when run again.
  put_back() {
    name=${1##*/}
    removed=
    if exists "$state/adopted/$name" && same "$state/adopted/$name" "$1"; then
      rm -f "$state/written/$name"
      say "kept      $(shown "$1"), which was adopted"
    fi
    if exists "$state/written/$name"; then
      if exists "$1"; then
        if same "$state/written/$name" "$1"; then
          rm -f "$1"
        else
          changed=$1.changed
          while exists "$changed"; do changed=$changed.changed; done
          mv -f "$1" "$changed"
          say "kept      $(shown "$1"), changed since, as $(shown "$changed")"
        fi
        removed=yes
      fi
      rm -f "$state/written/$name"
    fi
    if exists "$state/original/$name"; then
      # The same where it was kept for a set-up that then was cut short.
      if ! exists "$1" || same "$state/original/$name" "$1"; then
        {
          mkdir -p "${1%/*}" &&
            cp -pP "$state/original/$name" "$1.wezmux-new" &&
            settle "$1.wezmux-new" &&
            mv -f "$1.wezmux-new" "$1" &&
            settle "${1%/*}" &&
            rm -f "$state/original/$name"
        } || fail 1 "cannot put back $(shown "$1")"
        say "put back  $(shown "$1")"
      else
        free_copy
        { mkdir -p "$state/backup" && mv -f "$state/original/$name" "$copy"; } || fail 1 "cannot write $(shown "$copy")"
        say "kept      $(shown "$1") as it was before the first set-up as $(shown "$copy")"
      fi
    elif [ -n "$removed" ]; then
      say "removed   $(shown "$1")"
    fi
  }

  # Ends this run where another machine may live by what is here.
  leave_to_other_machine() {
    if other_machine_wrote; then
      fail 1 "another machine was the last to be set up in this home, which is shared or was copied, so all stays as it is; to take it over, set this one up first"
    fi
  }

  # What else of the user's lingering keeps running, or starts with the host.
  lingers_too() {
    for path in "$HOME"/.config/systemd/user/*.wants/* "$XDG_RUNTIME_DIR"/systemd/transient/*; do
      exists "$path" || continue
      case ${path##*/} in "$unit" | *.conf | *.d) continue ;; esac
      also=${path##*/}
      return
    done
    return 1
  }

  uninstall() {
    # Backups alone are what an earlier --uninstall left.
    found=
    for mark in written original folders enabled linger; do
      if exists "$state/$mark"; then found=yes; fi
    done
    if [ -z "$found" ]; then
      say 'nothing to do: this was never set up here, or is uninstalled already'
      exit 0
    fi
    if [ "$dry_run" = yes ]; then
      say "would end     $unit with its tabs, and put back what was there before"
      exit 3
    fi
    take_turns
    leave_to_other_machine
    ask_unit
    if manager_runs; then
      waiting=
      if waits_for_lock; then waiting=yes; fi
      if systemctl --user stop "$unit" 2>/dev/null; then say "stopped   $unit"; fi
      ask_unit
      case $active_state in
        inactive | failed) ;;
        *) fail 1 "cannot stop $unit, so all stays as it is" ;;
      esac
      if [ -n "$waiting" ]; then
        say 'a server that a client started goes on; to end it, with its tabs:'
        say "  kill \"\$(cat $lock)\""
      fi
    elif [ -n "$(servers)" ]; then
      fail 5 "systemd does not run for $user, so that the server cannot be stopped; all stays as it is"
    fi
    # `systemctl disable` would also undo what was enabled before the first set-up.
    if exists "$state/enabled"; then
      rm -f "$enabled_path" "$state/enabled"
      say "disabled  $unit"
    fi
    put_back "$config_path"
    put_back "$unit_path"
    if manager_runs; then
      reload
      systemctl --user reset-failed "$unit" 2>/dev/null || :
      # A unit of the user's own, which started with the host before there was one of ours.
      if exists "$unit_path" && enabled; then
        if systemctl --user start "$unit"; then say "started   $unit, which is yours"; else warn "systemctl --user start $unit failed"; fi
      fi
    fi
    rm -rf "$state/written" "$state/adopted" "$state/machine" "$state/waiting" "$state/last" "$state"/*.new
    rmdir "$state/original" 2>/dev/null || :
    if exists "$state/linger" && lingers; then
      if lingers_too; then
        warn "kept lingering for $user, since $also may rely on it; to end it: loginctl disable-linger $user"
      elif loginctl --no-ask-password disable-linger "$user" >/dev/null 2>&1 ||
        sudo -n loginctl disable-linger "$user" >/dev/null 2>&1; then
        say "disabled  lingering for $user"
      else
        # The mark stays, so that the next run tries again.
        fail 6 "all is removed but lingering; have an administrator run: sudo loginctl disable-linger $user"
      fi
    fi
    folders=$(cat "$state/folders" 2>/dev/null) || folders=
    rm -f "$state/linger" "$state/folders"
    if [ -d "$state/backup" ]; then
      say "kept      $(shown "$state/backup"): earlier versions of these files; remove it when you do not need them"
    fi
    printf '%s\n' "$folders" | while IFS= read -r folder; do
      rmdir "$folder" 2>/dev/null || :
    done
  }

  dry_run=no
  wanted=set_up
  for option in "$@"; do
    case $option in
      --dry-run) dry_run=yes ;;
      --uninstall) wanted=uninstall ;;
      --help)
        help
        exit
        ;;
      *) fail 2 "unknown option $option; there are --dry-run, --uninstall and --help" ;;
    esac
  done
  $wanted
) </dev/null

# In braces, so that without its last character it is no command: cut short, it must not run without its options.
{ wezmux_setup "$@"; }
