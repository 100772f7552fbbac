// One side of a pair: its files as rows, with shared passages and common code marked.

// Passages of the pair that lie in a file of one side; the smallest last, so that it is drawn on top.
function passagesIn(pair, side, file) {
  return pair.passages.map((passage, index) => ({index, kind: passage.kind, region: passage[side]}))
    .filter((it) => it.region.file === file && !state.hiddenKinds.has(it.kind))
    .sort((a, b) => (b.region.end - b.region.begin) - (a.region.end - a.region.begin));
}

// Lines of accepted common code, without blanks around them, to be found again in every submission.
function commonTexts() {
  if (!report.commonTexts) {
    report.commonTexts = report.common.filter((code) => code.accepted).map((code) => {
      const file = report.submissions[code.submission].files[code.region.file];
      const text = (file && file.text) || '';
      return text.slice(code.region.begin, code.region.end).split('\n').map((line) => line.trim()).filter(Boolean);
    }).filter((wanted) => wanted.length > 0);
  }
  return report.commonTexts;
}

// Numbers of the lines (from 0) that are common code, where it stands line by line.
function commonLines(fileLines) {
  const common = new Set();
  const full = fileLines.map((line, number) => ({text: line.trim(), number})).filter((line) => line.text);
  for (const wanted of commonTexts()) {
    for (let at = 0; at + wanted.length <= full.length; ++at) {
      if (wanted.every((text, i) => full[at + i].text === text)) wanted.forEach((_, i) => common.add(full[at + i].number));
    }
  }
  return common;
}

// Which passage each line and each character belongs to; -1: none.
function paint(text, fileLines, found) {
  const ofLine = new Int32Array(fileLines.length + 1).fill(-1);
  const ofUnit = new Int32Array(text.length).fill(-1);
  for (const {index, kind, region} of found) {
    if (KINDS[kind] && KINDS[kind].block) ofLine.fill(index, region.begin_line - 1, Math.min(region.end_line, fileLines.length));
    else ofUnit.fill(index, region.begin, region.end);
  }
  return {ofLine, ofUnit};
}

function spanOf(text, tokenClass, passage, pair) {
  const nodes = textNodes(text);
  const token = tokenClass ? [el('span', {class: tokenClass}, nodes)] : nodes;
  if (passage < 0) return token;
  const kind = pair.passages[passage].kind;
  return [el('span', {class: `ink h${passage % HUES} k-${kind}`, 'data-passage': passage, title: passageTitle(pair, passage)}, token)];
}

// The pieces of a line that differ in nothing.
function lineNodes(text, begin, end, tokens, ofUnit, pair) {
  const nodes = [];
  let from = begin;
  for (let i = begin + 1; i <= end; ++i) {
    if (i < end && tokens[i] === tokens[from] && ofUnit[i] === ofUnit[from]) continue;
    if (from < i) nodes.push(...spanOf(text.slice(from, i), TOKEN_CLASS[tokens[from]], ofUnit[from], pair));
    from = i;
  }
  return nodes;
}

function chipsOf(starting, pair) {
  return starting.slice(0, 2).map((index) => el('button', {type: 'button', class: `chip h${index % HUES}`, tabindex: -1,
    'data-passage': index, title: passageTitle(pair, index), 'aria-label': `Passage ${index + 1}: ${passageTitle(pair, index)}`},
  String(index + 1)));
}

function codeRow(number, nodes, passage, common, starting, pair) {
  const classes = ['row'];
  if (passage >= 0) classes.push('block', `h${passage % HUES}`);
  if (common) classes.push('common');
  return el('div', {class: classes.join(' '), 'data-passage': passage >= 0 ? passage : null},
    el('span', {class: 'chips'}, chipsOf(starting, pair)), el('span', {class: 'num'}, String(number)), el('code', {}, nodes));
}

function fileRows(pair, side, submission, file) {
  const it = report.submissions[submission].files[file];
  const text = it.text;
  const fileLines = text.split('\n');
  if (fileLines.length > 1 && fileLines.at(-1) === '') fileLines.pop();
  const found = passagesIn(pair, side, file);
  const {ofLine, ofUnit} = paint(text, fileLines, found);
  const tokens = highlight(text, report.submissions[submission].language);
  const common = commonLines(fileLines);
  const starting = new Map();
  for (const {index, region} of [...found].sort((a, b) => a.index - b.index)) {
    starting.set(region.begin_line, [...(starting.get(region.begin_line) || []), index]);
  }
  let begin = 0;
  return fileLines.map((line, i) => {
    const end = begin + line.length;
    const shownEnd = line.endsWith('\r') ? end - 1 : end;
    const row = codeRow(i + 1, lineNodes(text, begin, shownEnd, tokens, ofUnit, pair), ofLine[i], common.has(i), starting.get(i + 1) || [], pair);
    begin = end + 1;
    return row;
  });
}

function fileHead(submission, file) {
  const it = report.submissions[submission].files[file];
  const notes = (report.notesOf.get(submission) || []).filter((note) => note.file === file);
  return el('div', {class: 'file-head'}, el('bdi', {class: 'file-name'}, fileName(submission, file)),
    el('span', {class: 'soft'}, ` ${count(it.lines, 'line')}`), notes.map((note) => el('span', {class: 'tag warn'}, textNodes(note.text))));
}

function fileEnd(it) {
  if (it.text === undefined) {
    return el('p', {class: 'missing'}, 'The text of this file is not in the report: it is binary, or the likelier pairs took the room. Lines of passages are in the list beside.');
  }
  return it.cut ? el('p', {class: 'missing'}, `The rest of this file (${count(it.bytes, 'byte')} in all) is not in the report.`) : null;
}

// The files of a side, and the row of each of their lines: rows[file][line - 1].
function buildSide(pair, side) {
  const submission = pair[side];
  const rows = [];
  const nodes = report.submissions[submission].files.map((it, file) => {
    rows[file] = it.text === undefined ? [] : fileRows(pair, side, submission, file);
    return el('div', {class: 'file'}, fileHead(submission, file), el('div', {class: 'rows'}, rows[file]), fileEnd(it));
  });
  return {nodes, rows};
}
