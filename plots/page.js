// SPDX-License-Identifier: GPL-3.0-or-later
// Sorting of tables, and the choice of metric, scenario and place. Without it the page is whole.
(function () {
  'use strict';

  function keyOf(row, column) {
    var cell = row.cells[column];
    if (!cell) { return ''; }
    if (cell.dataset.value !== undefined) { return Number(cell.dataset.value); }
    return cell.textContent;
  }

  // Numbers before texts, undefined ones last whichever way is sorted.
  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') { return a - b; }
    if (typeof a === 'number') { return -1; }
    if (typeof b === 'number') { return 1; }
    return a.localeCompare(b, document.documentElement.lang);
  }

  function sort(table, column, head) {
    var down = head.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('th').forEach(function (th) { th.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    var body = table.tBodies[0];
    Array.from(body.rows).sort(function (a, b) {
      var x = keyOf(a, column), y = keyOf(b, column);
      var order = compare(x, y);
      return down && typeof x === typeof y ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  }

  document.querySelectorAll('table.sortable').forEach(function (table) {
    table.querySelectorAll('thead th').forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      while (head.firstChild) { button.appendChild(head.firstChild); }
      button.addEventListener('click', function () { sort(table, column, head); });
      head.appendChild(button);
    });
  });

  var source = document.getElementById('explore-data');
  var frame = document.getElementById('explore-view');
  if (!source || !frame) { return; }
  var data = JSON.parse(source.textContent);
  var svgNames = 'http://www.w3.org/2000/svg';

  function format(value, digits) {
    var text = Math.abs(value).toFixed(digits).split('.');
    text[0] = text[0].replace(/\B(?=(\d{3})+$)/g, data.group);
    var zero = Number(value.toFixed(digits)) === 0;
    return (value < 0 && !zero ? '−' : '') + text.join(data.decimal);
  }

  function digitsOf(low, high) {
    var half = (high - low) / 2;
    if (!(half > 0)) { return 1; }
    return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(half))));
  }

  function words(row) {
    if (row.value === null) { return row.said; }
    var digits = digitsOf(row.low, row.high);
    var between = data.decimal === ',' ? '; ' : ', ';
    return format(row.value, digits) + ' [' + format(row.low, digits) + between +
      format(row.high, digits) + ']';
  }

  function option(select, value, text) {
    var item = document.createElement('option');
    item.value = value;
    item.textContent = text;
    select.appendChild(item);
  }

  function chooser(name, items, all) {
    var label = document.createElement('label');
    label.textContent = data.words[name] + ' ';
    var select = document.createElement('select');
    select.id = 'choose-' + name;
    if (all) { option(select, '', all); }
    items.forEach(function (item) { option(select, item.id, item.title); });
    label.appendChild(select);
    frame.appendChild(label);
    select.addEventListener('change', show);
    return select;
  }

  function bar(row, span) {
    var picture = document.createElementNS(svgNames, 'svg');
    picture.setAttribute('class', 'bar');
    picture.setAttribute('viewBox', '0 0 200 16');
    picture.setAttribute('aria-hidden', 'true');
    function at(value) { return 100 + 95 * value / span; }
    function line(x1, x2, width, y1, y2) {
      var part = document.createElementNS(svgNames, 'line');
      part.setAttribute('x1', x1); part.setAttribute('x2', x2);
      part.setAttribute('y1', y1); part.setAttribute('y2', y2);
      part.setAttribute('stroke', 'currentColor');
      part.setAttribute('stroke-width', width);
      picture.appendChild(part);
    }
    line(100, 100, 1, 0, 16);
    if (row.value !== null) {
      line(at(row.low), at(row.high), 2, 8, 8);
      var dot = document.createElementNS(svgNames, 'circle');
      dot.setAttribute('cx', at(row.value)); dot.setAttribute('cy', 8);
      dot.setAttribute('r', 4); dot.setAttribute('fill', 'currentColor');
      picture.appendChild(dot);
      var hover = document.createElementNS(svgNames, 'title');
      hover.textContent = words(row);
      picture.appendChild(hover);
    }
    return picture;
  }

  var metric, scenario, place;

  function show() {
    var rows = data.rows.filter(function (row) {
      return row.metric === metric.value && row.place === place.value &&
        (scenario.value === '' || row.scenario === scenario.value);
    });
    var span = rows.reduce(function (most, row) {
      return row.value === null ? most :
        Math.max(most, Math.abs(row.low), Math.abs(row.high));
    }, 1e-9);
    body.textContent = '';
    rows.forEach(function (row) {
      var line = body.insertRow();
      line.insertCell().textContent = titles[row.scenario];
      var number = line.insertCell();
      number.className = 'number';
      number.textContent = words(row);
      number.dataset.claim = row.scenario + '/' + row.metric + '/' + years[row.metric] +
        (row.place === '' ? '' : '/' + row.place);
      if (row.value !== null) { number.dataset.value = row.value; }
      line.insertCell().appendChild(bar(row, span));
    });
    status.textContent = data.words.shown.replace('%d', rows.length);
  }

  var titles = {}, years = {};
  data.metrics.forEach(function (item) { years[item.id] = item.years; });
  data.scenarios.forEach(function (item) { titles[item.id] = item.title; });
  metric = chooser('metric', data.metrics);
  scenario = chooser('scenario', data.scenarios, data.words.all);
  place = chooser('place', data.places);
  var status = document.createElement('p');
  status.className = 'note';
  status.setAttribute('role', 'status');
  frame.appendChild(status);
  var body = document.querySelector('#explore table tbody');
  var explore = document.getElementById('explore');
  explore.hidden = false;
  var entry = document.querySelector('nav a[href="#limits"]').parentNode;
  var link = document.createElement('a');
  link.href = '#explore';
  link.textContent = explore.querySelector('h2').textContent;
  entry.parentNode.insertBefore(document.createElement('li'), entry).appendChild(link);
  show();
}());
