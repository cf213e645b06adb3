import { matchesGlob } from '../glob.ts';

/** No text of Valohai's has it, so that only a star can match it. */
const ANYTHING = '\u0000';

/** Whether a glob matches every text that another one matches. */
export function coversGlob(glob: string, other: string): boolean {
  return matchesGlob(glob, other.replaceAll('*', ANYTHING));
}

/** Whether there is a text that both globs match. */
export function overlap(one: string, other: string): boolean {
  if (one === '' || other === '') return (one + other).replaceAll('*', '') === '';
  if (one.startsWith('*')) return overlap(one.slice(1), other) || overlap(one, other.slice(1));
  if (other.startsWith('*')) return overlap(other, one);
  return one.charAt(0) === other.charAt(0) && overlap(one.slice(1), other.slice(1));
}
