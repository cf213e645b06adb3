import type { ListedExecution } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';

/**
 * What became of the same step and commit after a failure: a later run completed, later runs only failed, it
 * was not run to an end again, or that was not read.
 */
export type Fate = 'succeeded' | 'failed again' | 'not run again' | 'not known';

/** Which work a run did, and which run it was. */
interface Run {
  readonly counter: number;
  readonly step: string;
  readonly commit?: string | undefined;
}

/** Reads what a project ran. */
export interface RunReader {
  newerThan(projectId: string, counter: number): AsyncIterable<ListedExecution>;
  execution(ref: string): Promise<Run & { readonly status: string }>;
}

/** The runs of a project since its oldest failure that matters, read from the newest on. */
export class LaterRuns {
  /** By step and commit, the counter of the newest run that completed, and of the newest that failed. */
  readonly #completed = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  /** Everything newer than this was read. */
  #readTo = Number.POSITIVE_INFINITY;
  /** How many were read. */
  count = 0;

  /**
   * @param oldest counter of the failure after which the runs are read
   * @param steps whose runs matter
   * @param onRun hears of each run that was read
   */
  async read(
    valohai: RunReader,
    projectId: string,
    oldest: number,
    steps: ReadonlySet<string>,
    onRun: () => void,
  ): Promise<void> {
    for await (const listed of valohai.newerThan(projectId, oldest)) {
      if (listed.step === undefined || steps.has(listed.step)) await this.#note(valohai, listed);
      this.#readTo = listed.counter;
      this.count += 1;
      onRun();
    }
    this.#readTo = oldest;
  }

  fateOf({ counter, step, commit }: Run): Fate {
    if (commit === undefined) return 'not run again';
    const work = nameOf(step, commit);
    if ((this.#completed.get(work) ?? 0) > counter) return 'succeeded';
    if (this.#readTo > counter) return 'not known';
    return (this.#failed.get(work) ?? 0) > counter ? 'failed again' : 'not run again';
  }

  async #note(valohai: RunReader, listed: ListedExecution): Promise<void> {
    const run = await complete(valohai, listed);
    if (run?.commit === undefined) return;
    const newest = newestOf(run.status, this.#completed, this.#failed);
    const work = nameOf(run.step, run.commit);
    if (newest !== undefined && !newest.has(work)) newest.set(work, run.counter);
  }
}

/** Runs come newest first, so that the first one of a work is its newest. */
function newestOf<Newest>(status: string, completed: Newest, failed: Newest): Newest | undefined {
  if (status === 'complete') return completed;
  return status === 'error' || status === 'crashed' ? failed : undefined;
}

/** It is not documented what lists carry; what they lack, the execution itself has. */
async function complete(valohai: RunReader, listed: ListedExecution) {
  const { counter, step, commit, status } = listed;
  if (step !== undefined && commit !== undefined && status !== undefined) {
    return { counter, step, commit, status };
  }
  try {
    return await valohai.execution(listed.id);
  } catch (error) {
    if (error instanceof ValohaiRejectedError) return undefined;
    throw error;
  }
}

function nameOf(step: string, commit: string): string {
  return JSON.stringify([step, commit]);
}
