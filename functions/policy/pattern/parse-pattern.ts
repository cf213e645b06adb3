/** A regular expression, taken apart. */
export type Part =
  /** One character that this expression matches. */
  | { readonly kind: 'character'; readonly source: string }
  /** A place between characters. */
  | { readonly kind: 'place'; readonly at: Place }
  /** Ways to match, each of them parts that follow one another. */
  | { readonly kind: 'choice'; readonly ways: readonly (readonly Part[])[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number };

export type Place = '^' | '$' | '\\b' | '\\B';

/** A regular expression that cannot be used. Its message completes "expected …" and says how to write it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** Written out, counted repetitions and all, a pattern has at most so many characters. */
export const MOST_CHARACTERS = 200;

/** A class, an escape or any other character. */
const ONE_CHARACTER = /\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|.)|./isy;

const LINEAR = 'which could take longer than a log is worth';

/**
 * Takes a regular expression of JavaScript apart, without the flags `u`, `v` and `m`.
 *
 * @throws PatternError for what is no regular expression, and for what cannot be matched in linear time:
 *   look-around, back-references, a repetition inside a repetition, and very large counted ones
 */
export function parsePattern(source: string): Part {
  requireRegularExpression(source);
  const pattern = new PatternReader(source).choice();
  if (lengthOf(pattern) > MOST_CHARACTERS) {
    throw new PatternError(
      `a regular expression of at most ${MOST_CHARACTERS} characters, its counted repetitions written out: ` +
        'where a number such as {0,1000} does not matter, write *',
    );
  }
  return pattern;
}

class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  choice(): Part {
    const ways = [this.#sequence()];
    while (this.#take(/\|/y)) ways.push(this.#sequence());
    return { kind: 'choice', ways };
  }

  #sequence(): readonly Part[] {
    const parts: Part[] = [];
    // What stands after the end is empty, which every text includes.
    while (!'|)'.includes(this.#source.charAt(this.#at))) {
      parts.push(this.#repeated(this.#at, this.#single()));
    }
    return parts;
  }

  #single(): Part {
    const group = this.#take(/\((?:\?[^>]*?(?:[:=!]|>))?/y);
    if (group) return this.#group(group[0]);
    const place = this.#take(/\^|\$|\\[bB]/y)?.[0];
    if (isPlace(place)) return { kind: 'place', at: place };
    const reference = this.#take(/\\(?:\d|k<)/y)?.[0];
    if (reference !== undefined) {
      throw new PatternError(
        `a regular expression without back-references (${reference}), ${LINEAR}: write out what may stand there`,
      );
    }
    const start = this.#at;
    this.#take(ONE_CHARACTER);
    return { kind: 'character', source: this.#source.slice(start, this.#at) };
  }

  #group(opening: string): Part {
    if (/[=!]/.test(opening)) {
      throw new PatternError(
        `a regular expression without look-around (${opening}…), ${LINEAR}: use a further condition, ` +
          'or a rule before this one',
      );
    }
    if (opening.endsWith(':') && opening !== '(?:') {
      throw new PatternError(`a regular expression without flags inside (${opening}…): write /…/i`);
    }
    const inside = this.choice();
    this.#take(/\)/y);
    return inside;
  }

  #repeated(start: number, part: Part): Part {
    const found = this.#take(/([*+?]|\{(\d+)(,)?(\d*)\})\??/y);
    if (!found) return part;
    const [, how, count, comma, limit] = found;
    const least = how === '+' ? 1 : Number(count ?? 0);
    const most = how === '?' ? 1 : limit ? Number(limit) : count && !comma ? least : Number.POSITIVE_INFINITY;
    if (most === Number.POSITIVE_INFINITY && isEndless(part)) {
      const shown = this.#source.slice(start, this.#at);
      throw new PatternError(
        `a regular expression without a repetition inside a repetition (${shown}), ${LINEAR}: ` +
          'let only one of them repeat, as in a+ instead of (a+)+',
      );
    }
    return { kind: 'repeat', part, least, most };
  }

  #take(token: RegExp): RegExpExecArray | null {
    token.lastIndex = this.#at;
    const found = token.exec(this.#source);
    if (found) this.#at = token.lastIndex;
    return found;
  }
}

function requireRegularExpression(source: string): void {
  try {
    new RegExp(source);
  } catch {
    throw new PatternError('a regular expression that JavaScript knows');
  }
}

function isPlace(text: string | undefined): text is Place {
  return text !== undefined;
}

/** Whether any number of characters can match. */
function isEndless(part: Part): boolean {
  if (part.kind === 'repeat') return part.most === Number.POSITIVE_INFINITY || isEndless(part.part);
  return part.kind === 'choice' && part.ways.flat().some(isEndless);
}

/** How many characters it has with its repetitions written out; `a{2,}` is `aaa*`. */
function lengthOf(part: Part): number {
  switch (part.kind) {
    case 'character':
    case 'place':
      return 1;
    case 'choice':
      return part.ways.flat().reduce((length, inner) => length + lengthOf(inner), 0);
    case 'repeat': {
      const times = part.most === Number.POSITIVE_INFINITY ? part.least + 1 : part.most;
      // Empty groups are copied too.
      return Math.max(lengthOf(part.part), 1) * times;
    }
  }
}
