#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# timeout: 300
# What the machine or its user may do to a run: interrupt it twice, name no output, forbid a file,
# leave no space, interrupt a validation; and draws that contradict the anchors, in check as in run.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

# wait_for COMMAND...: until it succeeds, ten seconds at most.
wait_for() {
    for _ in $(seq 100); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    no "never came: $*"
}

unfinished() {
    find . -name '*.part-*' | wc -l
}

# --- without -o ---
mkdir default && cd default || exit 1
[ "$("$CURB" run "$study" --replicates 1 -q)" = out/study/results.h5 ] || no "another default path"
[ -s out/study/results.h5 ] || no "no results at the default path"
cd .. || exit 1

# --- a second Ctrl-C, while a replicate of a quarter of an hour is in hand ---
"$CURB" run "$study" -o long.h5 --jobs 1 --set scale=100 --set years_after=95 >out 2>err &
pid=$!
wait_for test -d long.h5.shards
sleep 0.5
kill -INT $pid
wait_for grep -q 'again to stop now' err
sleep 0.3
kill -0 $pid 2>/dev/null || no "one Ctrl-C did not wait for the replicate in hand"
second=$SECONDS
kill -INT $pid
wait $pid
got=$?
[ $got -eq 130 ] || { no "a second Ctrl-C: exit $got, wanted 130"; cat err; }
[ $((SECONDS - second)) -le 5 ] || no "a second Ctrl-C took $((SECONDS - second)) s"
has err 'interrupted; run again to resume'
[ -e long.h5 ] && no "a second Ctrl-C left results"

# ... and what was done before it is kept, to the last bit
expect 0 run "$study" -o whole.h5 -q --jobs 1
"$CURB" run "$study" -o twice.h5 --jobs 1 >out 2>err &
pid=$!
wait_for ls twice.h5.shards/r000000.h5
kill -INT $pid
kill -INT $pid 2>/dev/null
wait $pid
got=$?
[ $got -eq 130 ] || [ $got -eq 0 ] || { no "two Ctrl-C: exit $got"; cat err; }
expect 0 run "$study" -o twice.h5 --jobs 1
has err 'replicates? (was|were) there already'
[ "$(content twice.h5)" = "$(content whole.h5)" ] || no "other numbers after two Ctrl-C"
[ "$(unfinished)" -eq 0 ] || no "unfinished files stay after a resumed run"

# --- a validation keeps nothing, and says so ---
mkdir case scratch
cp -r "$CURB_SOURCE"/tests/validation/people-and-inflow/* case
cp -r "$CURB_SOURCE/tests/validation/worlds" .
sed -i 's/^replicates: .*/replicates: 2385/' case/study.yaml
TMPDIR=$PWD/scratch "$CURB" validate case --jobs 1 >out 2>err &
pid=$!
wait_for sh -c 'ls -d scratch/*/results.h5.shards'
kill -INT $pid
wait $pid
got=$?
[ $got -eq 130 ] || { no "an interrupted validation: exit $got, wanted 130"; cat err; }
has err 'again to stop now'
has err 'interrupted in case 1 of 1; a validation keeps nothing'
[ -z "$(ls scratch)" ] || no "an interrupted validation leaves its scratch folder"

# --- an output that is not ours ---
echo mine >mine
mkdir folder
for verb in run export plot; do
    input=whole.h5
    [ $verb = run ] && input=$study
    expect 73 $verb "$input" -o mine
    [ "$(cat mine)" = mine ] || no "$verb wrote over a file that is not its own"
done
expect 73 run "$study" -o folder
expect 73 export whole.h5 -o folder
[ -z "$(ls folder)" ] || no "something was written into a folder that was named as a file"

# --- a file that may not be read; root may read all, so nobody tries for it ---
nobody() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}
theirs=$(mktemp -d /tmp/curb-theirs.XXXXXX)
cp "$CURB" "$theirs/curb" && cp "$study" "$theirs/study.yaml" && cp whole.h5 "$theirs/results.h5"
chmod 755 "$theirs" "$theirs/curb"
chmod 000 "$theirs/study.yaml" "$theirs/results.h5"
for words in "check study.yaml" "show study.yaml" "run study.yaml" "info results.h5" \
    "compare results.h5" "export results.h5" "plot results.h5"; do
    # shellcheck disable=SC2086 # two words
    (cd "$theirs" && nobody ./curb $words) >out 2>err
    got=$?
    [ $got -eq 66 ] || { no "unreadable: curb $words: exit $got, wanted 66"; cat err; }
    has err 'ermission denied|cannot read'
    [ -s out ] && no "unreadable: curb $words printed something"
done
[ "$(ls "$theirs")" = "$(printf 'curb\nresults.h5\nstudy.yaml')" ] || no "an unreadable file made others"
chmod 644 "$theirs/results.h5"
(cd "$theirs" && nobody ./curb export results.h5) >out 2>err
got=$?
if [ "$(id -u)" = 0 ]; then
    [ $got -eq 73 ] || { no "a folder of others: exit $got, wanted 73"; cat err; }
fi
rm -rf "$theirs"

# --- no space: files may have 4 kB ---
limited() { # CODE ARGUMENT...
    (
        ulimit -f 4
        expect "$@"
        exit $failed
    ) || failed=1
}
mkdir small
limited 74 run "$study" -o small/run.h5 --jobs 1
has err 'File too large'
[ -e small/run.h5 ] && no "a run without space left results"
limited 74 export whole.h5 -o small/values.csv
has err 'File too large'
[ -z "$(find small -name '*.csv')" ] || no "an export without space left a table"
[ -z "$(find small -name '*.part-*')" ] || no "a lack of space left unfinished files"
expect 0 run "$study" -o small/run.h5 --jobs 1 -q
[ "$(content small/run.h5)" = "$(content whole.h5)" ] || no "other numbers after a lack of space"

# --- the period of an export is all that was recorded, as its help says ---
expect 0 export --help
has out 'all that were recorded'
grep -q 'first policy start' out && no "export's help speaks of another default"
expect 0 export whole.h5 --metric profit -o -
[ "$(awk -F, 'NR > 1 {print int($4)}' out | sort -u | tr '\n' ' ')" = "2014 2015 2016 2017 " ] ||
    no "an export without --period has other years than were recorded"

# --- draws that contradict the anchors: refused by check as by run, naming the parameter ---
cat >wide.yaml <<YAML
extends: $CURB_SOURCE/tests/e2e/test_cli_study/world.yaml
sectors: {industry: {quit: {value: 0.01, low: 0.005, high: 0.9, grade: C}}}
YAML
sed 's/^world: .*/world: wide.yaml/' "$study" >wide_study.yaml
for verb in check run; do
    options=()
    [ $verb = run ] && options=(-o wide.h5)
    expect 65 $verb wide_study.yaml "${options[@]}"
    has err 'quit'
    has err 'more than a fifth'
done
expect 0 check wide_study.yaml --set parameters=central
expect 0 check "$study"
has out '6 of 6 draws tried, 0 contradict'

exit $failed
