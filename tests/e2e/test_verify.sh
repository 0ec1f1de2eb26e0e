#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# One number of each kind is changed on a page, in two languages: curb verify names the place, what stands
# there and what would be right.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -q -o results.h5

# tamper PAGE PATTERN NEW: the first match of a pattern on a page, in forged.html; what stood there is
# then in the file was
tamper() {
    python3 - "$@" <<'PY' || no "there is no $2 on $1"
import re, sys
page, pattern, new = sys.argv[1:4]
text = open(page, encoding="utf-8").read()
match = re.search(pattern, text, re.S)
assert match
open("was", "w", encoding="utf-8").write(match.group(1))
open("forged.html", "w", encoding="utf-8").write(text[:match.start(1)] + new + text[match.end(1):])
PY
}

# wrong OUTCOME PLACE NOUN [SAID [RIGHT]]: the forged page has one difference, and it is named
wrong() {
    local outcome=$1 place=$2 noun=$3
    expect 65 verify forged.html results.h5
    has out "^$outcome +$place"
    has err "^curb: error: 1 of [0-9]+ $noun do not follow from the results"
    [ "$(grep -Ec '^(differs|unknown|missing)' out)" -eq 1 ] || { no "more than one difference"; cat out; }
    [ $# -lt 4 ] || has out "^  page +$4\$"
    [ $# -lt 5 ] || has out "^  results +$5\$"
    [ "$(grep -c 'could not be drawn' out)" -eq 0 ] || no "a picture was not drawn"
}

for lang in en ru; do
    page=page-$lang/index.html
    expect 0 report results.h5 --lang $lang -o page-$lang
    expect 0 verify $page results.h5
    [ "$(grep -Ec '^[1-9][0-9]* (claims|cells of tables|pictures|rows to look at|other texts|files beside the page), ([0-9]+) hold, 0 differ, 0 cannot be derived$' out)" -eq 6 ] ||
        { no "something does not hold"; cat out; }

    # a claim as a sentence and as a cell
    tamper $page 'class="answer"[^>]*>([^<]*)<' 'Nothing works.'
    wrong differs answer claims 'Nothing works\.'
    tamper $page '<td class="number" data-claim="law-budget/exploited/2017"[^>]*>([^<]*)' '−99.9 '
    wrong differs law-budget/exploited/2017 claims '−99\.9 .*'

    # the table behind a figure
    tamper $page 'id="figure-fan_forest".*?<tbody>.*?<td class="number">([^<]*)</td>' 7.25
    wrong differs 'table behind the figure fan_forest, row 1 \(“.*”\), column [0-9]+ \(“.*”\)' 'cells of tables' '7\.25' "$(cat was)"

    # where a line of a picture runs
    tamper $page 'id="figure-fan_forest".*?<svg.*?<path [^>]*d=.M([^"]*?)[ "]' '7.25,9'
    wrong differs 'picture of the figure fan_forest' pictures

    # what a reader may look at
    tamper $page '"rows":\[\{"scenario":"campaign-low","metric":"exploited","place":"","value":([^,]*),' 7.25
    wrong differs 'row of the part #explore, campaign-low/exploited' 'rows to look at' '7\.25 \[.*'

    # how many replicates there are
    tamper $page '<dd>(6)</dd>' 600
    wrong differs '<dd> in the part #provenance' 'other texts' 600 6
done

# --- a row of claims under the name of another measure, and what a cell is sorted by ---
page="page-en/index.html"
tamper $page '<section id="comparison".*(<th scope="row">[^<]*</th>).*<section id="doses"' '<th scope="row">Campaign</th>'
wrong differs 'table in the part #comparison, row [0-9]+ \(“Campaign”\), column 1 ' 'cells of tables' Campaign
tamper $page 'data-claim="law-budget/exploited/2017"[^>]*data-value="([^"]*)"' '-99.9'
wrong differs 'table in the part #comparison, row [0-9]+ ' claims 'data-value="-99\.9"' "data-value=\"$(cat was)\""

# --- a row too few and one too many; one difference, not all that it shifts ---
tamper $page 'id="figure-fan_forest".*?<tbody>.*?</tr>(<tr>.*?</tr>)' ''
wrong missing 'table behind the figure fan_forest, row 2 ' 'cells of tables' 'has no such thing'
tamper $page 'id="figure-fan_forest".*?<tbody>.*?</tr>()' '<tr><td>7.25</td></tr>'
wrong unknown 'table behind the figure fan_forest, row 2 ' 'cells of tables' '7\.25' 'give no such thing'
tamper $page '"rows":\[(\{[^}]*\},)' ''
wrong missing 'row of the part #explore, campaign-low/exploited' 'rows to look at' 'has no such thing'
tamper $page '"rows":\[()' '{"scenario":"none","metric":"exploited","place":"","value":7.25,"low":7,"high":8},'
wrong unknown 'row of the part #explore, none/exploited' 'rows to look at' '7\.25 \[7, 8\]' 'give no such thing'

# --- words: what a picture says, the name of a measure, a heading, the script ---
tamper $page 'id="figure-fan_forest".*?<svg[^>]*aria-label="([^"]*)"' 'Nothing works.'
wrong differs 'picture of the figure fan_forest' pictures 'Nothing works\.'
tamper $page '"scenarios":\[\{"id":"campaign-low","title":"([^"]*)"' Nothing
wrong differs '“scenarios” of the data in the part #explore' 'other texts'
tamper $page '<section id="costs"><h2>([^<]*)' 7.25
wrong differs '<h2> in the part #costs' 'other texts' '7\.25' Costs
tamper $page "<script>.*('use strict';)" "'use strict'; var nothing;"
wrong differs '<script> in the top of the page' 'other texts'

# --- without gnuplot pictures are not said to hold; with another release neither ---
tamper page-en/index.html 'id="figure-fan_forest".*?<svg.*?<path [^>]*d=.M([^"]*?)[ "]' '7.25,9'
PATH=/nowhere expect 0 verify forged.html results.h5
has out '^not drawn  picture of the figure fan_forest$'
has out '^  drawn with GNUPLOT [0-9.]+ .*, here is no gnuplot$'
has out '^[0-9]+ pictures, 0 hold, 0 differ, 0 cannot be derived, [0-9]+ could not be drawn again$'
has err 'pictures were not checked'
tamper page-en/index.html 'id="figure-fan_forest".*?<tbody>.*?<td class="number">([^<]*)</td>' 7.25
PATH=/nowhere expect 65 verify forged.html results.h5
has out '^differs +table behind the figure fan_forest, row 1'
tamper page-en/index.html 'data-drawn-with="([^"]*)"' 'GNUPLOT 1.2'
expect 0 verify forged.html results.h5
has out '^  drawn with GNUPLOT 1\.2, here is GNUPLOT [0-9.]+ '
has out ', 1 could not be drawn again$'

# --- files beside the page: derived again, or held against what was noted of them ---
cp -r page-en copy
slide=$(cd copy && ls slides/*.png | head -n 1)
sed -i 's/2017/2018/' copy/claims.json
sed -i '2s/[0-9]/7/' copy/figures/fan_forest.csv
echo >>copy/figures/fan_forest.gp
printf x >>"copy/$slide"
rm copy/figures/displacement.csv
sed -i 's|"@id": "prov.json"|"@id": "../results.h5"|' copy/ro-crate-metadata.json
expect 65 verify copy/index.html results.h5
for file in claims.json figures/fan_forest.csv; do
    grep -A 2 "^differs  $file\$" out | tail -n 1 | grep -Eq '^  results  SHA-256 [0-9a-f]{16}\.\.\.$' ||
        no "$file was not derived again"
done
for file in figures/fan_forest.gp "$slide"; do
    grep -A 2 "^differs  $file\$" out | tail -n 1 | grep -q 'when the folder was made$' || no "$file holds"
done
has out '^missing  figures/displacement.csv$'
has out '^missing  \.\./results.h5$'
has err '6 of [0-9]+ files beside the page do not follow from the results'

# whoever changes numbers and their digest with them is found, for numbers are derived
rm -r copy && cp -r page-en copy
sed -i '2s/[0-9]/7/' copy/figures/fan_forest.csv
old=$(sha256sum <page-en/figures/fan_forest.csv | cut -d' ' -f1)
new=$(sha256sum <copy/figures/fan_forest.csv | cut -d' ' -f1)
sed -i "s/$old/$new/" copy/ro-crate-metadata.json
expect 65 verify copy/index.html results.h5
has out '^differs  figures/fan_forest.csv$'
cp page-en/figures/fan_forest.csv copy/figures/
expect 65 verify copy/index.html results.h5
has out '^differs  figures/fan_forest.csv in ro-crate-metadata.json$'

echo none >copy/ro-crate-metadata.json
expect 65 verify copy/index.html results.h5
has out '^differs  ro-crate-metadata.json$'
rm copy/ro-crate-metadata.json
expect 0 verify copy/index.html results.h5
[ "$(grep -c 'beside the page' out)" -eq 0 ] || no "a page that stands alone has files"

# --- a page that is none any more, and a folder for pictures that takes none ---
sed 's/<main>/<main><p>/' page-en/index.html >broken.html
expect 65 verify broken.html results.h5
has err 'no page that curb report wrote: its markup is broken in line [0-9]+ \(a page that a browser saved'
{
    echo '<!DOCTYPE html [<!ENTITY a "7"><!ENTITY b "&a;&a;">]>'
    sed 1d page-en/index.html
} >entities.html
expect 65 verify entities.html results.h5
has err 'no page that curb report wrote'
TMPDIR=/nowhere expect 73 verify page-en/index.html results.h5
has err '/nowhere: cannot make a folder in it: .*; set TMPDIR'
mkdir scratch
TMPDIR=$PWD/scratch expect 0 verify page-en/index.html results.h5
[ -z "$(ls scratch)" ] || no "verify left $(ls scratch)"
exit $failed
