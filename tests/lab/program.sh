# shellcheck shell=bash
# The program to test, as a full path in WEZMUX: the one that it names, or else one that cargo builds. To be sourced at
# the root of the repository.
if [ -z "${WEZMUX:-}" ]; then
  cargo build --quiet --features cli
  WEZMUX=${CARGO_TARGET_DIR:-target}/debug/wezmux
fi
WEZMUX=$(realpath "$WEZMUX")
