#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# A study divided among several runs, `curb run --part K/N` and `curb merge`: the numbers of one run,
# also when parts overlap, are killed, or are missing; what does not fit together is named.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -o whole.h5 --jobs 2 -q
whole=$(content whole.h5)
[ ${#whole} -eq 64 ] || no "no content hash: '$whole'"

same() {
    [ "$(content "$1")" = "$whole" ] || no "$1 has other numbers"
}

# --- what is no part ---
for part in 5/4 0/3 a/b 1 1/0 -1/2 1/2/3 ' 1/2' 1/ /2 1/99999999; do
    expect 2 run "$study" -o wrong.h5 --part "$part"
    has err "is not K/N with K from 1 to N"
done
ls wrong* >/dev/null 2>&1 && no "a wrong part wrote something"

# --- in any order, on any threads; the last one merges and says where ---
expect 0 run "$study" -o parts.h5 --part 2/3 --jobs 1
[ -s out ] && no "a part that is not the last printed: $(cat out)"
has err '2 of 6 replicates of all parts are there'
expect 66 merge whole.h5
has err 'is not a folder of shards'
expect 66 merge none.h5.shards
expect 75 merge parts.h5.shards -o early.h5
has err '4 of 6 replicates are not there.*: 0, 2, 3, 5; run the parts'
[ -e early.h5 ] && no "too early a merge left a file"
expect 0 run "$study" -o parts.h5 --part 3/3 --jobs 2
expect 0 run "$study" -o parts.h5 --part 1/3 --jobs 3
[ "$(cat out)" = parts.h5 ] || no "the last part printed not its path alone: $(cat out)"
same parts.h5
(cd parts.h5.shards && sha256sum --quiet -c SHA256SUMS) || no "checksums do not fit"
expect 0 merge parts.h5.shards/ -o merged.h5
[ "$(cat out)" = merged.h5 ] || no "merge printed not its path alone"
same merged.h5
rm parts.h5
expect 0 merge parts.h5.shards -q
[ "$(cat out)" = parts.h5 ] || no "merge does not write beside its folder"
same parts.h5
"$CURB" show "$study" >shown
cmp -s shown parts.h5.shards/study.yaml || no "the folder has another study"

# --- a part killed and taken up again, another beside it ---
"$CURB" run "$study" -o killed.h5 --part 1/2 -j 1 -q >first 2>&1 &
pid=$!
"$CURB" run "$study" -o killed.h5 --part 2/2 -q >second 2>&1 &
other=$!
for _ in $(seq 200); do
    ls killed.h5.shards/r*[024].h5 >/dev/null 2>&1 && break
    sleep 0.02
done
kill -KILL $pid 2>/dev/null
wait $pid $other
expect 0 run "$study" -o killed.h5 --part 1/2
same killed.h5
[ -z "$(find . -name '*.part-*')" ] || no "unfinished files are left"

# --- a changed study (another version: test_experiment_parts.c) ---
expect 0 run "$study" -o mixed.h5 --part 1/2 -q
expect 73 run "$study" -o mixed.h5 --part 2/2 --seed 5 -q
has err 'seed 0x0*1 there, 0x0*5 now'

# --- one policy changed between parts: named as lacking, and repaired by a run of all ---
expect 0 run "$study" -o changed.h5 --part 1/2 -q --set policies.campaign.kinds='[individual]'
expect 0 run "$study" -o changed.h5 --part 2/2 -q
has err '3 of 6 replicates are damaged or lack scenarios of this study'
[ -s out ] && no "a merge of two studies"
expect 75 merge changed.h5.shards
has err 'lack scenarios of the study: 0, 2, 4'
expect 0 run "$study" -o changed.h5 -q
same changed.h5

# --- a posterior goes with the folder ---
expect 0 run "$CURB_SOURCE/scenarios/studies/policy-effects.yaml" -o drawn.h5 --replicates 1 -q \
    --set scale=6000
mkdir elsewhere && mv drawn.h5.shards elsewhere/
expect 0 merge elsewhere/drawn.h5.shards -q
[ "$(content elsewhere/drawn.h5)" = "$(content drawn.h5)" ] || no "the posterior moved a number"

exit $failed
