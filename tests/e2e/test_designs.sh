#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A design of scenarios goes through check, run, compare and plot; the file says what was varied.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

cp "$(dirname "$study")/world.yaml" .
{
    sed -n '1,/^scenarios:/p' "$study" |
        sed 's/^scale: .*/scale: 20000/; s/^buyers_per_segment: .*/buyers_per_segment: 20/; s/^replicates: .*/replicates: 2/'
    cat <<'SCENARIOS'
  points:
    policies: [campaign, law]
    intensity: {range: [0.1, 1]}
    set: {campaign.reach: {range: [0.1, 0.6]}}
    design: {method: latin_hypercube, points: 990}
  cross: {policies: {sweep: all}, jurisdictions: {sweep: all}, dose: high}
SCENARIOS
} >many.yaml
expect 0 check many.yaml
has out 'each with all 997 scenarios'
has out 'and 896 more'
expect 0 run many.yaml -q -o many.h5
expect 0 info many.h5
has out 'points-990'
expect 0 compare many.h5 -f csv --scenario points-001,cross-rules-b -m exploited
has out 'cross-rules-b'
# a line for each of a thousand scenarios would bury the answer
for question in '' '--trajectory' '--until -0.1%' '--plane' '--pay 100,1e5'; do
    # shellcheck disable=SC2086
    expect 0 compare many.h5 $question
    [ "$(wc -l <out)" -lt 600 ] || no "compare $question prints $(wc -l <out) lines"
    case $question in *--pay*) ;; *) has out 'Shown are the 40 scenarios' && has out '956' ;; esac
done
expect 0 plot many.h5 -o figures --format svg
expect 0 sensitivity many.h5 --over scenarios --metric buyer_spending --format csv --figures over
has out '^design,buyer_spending,USD,partial rank correlation,(intensity|campaign.reach),,PRCC,-'
has over/correlations.gp 'from 990 scenarios'
has over/correlations.gp 'of 2 varied numbers'
expect 0 sensitivity many.h5 --over scenarios --metric buyer_spending
has out '6 further scenarios'
has out 'intensity .*<0\.0001'
expect 2 sensitivity many.h5 --over scenarios --scenario points-001
has err 'about all scenarios'
expect 2 sensitivity many.yaml --over scenarios
has err 'give a results file'
for name in intensity campaign_reach policies jurisdictions; do
    grep -aq "param_scenario_$name" many.h5 || no "no param_scenario_$name in the file"
done
sed -i 's/points: 990/points: 1000/' many.yaml
expect 65 check many.yaml
has err 'more than 1000 scenarios'
exit $failed
