import { UsageError } from './command.ts';

/**
 * Reads a whole number that was given on the command line.
 *
 * @param option its name, with its two dashes
 * @throws UsageError with what was found and what was expected
 */
export function readWholeNumber(option: string, found: string, fewest: number, most: number): number {
  const number = Number(found);
  if (/^\d+$/.test(found) && number >= fewest && number <= most) return number;
  throw new UsageError(`${option}: found ${found}, expected a whole number from ${fewest} to ${most}`);
}
