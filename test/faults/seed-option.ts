import { readWholeNumber } from '../../cli/whole-number.ts';

const LARGEST_SEED = 999_999;

/**
 * The seed of a run that draws at random: any, if none is asked for.
 *
 * @throws UsageError if it is not a whole number from 0 to 999999
 */
export function readSeed(option: string | undefined): number {
  return readWholeNumber('--seed', option ?? String(Date.now() % LARGEST_SEED), 0, LARGEST_SEED);
}
