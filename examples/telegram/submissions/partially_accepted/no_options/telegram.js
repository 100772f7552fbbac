const fs = require('fs');
const words = fs.readFileSync('telegram.txt', 'utf8').split(/\s+/).filter(Boolean).length;
const price = Number(fs.readFileSync('tariff.txt', 'utf8'));
fs.writeFileSync('bill.txt', `words ${words}\ncost ${words * price}\n`);
