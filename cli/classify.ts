import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { classify } from '../functions/policy/classify.ts';
import { isPassing } from '../functions/policy/failure.ts';
import { readWords, run, UsageError } from './command.ts';

const HELP = `
npm run --silent classify < TAILS

Judges log tails as a failed execution's would be, without Valohai. Reads JSON lines {"message": "<log tail>"}
and prints for each, in order, one JSON line: its reason, whether that is passing, the signature that matched and
the line that decided. A line that cannot be read is answered with its error, and makes the exit code 1.

  echo '{"message": "KeyError: 1"}' | npm run --silent classify`;

const Tail = v.object({ message: v.string() });

await run(async () => {
  const { positionals } = readWords({}, HELP);
  if (positionals.length > 0) throw new UsageError('The tails are read from standard input.');
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answer(line, number))}\n`);
  }
});

function answer(line: string, number: number): object {
  try {
    return judge(v.parse(Tail, JSON.parse(line)).message);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    process.stderr.write(`line ${number}: ${problem}\n`);
    process.exitCode = 1;
    return { error: problem };
  }
}

function judge(message: string): object {
  const { reason, signature = null, line = null } = classify({ log: [{ stream: 'stderr', message }] });
  return { reason, passing: isPassing(reason), signature, line };
}
