const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Longer than anything is worth waiting for, and short enough for every date that is reckoned with it. */
const LONGEST = 365 * 86_400;

/** What a duration may look like, for error messages. */
export const DURATION_FORM = 'seconds such as 60, or a duration such as 90s, 15m, 24h or 2d, of at most 365d';

/**
 * Reads a duration as people write it: a number of seconds, or digits with a unit (`90s`, `15m`, `24h`, `2d`).
 *
 * @returns whole seconds, or undefined when it is not a duration or longer than a year
 */
export function parseDuration(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? secondsIn(value.trim()) : value;
  const isDuration = typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST;
  return isDuration ? Math.round(seconds) : undefined;
}

function secondsIn(text: string): number | undefined {
  if (!/^\d+(?:\.\d+)?\s*[smhd]?$/.test(text)) return undefined;
  return Number.parseFloat(text) * (SECONDS[text.slice(-1)] ?? 1);
}

/** Writes seconds as people read them: `45 s`, `2 min`, `2 min 30 s`, `3 h`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return twoParts(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return twoParts(whole, 3_600, 'h', 60, 'min');
  return twoParts(whole, 86_400, 'd', 3_600, 'h');
}

function twoParts(
  seconds: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.floor((seconds % large) / small);
  const first = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}
