import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of this package's package.json. It is looked for, because the published, compiled code stands
 * one level deeper than its source.
 */
export const PACKAGE_ROOT = packageRoot(import.meta.dirname);

function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`there is no package.json above ${import.meta.dirname}`);
  return packageRoot(parent);
}
