import { matchesGlob } from '../glob.ts';

/** No text of Valohai's has it, so that only a star can match it. */
const ANYTHING = '\u0000';

/** Whether a glob matches every text that another one matches. */
export function coversGlob(glob: string, other: string): boolean {
  return matchesGlob(glob, other.replaceAll('*', ANYTHING));
}

/** Whether there is a text that both globs match: whether one can walk to the end of both at once. */
export function overlap(one: string, other: string): boolean {
  const seen = new Set<string>();
  const open: [number, number][] = [[0, 0]];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const [here, there] = place;
    if (here === one.length && there === other.length) return true;
    if (seen.has(`${here} ${there}`)) continue;
    seen.add(`${here} ${there}`);
    const [mine, its] = [one.charAt(here), other.charAt(there)];
    // A star is left behind, or takes the next of the other; equal characters are taken together.
    if (mine === '*' || its === '*') {
      if (mine !== '') open.push([here + 1, there]);
      if (its !== '') open.push([here, there + 1]);
    } else if (mine === its) open.push([here + 1, there + 1]);
  }
  return false;
}
