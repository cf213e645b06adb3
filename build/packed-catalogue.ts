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

const MODULE = `
  import { readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { brotliDecompressSync } from 'node:zlib';
  import file from 'catalogue.br';

  const packed = readFileSync(join(import.meta.dirname, file));
  const { sources, signatures, words, ...rest } = JSON.parse(brotliDecompressSync(packed, { chunkSize: 1 << 18 }));
  export const CATALOGUE_TABLE = {
    sources: sources.split('\\n'),
    signatures: signatures.flatMap(([signature, patterns]) => new Array(patterns).fill(signature)),
    words: words.split('\\n'),
    ...rest,
  };
`;

/** It is the same for all functions, and packing it takes 0.2 s. */
let packed: Uint8Array | undefined;

function pack(): Uint8Array {
  packed ??= brotliCompressSync(JSON.stringify(packable()));
  return packed;
}

/** Two long texts are unpacked sooner than thousands of short ones. Neither patterns nor words hold a line's end. */
function packable() {
  const { sources, signatures, words, ...rest } = CATALOGUE_TABLE;
  return {
    ...{ sources: sources.join('\n'), words: words.join('\n') },
    signatures: [...Map.groupBy(signatures, (signature) => signature)].map(([signature, { length }]) => [
      signature,
      length,
    ]),
    ...rest,
  };
}
