// Which pairs the list shows, and in which order.

const SORTS = {
  rank: (pair) => -pair.rank,
  names: (pair) => pairName(pair).toLowerCase(),
  probability: (pair) => pair.probability,
  covered: (pair) => Math.max(pair.left_covered, pair.right_covered),
  passages: (pair) => pair.passages.length,
  first: (pair) => (firstOf(pair) === null ? -1 : pair.provenance.confidence),
  decision: (pair) => ({open: 0, dismissed: 1, referred: 2})[stateOf(pair)],
};

function searchable(pair) {
  const files = (submission) => report.submissions[submission].files.map((_, i) => fileName(submission, i));
  const notes = historyOf(pair).map((it) => it.note);
  const passages = pair.passages.map((passage) => passage.what);
  return [nameOf(pair.left), nameOf(pair.right), ...files(pair.left), ...files(pair.right), ...notes, ...passages].join('\n').toLowerCase();
}

function matches(pair) {
  if (pair.probability < state.threshold) return false;
  if (state.kind && !pair.kinds.has(state.kind)) return false;
  if (state.decision && stateOf(pair) !== state.decision) return false;
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = searchable(pair);
  return words.every((word) => text.includes(word));
}

function compareBy(key, descending) {
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    const order = typeof left === 'string' ? left.localeCompare(right, 'en', {numeric: true}) : left - right;
    return (descending ? -order : order) || a.rank - b.rank;
  };
}

function shownPairs() {
  return report.pairs.filter(matches).sort(compareBy(SORTS[state.sort.by], state.sort.descending));
}
