#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e slow
# timeout: 900
# A run killed at twenty random moments and taken up again ends in the very numbers of one that
# was left alone. Kills that come too late start the study over.
set -u
set +m
work=$(mktemp -d "$PWD/resume.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
study=${CURB_STUDY:-$CURB_SOURCE/tests/e2e/test_cli_study/study.yaml}
replicates=${CURB_REPLICATES:-12}
RANDOM=2385

run() {
    "$CURB" run "$study" --replicates "$replicates" --jobs 2 -q -o "$1" >/dev/null 2>>log
}

content() {
    "$CURB" info "$1" | awk '/content hash/ {print $3}'
}

begun=$(date +%s%N)
run whole.h5 || { cat log; exit 1; }
whole_ms=$((($(date +%s%N) - begun) / 1000000))
whole=$(content whole.h5)
[ ${#whole} -eq 64 ] || { echo "no content hash: '$whole'"; exit 1; }

killed=0
tries=0
while [ $killed -lt 20 ] && [ $tries -lt 200 ]; do
    tries=$((tries + 1))
    "$CURB" run "$study" --replicates "$replicates" --jobs 2 -q -o cut.h5 >/dev/null 2>>log &
    pid=$!
    pause=$((RANDOM * whole_ms / 2 / 32768))
    sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    if [ -e cut.h5 ]; then
        [ "$(content cut.h5)" = "$whole" ] || { echo "a whole file with other numbers"; exit 1; }
        rm -rf cut.h5 cut.h5.shards
    else
        killed=$((killed + 1))
    fi
done
[ $killed -eq 20 ] || { echo "only $killed of $tries runs were killed in time"; exit 1; }
run cut.h5 || { cat log; exit 1; }
[ "$(content cut.h5)" = "$whole" ] || { echo "other numbers after $killed kills"; exit 1; }
left=$(find . -name '*.part-*' | wc -l)
[ "$left" -eq 0 ] || { echo "$left unfinished files left behind"; exit 1; }
(cd cut.h5.shards && sha256sum --quiet -c SHA256SUMS) || exit 1
echo "$killed kills, the same numbers: $whole"
