import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunctions, bundleHandler } from '../../build/bundle.ts';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { stageFunction } from '../../build/stage-function.ts';
import { readPolicyFile } from '../../functions/policy/read-policy-file.ts';
import type { MeasuredFunction } from './events.ts';
import { bundleNaively } from './naive-bundle.ts';

export type VariantName = 'empty' | MeasuredFunction | `${'bare' | 'naive'} ${MeasuredFunction}`;

/** A function to measure. */
export interface Variant {
  readonly name: VariantName;
  /** Absolute path of the module that exports `handler`. */
  readonly entry: string;
  /** All files that are shipped, without the policy. */
  readonly bytes: number;
  /** Which function's event it gets; the empty handler takes any. */
  readonly takes: MeasuredFunction;
}

const POLICY_FILE = join(PACKAGE_ROOT, 'retry-policy.yaml');

/**
 * Makes everything that is compared: the empty handler, the functions as they are shipped, the calls they make by
 * themselves, and the same functions bundled naively, each with the default policy.
 *
 * @param folder an empty one, for all of it
 * @param host the Valohai that the policy names
 */
export async function makeVariants(folder: string, host: string): Promise<Variant[]> {
  const { document } = readPolicyFile(POLICY_FILE, readFileSync(POLICY_FILE, 'utf8'));
  const policy = { ...document, host };
  const bundles = await bundleFunctions(join(folder, 'dist'));
  const bare = join(folder, 'bare');
  await bundleHandler('bench/functions/bare-calls.ts', bare);
  writeFileSync(join(bare, 'policy.json'), JSON.stringify(policy));

  const variants = [makeEmpty(join(folder, 'empty'))];
  for (const name of ['webhook', 'retry'] as const) {
    const shipped = stageFunction({ bundle: bundles[name], policy, into: join(folder, name) });
    variants.push(variant(name, shipped, 'index.mjs', name));
    variants.push(variant(`bare ${name}`, bare, 'index.mjs', name));
    const naive = join(folder, `naive-${name}`);
    await bundleNaively(name, naive);
    writeFileSync(join(naive, 'policy.json'), JSON.stringify(policy));
    variants.push(variant(`naive ${name}`, naive, 'index.cjs', name));
  }
  return variants;
}

function makeEmpty(folder: string): Variant {
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => {};\n');
  return variant('empty', folder, 'index.mjs', 'webhook');
}

function variant(name: VariantName, folder: string, entry: string, takes: MeasuredFunction): Variant {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file !== 'policy.json',
  );
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return { name, entry: join(folder, entry), bytes, takes };
}
