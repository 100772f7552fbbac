// Words and numbers as they are shown.

// Characters that change how others are read, or cannot be seen: shown as what they are.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

function nameOfUnseen(c) {
  const code = c.codePointAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

// Nodes of a text of somebody we do not trust.
function textNodes(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > done) nodes.push(text.slice(done, match.index));
    nodes.push(el('span', {class: 'unseen-mark', title: 'a character that cannot be seen'}, nameOfUnseen(match[0])));
    done = match.index + match[0].length;
  }
  if (done < text.length) nodes.push(text.slice(done));
  return nodes;
}

const plainText = (text) => text.replace(UNSEEN, nameOfUnseen);

function nameOf(submission) {
  const it = report.submissions[submission];
  return plainText(state.names && it.name !== undefined ? it.name || it.id : it.pseudonym);
}

// A name in the text around it: it never turns that around.
const nameNode = (submission) => el('bdi', {class: 'name'}, nameOf(submission));

function fileName(submission, file) {
  const it = report.submissions[submission].files[file];
  return plainText(state.names ? it.name : it.neutral_name);
}

const pairName = (pair) => `${nameOf(pair.left)} and ${nameOf(pair.right)}`;

const ORIGINS = {earlier: 'earlier term', section: 'other section', outside: 'outside source', template: 'template'};
function originChip(submission) {
  const origin = ORIGINS[report.submissions[submission].origin];
  return origin && state.names ? el('span', {class: 'tag'}, origin) : null;
}

// Never 100 % or 0 %: nothing here is that sure.
function percent(part) {
  if (part > 0.99 && part < 1.01) return '>\u00a099\u00a0%';
  if (part < 0.01) return '<\u00a01\u00a0%';
  return share(part);
}
const share = (part) => `${Math.round(part * 100)}\u00a0%`;
const signed = (value, digits = 1) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(digits);
const interval = (pair) => `${Math.round(pair.low * 100)}–${Math.round(pair.high * 100)}\u00a0%`;

function inWords(probability) {
  if (probability >= 0.95) return 'very likely not written independently';
  if (probability >= 0.75) return 'likely not written independently';
  if (probability >= 0.4) return 'could be either';
  return 'may well have been written independently';
}

const count = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many || `${one}s`}`;

function time(iso) {
  if (!iso) return 'time unknown';
  const date = new Date(iso);
  return `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 16)} UTC`;
}

const isLine = (region) => region.begin_line === region.end_line;
const span = (region) => (isLine(region) ? String(region.begin_line) : `${region.begin_line}–${region.end_line}`);
const lines = (region) => `${isLine(region) ? 'line' : 'lines'} ${span(region)}`;

function firstOf(pair) {
  if (pair.provenance.first === 'left') return pair.left;
  return pair.provenance.first === 'right' ? pair.right : null;
}
