#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e slow
# timeout: 1800
# needs: cmake
# Other builds give the same numbers to the last bit: without optimisation, without the variants
# for several instruction sets, without OpenMP, and, with the solved world of this build, for the
# processor at hand alone.
set -u
work=$(mktemp -d "$PWD/builds.XXXXXX") && cd "$work" || exit 1
trap 'rm -rf "$work"' EXIT
study=$CURB_SOURCE/tests/e2e/test_bits_study/study.yaml
failed=0
generator=()
command -v ninja >/dev/null && generator=(-G Ninja)

run_options=()
content() { # CURB NAME
    "$1" run "$study" --jobs 2 -q -o "$2.h5" "${run_options[@]}" >/dev/null 2>"$2.log" ||
        cat "$2.log" >&2
    "$CURB" info "$2.h5" | awk '/content hash/ {print $3}'
}

expected=$(content "$CURB" given)
[ ${#expected} -eq 64 ] || { echo "no content hash: '$expected'"; exit 1; }

# build NAME OPTION...: a build of its own, and what it gives.
build() {
    local name=$1 got
    shift
    if ! { cmake -S "$CURB_SOURCE" -B "$name" "${generator[@]}" -DCURB_TESTS=OFF "$@" &&
        cmake --build "$name" --target curb -j 2; } >"$name.log" 2>&1; then
        tail -n 40 "$name.log"
        echo "$name does not build"
        failed=1
        return
    fi
    got=$(content "$work/$name/curb" "$name-results")
    if [ "$got" = "$expected" ]; then
        echo "$name: the same numbers"
    else
        echo "$name: other numbers, $got and $expected"
        failed=1
    fi
}

build debug -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG="-O0 -g"
build no-clones -DCMAKE_BUILD_TYPE=Release -DCURB_CLONES=OFF
build no-threads -DCMAKE_BUILD_TYPE=Release -DCURB_OPENMP=OFF

build native -DCMAKE_BUILD_TYPE=Release -DCURB_CLONES=OFF -DCMAKE_C_FLAGS=-march=native
exit $failed
