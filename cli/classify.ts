import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { classify } from '../functions/policy/classify.ts';
import { isPassing } from '../functions/policy/failure.ts';

// `npm run --silent classify`: JSON lines {"message": "<log tail>"} in, one JSON line out for each, in order.
// A line that cannot be read is answered with its error, and makes the exit code 1.

const Tail = v.object({ message: v.string() });

let number = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  number += 1;
  if (line.trim() === '') continue;
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}

function answer(line: string): object {
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
