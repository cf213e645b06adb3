import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { classify } from '../functions/policy/classify.ts';
import { isPassing } from '../functions/policy/failure.ts';

const Tail = v.object({ message: v.string() });

/** Judges JSON lines from standard input, one JSON line for each, in order. */
let number = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  number += 1;
  if (line.trim() === '') continue;
  process.stdout.write(`${JSON.stringify(judge(line))}\n`);
}

function judge(line: string): object {
  try {
    const { message } = v.parse(Tail, JSON.parse(line));
    const log = message.split('\n').map((text) => ({ stream: 'stderr' as const, message: text }));
    const { reason, signature, line: deciding } = classify({ log });
    return { reason, passing: isPassing(reason), signature, line: deciding };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    process.stderr.write(`line ${number}: ${problem}\n`);
    process.exitCode = 1;
    return { error: problem };
  }
}
