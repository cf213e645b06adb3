import type { Signature } from '../signatures/signature.ts';
import { requiredLiterals } from './required-literals.ts';

// Trying every pattern on every line would take most of the time, so a line is first searched for three
// characters in a row that only few patterns ask for; only those patterns are tried.
const RUN = 3;
const BUCKETS = 1 << 15;

/** A list of signatures, and a way to find the first that a line matches without trying them all. */
export class SignatureIndex {
  private readonly signatures: readonly Signature[];
  /** For each hash of three characters, the positions of the signatures that may match a line with them. */
  private readonly buckets: (number[] | undefined)[] = new Array(BUCKETS);
  private readonly alwaysTried: number[] = [];

  constructor(signatures: readonly Signature[]) {
    this.signatures = signatures;
    const wanted = signatures.map(({ pattern }) => requiredLiterals(pattern));
    const frequency = countRuns(wanted);
    for (const [position, literals] of wanted.entries()) {
      if (literals === undefined) this.alwaysTried.push(position);
      else for (const literal of literals) this.add(rarestRun(literal, frequency), position);
    }
  }

  /** The first signature of the list that a line matches. */
  firstMatch(text: string): Signature | undefined {
    for (const position of this.candidates(text.toLowerCase())) {
      const signature = this.signatures[position];
      if (signature?.pattern.test(text)) return signature;
    }
    return undefined;
  }

  private candidates(lower: string): Iterable<number> {
    const found = new Set(this.alwaysTried);
    for (let start = 0; start + RUN <= lower.length; start += 1) {
      const bucket = this.buckets[hash(lower, start)];
      if (bucket !== undefined) for (const position of bucket) found.add(position);
    }
    return [...found].sort((left, right) => left - right);
  }

  private add(run: number, position: number): void {
    const known = this.buckets[run];
    if (known === undefined) this.buckets[run] = [position];
    else if (!known.includes(position)) known.push(position);
  }
}

/** Of the three characters from `start`. */
function hash(text: string, start: number): number {
  const mixed =
    (text.charCodeAt(start) << 10) ^ (text.charCodeAt(start + 1) << 5) ^ text.charCodeAt(start + 2);
  return mixed & (BUCKETS - 1);
}

function countRuns(wanted: readonly (readonly string[] | undefined)[]): Uint16Array {
  const counts = new Uint16Array(BUCKETS);
  for (const literals of wanted) {
    for (const literal of literals ?? []) {
      for (let start = 0; start + RUN <= literal.length; start += 1) {
        const run = hash(literal, start);
        counts[run] = (counts[run] ?? 0) + 1;
      }
    }
  }
  return counts;
}

/** What few signatures ask for is rare in logs, too. */
function rarestRun(literal: string, frequency: Uint16Array): number {
  let rarest = hash(literal, 0);
  for (let start = 1; start + RUN <= literal.length; start += 1) {
    const run = hash(literal, start);
    if ((frequency[run] ?? 0) < (frequency[rarest] ?? 0)) rarest = run;
  }
  return rarest;
}
