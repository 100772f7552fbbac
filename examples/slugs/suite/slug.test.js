const test = require('node:test');
const assert = require('node:assert');
const { Slugger } = require('./slug.js');

test('blanks become hyphens', () => {
  assert.strictEqual(new Slugger().slug('  My first   page '), 'my-first-page');
});

test('letters lose their accents', () => {
  assert.strictEqual(new Slugger().slug('Crème brûlée'), 'creme-brulee');
});

test('marks become one hyphen', () => {
  assert.strictEqual(new Slugger().slug('Wait... what?!'), 'wait-what');
});

test('twice the same title gives two names', () => {
  const slugger = new Slugger();
  assert.deepStrictEqual(['Home', 'home', 'HOME!'].map((title) => slugger.slug(title)), ['home', 'home-2', 'home-3']);
});
