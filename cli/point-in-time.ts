import { formatDuration } from '../functions/policy/duration.ts';

/** `2026-01-31 08:05:00 UTC`; what is no time is said to be unknown. */
export function inUtc(time: Date): string {
  if (Number.isNaN(time.getTime())) return 'at an unknown time';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How far ahead a time lies: `in 45 s`, or `now`. */
export function untilThen(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  return seconds < 1 ? 'now' : `in ${formatDuration(seconds)}`;
}
