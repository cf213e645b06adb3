import type { KnownNames } from './known-names.ts';
import { printable, printableJson } from './printable.ts';

/** Writes lines for people to standard output. None of them can become two, or steer the terminal. */
export function say(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

/** Writes one JSON value for machines to standard output. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${printableJson(value)}\n`);
}

/** Says on standard error why ids stand where people expect names. */
export function excuseMissingNames({ problem }: KnownNames): void {
  if (problem === undefined) return;
  process.stderr.write(`${printable(`Valohai could not be asked for names: ${problem}`)}\n`);
}
