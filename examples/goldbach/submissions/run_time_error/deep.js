const isPrime = (n, d = 2) => (d >= n ? n >= 2 : n % d !== 0 && isPrime(n, d + 1)); // as deep as n is large
const n = Number(require('fs').readFileSync(0, 'utf8'));
let a = 2;
while (!isPrime(a) || !isPrime(n - a)) a++;
console.log(a, n - a);
