// Exercises are written for a bundler's rules: './clock' means './clock.js', and '@jest/globals' the file beside
// this one.
import { register } from 'node:module';
import './globals.mjs';

register(new URL('./resolve.mjs', import.meta.url));
