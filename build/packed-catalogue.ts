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

/** The character that says that a pattern has no word. */
const NONE = '0'.charCodeAt(0);

const MODULE = `
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { brotliDecompressSync } from 'node:zlib';
  import file from 'catalogue.br';

  const packed = readFileSync(join(import.meta.dirname, file));
  const parts = brotliDecompressSync(packed, { chunkSize: 1 << 18 }).toString('latin1').split('\\n\\n');
  const [sources, words, signatures, counts] = parts;
  const wordOwners = [];
  const wordless = [];
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts.charCodeAt(place) - ${NONE};
    if (count === 0) wordless.push(place);
    for (let word = 0; word < count; word += 1) wordOwners.push(place);
  }
  export const CATALOGUE_TABLE = {
    sources: sources.split('\\n'),
    signatures: JSON.parse(signatures).flatMap(([signature, patterns]) => new Array(patterns).fill(signature)),
    words: words.split('\\n'),
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
 * Two long texts are unpacked sooner than thousands of short ones. Neither patterns nor words hold a line's end. How
 * many words a pattern has is one character, because most have one.
 */
function packable(): string {
  const { sources, signatures, words, wordOwners } = CATALOGUE_TABLE;
  const counts = sources.map(() => 0);
  for (const owner of wordOwners) counts[owner] = (counts[owner] ?? 0) + 1;
  const rows = [...Map.groupBy(signatures, (signature) => signature)];
  return [
    sources.join('\n'),
    words.join('\n'),
    JSON.stringify(rows.map(([signature, { length }]) => [signature, length])),
    String.fromCharCode(...counts.map((count) => NONE + count)),
  ].join('\n\n');
}

/** Unpacked as text of one byte for each character, which is made and searched faster than another. */
function ascii(text: string): Buffer {
  const other = /.{0,40}[^ -~\n].{0,40}/.exec(text)?.[0];
  if (other) throw new Error(`only ASCII can be packed, write \\uXXXX for the rest: ${other}`);
  return Buffer.from(text, 'latin1');
}
