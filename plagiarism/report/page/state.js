// What the reader chose. Kept in this browser where that is allowed; the report works without.

const state = {
  names: false,
  theme: 'system',
  keys: true,
  threshold: 0.5,
  logarithmic: true,
  search: '',
  kind: '',
  decision: '',
  sort: {by: 'probability', descending: true},
  selected: null,  // key of a pair
  hiddenKinds: new Set(),
};

const KEPT = 'assay-similarity:';

function recall(name) {
  try {
    return localStorage.getItem(KEPT + name);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(KEPT + name, value);
    return true;
  } catch {
    return false;
  }
}

const listeners = [];
// `work` runs after every change of what is shown.
const onChange = (work) => listeners.push(work);
const changed = () => listeners.forEach((work) => work());

function recallState() {
  state.theme = ['light', 'dark'].includes(recall('theme')) ? recall('theme') : 'system';
  state.keys = recall('keys') !== 'off';
  state.logarithmic = recall('scale') !== 'linear';
  state.threshold = report.threshold;
}

function showTheme() {
  if (state.theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
    byId('theme').textContent = `Theme: ${state.theme}`;
}

function nextTheme() {
  const order = ['system', 'light', 'dark'];
  state.theme = order[(order.indexOf(state.theme) + 1) % order.length];
  keep('theme', state.theme);
  showTheme();
}
