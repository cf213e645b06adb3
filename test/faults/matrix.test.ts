import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, FAULTS } from './faults.ts';
import { FaultyWorld } from './faulty-world.ts';
import { AS_IF_NOTHING_HAD_HAPPENED, type Outcome, playCases } from './play-case.ts';
import { STEPS } from './steps.ts';

/**
 * Everything, or what fits into a minute: all that can go wrong with the notification and with what changes
 * something in Valohai, and a sample of the rest in which each step and each fault is.
 */
const CASES = casesOf(STEPS, FAULTS).filter(({ step }, index) => {
  const isCritical = step.by === 'sender' || (step.service === 'valohai' && step.changes);
  return process.env.FAULTS === 'all' || isCritical || index % 4 === 0;
});

describe('exactly one copy, whatever goes wrong on the way to it', () => {
  let world: FaultyWorld;
  let outcomes: Promise<PromiseSettledResult<Outcome>[]>;

  beforeAll(async () => {
    // A claim lasts 15 s, a launch with its time-out of 8 s much less.
    world = await FaultyWorld.start({ timeScale: 20, concurrency: 10 });
    outcomes = playCases(world, CASES);
  });

  afterAll(async () => {
    await world.stop();
  });

  it.each(CASES.map((one, index) => ({ ...one, index })))(
    '$name',
    { timeout: 150_000 },
    async ({ index }) => {
      const outcome = (await outcomes)[index];
      if (outcome?.status === 'rejected') throw outcome.reason;
      expect(outcome?.value).toEqual(AS_IF_NOTHING_HAD_HAPPENED);
    },
  );

  it('writes no secret anywhere', async () => {
    await outcomes;
    expect(world.leaks()).toEqual([]);
  });
});
