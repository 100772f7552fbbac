// The first view: how probabilities are spread, and the pairs as a table.

const COLUMNS = [
  {id: 'rank', title: '#', sort: 'rank'},
  {id: 'pair', title: 'Pair', sort: 'names'},
  {id: 'sure', title: 'How sure', sort: 'probability', help: 'probability that the two were not written independently, with its 90 % interval'},
  {id: 'covered', title: 'In shared passages', sort: 'covered', help: 'part of each side’s own code that is inside shared passages'},
  {id: 'kinds', title: 'Evidence', help: 'how alike in each kind: tokens, structure, names, literals, comments, layout, rare stretches'},
  {id: 'passages', title: 'Passages', sort: 'passages'},
  {id: 'first', title: 'Earlier', sort: 'first', help: 'which was there first, as far as times say'},
  {id: 'decision', title: 'Decision', sort: 'decision'},
];

function sortBy(by) {
  const descending = state.sort.by === by ? !state.sort.descending : by !== 'names';
  state.sort = {by, descending};
  changed();
  byId(`sort-${by}`).focus();
}

function headerCell(column) {
  if (!column.sort) return el('th', {scope: 'col', class: `c-${column.id}`, title: column.help}, column.title);
  const active = state.sort.by === column.sort;
  const descending = active && state.sort.descending;
  return el('th', {scope: 'col', class: `c-${column.id}`, title: column.help,
    'aria-sort': active ? (descending ? 'descending' : 'ascending') : 'none'},
  el('button', {type: 'button', class: 'sort', id: `sort-${column.sort}`, onclick: () => sortBy(column.sort)}, column.title,
    el('span', {class: 'arrow', 'aria-hidden': 'true'}, active ? (descending ? '▼' : '▲') : '')));
}

function firstText(pair) {
  const first = firstOf(pair);
  if (first === null) return pair.provenance.why ? textNodes(pair.provenance.why) : '';
  return [nameNode(first), el('span', {class: 'soft'}, ' ', textNodes(pair.provenance.why))];
}

function noteMark(pair) {
  const notes = [pair.left, pair.right].flatMap((submission) => report.notesOf.get(submission) || []);
  if (notes.length === 0) return null;
  return el('span', {class: 'tag warn', title: notes.map((note) => plainText(note.text)).join('\n')}, 'note');
}

function pairLink(pair) {
  return el('a', {class: 'pair-link', href: `#pair=${pair.key}`}, nameNode(pair.left), originChip(pair.left),
    el('span', {class: 'and', 'aria-label': 'and'}, ' ↔ '), nameNode(pair.right), originChip(pair.right));
}

function pairRow(pair) {
  return el('tr', {id: `row-${pair.key}`, class: pair.key === state.selected ? 'selected' : null, 'data-key': pair.key},
    el('td', {class: 'c-rank number soft'}, String(pair.rank)),
    el('td', {class: 'c-pair'}, pairLink(pair), noteMark(pair), el('div', {class: 'narrow-line soft'}, firstText(pair)), el('span', {class: 'narrow-line'}, decisionChip(pair))),
    el('td', {class: 'c-sure'}, el('span', {class: 'sure'}, percent(pair.probability)), drawInterval(pair, 110, 18)),
    el('td', {class: 'c-covered'}, drawCovered(pair), el('span', {class: 'soft'}, `${share(pair.left_covered)} · ${share(pair.right_covered)}`)),
    el('td', {class: 'c-kinds'}, drawKinds(pair)),
    el('td', {class: 'c-passages number'}, String(pair.passages.length)),
    el('td', {class: 'c-first'}, firstText(pair)),
    el('td', {class: 'c-decision'}, decisionChip(pair)));
}

function openClickedRow(event) {
  const row = event.target.closest('tr[data-key]');
  if (row && !event.target.closest('a, button') && getSelection().isCollapsed) location.hash = `pair=${row.dataset.key}`;
}

function histogramTable() {
  const rows = report.histogram.map((value, i) => ({value, from: i * 2})).filter((row) => row.value > 0);
  return el('details', {class: 'as-table'}, el('summary', {}, 'As a table'),
    el('table', {class: 'plain'}, el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Probability'), el('th', {scope: 'col'}, 'Pairs'))),
      el('tbody', {}, rows.map((row) => el('tr', {}, el('td', {}, `${row.from}–${row.from + 2} %`), el('td', {class: 'number'}, row.value.toLocaleString('en')))))));
}

function scaleSwitch() {
  return el('label', {class: 'switch'}, el('input', {type: 'checkbox', id: 'scale', checked: state.logarithmic, onchange: (event) => {
    state.logarithmic = event.target.checked;
    keep('scale', state.logarithmic ? 'log' : 'linear');
    drawDistribution();
  }}), el('span', {}, 'Logarithmic'));
}


function showAbove() {
  drawDistribution();
  fillRows();
}

function distributionCard() {
  return el('section', {class: 'card distribution', 'aria-labelledby': 'distribution-title'},
    el('div', {class: 'card-head'}, el('h2', {id: 'distribution-title'}, 'How sure, over all compared pairs'), scaleSwitch()),
    el('div', {id: 'distribution'}), el('div', {class: 'under'}, thresholdSlider('Look from', showAbove), el('p', {id: 'distribution-said', class: 'soft'})), histogramTable());
}

function choice(id, label, options, value, set) {
  return el('label', {class: 'field'}, el('span', {class: 'field-name'}, label),
    el('select', {id, onchange: (event) => {
      set(event.target.value);
      fillRows();
    }}, options.map(([key, text]) => el('option', {value: key, selected: key === value}, text))));
}

function filterBar() {
  const kinds = [['', 'any kind'], ...Object.entries(KINDS).map(([kind, it]) => [kind, it.title])];
  const states = [['', 'any'], ...Object.entries(STATES)];
  return el('div', {class: 'filters', role: 'search'},
    el('label', {class: 'field grow'}, el('span', {class: 'field-name'}, 'Search'),
      el('input', {type: 'search', id: 'search', placeholder: 'names, files, passages, notes', value: state.search, 'aria-keyshortcuts': '/', oninput: (event) => {
        state.search = event.target.value;
        fillRows();
      }})),
    choice('kind', 'Shared passages of', kinds, state.kind, (value) => { state.kind = value; }),
    choice('decided', 'Decision', states, state.decision, (value) => { state.decision = value; }),
    el('p', {id: 'shown', class: 'soft', role: 'status'}));
}

function drawDistribution() {
  replaceContent(byId('distribution'), drawHistogram());
  const above = report.histogram.reduce((sum, value, i) => sum + ((i + 0.5) / report.histogram.length >= state.threshold ? value : 0), 0);
  byId('distribution-said').textContent = `${above.toLocaleString('en')} of ${count(report.compared, 'compared pair')} from here on.`;
}

function fillRows() {
  const pairs = shownPairs();
  const body = pairs.length > 0 ? pairs.map(pairRow)
    : el('tr', {}, el('td', {colspan: COLUMNS.length, class: 'nothing'}, report.pairs.length === 0
      ? 'No pair was similar enough to be listed.' : 'No pair fits. Lower the slider, or take a filter away.'));
  replaceContent(byId('rows'), body);
  byId('shown').textContent = `${pairs.length} of ${count(report.pairs.length, 'listed pair')}`;
}

function showPairs() {
  const view = byId('view-pairs');
  if (!byId('rows')) {
    replaceContent(view, distributionCard(), el('section', {class: 'card list', 'aria-labelledby': 'list-title'},
      el('h2', {id: 'list-title'}, 'Pairs, the likeliest first'), filterBar(),
      el('table', {class: 'pairs', onclick: openClickedRow}, el('caption', {class: 'unseen'}, 'Pairs of submissions'),
        el('thead', {}, el('tr', {id: 'columns'})), el('tbody', {id: 'rows'}))));
  }
  replaceContent(byId('columns'), COLUMNS.map(headerCell));
  drawDistribution();
  fillRows();
}

function selectPair(step) {
  const pairs = shownPairs();
  if (pairs.length === 0) return;
  const at = pairs.findIndex((pair) => pair.key === state.selected);
  const next = pairs[at < 0 ? 0 : Math.min(pairs.length - 1, Math.max(0, at + step))];
  const old = byId(`row-${state.selected}`);
  if (old) old.classList.remove('selected');
  state.selected = next.key;
  const row = byId(`row-${next.key}`);
  row.classList.add('selected');
  row.querySelector('.pair-link').focus({preventScroll: true});
  row.scrollIntoView({block: 'nearest'});
}
