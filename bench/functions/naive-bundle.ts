import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import type { MeasuredFunction } from './events.ts';

/** The functions' only use of HTTP of their own, exchanged for the global fetch. */
const withFetch: Plugin = {
  name: 'with-fetch',
  setup({ onResolve }) {
    onResolve({ filter: /\/valohai\/http\.ts$/ }, () => ({
      path: join(import.meta.dirname, 'fetch-http.ts'),
    }));
  },
};

/**
 * Bundles a function the way it is done first: one minified file by esbuild's defaults for Node, which means
 * CommonJS and the SDK's CommonJS, with its whole credential chain.
 *
 * @param into the folder; the file is `index.cjs`
 */
export async function bundleNaively(name: MeasuredFunction, into: string): Promise<void> {
  await build({
    absWorkingDir: PACKAGE_ROOT,
    entryPoints: [`functions/${name}/handler.ts`],
    outfile: join(into, 'index.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    // CommonJS has no import.meta; this is the same folder.
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [withFetch],
    logLevel: 'warning',
  });
}
