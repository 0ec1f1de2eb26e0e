#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: cc pkg-config cmake
# The installed tree is enough: a program of somebody else includes <curb/curb.h>, links with what
# pkg-config says, and the scenarios came along.
set -eu
prefix=$PWD/prefix
rm -rf "$prefix"
cmake --install "$CURB_BUILD" --prefix "$prefix" >install.log

cat >client.c <<'C'
#include <curb/curb.h>
#include <stdio.h>
int main(void)
{
    curb_study_t study = {0};
    curb_diagnostics_t diagnostics = {0};
    curb_error_t error = curb_study_read(&study, "no-such-study.yaml", NULL, 0, &diagnostics);
    printf("%d\n", curb_error_exit_code(error));
    curb_study_free(&study);
    curb_diagnostics_free(&diagnostics);
    return error == CURB_ERR_NO_INPUT ? 0 : 1;
}
C
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name curb.pc)")
export PKG_CONFIG_PATH
# A sanitizer's build is linked with that sanitizer.
flags=$(sed -n 's/^CMAKE_C_FLAGS:STRING=//p' "$CURB_BUILD/CMakeCache.txt")
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$CURB_BUILD/CMakeCache.txt")
# shellcheck disable=SC2046,SC2086 # lists of flags
"$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror $flags client.c \
    $(pkg-config --cflags --libs curb) -o client
[ "$(./client)" = 66 ]

"$prefix/bin/curb" --version >/dev/null
for folder in worlds policies studies; do
    [ -d "$prefix/share/curb/scenarios/$folder" ] || { echo "no scenarios/$folder"; exit 1; }
done
