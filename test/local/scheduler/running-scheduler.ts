import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateScheduleInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { listenOnLoopback } from '../../../local/aws-protocol/loopback-server.ts';
import { openDatabase } from '../../../local/database.ts';
import type { DeliveryResult, Invocation } from '../../../local/scheduler/deliveries.ts';
import { LocalScheduler } from '../../../local/scheduler/local-scheduler.ts';
import { createSchedulerEndpoint } from '../../../local/scheduler/scheduler-endpoint.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-north-1:111122223333:function:retry';
export const QUEUE_ARN = 'arn:aws:sqs:eu-north-1:111122223333:letters';

/** A scheduler on a database of its own, with everything that it handed over. */
export function openScheduler({ timeScale = 1, now = () => Date.now() } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'scheduler-'));
  const database = openDatabase(directory);
  const invocations: Invocation[] = [];
  const letters: { body: string; attributes: Record<string, string> }[] = [];
  const target: { answer: DeliveryResult } = { answer: { kind: 'accepted' } };
  const open = (scale: number) =>
    new LocalScheduler({
      database,
      timeScale: scale,
      region: 'eu-north-1',
      accountId: '111122223333',
      deliver: (invocation) => {
        invocations.push(invocation);
        return target.answer;
      },
      deadLetters: { add: (letter) => letters.push(letter) },
      now,
    });
  const scheduler = open(timeScale);
  return {
    scheduler,
    /** Another one on the same database, as after a restart. */
    reopen: (scale = timeScale) => open(scale),
    invocations,
    letters,
    target,
    remove: () => {
      scheduler.stop();
      database.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** The same behind HTTP, with a real client. */
export async function startScheduler(options?: { timeScale?: number }) {
  const opened = openScheduler(options);
  opened.scheduler.start();
  const server = await listenOnLoopback(createSchedulerEndpoint(opened.scheduler));
  const client = createClient(server.url);
  return {
    ...opened,
    url: server.url,
    client,
    close: async () => {
      client.destroy();
      await server.close();
      opened.remove();
    },
  };
}

export function createClient(endpoint: string): SchedulerClient {
  return new SchedulerClient({
    endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    maxAttempts: 1,
  });
}

/** `at(…)` so many seconds from now, in UTC. */
export function at(seconds: number, now = Date.now()): string {
  return `at(${new Date(now + seconds * 1000).toISOString().slice(0, 19)})`;
}

/** A sound request, of which a test changes what it is about. */
export function schedule(Name: string, changes: Partial<CreateScheduleInput> = {}): CreateScheduleInput {
  return {
    Name,
    ScheduleExpression: at(3600),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: FUNCTION_ARN,
      RoleArn: 'arn:aws:iam::111122223333:role/scheduler',
      Input: '{"execution":"one"}',
    },
    ...changes,
  };
}
