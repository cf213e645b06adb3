import type { Signature } from '../signatures/signature.ts';
import { type Alternative, alternativesOf } from './alternatives.ts';

// Compiling patterns is most of what a first judgement costs, and trying each on every line would be most of
// the others. So only those alternatives of a pattern are compiled and tried whose word stands in the line. To
// look for one word after the other is fastest for the few lines that most judgements take; for more, an index
// tells by three characters which words may end there.
const LINES_WITHOUT_INDEX = 10;
const ENDING = 3;
const HASH = 0xfff;

interface Trial {
  readonly signature: Signature;
  readonly alternative: Alternative;
}

/** A trial and its place in the order of all. */
interface Placed {
  readonly trial: Trial;
  readonly position: number;
}

interface Word {
  readonly text: string;
  /** The trial that requires it. */
  readonly of: Placed;
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
    // Stryker disable next-line AssignmentOperator: with and without index the same is found
    this.linesAsked += 1;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: with and without index the same is found
    if (this.linesAsked <= LINES_WITHOUT_INDEX) return trialsFor(lower, this.signatures);
    this.words ??= new WordIndex(this.signatures);
    return this.words.trialsFor(lower);
  }

  private patternOf(alternative: Alternative): RegExp {
    const known = this.compiled.get(alternative);
    // Stryker disable next-line ConditionalExpression: what is kept only saves time
    if (known) return known;
    const pattern = new RegExp(alternative.source, alternative.flags);
    // Stryker disable next-line CallExpression: what is kept only saves time
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
  private readonly alwaysTried: readonly Placed[];
  /** For each hash of three characters, the words that end with them. */
  private readonly endings: Readonly<Partial<Record<number, readonly Word[]>>>;

  constructor(signatures: readonly Signature[]) {
    const trials = signatures
      .flatMap((signature) => alternativesOf(signature).map((alternative) => ({ signature, alternative })))
      .map((trial, position) => ({ trial, position }));
    // Stryker disable next-line MethodExpression,ConditionalExpression: whoever is tried in vain only takes time
    this.alwaysTried = trials.filter(({ trial }) => trial.alternative.words === undefined);
    const words = trials.flatMap((of) => of.trial.alternative.words?.map((text) => ({ text, of })) ?? []);
    this.endings = Object.groupBy(words, ({ text }) => hash(text, text.length));
  }

  trialsFor(lower: string): readonly Trial[] {
    const found = new Set(this.alwaysTried);
    for (let end = ENDING; end <= lower.length; end += 1) {
      const words = this.endings[hash(lower, end)];
      if (words === undefined) continue;
      for (const { text, of } of words) {
        // Stryker disable next-line ConditionalExpression: whoever is tried in vain only takes time
        if (lower.endsWith(text, end)) found.add(of);
      }
    }
    return [...found].sort((left, right) => left.position - right.position).map(({ trial }) => trial);
  }
}

/** Of the three characters before `end`. */
// Stryker disable next-line BlockStatement: words that share a hash are told apart; fewer of them only saves time
function hash(text: string, end: number): number {
  const mixed = (text.charCodeAt(end - 3) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1);
  return mixed & HASH;
}
