#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# Choosing under uncertainty: curb robust and curb discover on a small results file, in all
# formats, and what they refuse.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" --replicates 40 -q -o many.h5

# --- robust: equal budgets alone, eleven measures, worth of knowing, what turns the choice ---
expect 0 robust many.h5
for word in '40 worlds from 40 replicates' '3 scenarios with a public budget' \
    'rules-budget' 'worst quarter' 'below median' 'measures' 'EVPI' 'EVPPI' 'grade C' \
    'capped at its high dose' 'Modelled, not measured' 'How to cite'; do
    has out "$word"
done
has err '40 worlds are few'
grep -q 'campaign-low' out && no "a scenario without the common budget was ranked"
expect 0 robust many.h5 --format md
has out '^## '
has out '^\|'
expect 0 robust many.h5 --json
python3 - <<'PY' || no "the JSON of robust is not what it should be"
import json
d = json.load(open("out"))
assert d["schema_version"] == 1 and d["units"] == "person-years", d["units"]
c, = d["choices"]
assert c["worlds"] == 40 and c["budget_usd"] == 2e7
assert all(len(s["measures"]) == 11 for s in c["scenarios"])
assert abs(sum(s["first_share"] for s in c["scenarios"]) - 1) < 1e-9
for s in c["scenarios"]:
    m = s["measures"]
    assert m["maximin"] <= s["worst_quarter"] <= m["laplace"] <= m["maximax"]
    assert 0 <= s["mean_regret"] <= m["minimax_regret"]
names = [i["parameter"] for i in c["inputs"]]
assert "responses.loudness" in names and "concept of detection" in names
assert {i["parameter"]: i["name"] for i in c["inputs"]}["responses.travel"] == "felt cost of buying abroad"
assert "education.lag" not in names  # no scenario of the study educates
assert all(i["evppi"] <= c["evpi"] + 4 * i["evppi_standard_error"] + 1e-9 for i in c["inputs"])
assert [i["evppi"] for i in c["inputs"]] == sorted((i["evppi"] for i in c["inputs"]), reverse=True)
PY
cp out first.json
expect 0 robust many.h5 --json
cmp -s out first.json || no "the same file gave other numbers"
expect 0 robust many.h5 --format csv
has out '^budget_usd,scenario,parameter,quantity,value,name$'
has out '^20000000,law-budget,,maximin,'
has out ',responses.loudness,evppi_p_adjusted,.*,how far news of a sanction carries among buyers$'
# the mean improvement is what compare calls averted
python3 - "$CURB" <<'PY' || no "robust and compare do not agree on what is averted"
import json, subprocess, sys
d = json.load(open("first.json"))["choices"][0]
c = json.loads(subprocess.run([sys.argv[1], "compare", "many.h5", "--json"], capture_output=True).stdout)
averted = {e["scenario"]: e["averted_person_years"] for e in c["effects"]}
first = {r["scenario"]: r["first_share"] for r in c["ranking"]}
for s in d["scenarios"]:
    a = averted[s["scenario"]]
    assert a is None or abs(a - s["measures"]["laplace"]) < 1e-6 * abs(a), (a, s)
    assert abs(first[s["scenario"]] - s["first_share"]) < 1e-9
PY
# p of every row of the family: t alone <= Benjamini-Hochberg <= Holm
python3 - "$CURB" <<'PY' || no "the p values of compare are not in order"
import json, subprocess, sys
c = json.loads(subprocess.run([sys.argv[1], "compare", "many.h5", "--json"], capture_output=True).stdout)
rows = [r for r in c["rows"] if r["p"] is not None]
assert rows
for r in rows:
    assert r["p"] <= r["p_bh"] <= r["p_holm"] + 1e-15 and 0 < r["p_adjusted"] <= 1, r
PY
expect 0 robust many.h5 --metric recruited --threshold 1000 --goal less --period 2016-2017
has out "less of 'recruited'"
has out 'at least 1,000 person'

# --- draws with several replicates: draws are the worlds, regret also run by run ---
expect 0 run "$study" --replicates 40 --set replicates_per_draw=4 -q -o draws.h5
expect 0 robust draws.h5
for word in '10 worlds from 40 replicates' 'the mean of its 4 replicates' 'mean, each run' \
    'chance left in means of' 'within draw'; do
    has out "$word"
done
has err '10 worlds are few'
expect 0 robust draws.h5 --json
cp out draws.json
expect 0 export draws.h5 --metric exploited_months -o draws.csv
python3 - <<'PY' || no "robust did not take draws as its worlds"
import csv, json
found = json.load(open("draws.json"))
d, = found["choices"]
assert d["worlds"] == 10 and d["replicates"] == 40, d["worlds"]
assert d["evpi_chance_out"] <= d["evpi"] <= d["evpi_with_chance"], d
total = {}
for row in csv.DictReader(open("draws.csv")):
    if row["metric"] == "exploited_months" and float(row["year"]) >= found["from"] - 0.003:
        key = row["scenario"], int(row["replicate"])
        total[key] = total.get(key, 0) + float(row["value"]) / 12
ids = [s["scenario"] for s in d["scenarios"]]
better = {(s, r): total["baseline", r] - total[s, r] for s in ids for r in range(40)}
mean = {(s, w): sum(better[s, r] for r in range(4 * w, 4 * w + 4)) / 4
        for s in ids for w in range(10)}
near = lambda a, b: abs(a - b) < 1e-6 * max(1, abs(b))
for s in d["scenarios"]:
    i = s["scenario"]
    of_draws = [max(mean[o, w] for o in ids) - mean[i, w] for w in range(10)]
    of_runs = [max(better[o, r] for o in ids) - better[i, r] for r in range(40)]
    assert near(s["measures"]["minimax_regret"], max(of_draws)), (i, s, of_draws)
    assert near(s["mean_regret"], sum(of_draws) / 10), (i, s)
    assert near(s["mean_regret_each_run"], sum(of_runs) / 40), (i, s)
    assert s["mean_regret"] <= s["mean_regret_each_run"] + 1e-9
PY
expect 0 discover draws.h5 --scenario law-budget --json
python3 - <<'PY' || no "discover did not take draws as its cases"
import json
d = json.load(open("out"))
assert d["worlds"] == 10 and d["path"][0]["worlds"] == 10, d["worlds"]
PY

# --- discover: failures, boxes, how far to trust them ---
expect 0 discover many.h5 --scenario campaign-budget
for word in 'Where does "campaign-budget" fail' 'of 40 worlds' 'quasi-p'; do
    has out "$word"
done
expect 0 discover many.h5 --scenario campaign-budget --threshold 0.5% --density 60% --json
python3 - <<'PY' || no "the JSON of discover is not what it should be"
import json
d = json.load(open("out"))
assert d["units"] == "%" and d["threshold"] == 0.5 and d["worlds"] == 40
assert d["path"][0]["coverage"] == 1 and d["path"][0]["worlds"] == 40
mass = [b["worlds"] for b in d["path"]]
assert mass == sorted(mass, reverse=True) and len(set(mass)) == len(mass)
for b in d["boxes"]:
    assert 0 < b["p"] <= 1
    assert all(l["low"] is not None or l["high"] is not None for l in b["limits"])
PY
expect 0 discover many.h5 --scenario law-budget --format csv
has out '^box,parameter,unit,low,high,quasi_p,found_again,coverage,density,mass,p,name$'
expect 0 discover many.h5 --scenario law-budget --format md
has out '^# A test'

# --- several numbers together ---
expect 0 robust many.h5 --together responses.loudness+criminalise_buying,grades
for word in 'several numbers together' 'responses.loudness.criminalise_buying' 'grade C' 'left out'; do
    has out "$word"
done
expect 0 robust many.h5 --together sections,responses.loudness --json
python3 - <<'PY' || no "the JSON of groups is not what it should be"
import json
c, = json.load(open("out"))["choices"]
assert c["measure_next"].startswith(("Measure next", "Nothing"))
groups = {g["name"]: g for g in c["together"]}
assert "responses" in groups and groups["responses.loudness"]["parameters"] == ["responses.loudness"]
for g in c["together"]:
    assert g["taken"] == min(8, len(g["parameters"])) and g["evppi"] >= -1e-9 and 0 <= g["left_out_p"] <= 1
PY
expect 0 robust many.h5 --together all --format csv
has out '^20000000,,all,together_evppi_standard_error,'

# --- figures: script and data always, pictures where there is gnuplot ---
expect 0 robust many.h5 --metric identified --goal more --figures figures
expect 0 discover many.h5 --scenario law-budget --figures figures
has err 'no figure: no box has a limit'
for name in regret worth; do
    for ending in gp csv $(command -v gnuplot > /dev/null && echo png svg pdf); do
        [ -s "figures/$name.$ending" ] || no "figures/$name.$ending is not there"
    done
done
grep -q 'Modelled, not measured' figures/regret.gp || no "the figure does not say modelled"
[ "$(grep -c '^[0-9]' figures/regret.csv)" -eq 120 ] || no "regret.csv is not 3 scenarios x 40 worlds"
python3 - <<'PY' || no "the data of the figures are not what they should be"
import csv
rows = list(csv.DictReader(open("figures/regret.csv")))
for w in range(40):  # the best of each world has no regret
    assert min(float(r["regret"]) for r in rows if r["world"] == str(w + 1)) == 0
mean = [sum(float(r["regret"]) for r in rows if r["row"] == str(k)) for k in (1, 2, 3)]
assert mean == sorted(mean), mean
best = [next(r["row"] for r in rows if r["column"] == str(c) and r["best"] == "1") for c in range(1, 41)]
assert best == sorted(best), best
for r in csv.DictReader(open("figures/worth.csv")):
    assert float(r["ci_low"]) <= float(r["evppi"]) <= float(r["ci_high"])
PY

# --- figures in another language and size, as curb plot has them ---
expect 0 robust many.h5 --metric identified --goal more --figures ru --lang ru --size column
for name in regret worth; do
    grep -qE '^# headline: .*(Из мер|неопределённ)' "ru/$name.gp" || no "$name is not in Russian"
    grep -q 'terminal svg size 800,' "ru/$name.gp" || no "$name is not as wide as a column"
done
has out 'How to cite' # what is printed stays as it was
cmp -s ru/regret.csv figures/regret.csv || no "the language changes the data"

# --- what is refused ---
refused() { # CODE PATTERN ARGUMENT...
    local code=$1 pattern=$2
    shift 2
    expect "$code" "$@"
    has err "$pattern"
    [ -s out ] && no "curb $* printed data"
}
refused 2 "did you mean 'exploited_months'" robust many.h5 --metric exploited_month
refused 2 "not a number in the units" robust many.h5 --threshold 2%
refused 2 "did you mean 'responses.loudness'" robust many.h5 --together responses.loudnes
refused 2 'nor a section' robust many.h5 --together prices+responses
refused 65 'mean by place' robust many.h5 --metric price
refused 2 'which scenario' discover many.h5
refused 2 "did you mean 'law-budget'" discover many.h5 --scenario law-bugdet
refused 2 'is the baseline' discover many.h5 --scenario baseline
refused 2 'not a share' discover many.h5 --scenario law-budget --density 1.2
refused 2 'not a number' discover many.h5 --scenario law-budget --threshold much
refused 65 'no worlds improve by less than' discover many.h5 --scenario law-budget --threshold -1e9
refused 65 'all worlds improve by less than' discover many.h5 --scenario law-budget --threshold 1e9
refused 2 "'tlh' is not a language that curb knows: en or ru" robust many.h5 --figures no --lang tlh
refused 2 "'poster' is not slide page column" discover many.h5 --scenario law-budget --figures no --size poster
refused 2 'lang is about figures: say with --figures FOLDER' robust many.h5 --lang ru
refused 2 'size is about figures' discover many.h5 --scenario law-budget --size page
[ -e no ] && no "what is refused made a folder"
refused 66 'nowhere' robust nowhere.h5
expect 0 run "$study" --replicates 1 -q -o one.h5
refused 65 'one replicate' robust one.h5
refused 65 'one replicate' discover one.h5 --scenario law-budget
cp "$(dirname "$study")/world.yaml" .
# numbers of sectors and places are among those asked about, under their names
sed -i -e 's/    held: 5/    held: {value: 5, low: 4.3, high: 6.1, dist: triangular, grade: B, source: a test}/' \
    -e 's/abroad_share: 0.05/abroad_share: {value: 0.05, low: 0.02, high: 0.09, dist: triangular, grade: C, source: a test}/' world.yaml
sed '/^policies:/,$d' "$study" >own.yaml
cat >>own.yaml <<'YAML'
policies:
  campaign: {instrument: awareness_campaign, jurisdictions: [a]}
  ban: {instrument: import_ban, jurisdictions: [a]}
scenarios:
  campaign-budget: {policies: [campaign], budget: 40000000}
  ban-budget: {policies: [ban], budget: 40000000}
YAML
expect 0 run own.yaml --replicates 100 -q -o own.h5
expect 0 robust own.h5 --json
python3 - <<'PY' || no "a number of a sector or a place is not asked about"
import json
c, = json.load(open("out"))["choices"]
found = {i["parameter"]: (i["grade"], i["unit"], i["name"]) for i in c["inputs"]}
assert found["industry.held"] == ("B", "person", "people held by one trafficker: industry"), found
assert found["import_ban.cost_fixed"][1] == "USD(2014)/year per million inhabitants", found
assert found["a.abroad_share"] == ("C", "", "share of purchases made abroad: a"), found
PY
expect 0 robust own.h5
has out '"[a-z][^"]*" \([a-z_]+\.[a-z_]+, grade C\)|Nothing need be measured'
for lang in en ru; do
    expect 0 report own.h5 -o page-$lang --lang $lang -q
    python3 - page-$lang/index.html $lang <<'PY' || no "the page ($lang) does not call its assumptions by words"
import re, sys
text = open(sys.argv[1]).read()
cells = re.findall(r'<th scope="row" class="called">([^<]*)<code>([^<]*)</code>', text)
assert len(cells) >= 6, cells
turns = re.findall(r"</code></th><td>[ABC]</td><td>([^<]*)</td><td>[^<\[]*</td><td>", text)
assert len(turns) >= 4 and not any(t.endswith(" 1") for t in turns), turns
assert not any(("," if sys.argv[2] == "en" else ".") in re.split("[ \u00a0]", t)[0] for t in turns), turns
for words, number in cells:
    assert re.fullmatch(r"[a-z_.\u200b]+", number) and "." not in words and "_" not in words, (words, number)
    assert re.match("[A-Z]" if sys.argv[2] == "en" else "[А-Я]", words), words
PY
done
cp "$(dirname "$study")/world.yaml" .
grep -v -e campaign-budget -e rules-budget "$study" > alone.yaml
expect 0 run alone.yaml --replicates 6 -q -o alone.h5
refused 65 'no two scenarios have the same budget' robust alone.h5
expect 0 discover alone.h5 --scenario law-budget # needs no rival
expect 0 run "$study" --replicates 4 --set parameters=central --set detection=mse -q -o central.h5
expect 0 robust central.h5
has out 'central values'
has out 'one run of chance'
refused 65 'nothing was drawn' robust central.h5 --together all
refused 65 'nothing was drawn' discover central.h5 --scenario law-budget
exit $failed
