#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: gnuplot
# Figures from a results file: which files, where, what is said on which stream, exit codes; without
# gnuplot; and each picture is what its ending says.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

names_in() {
    find "$1" -mindepth 1 -printf '%f\n' | sort | tr '\n' ' '
}

"$CURB" run "$study" -o results.h5 -q --replicates 4 >/dev/null || no "the study does not run"

# --- the list, without a file ---
expect 0 plot --list
names=$(awk '/^$/ {exit} {print $1}' out | tr '\n' ' ')
[ "$names" = "fan_forest dose_response multiples displacement groups money_flows waterfall portfolio convergence status trajectory cost_plane acceptability " ] || no "figures are: $names"
names=${names/waterfall /} # of packages with their parts: tests/unit/test_plots.c
names=${names/status /} # of files that lack replicates: tests/unit/test_plots.c
names=${names/portfolio /} # of files made by curb portfolio: tests/e2e/test_portfolio.sh
names=${names/convergence /} # of more replicates than here: tests/e2e/test_until_resolved.sh
has out 'curb sensitivity STUDY --figures FOLDER'
expect 2 plot results.h5 --only tornado
has err "'tornado' is not drawn by curb plot; 'curb sensitivity STUDY --figures FOLDER' draws it"
expect 2 plot
has err 'missing RESULTS.h5'

# --- all of them, beside the results ---
mkdir elsewhere
cp results.h5 elsewhere/
expect 0 plot elsewhere/results.h5
[ -s err ] && no "nothing to say, but: $(cat err)"
[ "$(wc -l <out)" -eq 45 ] || no "not 45 paths on standard output: $(cat out)"
while read -r path; do
    [ -s "$path" ] || no "$path is named but is not there"
done <out
for name in $names; do
    base=elsewhere/figures/$name
    [ "$(head -c 4 "$base.png" | tail -c 3)" = PNG ] || no "$base.png is no PNG"
    [ "$(head -c 5 "$base.pdf")" = %PDF- ] || no "$base.pdf is no PDF"
    has "$base.svg" '<text>.*Modelled, not measured'
    has "$base.csv" '^panel,scenario,title,'
    # One figure, one set of columns.
    columns=$(awk -F, '{gsub(/"[^"]*"/, ""); print NF}' "$base.csv" | sort -u | wc -l)
    [ "$columns" -eq 1 ] || no "$base.csv has rows of different lengths"
    # The script stands on its own: the same picture again, and another format.
    mkdir -p again && cp "$base.gp" again/
    (cd again && gnuplot -e "term='svg'" "$name.gp" 2>/dev/null && [ -s "$name.svg" ]) ||
        no "$name.gp does not run on its own"
done
[[ $(names_in elsewhere/figures) == *part* ]] && no "parts were left behind"

# --- the numbers are those of compare ---
shown=$("$CURB" compare results.h5 --metric exploited --format csv |
    awk -F, '$1 == "campaign-budget" && $4 == "" && $5 == "" && $6 == "" {print $8}')
drawn=$(awk -F, '$1 == "forest" && $2 == "campaign-budget" && /,person,/ {print $11}' \
    elsewhere/figures/fan_forest.csv)
awk -v a="$shown" -v b="$drawn" 'BEGIN {exit !(a != "" && b != "" && (a - b) ^ 2 <= 1e-16 * a ^ 2)}' ||
    no "the figure's data say $drawn where compare says $shown"

expect 0 compare results.h5 --trajectory --format csv
grep '^rules-budget,' out | awk -F, '{print $7, $8}' >asked
awk -F, '$2 == "rules-budget" && /,person,/ {print $11, $16}' elsewhere/figures/trajectory.csv |
    paste - asked | awk '{bad += ($1 - $3) ^ 2 > 1e-16 * $1 ^ 2 || ($2 - $4) ^ 2 > 1e-12 * $2 ^ 2}
        END {exit bad > 0 || NR != 3}' || no "the band drawn is not that of compare"
expect 0 compare results.h5 --pay 0 --format csv # the cheapest option is doing nothing new
[ "$(awk -F, '$2 == "" && $5 == 1 && $9 == 1' elsewhere/figures/acceptability.csv | wc -l)" -gt 0 ] ||
    no "where little is paid nothing is not the best"

# --- only some, in some formats, elsewhere, with another highlight ---
expect 0 plot results.h5 -o slides/ --only fan_forest,money_flows --format png \
    --scenario campaign-high
[ "$(names_in slides)" = \
    "fan_forest.csv fan_forest.gp fan_forest.png money_flows.csv money_flows.gp money_flows.png " ] ||
    no "other files than asked for: $(names_in slides)"
has slides/fan_forest.csv '^fan,campaign-high,'
expect 0 plot results.h5 -o slides --only fan_forest --format pdf --scenario campaign-high -q
[ -s slides/fan_forest.png ] || no "a second format threw the first away"

# --- sizes: a slide is 16:9, on paper figures are narrower and higher than wide ---
png_size() { od -An -tu1 -j16 -N8 "$1" | awk '{print 256 * $3 + $4, 256 * $7 + $8}'; }
expect 0 plot results.h5 -o sizes --only fan_forest --format png --size slide
slide=$(png_size sizes/fan_forest.png)
[ "$slide" = "1760 990" ] || no "a slide is $slide"
for size in page column; do
    expect 0 plot results.h5 -o sizes --only fan_forest --format png --size $size
    read -r width height < <(png_size sizes/fan_forest.png)
    [ "$height" -gt "$width" ] || no "the size $size is $width by $height"
done
expect 2 plot results.h5 --size poster
has err 'slide page column'

# --- wrong usage ---
expect 2 plot results.h5 --only fan_forst
has err "did you mean 'fan_forest'"
expect 2 plot results.h5 --format gif
expect 2 plot results.h5 --scenario campaign-hgih
has err "did you mean 'campaign-high'"
expect 2 plot results.h5 --scenario baseline
expect 66 plot no-such.h5
echo text >text.h5
expect 65 plot text.h5
[ -e figures ] && no "wrong usage made a folder"

# --- outputs that cannot be ---
echo mine >file
expect 73 plot results.h5 -o file
mkdir mine && echo mine >mine/fan_forest.png
expect 73 plot results.h5 -o mine
[ "$(cat mine/fan_forest.png)" = mine ] || no "somebody's picture was overwritten"

# --- no gnuplot, and one that fails ---
mkdir bin
PATH=$work/bin expect 0 plot results.h5 -o without --only fan_forest
has err 'gnuplot was not found'
[ "$(names_in without)" = "fan_forest.csv fan_forest.gp " ] ||
    no "without gnuplot there are: $(names_in without)"
printf '#!/bin/sh\necho "no such font" >&2\nkill -9 $$\n' >bin/gnuplot
chmod +x bin/gnuplot
PATH=$work/bin:$PATH expect 74 plot results.h5 -o killed --only fan_forest
has err 'killed by signal 9; its last lines: no such font'
[ "$(names_in killed)" = "fan_forest.csv fan_forest.gp " ] ||
    no "a killed gnuplot left: $(names_in killed)"

# --- a disk that is full: room for the texts, not for the picture ---
(
    ulimit -f 60
    expect 74 plot results.h5 -o full --only fan_forest --format png
    exit $failed
) || failed=1
[ "$(names_in full)" = "fan_forest.csv fan_forest.gp " ] ||
    no "a full disk left: $(names_in full)"

[ $failed -eq 0 ]
