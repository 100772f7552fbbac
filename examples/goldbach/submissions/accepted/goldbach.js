const isPrime = (n) => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n >= 2;
};
const n = Number(require('fs').readFileSync(0, 'utf8'));
let a = 2;
while (!isPrime(a) || !isPrime(n - a)) a++;
console.log(a, n - a);
