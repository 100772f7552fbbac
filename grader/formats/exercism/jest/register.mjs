// Exercises are written for a bundler's rules: './clock' means './clock.js', and '@jest/globals' the file beside
// this one.
import Module, { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import './globals.mjs';

register(new URL('./resolve.mjs', import.meta.url));

// Some tests are of the older kind, and call require.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  request === '@jest/globals' ? fileURLToPath(new URL('./globals.mjs', import.meta.url)) : resolveFilename(request, ...rest);
