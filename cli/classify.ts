import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { classify } from '../functions/policy/classify.ts';
import { isPassing } from '../functions/policy/failure.ts';
import { readWords, run, UsageError } from './command.ts';
import { printable } from './printable.ts';

const HELP = `
npm run --silent classify < TAILS

Judges log tails as a failed execution's would be, without Valohai. Reads JSON lines {"message": "<log tail>"}
and prints for each, in order, one JSON line: its reason, whether that is passing, the signature that matched and
the line that decided. A line that cannot be read is answered with its error, and makes the exit code 1.

  echo '{"message": "KeyError: 1"}' | npm run --silent classify`;

const Tail = v.pipe(v.string(), v.parseJson(), v.object({ message: v.string() }));
const LONGEST_SHOWN = 60;

await run(async () => {
  const { positionals } = readWords({}, HELP);
  if (positionals.length > 0) throw new UsageError('The tails are read from standard input.');
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    // This also takes off the byte order mark with which some editors begin a file.
    const text = line.trim();
    if (text !== '') process.stdout.write(`${JSON.stringify(answer(text, number))}\n`);
  }
});

function answer(text: string, number: number): object {
  const { success, output } = v.safeParse(Tail, text);
  if (success) return judge(output.message);
  const error = `expected {"message": "…"} on one line, found ${shown(text)}`;
  process.stderr.write(`line ${number}: ${error}\n`);
  process.exitCode = 1;
  return { error };
}

function shown(text: string): string {
  const line = printable(text);
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

function judge(message: string): object {
  const { reason, signature = null, line = null } = classify({ log: [{ stream: 'stderr', message }] });
  return { reason, passing: isPassing(reason), signature, line };
}
