/**
 * The calls that a first invocation makes, and nothing of the functions around them: what is below this no change
 * of the functions can reach. A handler that is bundled like the functions; which calls, the event tells.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schedulesInAws } from '../../functions/aws/schedules.ts';
import { readSecretFromAws } from '../../functions/aws/secrets.ts';
import { EXECUTION_ID, PROJECT_ID } from './failed-execution.ts';

const { host } = JSON.parse(readFileSync(join(import.meta.dirname, 'policy.json'), 'utf8'));
const {
  SECRET_ID = '',
  SCHEDULE_GROUP = '',
  SCHEDULER_ROLE_ARN = '',
  DEAD_LETTER_QUEUE_ARN = '',
} = process.env;
let secret: Promise<unknown> | undefined;
const readSecret = readSecretFromAws(SECRET_ID);
const schedules = schedulesInAws(
  { group: SCHEDULE_GROUP, roleArn: SCHEDULER_ROLE_ARN, deadLetterQueueArn: DEAD_LETTER_QUEUE_ARN },
  process.env.RETRY_FUNCTION_ARN ?? '',
);

export async function handler(event: object): Promise<void> {
  await ('purpose' in event ? launch() : receive());
  // By this it is known that an invocation is complete.
  console.log('{"kind":"retry"}');
}

/** Of the webhook. */
async function receive(): Promise<void> {
  await currentSecret();
  await readFailure();
  await create('retry');
}

/** Of the retry function, for a launch that nothing holds back. */
async function launch(): Promise<void> {
  await schedules.exists('hold');
  await create('slot-of-project');
  await create('slot');
  await currentSecret();
  await readFailure();
  await schedules.read('breaker-0');
  await schedules.read('breaker-1');
  await create('seen');
  await create('turn');
  await create('claim');
  await valohai('GET', `executions/?project=${PROJECT_ID}&ordering=-counter&limit=100&offset=0`);
  await valohai('POST', 'executions/');
  await valohai('POST', `executions/${EXECUTION_ID}/tags/`);
  await schedules.remove('turn');
  await schedules.remove('claim');
}

/** Kept, as the functions do. */
function currentSecret(): Promise<unknown> {
  secret ??= readSecret();
  return secret;
}

/** The execution, and beside it the log and then the status events. */
async function readFailure(): Promise<void> {
  const path = `executions/${EXECUTION_ID}/`;
  const log = valohai('GET', `${path}events/?limit=500`);
  await Promise.all([
    valohai('GET', path),
    log.then(() => valohai('GET', `${path}status-events/?limit=100`)),
  ]);
}

async function create(name: string): Promise<void> {
  await schedules.create({ name, at: new Date(Date.now() + 60_000), input: { version: 1 } });
}

async function valohai(method: 'GET' | 'POST', path: string): Promise<void> {
  const { sendHttp } = await import('../../functions/at-first-use.ts');
  const { body } = await sendHttp({
    method,
    url: new URL(`/api/v0/${path}`, host),
    headers: { authorization: 'Token none', accept: 'application/json' },
    body: method === 'GET' ? undefined : '{}',
  });
  JSON.parse(body);
}
