import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../functions/config-error.ts';
import type { PolicyDocument } from '../functions/policy/policy.ts';

export interface StagedFunction {
  /** The folder that `bundleFunctions` made: `index.mjs` and the chunks it loads. */
  readonly bundle: string;
  /** The policy as its file says it. */
  readonly policy: PolicyDocument;
  /** The folder to make. What is there is replaced. */
  readonly into: string;
}

/**
 * Makes the folder that Lambda runs, or a local host: the bundle and, beside its `index.mjs`, the policy as
 * `policy.json`. The policy is not inside the code, so the code is the same everywhere, byte for byte.
 *
 * @returns the folder it made
 * @throws ConfigError when the function was not bundled yet
 */
export function stageFunction({ bundle, policy, into }: StagedFunction): string {
  if (!existsSync(join(bundle, 'index.mjs'))) {
    throw new ConfigError(`There is no index.mjs in ${bundle}. Run \`node build/bundle.ts\` first.`);
  }
  rmSync(into, { recursive: true, force: true });
  cpSync(bundle, into, { recursive: true });
  writeFileSync(join(into, 'policy.json'), `${JSON.stringify(policy, null, 2)}\n`);
  return into;
}
