import type { Examples } from './examples.ts';

export const OTHER_LANGUAGES_EXAMPLES: Examples = {
  'java-code': {
    matches: [
      'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null',
      'Error: Could not find or load main class Trainer',
    ],
    doesNotMatch: ['Caused by: java.net.SocketTimeoutException: Read timed out'],
  },
  'node-code': {
    matches: [
      'Error: error:0308010C:digital envelope routines::unsupported',
      "Error: Cannot find module './lib/main'",
      'ReferenceError: rows is not defined',
    ],
    doesNotMatch: ['Error: connect ECONNRESET 10.2.2.2:443'],
  },
  'go-panic': {
    matches: ['panic: runtime error: index out of range [3] with length 3'],
    doesNotMatch: ['no panic, all tests ran'],
  },
  'rust-panic': {
    matches: ["thread 'main' panicked at src/main.rs:12:10:"],
    doesNotMatch: ["thread 'main' finished"],
  },
  'native-crash': {
    matches: [
      '3: wasm trap: out of bounds memory access',
      'Segmentation fault (core dumped)',
      'double free or corruption (out)',
      "terminate called after throwing an instance of 'std::out_of_range'",
    ],
    doesNotMatch: [
      'Spec rstack overflow: Not affected',
      'segmentation finished: 4 classes',
      'Signal 6 (SIGABRT) received by PID 41',
    ],
  },
  'r-error': {
    matches: ['Error in library(caret) : there is no package called ‘caret’'],
    doesNotMatch: [
      'Error in rows(x) :',
      "Error in download.file(url) : cannot open URL 'https://data.example.com/rows.csv'",
      'caret loaded',
    ],
  },
};
