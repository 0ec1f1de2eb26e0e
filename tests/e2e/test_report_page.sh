#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: chromium python3
# The report in a browser: it renders, its choices and tables work, nothing is fetched, no error.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -q -o results.h5
expect 0 report results.h5 -o page
# A probe goes before the page's script and another behind it; what they saw is left in the title.
python3 - <<'PY' || no "the probe cannot be added"
text = open("page/index.html", encoding="utf-8").read()
before = """<script>window.faults = [];
window.addEventListener('error', function (e) { window.faults.push(e.message); });
document.addEventListener('securitypolicyviolation', function (e) { window.faults.push(e.blockedURI); });
</script>"""
after = """<script>
(function () {
  var seen = {};
  var metric = document.getElementById('choose-metric');
  var place = document.getElementById('choose-place');
  var rows = function () { return document.querySelectorAll('#explore tbody tr').length; };
  seen.hidden = document.getElementById('explore').hidden;
  seen.rows = rows();
  seen.first = document.querySelector('#explore tbody').textContent;
  metric.value = 'averted';
  metric.dispatchEvent(new Event('change'));
  seen.other = document.querySelector('#explore tbody').textContent;
  document.getElementById('choose-scenario').selectedIndex = 1;
  document.getElementById('choose-scenario').dispatchEvent(new Event('change'));
  seen.one = rows();
  place.selectedIndex = 1;
  metric.value = 'exploited';
  metric.dispatchEvent(new Event('change'));
  seen.part = rows();
  seen.hover = document.querySelectorAll('#explore svg title').length;
  var table = document.querySelector('#comparison table');
  var values = function () {
    return Array.from(table.tBodies[0].rows).map(function (row) { return row.cells[2].dataset.value; })
      .filter(function (value) { return value !== undefined; }).map(Number);
  };
  table.querySelectorAll('th button')[2].click();
  seen.rising = values();
  table.querySelectorAll('th button')[2].click();
  seen.falling = values();
  seen.sort = table.querySelectorAll('th')[2].getAttribute('aria-sort');
  seen.wide = document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth;
  seen.fetched = performance.getEntriesByType('resource').length;
  seen.pictures = document.querySelectorAll('svg[role=img]').length;
  seen.faults = window.faults;
  document.title = 'SEEN' + JSON.stringify(seen) + 'SEEN';
}());</script>"""
text = text.replace("<head>", "<head>" + before, 1).replace("</body>", after + "</body>", 1)
open("probe.html", "w", encoding="utf-8").write(text)
PY
for width in 1280 390; do
    HOME=$PWD timeout 120 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" \
        --window-size=$width,900 --enable-logging=stderr --dump-dom "file://$PWD/probe.html" >dom 2>log
    grep -a 'CONSOLE' log && no "the console has messages at width $width"
    python3 - <<'PY' || { no "the page does not work at width $width"; tail -5 log; }
import html, json, re
text = open("dom", encoding="utf-8").read()
seen = json.loads(html.unescape(re.search("SEEN(.*?)SEEN", text, re.S).group(1)))
print(seen)
assert seen["faults"] == [] and seen["fetched"] == 0
assert not seen["hidden"] and seen["rows"] == 5 and seen["one"] == 1 and seen["part"] == 1
assert seen["first"] != seen["other"] and seen["hover"] <= 1
assert seen["rising"] == sorted(seen["rising"]) and len(seen["rising"]) > 1
assert seen["falling"] == sorted(seen["rising"], reverse=True) and seen["sort"] == "descending"
assert seen["pictures"] >= 3 and not seen["wide"], "the page scrolls sideways"
PY
done
exit $failed
