#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# timeout: 600
# The same numbers to the last bit: for 1, 2 and 7 threads, for a scenario added to a finished
# study, and for a run that takes its solved world from another results file.
set -u
work=$(mktemp -d "$PWD/bits.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
cp -r "$CURB_SOURCE/tests/e2e/test_bits_study" "$CURB_SOURCE/tests/e2e/test_cli_study" .
study=test_bits_study/study.yaml
failed=0

run() { # OUT OPTION...
    local out=$1
    shift
    "$CURB" run "$study" -q -o "$out" "$@" >/dev/null 2>log || {
        echo "curb run -o $out $*: exit $?"
        cat log
        exit 1
    }
}

content() {
    "$CURB" info "$1" | awk '/content hash/ {print $3}'
}

same() { # WHAT FILE FILE
    local one other
    one=$(content "$2") other=$(content "$3")
    if [ ${#one} -ne 64 ]; then
        echo "no content hash in $2: '$one'"
        failed=1
    elif [ "$one" != "$other" ]; then
        echo "$1: other numbers, $one and $other"
        failed=1
    fi
}

differs() { # WHAT FILE FILE
    if [ "$(content "$2")" = "$(content "$3")" ]; then
        echo "$1: the hash did not notice"
        failed=1
    fi
}

run one.h5 --jobs 1
run two.h5 --jobs 2
run seven.h5 --jobs 7
same "2 threads" one.h5 two.h5
same "7 threads" one.h5 seven.h5

# Fewer replicates than threads: these share a replicate.
run alone.h5 --jobs 1 --replicates 1
run shared.h5 --jobs 7 --replicates 1
same "7 threads in one replicate" alone.h5 shared.h5
differs "fewer replicates" one.h5 alone.h5

# A hash that never changes would pass all of this.
run seed.h5 --jobs 2 --seed 2386
differs "another seed" one.h5 seed.h5
run dose.h5 --jobs 2 --set policies.support.levers.coverage=0.69
differs "another lever" one.h5 dose.h5

run taken.h5 --jobs 2 --world-from one.h5
same "the world of another file" one.h5 taken.h5

# A scenario that comes later is run alone, and all is as if it had been there.
cp one.h5 later.h5
cp -r one.h5.shards later.h5.shards
cat >>"$study" <<'YAML'
  later: {policies: [online, support], dose: high, start: 1.5}
YAML
run later.h5 --jobs 2
run at_once.h5 --jobs 2
same "a scenario added to a finished study" later.h5 at_once.h5
differs "a further scenario" one.h5 later.h5
"$CURB" info later.h5 | grep -q 'later' || { echo "the added scenario is missing"; failed=1; }

exit $failed
