// Common code, and what must be known about files.

const EXCERPT_LINES = 14;

function excerptOf(code) {
  const file = report.submissions[code.submission].files[code.region.file];
  if (!file || file.text === undefined) return el('p', {class: 'missing'}, 'Its text is not in the report.');
  const begin = file.text.lastIndexOf('\n', Math.max(0, code.region.begin - 1)) + 1;
  const all = file.text.slice(begin, code.region.end).split('\n');
  const shown = all.slice(0, EXCERPT_LINES).join('\n');
  const rest = all.length - EXCERPT_LINES;
  return el('pre', {class: 'excerpt', tabindex: 0}, el('code', {}, textNodes(shown), rest > 0 ? el('span', {class: 'soft'}, `\n… ${count(rest, 'more line')}`) : null));
}

function commonItem(code, index) {
  const classSize = report.submissions.filter((it) => it.origin === 'class').length;
  return el('section', {class: 'card common-card', 'aria-labelledby': `common-${index}`},
    el('div', {class: 'card-head'}, el('h3', {id: `common-${index}`}, `${count(code.people, 'person has', 'people have')} this`),
      el('span', {class: code.accepted ? 'tag' : 'tag warn'}, code.accepted ? 'accepted as common: weighs little' : 'refused: weighs as any code')),
    el('p', {class: 'soft'}, `${share(Math.min(1, code.people / Math.max(1, classSize)))} of the class; here as in `, nameNode(code.submission), `, ${fileName(code.submission, code.region.file)}, ${lines(code.region)}. Key: `, el('code', {}, textNodes(code.key))),
    excerptOf(code));
}

function showCommon() {
  replaceContent(byId('view-common'), el('div', {class: 'card'}, el('h2', {}, 'Common code'),
    el('p', {}, 'Passages that a large part of the class has: what was given out, what the lecture showed, what the task forces. They weigh little, because sharing them says nothing about two of them; in the texts they are grey where they stand line by line.'),
    el('p', {class: 'soft'}, 'If one of them should count after all, refuse it by its key when the comparison is made again (', el('code', {}, 'assay similarity … --refuse KEY'), '); the figures of all pairs follow.'),
    report.common.length === 0 ? el('p', {}, 'None was found.') : null), report.common.map(commonItem));
}

function showNotes() {
  const rows = report.notes.map((note) => el('tr', {}, el('td', {}, nameNode(note.submission), originChip(note.submission)),
    el('td', {}, el('bdi', {}, fileName(note.submission, note.file))), el('td', {}, textNodes(note.text))));
  replaceContent(byId('view-notes'), el('section', {class: 'card', 'aria-labelledby': 'notes-title'}, el('h2', {id: 'notes-title'}, 'Notes on files'),
    el('p', {class: 'soft'}, 'Files that could not be read as they should. They are compared all the same, with less to go by.'),
    rows.length === 0 ? el('p', {}, 'Every file was read in full.')
      : el('table', {class: 'plain wide'}, el('caption', {class: 'unseen'}, 'Notes on files'), el('thead', {}, el('tr', {}, ['Submission', 'File', 'What'].map((it) => el('th', {scope: 'col'}, it)))), el('tbody', {}, rows))));
}
