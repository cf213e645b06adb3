import type { Signature } from '../signatures/signature.ts';
import { type Alternative, alternativesOf } from './alternatives.ts';

// Compiling patterns is most of what a first judgement costs, and trying each on every line would be most of
// the others. So only those alternatives of a pattern are compiled and tried whose word stands in the line. To
// look for one word after the other is fastest for the few lines that most judgements take; for more, an index
// tells by three characters which words may end there.
const LINES_WITHOUT_INDEX = 10;
const ENDING = 3;
const BUCKETS = 1 << 12;

interface Trial {
  readonly signature: Signature;
  readonly alternative: Alternative;
}

interface Word {
  readonly text: string;
  /** Of the trial that requires it. */
  readonly position: number;
}

/** A list of signatures, and a way to find the first that a line matches without trying them all. */
export class SignatureIndex {
  private readonly signatures: readonly Signature[];
  private readonly compiled = new Map<Alternative, RegExp>();
  private linesAsked = 0;
  private words: WordIndex | undefined;

  constructor(signatures: readonly Signature[]) {
    this.signatures = signatures;
  }

  /** The first signature of the list that a line matches. */
  firstMatch(text: string): Signature | undefined {
    for (const { signature, alternative } of this.candidates(text.toLowerCase())) {
      if (this.patternOf(alternative).test(text)) return signature;
    }
    return undefined;
  }

  /** Whether any of some lines may match: where none does, there is no need to look at each. */
  mayMatch(lines: string): boolean {
    return !trialsFor(lines.toLowerCase(), this.signatures).next().done;
  }

  private candidates(lower: string): Iterable<Trial> {
    this.linesAsked += 1;
    if (this.linesAsked <= LINES_WITHOUT_INDEX) return trialsFor(lower, this.signatures);
    this.words ??= new WordIndex(this.signatures);
    return this.words.trialsFor(lower);
  }

  private patternOf(alternative: Alternative): RegExp {
    const known = this.compiled.get(alternative);
    if (known) return known;
    const pattern = new RegExp(alternative.source, alternative.flags);
    this.compiled.set(alternative, pattern);
    return pattern;
  }
}

/** The alternatives that a text in lower case may match, in the order of their signatures. */
function* trialsFor(lower: string, signatures: readonly Signature[]): Generator<Trial, undefined> {
  for (const signature of signatures) {
    for (const alternative of alternativesOf(signature)) {
      const { words } = alternative;
      if (words === undefined || words.some((word) => lower.includes(word))) yield { signature, alternative };
    }
  }
}

/** Finds the same alternatives by the last three characters of their words. */
class WordIndex {
  private readonly trials: Trial[] = [];
  /** For each hash of three characters, the words that end with them. */
  private readonly buckets: (Word[] | undefined)[] = [];
  private readonly alwaysTried: number[] = [];

  constructor(signatures: readonly Signature[]) {
    for (const signature of signatures) {
      for (const alternative of alternativesOf(signature)) this.add({ signature, alternative });
    }
  }

  trialsFor(lower: string): readonly Trial[] {
    const found = new Set(this.alwaysTried);
    for (let end = ENDING; end <= lower.length; end += 1) {
      for (const { text, position } of this.buckets[hash(lower, end)] ?? []) {
        if (lower.endsWith(text, end)) found.add(position);
      }
    }
    const positions = [...found].sort((left, right) => left - right);
    return positions.flatMap((position) => this.trials[position] ?? []);
  }

  private add(trial: Trial): void {
    const position = this.trials.push(trial) - 1;
    const { words } = trial.alternative;
    if (words === undefined) this.alwaysTried.push(position);
    for (const text of words ?? []) {
      const key = hash(text, text.length);
      this.buckets[key] ??= [];
      this.buckets[key].push({ text, position });
    }
  }
}

/** Of the three characters before `end`. */
function hash(text: string, end: number): number {
  const mixed = (text.charCodeAt(end - 3) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1);
  return mixed & (BUCKETS - 1);
}
