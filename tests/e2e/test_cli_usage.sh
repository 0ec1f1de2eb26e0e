#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e fast
# The command line without a study: help, manual pages, completion, wrong usage, exit codes, and
# which stream gets what.
set -u
failed=0

# expect CODE STREAM PATTERN ARGUMENT...: exit code, and a pattern in "out" or "err".
expect() {
    local code=$1 stream=$2 pattern=$3 got
    shift 3
    "$CURB" "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -ne "$code" ] || ! grep -Eq -- "$pattern" "$stream"; then
        printf 'not so: curb %s: exit %s (wanted %s), wanted "%s" on %s\n' \
            "$*" "$got" "$code" "$pattern" "$stream"
        cat out err
        failed=1
    fi
}

# silent STREAM: the last call wrote nothing there.
silent() {
    if [ -s "$1" ]; then
        echo "not so: std$1 should be empty but has:"
        cat "$1"
        failed=1
    fi
}

work=$(mktemp -d "$PWD/usage.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
verbs=$("$CURB" help | awk '/^verbs:/ {on = 1; next} /^$/ {on = 0} on {print $1}')
[ "$(echo "$verbs" | wc -l)" -ge 8 ] || { echo "not so: fewer than 8 verbs"; failed=1; }

for verb in $verbs; do
    expect 0 out '^usage: curb '"$verb" "$verb" --help
    silent err
    for heading in examples: options: 'exit codes:'; do
        grep -q "^$heading" out || { echo "not so: $verb --help has no $heading"; failed=1; }
    done
    awk -v verb="$verb" 'length > 100 {print "not so: " verb " --help: too wide: " $0; bad = 1}
        END {exit bad}' out || failed=1
    expect 0 out '^\.TH CURB-'"$verb" help --man "$verb"
    if command -v groff >/dev/null; then
        groff -man -Tutf8 -ww out 2>&1 >/dev/null | grep . && failed=1
    fi
done

expect 2 err '^usage: curb VERB'
silent out
expect 0 out 'curb VERB --help' --help
expect 0 out '^curb [0-9]+\.[0-9]+\.[0-9]+ ' --version
expect 0 out 'HDF5 .*GSL ' --version
silent err

expect 2 err "did you mean 'compare'" comapre results.h5
silent out
expect 2 err "'frobnicate' is not a verb" frobnicate
expect 2 err 'did you mean --jobs' run study.yaml --jbos 3
expect 2 err "'-z' is not an option of curb run" run -z study.yaml
expect 2 err '--jobs needs N' run study.yaml --jobs
for jobs in 2.385 two 0 -3 1e12; do
    CURB_JOBS=$jobs expect 2 err "CURB_JOBS: '$jobs' is not a whole number from 1 to 1e9; give --jobs" run study.yaml
done
CURB_JOBS=two expect 66 err 'no-study.yaml' check no-study.yaml --jobs 3
CURB_JOBS=two expect 0 out 'usage|Usage' check --help
CURB_JOBS='' expect 66 err 'no-study.yaml' check no-study.yaml
expect 2 err "--jobs: '2.385' is not a whole number" run --jobs 2.385 study.yaml
expect 2 err "--replicates: '0' is not a whole number" run --replicates 0 study.yaml
expect 2 err "--max-time: 'soon' is not a time" run --max-time soon study.yaml
expect 2 err "--set: 'seed' is not KEY=VALUE" run --set seed study.yaml
expect 2 err 'missing STUDY.yaml' run
expect 2 err "'c' is one too many" compare a b c
expect 2 err "did you mean 'exploited'" compare results.h5 --metric exploted
expect 2 err 'jurisdiction sector concept' compare results.h5 --by planet
expect 2 err 'text md csv json' compare results.h5 --format xml
expect 2 err 'not a year' compare results.h5 --period 20x
expect 2 err "'zsh' is not a shell" completion zsh
# Two mistakes are told at once.
expect 2 err 'did you mean --jobs' run --jbos 3 --max-time soon study.yaml
grep -q 'soon' err || { echo "not so: only the first mistake was told"; failed=1; }

expect 66 err 'nowhere' check nowhere.yaml
silent out
expect 66 err 'nowhere' run nowhere.yaml
expect 66 err 'nowhere' compare nowhere.h5
expect 66 err 'nowhere' info nowhere.h5
expect 66 err 'nowhere' export nowhere.h5
echo "not HDF5" >text.h5
expect 65 err 'text.h5' compare text.h5
expect 65 err 'text.h5' info text.h5

# Messages are plain where there is no terminal.
if grep -q "$(printf '\033')" err; then
    echo "not so: colour without a terminal"
    failed=1
fi

expect 0 out 'complete .* curb' completion bash
bash -n out || failed=1
# shellcheck disable=SC1091 # made a line above
words=$(. ./out
    COMP_WORDS=(curb compare --by "") COMP_CWORD=3
    _curb
    echo "${COMPREPLY[@]}")
[ "$words" = "jurisdiction sector concept" ] || { echo "not so: completion: $words"; failed=1; }

expect 0 out '^study.yaml$' init study.yaml
grep -q '^scenarios:' study.yaml || { echo "not so: init wrote no scenarios"; failed=1; }
cp study.yaml before.yaml
expect 73 err 'study.yaml exists' init study.yaml
cmp -s study.yaml before.yaml || { echo "not so: init overwrote a study"; failed=1; }
expect 73 err 'cannot make the folder' init study.yaml/below/study.yaml
expect 0 out '^world:' init
"$CURB" init >/dev/full 2>err
[ $? -eq 74 ] || { echo "not so: a full disk should give 74"; failed=1; }

exit $failed
