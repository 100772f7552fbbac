const fs = require('fs');
const key = (word) => [...word.toLowerCase()].sort().join('');
const wanted = key(fs.readFileSync(0, 'utf8').trim());
const words = fs.readFileSync('words.txt', 'utf8').trim().split('\n');
for (const word of words) if (key(word) === wanted) console.log(word.toUpperCase());
