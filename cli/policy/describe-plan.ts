import { formatDuration } from '../../functions/policy/duration.ts';
import type { Plan } from '../../functions/policy/examine/plan.ts';
import { SHORTEST_WAIT, type WaitRange } from '../../functions/policy/timetable.ts';

/** When the retries start: `1st retry after 60–90 s, 2nd after 2–3 min, given up after at most 5 min`. */
export function describePlan({ timetable, waits }: Plan): string {
  const [first, ...later] = waits;
  if (first === undefined) return 'not retried';
  const retries = [
    `1st retry after ${describeRange(first)}`,
    ...later.map((wait, index) => `${ordinal(index + 2)} after ${describeRange(wait)}`),
  ];
  const longest = waits.reduce((sum, { to }) => sum + to, 0);
  const end = Math.min(longest, timetable.within);
  return `${retries.join(', ')}, given up after at most ${formatDuration(Math.ceil(end / SHORTEST_WAIT) * SHORTEST_WAIT)}`;
}

function ordinal(attempt: number): string {
  return attempt === 2 ? '2nd' : attempt === 3 ? '3rd' : `${attempt}th`;
}

/** `60–90 s`, `2–3 min`, `1–1.5 h`. */
export function describeRange({ from, to }: WaitRange): string {
  if (to < 120) return describe(from, to, 1, 's');
  if (to < 7_200) return describe(from, to, 60, 'min');
  return describe(from, to, 3_600, 'h');
}

function describe(from: number, to: number, unit: number, name: string): string {
  const [least, most] = [from, to].map((seconds) => Math.round((seconds / unit) * 10) / 10);
  return least === most ? `${least} ${name}` : `${least}–${most} ${name}`;
}
