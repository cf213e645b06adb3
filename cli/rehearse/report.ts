import { executionLink } from '../execution-link.ts';
import { findDifferences } from './differences.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type Tally, type ToldFailure, tally, tallyBy } from './tally.ts';
import { findUnplaced, type Unplaced } from './unplaced.ts';

/** What was rehearsed, and how far it came. */
export interface Rehearsed {
  readonly host: string;
  readonly project: string;
  /** The files of the policies. */
  readonly policies: readonly string[];
  readonly rehearsal: Rehearsal;
  /** Why it ended before all was read; undefined when it did not. */
  readonly endedBy: string | undefined;
}

/** What a rehearsal found, counted and sorted; the failures newest first. */
export interface Report {
  readonly host: string;
  readonly project: string;
  readonly policies: readonly string[];
  readonly found: number;
  readonly gone: number;
  readonly endedBy: string | undefined;
  readonly failures: readonly ToldFailure[];
  readonly total: Tally;
  readonly byClass: readonly Tally[];
  readonly byStep: readonly Tally[];
  /** Why failures were left alone, and how many, by the first policy. */
  readonly leftAlone: readonly Tally[];
  readonly unplaced: readonly Unplaced[];
  /** Decided otherwise by the second policy; empty where there is one only. */
  readonly differences: readonly ToldFailure[];
  readonly linkOf: (failure: ToldFailure) => string;
}

export function reportOn({ host, project, policies, rehearsal, endedBy }: Rehearsed): Report {
  const { found, gone, judged, laterRuns } = rehearsal;
  const failures = judged
    .map((failure) => ({ ...failure, fate: laterRuns.fateOf(failure) }))
    .sort((one, other) => other.counter - one.counter);
  const count = policies.length;
  const ignored = failures.filter(({ decisions: [first] }) => first?.kind === 'ignore');
  return {
    host,
    project,
    policies,
    found,
    gone,
    endedBy,
    failures,
    total: tally('total', failures, count),
    byClass: tallyBy(failures, ({ reason }) => reason, count),
    byStep: tallyBy(failures, ({ step }) => step, count),
    leftAlone: tallyBy(ignored, ({ decisions: [first] }) => first?.why ?? '', count),
    unplaced: findUnplaced(failures),
    differences: findDifferences(failures),
    linkOf: ({ id }) => executionLink(host, project, id),
  };
}
