#!/bin/bash
# What can be said of the installers and units without a host: tests/lab/static.test.sh. Needs dash, shellcheck and
# systemd-analyze. WEZMUX names the program that makes the files of the examples; without it cargo builds one.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/lab/program.sh
. tests/lab/program.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# For systemd-analyze, which asks for one and writes nothing there.
export XDG_RUNTIME_DIR=$work
passed=0
failed=0

# check NAME COMMAND...: what it prints is a complaint as well.
check() {
  local name=$1
  shift
  if "$@" >"$work/said" 2>&1 && [ ! -s "$work/said" ]; then
    passed=$((passed + 1))
    printf 'ok - %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'not ok - %s: %s\n' "$name" "$(head -n 1 "$work/said")"
    sed 's/^/  | /' "$work/said"
  fi
}

# In an interactive bash or zsh a `!` begins a word from the history, but not before a space or `=`. What the user
# wrote may have one: it is between single quotes.
no_history() {
  awk -v quote="'" '
    $0 ~ "^  (config|unit_text)=" quote { text = 1 }
    !text && NR > 1 && /![^ =]/ { print "line " NR " has a `!`: " $0 }
    text && substr($0, length($0)) == quote { text = 0 }
  ' "$1"
}

folders=()
for project in examples/*.toml; do
  folder=$work/$(basename "$project" .toml)
  "$WEZMUX" build "$project" -o "$folder" >/dev/null
  folders+=("$folder")
done
for folder in tests/cases/*/expected; do
  if [ -d "$folder" ]; then folders+=("$folder"); fi
done

while IFS= read -r -d '' file; do
  name=${file#"$work"/}
  case $file in
    *.sh)
      check "sh -n $name" sh -n "$file"
      check "dash -n $name" dash -n "$file"
      check "bash --posix -n $name" bash --posix -n "$file"
      check "shellcheck $name" shellcheck -s sh "$file"
      check "no history in $name" no_history "$file"
      ;;
    *.service)
      # The program of ExecStart has to be there, which is flock; WezTerm's is an argument of it, so that the unit can
      # be checked as it is on a machine without WezTerm.
      check "systemd-analyze verify $name" systemd-analyze verify --user "$(realpath "$file")"
      ;;
  esac
done < <(find "${folders[@]}" \( -name '*.sh' -o -name '*.service' \) -print0 | sort -z)

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
