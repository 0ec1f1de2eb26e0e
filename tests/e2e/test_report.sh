#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: python3
# A page that can be checked: curb report, cite and verify, and texts that mean harm.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -q -o results.h5

# --- a claim, alone and with a citation ---
expect 0 cite results.h5
has out 'modelled, not measured'
has out '^  claim: answer$'
has out "$(content results.h5)"
expect 0 cite results.h5 campaign-high/exploited/2017
has out '“Campaign-high” .* people exploited in 2017'
expect 2 cite results.h5 campaign-hig/exploited/2017
has err "did you mean 'campaign-high/exploited/2017'"
expect 0 cite results.h5 --format bibtex
has out '^@misc\{curb-'
has out 'law-budget|rules-budget|answer'
expect 0 cite results.h5 --format csl
python3 - <<'PY' || no "the CSL item is not what it should be"
import json
item, = json.load(open("out"))
assert item["type"] == "dataset" and len(item["issued"]["date-parts"][0]) == 3
assert "SHA-256" in item["note"] and "author" not in item
PY
expect 0 cite results.h5 --list
sort out | cut -f1 | uniq -d | grep . && no "two claims have one id"
grep -Evq '^grades|measured\)\.( Its levels .*| Evidence on .*)?$|measured\); their costs' out && { no "a claim does not say that it is modelled"; }

# every claim of --list can be had by its id, with the same words
expect 0 cite results.h5 --format json law-budget/averted/2015-2017
python3 - <<'PY' || no "the claim's numbers are not those of its sentence"
import json
c = json.load(open("out"))
assert c["metric"] == "averted" and c["units"] == "person-years" and c["n"] == 6
assert c["ci_low"] is None or c["ci_low"] <= c["value"] <= c["ci_high"]
PY

# --- the page: every claim on it follows from the results ---
expect 0 report results.h5 -o page
has out '^page/index.html$'
expect 0 verify page/index.html results.h5
has out '^[1-9][0-9]* claims, ([0-9]+) hold, 0 differ, 0 cannot be derived$'
python3 - <<'PY' || no "the page is not what it should be"
import html.parser, os, re
text = open("page/index.html", encoding="utf-8").read()
assert len(text.encode()) < 2_000_000
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.headings, self.ids, self.images, self.claims = [], [], [], 0
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in a:
            self.ids.append(a["id"])
        for name in ("src", "href", "xlink:href"):
            assert not re.match(r"\s*(https?:|//)", a.get(name) or ""), (tag, a)
        assert not any(name.startswith("on") for name in a), (tag, a)
        if tag == "svg" and a.get("role") == "img":
            self.images.append(a["aria-label"])
        self.claims += "data-claim" in a
page = Page()
page.feed(text)
assert page.headings[0] == 1 and page.headings.count(1) == 1
assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:]))
assert len(page.ids) == len(set(page.ids)), "an id stands twice"
assert page.claims > 10 and all(len(alt) > 20 for alt in page.images)
assert text.startswith("<!DOCTYPE html>") and '<html lang="en">' in text
PY

# --- slides: 16:9, each with a claim that the page lists word for word ---
python3 - <<'PY' || no "the slides are not what they should be"
import glob, html, json, re, struct
page = open("page/index.html", encoding="utf-8").read()
part = re.search('<section id="slides">(.*?)</section>', page, re.S).group(1)
told = re.findall(r'href="(slides/[^"]*)".*?data-claim="([^"]*)"[^>]*>([^<]*)<', part)
assert 4 <= len(told) <= 8 and {p for p, _, _ in told} == {"slides/" + p[12:] for p in glob.glob("page/slides/*.png")}, told
claims = {c["id"]: c["text"] for c in json.load(open("page/claims.json"))["claims"]}
for path, claim, text in told:
    width, height = struct.unpack(">II", open("page/" + path, "rb").read()[16:24])
    assert 9 * width == 16 * height and width >= 1600, (path, width, height)
    assert claims[claim] == html.unescape(text)
    script = open("page/" + path.replace(".png", ".gp"), encoding="utf-8").read()
    assert script.splitlines()[9:] and "# headline: " + claims[claim] in script
    assert "Modelled, not measured" in script and claim in script
parts = {e["@id"] for e in json.load(open("page/ro-crate-metadata.json"))["@graph"]}
assert all(path in parts for path, _, _ in told)
PY

# --- for every reader: contrast of each text to each ground in light, dark and print; names of tables ---
python3 - "$CURB_SOURCE/plots/page.css" <<'PY' || no "somebody cannot read the page"
import re, sys
def light(code):
    code = code.lstrip("#")
    code = code if len(code) == 6 else "".join(2 * c for c in code)
    parts = [int(code[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= .04045 else ((p + .055) / 1.055) ** 2.4 for p in parts]
    return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2]
def contrast(a, b):
    a, b = sorted((light(a), light(b)))
    return (b + .05) / (a + .05)
assert 20.9 < contrast("#000", "#ffffff") <= 21.01
css = open(sys.argv[1]).read()
schemes = [dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)]
assert len(schemes) == 3
for scheme in schemes:
    for text in ("ink", "soft", "accent"):
        for ground in ("paper", "panel", "mark"):
            assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground, scheme)
assert not re.search(r"[^-]color: #", css), "a colour of text outside the schemes"
assert ":focus-visible" in css and "prefers-reduced-motion" in css
page = open("page/index.html", encoding="utf-8").read()
tables = re.findall(r"<table.*?</table>", page, re.S)
assert tables and all("<caption>" in t for t in tables)
assert not re.search(r"<th(?![^>]*scope=)[ >]", page), "a heading of a table without scope"
for figure in re.findall(r"<figure[^>]*>", page):
    assert 'id="%s"' % re.search('aria-describedby="(.*?)"', figure).group(1) in page
skip = re.search(r'<body><a [^>]*href="#(\w+)"', page).group(1)
assert 'id="%s"' % skip in page
assert all(t for t in re.findall(r'data-claim="[^"]*"[^>]*title="([^"]*)"', page))
PY

# --- the folder describes itself: every file with its size and digest, nothing that is not there ---
python3 - <<'PY' || no "the crate is not what it should be"
import hashlib, json, os
crate = json.load(open("page/ro-crate-metadata.json"))
assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
graph = {e["@id"]: e for e in crate["@graph"]}
root = graph["./"]
assert graph["ro-crate-metadata.json"]["about"]["@id"] == "./" and root["datePublished"]
parts = {p["@id"] for p in root["hasPart"]}
found = {os.path.relpath(os.path.join(d, f), "page") for d, _, fs in os.walk("page") for f in fs}
assert parts == found - {"ro-crate-metadata.json"}, parts ^ found
for part in parts:
    data = open(os.path.join("page", part), "rb").read()
    assert graph[part]["sha256"] == hashlib.sha256(data).hexdigest() and int(graph[part]["contentSize"]) == len(data)
assert graph["#run"]["instrument"]["@id"] in graph and graph["#run"]["object"][0]["@id"] in parts
assert "curb:results" in json.load(open("page/prov.json"))["entity"]
assert {"index.html", "claims.json", "study.yaml", "prov.json"} <= parts
PY

# a sentence that was changed by hand, one that was made up, and another file
sed 's/6 paired/9 paired/; s/data-claim="law-budget\/averted/data-claim="law-budget\/invented/' \
    page/index.html >forged.html
expect 65 verify forged.html results.h5
has out '^differs  answer$'
has out '^unknown  law-budget/invented'
has err 'do not follow from the results'
expect 0 run "$study" -q --seed 77 -o other.h5
expect 65 verify page/index.html other.h5
has err 'made from other results'
echo '<html><body>7</body></html>' >plain.html
expect 65 verify plain.html results.h5
has err 'no page that curb report wrote'
expect 66 verify absent.html results.h5
expect 2 cite results.h5 --lang xx
has err 'not a language'

# --- the same in Russian: numbers in its form, every claim derived in its words ---
PATH=/nowhere expect 0 report results.h5 --lang ru -o page-ru
has page-ru/index.html '<html lang="ru">'
has page-ru/index.html 'Расчёт по модели, не измерение'
grep -E 'data-claim="[^"]*">[^<]*[0-9]\.[0-9]' page-ru/index.html && no "a number has an English point"
expect 0 verify page-ru/index.html results.h5
has out ' 0 differ, 0 cannot be derived$'
expect 2 report results.h5 --lang fr -o page-fr
has err 'no translation into Français'

# --- names that mean harm stay words, and one replicate claims nothing ---
cat >harm.yaml <<YAML
extends: $study
title: '</script><script>alert(1)</script> "q" \`touch pwned\` 🙂'
question: '<img src=x onerror=alert(1)> \$(touch pwned)'
scenarios:
  campaign-low: {title: '<b>bold</b> & \`touch pwned\` שלום', policies: [campaign], dose: low}
YAML
expect 0 run harm.yaml -q --replicates 1 -o harm.h5
expect 0 report harm.h5 -o harm
expect 0 verify harm/index.html harm.h5
[ ! -e pwned ] && [ ! -e harm/pwned ] && [ ! -e harm/figures/pwned ] || no "a title was run"
grep -q '<b>bold\|<img\|alert(1)</script>' harm/index.html && no "a title became markup"
has harm/index.html 'One replicate bears no interval'
expect 0 plot harm.h5 -o harm-figures
has err 'figures of differences are left out: fewer than two replicates bear no interval'
[ "$(echo harm-figures/*.gp)" = harm-figures/fan_forest.gp ] || no "a figure of differences of one replicate"
has harm-figures/fan_forest.gp 'too few replicates for an interval'
has harm/slides/1-answer.gp 'Modelled, not measured'
[ -s harm/slides/1-answer.png ] || no "a title broke a slide"

# --- what somebody else wrote is not overwritten; our own is made anew ---
mkdir theirs && echo '<html>mine</html>' >theirs/index.html
expect 73 report results.h5 -o theirs
has err 'was not written by this verb'
has theirs/index.html mine
[ "$(ls theirs)" = index.html ] || no "something was written beside a file of somebody else"
PATH=/nowhere expect 0 report results.h5 -o page
expect 73 report results.h5 -o results.h5/below

# --- without gnuplot the page has its tables and says what is missing ---
PATH=/nowhere expect 0 report results.h5 -o bare
has err 'gnuplot was not found'
has bare/index.html 'The picture is missing'
has bare/index.html 'Their pictures are missing'
has bare/index.html 'href="slides/1-answer.gp"'
find bare -name '*.png' -o -name '*.svg' | grep . && no "a picture without gnuplot"
expect 0 verify bare/index.html results.h5

# --- one measure, and what a study does not have is not on the page ---
cat >one.yaml <<YAML
title: One measure
world: $CURB_SOURCE/tests/e2e/test_cli_study/world.yaml
start_year: 2014
years_before: 1
years_after: 2
replicates: 4
scale: 1900
buyers_per_segment: 200
policies:
  rules: {instrument: procurement_rules}
scenarios:
  rules: {policies: [rules]}
YAML
expect 0 run one.yaml -q -o one.h5
PATH=/nowhere expect 0 report one.h5 -o one
has one/index.html 'One measure is compared with no new policy'
grep -q '(null)\|<ul></ul>\|How much of a measure\|Comes first' one/index.html && no "an empty part is on the page"
expect 0 verify one/index.html one.h5

# --- files that are none, and folders that take nothing ---
head -c 200000 results.h5 >cut.h5
for verb in report cite; do
    expect 65 $verb cut.h5
    has err 'not a results file of curb, or a damaged one'
done
expect 65 verify page/index.html cut.h5
[ ! -e report ] || no "a damaged file left a folder"
(ulimit -f 30 && PATH=/nowhere expect 74 report results.h5 -o full && has err 'full/index.html' &&
    exit $failed) || failed=1
[ ! -e full/index.html ] && [ ! -e full/claims.json ] && ! find full | grep part || no "a page was half written"
PATH=/nowhere expect 0 report results.h5 -o full
if [ "$(id -u)" -ne 0 ]; then # root may write everywhere
    mkdir closed && chmod a-w closed
    expect 73 report results.h5 -o closed/page
fi
exit $failed
