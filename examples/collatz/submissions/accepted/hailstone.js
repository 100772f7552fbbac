let n = Number(require('fs').readFileSync(0, 'utf8'));
let steps = 0;
for (; n !== 1; steps++) n = n % 2 ? 3 * n + 1 : n / 2;
console.log(steps);
