#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# The forms of `curb compare`: statistics and ways to adjust, what is refused, and that every
# number says what its interval is.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -o one.h5 -q --jobs 1

# --- statistics and adjustments ---
expect 0 compare one.h5 --statistic median
for word in 'The median of differences' 'BCa bootstrap' 'each alone' 'In one sentence, of means'; do
    has out "$word"
done
expect 0 compare one.h5 --adjust holm
has out 'by Bonferroni'
has out 'family-wise error under any dependence'
awk 'length > 100 {print "too wide: " $0; bad = 1} END {exit bad}' out || failed=1
expect 2 compare one.h5 --statistic median --adjust holm
has err 'BCa intervals of --statistic median hold one by one'
expect 2 compare one.h5 --adjust tukey
expect 0 compare one.h5 --statistic q10 --adjust none --json
cp out q10.json
expect 0 compare one.h5 --statistic q10
has out 'it needs 36, or all'
for way in maxt maxt-stepdown holm hochberg bh none; do
    expect 0 compare one.h5 --adjust $way --json
    cp out "$way.json"
done
expect 0 compare one.h5 --json
cp out default.json
expect 0 compare one.h5 --format csv
cp out rows.csv
python3 - <<'PY' || failed=1
import csv, json
ways = {w: json.load(open(w + ".json")) for w in
        "default maxt maxt-stepdown holm hochberg bh none q10".split()}
assert ways["default"] == ways["maxt-stepdown"], "the default is step-down max-t"
field = {"maxt": "p_single", "holm": "p_holm", "hochberg": "p_hochberg", "bh": "p_bh", "none": "p"}
for way, p in field.items():
    assert all(r["p_adjusted"] == r[p] for r in ways[way]["rows"]), way
    assert ways[way]["family"]["adjust"] == way
width = {w: ways[w]["family"]["critical_value"] for w in ways}
assert width["none"] <= width["bh"] <= width["holm"] == width["hochberg"], width
assert width["none"] <= width["maxt"] == width["default"] <= width["holm"], width
kinds = {"maxt": "max-t", "holm": "bonferroni-t", "bh": "fcr-t", "none": "t"}
for way, kind in kinds.items():
    for r in ways[way]["rows"]:
        known = r["ci_low"] is not None
        assert r["interval"] in ((kind, "constant") if known else (None,)), (way, r)
        assert (r["percent_interval"] is None) == (r["percent_ci_low"] is None), (way, r)
        assert r["statistic"] == "mean" and r["in_family"]
assert all(r["ci_low"] is None or r["interval"] == "bca" for r in ways["q10"]["rows"])
assert all(r["statistic"] == "q10" for r in ways["q10"]["rows"])
for e in ways["default"]["effects"]:
    bounded = e["usd_per_averted_person_year_set"] == "bounded"
    assert bounded == (e["usd_per_averted_person_year"] is not None), e
    assert e["interval"] == "max-t" and e["ratio_interval"] == "fieller", e
rows = list(csv.DictReader(open("rows.csv")))
assert [r["interval"] for r in rows] == [r["interval"] or "" for r in ways["default"]["rows"]]
PY

# --- other questions, worked out again from the exported values ---
expect 0 export one.h5 -m exploited_months,policy_cost -o values.csv
for question in 'trajectory --trajectory' 'until --until -1%' 'level --until below:6.8e6' \
    'plane --plane' 'pay --pay 20e3,100,100'; do
    # shellcheck disable=SC2086
    set -- $question
    name=$1
    shift
    expect 0 compare one.h5 "$@" --json
    cp out "$name.json"
    expect 0 compare one.h5 "$@" --format csv
    cp out "$name.csv"
    expect 0 compare one.h5 "$@" --format md
    has out '^# A test of the command line'
    expect 0 compare one.h5 "$@"
    cp out "$name.txt"
    [ -s err ] && no "compare $* wrote messages"
done
has trajectory.txt 'sup-t: one critical value'
has until.txt 'share of draws that do not pass it'
has plane.txt "Fieller's interval"
has pay.txt 'no worth of a person'
python3 - <<'PY' || failed=1
import csv, json
from collections import defaultdict
load = lambda name: json.load(open(name + ".json"))
lines = lambda name: list(csv.DictReader(open(name + ".csv")))
total = defaultdict(float)   # of a scenario, replicate, year and metric
for r in csv.DictReader(open("values.csv")):
    total[r["scenario"], int(r["replicate"]), int(float(r["year"])), r["metric"]] += float(r["value"])
people = lambda s, r, y: total[s, r, y, "exploited_months"] / 12
runs, years = range(6), (2015, 2016, 2017)
near = lambda a, b: abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
for t in load("trajectory")["trajectories"]:
    assert t["metric"] == "exploited" and len(t["periods"]) == 3
    for p, y in zip(t["periods"], years):
        d = [people(t["scenario"], r, y) - people("baseline", r, y) for r in runs]
        if p["concepts_disagree"]:
            assert p["difference"] is None and p["band_low"] is None
            continue
        assert near(p["difference"], sum(d) / 6), (t["scenario"], y)
        assert p["band_low"] <= p["ci_low"] <= p["difference"] <= p["ci_high"] <= p["band_high"]
        assert p["band"] == "sup-t" and p["interval"] == "t"
        assert (p["percent_band_high"] < 0) == (p["band_high"] < 0), "Fieller and the band differ"
assert len(lines("trajectory")) == 3 * len(load("trajectory")["trajectories"])
def times(passed):
    found = [next((k + 1 for k, y in enumerate(years) if passed(r, y)), None) for r in runs]
    return [t for t in found if t], found.count(None)
for name in "until", "level":
    for t in load(name)["times"]:
        s = t["scenario"]
        got, never = times(lambda r, y: people(s, r, y) <= 6.8e6 if name == "level" else
                           people(s, r, y) - people("baseline", r, y) <= -0.01 * people("baseline", r, y))
        assert t["passed"] == len(got) and t["never"] == never and t["n"] == 6, (name, t, got)
        assert near(t["restricted_mean_years"], (sum(got) + 3 * never) / 6)
        assert t["share_interval"] == "clopper-pearson"
        assert (t["median_years"] is None) == (never > 3) == t["median_beyond"], t
assert [t["scenario"] for t in load("level")["times"]][0] == "baseline"
assert {t["scenario"] for t in load("until")["times"]} == {r["scenario"] for r in lines("until")}
averted = {s: [sum(people("baseline", r, y) - people(s, r, y) for y in years) for r in runs]
           for s, *_ in total}
spent = {s: [sum(total[s, r, y, "policy_cost"] for y in years) for r in runs] for s in averted}
for e in load("plane")["effects"]:
    a, c = averted[e["scenario"]], spent[e["scenario"]]
    assert near(e["cost_usd"], sum(c) / 6) and e["n"] == 6
    assert near(e["more_averted_dearer"], sum(x > 0 and y >= 0 for x, y in zip(a, c)) / 6)
    assert e["usd_per_averted_person_year"] is None or e["ratio_interval"] == "fieller"
    if not e["concepts_disagree"]:
        assert near(e["averted_person_years"], sum(a) / 6) and e["averted_interval"] == "max-t"
pay = load("pay")
assert [p["usd_per_averted_person_year"] for p in pay["acceptability"]] == [100, 20000]
for p in pay["acceptability"]:
    net = {s: [p["usd_per_averted_person_year"] * a - c for a, c in zip(averted[s], spent[s])]
           for s in averted}
    best = [max(net, key=lambda s: net[s][r]) for r in runs]
    for o in p["options"]:
        s = "baseline" if o["scenario"] == "no new policy" else o["scenario"]
        assert near(o["first_share"], best.count(s) / 6), (o, best)
        assert o["net_benefit_usd"] is None or near(o["net_benefit_usd"], sum(net[s]) / 6)
    assert sum(o["on_frontier"] for o in p["options"]) == 1
assert pay["frontier"][0]["scenario"] == "no new policy" and pay["frontier"][0]["from_usd"] == 0
assert len(lines("pay")) == 2 * 6
PY
expect 2 compare one.h5 --trajectory --plane
has err 'different questions; ask one at a time'
expect 2 compare one.h5 --until -5% --adjust holm
has err '--adjust goes with the usual tables, not with --until'
expect 2 compare one.h5 --plane --metric profit
expect 2 compare one.h5 one.h5 --trajectory
has err 'scenarios of one file'
for wrong in 5% 0 -0 -5%% -x below: blow:5 below:x sideways:3; do
    expect 2 compare one.h5 --until "$wrong"
done
expect 2 compare one.h5 --until bellow:5
has err "did you mean 'below:'"
expect 2 compare one.h5 --until -5% --metric profit,recruited
expect 2 compare one.h5 --pay 10,-5
expect 2 compare one.h5 --pay 10,much
has err "'much' is not a sum in USD"
expect 2 compare one.h5 --trajectry
has err 'did you mean --trajectory'

# --- what cannot be compared is refused, with both values ---
expect 2 compare one.h5 --metric exploted
has err "did you mean 'exploited'"
expect 2 compare one.h5 --scenario law-bugdet
has err "did you mean 'law-budget'"
expect 0 run "$study" -o lone.h5 -q --replicates 1
expect 65 compare lone.h5
has err 'an interval needs two replicates at least, and the file has 1'
[ -s out ] && no "numbers without an interval were printed"
expect 0 run "$study" -o seed.h5 -q --seed 2385 --replicates 2
expect 65 compare one.h5 seed.h5
has err 'different seeds \(0x0+1 and 0x0+951\)'
expect 0 run "$study" -o years.h5 -q --replicates 2 --set years_after=2
expect 65 compare one.h5 years.h5
has err 'same periods: one has 4, the other 3'
[ -s out ] && no "files that do not pair gave numbers"

# --- what is paired is used, and what is not is said: on the terminal, in text and in JSON ---
expect 0 run "$study" -o few.h5 -q --replicates 4
expect 0 compare one.h5 few.h5
has err '2 of 6 replicates of the first file have no partner'
has out 'Mind: 2 of 6 replicates'
expect 0 run "$study" -o scale.h5 -q --replicates 2 --set scale=2500
expect 0 compare one.h5 scale.h5 --json
has err 'differ in scale \(people an agent\): 1900 and 2500'
has err 'differ in the numbers or settings of their world: world \(hash [0-9a-f]{12}\) and world'
cp out scale.json
expect 0 compare one.h5 one.h5
has err 'the two files hold the same numbers'
python3 - <<'PY' || failed=1
import json
said = json.load(open("scale.json"))["warnings"]
assert len(said) >= 3 and any("scale" in text for text in said), said
PY
# one replicate a concept: an estimate says that it has no interval
expect 0 compare seed.h5 --by concept --metric exploited
has out 'no interval'

exit $failed
