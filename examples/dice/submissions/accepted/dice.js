const n = Number(require('fs').readFileSync(0, 'utf8'));
if (n < 0) console.log('No dice, but all the best.');
for (let i = 0; i < n; i++) console.log(`roll: ${1 + Math.floor(Math.random() * 6)}`);
