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
