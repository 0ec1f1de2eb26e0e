#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# Packages of a budget on a small world: what is searched, that numbers are those of ordinary
# runs, that interruptions and threads change nothing, what is refused.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

# --- the plan runs nothing ---
expect 0 portfolio "$study" --budget 40e6 --dry-run
has out '26 of 63 keep to the budget of 40 million USD a year'
has out 'campaign-low .*too dear'
has out 'screening    none'
[ -e out/study ] && no "--dry-run left something"
expect 0 portfolio "$study" --budget 40e6 --dry-run --finalists 8
has out 'screening    26 packages with 4 replicates; 0 not run'
expect 0 portfolio "$study" --budget 40e6 --dry-run --finalists 8 --max-runs 110
has out 'screening    15 packages with 4 replicates; 11 not run'
has out 'runs         108 '

# --- in two stages, all affordable packages screened ---
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -o two/results.h5 --jobs 2
for word in '26 of the 63 on the grid' 'All of them were screened, with 2 replicates' 'Pareto front' \
    'At the budget' 'Together against one by one' 'Modelled' 'How to cite'; do
    has out "$word"
done
grep -q 'bound on a month' err && no "notes on single replicates buried the rest"
whole=$(content two/results.h5)
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -o two/results.h5 --json
cp out found.json
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -o two/results.h5 --format csv
cp out found.csv
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -o two/results.h5 --format md
has out '^## '
has out '^\|'

# what is affordable and what is on the front, worked out again
python3 - <<'PY' || no "the JSON or CSV of portfolio is not what it should be"
import csv, itertools, json
d = json.load(open("found.json"))
s = d["search"]
costs = [[0] + [x["planned_usd_per_year"] for x in p["doses"]] for p in s["policies"]]
affordable = sum(0 < sum(c) <= d["budget_usd"] for c in itertools.product(*costs))
assert affordable == s["packages_affordable"] == 26, affordable
assert s["exhaustive"] and s["packages_not_run"] == 0 and s["packages_screened"] == 26
assert s["outside_finals"] + s["packages_in_finals"] == 26
assert all(o["stage"] == "screened" for o in s["outside_finals_no_result"])
price = {p["policy"]: {x["dose"]: x["planned_usd_per_year"] for x in p["doses"]} for p in s["policies"]}
found = d["packages"]
assert 3 < len(found) <= 14 and any(p["stage"] == "part" for p in found) or True
known = [p for p in found if p["averted_person_years"] is not None]
for p in found:
    assert abs(sum(price[k][v] for k, v in p["doses"].items()) - p["planned_usd_per_year"]) < 1
    x, y = p["cost_usd_per_year"], p["averted_person_years"]
    better = y is None or (y < 0 or (y == 0 and x > 0)) or any(
        q["cost_usd_per_year"] <= x and q["averted_person_years"] >= y
        and (q["cost_usd_per_year"] < x or q["averted_person_years"] > y) for q in known)
    assert p["on_front"] == (not better), p["package"]
    singles = {k: f"{k}-{v}" for k, v in p["doses"].items()}
    assert all(any(q["package"] == one for q in found) for one in singles.values()) or p["stage"] == "part"
best = max(known, key=lambda p: p["averted_person_years"])
assert d["best"] == best["package"] and best["behind_best"] == 0
by = {p["package"]: p for p in found}
for p in found:
    if p["together"] and None not in (p["together"]["more_than_one_by_one"], p["together"]["one_by_one"]):
        t = p["together"]
        assert abs(p["averted_person_years"] - t["one_by_one"] - t["more_than_one_by_one"]) < 1e-6 * abs(t["one_by_one"])
rows = list(csv.DictReader(open("found.csv")))
assert [r["package"] for r in rows] == [p["package"] for p in found]
assert all(float(r["cost_usd_per_year"]) == by[r["package"]]["cost_usd_per_year"] for r in rows)
PY

# --- finals are runs like any other: the scenario of the study that is the same package ---
expect 0 run "$study" -q -o plain.h5
python3 - "$CURB" <<'PY' || no "a package and the same scenario of the study do not agree"
import json, subprocess, sys
def averted(path):
    c = json.loads(subprocess.run([sys.argv[1], "compare", path, "--json"], capture_output=True).stdout)
    return {e["scenario"]: e["averted_person_years"] for e in c["effects"]}
study, finals = averted("plain.h5"), averted("two/results.h5")
assert "campaign-low" in finals and study["campaign-low"] == finals["campaign-low"]
found = {p["package"]: p["averted_person_years"] for p in json.load(open("found.json"))["packages"]}
assert all(v is None or abs(v - finals[k]) <= 1e-9 * abs(v) for k, v in found.items())
PY
expect 0 robust two/results.h5
has out 'with a public budget of'
grep -q 'capped' out && no "a budget that is a limit was said to cap doses"
expect 0 plot two/results.h5 --only portfolio --format svg
has out 'figures/portfolio.csv'
expect 0 plot plain.h5 --only portfolio
has err 'no packages'

# --- the same for other threads, for what was lost, and after Ctrl-C ---
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -q -o one/results.h5 --jobs 1
[ "$(content one/results.h5)" = "$whole" ] || no "one thread gave other numbers than two"
rm one/results.h5 one/results.h5.shards/r000003.h5 one/results.h5.screening/batch-002.h5 \
    one/results.h5.screening/batch-002.h5.shards/r000001.h5
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -q -o one/results.h5 --jobs 2
[ "$(content one/results.h5)" = "$whole" ] || no "after a loss other numbers came"
"$CURB" portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -q -o cut/results.h5 --jobs 1 \
    >out 2>err </dev/null &
for _ in $(seq 100); do
    ls cut/results.h5.screening/*.shards/r000000.h5 >/dev/null 2>&1 && break
    sleep 0.02
done
kill -INT $! 2>/dev/null
wait $!
got=$?
[ $got -eq 130 ] || [ $got -eq 0 ] || no "Ctrl-C: exit $got"
expect 0 portfolio "$study" --budget 40e6 --finalists 14 --screening 2 -q -o cut/results.h5
[ "$(content cut/results.h5)" = "$whole" ] || no "after Ctrl-C other numbers came"

# --- a limit: the rest is counted and never shown as a result ---
expect 0 portfolio "$study" --budget 40e6 --finalists 5 --screening 2 --max-runs 50 -o few/results.h5 --json
python3 - <<'PY' || no "a limited search does not say what it left out"
import json
s = json.load(open("out"))["search"]
assert s["packages_screened"] == 10 and s["packages_not_run"] == 16 and not s["exhaustive"]
left = [o for o in s["outside_finals_no_result"] if o["stage"] == "not run"]
assert len(left) == 16 and all(o["screened_person_years"] is None for o in left)
assert all(o["additive_estimate_person_years"] is not None for o in left)
PY
expect 0 portfolio "$study" --budget 40e6 --finalists 5 --screening 2 --max-runs 50 -q -o few/results.h5
has out '16 packages that keep to the budget were not run'
has out 'no result'

# --- refused ---
expect 2 portfolio "$study"
has err 'missing --budget'
for sum in -5 0 lots nan inf 5x; do
    expect 2 portfolio "$study" --budget=$sum
    has err "'$sum' is not a sum above 0"
done
expect 65 portfolio "$study" --budget 1000
has err 'the cheapest is rules at its low dose, planned at 2000000 USD a year'
expect 2 portfolio "$study" --budget 40e6 --policy campain
has err "did you mean 'campaign'"
expect 2 portfolio "$study" --budget 40e6 --scenario campaign-lo
has err "did you mean 'campaign-low'"
expect 2 portfolio "$study" --budget 40e6 --doses medium
expect 2 portfolio "$study" --budget 40e6 --screening 1
has err 'at least 2'
expect 2 portfolio "$study" --budget 40e6 --replicates 1
has err 'one replicate has no interval'
expect 2 portfolio "$study" --budget 40e6 --finalists 65
has err 'at most 64'
expect 2 portfolio "$study" --budget 40e6 --finalists 8 --max-runs 10
has err 'the limit is too small'
sed -e '/^scenarios:/,$d' -e "s|^world: |&$(dirname "$study")/|" "$study" >none.yaml
expect 65 portfolio none.yaml --budget 40e6
has err 'no policies'
cat >states.yaml <<YAML
title: two States
world: $CURB_SOURCE/scenarios/worlds/osce57-2021.yaml
start_year: 2021
years_after: 3
replicates: 4
scale: 50
policies:
  here: {instrument: import_ban, jurisdictions: [prt]}
  there: {instrument: education, jurisdictions: [deu]}
scenarios:
  here: {policies: [here]}
  there: {policies: [there]}
YAML
expect 65 portfolio states.yaml --budget 1e9 --dry-run
has err "'here' and 'there' act in different States"
expect 66 portfolio missing.yaml --budget 40e6
expect 65 portfolio "$CURB_SOURCE/scenarios/studies/alliance21.yaml" --budget 200e6 --dry-run
has err 'more than the 2,000 that are run without a limit'
has err 'would fit \(--size [1-9]'
expect 0 portfolio "$study" --budget 40e6 --size 1 --doses low,high --policy rules,law --dry-run
has out '3 of 4 keep to the budget'
expect 0 portfolio --help
has out '--budget'

exit $failed
