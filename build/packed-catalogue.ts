import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { CATALOGUE_TABLE } from '../functions/policy/signatures/catalogue-table.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/**
 * Ships the table of known failures as compressed data in a file of its own. As code it is a quarter of the bundle,
 * and making the table of the catalogue takes some 30 ms of CPU. The signatures' `why` is for readers of the source
 * and stays there.
 */
export const packedCatalogue: Plugin = {
  name: 'packed-catalogue',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/catalogue-table\.ts$/ }, () => ({ path: 'module', namespace: 'catalogue' }));
    onResolve({ filter: /^catalogue\.br$/ }, ({ path }) => ({ path, namespace: 'catalogue' }));
    onLoad({ filter: /^module$/, namespace: 'catalogue' }, () => ({
      contents: MODULE,
      resolveDir: PACKAGE_ROOT,
    }));
    onLoad({ filter: /^catalogue\.br$/, namespace: 'catalogue' }, () => ({
      contents: pack(),
      loader: 'file',
    }));
  },
};

/** The character that stands for the number 0; the ones after it stand for 1, 2, 3 and so on. */
const ZERO = '0'.charCodeAt(0);
/** The last one of ASCII that can be printed. */
const MOST = '~'.charCodeAt(0) - ZERO;

/**
 * What a pattern spells, run by run, before what stands for more than itself or may be missing; and where lines end.
 * All of them at once are found much sooner than one after the other.
 */
const RUN = /\n|(?<!\\|\(\?)[^\n\\.?*+()[\]{}|^$]{3,}(?![?*]|\{0)/g;

const MODULE = `
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { brotliDecompressSync } from 'node:zlib';
  import file from 'catalogue.br';

  const packed = readFileSync(join(import.meta.dirname, file));
  const parts = brotliDecompressSync(packed, { chunkSize: 1 << 18 }).toString('latin1').split('\\n\\n');
  const [text, counts, steps, spelt, signatures] = parts;
  const sources = text.split('\\n');
  const runs = text.toLowerCase().match(${RUN});
  const speltWords = spelt.split('\\n');
  const words = [];
  const wordOwners = [];
  const wordless = [];
  let run = 0;
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts.charCodeAt(place) - ${ZERO};
    if (count === 0) wordless.push(place);
    for (let word = 0; word < count; word += 1) {
      const step = steps.charCodeAt(words.length) - ${ZERO};
      run += step;
      words.push(step === 0 ? speltWords.pop() : runs[run - 1]);
      wordOwners.push(place);
    }
    run = runs.indexOf('\\n', run) + 1;
  }
  export const CATALOGUE_TABLE = {
    sources,
    signatures: JSON.parse(signatures).flatMap(([signature, patterns]) => new Array(patterns).fill(signature)),
    words,
    wordOwners,
    wordless,
  };
`;

/** It is the same for all functions, and packing it takes 0.2 s. */
let packed: Uint8Array | undefined;

function pack(): Uint8Array {
  packed ??= brotliCompressSync(ascii(packable()));
  return packed;
}

/**
 * A few long texts are unpacked sooner than thousands of short ones. Neither patterns nor words hold a line's end. Most
 * words are a run of their pattern, so it is enough to say how many runs behind the word before it stands: from 1, and
 * 0 for a word that is spelt, the last one first.
 */
function packable(): string {
  const { sources, signatures, words, wordOwners } = CATALOGUE_TABLE;
  const runs = sources.map((source): readonly string[] => source.toLowerCase().match(RUN) ?? []);
  const counts = sources.map(() => 0);
  const steps: number[] = [];
  const spelt: string[] = [];
  let run = 0;
  for (const [index, word] of words.entries()) {
    const owner = wordOwners[index] ?? 0;
    if (counts[owner] === 0) run = 0;
    counts[owner] = (counts[owner] ?? 0) + 1;
    const next = runs[owner]?.indexOf(word, run) ?? -1;
    const isRun = next >= 0 && next - run < MOST;
    steps.push(isRun ? next - run + 1 : 0);
    if (isRun) run = next + 1;
    else spelt.unshift(word);
  }
  const rows = [...Map.groupBy(signatures, (signature) => signature)];
  return [
    sources.join('\n'),
    inCharacters(counts),
    inCharacters(steps),
    spelt.join('\n'),
    JSON.stringify(rows.map(([signature, { length }]) => [signature, length])),
  ].join('\n\n');
}

function inCharacters(numbers: readonly number[]): string {
  return String.fromCharCode(...numbers.map((number) => ZERO + number));
}

/** Unpacked as text of one byte for each character, which is made and searched faster than another. */
function ascii(text: string): Buffer {
  const other = /.{0,40}[^ -~\n].{0,40}/.exec(text)?.[0];
  if (other) throw new Error(`only ASCII can be packed, write \\uXXXX for the rest: ${other}`);
  return Buffer.from(text, 'latin1');
}
