#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# A study from check to export: what each verb prints and where, limits, Ctrl-C, resume, the forms
# of a comparison, and that filters change nothing but what is shown.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

# --- check, show, dry run ---
expect 0 check "$study"
for word in replicates time memory disk 'planned public cost' 'capped at the high dose'; do
    has out "$word"
done
expect 0 show "$study" --set seed=7 --replicates 3
has out 'seed: 7'
has out 'replicates: 3'
cp out resolved.yaml
expect 65 check "$study" --set policies.law.intensity=2.385
has err 'outside \[0, 1\]'
[ -s out ] && no "a wrong study printed data"
expect 0 run "$study" --dry-run -o dry.h5
has out '^would write dry.h5'
ls dry* >/dev/null 2>&1 && no "a dry run wrote something"

# --- run: the path alone on standard output, plain lines of progress on the other ---
expect 0 run "$study" -o one/results.h5 --jobs 1
[ "$(cat out)" = one/results.h5 ] || no "standard output is not the path alone: $(cat out)"
has err '6 of 6 replicates \(100 %\)'
grep -q "$(printf '\r')" err && no "a line was redrawn without a terminal"
expect 0 run "$study" -o one/results.h5 -q
has out '^one/results.h5$'
[ -s err ] && no "--quiet was not quiet: $(cat err)"

# --- a scale that leaves a cell too few agents: said before the run, and refused below two ---
expect 0 run "$study" -o noisy/results.h5 --set scale=3000 --replicates 1
has err 'warning: scale: .* has only 13\.3 active trafficker agents'
expect 65 run "$study" -o refused/results.h5 --set scale=300000
has err 'error: scale: .* fewer than 2; a scale of'
[ -e refused ] && no "a refused run wrote something"

# --- limits and resume give the same numbers ---
expect 75 run "$study" -o two/results.h5 --max-runs 2
[ -s out ] && no "an unfinished run printed a path"
[ -e two/results.h5 ] && no "an unfinished run left results under the final name"
expect 0 run "$study" -o two/results.h5 --jobs 2
has err '2 replicates were there already'
[ "$(content one/results.h5)" = "$(content two/results.h5)" ] || no "resumed numbers differ"

# --- one Ctrl-C finishes what is in hand ---
"$CURB" run "$study" -o three.h5 --replicates 400 >out 2>err &
pid=$!
for _ in $(seq 100); do
    ls three.h5.shards/r*.h5 >/dev/null 2>&1 && break
    sleep 0.1
done
kill -INT $pid
wait $pid
got=$?
[ $got -eq 130 ] || { no "Ctrl-C: exit $got, wanted 130"; cat err; }
has err 'finishing the replicates in hand'
kept=$(ls three.h5.shards/r*.h5 | wc -l)
[ "$kept" -ge 1 ] && [ "$kept" -lt 400 ] || no "Ctrl-C kept $kept replicates"
expect 75 run "$study" -o three.h5 --replicates 400 --max-runs 1
has err "$kept replicate"

# --- what is not ours is refused ---
echo mine >mine.h5
expect 73 run "$study" -o mine.h5
[ "$(cat mine.h5)" = mine ] || no "a file that is not ours was overwritten"
expect 73 run "$study" -o one/results.h5 --seed 5
expect 73 run "$study" -o one/results.h5/below.h5

# --- info, export ---
expect 0 info one/results.h5
for word in 'world hash' 'seed' 'how to cite' 'law-budget' 'units_knowing'; do
    has out "$word"
done
expect 0 export one/results.h5
has out '^one/results.csv$'
[ "$(head -1 one/results.csv | cut -d, -f1)" = scenario ] || no "export has no header"
# 6 metrics, `exploited` among them, by 6 scenarios, 6 replicates, 4 years, 2 x 2 cells
[ "$(wc -l <one/results.csv)" -eq $((1 + 6 * 6 * 6 * 4 * 4)) ] || no "export has odd lines"
grep -q '^metric,units_knowing,unit,' one/results.dictionary.csv || no "a metric is not explained"
expect 0 export one/results.h5
expect 73 export one/results.h5 -o mine.h5
expect 0 export one/results.h5 --metric at_risk --period 2015 -o -
[ "$(wc -l <out)" -eq $((1 + 6 * 6 * 2)) ] || no "export by origin has odd lines"

# --- compare ---
expect 0 compare one/results.h5
for word in 'Dose-response' 'not a ranking' 'How often first, of 3 scenarios' 'In one sentence' \
    'modelled, not measured' 'parameter draws and chance' 'How to cite' 'Displacement'; do
    has out "$word"
done
awk 'length > 100 {print "too wide: " $0; bad = 1} END {exit bad}' out || failed=1
[ -s err ] && no "compare wrote messages"
expect 0 compare one/results.h5 --format md --metric exploited
has out '^\| scenario'
expect 0 compare one/results.h5 --json --by concept
cp out all.json
expect 0 compare one/results.h5 --json --metric profit --scenario law-budget
cp out few.json
expect 0 compare one/results.h5 --json --by jurisdiction,sector --period 2016-2017
cp out cells.json
expect 0 compare one/results.h5 --format csv
cp out rows.csv
expect 0 compare one/results.h5 two/results.h5 --json
cp out files.json
expect 2 compare one/results.h5 --period 1990
expect 2 compare one/results.h5 --scenario law-bugdet
has err "did you mean 'law-budget'"

# --- two levels: replicates that share a draw ---
expect 0 check "$study" --set replicates_per_draw=2
has out 'draws +3 of the parameters x 2 replicates of chance'
expect 65 check "$study" --set replicates_per_draw=2 --set parameters=central
has err 'central parameters have no draws'
expect 0 run "$study" -o levels.h5 --set replicates_per_draw=2 --max-runs 9 -q
expect 0 compare levels.h5
has out 'param\., %'
has out '3 draws of the parameters and 2'
awk 'length > 100 {print "too wide: " $0; bad = 1} END {exit bad}' out || failed=1
expect 0 compare levels.h5 --json
cp out levels.json
expect 73 run "$study" -o levels.h5 --set replicates_per_draw=3
expect 65 compare one/results.h5 levels.h5
has err 'other replicates_per_draw'
expect 0 run "$study" -o central.h5 --set parameters=central -q
expect 0 compare central.h5
has out 'chance only'

"$CURB" export one/results.h5 --metric all -o all.csv >/dev/null
python3 - <<'PYTHON' || failed=1
import csv, json, statistics
every, few, cells, files = (json.load(open(f + ".json")) for f in ("all", "few", "cells", "files"))
fields = ["scenario", "metric", "units", "jurisdiction", "sector", "concept", "baseline_mean",
    "difference", "ci_low", "ci_high", "percent", "percent_ci_low", "percent_ci_high", "n", "vrf",
    "allocated", "draws", "replicates", "sd_parameters", "sd_chance", "parameter_share",
    "parameter_share_ci_low", "parameter_share_ci_high", "parameter_variance_below_0",
    "p", "p_adjusted", "p_holm", "p_bh", "p_single", "p_hochberg",
    "statistic", "interval", "percent_interval", "in_family"]
for key in ("schema_version", "baseline", "period", "family", "rows"):
    assert key in every, key
for row in every["rows"]:
    assert list(row) == fields, list(row)
    # One replicate a draw: parameter uncertainty and chance are not told apart.
    assert row["draws"] is None and row["parameter_share"] is None
assert not every["family"]["told_apart"] and every["family"]["unit"] == "replicate"
assert every["baseline"] == "baseline" and every["schema_version"] == 1
# Five scenarios, six metrics, both concepts and each of the two.
assert len(every["rows"]) == 5 * 6 * 3
assert len(cells["rows"]) == 5 * 6 * 3 * 3
assert cells["period"]["from"] == 2016 and cells["period"]["to"] == 2018
# Filters hide rows and leave the numbers alone.
assert few["family"] == every["family"] and len(few["rows"]) == 1
assert few["rows"][0] in every["rows"]
# The same study again: no difference anywhere.
assert all(row["difference"] == 0 == row["ci_low"] == row["ci_high"] for row in files["rows"])
# Several replicates a draw: draws are counted, and the variance is split.
levels = json.load(open("levels.json"))
assert levels["family"]["unit"] == "draw" and levels["family"]["units"] == 3
assert levels["family"]["draws"] == 3 and levels["family"]["replicates"] == 6
for row in levels["rows"]:
    if row["metric"] == "exploited" and row["difference"] is not None:
        assert row["n"] == row["draws"] == 3 and row["replicates"] == 6
        parameters, chance = row["sd_parameters"] ** 2, row["sd_chance"] ** 2
        assert abs(row["parameter_share"] - parameters / (parameters + chance)) < 1e-9
        assert row["parameter_share_ci_low"] <= row["parameter_share"]
# CSV says what JSON says.
plain = [row for row in every["rows"] if row["concept"] is None]
table = list(csv.DictReader(open("rows.csv")))
assert list(table[0]) == fields and len(table) == len(plain)
for text, row in zip(table, plain):
    for key in fields:
        value = row[key]
        expected = "" if value is None else value
        got = float(text[key]) if isinstance(value, (int, float)) else text[key]
        assert got == expected, (key, got, expected)

# The differences, computed again from the exported values.
months = {}
for row in csv.DictReader(open("all.csv")):
    if row["metric"] == "exploited_months" and float(row["year"]) == 2017:
        key = row["scenario"], row["concept"], int(row["replicate"])
        months[key] = months.get(key, 0) + float(row["value"])
checked = 0
for row in every["rows"]:
    if row["metric"] != "exploited" or row["concept"] is None:
        continue
    pairs = [(value / 12, months["baseline", c, r] / 12) for (s, c, r), value in months.items()
        if s == row["scenario"] and c == row["concept"]]
    assert row["n"] == len(pairs) == 3
    difference = statistics.mean(x - b for x, b in pairs)
    assert abs(row["difference"] - difference) <= 1e-9 * abs(row["baseline_mean"])
    assert abs(row["baseline_mean"] - statistics.mean(b for _, b in pairs)) < 1e-3
    assert row["ci_low"] <= row["difference"] <= row["ci_high"]
    checked += 1
assert checked == 10
PYTHON

exit $failed
