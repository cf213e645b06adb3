import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { FaultyWorld } from './faulty-world.ts';
import { AS_IF_NOTHING_HAD_HAPPENED, look, type Struck, startFailing } from './play-case.ts';
import type { Step } from './steps.ts';

/** What can happen to a request that only reads; nothing is delivered again, for a secret belongs to no delivery. */
const READ_FAULTS = FAULTS.filter(
  ({ afterEffect, name }) => !afterEffect && !name.includes('delivered again'),
).filter((_, index) => process.env.FAULTS === 'all' || index % 3 === 0);

const READING: Step = {
  name: 'the secret is read',
  service: 'secrets',
  by: 'webhook',
  changes: false,
  is: ({ method }) => method === 'POST',
};

/** A function reads the secret when it is new, so each is killed before and after it has done its work. */
describe('exactly one copy, whatever goes wrong when a new function reads the secret', () => {
  let world: FaultyWorld;
  const struck: Struck[] = [];
  const read = { webhook: () => 0, retry: () => 0 };

  beforeAll(async () => {
    world = await FaultyWorld.start({ timeScale: 40, concurrency: 1 });
    for (const by of ['webhook', 'retry'] as const) read[by] = spoilReads(world, by);
    killWhenDone(world);
    for (const [index] of READ_FAULTS.entries()) {
      const execution = await startFailing(world, `secret-${index}`);
      await world.notify(execution);
      struck.push({ failed: execution, isTaken: true, isStruck: () => true });
    }
  }, 90_000);

  afterAll(async () => {
    await world.stop();
  });

  it('makes the one copy in the end, each time', { timeout: 120_000 }, async () => {
    for (const one of struck) {
      expect(await look(world, one, false)).toEqual(AS_IF_NOTHING_HAD_HAPPENED);
    }
    expect([read.webhook(), read.retry()]).toEqual([READ_FAULTS.length, READ_FAULTS.length]);
    expect(world.leaks()).toEqual([]);
  });
});

/**
 * Spoils the reads of one function, one way after the other. In between comes a good one: that the secret can't
 * be read for minutes is another trouble.
 *
 * @returns how many were spoilt
 */
function spoilReads({ proxies: { secrets } }: FaultyWorld, by: 'webhook' | 'retry'): () => number {
  let spoilt = 0;
  let isGoodNext = false;
  const { onAnswer } = secrets;
  secrets.onAnswer = (request, status) => {
    onAnswer?.(request, status);
    if (request.lambda === `valohai-retry-${by}`) isGoodNext = false;
  };
  for (const { misbehaviour } of READ_FAULTS) {
    const meddling = { crash: async () => {}, deliverAgain: async () => {} };
    secrets.misbehaveOnce(
      ({ lambda }) => {
        const isIt = lambda === `valohai-retry-${by}` && !isGoodNext;
        if (isIt) {
          spoilt += 1;
          isGoodNext = true;
        }
        return isIt;
      },
      misbehaviour(READING, meddling),
    );
  }
  return () => spoilt;
}

/**
 * Kills a function's process as soon as its work has taken effect: so what is delivered once more, and what comes
 * next, meets a new one.
 */
function killWhenDone({ proxies: { scheduler } }: FaultyWorld): void {
  const { onAnswer } = scheduler;
  scheduler.onAnswer = (request, status) => {
    onAnswer?.(request, status);
    const { method, path, pid, lambda } = request;
    const isScheduled = lambda === 'valohai-retry-webhook' && method === 'POST';
    const isLaunched = method === 'DELETE' && path.split('?')[0]?.endsWith('.claim');
    if (status === 200 && pid !== undefined && (isScheduled || isLaunched)) kill(pid);
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
