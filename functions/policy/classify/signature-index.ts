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
    const frequency = countRuns(wanted.flatMap((literals) => literals ?? []));
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

  private add(run: string, position: number): void {
    const bucket = hash(run, 0);
    const known = this.buckets[bucket];
    if (known === undefined) this.buckets[bucket] = [position];
    else if (!known.includes(position)) known.push(position);
  }
}

function hash(text: string, start: number): number {
  const mixed =
    (text.charCodeAt(start) << 10) ^ (text.charCodeAt(start + 1) << 5) ^ text.charCodeAt(start + 2);
  return mixed & (BUCKETS - 1);
}

function runsOf(literal: string): string[] {
  return Array.from({ length: literal.length - RUN + 1 }, (_, start) => literal.slice(start, start + RUN));
}

function countRuns(literals: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of literals.flatMap(runsOf)) counts.set(run, (counts.get(run) ?? 0) + 1);
  return counts;
}

/** What few signatures ask for is rare in logs, too. */
function rarestRun(literal: string, frequency: ReadonlyMap<string, number>): string {
  const rarity = (run: string) => frequency.get(run) ?? 0;
  return runsOf(literal).reduce((best, run) => (rarity(run) < rarity(best) ? run : best));
}
