// When submissions came, and which of them are alike.

const TIMELINE = {left: 20, right: 20, base: 250, axis: 34, top: 12};

const HOUR = 3600e3;
const STEPS = [HOUR / 4, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, 365 * 24 * HOUR];

function knownTimes() {
  return report.submissions.map((it, index) => ({index, at: it.submitted_at ? Date.parse(it.submitted_at) : NaN, origin: it.origin}))
    .filter((it) => !Number.isNaN(it.at)).sort((a, b) => a.at - b.at || a.index - b.index);
}

// Points of one moment stand on each other. Returns Map(submission -> {x, y, r}).
function placeTimes(times, x, width) {
  const fits = (r) => {
    const stacks = new Map();
    return times.every((it) => {
      const slot = Math.round(x(it.at) / (2 * r + 1));
      stacks.set(slot, (stacks.get(slot) || 0) + 1);
      return stacks.get(slot) * (2 * r + 1) < TIMELINE.base - 110;
    });
  };
  const r = [6, 5, 4, 3, 2].find(fits) || 1.5;
  const stacks = new Map();
  return new Map(times.map((it) => {
    const slot = Math.round(x(it.at) / (2 * r + 1));
    const height = stacks.get(slot) || 0;
    stacks.set(slot, height + 1);
    return [it.index, {x: Math.min(width - r, slot * (2 * r + 1)), y: TIMELINE.base - r - 3 - height * (2 * r + 1), r}];
  }));
}

function timeAxis(first, last, x, width) {
  const step = STEPS.find((it) => (last - first) / it <= Math.max(2, width / 130)) || STEPS.at(-1);
  const marks = [svg('line', {class: 'axis', x1: 0, x2: width, y1: TIMELINE.base, y2: TIMELINE.base})];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
    const iso = new Date(at).toISOString();
    marks.push(svg('line', {class: 'grid', x1: x(at), x2: x(at), y1: TIMELINE.top, y2: TIMELINE.base + 5}),
      svg('text', {class: 'tick', x: Math.max(36, x(at)), y: TIMELINE.base + 19, 'text-anchor': 'middle'}, step >= 24 * HOUR ? iso.slice(0, 10) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`));
  }
  return marks;
}

function timeArc(pair, places) {
  const a = places.get(pair.left);
  const b = places.get(pair.right);
  if (!a || !b) return null;
  // A curve rises half as far as the point that it is drawn to.
  const lift = Math.min(2 * (Math.min(a.y, b.y) - 10), 24 + Math.abs(a.x - b.x) * 0.45);
  const arc = svg('path', {class: `arc ${stateOf(pair)}`, 'data-key': pair.key, 'stroke-width': 1 + 2 * pair.probability,
    d: `M${a.x} ${a.y} Q${(a.x + b.x) / 2} ${Math.min(a.y, b.y) - lift} ${b.x} ${b.y}`},
  svgTitle(`${pairName(pair)}: ${percent(pair.probability)}; ${plainText(pair.provenance.why)}`));
  return arc;
}

function drawTimeline(times, width) {
  const inside = times.filter((it) => it.origin === 'class');
  const first = inside[0].at;
  const last = Math.max(inside.at(-1).at, first + HOUR);
  const x = (at) => TIMELINE.left + ((at - first) / (last - first)) * (width - TIMELINE.left - TIMELINE.right);
  const places = placeTimes(inside, x, width);
  const likely = report.pairs.filter((pair) => pair.probability >= state.threshold);
  const involved = new Set(likely.flatMap((pair) => [pair.left, pair.right]));
  const height = TIMELINE.base + TIMELINE.axis;
  const many = likely.length > 60;
  return svg('svg', {class: many ? 'timeline many' : 'timeline', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Submissions by time; the same as a table below', onclick: (event) => {
    const arc = event.target.closest('.arc');
    if (arc) location.hash = `pair=${arc.dataset.key}`;
  }}, timeAxis(first, last, x, width), likely.slice().reverse().map((pair) => timeArc(pair, places)),
  inside.map((it) => svg('circle', {class: involved.has(it.index) ? 'dot in' : 'dot', cx: places.get(it.index).x, cy: places.get(it.index).y, r: places.get(it.index).r},
    svgTitle(`${nameOf(it.index)}: ${time(report.submissions[it.index].submitted_at)}`))));
}

function timesTable(times) {
  const likely = (index) => pairsOf(index).filter((pair) => pair.probability >= state.threshold);
  return el('table', {class: 'plain wide'}, el('caption', {class: 'unseen'}, 'Submissions by time'), el('thead', {}, el('tr', {}, ['Time', 'Submission', 'Alike'].map((it) => el('th', {scope: 'col'}, it)))),
    el('tbody', {}, times.map((it) => el('tr', {}, el('td', {class: 'number'}, time(report.submissions[it.index].submitted_at)), el('td', {}, nameNode(it.index), originChip(it.index)),
      el('td', {}, likely(it.index).flatMap((pair, i) => [i > 0 ? ', ' : '', el('a', {href: `#pair=${pair.key}`}, nameNode(pair.left === it.index ? pair.right : pair.left), ` ${percent(pair.probability)}`)]))))));
}

function showTimeline() {
  const times = knownTimes();
  const inside = times.filter((it) => it.origin === 'class');
  const view = byId('view-timeline');
  const card = el('section', {class: 'card', 'aria-labelledby': 'timeline-title'}, el('h2', {id: 'timeline-title'}, 'When submissions came'));
  replaceContent(view, card);
  if (inside.length === 0) {
    card.append(el('p', {class: 'soft'}, 'No times are known.'));
    return;
  }
  const room = el('div', {class: 'timeline-room'});
  const table = el('div', {});
  const fill = () => {
    replaceContent(table, timesTable(times));
    replaceContent(room, drawTimeline(times, Math.max(560, room.clientWidth)));
  };
  card.append(el('p', {class: 'soft'}, `A point is a submission of the class (${inside.length} with a known time, of ${report.submissions.filter((it) => it.origin === 'class').length}); an arc is a pair and opens it. Which came first says nothing about who wrote it first.`),
    el('div', {class: 'under'}, thresholdSlider('Pairs from', onceAFrame(fill))), room,
    el('details', {class: 'as-table', open: times.length <= 60}, el('summary', {}, 'As a table'), table));
  fill();
}
