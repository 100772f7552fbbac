// What people decided about pairs: a list for each pair, oldest first; the last one counts. Nothing is overwritten.

const STATES = {open: 'Open', dismissed: 'Dismissed', referred: 'Referred'};
const MAX_NOTE = 2000;
const MAX_WHO = 200;
const LAST_TIME = Date.UTC(2200, 0);  // what reads an export knows no later ones

const decisions = new Map();  // key of a pair -> list

const isText = (value, max) => typeof value === 'string' && value.length <= max;

function validDecision(it) {
  return it !== null && typeof it === 'object' && isText(it.pair, 64) && /^[0-9a-f]+$/.test(it.pair) &&
      Object.hasOwn(STATES, it.state) && isText(it.note, MAX_NOTE) && isText(it.who, MAX_WHO) &&
      isText(it.when, 40) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(it.when) &&
      Date.parse(it.when) >= 0 && Date.parse(it.when) < LAST_TIME;
}

const sameDecision = (a, b) => a.state === b.state && a.note === b.note && a.who === b.who && a.when === b.when;

// false: it was known already.
function addDecision({pair, state: decided, note, who, when}) {
  const list = decisions.get(pair) || [];
  const it = {pair, state: decided, note, who, when: when.replace(/\.\d+Z$/, 'Z')};
  if (list.some((other) => sameDecision(other, it))) return false;
  list.push(it);
  list.sort((a, b) => Date.parse(a.when) - Date.parse(b.when));
  decisions.set(pair, list);
  return true;
}

function loadDecisions() {
  for (const pair of report.pairs) {
    for (const it of pair.decisions) {
      const decision = {...it, pair: pair.key};
      if (validDecision(decision)) addDecision(decision);
    }
  }
  try {
    for (const it of JSON.parse(recall('decisions') || '[]')) if (validDecision(it)) addDecision(it);
  } catch {
    say('Decisions of this browser could not be read.');
  }
}

const allDecisions = () => [...decisions.values()].flat();

// Another report may be open in another window: what it kept in the meantime stays.
function keepDecisions() {
  try {
    for (const it of JSON.parse(recall('decisions') || '[]')) if (validDecision(it)) addDecision(it);
  } catch {
    // What is unreadable is replaced.
  }
  const kept = keep('decisions', JSON.stringify(allDecisions()));
  if (!kept) say('This browser keeps nothing for this file: export the decisions before you close it.');
  return kept;
}

const historyOf = (pair) => decisions.get(pair.key) || [];
const decisionOf = (pair) => historyOf(pair).at(-1) || null;
const stateOf = (pair) => (decisionOf(pair) ? decisionOf(pair).state : 'open');

function decide(pair, decided, note) {
  const when = new Date().toISOString();
  addDecision({pair: pair.key, state: decided, note: note.slice(0, MAX_NOTE), who: (recall('who') || '').slice(0, MAX_WHO), when});
  const kept = keepDecisions();
  if (kept) say(`Kept: ${STATES[decided]}.`);
  changed();
}

function exportDecisions() {
  const mine = allDecisions().filter((it) => report.byKey.has(it.pair));
  const text = JSON.stringify({format: 'assay-similarity-decisions', version: 1, decisions: mine}, null, 1);
  saveFile('decisions.json', 'application/json', `${text}\n`);
}

// How many were new. Throws an Error that says what is wrong with the file.
function importDecisions(text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('This is no JSON file.');
  }
  if (document === null || document.format !== 'assay-similarity-decisions' || document.version !== 1 ||
      !Array.isArray(document.decisions)) {
    throw new Error('This is not a file of decisions that a report has exported.');
  }
  const wrong = document.decisions.findIndex((it) => !validDecision(it));
  if (wrong >= 0) throw new Error(`Decision ${wrong + 1} of the file is damaged; nothing was imported.`);
  const added = document.decisions.filter(addDecision).length;
  keepDecisions();
  changed();
  return added;
}

function decisionChip(pair) {
  const decision = decisionOf(pair);
  if (!decision || (decision.state === 'open' && !decision.note)) return null;
  const label = decision.state === 'open' ? 'Note' : STATES[decision.state];
  const title = plainText(`${time(decision.when)}, ${decision.who || 'no name'}${decision.note ? `: ${decision.note}` : ''}`);
  return el('span', {class: `decision ${decision.state}`, title}, label);
}

function showDecisionsDialog() {
  byId('who').value = recall('who') || '';
  const here = allDecisions().filter((it) => report.byKey.has(it.pair));
  const decided = report.pairs.filter((pair) => stateOf(pair) !== 'open').length;
  byId('decisions-count').textContent =
      `${count(here.length, 'entry', 'entries')} in this report; ${count(decided, 'pair')} decided of ${report.pairs.length}.`;
  byId('decisions-said').textContent = '';
  byId('decisions').showModal();
}

async function importFile(input) {
  const [file] = input.files;
  if (!file) return;
  try {
    byId('decisions-said').textContent = `${count(importDecisions(await file.text()), 'new entry', 'new entries')} imported.`;
  } catch (error) {
    byId('decisions-said').textContent = error.message;
  }
  input.value = '';
}

function startDecisions() {
  loadDecisions();
  byId('decisions-open').addEventListener('click', showDecisionsDialog);
  byId('export').addEventListener('click', exportDecisions);
  byId('import').addEventListener('change', (event) => importFile(event.target));
  byId('who').addEventListener('input', (event) => keep('who', event.target.value.trim()));
}
