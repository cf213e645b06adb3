import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLETES, HAS_A_BUG, LocalWorld, TIMED_OUT } from './local-world.ts';

describe('a project whose retries fail again and again', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    // An hour takes twelve seconds, and a claim still outlasts a launch.
    world = await LocalWorld.start({ timeScale: 300 });
  });

  afterAll(async () => {
    await world.stop();
  });

  it('has no further ones until their share has dropped, and people are told once', async () => {
    const project = world.prepare('spent', [HAS_A_BUG]);
    for (let count = 1; count <= 10; count += 1) {
      const tags = ['retry: 1', `retry-of: #${count - 1}`];
      world.simulator.startExecution({ project, step: 'spent', parameters: { count }, tags });
    }
    await world.until('ten retries that failed', () => ended('spent', 'error') === 10);
    world.simulator.defineScript(project, 'first', [TIMED_OUT, COMPLETES]);
    world.simulator.defineScript(project, 'second', [TIMED_OUT, COMPLETES]);
    const first = world.simulator.startExecution({ project, step: 'first' });
    const second = world.simulator.startExecution({ project, step: 'second' });

    const postponed = await world.event(first, { kind: 'postponed' });
    await world.event(second, { kind: 'postponed' });

    expect(postponed.why).toContain('10 are retries that failed again');
    expect([...world.runsOf('first'), ...world.runsOf('second')]).toHaveLength(2);

    world.simulator.defineScript(project, 'other-work', [COMPLETES]);
    for (let count = 1; count <= 40; count += 1) {
      world.simulator.startExecution({ project, step: 'other-work', parameters: { count } });
    }
    await world.event(first, { event: 'launched' });
    await world.event(second, { event: 'launched' });

    expect([...world.runsOf('first'), ...world.runsOf('second')]).toHaveLength(4);
    const told = world.events.filter(({ event }) => event === 'told');
    expect(told.map(({ subject }) => subject)).toEqual([
      'Retries wait in harbour/spent: the budget is used up',
    ]);
  });

  function ended(step: string, status: string): number {
    return world.runsOf(step).filter((run) => run.status === status).length;
  }
});
