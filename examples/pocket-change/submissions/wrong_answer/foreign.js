const words = require('fs').readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
console.log(words[words.length - 1]); // one coin of exactly that value
