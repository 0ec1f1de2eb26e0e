#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# timeout: 300
# Calibration from targets to a study that draws from the posterior: a number whose value is known
# comes out, a stop changes no bit, and whatever is wrong is named.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

mkdir -p w && cp "$CURB_SOURCE/tests/validation/worlds/place.yaml" w/place.yaml
cat >s.yaml <<YAML
world: w/place.yaml
seed: 2385
replicates: 6
start_year: 2010
years_before: 1
years_after: 2
scale: 1
buyers_per_segment: 500
detection: mse
policies:
  law: {instrument: criminalise_buying, dose: low}
scenarios:
  law: {policies: [law]}
YAML
# Profit over receipts from what exploited people make is the profit share itself, so the band says
# where it must come out; elasticity of demand has nothing to do with it.
cat >t.yaml <<YAML
id: known
study: s.yaml
seed: 7
waves: 2
points: 24
replicates: 2
parameters: [sexual.profit_share, sexual.demand_elasticity]
targets:
  share:
    what: "profit over receipts"
    metric: profit
    per: turnover_exploited
    from_month: 0
    to_month: 12
    unit: "1"
    band: {low: 0.61, high: 0.63, from: "made up"}
    discrepancy: 0.005
    source: "made up"
    seen: "made up"
    grade: C
YAML

# --- a known number comes out ---
expect 0 calibrate t.yaml -o whole.h5 -q
[ "$(ls whole.h5*)" = "$(printf 'whole.h5\nwhole.h5.runs')" ] || no "other files than expected"
expect 0 info whole.h5
# Posterior mean of the profit share: inside the band all weigh alike, outside by a normal fall-off of
# sd 0.005, and chance in the runs: half the band and two sd, 0.02, hold it whatever the prior's slope.
# The prior's mean, (0.5 + 0.7 + 0.8) / 3 = 0.667, is more than twice as far away.
mean() { awk -v name="$1" '$1 == name {print $5}' out; }
awk -v m="$(mean sexual.profit_share)" 'BEGIN {exit !(m > 0.60 && m < 0.64)}' ||
    no "the profit share came out at $(mean sexual.profit_share)"
# The elasticity learns nothing: mean 0.6, sd 0.163 (triangular 0.2, 0.6, 1); 24 points that may weigh
# like 8 have a standard error of 0.058, and 0.2 is beyond three of them.
awk -v m="$(mean sexual.demand_elasticity)" 'BEGIN {exit !(m > 0.4 && m < 0.8)}' ||
    no "the elasticity came out at $(mean sexual.demand_elasticity)"

# --- stopped, killed, resumed, on other numbers of threads: the same content ---
expect 75 calibrate t.yaml -o cut.h5 -q --max-runs 5 --jobs 1
[ -e cut.h5 ] && no "a stopped calibration wrote its output"
"$CURB" calibrate t.yaml -o cut.h5 -q --jobs 1 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 100); do [ "$(wc -l <cut.h5.runs)" -ge 8 ] && break; sleep 0.05; done
kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
printf 'half a li' >>cut.h5.runs # what a power cut may leave
expect 0 calibrate t.yaml -o cut.h5 -q --jobs 3
[ "$(content cut.h5)" = "$(content whole.h5)" ] || no "other numbers after a stop and a kill"

# --- another band: the first wave is there already ---
sed 's/low: 0.61, high: 0.63/low: 0.57, high: 0.59/' t.yaml >t2.yaml
expect 0 calibrate t2.yaml -o cut.h5
has err '^(2[4-9]|[34][0-9]) points were there already' # and those of the second that both have

# --- a study draws from it, and says so ---
sed '/^detection/a parameters: whole.h5' s.yaml >use.yaml
expect 0 run use.yaml -o use.h5 -q
expect 0 info use.h5
has out 'parameters +posterior: .*draws from a posterior'
expect 0 compare use.h5
has out 'from a posterior'
expect 0 export use.h5 --metric profit -o -
expect 0 run use.yaml -o more.h5 -q --replicates 8 --jobs 1

# --- its figure: the known answer lies in its band ---
expect 0 plot whole.h5 -o figures -q
expect 0 plot whole.h5 -o column -q --lang ru --size column --format svg
has column/calibration.gp 'terminal svg size 800,'
has column/calibration.gp '^# headline: После калибровки'
[ -e column/calibration.png ] && no "a picture that was not asked for"
[ "$(tail -1 figures/calibration.csv | awk -F, '{print $NF}')" = 1 ] || no "the target is not met"

# --- what is shipped: the study has the world and the release of its posterior (docs/adr/0007) ---
expect 0 check "$CURB_SOURCE/scenarios/studies/policy-effects.yaml" -q
expect 0 calibrate "$CURB_SOURCE/scenarios/targets/policy-effects.yaml" --dry-run

# --- targets that cannot be met: which, and how far; nothing is lost ---
sed 's/low: 0.61, high: 0.63/low: 0.91, high: 0.93/' t.yaml >far.yaml
expect 65 calibrate far.yaml -o far.h5 -q
has err "target 'share': no value of the parameters reaches 0.91 to 0.93"
has err 'the nearest of 24 runs has 0\.7[0-9]*, 0\.1'
[ "$(wc -l <far.h5.runs)" -eq 24 ] || no "runs were lost"
[ -e far.h5 ] && no "a posterior of unreachable targets was written"

# --- wrong files of targets: everything at once, with places ---
cat >bad.yaml <<YAML
id: bad
study: s.yaml
points: 3
parameters: [sexual.profit_shar, responses.loudness, responses.loudness]
targets:
  share: {what: a, metric: profitt, to_month: 11, unit: "1", band: {low: 2, high: 1, from: x}, seen: x, grade: D}
  other: {what: a, metric: profit, to_month: 12, unit: "1", band: {low: 1, high: 2, from: x}, discrepancy: 1, source: x, seen: x, grade: A, studdy: 1}
YAML
expect 65 calibrate bad.yaml
for words in "bad.yaml:3:.*points" "bad.yaml:4:.*'sexual.profit_shar'.*did you mean" 'stands here twice' \
    "bad.yaml:6:.*'profitt'" 'low must be below high' "source" "discrepancy" "grade" "unknown key 'studdy'"; do
    has err "$words"
done
sed 's/metric: profit$/metric: registered_victims/' t.yaml >seen.yaml
expect 65 calibrate seen.yaml
has err 'cannot be targets'
sed 's/low: 0.5, high: 0.8/low: 0.6, high: 0.8/' w/place.yaml >w/other.yaml
sed 's/place.yaml/other.yaml/' s.yaml >s2.yaml
sed 's/^    what:/    study: s2.yaml\n&/' t.yaml >two.yaml
expect 65 calibrate two.yaml
has err 'needs one range'
sed 's/study: s.yaml/study: none.yaml/' t.yaml >lost.yaml
expect 66 calibrate lost.yaml
has err 'none.yaml'
expect 66 calibrate nowhere.yaml

# --- posteriors that do not belong: refused, with what differs ---
sed '/^detection/a parameters: whole.h5' s2.yaml >other.yaml
for verb in check run; do
    options=()
    [ $verb = run ] && options=(-o never.h5)
    expect 65 $verb other.yaml "${options[@]}"
    has err "posterior of the world 'place'; this study has 'other'"
    has err "'sexual.profit_share' at 0.7 \(0.5 to 0.8.*has 0.7 \(0.6 to 0.8"
done
expect 65 check use.yaml --set world.jurisdictions.place.population=4000000
has err 'other numbers of the world'
head -c 3000 whole.h5 >cut_off.h5
for file in cut_off.h5 use.h5; do
    expect 65 check use.yaml --set parameters="$PWD/$file"
done
expect 66 check use.yaml --set parameters="$PWD/nowhere.h5"
echo precious >mine.h5
expect 73 calibrate t.yaml -o mine.h5 -q
[ "$(cat mine.h5)" = precious ] || no "a foreign file was written over"

exit $failed
