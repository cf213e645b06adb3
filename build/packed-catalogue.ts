import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { type Alternative, alternativesOf } from '../functions/policy/classify/alternatives.ts';
import { CATALOGUE } from '../functions/policy/signatures/catalogue.ts';
import type { Signature } from '../functions/policy/signatures/signature.ts';

/**
 * Ships the catalogue of failures as compressed data in a file of its own, together with the words that each
 * pattern requires. As code it is a quarter of the bundle, and reading the words off the patterns is half of
 * what a first judgement costs (some 30 ms of CPU). The signatures' `why` is for readers of the source and stays there.
 */
export const packedCatalogue: Plugin = {
  name: 'packed-catalogue',
  setup({ onResolve, onLoad }) {
    const resolveDir = join(import.meta.dirname, '..');
    onResolve({ filter: /\/(signatures\/catalogue|alternatives)\.ts$/ }, () => ({
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

  const packed = readFileSync(join(import.meta.dirname, file));
  const columns = JSON.parse(brotliDecompressSync(packed, { chunkSize: 1 << 17 }));
  const alternatives = new Map();
  const wordsIn = (source, places) => {
    const text = source.replaceAll('\\\\', '').toLowerCase();
    if (places === 0) return [text];
    return places?.map((place) => (typeof place === 'number' ? text.substr(Math.floor(place / 128), place % 128) : place));
  };
  export const CATALOGUE = columns.others.map(({ flags, unless, ...told }, row) => {
    const sources = columns.sources[row];
    const places = columns.places[row];
    const signature = {
      ...told,
      get patterns() { return sources.map((source) => new RegExp(source, flags)) },
      unless: unless && new RegExp(unless, flags),
    };
    alternatives.set(
      signature,
      sources.map((source, at) => ({ source, flags, words: wordsIn(source, places[at]) ?? undefined })),
    );
    return signature;
  });
  export const alternativesOf = (signature) => alternatives.get(signature);
`;

/** It is the same for all functions, and packing it takes 0.2 s. */
let packed: Uint8Array | undefined;

function pack(): Uint8Array {
  packed ??= brotliCompressSync(JSON.stringify(columnsOfCatalogue()));
  return packed;
}

/** Like beside like takes less than row after row. */
function columnsOfCatalogue() {
  return {
    sources: CATALOGUE.map(({ patterns }) => patterns.map(({ source }) => source)),
    places: CATALOGUE.map((signature) => alternativesOf(signature).map(placesOfWords)),
    others: CATALOGUE.map((signature) => {
      const { patterns: _patterns, why: _why, unless, ...told } = signature;
      return { ...told, flags: sharedFlags(signature), unless: unless?.source };
    }),
  };
}

/** One for all of a signature's patterns takes less than one for each. */
function sharedFlags({ id, patterns, unless }: Signature): string {
  const flags = new Set([...patterns, ...(unless ? [unless] : [])].map((pattern) => pattern.flags));
  const [first = ''] = flags;
  if (flags.size > 1) throw new Error(`the patterns of ${id} differ in their flags`);
  return first;
}

/**
 * Where the words stand in their source without its backslashes, which takes less than the words. Most
 * alternatives are a word themselves, for which 0 stands; null where none is required.
 */
function placesOfWords({ source, words }: Alternative): readonly (number | string)[] | 0 | null {
  if (words === undefined) return null;
  const text = source.replaceAll('\\', '').toLowerCase();
  const shortest = shortestOf(words);
  if (shortest.length === 1 && shortest[0] === text) return 0;
  return shortest.map((word) => placeOf(word, text));
}

/** Start and length in one number; the word itself where it does not stand in the source as such. */
function placeOf(word: string, text: string): number | string {
  const start = text.indexOf(word);
  return start < 0 || word.length > 127 ? word : start * 128 + word.length;
}

/** A text that holds a word also holds every word within it. */
function shortestOf(words: readonly string[]): readonly string[] {
  const different = [...new Set(words)];
  return different.filter((word) => !different.some((other) => other !== word && word.includes(other)));
}
