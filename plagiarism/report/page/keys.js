// What keys do. Never while somebody types, never with Ctrl, Alt or Meta.

const isTyping = (node) => node.matches('input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select');

function stepPair(step) {
  if (!open) {
    if (byId('view-pairs').hidden) return;
    selectPair(step);
    return;
  }
  const {previous, next} = neighbours(open.pair);
  const pair = step > 0 ? next : previous;
  if (pair) location.hash = `pair=${pair.key}`;
}

function search() {
  location.hash = 'pairs';
  show();
  byId('search').focus();
  byId('search').select();
}

const KEYS = {
  j: () => stepPair(1),
  k: () => stepPair(-1),
  n: () => stepPassage(1),
  p: () => stepPassage(-1),
  u: () => { location.hash = 'pairs'; },
  t: nextTheme,
  '/': search,
  '?': () => byId('help').showModal(),
};

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !state.keys || document.querySelector('dialog[open]')) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const view = /^[1-5]$/.test(event.key) ? VIEWS[Number(event.key) - 1] : null;
  const work = view ? () => { location.hash = view.id; } : Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
  if (!work) return;
  event.preventDefault();
  work();
}

function startKeys() {
  addEventListener('keydown', onKey);
  byId('keys-on').checked = state.keys;
  byId('keys-on').addEventListener('change', (event) => {
    state.keys = event.target.checked;
    keep('keys', state.keys ? 'on' : 'off');
  });
}
