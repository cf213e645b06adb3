import type { ToldFailure } from './tally.ts';

/** Failures of one kind that nothing in the catalogue explains; the newest shows how it looks. */
export interface Unplaced {
  readonly newest: ToldFailure;
  readonly others: readonly ToldFailure[];
}

/** What differs between two runs that end the same way: counts, times, addresses and ids. */
const VARYING = /0x[0-9a-f]+|[0-9a-f]{8,}|\d+/gi;

/** The failures that nothing in the catalogue explains, those together that end alike, the most frequent first. */
export function findUnplaced(failures: readonly ToldFailure[]): Unplaced[] {
  const alike = Map.groupBy(failures.filter(isUnplaced), ({ step, lastLines }) =>
    JSON.stringify([step, lastLines.at(-1)?.replace(VARYING, '#')]),
  );
  return [...alike.values()]
    .flatMap(([newest, ...others]) => (newest === undefined ? [] : [{ newest, others }]))
    .sort((one, other) => other.others.length - one.others.length);
}

/** An error that no signature knows is guessed to be permanent; people may know better. */
function isUnplaced({ reason, signature, said }: ToldFailure): boolean {
  return said === undefined && (reason === 'unknown' || signature === undefined);
}
