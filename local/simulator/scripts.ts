import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';

/** What one run of a step does. `after` is in milliseconds, from its creation to its end. */
export const OutcomeSchema = v.strictObject({
  status: v.picklist(['complete', 'error', 'stopped']),
  after: v.pipe(v.number(), v.integer(), v.minValue(0)),
  statusDetail: v.optional(v.string()),
  log: v.optional(
    v.array(v.strictObject({ stream: v.picklist(['status', 'stdout', 'stderr']), message: v.string() })),
    [],
  ),
});

export type Outcome = v.InferOutput<typeof OutcomeSchema>;

/** An outcome as a caller writes it: the log may be left out. */
export type OutcomeInput = v.InferInput<typeof OutcomeSchema>;

export const OutcomesSchema = v.pipe(v.array(OutcomeSchema), v.minLength(1));

const UNSCRIPTED: Outcome = {
  status: 'complete',
  after: 200,
  log: [{ stream: 'stdout', message: 'Nothing to do here, done.' }],
};

/** What makes two executions the same work: a retry has all of this in common with what it repeats. */
export interface Work {
  readonly project: string;
  readonly step: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** A short name for a piece of work, equal for all its runs. */
export function fingerprint(work: Work): string {
  // `_restart` is what Valohai itself adds when it requeues after a spot interruption.
  const { _restart, ...inputs } = work.inputs;
  const text = JSON.stringify([work.project, work.step, inKeyOrder(work.parameters), inKeyOrder(inputs)]);
  return createHash('sha256').update(text).digest('hex');
}

function inKeyOrder(map: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What each step of each project does, run by run. */
export class ScriptStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS simulator_scripts (
      project TEXT NOT NULL, step TEXT NOT NULL, outcomes TEXT NOT NULL, PRIMARY KEY (project, step)) STRICT`);
  }

  define(project: string, step: string, outcomes: readonly Outcome[]): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO simulator_scripts (project, step, outcomes) VALUES (?, ?, ?)')
      .run(project, step, JSON.stringify(outcomes));
  }

  /** The outcome of a run that `before` runs of the same work came before; the last outcome repeats. */
  outcome(project: string, step: string, before: number): Outcome {
    const row = this.#database
      .prepare('SELECT outcomes FROM simulator_scripts WHERE project = ? AND step = ?')
      .get(project, step);
    if (row === undefined) return UNSCRIPTED;
    const outcomes = v.parse(v.pipe(v.string(), v.parseJson(), OutcomesSchema), row.outcomes);
    return outcomes[before] ?? outcomes.at(-1) ?? UNSCRIPTED;
  }
}
