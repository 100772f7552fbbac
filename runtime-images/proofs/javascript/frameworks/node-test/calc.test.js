const assert = require('node:assert');
const { describe, it } = require('node:test');
const { add } = require('./calc.js');

describe('calc', () => {
  it('passes', () => assert.strictEqual(add(1, 1), 2));
  it('fails', () => assert.strictEqual(add(1, 1), 3));
  it('errs', () => {
    throw new TypeError('unexpected');
  });
});
