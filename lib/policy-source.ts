import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../build/package-root.ts';
import { ConfigError } from '../functions/config-error.ts';
import type { PolicyDocument } from '../functions/policy/policy.ts';
import { type PolicyFile, readPolicyFile } from '../functions/policy/read-policy-file.ts';

/** The policy that holds when none is given. */
export const DEFAULT_POLICY_FILE = join(PACKAGE_ROOT, 'retry-policy.yaml');

/** Where a policy comes from: `policy`, else `policyFile`, else the default; `host` replaces its own. */
export interface PolicySource {
  readonly policy?: PolicyDocument | undefined;
  readonly policyFile?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Reads and checks a policy, so that a mistake shows at synthesis and not at three in the night.
 *
 * @throws PolicyError with every problem of the policy
 * @throws ConfigError when the file is not there
 */
export function readPolicy({ policy, policyFile = DEFAULT_POLICY_FILE, host }: PolicySource): PolicyFile {
  const given = policy ? check('policy', policy) : readPolicyFile(policyFile, textOf(policyFile));
  return host === undefined ? given : check('host', { ...given.document, host });
}

/** JSON is YAML, so that an object is checked by the same reader, with the same messages. */
function check(name: string, document: PolicyDocument): PolicyFile {
  return readPolicyFile(name, JSON.stringify(document));
}

function textOf(policyFile: string): string {
  if (!existsSync(policyFile)) throw new ConfigError(`There is no policy file ${policyFile}.`);
  return readFileSync(policyFile, 'utf8');
}
