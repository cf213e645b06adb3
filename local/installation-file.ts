import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const NAME = 'installation.json';

const InstallationFileSchema = v.object({
  /** Without the key, which stands in the secret only. */
  webhookUrlWithoutKey: v.string(),
  schedulerEndpoint: v.string(),
  secretsEndpoint: v.string(),
  deadLettersEndpoint: v.string(),
  deadLetterQueueUrl: v.string(),
  deadLetterQueueArn: v.string(),
  retryFunctionArn: v.string(),
  sweepFunctionArn: v.string(),
  schedulerRoleArn: v.string(),
  secretId: v.string(),
  scheduleGroup: v.string(),
  valohaiHost: v.string(),
});

/** Where a running local installation can be reached; the commands for people find it by this file. */
export type InstallationFile = v.InferOutput<typeof InstallationFileSchema>;

export function writeInstallationFile(stateDirectory: string, installation: InstallationFile): void {
  writeFileSync(join(stateDirectory, NAME), `${JSON.stringify(installation, null, 2)}\n`, { mode: 0o600 });
}

/** @returns undefined when none runs there */
export function readInstallationFile(stateDirectory: string): InstallationFile | undefined {
  try {
    return v.parse(InstallationFileSchema, JSON.parse(readFileSync(join(stateDirectory, NAME), 'utf8')));
  } catch {
    return undefined;
  }
}

export function removeInstallationFile(stateDirectory: string): void {
  rmSync(join(stateDirectory, NAME), { force: true });
}
