import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashTogether } from './crash-together.ts';
import { CRASHES, casesOf } from './faults.ts';
import { FaultyWorld } from './faulty-world.ts';
import { AS_IF_NOTHING_HAD_HAPPENED, type Outcome, playCases } from './play-case.ts';
import { STEPS } from './steps.ts';

const CASES = casesOf(STEPS, CRASHES);

describe('exactly one copy, also when everything is killed with -9 on the way to it', () => {
  let world: FaultyWorld;
  let outcomes: Promise<PromiseSettledResult<Outcome>[]>;

  beforeAll(async () => {
    world = await FaultyWorld.start({ timeScale: 30, concurrency: 8 });
    outcomes = playCases(
      world,
      CASES,
      crashTogether(() => world.crash()),
    );
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
