{%- extends "setup.sh" -%}
{%- block say -%}
  # Each line that the program reads begins with this word: what a start-up file of the shell prints has none.
  say() { printf 'wezmux: %s\n' "$*"; }
{%- endblock -%}
{%- block lingers -%}
  # A report asks once for what it needs more than once.
  lingering=
  lingers() {
    if [ -z "$lingering" ]; then
      lingering=$(loginctl show-user "$user" --property=Linger --value 2>/dev/null) || lingering=no
    fi
    [ "$lingering" = yes ]
  }
{%- endblock -%}
{%- block property -%}
  properties=
  property() {
    if [ -z "$properties" ]; then
      systemctl --user show "$unit" --property="$1" --value 2>/dev/null
      return
    fi
    while IFS='=' read -r key value; do
      if [ "$key" = "$1" ]; then printf '%s\n' "$value"; fi
    done <<PROPERTIES
$properties
PROPERTIES
  }
{%- endblock -%}
{%- block guard %}
    # A file that someone changed is left as it is, unless the program was told otherwise for what it saw of it.
    if [ -n "$write_config" ]; then guard "$config_path" "$do_config" "$seen_config" || write_config=; fi
    if [ -n "$write_unit" ]; then guard "$unit_path" "$do_unit" "$seen_unit" || write_unit=; fi
{% endblock -%}
{%- block waiting %}
    if [ -n "$started" ]; then
      rm -f "$state/waiting"
    elif waits; then
      restart_if_allowed
    fi
{%- endblock -%}
{%- block tabs %}
    # Whatever systemd says: where lingering ends, so may a server.
    if serves; then may_end_tabs; fi
{%- endblock -%}
{%- block program %}
  # --- What `wezmux` asks a host, beyond what an installer does.
  do_config=
  do_unit=
  seen_config=
  seen_unit=
  kill_tabs=0
  deep=

  sum() {
    if [ -f "$1" ]; then sha256sum <"$1" | cut -d' ' -f1; else printf none; fi
  }

  # guard PATH WHAT SEEN: whether it is to be written.
  guard() {
    case $2 in
      skip)
        say "skipped   $(shown "$1"), which someone else changed"
        return 1
        ;;
      adopt)
        {
          mkdir -p "$state/adopted" && cp -pP "$1" "$state/adopted/${1##*/}.new" &&
            mv -f "$state/adopted/${1##*/}.new" "$state/adopted/${1##*/}"
        } || fail 1 "cannot write below $(shown "$state")"
        say "adopted   $(shown "$1") as it is"
        return 1
        ;;
    esac
    [ "$(sum "$1")" = "$3" ] || fail 8 "$(shown "$1") was changed while wezmux looked at it; run it again"
  }

  # Whether the server that runs is still as its files were before.
  waits() {
    [ -r "$state/waiting" ] || return 1
    running=$(server_now)
    [ -n "$running" ] && [ "$(cat "$state/waiting")" = "$running" ]
  }

  # There is a server, whether it answers or not: one that does not may have tabs.
  serves() { [ -n "$(servers)" ] || [ "$(property ActiveState)" = active ] || answers; }

  # may_end_tabs: ends this run unless as few tabs are open as may end.
  may_end_tabs() {
    if [ "$kill_tabs" = all ]; then return; fi
    # shellcheck disable=SC2046 # a list of numbers
    set -- $(servers)
    if [ $# -gt 1 ]; then fail 9 "$# servers run, and the tabs of only one of them can be counted; --kill-tabs all ends it all the same"; fi
    list=$(wezterm_cli list 2>/dev/null) || fail 9 'the server does not say how many tabs it has; --kill-tabs all ends it all the same'
    count=$(printf '%s\n' "$list" | awk 'NR > 1 && ! seen[$2]++ { count++ } END { print count + 0 }')
    [ "$count" -le "$kill_tabs" ] || fail 9 "$count tabs would end, and --kill-tabs allows $kill_tabs"
  }

  restart_server() {
    reload
    if waits_for_lock; then
      # Only the server that has the lock: others may have tabs that nobody has counted.
      holder=$(cat "$lock" 2>/dev/null) || holder=
      { servers | grep -qx "$holder" && kill "$holder"; } ||
        fail 1 "cannot tell which server has $lock; end it yourself, and run this again"
      tries=0
      while waits_for_lock; do
        tries=$((tries + 1))
        if [ "$tries" -gt 10 ]; then fail 1 "the server that a client started (process $holder) does not end"; fi
        sleep 1
      done
    else
      systemctl --user reset-failed "$unit" 2>/dev/null || :
      systemctl --user restart "$unit" || fail 1 "systemctl --user restart $unit failed"
    fi
    rm -f "$state/waiting"
    started=yes
    say "restarted $unit"
    verify
  }

  restart_if_allowed() {
    # In a subshell: what was written stays written.
    if why=$( (may_end_tabs) 2>&1); then
      restart_server
    else
      say "waits     for the next start of the server: ${why#wezmux: }"
    fi
  }

  restart() {
    check_programs
    take_turns
    exists "$unit_path" || fail 1 "there is no $unit here; set it up with: wezmux apply"
    if serves; then may_end_tabs; fi
    restart_server
  }

  # path_of NAME: the file that a line of `last` means.
  path_of() {
    for path in "$config_path" "$unit_path"; do
      if [ "${path##*/}" = "$1" ]; then return; fi
    done
    return 1
  }

  # Puts back what the last run that wrote has replaced.
  undo() {
    check_programs
    take_turns
    # A run that was cut short is undone as far as it got.
    if exists "$state/last.new"; then mv -f "$state/last.new" "$state/last"; fi
    exists "$state/last" || {
      say 'nothing   there is nothing to undo'
      exit 0
    }
    while read -r name number whose; do
      path_of "$name" || continue
      [ "$number" != 0 ] || continue
      copy=$state/backup/$name.$number
      exists "$copy" || fail 1 "the copy $(shown "$copy") is gone"
      # An undo that was cut short has put it back already.
      same "$state/written/$name" "$path" || same "$copy" "$path" ||
        fail 8 "$(shown "$path") was changed since wezmux wrote it, so it stays as it is"
    done <"$state/last"
    running=
    if [ "$(property ActiveState)" = active ]; then running=$(server_now); fi
    undone=
    while read -r name number whose; do
      path_of "$name" || continue
      copy=$state/backup/$name.$number
      if [ "$number" = 0 ]; then
        say "kept      $(shown "$path"), which was first written then; wezmux remove undoes that"
        continue
      fi
      if ! same "$copy" "$path"; then
        temporary=$path.wezmux-new
        {
          cp -pP "$copy" "$temporary" &&
            { [ "$whose" != ours ] || cp -p "$copy" "$state/written/$name.next"; } &&
            place "$path" "$state/written/$name"
        } || fail 1 "cannot write $(shown "$path"), so it stays as it was"
        if [ "$whose" = ours ]; then mv -f "$state/written/$name.next" "$state/written/$name"; fi
      fi
      undone=yes
      say "put back  $(shown "$path")"
    done <"$state/last"
    if [ -n "$undone" ] && manager_runs; then reload; fi
    # The copies go last: without one that it names, `last` could not be read again.
    exec 8<"$state/last"
    rm -f "$state/last"
    while read -r name number whose; do rm -f "$state/backup/$name.$number"; done <&8
    rmdir "$state/backup" 2>/dev/null || :
    if [ -n "$undone" ] && manager_runs && waits; then restart_if_allowed; fi
  }

  # --- Facts, a line each, and written nowhere.
  encoded() { base64 | tr -d '\n'; }

  # file WORD PATH TEXT
  report_file() {
    name=${2##*/}
    kind=absent
    if [ -L "$2" ]; then kind='link'; elif [ -f "$2" ]; then kind='file'; elif [ -e "$2" ]; then kind=other; fi
    whose=theirs
    if [ -f "$2" ]; then
      for copy in "$state/written/$name" "$state/written/$name.next"; do
        if same "$copy" "$2"; then whose=ours; fi
      done
      if [ "$whose" = theirs ] && same "$state/adopted/$name" "$2"; then whose=adopted; fi
      if printf '%s\n' "$3" | cmp -s - "$2"; then
        say "file $1 $kind $whose none"
        say "same $1"
        return
      fi
      say "file $1 $kind $whose $(sum "$2")"
      if [ "$(wc -c <"$2")" -gt 65536 ]; then
        say "large $1"
      else
        say "found $1 $(encoded <"$2")"
        if [ "$whose" = theirs ] && [ -f "$state/written/$name" ] && [ "$(wc -c <"$state/written/$name")" -le 65536 ]; then
          say "written $1 $(encoded <"$state/written/$name")"
        fi
      fi
    else
      say "file $1 $kind $whose none"
      if [ "$kind" = absent ] && [ -f "$state/written/$name" ]; then say "gone $1"; fi
    fi
  }

  report() {
    say "user $user"
    say "runtime $session_runtime"
    say "expected $XDG_RUNTIME_DIR"
    properties=$(systemctl --user show "$unit" 2>/dev/null \
      --property=LoadState,ActiveState,SubState,MainPID,InvocationID,NRestarts,NeedDaemonReload) || properties=
    if [ -n "$properties" ]; then
      say 'manager yes'
      printf '%s\n' "$properties" | while IFS= read -r line; do say "unit $line"; done
    else
      say 'manager no'
    fi
    if lingers; then say 'linger yes'; else say 'linger no'; fi
    status=0
    lines=$( (check_programs && look && printf '%s\n' "$todo") 2>&1) || status=$?
    if [ "$status" = 0 ]; then
      printf '%s\n' "$lines" | while IFS= read -r line; do say "todo ${line#would }"; done
    else
      say "cannot $status"
      printf '%s\n' "$lines" | while IFS= read -r line; do say "why ${line#wezmux: }"; done
    fi
    report_file config "$config_path" "$config"
    report_file unit "$unit_path" "$unit_text"
    if enabled; then say 'enabled yes'; else say 'enabled no'; fi
    if waits; then say 'waiting yes'; fi
    for mark in written original folders enabled linger; do
      if exists "$state/$mark"; then
        say 'known yes'
        break
      fi
    done
    if exists "$state/last" || exists "$state/last.new"; then say 'undo yes'; fi
    for process in $(servers); do say "server $process"; done
    if [ -x "$bin_dir/wezterm" ] && exists "$socket"; then
      if list=$(wezterm_cli list --format json 2>/dev/null); then say "tabs $(printf '%s' "$list" | encoded)"; else say 'silent yes'; fi
    fi
    if [ -n "$deep" ]; then report_deep; fi
    say 'end'
  }

  # What only status and doctor ask.
  report_deep() {
    if [ -x "$bin_dir/wezterm" ]; then
      say "installed $(limited "$bin_dir/wezterm" --version 2>/dev/null | head -n 1)"
      # The frame GetCodecVersion: length 2, serial 1, identifier 26; the answer has the number after its own three
      # (codec/src/lib.rs). The proxy copies bytes both ways and outlives its input by two seconds, which nobody waits
      # for (wezterm/src/cli/proxy.rs).
      if exists "$socket"; then
        say "codec $({
          {
            printf '\002\001\032'
            sleep 5
          } | wezterm_cli proxy &
        } 2>/dev/null | head -c 6 | od -An -tu1)"
      fi
    fi
    say "path $(command -v wezterm 2>/dev/null)"
    say "kill-user-processes $(limited busctl get-property org.freedesktop.login1 /org/freedesktop/login1 \
      org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null)"
    say "free $(df -Pk "$HOME" 2>/dev/null | awk 'NR == 2 { print $4 }')"
    if [ -w "$HOME" ]; then say 'writable yes'; else say 'writable no'; fi
    if exists "$socket"; then say 'socket yes'; else say 'socket no'; fi
    case $(property SubState) in
      auto-restart | failed)
        journalctl --user --lines=5 --no-pager --output=cat "_SYSTEMD_USER_UNIT=$unit" + "USER_UNIT=$unit" \
          + SYSLOG_IDENTIFIER=wezterm-mux-server 2>/dev/null | while IFS= read -r line; do say "journal $line"; done
        ;;
    esac
  }

  printf '\n'
  say 'begin 1'
{%- endblock -%}
{%- block options %}
      --report) wanted=report ;;
      --report=deep)
        wanted=report
        deep=yes
        ;;
      --restart) wanted=restart ;;
      --undo) wanted=undo ;;
      --config=*) do_config=${option#*=} ;;
      --unit=*) do_unit=${option#*=} ;;
      --seen-config=*) seen_config=${option#*=} ;;
      --seen-unit=*) seen_unit=${option#*=} ;;
      --kill-tabs=*) kill_tabs=${option#*=} ;;
{%- endblock -%}
{%- block verbs %}
    report) report ;;
    restart) restart ;;
    undo) undo ;;
{%- endblock -%}
