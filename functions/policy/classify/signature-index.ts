import type { SignatureRole } from '../signatures/signature.ts';
import type { PatternTable, SignatureRow } from './pattern-table.ts';

/** Finds the first signature of a table that a line matches, without trying all patterns. */
export class SignatureIndex {
  private readonly table: PatternTable;
  private readonly index: WordIndex;
  private readonly compiled = new Map<string, RegExp>();

  constructor(table: PatternTable) {
    this.table = table;
    this.index = new WordIndex(table.words);
  }

  /** The first signature that a line matches; of one role, if it is given. */
  firstMatch(text: string, role?: SignatureRole): SignatureRow | undefined {
    for (const place of this.placesFor(text)) {
      const signature = at(this.table.signatures, place);
      const counts = role === undefined || signature.role === role;
      if (counts && this.isMatched(signature, at(this.table.sources, place), text)) return signature;
    }
    return undefined;
  }

  /** Words of which some lines hold at least one in each line that matches a signature of a role. */
  wordsOf(role: SignatureRole, lines: string): readonly string[] {
    const { signatures, words, wordOwners, wordless } = this.table;
    const lower = lines.toLowerCase();
    const counts = (place: number) => at(signatures, place).role === role;
    // What no word is known for may stand in any line, as nothing does.
    if (wordless.some(counts)) return [''];
    return words.filter((word, place) => counts(at(wordOwners, place)) && lower.includes(word));
  }

  /** The places of the patterns that a text may match, in their order. */
  private placesFor(text: string): number[] {
    const { wordOwners, wordless } = this.table;
    const found = new Set(wordless);
    for (const word of this.index.wordsIn(text.toLowerCase())) found.add(at(wordOwners, word));
    return [...found].sort((left, right) => left - right);
  }

  private isMatched({ flags, unless }: SignatureRow, source: string, text: string): boolean {
    if (!this.compile(source, flags).test(text)) return false;
    return unless === undefined || !this.compile(unless, 'i').test(text);
  }

  /** Compiling is most of what a first judgement costs, so it is done once and only where it is needed. */
  private compile(source: string, flags: string): RegExp {
    const key = `${flags}/${source}`;
    const known = this.compiled.get(key);
    // Stryker disable next-line ConditionalExpression: what is kept only saves time
    if (known) return known;
    const pattern = new RegExp(source, flags);
    // Stryker disable next-line CallExpression: what is kept only saves time
    this.compiled.set(key, pattern);
    return pattern;
  }
}

const BUCKETS = 1 << 15;

/** Finds the words that a text holds by the first three characters of each: fewer begin alike than end alike. */
class WordIndex {
  private readonly words: readonly string[];
  /** For each hash of three characters, the number of the last word that begins with them: from 1, 0 for none. */
  private readonly last = new Uint16Array(BUCKETS);
  /** For each word's number, that of the one before it with the same hash. */
  private readonly previous: Uint16Array;

  constructor(words: readonly string[]) {
    this.words = words;
    this.previous = new Uint16Array(words.length + 1);
    words.forEach((word, place) => {
      const bucket = hash(word, 0);
      this.previous[place + 1] = this.last[bucket] ?? 0;
      this.last[bucket] = place + 1;
    });
  }

  /** The places of the words that stand in a text, which is in lower case. */
  wordsIn(lower: string): number[] {
    const found: number[] = [];
    // Stryker disable next-line EqualityOperator: where a text ends no word begins
    for (let start = 0; start < lower.length; start += 1) {
      for (let number = this.last[hash(lower, start)]; number; number = this.previous[number]) {
        // Stryker disable next-line ConditionalExpression: whoever is tried in vain only takes time
        if (lower.startsWith(at(this.words, number - 1), start)) found.push(number - 1);
      }
    }
    return found;
  }
}

/** Of the three characters from `start` on. */
// Stryker disable next-line BlockStatement: words that share a hash are told apart; fewer of them only saves time
function hash(text: string, start: number): number {
  const mixed =
    (text.charCodeAt(start) << 10) ^ (text.charCodeAt(start + 1) << 5) ^ text.charCodeAt(start + 2);
  return mixed % BUCKETS;
}

/** What stands in a column at a place that it has. */
function at<Value>(column: ArrayLike<Value>, place: number): Value {
  const value = column[place];
  // Stryker disable next-line all: no column is asked for a place that it does not have
  if (value === undefined) throw new RangeError(`no place ${place} in a column of ${column.length}`);
  return value;
}
