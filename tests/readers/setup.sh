#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the results file that the readers open, and the same numbers as our own export gives them.
set -eu
rm -rf results.h5 results.h5.shards
"$CURB" run "$CURB_SOURCE/tests/e2e/test_cli_study/study.yaml" --replicates 4 -q -o results.h5
"$CURB" export results.h5 --metric exploited -o - >exploited.csv
"$CURB" export results.h5 --metric at_risk -o - >at_risk.csv
test "$(wc -l <exploited.csv)" -gt 1
