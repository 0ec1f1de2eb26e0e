#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: mpirun
# A study over several ranks of MPI on this machine: the numbers of one run; more ranks than
# replicates; a rank that is killed, that cannot write, that has another study; what is not for ranks.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

[ -x "${CURB_MPI:-}" ] || { echo "skipped: built without MPI"; exit 77; }
# As root only in a test; more ranks than processors; no network but the machine's own.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none TMPDIR=$PWD
ranks() { # COUNT PROGRAM ARGUMENT...
    timeout 120 mpirun --oversubscribe --bind-to none -n "$@" >out 2>err </dev/null
    got=$?
}
ranks 1 true
[ $got -eq 0 ] || { echo "skipped: mpirun does not work here: $(head -n 3 err)"; exit 77; }

ended() {
    [ $got -eq "$1" ] || { no "exit $got, wanted $1"; cat out err; }
}

expect 0 run "$study" -o whole.h5 -q
whole=$(content whole.h5)

same() {
    [ "$(content "$1")" = "$whole" ] || no "$1 has other numbers"
}

# --- as one run, also without mpirun; only the first rank speaks ---
"$CURB_MPI" run "$study" -o alone.h5 -q >/dev/null
same alone.h5
ranks 3 "$CURB_MPI" run "$study" -o three.h5 -j 2
ended 0
[ "$(cat out)" = three.h5 ] || no "standard output is not the path alone: $(cat out)"
has err '6 of 6 replicates \(100 %\)'
[ "$(grep -c 'replicates in' err)" -eq 1 ] || no "more than one rank speaks"
same three.h5
(cd three.h5.shards && sha256sum --quiet -c SHA256SUMS) || no "checksums do not fit"
ls three.h5.shards/SHA256SUMS.* >/dev/null 2>&1 && no "lists of ranks are left"

# --- more ranks than replicates ---
ranks 8 "$CURB_MPI" run "$study" -o eight.h5 -j 1
ended 0
has err '8 ranks for 6 replicates: 2 of them have nothing to do'
same eight.h5

# --- limits count over all ranks, and the rest follows with other ranks, or none ---
ranks 2 "$CURB_MPI" run "$study" -o limit.h5 -j 1 -q --max-runs 3
ended 75
[ "$(ls limit.h5.shards/r*.h5 | wc -l)" -eq 3 ] || no "--max-runs 3 left $(ls limit.h5.shards)"
ranks 3 "$CURB_MPI" run "$study" -o limit.h5 -j 1
ended 0
has err '3 replicates were there already'
same limit.h5

# --- a rank dies: mpirun ends the others, what was finished stays ---
# shellcheck disable=SC2016 # for the shell of each rank
timeout 120 mpirun --oversubscribe --bind-to none -n 3 \
    bash -c 'echo $$ >"pid.$OMPI_COMM_WORLD_RANK"; exec "$0" "$@"' \
    "$CURB_MPI" run "$study" -o killed.h5 -j 1 -q --replicates 400 >out 2>err </dev/null &
job=$!
for _ in $(seq 200); do
    [ "$(ls killed.h5.shards/r*.h5 2>/dev/null | wc -l)" -ge 3 ] && break
    sleep 0.05
done
rank=$(cat pid.2)
kill -KILL "$rank"
wait $job
[ $? -ne 0 ] || no "a job with a dead rank ended well"
[ -e killed.h5 ] && no "a job with a dead rank left a results file"
kept=$(ls killed.h5.shards/r*.h5 | wc -l)
[ "$kept" -ge 3 ] && [ "$kept" -lt 400 ] || no "$kept shards after a killed rank"
rm -f killed.h5.shards/r*[0-9][1-9][0-9].h5 killed.h5.shards/r*[1-9][0-9][0-9].h5
ranks 2 "$CURB_MPI" run "$study" -o killed.h5 -j 1 -q
ended 0
same killed.h5
[ -z "$(find . -name '*.part-*')" ] || no "unfinished files are left"

# --- a rank that cannot write: named with its machine, the others go on (over the loopback, since
# shared memory would need large files, too) ---
OMPI_MCA_btl=self,tcp timeout 120 mpirun --oversubscribe --bind-to none \
    -n 1 "$CURB_MPI" run "$study" -o space.h5 -j 1 -q : \
    -n 1 bash -c "ulimit -f 1; exec \"\$0\" \"\$@\"" "$CURB_MPI" run "$study" -o space.h5 -j 1 -q \
    >out 2>err </dev/null
got=$?
ended 74
has err 'rank 1 on .*: .*cannot write: File too large'
[ "$(ls space.h5.shards/r*.h5 | wc -l)" -ge 4 ] || no "the others stopped, too"
ranks 2 "$CURB_MPI" run "$study" -o space.h5 -j 1 -q
ended 0
same space.h5

# --- ranks that do not run the same thing ---
timeout 120 mpirun --oversubscribe --bind-to none -n 1 "$CURB_MPI" run "$study" -o other.h5 -q : \
    -n 1 "$CURB_MPI" run "$study" -o other.h5 -q --seed 5 >out 2>err </dev/null
got=$?
ended 73
has err 'rank 1 on .* runs another program or study than rank 0 .*seed 0x0*1 there, 0x0*5 now'
timeout 120 mpirun --oversubscribe --bind-to none -n 1 "$CURB_MPI" run "$study" -o other.h5 -q : \
    -n 1 "$CURB_MPI" run "$study" -o other.h5 -q --replicates 7 >out 2>err </dev/null
got=$?
ended 73
has err 'other scenarios or replicates'
ls other.h5* >/dev/null 2>&1 && no "ranks that differ wrote something"

# --- what is not for ranks ---
ranks 2 "$CURB_MPI" run "$study" -o part.h5 --part 1/2
ended 2
has err 'is for runs without mpirun'
ranks 2 "$CURB_MPI" run missing.yaml
ended 66
if [ "$CURB" != "$CURB_MPI" ]; then
    ranks 2 "$CURB" run "$study" -o no.h5
    ended 2
    has err 'has no MPI: configure with -DCURB_MPI=ON'
fi

exit $failed
