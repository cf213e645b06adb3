import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import * as v from 'valibot';

/** Of its package.json an SDK client reads only the version; the rest would be in the bundle too (4 kB). */
export const leanPackageInfo: Plugin = {
  name: 'lean-package-info',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(v.parse(PackageInfo, JSON.parse(readFileSync(path, 'utf8')))),
      loader: 'json',
    }));
  },
};

const PackageInfo = v.object({ version: v.string() });
