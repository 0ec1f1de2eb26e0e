#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e fast
# needs: cc
# The registry while curb is built: what is wrong in it is named with its place, all at once, and
# stops the build; a name in the model without a row does not compile.
set -u
failed=0
compiler=$CURB_BUILD/registry-compiler
work=$(mktemp -d "$PWD/registry.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
mkdir scenarios
header=$(head -n 1 "$CURB_SOURCE/scenarios/registry.csv" | tr -d '\r')
good='world-1.here.held,people held by one,n,person,3,1,10,triangular,"Author 2014, ""Title"", a work",seen,B,'

# registry LINE...: a registry of these rows.
registry() {
    printf '%s\n' "$header" "$@" >scenarios/registry.csv
}

# refused PATTERN...: it is refused with each of these lines, and with no more of them.
refused() {
    local pattern status
    "$compiler" scenarios/registry.csv >out 2>err
    status=$?
    if [ "$status" -ne 1 ] || [ "$(wc -l <err)" -ne $# ]; then
        echo "not so: exit $status and $(wc -l <err) lines, wanted 1 and $#:"
        cat err scenarios/registry.csv
        failed=1
    fi
    for pattern in "$@"; do
        if ! grep -Eq -- "^scenarios/registry\.csv:$pattern" err; then
            echo "not so: wanted $pattern in:"
            cat err
            failed=1
        fi
    done
}

registry "$good"
"$compiler" scenarios/registry.csv . || { echo "not so: a good registry is refused"; failed=1; }
grep -q 'Author 2014, \\042Title\\042, a work' registry_rows.c || { echo "not so: quotes"; failed=1; }

# All at once, each at its field.
registry 'world-1.a.b,,n,,2.385,,,fixed,,seen,,' \
    'world-1.a.c,,n,person,,1,3,fixed,assumption,assumption,C,why' \
    'world-1.a.d,d,n,person,12,1,3,triangular,Author 2014,seen,B,' \
    'world-1.a.b,,n,person,2.385,,,fixed,Author 2014,seen,B,' \
    'world-1.a.e,,n,person,2,1,3,normal,Author 2014,glimpsed,D,'
refused '2:16: error: world-1.a.b: unit is missing' '2:31: error: world-1.a.b: source is missing' \
    '2:37: error: world-1.a.b: grade is missing; expected one of A, B, C' \
    '3:23: error: world-1.a.c: a range without its central value' \
    '4:24: error: world-1.a.d: central 12 is outside its range, 1 to 3' \
    '5:1: error: world-1.a.b: duplicate id; it was first given on line 2' \
    "6:29: error: world-1.a.e: unknown distribution 'normal'; expected one of fixed, triang" \
    "6:48: error: world-1.a.e: unknown seen 'glimpsed'" "6:57: error: world-1.a.e: unknown grade 'D'"

# A quoted field may hold a line end; places go on from there.
registry 'world-1.a.b,,n,person,2,,,fixed,Author 2014,seen,B,"two
lines"' 'held,,n,person,0x10,,,fixed,Author 2014,seen,B,'
refused "4:1: error: 'held' is no id" "4:16: error: held: central '0x10' is not a number"

# What a grade may be, and what must be argued.
registry 'world-1.a.b,,n,person,2,,,fixed,Author 2014,memory,A,' \
    'world-1.a.c,,n,person,2,,,fixed,assumption,assumption,B,why' \
    'world-1.a.d,,n,person,2,,,fixed,assumption,assumption,C,' \
    'world-1.a.e,,n,person,2,,,fixed,Author 2014,derived,B,' \
    'world-1.a.f,,n,person,2,,,fixed,https://example.org/a,seen,B,' \
    'world-1.a.g,,n,person,2,1,,fixed,Author 2014,seen,B,' \
    'world-1.a.h,h,n,person,2,0,3,log_triangular,Author 2014,seen,B,' \
    'world-1.*.held,,n,person,,,,fixed,Author 2014,seen,B,' \
    'response.*,,n,1,2,,,fixed,Author 2014,seen,B,'
refused '2:52: error: .* from memory has grade B at most' '3:55: error: .* an assumption has grade C' \
    '4:57: error: .* must be argued' '5:55: error: .* must give the formula' \
    '6:33: error: .* source holds an address' '7:27: error: .* needs both low and high' \
    '8:26: error: .* log_triangular needs a low above 0' '10:1: error: .* \* stands for places'

# What is drawn has a name; a name is words that a figure has room for and a catalogue can hold.
long=$(printf 'ж%.0s' {1..61})
registry 'world-1.a.b,,n,person,2,1,3,triangular,Author 2014,seen,B,' \
    "world-1.a.c,${long%ж},n,person,2,,,fixed,Author 2014,seen,B," \
    "world-1.a.d,$long,n,person,2,,,fixed,Author 2014,seen,B," \
    'world-1.a.e,people_held,n,person,2,,,fixed,Author 2014,seen,B,' \
    'world-1.a.f,"people, held",n,person,2,,,fixed,Author 2014,seen,B,'
refused '2:13: error: world-1.a.b: name is missing' '4:13: error: .* 61 characters; at most 60' \
    "5:13: error: .* 'people_held' must be words" "6:13: error: .* must be words"

# Malformed CSV is named too, and what follows is still read.
registry 'world-1.a.b,,n,person,2,,,fixed,Author "2014",seen,B,' 'world-1.a.c,,n,person' \
    'world-1.a.d,,n,person,2,,,fixed,,seen,B,'
refused '2:33: error: not well-formed CSV' '3:1: error: expected 12 fields, found 4' \
    '4:33: error: world-1.a.d: source is missing'
printf '%s\n' 'id,name' 'a.b,c' >scenarios/registry.csv
refused '1:1: error: the first line must be id,' '2:1: error: expected 12 fields, found 2'
: >scenarios/registry.csv
refused '1:1: error: the registry is empty'

# A response and a lever without a row: an undeclared name.
without() {
    grep -v "^$1," "$CURB_SOURCE/scenarios/registry.csv" >scenarios/registry.csv
    "$compiler" scenarios/registry.csv . || { echo "not so: refused without $1"; failed=1; }
    if cc -std=c11 -D_GNU_SOURCE -fsyntax-only -I. -I"$CURB_SOURCE" "$CURB_SOURCE/model/$2" 2>err ||
        ! grep -q "CURB_REGISTRY_$3.* undeclared" err; then
        echo "not so: model/$2 compiles without the row $1"
        cat err
        failed=1
    fi
}
without response.loudness responses.c response_loudness
without instrument.import_ban.diversion instruments.c instrument_import_ban_diversion
cp "$CURB_SOURCE/scenarios/registry.csv" scenarios/
"$compiler" scenarios/registry.csv . &&
    cc -std=c11 -D_GNU_SOURCE -fsyntax-only -I. -I"$CURB_SOURCE" "$CURB_SOURCE/model/responses.c" ||
    { echo "not so: it does not compile with all rows"; failed=1; }
exit "$failed"
