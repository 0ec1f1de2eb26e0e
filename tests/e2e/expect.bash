# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What scripts that try the command line share; sourced after `set -u`. The script works in a
# folder of its own, which is removed at the end, and ends with `exit $failed`.
work=$(mktemp -d "$PWD/work.XXXXXX") && cd "$work" || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
study=$CURB_SOURCE/tests/e2e/test_cli_study/study.yaml
failed=0

no() {
    echo "not so: $*"
    failed=1
}

# expect CODE ARGUMENT...: runs curb; its streams are then in the files out and err.
expect() {
    local code=$1 got
    shift
    "$CURB" "$@" >out 2>err </dev/null
    got=$?
    [ "$got" -eq "$code" ] || { no "curb $*: exit $got, wanted $code"; cat out err; }
}

has() { # STREAM PATTERN
    grep -Eq -- "$2" "$1" || { no "no '$2' in $1"; cat "$1"; }
}

content() {
    "$CURB" info "$1" | awk '/content hash/ {print $3}'
}
