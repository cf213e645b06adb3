import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunctions } from './bundle.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/**
 * Makes what is published: the bundled functions, and the construct as JavaScript with its types, for Node
 * strips no types from what stands under node_modules. Run by npm before it packs.
 *
 * @throws when something does not compile; the compiler has said what
 */
export async function buildPackage(): Promise<void> {
  await bundleFunctions();
  const construct = join(PACKAGE_ROOT, 'dist/construct');
  rmSync(construct, { recursive: true, force: true });
  const compiler = join(PACKAGE_ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(PACKAGE_ROOT, 'build/construct.tsconfig.json')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

if (import.meta.main) await buildPackage();
