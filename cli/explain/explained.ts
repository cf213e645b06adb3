import type { Execution } from '../../functions/valohai/execution.ts';
import type { Difference } from './compare-copy.ts';
import type { Explanation } from './explanation.ts';

/** An explanation, and what it is of. */
export interface Explained {
  readonly policyFile: string;
  readonly explanation: Explanation;
  /** Undefined for a log without an execution. */
  readonly execution: ExplainedExecution | undefined;
}

export interface ExplainedExecution {
  readonly execution: Execution;
  readonly link: string;
  /** Undefined where nothing is retried. */
  readonly copy: Copy | undefined;
}

/** The request that would start the retry. */
export interface Copy {
  readonly body: Readonly<Record<string, unknown>>;
  readonly differences: readonly Difference[];
}
