#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh FUZZER SOURCE RUNS FOLDER: RUNS inputs grown from the corpus and the shipped scenarios, the
# same ones every time (fixed seed, one process). FOLDER is made anew; what was found stays there.
set -eu
fuzzer=$1 source=$2 runs=$3 folder=$4
rm -rf "$folder"
mkdir -p "$folder/studies" "$folder/grown"
# Studies name their world by a path relative to themselves; the fuzzer writes its files here.
cp -r "$source/scenarios/worlds" "$source/scenarios/policies" "$folder/"
cd "$folder/studies"
"$fuzzer" -seed=2385 -runs="$runs" -max_len=20000 -timeout=20 -rss_limit_mb=1500 \
    -print_final_stats=1 -artifact_prefix="$folder/found-" "$folder/grown" \
    "$source/tests/fuzz/corpus" "$source/scenarios/studies" "$source/scenarios/worlds" \
    "$source/scenarios/policies"
