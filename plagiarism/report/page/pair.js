// One pair, side by side.

let open = null;  // {pair, panes, sides, ribbons, passage}

const SIDES = ['left', 'right'];
const otherSide = (side) => (side === 'left' ? 'right' : 'left');

function neighbours(pair) {
  const pairs = shownPairs();
  const at = pairs.indexOf(pair);
  return {at, of: pairs.length, previous: at > 0 ? pairs[at - 1] : null, next: at >= 0 ? pairs[at + 1] || null : pairs[0] || null};
}

function stepLink(pair, text, key) {
  return pair ? el('a', {class: 'button', href: `#pair=${pair.key}`, 'aria-keyshortcuts': key}, text)
    : el('span', {class: 'button off', 'aria-disabled': 'true'}, text);
}

function pairTitle(pair) {
  return el('h2', {id: 'pair-title', tabindex: -1}, nameNode(pair.left), originChip(pair.left), el('span', {class: 'and', 'aria-label': 'and'}, ' ↔ '),
    nameNode(pair.right), originChip(pair.right), ' ', decisionChip(pair));
}

function pairBar(pair) {
  const {at, of, previous, next} = neighbours(pair);
  return el('div', {class: 'pair-bar'}, el('a', {class: 'button', href: '#pairs', 'aria-keyshortcuts': 'u'}, '← All pairs'), pairTitle(pair),
    el('div', {class: 'row-of-buttons'}, el('span', {class: 'soft'}, at >= 0 ? `${at + 1} of ${of}` : 'not in the filtered list'),
      stepLink(previous, '↑ Previous', 'k'), stepLink(next, '↓ Next', 'j')));
}

function fact(name, ...value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function provenanceFact(pair) {
  const first = firstOf(pair);
  if (first === null && !pair.provenance.why) return null;
  const sure = first === null ? null : el('span', {class: 'soft'}, ` · ${share(pair.provenance.confidence)} sure of the order`);
  return fact('Earlier', first === null ? null : nameNode(first), first === null ? null : ': ', textNodes(pair.provenance.why), sure);
}

// Two copies of one text may have little left in common; what says so is the text that both come from.
function throughFact(pair) {
  return pair.through === undefined ? null : fact('Likely through', nameNode(pair.through), ', which both are alike to');
}

function pairHead(pair) {
  return el('header', {class: 'pair-head'},
    el('div', {class: 'verdict'}, el('div', {class: 'big'}, percent(pair.probability)),
      el('div', {}, el('div', {class: 'verdict-words'}, inWords(pair.probability)), drawInterval(pair, 220, 22),
        el('div', {class: 'soft small'}, `90 % interval ${interval(pair)}`))),
    el('dl', {class: 'facts'}, fact('In shared passages', `${share(pair.left_covered)} of the left, ${share(pair.right_covered)} of the right`), throughFact(pair), provenanceFact(pair)));
}

function paneOf(pair, side) {
  const pane = el('div', {class: `pane ${side}`, tabindex: 0, role: 'region', 'aria-label': `Text of ${nameOf(pair[side])}`,
    onclick: (event) => clickPassage(event, side), onscroll: () => open && open.redraw()});
  return pane;
}

function paneHead(pair, side) {
  const at = report.submissions[pair[side]].submitted_at;
  return el('div', {class: 'pane-head'}, nameNode(pair[side]), originChip(pair[side]),
    at ? el('span', {class: 'soft'}, ` ${time(at)}`) : null);
}

function clickPassage(event, side) {
  const marked = event.target.closest('[data-passage]');
  if (marked && getSelection().isCollapsed) goToPassage(Number(marked.dataset.passage), side);
}

function firstRow(passage, side) {
  const region = open.pair.passages[passage][side];
  return (open.sides[side].rows[region.file] || [])[region.begin_line - 1] || null;
}

// The row at `y` pixels below the upper edge of its pane.
function scrollRow(side, row, y) {
  const pane = open.panes[side];
  if (getComputedStyle(pane).overflowY === 'visible') return;
  pane.scrollTo({top: row.offsetTop - y, left: 0, behavior: calmly() ? 'auto' : 'smooth'});
}

function markPassage(passage) {
  for (const node of byId('view-pair').querySelectorAll('.on')) node.classList.remove('on');
  if (passage === null) return;
  for (const node of byId('view-pair').querySelectorAll(`[data-passage="${passage}"]`)) node.classList.add('on');
  const {kind, left, right} = open.pair.passages[passage];
  for (const [side, region] of [['left', left], ['right', right]]) {
    if (!KINDS[kind].block) continue;
    (open.sides[side].rows[region.file] || []).slice(region.begin_line - 1, region.end_line).forEach((row) => row.classList.add('on'));
  }
  const item = byId('passage-list').querySelector(`[data-passage="${passage}"]`);
  for (const other of byId('passage-list').querySelectorAll('[aria-current]')) other.removeAttribute('aria-current');
  if (!item) return;
  item.setAttribute('aria-current', 'true');
  scrollInside(open.aside, item);
}

// Never moves the page: on narrow screens the list stands below the texts.
function scrollInside(room, item) {
  const outer = room.getBoundingClientRect();
  const inner = item.getBoundingClientRect();
  if (inner.bottom > outer.bottom) room.scrollTop += inner.bottom - outer.bottom + 8;
  else if (inner.top < outer.top) room.scrollTop -= outer.top - inner.top + 8;
}

// `from`: the side where it was clicked stays; the other one follows.
function goToPassage(passage, from) {
  open.passage = passage;
  markPassage(passage);
  const anchor = from ? firstRow(passage, from) : null;
  const y = anchor ? Math.max(40, anchor.offsetTop - open.panes[from].scrollTop) : open.panes.left.clientHeight / 4;
  for (const side of SIDES) {
    const row = firstRow(passage, side);
    if (row && side !== from) scrollRow(side, row, y);
  }
  open.redraw();
  say(`Passage ${passage + 1} of ${open.pair.passages.length}: ${passageTitle(open.pair, passage)}`);
}

function stepPassage(step) {
  if (!open) return;
  const shown = open.pair.passages.map((_, index) => index).filter((index) => !state.hiddenKinds.has(open.pair.passages[index].kind));
  if (shown.length === 0) return;
  const at = shown.indexOf(open.passage);
  goToPassage(shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length], null);
}

function fillSides() {
  for (const side of SIDES) {
    open.sides[side] = buildSide(open.pair, side);
    replaceContent(open.panes[side], open.sides[side].nodes);
  }
}

function refreshSides() {
  const kept = SIDES.map((side) => open.panes[side].scrollTop);
  fillSides();
  SIDES.forEach((side, i) => { open.panes[side].scrollTop = kept[i]; });
  if (open.passage !== null && state.hiddenKinds.has(open.pair.passages[open.passage].kind)) open.passage = null;
  fillAside();
  markPassage(open.passage);
  open.redraw();
}

function commonHint(pair) {
  if (report.common.length === 0) return null;
  return el('p', {class: 'soft small part'}, el('span', {class: 'common-sample'}, 'Grey'), ' is common code: a large part of the class has it, so it weighs little. ',
    el('a', {href: '#common'}, 'See the list'));
}

function notesCard(pair) {
  const notes = SIDES.flatMap((side) => (report.notesOf.get(pair[side]) || []).map((note) => ({note, side})));
  if (notes.length === 0) return null;
  return el('section', {class: 'part', 'aria-labelledby': 'pair-notes-title'}, el('h3', {id: 'pair-notes-title'}, 'Notes on these files'),
    el('ul', {class: 'plain-list'}, notes.map(({note}) => el('li', {}, nameNode(note.submission), `, ${fileName(note.submission, note.file)}: `, textNodes(note.text)))));
}

function fillAside() {
  const {pair, aside} = open;
  replaceContent(aside, evidenceCard(pair), decisionCard(pair), passagesCard(pair), notesCard(pair), commonHint(pair));
}

function clickInAside(event) {
  const item = event.target.closest('.passage[data-passage]');
  if (!item) return;
  open.compare.scrollIntoView({block: 'nearest'});
  goToPassage(Number(item.dataset.passage), null);
}

function showPair(key) {
  const pair = report.byKey.get(key);
  const view = byId('view-pair');
  if (!pair) {
    open = null;
    replaceContent(view, el('p', {class: 'card'}, 'This pair is not in the report. ', el('a', {href: '#pairs'}, 'All pairs')));
    return;
  }
  state.selected = key;
  open = {pair, passage: null, sides: {}, panes: {}, ribbons: svg('svg', {class: 'ribbons', 'aria-hidden': 'true'}), redraw: onceAFrame(() => open && drawRibbons(open))};
  for (const side of SIDES) open.panes[side] = paneOf(pair, side);
  open.aside = el('aside', {class: 'aside', 'aria-label': 'Evidence', onclick: clickInAside});
  open.ribbons.addEventListener('click', (event) => clickPassage(event, null));
  open.compare = el('div', {class: 'compare'}, el('div', {class: 'side'}, paneHead(pair, 'left'), open.panes.left), open.ribbons,
    el('div', {class: 'side'}, paneHead(pair, 'right'), open.panes.right));
  replaceContent(view, pairBar(pair), pairHead(pair), el('div', {class: 'pair-grid'}, open.compare, open.aside));
  fillSides();
  fillAside();
  byId('pair-title').focus({preventScroll: true});
  scrollToBegin();
}

// The longest passage of structure is where a reader looks first; given code at the top says nothing.
function scrollToBegin() {
  const blocks = open.pair.passages.map((passage, index) => ({index, size: passage.left.end - passage.left.begin, block: KINDS[passage.kind].block}));
  const best = blocks.filter((it) => it.block).sort((a, b) => b.size - a.size)[0] || blocks[0];
  if (best) {
    for (const side of SIDES) {
      const row = firstRow(best.index, side);
      if (row) open.panes[side].scrollTop = row.offsetTop - 60;
    }
  }
  open.redraw();
}

// After a decision or a switch of names: the same pair, the same place.
function refreshPair() {
  if (!open) return;
  const {pair, passage} = open;
  const kept = SIDES.map((side) => open.panes[side].scrollTop);
  const inAside = open.aside.contains(document.activeElement);
  const asideTop = open.aside.scrollTop;
  showPair(pair.key);
  open.aside.scrollTop = asideTop;
  if (inAside) open.aside.querySelector('.decision-part button').focus({preventScroll: true});
  SIDES.forEach((side, i) => { open.panes[side].scrollTop = kept[i]; });
  open.passage = passage;
  markPassage(passage);
}
