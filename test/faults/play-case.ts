import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredExecution } from '../../local/simulator/execution-store.ts';
import { COMPLETES, TIMED_OUT } from '../journey/local-world.ts';
import type { FaultCase } from './faults.ts';
import type { FaultyWorld } from './faulty-world.ts';
import { layTrap } from './lay-trap.ts';

/** What came of a case once nothing was left to be done. */
export interface Outcome {
  /** Whether the fault struck at all. */
  readonly struck: boolean;
  readonly failed: { readonly tags: readonly string[] };
  /** Everything that was started after the failed execution. */
  readonly copies: readonly { readonly status: string; readonly tags: readonly string[] }[];
  /** Whether the notification was taken in the end. */
  readonly isTaken: boolean;
  readonly deadLetters: readonly string[];
}

/** One copy, which completed, and tags that tell the story from both ends. */
export const AS_IF_NOTHING_HAD_HAPPENED: Outcome = {
  struck: true,
  failed: { tags: ['retry: 1', 'retry-of: #1', 'retried: #3'] },
  copies: [{ status: 'complete', tags: ['retry: 2', 'retry-of: #2'] }],
  isTaken: true,
  deadLetters: [],
};

/** A failure whose notification was taken; nothing is waited for yet. */
export interface Struck {
  readonly failed: StoredExecution;
  readonly isTaken: boolean;
  readonly isStruck: () => boolean;
}

/**
 * Plays all cases at once, for nearly all of their time is waiting. When they have come to rest the sweep comes
 * round, as it does every 15 minutes, and when all rests again each is looked at.
 *
 * @param crash kills and restarts the installation
 */
export async function playCases(
  world: FaultyWorld,
  cases: readonly FaultCase[],
  crash: () => Promise<void> = () => world.crash(),
): Promise<PromiseSettledResult<Outcome>[]> {
  const struck = cases.map((one, index) => strike(world, one, `case-${index}`, crash));
  const rested = struck.map(async (one) => world.quiet((await one).failed.id));
  await Promise.allSettled(rested);
  await world.sweep();
  return Promise.allSettled(
    cases.map(async ({ fault }, index) => {
      await rested[index];
      return look(world, await orFail(struck[index]), fault.isRepeatedLater === true);
    }),
  );
}

/**
 * An execution that is itself a retry fails, and one request on the way to its copy is spoilt. Each case has a
 * project of its own, so that requests tell whose they are.
 */
async function strike(
  world: FaultyWorld,
  one: FaultCase,
  name: string,
  crash: () => Promise<void>,
): Promise<Struck> {
  const failed = await startFailing(world, name);
  const isStruck = layTrap(world, one, failed, crash);
  const answers = await world.notify(failed);
  return {
    failed,
    isTaken: [200, 202].includes(answers.at(-1)?.status ?? 0),
    isStruck,
  };
}

/** Waits until nothing is to be done, and sees what has come of it. */
export async function look(
  world: FaultyWorld,
  { failed, isTaken, isStruck }: Struck,
  isRepeatedLater: boolean,
): Promise<Outcome> {
  await world.quiet(failed.id);
  if (isRepeatedLater) {
    await world.notify(failed);
    await world.deliverAgain(failed.id);
    await world.quiet(failed.id);
  }
  const runs = world.simulator.listExecutions().filter(({ project }) => project === failed.project);
  const copies = runs.filter(({ counter }) => counter > failed.counter);
  for (const copy of copies) await world.notify(copy, 'complete');
  return {
    struck: isStruck(),
    failed: { tags: runs.find(({ id }) => id === failed.id)?.tags ?? [] },
    copies: copies.map(({ status, tags }) => ({ status, tags })),
    isTaken,
    deadLetters: world.deadLetters().filter((letter) => letter.includes(failed.id)),
  };
}

async function orFail(struck: Promise<Struck> | undefined): Promise<Struck> {
  if (struck === undefined) throw new Error('the case was not played');
  return struck;
}

/** The first run fails and was retried; its retry has just failed too; the next one would complete. */
export async function startFailing(world: FaultyWorld, name: string): Promise<StoredExecution> {
  const { simulator } = world;
  const project = simulator.addProject({ owner: 'faults', name });
  simulator.defineScript(project.id, 'tide', [
    { ...TIMED_OUT, after: 1 },
    { ...TIMED_OUT, after: 1 },
    { ...COMPLETES, after: 1 },
  ]);
  const work = { project: project.id, step: 'tide' };
  simulator.startExecution({ ...work, tags: ['retried: #2'] });
  const failed = simulator.startExecution({ ...work, tags: ['retry: 1', 'retry-of: #1'] });
  await sleep(10);
  return failed;
}
