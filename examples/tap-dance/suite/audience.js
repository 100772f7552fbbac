const fs = require('fs');
const { dance } = require('./dance.js');

const throws = (run) => {
  try {
    run();
  } catch {
    return true;
  }
  return false;
};
const checks = [
  ['both feet', () => dance('LR').join() === 'left,right'],
  ['a pause is a beat', () => dance('L.R').join() === 'left,pause,right'],
  ['nobody has a third foot', () => throws(() => dance('LXR'))],
];

const lines = [`1..${checks.length}`];
checks.forEach(([name, check], i) => {
  let ok = false;
  try {
    ok = check();
  } catch (error) {
    lines.push(`# ${error.message}`);
  }
  lines.push(`${ok ? 'ok' : 'not ok'} ${i + 1} - ${name}`);
});
fs.writeFileSync('results.tap', `${lines.join('\n')}\n`);
