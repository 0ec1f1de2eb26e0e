#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: valgrind callgrind_annotate
# Instructions that a buyer, a person at risk and a whole month take, counted by callgrind, which runs
# the hot loops' build for AVX2: a count repeats where a time does not. And the bits that the two
# kernels leave, for AVX2 and for this processor.
set -u

# The counts are those of gcc at -O3 with clones on x86-64.
has() {
    grep -Eq "^$1" "$CURB_BUILD/CMakeCache.txt"
}
if ! { has 'CMAKE_BUILD_TYPE:[A-Z]*=Release' && has 'CURB_CLONES:BOOL=ON' && [ "$(uname -m)" = x86_64 ] &&
    grep -q 'COMPILER_ID "GNU"' "$CURB_BUILD"/CMakeFiles/*/CMakeCCompiler.cmake; }; then
    echo "skipped: not the release build by gcc for x86-64"
    exit 77
fi
work=$(mktemp -d "$PWD/work.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

no() {
    echo "not so: $*"
    failed=1
}

# count FUNCTION PROGRAM ARGUMENT...: instructions in FUNCTION and in what it calls, into `counted`;
# what the program said is in the file `said`.
count() {
    local function=$1 program=$CURB_BUILD/$2
    shift 2
    valgrind --tool=callgrind --callgrind-out-file=counts "$program" "$@" >said 2>log ||
        { no "$program $*"; cat log; }
    callgrind_annotate --threshold=100 --inclusive=yes counts >listed
    counted=$(grep -E ":$function([. ]|$)" listed | head -n 1 | sed 's/^ *\([0-9,]*\).*/\1/; s/,//g')
    grep -q 'arch_x86_64_v3' listed || no "callgrind did not run the loops for AVX2"
}

# within WHAT UNITS EXPECTED: instructions a unit are within a tenth of what was counted when this was
# written (gcc 12.2, -O3). Compilers of one series differ by less; a loop that is no longer
# vectorised, or drawn twice, costs far more than a tenth. What is saved is to be kept: put the new
# number here when it falls below.
within() {
    awk -v what="$1" -v units="$2" -v expected="$3" -v counted="${counted:-0}" 'BEGIN {
        each = counted / units
        printf "%s: %.4g instructions, %s expected\n", what, each, expected
        exit !(each > 0.9 * expected && each < 1.1 * expected) }' ||
        no "$1 takes other than within a tenth of $3 instructions"
}

# hashed NAME HASH ARGUMENT...: the program says this hash here as under valgrind.
hashed() {
    local name=$1 hash=$2
    shift 2
    grep -qx "${name}_hash $hash" said || no "$name under valgrind: $(cat said), wanted $hash"
    "$CURB_BUILD/$1" "${@:2}" >here
    grep -qx "${name}_hash $hash" here || no "$name on this processor: $(cat here), wanted $hash"
}

count bench_buyers_month bench_buyers 0 65536
within "a buyer, month and scenario" 65536 39.6
hashed buyers 77fe44eea732983d bench_buyers 0 65536

count bench_persons_month bench_persons 0 1000000
within "a person at risk and month, bound 1e-2" 1000000 0.574
hashed persons c32a1c9d4b773499 bench_persons 0 1000000

number() {
    awk -v name="$1" '$1 == name {print $2}' said
}
study=$CURB_SOURCE/tests/e2e/test_bits_study/study.yaml
count bench_whole_months bench_months "$study" 24 0 1 0 years_before=0
within "an agent, month and scenario" \
    "$(($(number agents) * $(number months) * $(number scenarios)))" 5.88

[ "$failed" = 0 ] || exit 1
