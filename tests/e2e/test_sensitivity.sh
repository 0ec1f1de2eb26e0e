#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# Sensitivity of a small study: what screening and shares print, that threads do not matter, that runs
# which are there are read, and that what cannot be answered is refused.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"
small=(--set scale=1900 --set years_after=1 --set buyers_per_segment=40)

# --- screening, then shares, of two numbers that are kept ---
ask=(sensitivity "$study" "${small[@]}" --scenario campaign-high --metric buyer_spending
    --trajectories 1 --keep 2 --rows 4 -q)
expect 0 "${ask[@]}" -j 1
cp out one
has out 'elementary effects \(Morris\)'
has out "shares of variance \(Sobol'\)"
has out 'NOT RESOLVED'
has out 'Modelled, not'
expect 0 "${ask[@]}" -j 3 --json
python3 - <<'END' || no "the JSON is not what it should be"
import json
page = json.load(open("out"))
rows = page["rows"]
assert {r["scenario"] for r in rows} == {"campaign-high"} and {r["metric"] for r in rows} == {"buyer_spending"}
totals = [r for r in rows if r["measure"] == "total"]
effects = [r["estimate"] for r in rows if r["measure"] == "mu*"]
assert len(totals) == 2 and effects == sorted(effects, reverse=True) and effects[0] > 0
END
cp out many
expect 0 "${ask[@]}" -j 1 --json
diff <(grep -v ' runs in ' out) <(grep -v ' runs in ' many) >/dev/null || no "threads change the numbers"

# --- runs that are there ---
expect 0 run "$study" "${small[@]}" -o results.h5 -q
expect 0 sensitivity results.h5 --scenario law-budget --format csv
has out '^law-budget,exploited,person,rank correlation \(too few draws\),'
has out 'concept of detection'

# --- refusals ---
expect 2 sensitivity results.h5 --scenario law-budgets
has err "did you mean 'law-budget'"
expect 2 sensitivity "$study" --scenario law-budget --metric exploted
has err "did you mean 'exploited'"
expect 2 sensitivity results.h5 --method sobol
has err 'give the study'
expect 2 sensitivity "$study" --method prcc
has err 'give a results file'
expect 65 sensitivity "$study" --scenario law-budget --method sobol
has err 'screen them first'
expect 65 sensitivity "$study" --scenario law-budget -n 3
has err 'take an even number'
expect 65 sensitivity "$study" --scenario law-budget --metric price
has err 'no total over markets'
expect 65 sensitivity results.h5 --metric price
has err 'no total over markets'
expect 66 sensitivity nothing.yaml
expect 0 run "$study" "${small[@]}" --set parameters=central -o central.h5 -q
expect 65 sensitivity central.h5
has err 'central parameters'
exit $failed
