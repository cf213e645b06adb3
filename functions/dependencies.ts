import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Schedules, schedulesInAws } from './aws/schedules.ts';
import { readSecretFromAws, SecretStore, valohaiTokenFrom } from './aws/secrets.ts';
import { ConfigError } from './config-error.ts';
import type { FailureTelling } from './failure/failure-telling.ts';
import { type Policy, PolicySchema } from './policy/policy.ts';
import { readSettings } from './settings.ts';
import { Telemetry } from './telemetry.ts';
import { aboutGiveUp, aboutRefusedToken } from './tell/messages.ts';
import { type Message, SNS_PUBLISH, type Telling, tell } from './tell/tell.ts';
import { ValohaiClient } from './valohai/client.ts';
import type { SendHttp } from './valohai/http.ts';

/** What every function is built from, once for each instance. */
export function buildDependencies() {
  const settings = readSettings(process.env);
  const policy = readPolicy();
  const secrets = new SecretStore(readSecretFromAws(settings.secretId));
  const valohai = new ValohaiClient(policy.host, valohaiTokenFrom(secrets), sendHttp);
  const telemetry = new Telemetry();
  const now = () => new Date();
  /** @param targetArn of what the schedules invoke */
  const schedulesFor = (targetArn: string): Schedules =>
    schedulesInAws(
      {
        group: settings.scheduleGroup,
        roleArn: settings.schedulerRoleArn,
        deadLetterQueueArn: settings.deadLetterQueueArn,
      },
      targetArn,
    );
  const channels = (marks: Schedules): Telling => ({
    marks,
    messages: schedulesFor(SNS_PUBLISH),
    topicArn: settings.topicArn,
    slackUrl: async () => (await secrets.current()).slackUrl,
    send: sendHttp,
    onSlackTrouble: (error) => telemetry.failed(error),
    now,
  });
  /** Tells people; a message that cannot be sent must not stop what it is about. */
  const tellPeople = async (
    message: Message | undefined | Promise<Message | undefined>,
    marks: Schedules,
    through: typeof tell = tell,
  ): Promise<void> => {
    try {
      const told = await message;
      if (told !== undefined) await through(told, channels(marks));
    } catch (error) {
      telemetry.failed(error);
    }
  };
  const telling = (marks: Schedules): Required<FailureTelling> => ({
    onGiveUp: (...what) => tellPeople(aboutGiveUp(...what), marks),
    onTokenRefused: () => tellPeople(aboutRefusedToken(policy.host), marks),
  });
  return { policy, secrets, valohai, telemetry, now, random: Math.random, schedulesFor, tellPeople, telling };
}

/** @throws ConfigError when the environment lacks the variable */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new ConfigError(`The function lacks the environment variable ${name}.`);
  return value;
}

/** The way to Valohai and other hosts. */
const sendHttp: SendHttp = async (request) => (await import('./at-first-use.ts')).sendHttp(request);

/** The policy lies beside the code, put there when the function was packed. */
function readPolicy(): Policy {
  const text = readFileSync(join(import.meta.dirname, 'policy.json'), 'utf8');
  return v.parse(PolicySchema, JSON.parse(text));
}
