import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import {
  type DeadLetter,
  InvocationQueue,
  type InvocationQueueOptions,
} from '../../../local/lambda/invocation-queue.ts';
import type { InvocationResult } from '../../../local/lambda/invocation-result.ts';

const ARN = 'arn:aws:lambda:eu-north-1:000000000000:function:sample';
const DONE: InvocationResult = { kind: 'response', payload: null };
const FAILED: InvocationResult = {
  kind: 'function-error',
  payload: { errorType: 'Error', errorMessage: 'again' },
};

/** A minute passes in 6 ms. */
const TIME_SCALE = 10_000;

function memoryDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE letter (body TEXT NOT NULL)');
  onTestFinished(() => database.close());
  return database;
}

function queueOn(database: DatabaseSync, options: Partial<InvocationQueueOptions>): InvocationQueue {
  const queue = new InvocationQueue({
    database,
    invoke: async () => DONE,
    deadLetter: () => {},
    timeScale: TIME_SCALE,
    ...options,
  });
  onTestFinished(() => queue.stop());
  return queue;
}

function left(database: DatabaseSync): number {
  return database.prepare('SELECT request_id FROM invocation').all().length;
}

test('delivers what is enqueued and then forgets it', async () => {
  const database = memoryDatabase();
  const calls: string[][] = [];
  const queue = queueOn(database, {
    invoke: async (...call) => {
      calls.push(call);
      return DONE;
    },
  });
  queue.start();

  const requestId = queue.enqueue({ functionArn: ARN, payload: '{"n":1}', source: 'test' });

  await expect.poll(() => calls).toEqual([[ARN, '{"n":1}', requestId]]);
  await expect.poll(() => left(database)).toBe(0);
});

test('refuses a payload that is not JSON', () => {
  const queue = queueOn(memoryDatabase(), {});

  expect(() => queue.enqueue({ functionArn: ARN, payload: '{', source: 'test' })).toThrow(SyntaxError);
});

test("belongs to the caller's transaction", async () => {
  const database = memoryDatabase();
  const payloads: string[] = [];
  const queue = queueOn(database, {
    invoke: async (_arn, payload) => {
      payloads.push(payload);
      return DONE;
    },
  });
  queue.start();

  database.exec('BEGIN');
  queue.enqueue({ functionArn: ARN, payload: '"rolled back"', source: 'test' });
  database.exec('ROLLBACK');
  database.exec('BEGIN');
  queue.enqueue({ functionArn: ARN, payload: '"committed"', source: 'test' });
  database.exec('COMMIT');

  await expect.poll(() => payloads).toEqual(['"committed"']);
});

test('tries a failed invocation again with the same request id until it succeeds', async () => {
  const database = memoryDatabase();
  const ids: string[] = [];
  const queue = queueOn(database, {
    invoke: async (_arn, _payload, requestId) => {
      ids.push(requestId);
      return ids.length < 3 ? FAILED : DONE;
    },
    deadLetter: () => expect.unreachable(),
  });
  queue.start();

  const requestId = queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });

  await expect.poll(() => left(database)).toBe(0);
  expect(ids).toEqual([requestId, requestId, requestId]);
});

test('waits one minute and then two before the further tries', async () => {
  const database = memoryDatabase();
  const now = 1_000_000;
  let tries = 0;
  const queue = queueOn(database, {
    timeScale: 1,
    now: () => now,
    invoke: async () => {
      tries++;
      return FAILED;
    },
  });
  const dueAt = () => database.prepare('SELECT tries, due_at FROM invocation').get();

  queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });
  queue.start();
  await expect.poll(dueAt).toEqual({ tries: 1, due_at: now + 60_000 });
  // A new start does not wait for what is due later.
  queue.start();
  await expect.poll(dueAt).toEqual({ tries: 2, due_at: now + 120_000 });
  expect(tries).toBe(2);
});

test("writes a dead letter in the shape of Lambda's failure record after three tries", async () => {
  const database = memoryDatabase();
  const letters: DeadLetter[] = [];
  const inTransaction: boolean[] = [];
  const queue = queueOn(database, {
    invoke: async () => FAILED,
    deadLetter: (letter) => {
      inTransaction.push(database.isTransaction);
      letters.push(letter);
    },
  });
  queue.start();

  const requestId = queue.enqueue({ functionArn: ARN, payload: '{"n":1}', source: 'a-schedule' });

  await expect.poll(() => left(database)).toBe(0);
  expect(letters.map(({ body, attributes }) => [JSON.parse(body), attributes])).toEqual([
    [
      {
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestContext: {
          requestId,
          functionArn: `${ARN}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { n: 1 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'again' },
      },
      { source: 'a-schedule' },
    ],
  ]);
  expect(inTransaction).toEqual([true]);
});

test('counts an invocation that could not be carried out as a failed try', async () => {
  const letters: DeadLetter[] = [];
  const queue = queueOn(memoryDatabase(), {
    invoke: () => Promise.reject(new TypeError('no such function')),
    deadLetter: (letter) => letters.push(letter),
  });
  queue.start();

  queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });

  await expect.poll(() => letters).toHaveLength(1);
  expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({
    requestContext: { approximateInvokeCount: 3 },
    responsePayload: { errorType: 'TypeError', errorMessage: 'no such function' },
  });
});

test('delivers what has become older than six hours once, and gives up when that fails', async () => {
  const database = memoryDatabase();
  const letters: DeadLetter[] = [];
  let now = 0;
  let tries = 0;
  const queue = queueOn(database, {
    now: () => now,
    invoke: async () => {
      tries++;
      return FAILED;
    },
    deadLetter: (letter) => letters.push(letter),
  });

  queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });
  now = 6 * 3_600_000 + 1;
  queue.start();

  await expect.poll(() => letters).toHaveLength(1);
  expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
  });
  expect(tries).toBe(1);
});

test('has no more than its limit of invocations under way', async () => {
  const database = memoryDatabase();
  let underWay = 0;
  let most = 0;
  const queue = queueOn(database, {
    concurrency: 3,
    invoke: async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      return DONE;
    },
  });
  for (let n = 0; n < 10; n++) queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });

  queue.start();

  await expect.poll(() => left(database)).toBe(0);
  expect(most).toBe(3);
});

test('keeps what is cut off by its stop, as if it had not been tried', async () => {
  const database = memoryDatabase();
  const host = Promise.withResolvers<InvocationResult>();
  let calls = 0;
  const queue = queueOn(database, {
    invoke: () => {
      calls++;
      return host.promise;
    },
  });
  queue.start();
  queue.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });
  await expect.poll(() => calls).toBe(1);

  const stopped = queue.stop();
  host.reject(new Error('the host is stopping'));
  await stopped;

  expect(database.prepare('SELECT tries FROM invocation').all()).toEqual([{ tries: 0 }]);
});

test('delivers at once what an earlier queue left behind', async () => {
  const database = memoryDatabase();
  const earlier = queueOn(database, { timeScale: 1, invoke: async () => FAILED });
  earlier.start();
  const requestId = earlier.enqueue({ functionArn: ARN, payload: '{}', source: 'test' });
  await expect.poll(() => database.prepare('SELECT tries FROM invocation').all()).toEqual([{ tries: 1 }]);
  await earlier.stop();
  const ids: string[] = [];

  const later = queueOn(database, {
    timeScale: 1,
    invoke: async (_arn, _payload, id) => {
      ids.push(id);
      return DONE;
    },
  });
  later.start();

  await expect.poll(() => left(database)).toBe(0);
  expect(ids).toEqual([requestId]);
});
