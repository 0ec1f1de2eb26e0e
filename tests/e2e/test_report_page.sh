#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: chromium python3
# The report in a browser, on a desk and on a phone, light and dark: it renders, its choices, tables
# and keys work, nothing is fetched, no error.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

expect 0 run "$study" -q -o results.h5
expect 0 report results.h5 -o page
HOME=$PWD PYTHONPATH=$CURB_SOURCE/tests/e2e PYTHONDONTWRITEBYTECODE=1 timeout 240 python3 - <<'PY' || no "the page does not work"
import sys
from browser import Browser

WORK = """(function () {
  var seen = {};
  var at = function (id) { return document.getElementById(id); };
  var rows = function () { return document.querySelectorAll('#explore tbody tr').length; };
  var choose = function (id, value) { at(id).value = value; at(id).dispatchEvent(new Event('change')); };
  seen.hidden = at('explore').hidden;
  seen.linked = document.querySelectorAll('nav a[href="#explore"]').length;
  seen.rows = rows();
  seen.first = document.querySelector('#explore tbody').textContent;
  seen.hover = document.querySelectorAll('#explore svg title').length;
  seen.ids = Array.from(document.querySelectorAll('#explore td[data-claim]')).map(function (cell) {
    return cell.dataset.claim; });
  choose('choose-metric', 'averted');
  seen.other = document.querySelector('#explore tbody').textContent;
  choose('choose-scenario', at('choose-scenario').options[1].value);
  seen.one = rows();
  at('choose-place').selectedIndex = 1;
  choose('choose-metric', 'exploited');
  seen.part = rows();
  seen.part_id = document.querySelector('#explore td[data-claim]').dataset.claim;
  var table = document.querySelector('#comparison table.sortable');
  var values = function () {
    return Array.from(table.tBodies[0].rows).map(function (row) { return row.cells[2].dataset.value; })
      .filter(function (value) { return value !== undefined; }).map(Number);
  };
  table.querySelectorAll('th button')[2].click();
  seen.rising = values();
  table.querySelectorAll('th button')[2].click();
  seen.falling = values();
  seen.sort = table.querySelectorAll('th')[2].getAttribute('aria-sort');
  var main = document.querySelector('main');
  seen.width = window.innerWidth;
  seen.wide = main.scrollWidth > main.clientWidth ||
    document.documentElement.scrollWidth > document.documentElement.clientWidth;
  seen.pictures = document.querySelectorAll('svg[role=img]').length;
  seen.tables = Array.from(document.querySelectorAll('figure')).every(function (figure) {
    return figure.querySelectorAll('details table tbody tr').length > 0; });
  return seen;
}())"""

def said_behind(browser, selector):
    return browser.run("getComputedStyle(document.querySelector('%s'), '::after').content" % selector)

def keys(browser):
    """By the keyboard alone: the link over all to the answer, then the box that shows claims' ids."""
    focus = "document.activeElement.%s"
    browser.press("Tab", 9)
    assert browser.run(focus % "className") == "skip"
    browser.press("Tab", 9)
    assert browser.run(focus % "id") == "show-claims"
    outline = browser.run("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", outline
    assert said_behind(browser, ".answer") == "none"
    browser.press(" ", 32, " ")
    assert said_behind(browser, ".answer") == '" [" attr(data-claim) "]"' or "answer" in said_behind(browser, ".answer")
    assert browser.run("document.querySelector('#comparison td[data-claim]').dataset.claim").count("/") == 2
    browser.press(" ", 32, " ")
    assert said_behind(browser, ".answer") == "none"

browser = Browser("profile")
for width, dark in ((1280, False), (390, True)):
    browser.open("page/index.html", width, dark)
    keys(browser)
    seen = browser.run(WORK)
    print(seen)
    assert browser.requests() == [], browser.requests()
    assert browser.complaints() == [], browser.complaints()
    assert seen["width"] == width and not seen["wide"], "the page scrolls sideways"
    assert not seen["hidden"] and seen["linked"] == 1
    assert seen["rows"] == 5 and seen["one"] == 1 and seen["part"] == 1 and seen["hover"] >= 3
    assert "law-budget/exploited/2017" in seen["ids"] and seen["part_id"].count("=") == 1
    assert seen["first"] != seen["other"]
    assert seen["rising"] == sorted(seen["rising"]) and len(seen["rising"]) > 1
    assert seen["falling"] == sorted(seen["rising"], reverse=True) and seen["sort"] == "descending"
    assert seen["pictures"] >= 3 and seen["tables"]
    ground = browser.run("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") != dark, ground
browser.close()
PY
exit $failed
