import type { Failure } from '../failure.ts';
import type { SignatureRow } from './pattern-table.ts';

/** The line that ended a run, and what it means. */
export interface Ending {
  /** Of an error that no signature matches; what is no error either is unknown. */
  readonly reason?: 'permanent';
  readonly signature?: SignatureRow;
  readonly index?: number;
  readonly certainty: Failure['certainty'];
}
