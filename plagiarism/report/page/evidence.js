// Beside the two texts: what the probability is made of, the passages, and the decision.

function contributionBar(score) {
  const half = 48;
  const length = Math.max(1, (Math.abs(score.contribution) / report.maxContribution) * (half - 2));
  const more = score.contribution >= 0;
  return svg('svg', {class: 'contribution', width: half * 2, height: 16, viewBox: `0 0 ${half * 2} 16`, 'aria-hidden': 'true'},
    svg('line', {class: 'rail', x1: half, x2: half, y1: 0, y2: 16}),
    svg('rect', {class: more ? 'adds' : 'takes', x: more ? half : half - length, y: 3, width: length, height: 10, rx: 2}));
}

function evidenceRow(score) {
  const kind = KINDS[score.kind];
  const name = el('th', {scope: 'row', title: kind.says}, kind.title);
  if (!score.measured) {
    return el('tr', {class: 'soft'}, name, el('td', {colspan: 3}, 'nothing of this kind on at least one side'));
  }
  return el('tr', {}, name, el('td', {class: 'number'}, share(score.similarity)),
    el('td', {class: 'number'}, `${signed(score.surprise)} σ`),
    el('td', {class: 'bar-cell'}, contributionBar(score), el('span', {class: 'number'}, signed(score.contribution))));
}

function evidenceCard(pair) {
  return el('section', {class: 'part', 'aria-labelledby': 'evidence-title'}, el('h3', {id: 'evidence-title'}, 'Evidence'),
    el('table', {class: 'evidence'}, el('caption', {class: 'unseen'}, 'Evidence by kind'), el('thead', {}, el('tr', {},
      el('th', {scope: 'col'}, 'Kind'), el('th', {scope: 'col', title: 'how alike, 0 to 100 %; rare things weigh more, common code nothing'}, 'Similar'),
      el('th', {scope: 'col', title: 'how far above what is usual in this assignment, in standard deviations'}, 'Unusual'),
      el('th', {scope: 'col', title: 'what it adds to the logarithm of the odds, or takes from it'}, 'Weight in the result'))),
    el('tbody', {}, pair.evidence.map(evidenceRow))),
    el('p', {class: 'soft small'}, 'Bars to the right speak for a common source, to the left for independent work. σ: deviations above the usual of this assignment.'));
}

function passageTitle(pair, index) {
  const passage = pair.passages[index];
  const what = passage.what ? `, ${plainText(passage.what)}` : '';
  return `${KINDS[passage.kind].title}${what}; ${lines(passage.left)} ↔ ${lines(passage.right)}`;
}

function passageItem(pair, index) {
  const passage = pair.passages[index];
  const where = `${span(passage.left)} ↔ ${span(passage.right)}`;
  return el('li', {}, el('button', {type: 'button', class: 'passage', 'data-passage': index},
    el('span', {class: `chip h${index % HUES}`}, String(index + 1)),
    el('span', {class: 'passage-text'}, el('span', {class: 'passage-kind'}, KINDS[passage.kind].title),
      passage.what ? el('span', {}, textNodes(passage.what)) : null),
    el('span', {class: 'soft number'}, where)));
}

function kindToggle(pair, kind) {
  const n = pair.passages.filter((passage) => passage.kind === kind).length;
  return el('button', {type: 'button', class: 'toggle', 'aria-pressed': String(!state.hiddenKinds.has(kind)), title: KINDS[kind].says, onclick: () => {
    if (!state.hiddenKinds.delete(kind)) state.hiddenKinds.add(kind);
    refreshSides();
  }}, `${KINDS[kind].title} ${n}`);
}

function passagesCard(pair) {
  const kinds = Object.keys(KINDS).filter((kind) => pair.kinds.has(kind));
  const shown = pair.passages.map((_, index) => index).filter((index) => !state.hiddenKinds.has(pair.passages[index].kind));
  return el('section', {class: 'part', 'aria-labelledby': 'passages-title'},
    el('h3', {id: 'passages-title'}, 'Shared passages ', el('span', {class: 'soft'}, String(pair.passages.length))),
    el('div', {class: 'toggles', role: 'group', 'aria-label': 'Kinds shown'}, kinds.map((kind) => kindToggle(pair, kind))),
    pair.passages.length === 0 ? el('p', {class: 'soft'}, 'None that could be pointed at: the two are alike only in general.') : null,
    el('ol', {class: 'passages', id: 'passage-list'}, shown.map((index) => passageItem(pair, index))));
}

function stateChoice(value, current) {
  return el('label', {class: `state-choice ${value}`}, el('input', {type: 'radio', name: 'state', value, checked: value === current}), el('span', {}, STATES[value]));
}

function historyList(pair) {
  const history = historyOf(pair);
  if (history.length === 0) return null;
  return el('ol', {class: 'history', 'aria-label': 'Decisions so far'}, history.map((it) => el('li', {},
    el('span', {class: `decision ${it.state}`}, STATES[it.state]), ' ', it.note ? el('span', {class: 'note-text'}, textNodes(it.note)) : null,
    el('div', {class: 'soft small'}, el('bdi', {}, textNodes(it.who || 'no name')), `, ${time(it.when)}`))));
}

function submitDecision(event, pair) {
  event.preventDefault();
  const form = new FormData(event.target);
  const who = String(form.get('who') || '').trim();
  if (!who) {
    event.target.elements.who.focus();
    say('Type your name first: a decision is kept with who made it.');
    return;
  }
  keep('who', who);
  decide(pair, String(form.get('state')), String(form.get('note')).trim());
}

function decisionCard(pair) {
  return el('section', {class: 'part decision-part', 'aria-labelledby': 'decision-title'}, el('h3', {id: 'decision-title'}, 'Decision'), historyList(pair),
    el('form', {onsubmit: (event) => submitDecision(event, pair)},
      el('div', {class: 'states', role: 'radiogroup', 'aria-label': 'Decision'}, Object.keys(STATES).map((value) => stateChoice(value, stateOf(pair)))),
      el('label', {class: 'field'}, el('span', {class: 'field-name'}, 'Note'), el('textarea', {name: 'note', rows: 2, maxlength: MAX_NOTE})),
      el('div', {class: 'sign'}, el('label', {class: 'field grow'}, el('span', {class: 'field-name'}, 'Your name'),
        el('input', {type: 'text', name: 'who', maxlength: MAX_WHO, required: true, autocomplete: 'name', value: recall('who') || ''})),
      el('button', {type: 'submit', class: 'primary'}, 'Keep'))));
}
