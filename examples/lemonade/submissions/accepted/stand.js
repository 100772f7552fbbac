const [, ...profits] = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
let here = -Infinity;
let best = -Infinity;
for (const profit of profits) {
  here = Math.max(profit, here + profit);
  best = Math.max(best, here);
}
console.log(best);
