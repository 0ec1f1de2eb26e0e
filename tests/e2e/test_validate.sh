#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: validation
# timeout: 600
# The model against the literature: construction cases must come out (exit status), independent ones
# are shown; a shock of factor 1 changes nothing; a case that misses by construction is an error.
set -eu
rm -rf moved figures shock.* values.* # of an earlier run
cases=$CURB_SOURCE/tests/validation

"$CURB" validate "$cases" --json --quiet > all.json
grep -q '"table": "construction"' all.json
grep -q '"table": "independent"' all.json

# What is put in must come out: another band must fail.
cp -r "$cases" moved
sed 's/low: 23.28, high: 24.72/low: 12.1, high: 13.1/' "$cases/people-and-inflow/case.yaml" > moved/people-and-inflow/case.yaml
if "$CURB" validate moved/people-and-inflow --quiet > missed.txt 2> said.txt; then
  echo "a construction case outside its band did not fail"; exit 1
fi
grep -q 'outside' missed.txt
grep -q 'does not come out' said.txt

# Its figure, in Russian and as wide as a page; a language alone asks for nothing.
"$CURB" validate "$cases/people-and-inflow" --quiet --figures figures --lang ru --size page > /dev/null
grep -q '^# headline: Расчётные величины' figures/validation.gp
grep -q 'terminal svg size 1100,' figures/validation.gp
if "$CURB" validate --lang ru 2> said.txt; then echo "--lang without --figures did not fail"; exit 1; fi
grep -q 'lang is about figures' said.txt

# No shock, no change, bit for bit.
cat > shock.yaml <<END
world: $cases/worlds/place.yaml
start_year: 2005
years_before: 1
years_after: 1
replicates: 1
scale: 1
shocks:
  none: {demand: 1}
scenarios:
  same: {shocks: [none]}
END
"$CURB" run shock.yaml -o shock.h5 --quiet > /dev/null
"$CURB" export shock.h5 -o values.csv --quiet > /dev/null
cp values.csv shock.csv
grep -w same shock.csv | sed 's/\bsame\b/baseline/g' > same.csv
grep -w baseline shock.csv > baseline.csv
test -s same.csv
cmp baseline.csv same.csv
