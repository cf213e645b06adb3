import { readFileSync } from 'node:fs';
import { ConfigError } from '../functions/config-error.ts';
import { type PolicyFile, readPolicyFile } from '../functions/policy/read-policy-file.ts';

/** @throws PolicyError with every problem in it, or ConfigError when there is no such file */
export function loadPolicy(file: string): PolicyFile {
  return readPolicyFile(file, readText(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The policy cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
