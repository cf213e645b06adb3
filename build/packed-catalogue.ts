import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { requiredLiterals } from '../functions/policy/classify/required-literals.ts';
import { CATALOGUE } from '../functions/policy/signatures/catalogue.ts';

/**
 * Ships the catalogue of failures as compressed data in a file of its own, together with the words that each
 * pattern requires. As code it is a quarter of the bundle, and reading the words off the patterns is half of
 * what a first judgement costs (some 30 ms of CPU). The signatures' `why` is for readers of the source and stays there.
 */
export const packedCatalogue: Plugin = {
  name: 'packed-catalogue',
  setup({ onResolve, onLoad }) {
    const resolveDir = join(import.meta.dirname, '..');
    onResolve({ filter: /\/(signatures\/catalogue|required-literals)\.ts$/ }, () => ({
      path: 'module',
      namespace: 'catalogue',
    }));
    onResolve({ filter: /^catalogue\.br$/ }, ({ path }) => ({ path, namespace: 'catalogue' }));
    onLoad({ filter: /^module$/, namespace: 'catalogue' }, () => ({ contents: MODULE, resolveDir }));
    onLoad({ filter: /^catalogue\.br$/, namespace: 'catalogue' }, () => ({
      contents: pack(),
      loader: 'file',
    }));
  },
};

/** Has the exports of both modules that it stands for. */
const MODULE = `
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { brotliDecompressSync } from 'node:zlib';
  import file from 'catalogue.br';

  const rows = JSON.parse(brotliDecompressSync(readFileSync(join(import.meta.dirname, file))));
  const literalsOf = new Map();
  export const CATALOGUE = rows.map(({ source, flags, literals, ...signature }) => {
    const pattern = new RegExp(source, flags);
    literalsOf.set(pattern, literals);
    return { ...signature, pattern };
  });
  export const requiredLiterals = (pattern) => literalsOf.get(pattern);
`;

function pack(): Uint8Array {
  const rows = CATALOGUE.map(({ pattern, why: _why, ...signature }) => ({
    ...signature,
    source: pattern.source,
    flags: pattern.flags,
    literals: shortestOf(requiredLiterals(pattern)),
  }));
  return brotliCompressSync(JSON.stringify(rows));
}

/** A text that holds a word also holds every word within it. */
function shortestOf(words: readonly string[] | undefined): readonly string[] | undefined {
  if (words === undefined) return undefined;
  const different = [...new Set(words)];
  return different.filter((word) => !different.some((other) => other !== word && word.includes(other)));
}
