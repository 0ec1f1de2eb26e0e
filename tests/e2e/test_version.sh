#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e fast
# needs: git cmake
# What a program says of its source is that of the source it was built from, not of the one it was
# configured with: each build writes version.h anew, and only where it is to be another.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

commit() {
    git -C tree -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m "$1"
}
written() { # the line of version.h about $1
    cmake -DSOURCE="$PWD/tree" -DOUT="$PWD/version.h" -DPROJECT_VERSION=2.38.5 \
        -P "$CURB_SOURCE/cmake/write-version.cmake" >log 2>&1 || { no "version.h is not written"; cat log; }
    sed -n "s/^#define CURB_$1 //p" version.h
}

git init -q tree && echo one >tree/file && git -C tree add file && commit first
[ "$(written GIT_HASH)" = "\"$(git -C tree rev-parse --short=12 HEAD)\"" ] || no "the commit is not named"
[ "$(written GIT_DIRTY)" = 0 ] || no "a clean tree is called changed"
touch -d '2020-01-01' version.h
[ "$(written VERSION)" = '"2.38.5"' ] || no "the version is not named"
[ "$(date -r version.h +%Y)" = 2020 ] || no "version.h is written although nothing is new"
echo two >tree/file
[ "$(written GIT_DIRTY)" = 1 ] || no "a changed tree is called clean"
git -C tree add file && commit second
[ "$(written GIT_HASH)" = "\"$(git -C tree rev-parse --short=12 HEAD)\"" ] || no "the next commit is not named"
rm -rf tree/.git
grep -q 'curb_version' "$CURB_BUILD/build.ninja" 2>/dev/null || grep -qr 'curb_version' "$CURB_BUILD/Makefile" ||
    no "no build writes version.h"
exit $failed
