import { FAILURE_REASONS, type FailureReason } from '../failure.ts';
import type { Policy, Rule } from '../policy.ts';
import { type Timetable, timetableFor, type WaitRange, waitRange } from '../timetable.ts';
import { reasonsOf } from './reach.ts';

/** What becomes of failures for some reasons: their retries come after the same waits. */
export interface Plan {
  readonly reasons: readonly FailureReason[];
  readonly timetable: Timetable;
  /** The waits of the retries that fit into `within`, if each of them fails at once. */
  readonly waits: readonly WaitRange[];
}

/** The plans of a rule, or of the failures that no rule matches. */
export function plansOf(policy: Policy, rule: Rule | undefined): Plan[] {
  const plans = new Map<string, Plan>();
  for (const reason of rule ? reasonsOf(rule) : FAILURE_REASONS) {
    const timetable = timetableFor(policy, { reason }, rule, {});
    const waits = waitsOf(timetable);
    const key = JSON.stringify([timetable.retries, waits]);
    const reasons = [...(plans.get(key)?.reasons ?? []), reason];
    plans.set(key, { timetable, waits, ...plans.get(key), reasons });
  }
  return [...plans.values()];
}

function waitsOf(timetable: Timetable): WaitRange[] {
  const waits: WaitRange[] = [];
  let earliest = 0;
  for (let attempt = 1; attempt <= timetable.retries; attempt += 1) {
    const wait = waitRange(attempt, timetable);
    earliest += wait.from;
    if (earliest > timetable.within) break;
    waits.push(wait);
  }
  return waits;
}
