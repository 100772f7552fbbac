// Where the points of a graph stand. The same graph always looks the same.

// Lists of nodes that hang together.
function componentsOf(nodes, edges) {
  const group = new Map(nodes.map((node) => [node, node]));
  const find = (node) => {
    while (group.get(node) !== node) node = group.get(node);
    return node;
  };
  for (const edge of edges) group.set(find(edge.left), find(edge.right));
  const lists = new Map();
  for (const node of nodes) {
    const root = find(node);
    if (!lists.has(root)) lists.set(root, []);
    lists.get(root).push(node);
  }
  return [...lists.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}

// A spiral, so that no two begin at one place.
function spiral(n) {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({length: n}, (_, i) => ({x: Math.sqrt(i + 0.5) * 40 * Math.cos(i * golden), y: Math.sqrt(i + 0.5) * 40 * Math.sin(i * golden)}));
}

function pushApart(points, moves, distance) {
  for (let i = 0; i < points.length; ++i) {
    for (let j = i + 1; j < points.length; ++j) {
      const dx = points[i].x - points[j].x;
      const dy = points[i].y - points[j].y;
      const square = Math.max(1, dx * dx + dy * dy);
      const force = (distance * distance) / square;
      moves[i].x += dx * force;
      moves[i].y += dy * force;
      moves[j].x -= dx * force;
      moves[j].y -= dy * force;
    }
  }
}

function pullTogether(points, moves, edges, distance) {
  // What everybody pulls at would end in one heap.
  const crowd = 1 + edges.length / points.length / 4;
  for (const {a, b, weight} of edges) {
    const dx = points[a].x - points[b].x;
    const dy = points[a].y - points[b].y;
    const force = (Math.hypot(dx, dy) / distance) * (0.4 + 0.6 * weight) / crowd;
    moves[a].x -= dx * force;
    moves[a].y -= dy * force;
    moves[b].x += dx * force;
    moves[b].y += dy * force;
  }
}

// Fruchterman and Reingold, 1991, with a fixed number of steps that get shorter.
function spread(n, edges) {
  const distance = 76;
  const steps = Math.max(60, Math.min(400, Math.round(30000 / (n + 1))));
  const points = spiral(n);
  for (let step = 0; step < steps; ++step) {
    const moves = points.map(() => ({x: 0, y: 0}));
    pushApart(points, moves, distance);
    pullTogether(points, moves, edges, distance);
    const longest = 60 * (1 - step / steps) + 0.5;
    moves.forEach((move, i) => {
      const length = Math.hypot(move.x, move.y) || 1;
      points[i].x += (move.x / length) * Math.min(length, longest);
      points[i].y += (move.y / length) * Math.min(length, longest);
    });
  }
  return points;
}

function boxOf(points, margin) {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const left = Math.min(...xs) - margin;
  const top = Math.min(...ys) - margin;
  return {left, top, width: Math.max(...xs) + margin - left, height: Math.max(...ys) + margin - top};
}

// Turned so that the longest way across lies flat: screens are wider than high.
function layFlat(points) {
  const middle = {x: 0, y: 0};
  for (const point of points) {
    middle.x += point.x / points.length;
    middle.y += point.y / points.length;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const point of points) {
    xx += (point.x - middle.x) ** 2;
    yy += (point.y - middle.y) ** 2;
    xy += (point.x - middle.x) * (point.y - middle.y);
  }
  const angle = -0.5 * Math.atan2(2 * xy, xx - yy);
  return points.map(({x, y}) => ({x: x * Math.cos(angle) - y * Math.sin(angle), y: x * Math.sin(angle) + y * Math.cos(angle)}));
}

// Boxes in a strip of that width, in the order given: each goes into the highest free rectangle that holds it, and
// what is left of that is free beside and below it.
function inStrip(boxes, stripWidth) {
  const width = Math.max(stripWidth, ...boxes.map((box) => box.width));
  const free = [{x: 0, y: 0, width, height: Infinity}];
  const size = {width: 1, height: 1};
  const corners = boxes.map((box) => {
    free.sort((a, b) => a.y - b.y || a.x - b.x);
    const at = free.findIndex((room) => room.width >= box.width && room.height >= box.height);
    const [room] = free.splice(at, 1);
    free.push({x: room.x + box.width, y: room.y, width: room.width - box.width, height: box.height},
      {x: room.x, y: room.y + box.height, width: room.width, height: room.height - box.height});
    size.width = Math.max(size.width, room.x + box.width);
    size.height = Math.max(size.height, room.y + box.height);
    return {x: room.x, y: room.y};
  });
  return {corners, ...size};
}

// The strip width that makes the whole fill a room of that shape best.
function pack(boxes, shape) {
  const area = boxes.reduce((sum, box) => sum + box.width * box.height, 1);
  const tries = Array.from({length: 24}, (_, i) => inStrip(boxes, Math.sqrt(area * shape) * (0.7 + i * 0.08)));
  const cost = (it) => Math.max(it.width / shape, it.height);
  return tries.reduce((best, it) => (cost(it) < cost(best) ? it : best));
}

// Components side by side, the biggest first. Returns Map(node -> {x, y}) and the size of all.
function layoutGraph(nodes, edges, shape) {
  const parts = componentsOf(nodes, edges).map((list) => {
    const index = new Map(list.map((node, i) => [node, i]));
    const inside = edges.filter((edge) => index.has(edge.left))
      .map((edge) => ({a: index.get(edge.left), b: index.get(edge.right), weight: edge.probability}));
    const points = layFlat(spread(list.length, inside));
    return {list, points, box: boxOf(points, 42)};
  });
  const packed = pack(parts.map((part) => part.box), shape);
  const places = new Map();
  parts.forEach(({list, points, box}, part) => {
    const corner = packed.corners[part];
    list.forEach((node, i) => places.set(node, {x: points[i].x - box.left + corner.x, y: points[i].y - box.top + corner.y}));
  });
  return {places, width: packed.width, height: packed.height};
}
