const [diameter, price] = require('fs').readFileSync(0, 'utf8').trim().split(' ').map(Number);
console.log(price === 0 ? 'infinity' : ((Math.PI * (diameter / 2) ** 2) / price).toFixed(8));
