// Bands between the two sides that join what belongs together.

// Where a region is, in pixels below the upper edge of its pane; null: not shown.
function extentOf(pane, rows, region) {
  const first = rows[region.file] && rows[region.file][region.begin_line - 1];
  const last = rows[region.file] && rows[region.file][Math.min(region.end_line, rows[region.file].length) - 1];
  if (!first || !last) return null;
  return {top: first.offsetTop - pane.scrollTop, bottom: last.offsetTop + last.offsetHeight - pane.scrollTop};
}

const outside = (extent, height) => extent.bottom < 0 || extent.top > height;

function ribbonPath(left, right, width) {
  const c = width / 2;
  return `M0 ${left.top} C${c} ${left.top} ${c} ${right.top} ${width} ${right.top} V${right.bottom} C${c} ${right.bottom} ${c} ${left.bottom} 0 ${left.bottom} Z`;
}

function drawRibbons(open) {
  const {pair, panes, sides, ribbons} = open;
  const width = ribbons.clientWidth;
  const height = ribbons.clientHeight;
  if (width === 0) return;
  const shapes = [];
  pair.passages.forEach((passage, index) => {
    if (state.hiddenKinds.has(passage.kind)) return;
    const left = extentOf(panes.left, sides.left.rows, passage.left);
    const right = extentOf(panes.right, sides.right.rows, passage.right);
    if (!left || !right || (outside(left, height) && outside(right, height))) return;
    const on = index === open.passage;
    if (!KINDS[passage.kind].block && !on) return;
    shapes.push(svg('path', {class: `ribbon h${index % HUES}${on ? ' on' : ''}`, d: ribbonPath(left, right, width), 'data-passage': index},
      svgTitle(passageTitle(pair, index))));
  });
  ribbons.setAttribute('viewBox', `0 0 ${width} ${height}`);
  replaceContent(ribbons, shapes);
}
