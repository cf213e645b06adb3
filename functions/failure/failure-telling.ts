import type { GiveUp } from '../policy/decide.ts';
import type { Execution } from '../valohai/execution.ts';

/** For how long a give-up is remembered beside its tag: longer than any sweep looks back. */
export const GIVE_UP_DAYS = 8;

/** Who tells people what comes of a failure. That they cannot be told must not stop what it is about. */
export interface FailureTelling {
  /** It will not be retried. Whoever dies after this, before it is settled, has it told again: to be told once. */
  readonly onGiveUp?: (decision: GiveUp, failed: Execution) => Promise<void>;
  /** Valohai refuses the token, so that somebody has to store a new one. */
  readonly onTokenRefused?: () => Promise<void>;
}
