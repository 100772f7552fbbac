// Making elements. Text is only ever set as text: nothing here reads markup.

const byId = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  return node;
}

// el('td', {class: 'number'}, 'text', node, …); attributes with a name on… are listeners.
function el(tag, attributes, ...children) {
  const node = setAttributes(document.createElement(tag), attributes || {});
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attributes, ...children) {
  const node = setAttributes(document.createElementNS(SVG, tag), attributes || {});
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

// A tooltip for the eye and a name for the ear.
const svgTitle = (text) => svg('title', {}, text);

function replaceContent(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

// Says something to those who do not see what changed.
function say(text) {
  byId('status').textContent = text;
}

// At most one call a frame.
function onceAFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      work();
    });
  };
}

function saveFile(name, type, text) {
  const link = el('a', {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const calmly = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
