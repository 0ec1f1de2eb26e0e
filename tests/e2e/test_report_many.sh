#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e slow
# needs: chromium python3
# A page of real results with sixty scenarios in the world of the 57 States: it can be sent by mail, checked, and
# read on a desk and on a phone, in both languages.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

cat >many.yaml <<YAML
title: Two measures in ten States, three ways
world: $CURB_SOURCE/scenarios/worlds/osce57-2021.yaml
start_year: 2021
years_before: 1
years_after: 1
replicates: 2
scale: 50 # coarser, and the smallest cells have no traffickers
buyers_per_segment: 100
policies:
  campaign: {instrument: awareness_campaign}
  firms: {instrument: due_diligence}
scenarios:
  dose: {policies: {sweep: all}, jurisdictions: {sweep: &ten [deu, fra, ita, esp, swe, nor, pol, rou, gbr, usa]}, dose: {sweep: [low, high]}}
  even: {policies: {sweep: all}, jurisdictions: {sweep: *ten}, budget: 20000000}
YAML
expect 0 run many.yaml -q -o many.h5
for lang in en ru; do
    expect 0 report many.h5 --lang $lang -o $lang
    [ "$(wc -c <$lang/index.html)" -lt 2000000 ] || no "the page has $(wc -c <$lang/index.html) bytes"
    expect 0 verify $lang/index.html many.h5
done
has en/index.html 'Set side by side are 40 of 60 scenarios'
has en/index.html 'Spain, with Andorra'
has ru/index.html 'Испания \(вместе с: Андорра\)'
grep -q 'Default dose\|figures/trajectory' en/index.html && no "a dose that no measure has, or a course of one period"
HOME=$PWD PYTHONPATH=$CURB_SOURCE/tests/e2e PYTHONDONTWRITEBYTECODE=1 timeout 240 python3 - <<'PY' || no "the page does not work"
from browser import Browser
browser = Browser("profile")
for lang in ("en", "ru"):
    for width in (1280, 390):
        browser.open(lang + "/index.html", width)
        assert browser.requests() == [] and browser.complaints() == [], browser.complaints()
        assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (lang, width)
        assert browser.run("document.querySelectorAll('#explore tbody tr').length") == 60
browser.close()
PY
exit $failed
