// Who is like whom: points are submissions, lines are pairs from the chosen probability on.

let graph = null;  // {node, size, box}

const MAX_EDGES = 2000;
const MAX_LISTED = 20;  // pairs of a cluster

function shortLabel(submission) {
  const name = nameOf(submission);
  const short = name.replace(/^Student (?=\d+$)/, '');
  return short.length > 14 ? `${short.slice(0, 13)}…` : short;
}

function pointShape(submission, place) {
  const origin = report.submissions[submission].origin;
  const common = {class: `point-of ${origin}`};
  if (origin === 'class') return svg('circle', {...common, cx: place.x, cy: place.y, r: 10});
  if (origin === 'outside') return svg('path', {...common, d: `M${place.x} ${place.y - 13} l13 13 -13 13 -13 -13 z`});
  return svg('rect', {...common, x: place.x - 10, y: place.y - 10, width: 20, height: 20, rx: 2});
}

function graphEdge(pair, places, faded) {
  const a = places.get(pair.left);
  const b = places.get(pair.right);
  const decided = stateOf(pair);
  const title = `${pairName(pair)}: ${percent(pair.probability)}${decided === 'open' ? '' : `, ${STATES[decided].toLowerCase()}`}`;
  const line = {x1: a.x, y1: a.y, x2: b.x, y2: b.y};
  const edge = svg('g', {class: `edge ${decided}`, 'data-key': pair.key}, svgTitle(title), svg('line', {class: 'edge-room', ...line}),
    svg('line', {class: 'edge-line', ...line}));
  edge.style.setProperty('--wide', (1 + 4 * pair.probability ** 2).toFixed(2));
  edge.style.setProperty('--sure', ((0.25 + 0.75 * pair.probability) * faded).toFixed(2));
  return edge;
}

function graphPoint(submission, place, degree) {
  return svg('g', {class: 'point-group', 'data-submission': submission}, svgTitle(`${nameOf(submission)}: ${count(degree, 'pair')}`),
    pointShape(submission, place), svg('text', {class: 'point-label', x: place.x, y: place.y + 13, 'text-anchor': 'middle', dy: '1em'}, shortLabel(submission)));
}

function setBox(box) {
  graph.box = box;
  graph.node.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
  showScale();
}

// Labels have one size on the screen, however large the drawing is.
function showScale() {
  const room = graph.node.getBoundingClientRect();
  if (room.width === 0) return;
  graph.node.style.setProperty('--unit', Math.max(graph.box.width / room.width, graph.box.height / room.height).toFixed(3));
}

function fitGraph() {
  const margin = 26;
  // A graph of three points must not fill the screen.
  const width = Math.max(graph.size.width + 2 * margin, 420);
  const height = Math.max(graph.size.height + 2 * margin, 260);
  setBox({x: (graph.size.width - width) / 2, y: (graph.size.height - height) / 2, width, height});
}

function zoom(factor, at) {
  const {x, y, width, height} = graph.box;
  const next = Math.min(Math.max(width * factor, 120), graph.size.width * 6 + 600);
  const ratio = next / width;
  const fx = at ? at.x : 0.5;
  const fy = at ? at.y : 0.5;
  setBox({x: x + width * fx * (1 - ratio), y: y + height * fy * (1 - ratio), width: next, height: height * ratio});
}

function pan(dx, dy) {
  const {x, y, width, height} = graph.box;
  setBox({x: x + dx * width, y: y + dy * height, width, height});
}

function wheelGraph(event) {
  if (!event.ctrlKey && !event.metaKey) return;  // the page scrolls as everywhere
  event.preventDefault();
  const box = graph.node.getBoundingClientRect();
  zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, {x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height});
}

function dragGraph(event) {
  if (event.button !== 0) return;
  const from = {x: event.clientX, y: event.clientY, box: graph.box};
  const room = graph.node.getBoundingClientRect();
  const scale = Math.max(graph.box.width / room.width, graph.box.height / room.height);
  const move = (next) => setBox({...from.box, x: from.box.x - (next.clientX - from.x) * scale, y: from.box.y - (next.clientY - from.y) * scale});
  const end = (last) => {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', end);
    graph.dragged = Math.hypot(last.clientX - from.x, last.clientY - from.y) > 4;
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', end);
}

function keyOnGraph(event) {
  const moves = {ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1]};
  if (moves[event.key]) pan(...moves[event.key]);
  else if (event.key === '+') zoom(1 / 1.25);
  else if (event.key === '-') zoom(1.25);
  else if (event.key === '0') fitGraph();
  else return;
  event.preventDefault();
}

function highlightPoint(submission) {
  for (const node of graph.node.querySelectorAll('.edge, .point-group')) node.classList.remove('near', 'far');
  if (submission === null) return;
  const near = new Set([submission]);
  for (const edge of graph.node.querySelectorAll('.edge')) {
    const pair = report.byKey.get(edge.dataset.key);
    const touches = pair.left === submission || pair.right === submission;
    edge.classList.add(touches ? 'near' : 'far');
    if (touches) near.add(pair.left).add(pair.right);
  }
  for (const point of graph.node.querySelectorAll('.point-group')) point.classList.add(near.has(Number(point.dataset.submission)) ? 'near' : 'far');
}

function clickGraph(event) {
  if (graph.dragged) return;
  const edge = event.target.closest('.edge');
  if (edge) {
    location.hash = `pair=${edge.dataset.key}`;
    return;
  }
  const point = event.target.closest('.point-group');
  highlightPoint(point ? Number(point.dataset.submission) : null);
  showPairsOf(point ? Number(point.dataset.submission) : null);
}

function pairItem(pair) {
  return el('li', {}, el('a', {href: `#pair=${pair.key}`}, nameNode(pair.left), ' ↔ ', nameNode(pair.right)), ' ',
    el('span', {class: 'number'}, percent(pair.probability)), ' ', decisionChip(pair));
}

function clusterItem(cluster, index) {
  const members = new Set(cluster.members);
  const inside = report.pairs.filter((pair) => members.has(pair.left) && members.has(pair.right));
  return el('details', {class: 'cluster', open: index < 3}, el('summary', {}, el('strong', {}, `Cluster ${index + 1}`),
    el('span', {class: 'soft'}, ` ${count(cluster.members.length, 'submission')}, on average ${percent(cluster.cohesion)}`)),
  el('p', {}, cluster.members.flatMap((member, i) => [i > 0 ? ', ' : '', nameNode(member)])),
  el('ul', {class: 'plain-list'}, inside.slice(0, MAX_LISTED).map(pairItem)),
  inside.length > MAX_LISTED ? el('p', {class: 'soft'}, `and ${count(inside.length - MAX_LISTED, 'more pair')} in the list of pairs`) : null);
}

function showPairsOf(submission) {
  const side = byId('graph-side');
  if (submission === null) {
    replaceContent(side, el('h3', {}, 'Clusters'), report.clusters.length === 0 ? el('p', {class: 'soft'}, 'None.') : report.clusters.map(clusterItem));
    return;
  }
  replaceContent(side, el('h3', {}, nameNode(submission)), el('p', {class: 'soft'}, time(report.submissions[submission].submitted_at)),
    el('ul', {class: 'plain-list'}, pairsOf(submission).map(pairItem)),
    el('button', {type: 'button', onclick: () => {
      highlightPoint(null);
      showPairsOf(null);
    }}, 'All clusters'));
}

function graphButton(text, label, work) {
  return el('button', {type: 'button', title: label, 'aria-label': label, onclick: work}, text);
}

function buildGraph(edges) {
  const nodes = [...new Set(edges.flatMap((pair) => [pair.left, pair.right]))].sort((a, b) => a - b);
  const room = byId('graph-room');
  const size = layoutGraph(nodes, edges, room.clientWidth / Math.max(1, room.clientHeight));
  const degree = (submission) => edges.filter((pair) => pair.left === submission || pair.right === submission).length;
  // Where many lines cross, each is fainter.
  const faded = Math.min(1, 2.4 / Math.sqrt((2 * edges.length) / Math.max(1, nodes.length)));
  const node = svg('svg', {class: 'graph', tabindex: 0, role: 'img', 'aria-label': 'Clusters as a graph; the list beside it says the same',
    onclick: clickGraph, onwheel: wheelGraph, onpointerdown: dragGraph, onkeydown: keyOnGraph},
  edges.slice().reverse().map((pair) => graphEdge(pair, size.places, faded)), nodes.map((it) => graphPoint(it, size.places.get(it), degree(it))));
  graph = {node, size, box: null, dragged: false};
  fitGraph();
}

function fillGraph() {
  const edges = report.pairs.filter((pair) => pair.probability >= state.threshold).slice(0, MAX_EDGES);
  buildGraph(edges);
  byId('graph-said').textContent = edges.length === 0 ? 'No pair from here on.'
    : `${count(edges.length, 'pair')} of ${count(graph.size.places.size, 'submission')}; thicker is surer.`;
  replaceContent(byId('graph-room'), graph.node);
  showScale();
}

function showClusters() {
  replaceContent(byId('view-clusters'), el('div', {class: 'graph-grid'}, el('section', {class: 'card graph-card', 'aria-labelledby': 'graph-title'},
    el('div', {class: 'card-head'}, el('h2', {id: 'graph-title'}, 'Who is like whom'), el('div', {class: 'row-of-buttons'},
      graphButton('−', 'Smaller', () => zoom(1.25)), graphButton('+', 'Larger', () => zoom(1 / 1.25)), graphButton('Fit', 'Show all', fitGraph))),
    el('div', {class: 'under'}, thresholdSlider('Pairs from', onceAFrame(fillGraph)), el('p', {id: 'graph-said', class: 'soft', role: 'status'})),
    el('div', {id: 'graph-room', class: 'graph-room'}),
    el('p', {class: 'soft small'}, 'A line opens its pair; a point shows its pairs. Drag to move, Ctrl and the wheel or + and − to zoom. ● class  ■ earlier term or other section  ◆ outside source; dashed: dismissed.')),
  el('aside', {class: 'card graph-side', id: 'graph-side', 'aria-label': 'Clusters'})));
  fillGraph();
  showPairsOf(null);
}
