const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** What a duration may look like, for error messages. */
export const DURATION_FORM = 'seconds such as 60, or a duration such as 90s, 15m, 24h or 2d';

/**
 * Reads a duration as people write it: a number of seconds, or digits with a unit (`90s`, `15m`, `24h`, `2d`).
 *
 * @returns whole seconds, or undefined when it is not a duration
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= 0 ? Math.round(value) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const parts = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([smhd]?)\s*$/.exec(value);
  if (parts === null) return undefined;
  const [, amount, unit] = parts;
  return Math.round(Number(amount) * (UNITS[unit === '' || unit === undefined ? 's' : unit] ?? 1));
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
