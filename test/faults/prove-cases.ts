import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashTogether } from './crash-together.ts';
import type { FaultCase } from './faults.ts';
import { FaultyWorld } from './faulty-world.ts';
import { AS_IF_NOTHING_HAD_HAPPENED, type Outcome, playCases } from './play-case.ts';

/** Plays all cases at once, in one world, and proves each by a test of its own. */
export function proveCases(
  what: string,
  cases: readonly FaultCase[],
  speed: { readonly timeScale: number; readonly concurrency: number },
): void {
  describe(what, () => {
    let world: FaultyWorld;
    let outcomes: Promise<PromiseSettledResult<Outcome>[]>;

    beforeAll(async () => {
      world = await FaultyWorld.start(speed);
      outcomes = playCases(
        world,
        cases,
        crashTogether(() => world.crash()),
      );
    });

    afterAll(async () => {
      await world.stop();
    });

    it.each(cases.map((one, index) => ({ ...one, index })))(
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
}
