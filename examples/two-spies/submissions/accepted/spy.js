const [task, text] = require('fs').readFileSync(0, 'utf8').split('\n');
if (task === 'encode') {
  console.log([...text].map((c) => c.charCodeAt(0).toString(2).padStart(7, '0')).join(''));
} else {
  console.log(text.match(/.{7}/g).map((bits) => String.fromCharCode(parseInt(bits, 2))).join(''));
}
