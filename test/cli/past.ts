import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { OutcomeInput } from '../../local/simulator/scripts.ts';
import { type ExecutionStart, Simulator } from '../../local/simulator/simulator.ts';
import { TOKEN } from './reading-command.ts';

export const PROJECT = 'harbour/tides';

/** A run that ends at once, its own log on standard error. */
export function failing(...log: readonly string[]): OutcomeInput {
  return {
    status: 'error',
    after: 0,
    log: log.map((message) => ({ stream: 'stderr' as const, message })),
  };
}

export const COMPLETING: OutcomeInput = { status: 'complete', after: 0 };

export const TIMED_OUT = failing(
  'reading gauges',
  'Traceback (most recent call last):',
  '  File "/work/read.py", line 12, in read',
  '    answer = session.get(url)',
  "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='gauges.example', port=443): Read timed out.",
  'closing the log',
);

export const HAS_A_BUG = failing('Traceback (most recent call last):', "KeyError: 'tide_level'");

/** A simulated Valohai in which things have happened. */
export class Past {
  readonly simulator: Simulator;

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** Ends with the test. */
  static async open(): Promise<Past> {
    const simulator = await Simulator.start({ tokens: [TOKEN] });
    onTestFinished(() => simulator.close());
    const past = new Past(simulator);
    past.addProject(PROJECT);
    return past;
  }

  addProject(fullName: string): void {
    const [owner = '', name = ''] = fullName.split('/');
    this.simulator.addProject({ owner, name });
  }

  /** An execution that ran as told; it has ended before the next one starts. */
  async ran(
    step: string,
    outcome: OutcomeInput,
    fields: Omit<ExecutionStart, 'project' | 'step'> = {},
  ): Promise<{ readonly id: string; readonly counter: number; readonly project: string }> {
    this.simulator.defineScript(PROJECT, step, [outcome]);
    const started = this.simulator.startExecution({ project: PROJECT, step, ...fields });
    const isOver = () =>
      this.simulator
        .listExecutions()
        .some(({ id, status, finalStatus }) => id === started.id && status === finalStatus);
    while (!isOver()) await sleep(2);
    return started;
  }
}
