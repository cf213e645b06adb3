import type { Signature } from '../signatures/signature.ts';
import { type Alternative, alternativesOf } from './alternatives.ts';

// Compiling patterns is most of what a first judgement costs, and trying each on every line would be most of
// the others. So only those of a signature's patterns are compiled and tried whose word stands in the line. To
// look for one word after the other is fastest for the few texts that most judgements take; for more, an index
// tells by three characters which words may end there.
const TEXTS_WITHOUT_INDEX = 10;
const ENDING = 3;
const PLACES = 4096;

/** A pattern that a text may match. */
interface Trial {
  readonly signature: Signature;
  readonly alternative: Alternative;
  /** Its place in the order of all. */
  readonly position: number;
}

interface Word {
  readonly text: string;
  /** The trial that requires it. */
  readonly of: Trial;
}

/** A list of signatures, and a way to find the first that a line matches without trying them all. */
export class SignatureIndex {
  private readonly trials: readonly Trial[];
  private readonly compiled = new Map<Alternative, RegExp>();
  private textsAsked = 0;
  private words: WordIndex | undefined;

  constructor(signatures: readonly Signature[]) {
    this.trials = signatures
      .flatMap((signature) => alternativesOf(signature).map((alternative) => ({ signature, alternative })))
      .map((trial, position) => ({ ...trial, position }));
  }

  /** The first signature of the list that a line matches. */
  firstMatch(text: string): Signature | undefined {
    for (const { signature, alternative } of this.trialsFor(text)) {
      if (this.patternOf(alternative).test(text) && !signature.unless?.test(text)) return signature;
    }
    return undefined;
  }

  /** Whether any of some lines may match: where none does, there is no need to look at each. */
  mayMatch(lines: string): boolean {
    for (const _ of this.trialsFor(lines)) return true;
    return false;
  }

  /** The patterns that a text may match, in the order of their signatures. */
  private trialsFor(text: string): Iterable<Trial> {
    const lower = text.toLowerCase();
    // Stryker disable next-line AssignmentOperator: with and without index the same is found
    this.textsAsked += 1;
    // Stryker disable next-line ConditionalExpression,EqualityOperator: with and without index the same is found
    if (this.textsAsked <= TEXTS_WITHOUT_INDEX) return lookForEach(this.trials, lower);
    this.words ??= new WordIndex(this.trials);
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

function* lookForEach(trials: readonly Trial[], lower: string): Generator<Trial, undefined> {
  for (const trial of trials) {
    const { words } = trial.alternative;
    if (words === undefined || words.some((word) => lower.includes(word))) yield trial;
  }
}

/** Finds the same by the last three characters of the words. */
class WordIndex {
  private readonly alwaysTried: readonly Trial[];
  /** For each hash of three characters, the words that end with them. */
  private readonly endings: readonly (readonly Word[] | undefined)[];

  constructor(trials: readonly Trial[]) {
    // Stryker disable next-line MethodExpression,ConditionalExpression: whoever is tried in vain only takes time
    this.alwaysTried = trials.filter(({ alternative }) => alternative.words === undefined);
    const words = trials.flatMap((of) => of.alternative.words?.map((text) => ({ text, of })) ?? []);
    const byHash = Map.groupBy(words, ({ text }) => hash(text, text.length));
    // Each character of a log is looked up here, for which an array is three times faster than a map.
    this.endings = Array.from({ length: PLACES }, (_, place) => byHash.get(place));
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
    return [...found].sort((left, right) => left.position - right.position);
  }
}

/** Of the three characters before `end`. */
// Stryker disable next-line BlockStatement: words that share a hash are told apart; fewer of them only saves time
function hash(text: string, end: number): number {
  const mixed = (text.charCodeAt(end - 3) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1);
  return mixed % PLACES;
}
