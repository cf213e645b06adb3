import type { FailureReason } from '../failure.ts';

/**
 * How a line that matches weighs against the others of the same tail.
 *
 * - `killer`: from outside, it ended the run; what the dying processes printed after it is only fallout
 * - `echo`: says that another process or the other side of a group went away; any error of our own explains more
 * - `wrapper`: reports that a child failed; the child's own words, further up, explain more
 * - `code`: a mistake in the code, whatever its message quotes; only a cause further up its chain explains more
 * - `type`: known by the kind of exception only, so a cause further up its chain explains more
 */
export type SignatureRole = 'killer' | 'code' | 'echo' | 'type' | 'wrapper';

/**
 * One known way to fail: a line tells of it when one of the patterns matches and `unless` does not.
 *
 * Patterns are tried on one line at a time, cut to a bounded length and freed of time stamps, ranks and colours.
 * They hold no unbounded repetition, so that none can take more than linear time.
 */
export interface Signature {
  /** Unique, in kebab-case, stable: people write it into their rules. */
  readonly id: string;
  readonly reason: FailureReason;
  readonly patterns: readonly RegExp[];
  /** What makes a line speak of something else, whatever matches; in upper or lower case. */
  readonly unless?: RegExp;
  /** One sentence for people: why this belongs to its class. */
  readonly why: string;
  /** Left out: an error in its own right. */
  readonly role?: SignatureRole;
}
