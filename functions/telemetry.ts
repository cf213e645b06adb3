import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Tended } from './breaker/tend-breaker.ts';
import type { HandledFailure } from './failure/handle-failure.ts';
import type { GiveUp } from './policy/decide.ts';
import { NOT_COPIED } from './retry/copy.ts';
import type { Launch } from './retry/launch.ts';
import type { OpenBreaker } from './retry/scheduled-retry.ts';
import type { Sweep } from './sweep/sweep.ts';
import type { Execution } from './valohai/execution.ts';
import type { Completion } from './webhook/notification.ts';

/** What is counted; dashboards and alarms in an account are built on these names. */
export type MetricName =
  | 'NotificationReceived'
  | 'NotificationRefused'
  | 'RetryScheduled'
  | 'WouldRetry'
  | 'RetryLaunched'
  | 'RetryRecovered'
  | 'RetriesExhausted'
  | 'NotRetried'
  | 'FoundBySweep';

/** Names of the log lines, as `message` in the structured log. */
type LogEvent = 'decided' | 'launched' | 'gave-up' | 'refused' | 'failed' | 'swept' | 'breaker';

/** Tells what was done and why: one log line and one count for each decision. */
export class Telemetry {
  readonly #logger = new Logger();
  readonly #metrics = new Metrics();
  #hasSaidWhatIsNotCopied = false;

  received(): void {
    this.#count('NotificationReceived');
  }

  /** A request was turned away. Its path is not logged, for the key stands in it. */
  refused(status: number, why: string): void {
    this.#count('NotificationRefused');
    this.#log('refused', { status, why });
  }

  /** A notification was about nothing that can be retried. */
  ignored(why: string): void {
    this.#log('decided', { kind: 'ignore', why });
  }

  /** @param attempt which retry it was that completed, 0 for an execution that was none */
  completed({ executionId: execution, counter, project, step }: Completion, attempt: number): void {
    const subject = { execution, counter, project, step };
    if (attempt === 0) {
      this.#log('decided', { ...subject, kind: 'ignore', why: 'it completed' });
      return;
    }
    this.#count('RetryRecovered');
    this.#log('decided', { ...subject, kind: 'recovered', attempt, why: `it completed at retry ${attempt}` });
  }

  /** A repeated notification changes nothing, so it is logged but not counted again. */
  handled({ decision, execution, isRepeated }: HandledFailure): void {
    if (decision.kind === 'give-up') {
      this.#gaveUp(decision, execution, isRepeated);
    } else {
      if (decision.kind === 'retry' && !isRepeated) this.#count('RetryScheduled');
      if (decision.kind === 'would-retry' && !isRepeated) this.#count('WouldRetry');
      this.#log('decided', { ...subject(execution), ...decision, ...(isRepeated ? { isRepeated } : {}) });
    }
  }

  /** The sweep found a failure that nobody had handled. */
  found(handled: HandledFailure): void {
    this.#count('FoundBySweep');
    this.handled(handled);
  }

  swept(sweep: Sweep): void {
    this.#log('swept', { ...sweep });
  }

  /** An open breaker was looked after. */
  tended({ projectId, signature, turn }: OpenBreaker, tended: Tended): void {
    this.#log('breaker', { projectId, signature, turn, ...tended });
  }

  launched(launch: Launch): void {
    switch (launch.kind) {
      case 'launched': {
        this.#count('RetryLaunched');
        const { failed, copy, attempt, of, why } = launch;
        this.#log('launched', {
          ...subject(failed),
          kind: 'retry',
          copy: copy.id,
          copyCounter: copy.counter,
          attempt,
          of,
          why,
        });
        this.#sayWhatIsNotCopied();
        break;
      }
      case 'give-up':
        this.#gaveUp(launch.decision, launch.failed, false);
        break;
      case 'would-retry':
        this.#count('WouldRetry');
        this.#log('decided', { ...subject(launch.failed), ...launch.decision });
        break;
      case 'ignore':
        this.#log('decided', { ...subject(launch.failed), kind: 'ignore', why: launch.why });
        break;
      case 'postponed':
        this.#log('decided', {
          execution: launch.executionId,
          ...subject(launch.failed),
          kind: 'postponed',
          at: launch.at,
          why: launch.why,
        });
        break;
    }
  }

  /** Something went wrong that another try, by the sender, the Scheduler or Lambda, may cure. */
  failed(error: unknown, executionId?: string): void {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    this.#logger.error('failed' satisfies LogEvent, { execution: executionId, kind: name, why: message });
  }

  /** Writes the counts of this invocation. With none to write, Powertools would log a warning instead. */
  flush(): void {
    if (this.#metrics.hasStoredMetrics()) this.#metrics.publishStoredMetrics();
  }

  #gaveUp(decision: GiveUp, execution: Execution | undefined, isRepeated: boolean): void {
    const isOver = decision.cause === 'exhausted' || decision.cause === 'expired';
    if (!isRepeated) this.#count(isOver ? 'RetriesExhausted' : 'NotRetried');
    this.#log('gave-up', { ...subject(execution), ...decision, ...(isRepeated ? { isRepeated } : {}) });
  }

  /** Once for each instance of the function: it is the same for every copy. */
  #sayWhatIsNotCopied(): void {
    if (this.#hasSaidWhatIsNotCopied) return;
    this.#hasSaidWhatIsNotCopied = true;
    this.#logger.info(`Valohai's API does not reveal ${NOT_COPIED}, so a retry runs without them.`);
  }

  #count(name: MetricName): void {
    this.#metrics.addMetric(name, MetricUnit.Count, 1);
  }

  #log(event: LogEvent, fields: Readonly<Record<string, unknown>>): void {
    this.#logger.info(event, fields);
  }
}

function subject(execution: Execution | undefined): Record<string, unknown> {
  if (execution === undefined) return {};
  return {
    execution: execution.id,
    counter: execution.counter,
    project: execution.project.name,
    step: execution.step,
  };
}
