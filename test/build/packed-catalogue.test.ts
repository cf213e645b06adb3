import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { packedCatalogue } from '../../build/packed-catalogue.ts';
import { alternativesOf } from '../../functions/policy/classify/alternatives.ts';
import { CATALOGUE } from '../../functions/policy/signatures/catalogue.ts';

let folder: string;
let packed: { CATALOGUE: typeof CATALOGUE; alternativesOf: typeof alternativesOf };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valohai-retry-catalogue-'));
  const contents = `
    export { CATALOGUE } from './functions/policy/signatures/catalogue.ts';
    export { alternativesOf } from './functions/policy/classify/alternatives.ts';`;
  await build({
    stdin: { contents, resolveDir: PACKAGE_ROOT },
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [packedCatalogue],
  });
  packed = await import(pathToFileURL(join(folder, 'index.mjs')).href);
});

afterAll(() => rmSync(folder, { recursive: true }));

it('unpacks to the same signatures, in the same order, without what is for readers', () => {
  expect(packed.CATALOGUE).toEqual(CATALOGUE.map(({ why: _why, ...signature }) => signature));
});

it('requires no word of a line that the words read off the patterns do not require', () => {
  for (const [position, signature] of CATALOGUE.entries()) {
    const unpacked = packed.CATALOGUE[position] && packed.alternativesOf(packed.CATALOGUE[position]);
    const read = alternativesOf(signature);
    expect(unpacked?.map(({ source, flags }) => [source, flags])).toEqual(
      read.map(({ source, flags }) => [source, flags]),
    );
    for (const [at, { words: lines }] of read.entries()) {
      const words = unpacked?.[at]?.words;
      expect(words === undefined).toBe(lines === undefined);
      expect(lines?.filter((line) => !words?.some((word) => line.includes(word))) ?? []).toEqual([]);
    }
  }
});
