import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { packedCatalogue } from '../../build/packed-catalogue.ts';
import { CATALOGUE_TABLE } from '../../functions/policy/signatures/catalogue-table.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'valohai-retry-catalogue-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

it('unpacks to the very table that is made of the catalogue', async () => {
  const outfile = join(folder, 'index.mjs');
  await build({
    stdin: {
      contents: `export { CATALOGUE_TABLE } from './functions/policy/signatures/catalogue-table.ts';`,
      resolveDir: PACKAGE_ROOT,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [packedCatalogue],
  });
  const unpacked = await import(pathToFileURL(outfile).href);
  expect(unpacked.CATALOGUE_TABLE).toEqual(CATALOGUE_TABLE);
});
