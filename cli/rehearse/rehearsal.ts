import { readFacts } from '../../functions/failure/read-facts.ts';
import type { Policy } from '../../functions/policy/policy.ts';
import type { ListedExecution, ValohaiClient } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError } from '../../functions/valohai/errors.ts';
import { ExecutionCache } from '../execution-cache.ts';
import { LaterRuns } from './later-runs.ts';
import { judgePastFailure, type PastFailure } from './past-failure.ts';

/** How many failures are read side by side; each takes a few requests, which wait for their turn. */
const SIDE_BY_SIDE = 4;

export interface RehearsalOptions {
  readonly valohai: Pick<ValohaiClient, 'execution' | 'log' | 'failures' | 'newerThan'>;
  readonly projectId: string;
  /** How many of the newest failures are judged. */
  readonly last: number;
  readonly policies: readonly Policy[];
  /** Ends it early; what was read until then can be reported. */
  readonly signal: AbortSignal;
  /** Hears of each failure that was read. */
  readonly onFailure: (rehearsal: Rehearsal) => void;
  /** Hears of each later run that was read. */
  readonly onRun: (rehearsal: Rehearsal) => void;
}

/** Reads a project's past failures, newest first, and judges them. What is there so far can be read at any time. */
export class Rehearsal {
  readonly judged: PastFailure[] = [];
  readonly laterRuns = new LaterRuns();
  /** How many failures there are to judge. */
  found = 0;
  /** How many of them Valohai no longer shows. */
  gone = 0;
  readonly #options: RehearsalOptions;

  constructor(options: RehearsalOptions) {
    this.#options = options;
  }

  /** @throws ValohaiError, and AbortError at the end of the signal */
  async run(): Promise<void> {
    const { valohai, projectId, onRun } = this.#options;
    const failures = await this.#list();
    this.found = failures.length;
    const oldest = failures.at(-1);
    if (oldest === undefined) return;
    const steps = new Set(failures.map(({ step }) => step ?? ''));
    const executions = new ExecutionCache(valohai);
    const reader = {
      execution: (ref: string) => executions.execution(ref),
      log: (id: string) => valohai.log(id),
      newerThan: (project: string, counter: number) => valohai.newerThan(project, counter),
    };
    const queue = failures.values();
    const judging = Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (const failure of queue) await this.#judge(failure, reader);
    });
    await Promise.all([
      ...judging,
      this.laterRuns.read(reader, projectId, oldest.counter, steps, () => onRun(this)),
    ]);
  }

  async #list(): Promise<ListedExecution[]> {
    const { valohai, projectId, last } = this.#options;
    const found = new Map<string, ListedExecution>();
    for await (const listed of valohai.failures(projectId)) {
      if ((listed.status ?? 'error') === 'error') found.set(listed.id, listed);
      if (found.size >= last) break;
    }
    return [...found.values()];
  }

  async #judge({ id }: ListedExecution, reader: Parameters<typeof readFacts>[0]): Promise<void> {
    const { policies, signal, onFailure } = this.#options;
    signal.throwIfAborted();
    const now = new Date();
    try {
      this.judged.push(judgePastFailure(await readFacts(reader, id, now), policies, now));
    } catch (error) {
      if (!(error instanceof ValohaiRejectedError)) throw error;
      this.gone += 1;
    }
    onFailure(this);
  }
}
