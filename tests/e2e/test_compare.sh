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

exit $failed
