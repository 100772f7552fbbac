// What the comparison found: the document of docs/similarity-report.md with sources, packed.

const KINDS = {
  tokens: {title: 'Tokens', says: 'the sequence of structural tokens', block: true},
  structure: {title: 'Structure', says: 'what depends on what, with names, order and forms of loops made equal', block: true},
  identifiers: {title: 'Names', says: 'names of variables and functions, and their parts'},
  literals: {title: 'Literals', says: 'texts and numbers in the program'},
  comments: {title: 'Comments', says: 'words of comments and how they are spelt'},
  layout: {title: 'Layout', says: 'indentation, braces, spaces and blank lines', block: true},
  rarity: {title: 'Rare stretches', says: 'stretches of characters that hardly anybody else has'},
};
const HUES = 6;

const report = {submissions: [], pairs: [], byKey: new Map(), maxContribution: 1};

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

function indexPair(pair, index) {
  pair.rank = index + 1;
  pair.kinds = new Set(pair.passages.map((passage) => passage.kind));
  pair.of = Object.fromEntries(pair.evidence.map((score) => [score.kind, score]));
  report.byKey.set(pair.key, pair);
  for (const score of pair.evidence) {
    report.maxContribution = Math.max(report.maxContribution, Math.abs(score.contribution));
  }
}

async function loadReport() {
  const node = byId('data');
  Object.assign(report, await unpack(node.textContent.trim()));
  node.remove();
  report.pairs.forEach(indexPair);
  report.notesOf = new Map();
  for (const note of report.notes) {
    if (!report.notesOf.has(note.submission)) report.notesOf.set(note.submission, []);
    report.notesOf.get(note.submission).push(note);
  }
}

const isLeft = (pair, submission) => pair.left === submission;
const pairsOf = (submission) => report.pairs.filter((pair) => pair.left === submission || pair.right === submission);
