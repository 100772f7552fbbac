// What the tests of a JavaScript exercise import from '@jest/globals', over node:test. Tests that the exercise
// leaves for later (xtest) run too, as they do when it is judged; what it skips (test.skip) is skipped.
import * as node from 'node:test';
import assert from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';

class Asymmetric {
  constructor(name, sample, matches) {
    Object.assign(this, { name, sample, matches });
  }
  [inspect.custom]() {
    return `${this.name}(${inspect(this.sample)})`;
  }
}

const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

// As Jest's: `strict` looks at classes, undefined members and holes too.
function equal(actual, expected, strict, seen = new Map()) {
  if (expected instanceof Asymmetric) return expected.matches(actual);
  if (actual instanceof Asymmetric) return actual.matches(expected);
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null) return false;
  if (Object.prototype.toString.call(actual) !== Object.prototype.toString.call(expected)) return false;
  if (strict && Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  if (actual instanceof Error) return actual.message === expected.message;
  if (actual instanceof Date) return Object.is(actual.getTime(), expected.getTime());
  if (actual instanceof RegExp) return String(actual) === String(expected);
  if (actual instanceof Number || actual instanceof String || actual instanceof Boolean) {
    return Object.is(actual.valueOf(), expected.valueOf());
  }
  if (seen.get(actual) === expected) return true;
  seen.set(actual, expected);
  if (actual instanceof Set || actual instanceof Map) {
    if (actual.size !== expected.size) return false;
    const rest = [...expected];
    return [...actual].every((item) => {
      const at = rest.findIndex((other) => equal(item, other, strict, seen));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  }
  if (ArrayBuffer.isView(actual)) return isDeepStrictEqual(actual, expected);
  if (Array.isArray(actual) && actual.length !== expected.length) return false;
  if (typeof actual[Symbol.iterator] === 'function' && !Array.isArray(actual)) {
    if (typeof expected[Symbol.iterator] !== 'function') return false;
    if (!equal([...actual], [...expected], strict, seen)) return false;
  }
  const keys = (object) =>
    Reflect.ownKeys(object).filter((key) => {
      const own = Object.getOwnPropertyDescriptor(object, key);
      return own.enumerable && (strict || object[key] !== undefined);
    });
  const left = keys(actual);
  const right = keys(expected);
  return left.length === right.length &&
    left.every((key) => has(expected, key) && equal(actual[key], expected[key], strict, seen));
}

function matchesObject(actual, expected) {
  if (expected instanceof Asymmetric || typeof expected !== 'object' || expected === null) return equal(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length &&
      expected.every((item, i) => matchesObject(actual[i], item));
  }
  if (!Reflect.ownKeys(expected).length) return equal(actual, expected);
  return Reflect.ownKeys(expected).every((key) => key in actual && matchesObject(actual[key], expected[key]));
}

function path(object, keys) {
  const list = Array.isArray(keys) ? keys : String(keys).replace(/\[(\w+)\]/g, '.$1').split('.');
  let value = object;
  for (const key of list) {
    if (value === null || value === undefined || !(key in Object(value))) return { found: false };
    value = value[key];
  }
  return { found: true, value };
}

function thrown(error, expected) {
  if (expected === undefined) return true;
  const message = error !== null && typeof error === 'object' && 'message' in error ? error.message : String(error);
  if (typeof expected === 'string') return message.includes(expected);
  if (expected instanceof RegExp) return expected.test(message);
  if (expected instanceof Asymmetric) return expected.matches(error);
  if (typeof expected === 'function') return error instanceof expected;
  return message === expected.message;
}

const number = (value) => typeof value === 'number' || typeof value === 'bigint';
const calls = (mock) => mock?.mock?.calls ?? assert.fail('the value is no mock function');

// Each: (actual, …arguments) -> whether it holds.
const MATCHERS = {
  toBe: (a, e) => Object.is(a, e),
  toEqual: (a, e) => equal(a, e, false),
  toStrictEqual: (a, e) => equal(a, e, true),
  toMatchObject: (a, e) => matchesObject(a, e),
  toBeTruthy: (a) => Boolean(a),
  toBeFalsy: (a) => !a,
  toBeNull: (a) => a === null,
  toBeUndefined: (a) => a === undefined,
  toBeDefined: (a) => a !== undefined,
  toBeNaN: (a) => Number.isNaN(a),
  toBeGreaterThan: (a, e) => number(a) && a > e,
  toBeGreaterThanOrEqual: (a, e) => number(a) && a >= e,
  toBeLessThan: (a, e) => number(a) && a < e,
  toBeLessThanOrEqual: (a, e) => number(a) && a <= e,
  toBeCloseTo: (a, e, digits = 2) => Object.is(a, e) || Math.abs(e - a) < 10 ** -digits / 2,
  toBeInstanceOf: (a, e) => a instanceof e,
  toContain: (a, e) => (typeof a === 'string' ? a.includes(e) : [...a].some((item) => Object.is(item, e) || item === e)),
  toContainEqual: (a, e) => [...a].some((item) => equal(item, e, false)),
  toMatch: (a, e) => typeof a === 'string' && (e instanceof RegExp ? e.test(a) : a.includes(e)),
  toHaveLength: (a, e) => a?.length === e,
  toHaveProperty: (a, keys, ...e) => {
    const { found, value } = path(a, keys);
    return found && (e.length === 0 || equal(value, e[0], false));
  },
  toHaveBeenCalled: (a) => calls(a).length > 0,
  toHaveBeenCalledTimes: (a, e) => calls(a).length === e,
  toHaveBeenCalledWith: (a, ...e) => calls(a).some((one) => equal(one, e, false)),
  toHaveBeenLastCalledWith: (a, ...e) => equal(calls(a).at(-1), e, false),
  toHaveBeenNthCalledWith: (a, n, ...e) => equal(calls(a)[n - 1], e, false),
  toHaveReturnedWith: (a, e) => a.mock.results.some((one) => one.type === 'return' && equal(one.value, e, false)),
};
MATCHERS.toBeCalled = MATCHERS.toHaveBeenCalled;
MATCHERS.toBeCalledTimes = MATCHERS.toHaveBeenCalledTimes;
MATCHERS.toBeCalledWith = MATCHERS.toHaveBeenCalledWith;

function show(name, negated, args, actual) {
  const expected = args.map((arg) => inspect(arg, { depth: 4 })).join(', ');
  return `expect(received)${negated ? '.not' : ''}.${name}(${expected})\nReceived: ${inspect(actual, { depth: 4 })}`;
}

const extended = {};
let assertions = 0;

function judge(name, actual, args, negated) {
  ++assertions;
  if (name === 'toThrow' || name === 'toThrowError') {
    if (typeof actual !== 'function') assert.fail('toThrow wants a function');
    let error;
    let threw = false;
    try {
      actual();
    } catch (e) {
      threw = true;
      error = e;
    }
    if ((threw && thrown(error, args[0])) === negated) assert.fail(show(name, negated, args, threw ? error : 'no error'));
    return undefined;
  }
  if (name in extended) {
    const verdict = (result) => {
      if (result.pass === negated) assert.fail(result.message?.() ?? show(name, negated, args, actual));
    };
    const result = extended[name].call({ isNot: negated, equals: (a, b) => equal(a, b, false), utils: { printExpected: inspect, printReceived: inspect } }, actual, ...args);
    return result instanceof Promise ? result.then(verdict) : verdict(result);
  }
  if (Boolean(MATCHERS[name](actual, ...args)) === negated) assert.fail(show(name, negated, args, actual));
  return undefined;
}

function matchers(actual, negated, settle) {
  const api = {};
  const names = [...Object.keys(MATCHERS), 'toThrow', 'toThrowError', ...Object.keys(extended)];
  for (const name of names) {
    api[name] = settle
      ? async (...args) => judge(name, await settle(name), args, negated)
      : (...args) => judge(name, actual, args, negated);
  }
  return api;
}

function resolved(actual) {
  return async (name) => {
    const value = await (typeof actual === 'function' ? actual() : actual);
    return name.startsWith('toThrow') && typeof value !== 'function' ? () => value : value;
  };
}

function rejected(actual) {
  return async (name) => {
    let value;
    try {
      value = await (typeof actual === 'function' ? actual() : actual);
    } catch (error) {
      return name.startsWith('toThrow') ? () => { throw error; } : error;
    }
    return assert.fail(`the promise was kept: ${inspect(value)}`);
  };
}

export function expect(actual) {
  const both = (settle) => Object.assign(matchers(actual, false, settle), { not: matchers(actual, true, settle) });
  return Object.assign(both(), { resolves: both(resolved(actual)), rejects: both(rejected(actual)) });
}

const any = (kind) => new Asymmetric('Any', kind, (value) => {
  const primitive = { [String]: 'string', [Number]: 'number', [Boolean]: 'boolean', [BigInt]: 'bigint', [Symbol]: 'symbol', [Function]: 'function', [Object]: 'object' }[kind];
  return (primitive !== undefined && typeof value === primitive) || value instanceof kind;
});
const containing = (array) => (value) => Array.isArray(value) && array.every((item) => value.some((other) => equal(other, item, false)));
const objectContaining = (object) => (value) =>
  value !== null && value !== undefined && Reflect.ownKeys(object).every((key) => key in Object(value) && equal(value[key], object[key], false));
const positive = {
  arrayContaining: containing,
  objectContaining,
  stringContaining: (text) => (value) => typeof value === 'string' && value.includes(text),
  stringMatching: (text) => (value) => typeof value === 'string' && new RegExp(text).test(value),
  closeTo: (expected, digits = 2) => (value) => MATCHERS.toBeCloseTo(value, expected, digits),
};
expect.not = {};
for (const [name, make] of Object.entries(positive)) {
  expect[name] = (sample, ...rest) => new Asymmetric(name, sample, make(sample, ...rest));
  expect.not[name] = (sample, ...rest) => new Asymmetric(`not.${name}`, sample, (value) => !make(sample, ...rest)(value));
}
expect.any = any;
expect.anything = () => new Asymmetric('Anything', null, (value) => value !== null && value !== undefined);
expect.extend = (more) => Object.assign(extended, more);
let wanted = null;
expect.assertions = (count) => { wanted = count; };
expect.hasAssertions = () => { wanted = -1; };

// A test's function may take a callback, or return a promise.
function body(run) {
  if (!run) return undefined;
  return async () => {
    assertions = 0;
    wanted = null;
    if (run.length > 0) {
      await new Promise((resolve, reject) => {
        const done = (error) => (error ? reject(error) : resolve());
        done.fail = (error) => reject(error instanceof Error ? error : new Error(String(error)));
        run(done);
      });
    } else {
      await run();
    }
    if (wanted !== null && (wanted === -1 ? assertions === 0 : assertions !== wanted)) {
      assert.fail(`${assertions} assertions were made, not as many as were announced`);
    }
  };
}

function format(title, row, index) {
  const rest = [...row];
  return String(title)
    .replace(/%%|%#|%[sdifjop]/g, (mark) => {
      if (mark === '%%') return '%';
      if (mark === '%#') return String(index);
      const value = rest.shift();
      return mark === '%s' ? String(value) : mark === '%j' ? JSON.stringify(value) : inspect(value);
    })
    .replace(/\$(\w+)/g, (whole, key) => (typeof row[0] === 'object' && row[0] && key in row[0] ? String(row[0][key]) : whole));
}

function eachOf(add) {
  return (table, ...values) => (title, run, timeout) => {
    let rows = table;
    if (Array.isArray(table) && 'raw' in table) {
      const heads = table[0].split('|').map((head) => head.trim()).filter(Boolean);
      rows = [];
      for (let at = 0; at < values.length; at += heads.length) {
        rows.push(Object.fromEntries(heads.map((head, i) => [head, values[at + i]])));
      }
    }
    rows.forEach((row, index) => {
      const args = Array.isArray(row) ? row : [row];
      add(format(title, args, index), () => run(...args), timeout);
    });
  };
}

const addTest = (title, run) => { node.it(String(title), body(run) ?? (() => {})); };
const addSuite = (title, run) => { node.describe(String(title?.name ?? title), run); };

export const test = Object.assign((title, run) => addTest(title, run), { each: eachOf(addTest), concurrent: addTest });
test.only = test;
test.skip = (title) => { node.it.skip(String(title)); };
test.skip.each = eachOf((title) => test.skip(title));
test.failing = (title, run) => addTest(title, async () => { await assert.rejects(body(run)); });
test.todo = (title) => node.it.todo(String(title));
export const describe = Object.assign((title, run) => addSuite(title, run), { each: eachOf(addSuite) });
describe.only = describe;
describe.skip = (title, run) => { node.describe.skip(String(title?.name ?? title), run); };
export { test as it, test as xtest, test as xit, test as fit, describe as xdescribe, describe as fdescribe };

export const beforeEach = (run) => node.beforeEach(body(run));
export const afterEach = (run) => node.afterEach(body(run));
export const beforeAll = (run) => node.before(body(run));
export const afterAll = (run) => node.after(body(run));

function mockFunction(implementation) {
  let current = implementation;
  const once = [];
  const mock = function mock(...args) {
    mock.mock.calls.push(args);
    try {
      const value = (once.length ? once.shift() : current)?.apply(this, args);
      mock.mock.results.push({ type: 'return', value });
      return value;
    } catch (error) {
      mock.mock.results.push({ type: 'throw', value: error });
      throw error;
    }
  };
  const chain = (set) => (...args) => { set(...args); return mock; };
  mock.mock = { calls: [], results: [] };
  mock.mockImplementation = chain((next) => { current = next; });
  mock.mockImplementationOnce = chain((next) => { once.push(next); });
  mock.mockReturnValue = chain((value) => { current = () => value; });
  mock.mockReturnValueOnce = chain((value) => { once.push(() => value); });
  mock.mockResolvedValue = chain((value) => { current = async () => value; });
  mock.mockRejectedValue = chain((value) => { current = async () => { throw value; }; });
  mock.mockClear = chain(() => { mock.mock.calls.length = mock.mock.results.length = 0; });
  mock.mockReset = chain(() => { mock.mockClear(); current = undefined; once.length = 0; });
  return mock;
}

const restore = [];
export const jest = {
  fn: mockFunction,
  spyOn(object, name) {
    const original = object[name];
    const mock = mockFunction(original);
    mock.mockRestore = () => { object[name] = original; };
    restore.push(mock.mockRestore);
    object[name] = mock;
    return mock;
  },
  restoreAllMocks: () => { while (restore.length) restore.pop()(); },
  clearAllMocks: () => {},
  resetAllMocks: () => {},
  setTimeout: () => {},
  useFakeTimers: () => node.mock.timers.enable(),
  useRealTimers: () => node.mock.timers.reset(),
  advanceTimersByTime: (milliseconds) => node.mock.timers.tick(milliseconds),
  runAllTimers: () => node.mock.timers.runAll(),
};

// Older exercises do not import them.
Object.assign(globalThis, { expect, test, it: test, xtest: test, xit: test, describe, xdescribe: describe, beforeEach, afterEach, beforeAll, afterAll, jest });
