import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { FunctionName } from './function-sizes.ts';
import { leanBuiltins } from './lean-builtins.ts';
import { leanPackageInfo } from './lean-package-info.ts';
import { leanSdk } from './lean-sdk.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { packedCatalogue } from './packed-catalogue.ts';

export type { FunctionName };

const NOTHING = 'data:text/javascript,export {}';

/**
 * How the functions are bundled. Fresh Node 24 processes, CPU until the handler is loaded, an empty handler
 * being 1.0, with two SDK clients, valibot, Powertools Logger and Metrics: 4.4 with esbuild's defaults, 4.1
 * with `mainFields`, 3.0 with the alias too, 2.6 with the clients imported lazily, 1.5 with `splitting`.
 */
const OPTIONS = {
  absWorkingDir: PACKAGE_ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  // The SDK's ES modules can be tree-shaken, its CommonJS cannot. With them no `require` is left in the
  // bundle, so that it needs no banner either.
  mainFields: ['module', 'main'],
  alias: {
    // Lambda hands credentials over in the environment; the default chain also carries SSO, INI files, IMDS…
    '@aws-sdk/credential-provider-node': './functions/aws/environment-credentials.ts',
    // Only a browser loads the one (34 kB, for its user agent), and only an operation with an event stream
    // the other (14 kB); the Scheduler and Secrets Manager have none.
    bowser: NOTHING,
    '@smithy/core/event-streams': NOTHING,
  },
  // Expressions that are made and never used fall out of the bundle.
  pure: ['RegExp'],
  plugins: [leanBuiltins, leanPackageInfo, leanSdk, packedCatalogue],
  // What a handler imports lazily becomes a chunk of its own, which a start need not even parse.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  entryNames: 'index',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Bundles each function from `functions/<name>/handler.ts` into the folder `<outDir>/functions/<name>`, whose
 * `index.mjs` is the entry, and describes what is inside in `<outDir>/meta/<name>.json` (esbuild's metafile).
 *
 * @param outDir an absolute path, by default `dist` of this package
 * @returns the absolute path of each function's folder
 */
export async function bundleFunctions(
  outDir = join(PACKAGE_ROOT, 'dist'),
): Promise<Record<FunctionName, string>> {
  const [webhook, retry, sweep] = await Promise.all([
    bundleFunction('webhook', outDir),
    bundleFunction('retry', outDir),
    bundleFunction('sweep', outDir),
  ]);
  return { webhook, retry, sweep };
}

async function bundleFunction(name: FunctionName, outDir: string): Promise<string> {
  const folder = join(outDir, 'functions', name);
  const metafile = await bundleHandler(`functions/${name}/handler.ts`, folder);
  replaceFile(join(outDir, 'meta', `${name}.json`), Buffer.from(JSON.stringify(metafile)));
  return folder;
}

/**
 * Bundles one handler.
 *
 * @param entryPoint the module, in this package
 * @param folder absolute path of where the bundle goes; what is there is replaced
 */
export async function bundleHandler(entryPoint: string, folder: string): Promise<Metafile> {
  const { outputFiles, metafile } = await build({ ...OPTIONS, entryPoints: [entryPoint], outdir: folder });
  replaceFiles(folder, outputFiles);
  return metafile;
}

/** Leftovers go last and the entry comes after its chunks, so that whoever reads meanwhile finds them all. */
function replaceFiles(folder: string, files: readonly { path: string; contents: Uint8Array }[]): void {
  const entryLast = files.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)));
  for (const { path, contents } of entryLast) replaceFile(path, contents);
  const names = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(folder)) {
    if (!names.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isEntry(path: string): boolean {
  return basename(path) === 'index.mjs';
}

/** Replaces a file in one step. What is being written stands beside the folder, not among its files. */
function replaceFile(path: string, contents: Uint8Array): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const unfinished = `${folder}.${basename(path)}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}

if (import.meta.main) await bundleFunctions();
