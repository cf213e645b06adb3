import type { StoredExecution } from '../../local/simulator/execution-store.ts';
import type { FaultyWorld } from './faulty-world.ts';
import type { Fate, Plan } from './soak-plan.ts';

/** What the soak itself did and saw. */
export interface Records {
  /** By the number of an execution: what it had to do. */
  readonly plans: readonly Plan[];
  /** Ids of the first executions, by number. */
  readonly started: readonly string[];
  /** Runs whose end was told to the webhook, which took it. */
  readonly notified: number;
  /** Runs whose end was kept back. */
  readonly keptBack: number;
}

/** One line of the account. */
export interface Line {
  readonly name: string;
  readonly found: number;
  readonly expected: number;
}

/**
 * The account: what the simulated Valohai, the Scheduler and the functions' words say was done, against what the
 * plans say had to be, and one against the other.
 */
export function accountOf(world: FaultyWorld, records: Records): Line[] {
  const runs = world.simulator.listExecutions();
  const ends = countEnds(runs, records);
  const planned = (fate: Fate) => records.plans.filter((plan) => plan.fate === fate).length;
  const failed = runs.filter(({ status }) => status === 'error');
  const launched = runs.filter(({ tags }) => tags.some((tag) => tag.startsWith('retry-of:')));
  const originals = launched.map(
    ({ project, tags }) => `${project} ${tags.find((tag) => tag.startsWith('retry-of:'))}`,
  );
  const size = records.plans.length;
  const copies = records.plans.reduce((sum, plan) => sum + plan.copies, 0);
  const settled = failed.filter(
    ({ tags }) => tags.filter((tag) => /^(not-)?retried:/.test(tag)).length === 1,
  );
  return [
    line('executions started', records.started.length, size),
    line('runs notified or kept back', records.notified + records.keptBack, runs.length),
    line('retries scheduled', world.scheduledRetries(), copies),
    line('retries launched', launched.length, copies),
    line('failures that were retried, each once', new Set(originals).size, launched.length),
    line('runs = started + launched', runs.length, size + launched.length),
    line('failures whose tags tell what became of them', settled.length, failed.length),
    line('refused: lasting failures', ends['has a bug'], planned('has a bug')),
    line('left alone: tagged by a person', ends['is left alone'], planned('is left alone')),
    line('given up: retries used up', ends['is exhausted'], planned('is exhausted')),
    line('recovered by a retry', ends.recovers, planned('recovers')),
    line('stopped by a person', ends['is stopped'], planned('is stopped')),
    line('completed by themselves', ends.completes, planned('completes')),
    line(
      'ends = started',
      Object.values(ends).reduce((sum, count) => sum + count, 0),
      size,
    ),
    line('given up, and told to a person once', world.toldPeople(), planned('is exhausted')),
    line('dead letters', world.deadLetters().length, 0),
    line('secrets in any output', world.leaks().length, 0),
  ];
}

/** Prints as a table; what does not add up is marked. */
export function accountAsText(lines: readonly Line[]): string {
  return lines
    .map(({ name, found, expected }) => {
      const verdict = found === expected ? 'ok' : `WRONG, expected ${expected}`;
      return `  ${name.padEnd(46)} ${String(found).padStart(6)}  ${verdict}`;
    })
    .join('\n');
}

export function addsUp(lines: readonly Line[]): boolean {
  return lines.every(({ found, expected }) => found === expected);
}

function line(name: string, found: number, expected: number): Line {
  return { name, found, expected };
}

/** How the story of each execution has ended, read from its last run; one that goes on has none. */
function countEnds(runs: readonly StoredExecution[], { started }: Records): Record<Fate, number> {
  const ends: Record<Fate, number> = {
    completes: 0,
    'is stopped': 0,
    recovers: 0,
    'is exhausted': 0,
    'has a bug': 0,
    'is left alone': 0,
  };
  const byStep = Map.groupBy(runs, ({ project, spec }) => `${project} ${spec.step}`);
  for (const story of byStep.values()) {
    const last = story.at(-1);
    const end = last && endOf(last, story.length);
    if (end !== undefined && started.includes(story[0]?.id ?? '')) ends[end] += 1;
  }
  return ends;
}

function endOf({ status, tags }: StoredExecution, runs: number): Fate | undefined {
  if (status === 'complete') return runs === 1 ? 'completes' : 'recovers';
  if (status === 'stopped') return 'is stopped';
  if (tags.includes('not-retried: exhausted')) return 'is exhausted';
  if (tags.includes('not-retried: permanent')) return 'has a bug';
  return tags.includes('not-retried: no-retry') ? 'is left alone' : undefined;
}
