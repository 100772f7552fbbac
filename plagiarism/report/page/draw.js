// Small drawings: the distribution of probabilities, an interval, how a pair is alike.

const HISTOGRAM = {width: 1000, height: 190, left: 46, right: 12, top: 14, bottom: 26};

const histogramX = (part) => HISTOGRAM.left + part * (HISTOGRAM.width - HISTOGRAM.left - HISTOGRAM.right);

// A count as a height between 0 and 1.
function heightOf(value, max) {
  if (value === 0 || max === 0) return 0;
  return state.logarithmic ? Math.log10(value + 1) / Math.log10(max + 1) : value / max;
}

function histogramTicks(max) {
  if (state.logarithmic) {
    const ticks = [];
    for (let tick = 1; tick <= max; tick *= 10) ticks.push(tick);
    return ticks;
  }
  const raw = max / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1)));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw));
  return Array.from({length: Math.floor(max / step)}, (_, i) => (i + 1) * step);
}

function histogramAxes(max) {
  const base = HISTOGRAM.height - HISTOGRAM.bottom;
  const marks = histogramTicks(max).map((tick) => {
    const y = base - heightOf(tick, max) * (base - HISTOGRAM.top);
    return [svg('line', {class: 'grid', x1: HISTOGRAM.left, x2: HISTOGRAM.width - HISTOGRAM.right, y1: y, y2: y}),
      svg('text', {class: 'tick', x: HISTOGRAM.left - 8, y: y + 4, 'text-anchor': 'end'}, tick.toLocaleString('en'))];
  });
  for (let part = 0; part <= 10; part += 2) {
    marks.push(svg('text', {class: 'tick', x: histogramX(part / 10), y: base + 18, 'text-anchor': 'middle'}, `${part * 10} %`));
  }
  return marks;
}

function histogramBars(counts, max) {
  const base = HISTOGRAM.height - HISTOGRAM.bottom;
  const width = histogramX(1 / counts.length) - histogramX(0);
  return counts.map((value, i) => {
    const height = Math.max(value > 0 ? 2 : 0, heightOf(value, max) * (base - HISTOGRAM.top));
    const from = (100 / counts.length) * i;
    const above = (i + 0.5) / counts.length >= state.threshold;
    return svg('rect', {class: above ? 'bar above' : 'bar', x: histogramX(i / counts.length) + 1, y: base - height,
      width: Math.max(1, width - 2), height, rx: 1.5},
    svgTitle(`${from} to ${from + 100 / counts.length} %: ${count(value, 'pair')}`));
  });
}

function drawHistogram() {
  const max = Math.max(1, ...report.histogram);
  const x = histogramX(state.threshold);
  return svg('svg', {class: 'histogram', viewBox: `0 0 ${HISTOGRAM.width} ${HISTOGRAM.height}`, role: 'img',
    'aria-label': 'How many of the compared pairs have which probability; the same as a table below'},
  histogramAxes(max), histogramBars(report.histogram, max),
  svg('line', {class: 'marker', x1: x, x2: x, y1: 2, y2: HISTOGRAM.height - HISTOGRAM.bottom}),
  svg('path', {class: 'marker-head', d: `M${x - 6} 1 h12 l-6 8 z`}));
}

// The probability and where it may lie, on a line from 0 to 1.
function drawInterval(pair, width, height) {
  const x = (part) => 4 + part * (width - 8);
  const middle = height / 2;
  return svg('svg', {class: 'interval', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': `${percent(pair.probability)}, 90 % interval ${interval(pair)}`},
  svg('line', {class: 'rail', x1: x(0), x2: x(1), y1: middle, y2: middle}),
  [0, 0.5, 1].map((part) => svg('line', {class: 'rail', x1: x(part), x2: x(part), y1: middle - 3, y2: middle + 3})),
  svg('rect', {class: 'band', x: x(pair.low), width: Math.max(2, x(pair.high) - x(pair.low)), y: middle - height / 5,
    height: (height / 5) * 2, rx: height / 10}),
  svg('line', {class: 'point', x1: x(pair.probability), x2: x(pair.probability), y1: middle - height / 2.6, y2: middle + height / 2.6}));
}

// Seven small columns, a kind of evidence each.
function drawKinds(pair) {
  const said = pair.evidence.map((score) => `${KINDS[score.kind].title} ${score.measured ? share(score.similarity) : 'not measured'}`);
  return svg('svg', {class: 'kinds', width: 74, height: 24, viewBox: '0 0 74 24', role: 'img', 'aria-label': said.join(', ')},
    svgTitle(said.join('\n')),
    pair.evidence.map((score, i) => {
      const height = score.measured ? Math.max(1.5, score.similarity * 22) : 0;
      return [svg('rect', {class: 'kind-room', x: i * 10.5, y: 1, width: 8, height: 22, rx: 1.5}),
        score.measured ? svg('rect', {class: score.contribution > 0 ? 'kind-bar more' : 'kind-bar', x: i * 10.5, y: 23 - height, width: 8, height, rx: 1.5})
          : svg('line', {class: 'kind-none', x1: i * 10.5 + 1, x2: i * 10.5 + 7, y1: 22, y2: 2})];
    }));
}

// Two shares, one above the other.
function drawCovered(pair) {
  const bar = (part, y) => [svg('rect', {class: 'kind-room', x: 0, y, width: 60, height: 6, rx: 2}),
    svg('rect', {class: 'kind-bar more', x: 0, y, width: Math.max(1, part * 60), height: 6, rx: 2})];
  return svg('svg', {class: 'covered', width: 60, height: 16, 'aria-hidden': 'true'}, bar(pair.left_covered, 1), bar(pair.right_covered, 9));
}

// From which probability on views look; `work` draws what depends on it.
function thresholdSlider(label, work) {
  const said = el('strong', {}, share(state.threshold));
  return el('label', {class: 'threshold'}, el('span', {}, `${label} `, said, ' on'),
    el('input', {type: 'range', min: 0, max: 100, step: 1, value: Math.round(state.threshold * 100), oninput: (event) => {
      state.threshold = event.target.valueAsNumber / 100;
      said.textContent = share(state.threshold);
      work();
    }}));
}
