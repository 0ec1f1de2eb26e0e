#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# Memory that does not suffice is said before a run, with a scale that fits; threads that it does not
# suffice for work inside fewer replicates, and end in the same numbers.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

limited() { # KIB CODE ARGUMENT...
    local kib=$1 code=$2 got
    shift 2
    (ulimit -v "$kib" && exec "$CURB" "$@") >out 2>err </dev/null
    got=$?
    [ $got -eq "$code" ] || { no "curb $* within $kib KiB: exit $got, wanted $code"; cat err; }
}

# 65 MB a replicate; the program itself takes some 80 MB of addresses, and 8 MB more for each stack.
settings=(--set scale=100 --replicates 2 --jobs 2)
limited 130000 70 run "$study" "${settings[@]}" -o tight.h5
has err 'one replicate needs 0\.0[0-9] GiB, and 0\.0[0-9] GiB are free \(.*ulimit -v.*a scale of [0-9]+ would fit'
ls tight.h5* >/dev/null 2>&1 && no "a run that was refused wrote something"
scale=$(sed -n 's/.*a scale of \([0-9]*\) would fit.*/\1/p' err)
[ "${scale:-0}" -gt 100 ] || no "no coarser scale: '$scale'"
limited 130000 0 run "$study" --set scale="$scale" --replicates 1 --jobs 1 -q -o coarse.h5

limited 190000 0 run "$study" "${settings[@]}" -o one.h5
has err '1 replicate at a time instead of 2: each needs .*; all 2 threads work inside them'
expect 0 run "$study" "${settings[@]}" -q -o two.h5
[ "$(content one.h5)" = "$(content two.h5)" ] || no "memory moved the numbers"

# Whoever is let in has enough: near the limit for one replicate, and for two, a run ends well or is refused.
for kib in $(seq 148000 4000 168000) $(seq 218000 4000 230000); do
    (ulimit -v "$kib" && exec "$CURB" run "$study" "${settings[@]}" --set years_after=3 -q -o edge.h5) >out 2>err </dev/null
    got=$?
    if [ $got -ne 0 ] && { [ $got -ne 70 ] || grep -q 'out of memory' err; }; then
        no "within $kib KiB: exit $got"
        cat err
    fi
    rm -rf edge.h5*
done

exit $failed
