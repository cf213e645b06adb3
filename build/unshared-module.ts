import { relative } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';

/**
 * Makes a small module one of its own for each that imports it, when a plugin resolves it with this suffix. What
 * two chunks share becomes a third, and to load that takes longer than these few lines.
 *
 * @param importer absolute path of a file; the suffix is the same wherever the package stands, as bundles have to be
 */
export function suffixFor(importer: string): string {
  return `?${relative(PACKAGE_ROOT, importer)}`;
}
