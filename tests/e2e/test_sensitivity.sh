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
    --trajectories 1 --keep 2 --rows 4 -n 2 -q)
expect 0 "${ask[@]}" -j 1 --figures figures
[ ! -e figures/screening.gp ] || no "a plane without sigma" # one trajectory
for figure in tornado shares; do
    has "figures/$figure.gp" '[Cc]ampaign.high'
    has "figures/$figure.csv" '^factor,grade,.*,name$'
    if command -v gnuplot >/dev/null; then [ -s "figures/$figure.png" ] || no "$figure was not drawn"; fi
done
has out '^  [a-z][a-z ]* [a-z ]*$'       # what a number is called, on a line of its own
has out '^    [a-z_]+\.[a-z_]+  +[0-9]' # and its id with its numbers
has out 'elementary effects \(Morris\)'
has out "shares of variance \(Sobol'\)"
has out 'NOT RESOLVED'
has out 'Modelled,'
expect 0 "${ask[@]}" -j 3 --json
python3 - <<'END' || no "the JSON is not what it should be"
import json
page = json.load(open("out"))
rows = page["rows"]
assert {r["scenario"] for r in rows} == {"campaign-high"} and {r["metric"] for r in rows} == {"buyer_spending"}
totals = [r for r in rows if r["measure"] == "total"]
effects = [r["estimate"] for r in rows if r["measure"] == "mu*"]
assert all(r["name"] and r["name"] != r["factor"] for r in rows), "a shipped number without its name"
assert len(totals) == 2 and effects == sorted(effects, reverse=True) and effects[0] > 0
END
cp out many
expect 0 "${ask[@]}" -j 1 --json
diff <(grep -v ' runs in ' out) <(grep -v ' runs in ' many) >/dev/null || no "threads change the numbers"

# --- groups, pairs, Shapley effects, chance; what is finished is kept, and more rows go on from it ---
ask=(sensitivity "$study" "${small[@]}" --set detection=mse --scenario campaign-high --metric buyer_spending
    --method sobol --group 'buyers=responses.*' --group-by part --second-order --shapley -n 2 -q --json)
expect 0 "${ask[@]}" --rows 2 -o kept
first=$(wc -l <kept/sensitivity.runs)
expect 0 "${ask[@]}" --rows 2 -o kept
[ "$(wc -l <kept/sensitivity.runs)" -eq "$first" ] || no "runs that were kept ran again"
sed -i '$d' kept/sensitivity.runs # as if it had been stopped before its last run
expect 0 "${ask[@]}" --rows 4 -o kept --figures groups
has groups/shares.gp 'Shapley'
[ "$(wc -l <kept/sensitivity.runs)" -eq $((2 * first)) ] || no "not the missing runs alone ran"
cp out kept.json
expect 0 "${ask[@]}" --rows 4
diff <(grep -v ' runs in ' out) <(grep -v ' runs in ' kept.json) >/dev/null || no "resuming changes the numbers"
diff <(grep -v ' runs in ' out) <(grep -v ' runs in ' kept/sensitivity.json) >/dev/null || no "the folder has other numbers"
has kept/sensitivity.csv '^scenario,metric,units,method,factor,factor_b,measure,estimate,ci_low,ci_high,name$'
python3 - <<'END' || no "groups or shares are not what they should be"
import json
rows = json.load(open("out"))["rows"]
factors = {r["factor"] for r in rows}
assert "buyers" in factors and "campaign" not in factors and "awareness_campaign" in factors, factors
assert not any(f.startswith("criminalise") for f in factors), "nobody uses it here"
effects = [r["estimate"] for r in rows if r["measure"] == "Shapley"]
assert abs(sum(effects) - 1) < 1e-9, effects
pairs = [r for r in rows if r["measure"] == "second"]
assert len(pairs) == len(effects) * (len(effects) - 1) // 2 and all(p["factor_b"] for p in pairs)
assert any(r["measure"] == "total, chance out" for r in rows)
END
expect 2 "${ask[@]}" --group nonsense=no.such
has err 'no uncertain number'
expect 2 "${ask[@]}" --width wide
has err 'not a share above 0'

# --- correlated numbers ---
cp -r "${study%/*}" joined
cat >>joined/study.yaml <<'END'
correlations:
  - {between: [responses.recruit_elasticity, responses.entry_elasticity], rank: 0.6}
END
expect 65 sensitivity joined/study.yaml "${small[@]}" --scenario campaign-high --method sobol --group-by part -q
has err 'independent numbers only'

# --- runs that are there ---
expect 0 run "$study" "${small[@]}" -o results.h5 -q
expect 0 sensitivity results.h5 --scenario law-budget --metric exploited --metric harm --format csv --figures figures
has figures/correlations-law-budget-harm.gp 'too few to tell'
has out '^law-budget,exploited,person,rank correlation \(too few draws for partial ones\),.*,p \(Holm\),'
has out 'concept of detection'

expect 0 sensitivity results.h5 --scenario law-budget --figures ru --lang ru --size page -q
has ru/correlations.gp '^# headline: .*чисел'
has ru/correlations.gp 'terminal svg size 1100,'

# --- refusals ---
expect 2 sensitivity results.h5 --figures no --lang tlh
has err 'not a language that curb knows'
expect 2 sensitivity results.h5 --size page
has err 'size is about figures'
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
expect 65 sensitivity results.h5 --over scenarios
has err 'vary the same numbers'
expect 66 sensitivity nothing.yaml
expect 0 run "$study" "${small[@]}" --set parameters=central -o central.h5 -q
expect 65 sensitivity central.h5
has err 'central parameters'
exit $failed
