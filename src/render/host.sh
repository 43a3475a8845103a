{%- extends "setup.sh" -%}
{%- block help %}{% endblock -%}
{%- block who -%}
  # What sshd says (`do_setup_env` in session.c of OpenSSH): each program that is not called is a tenth of what a look costs
  # beyond its connection.
  user=${LOGNAME:-$(id -un)}
{%- endblock -%}
{%- block say -%}
  # Each line that the program reads begins with this word: what a start-up file of the shell prints has none.
  say() { printf 'wezmux: %s\n' "$*"; }
{%- endblock -%}
{%- block equals %}equal "$1" "$2"{% endblock -%}
{%- block matches -%}
    if [ -n "$reporting" ]; then
      known_sum "$1"
      case $1 in "$config_path") [ "$known" != "$config_sum" ] ;; *) [ "$known" != "$unit_sum" ] ;; esac
      return
    fi
    if printf '%s\n' "$2" | cmp -s - "$1"; then return 1; fi
{%- endblock -%}
{%- block asked %}[ -n "$reporting" ] || ask_unit{% endblock -%}
{%- block guard %}
    # A file that someone changed is left as it is, unless the program was told otherwise for what it saw of it.
    if [ -n "$write_config" ]; then guard "$config_path" "$do_config" "$seen_config" || write_config=; fi
    if [ -n "$write_unit" ]; then guard "$unit_path" "$do_unit" "$seen_unit" || write_unit=; fi
{% endblock -%}
{%- block waiting %}
      restart_if_allowed
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
  # The sums of what is wanted, and in a report of all that it compares, which it asks for at once.
  config_sum='{{ config_sum }}'
  unit_sum='{{ unit_sum }}'
  reporting=
  known_sums=
  newline='
'

  sum() {
    if [ -f "$1" ]; then sha256sum <"$1" | cut -d' ' -f1; else printf none; fi
  }

  equal() {
    if [ -z "$reporting" ]; then
      cmp -s "$1" "$2"
      return
    fi
    known_sum "$1"
    first=$known
    known_sum "$2"
    [ "$first" != none ] && [ "$first" = "$known" ]
  }

  ask_sums() {
    set --
    for path in "$config_path" "$unit_path" "$hidden_path" \
      "$state/written/${config_path##*/}" "$state/written/${config_path##*/}.next" "$state/adopted/${config_path##*/}" \
      "$state/written/$unit" "$state/written/$unit.next" "$state/adopted/$unit"; do
      if [ -f "$path" ] && [ -r "$path" ]; then set -- "$@" "$path"; fi
    done
    if [ $# != 0 ]; then known_sums=$newline$(sha256sum "$@" 2>/dev/null)$newline || :; fi
  }

  # known_sum PATH
  known_sum() {
    known=none
    case $known_sums in
      *"  $1$newline"*)
        known=${known_sums%%"  $1$newline"*}
        known=${known##*"$newline"}
        ;;
      *) if [ -f "$1" ]; then known=$(sum "$1"); fi ;;
    esac
  }

  # find_read PATH: `read_path` is what WezTerm reads where that is not there.
  find_read() {
    read_path=$1
    if [ "$1" = "$config_path" ] && ! exists "$1" && [ -f "$hidden_path" ]; then read_path=$hidden_path; fi
  }

  # guard PATH WHAT SEEN: whether it is to be written.
  guard() {
    find_read "$1"
    case $2 in
      # It was adopted before.
      keep) return 1 ;;
      skip)
        skipped=yes
        if [ "$read_path" = "$1" ]; then
          say "skipped   $(replaced "$1")"
        else
          say "skipped   $(shown "$1"), which would hide $(shown "$read_path")"
        fi
        return 1
        ;;
      adopt)
        {
          mkdir -p "$state/adopted" && cp -pP "$read_path" "$state/adopted/${1##*/}.new" &&
            mv -f "$state/adopted/${1##*/}.new" "$state/adopted/${1##*/}"
        } || fail 1 "cannot write below $(shown "$state")"
        say "adopted   $(shown "$read_path") as it is"
        return 1
        ;;
    esac
    [ "$(sum "$read_path")" = "$3" ] || fail 8 "$(shown "$read_path") was changed while wezmux looked at it; run it again"
  }

  # There is a server, whether it answers or not: one that does not may have tabs.
  serves() { [ "$active_state" = active ] || [ -n "$(servers)" ] || answers; }

  # may_end_tabs: ends this run unless as few tabs are open as may end.
  may_end_tabs() {
    if [ "$kill_tabs" = all ]; then return; fi
    # shellcheck disable=SC2046 # a list of numbers
    set -- $(servers)
    if [ $# -gt 1 ]; then fail 9 "$# servers run, and the tabs of only one of them can be counted; --kill-tabs all ends it all the same"; fi
    list=$(wezterm_cli list 2>/dev/null) || fail 9 'the server does not say how many tabs it has; --kill-tabs all ends it all the same'
    count=$(printf '%s\n' "$list" | awk 'NR > 1 && ! seen[$2]++ { count++ } END { print count + 0 }')
    if [ "$count" -le "$kill_tabs" ]; then return; fi
    case $count in 1) count='1 tab' ;; *) count="$count tabs" ;; esac
    fail 9 "$count would end, and --kill-tabs allows $kill_tabs"
  }

  restart_server() {
    # A sign of life: to end, a server may take long.
    printf '\n'
    reload
    ask_unit
    find_server
    waited=
    if waits_for_lock; then waited=yes; fi
    if [ -n "$waited" ] || [ "${server#process}" != "$server" ]; then
      # Only the server that has the lock: others may have tabs that nobody has counted.
      { servers | grep -qx "$holder" && kill "$holder"; } ||
        fail 1 "cannot tell which server has $lock; end it yourself, and run this again"
      tries=0
      while ask_unit && { waits_for_lock || is_named "$holder" wezterm-mux-ser; }; do
        tries=$((tries + 1))
        if [ "$tries" -gt 10 ]; then fail 1 "the server that a client started (process $holder) does not end"; fi
        sleep 1
      done
    fi
    # One that waited takes over by itself, which is enough where its file is still the one that it was started with.
    find_server
    if [ -z "$waited" ] || waits; then
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
    ask_unit
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

  # copy_of NAME NUMBER: the copy that a line of `last` means.
  copy_of() {
    case $2 in
      original) copy=$state/original/$1 ;;
      *) copy=$state/backup/$1.$2 ;;
    esac
  }

  # Whether a line of `last` means a config of ours that hides one.
  uncovers() {
    [ "$number" = 0 ] && [ "$path" = "$config_path" ] && [ -f "$hidden_path" ] && ! exists "$state/original/$name"
  }

  # Puts back what the last run that wrote has replaced.
  undo() {
    check_programs
    take_turns
    leave_to_other_machine
    # A run that was cut short is undone as far as it got.
    if exists "$state/last.new"; then mv -f "$state/last.new" "$state/last"; fi
    exists "$state/last" || {
      say 'nothing   there is nothing to undo'
      exit 0
    }
    while read -r name number whose; do
      path_of "$name" || continue
      if uncovers && ! exists "$path"; then continue; fi
      if [ "$number" = 0 ] && ! uncovers; then continue; fi
      copy_of "$name" "$number"
      uncovers || exists "$copy" || fail 1 "the copy $(shown "$copy") is gone"
      # An undo that was cut short has put it back already.
      same "$state/written/$name" "$path" || same "$copy" "$path" ||
        fail 8 "$(shown "$path") was changed since wezmux wrote it, so it stays as it is"
    done <"$state/last"
    ask_unit
    find_server
    undone=
    while read -r name number whose; do
      path_of "$name" || continue
      if uncovers; then
        { note_files && { ! exists "$path" || same "$state/written/$name" "$path" || fail 8 "$(shown "$path") was changed meanwhile, so it stays; run this again"; } &&
          rm -f "$path" && settle "${path%/*}"; } || fail 1 "cannot remove $(shown "$path")"
        rm -f "$state/written/$name"
        undone=yes
        say "removed   $(shown "$path"), so that $(shown "$hidden_path") is read again"
        continue
      fi
      if [ "$number" = 0 ]; then
        say "stays     $(shown "$path"), where there was none before; wezmux remove takes it away"
        continue
      fi
      copy_of "$name" "$number"
      if ! same "$copy" "$path"; then
        temporary=$path.wezmux-new
        {
          cp -pP "$copy" "$temporary" &&
            { [ "$whose" != ours ] || cp -p "$copy" "$state/written/$name.next"; } &&
            place "$path" "$state/written/$name"
        } || fail 1 "cannot write $(shown "$path"), so it stays as it was"
        if [ "$whose" = ours ]; then mv -f "$state/written/$name.next" "$state/written/$name"; fi
      fi
      # It is as if we had never written it.
      if [ "$number" = original ]; then rm -f "$state/written/$name"; fi
      undone=yes
      say "put back  $(shown "$path")"
    done <"$state/last"
    if [ -n "$undone" ] && manager_runs; then reload; fi
    # The copies go last: without one that it names, `last` could not be read again.
    exec 8<"$state/last"
    rm -f "$state/last"
    while read -r name number whose; do
      copy_of "$name" "$number"
      rm -f "$copy"
    done <&8
    rmdir "$state/backup" "$state/original" 2>/dev/null || :
    if [ -z "$undone" ] || ! manager_runs; then return; fi
    ask_unit
    if [ "$active_state" = inactive ]; then
      say "note      $unit does not run; wezmux apply starts it"
    else
      bring_up
    fi
    find_server
    if waits; then restart_if_allowed; else rm -f "$state/waiting"; fi
  }

  # --- Facts, a line each, and written nowhere.
  encoded() { base64 | tr -d '\n'; }

  # say_each WORD TEXT: each line of it. A loop would read it byte by byte.
  say_each() {
    set -f
    fields=$IFS
    IFS=$newline
    # shellcheck disable=SC2086 # a word for each line
    printf "wezmux: $1 %s\\n" $2
    IFS=$fields
    set +f
  }

  # report_file WORD PATH SUM
  report_file() {
    name=${2##*/}
    find_read "$2"
    kind=absent
    if [ "$read_path" != "$2" ]; then
      kind=hidden
    elif [ -L "$2" ]; then
      kind='link'
    elif [ -f "$2" ]; then
      kind='file'
    elif [ -e "$2" ]; then
      kind=other
    fi
    if [ ! -f "$read_path" ]; then
      say "file $1 $kind theirs none"
      if [ "$kind" = absent ] && [ -f "$state/written/$name" ]; then say "gone $1"; fi
      return
    fi
    whose=theirs
    if [ "$kind" != hidden ] && is_ours "$2"; then
      whose=ours
    elif same "$state/adopted/$name" "$read_path"; then
      whose=adopted
    elif other_machine_wrote; then
      whose=machine
    fi
    known_sum "$read_path"
    if [ "$kind" != hidden ] && [ "$known" = "$3" ]; then
      say "file $1 $kind $whose none"
      say "same $1"
      return
    fi
    say "file $1 $kind $whose $known"
    if [ "$(wc -c <"$read_path")" -gt 65536 ]; then
      say "large $1"
      return
    fi
    say "found $1 $(encoded <"$read_path")"
    if [ "$kind" != hidden ] && [ "$whose" = theirs ] && [ -f "$state/written/$name" ] &&
      [ "$(wc -c <"$state/written/$name")" -le 65536 ]; then
      say "written $1 $(encoded <"$state/written/$name")"
    fi
  }

  # The tabs take longest to be told, and meanwhile the rest is asked.
  report() {
    if [ -x "$bin_dir/wezterm" ] && exists "$socket"; then
      {
        list=$(
          { wezterm_cli list --format json 2>/dev/null && printf answered; } &
          report_rest >&3
        )
      } 3>&1
      case $list in
        *answered) say_each tabs "${list%answered}" ;;
        *) say 'silent yes' ;;
      esac
    else
      report_rest
    fi
    say 'end'
  }

  report_rest() {
    # What no two accounts have: a machine that was copied has another start, and containers on one machine, which have the
    # same, another name or another moment at which they came up (proc(5), the field `starttime`).
    boot=
    { read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || :
    name=
    { read -r name </proc/sys/kernel/hostname; } 2>/dev/null || :
    { read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ began _ </proc/1/stat; } 2>/dev/null || began=
    if [ -n "$machine" ] && [ -n "$boot" ]; then say "account $machine $boot $name $began $uid"; fi
    say "user $user"
    say "runtime $session_runtime"
    say "expected $XDG_RUNTIME_DIR"
    ask_unit
    find_server
    ask_sums
    reporting=yes
    if [ -n "$unit_facts" ]; then
      say 'manager yes'
      say_each unit "$unit_facts"
    else
      say 'manager no'
    fi
    if lingers; then say 'linger yes'; else say 'linger no'; fi
    status=0
    lines=$({ check_programs && look && printf '%s\n' "$todo"; } 2>&1) || status=$?
    if [ "$status" = 0 ]; then
      if [ -n "$lines" ]; then say_each todo "$lines"; fi
    else
      say "cannot $status"
      say_each why "$lines"
    fi
    report_file config "$config_path" "$config_sum"
    report_file unit "$unit_path" "$unit_sum"
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
    if [ -n "$deep" ]; then report_deep; fi
  }

  # What only status and doctor ask.
  report_deep() {
    if [ -x "$bin_dir/wezterm" ]; then
      say "installed $(limited "$bin_dir/wezterm" --version 2>/dev/null | head -n 1)"
      # The frame GetCodecVersion: length 2, serial 1, identifier 26; the answer has the number after its own three
      # (codec/src/lib.rs). The proxy copies bytes both ways and outlives its input by two seconds
      # (wezterm/src/cli/proxy.rs). Nobody waits for it, as sshd would for each descriptor of its own that something has
      # open: so another shell starts it, which has neither those nor this one's copies of them.
      if exists "$socket"; then
        within=
        if command -v timeout >/dev/null 2>&1; then within='timeout 10'; fi
        # shellcheck disable=SC2016,SC2086 # for that shell; the words of a command
        say "codec $(sh -c '{
          printf "\002\001\032"
          sleep 5
        } | "$@" cli --no-auto-start --prefer-mux proxy &' sh $within "$bin_dir/wezterm" \
          </dev/null 2>/dev/null 3>&- | head -c 6 | od -An -tu1)"
      fi
    fi
    say "path $(command -v wezterm 2>/dev/null)"
    say "kill-user-processes $(limited busctl get-property org.freedesktop.login1 /org/freedesktop/login1 \
      org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null)"
    say "free $(df -Pk "$HOME" 2>/dev/null | awk 'NR == 2 { print $4 }')"
    if [ -w "$HOME" ]; then say 'writable yes'; else say 'writable no'; fi
    if exists "$socket"; then say 'socket yes'; else say 'socket no'; fi
    case $sub_state in
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
