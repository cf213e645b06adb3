import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { schedulesInAws } from './aws/schedules.ts';
import { readSecretFromAws, SecretStore, valohaiTokenFrom } from './aws/secrets.ts';
import { ConfigError } from './config-error.ts';
import { type Policy, PolicySchema } from './policy/policy.ts';
import { readSettings } from './settings.ts';
import { Telemetry } from './telemetry.ts';
import { ValohaiClient } from './valohai/client.ts';
import type { SendHttp } from './valohai/http.ts';

/** What every function is built from, once for each instance. */
export function buildDependencies() {
  const settings = readSettings(process.env);
  const policy = readPolicy();
  const secrets = new SecretStore(readSecretFromAws(settings.secretId));
  const valohai = new ValohaiClient(policy.host, valohaiTokenFrom(secrets), sendHttp);
  return {
    policy,
    secrets,
    valohai,
    telemetry: new Telemetry(),
    now: () => new Date(),
    random: Math.random,
    /** @param functionArn of the function that the schedules invoke */
    schedulesFor: (functionArn: string) =>
      schedulesInAws(
        {
          group: settings.scheduleGroup,
          roleArn: settings.schedulerRoleArn,
          deadLetterQueueArn: settings.deadLetterQueueArn,
        },
        functionArn,
      ),
  };
}

/** @throws ConfigError when the environment lacks the variable */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new ConfigError(`The function lacks the environment variable ${name}.`);
  return value;
}

/** Loaded at first use, to keep the start short: node:https costs a third of an empty start. */
const sendHttp: SendHttp = async (request) => (await import('./valohai/http.ts')).sendHttp(request);

/** The policy lies beside the code, put there when the function was packed. */
function readPolicy(): Policy {
  const text = readFileSync(join(import.meta.dirname, 'policy.json'), 'utf8');
  return v.parse(PolicySchema, JSON.parse(text));
}
