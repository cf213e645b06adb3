import { type Part, type Place, parsePattern } from './parse-pattern.ts';

/** What comes next while a pattern is being matched. Steps that read stand between any number of others. */
type Step =
  | { readonly kind: 'read'; readonly id: number; readonly reads: Characters; readonly then: Step }
  | { readonly kind: 'place'; readonly id: number; readonly at: Place; readonly then: Step }
  | { readonly kind: 'fork'; readonly id: number; readonly ways: Step[] }
  | { readonly kind: 'end'; readonly id: number };

type Read = Extract<Step, { kind: 'read' }>;

/**
 * A regular expression whose matching takes time in proportion to the text, whatever stands in it: all the
 * ways to match are followed side by side (Thompson 1968), where JavaScript's own engine tries one after the
 * other. V8 has such an engine too, but not for the flag `i` and not for counted repetitions above 16.
 */
export class LinearPattern {
  readonly #start: Step;
  #steps = 0;

  /**
   * @param flags `i` or nothing
   * @throws PatternError
   */
  constructor(source: string, flags: string) {
    const end: Step = { kind: 'end', id: this.#nextId() };
    this.#start = this.#before(parsePattern(source), end, flags);
  }

  /** Whether it matches somewhere in the text. */
  test(text: string): boolean {
    const seenAt = new Int32Array(this.#steps).fill(-1);
    let reached = [this.#start];
    for (let position = 0; position <= text.length; position += 1) {
      const reads = readsFrom(reached, text, position, seenAt);
      if (reads === 'end') return true;
      const code = text.charCodeAt(position);
      // A match can begin at every position.
      reached = [this.#start];
      for (const read of reads) if (read.reads.has(code)) reached.push(read.then);
    }
    return false;
  }

  /** The first step of what matches a part and then goes on. */
  #before(part: Part, then: Step, flags: string): Step {
    switch (part.kind) {
      case 'character':
        return { kind: 'read', id: this.#nextId(), reads: new Characters(part.source, flags), then };
      case 'place':
        return { kind: 'place', id: this.#nextId(), at: part.at, then };
      case 'choice':
        return this.#fork(part.ways.map((way) => this.#beforeAll(way, then, flags)));
      case 'repeat':
        return this.#beforeRepeat(part, then, flags);
    }
  }

  #beforeAll(parts: readonly Part[], then: Step, flags: string): Step {
    return parts.reduceRight((next, part) => this.#before(part, next, flags), then);
  }

  #beforeRepeat({ part, least, most }: Extract<Part, { kind: 'repeat' }>, then: Step, flags: string): Step {
    let next = then;
    if (most === Number.POSITIVE_INFINITY) {
      const ways = [then];
      next = this.#fork(ways);
      ways.push(this.#before(part, next, flags));
    } else {
      for (let times = least; times < most; times += 1) {
        next = this.#fork([then, this.#before(part, next, flags)]);
      }
    }
    for (let times = 0; times < least; times += 1) next = this.#before(part, next, flags);
    return next;
  }

  #fork(ways: Step[]): Step {
    return { kind: 'fork', id: this.#nextId(), ways };
  }

  #nextId(): number {
    const id = this.#steps;
    this.#steps += 1;
    return id;
  }
}

/** The steps that read the character at a position, found from those that were reached there. */
function readsFrom(reached: readonly Step[], text: string, position: number, seenAt: Int32Array) {
  const reads: Read[] = [];
  const open = [...reached];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (seenAt[step.id] === position) continue;
    seenAt[step.id] = position;
    switch (step.kind) {
      case 'end':
        return 'end';
      case 'read':
        reads.push(step);
        break;
      case 'place':
        if (isAt(step.at, text, position)) open.push(step.then);
        break;
      case 'fork':
        open.push(...step.ways);
    }
  }
  return reads;
}

function isAt(place: Place, text: string, position: number): boolean {
  switch (place) {
    case '^':
      return position === 0;
    case '$':
      return position === text.length;
    case '\\b':
      return isWord(text, position - 1) !== isWord(text, position);
    case '\\B':
      return isWord(text, position - 1) === isWord(text, position);
  }
}

function isWord(text: string, position: number): boolean {
  return /\w/.test(text.charAt(position));
}

const ASCII = 128;

/** The characters that one `x`, `.`, `\d` or `[a-z]` of a regular expression stands for. */
class Characters {
  readonly #one: RegExp;
  readonly #ascii: readonly boolean[];

  constructor(source: string, flags: string) {
    this.#one = new RegExp(`^(?:${source})$`, flags);
    // Stryker disable next-line ObjectLiteral,ArrowFunction: the table only saves time
    this.#ascii = Array.from({ length: ASCII }, (_, code) => this.#one.test(String.fromCharCode(code)));
  }

  has(code: number): boolean {
    return this.#ascii[code] ?? this.#one.test(String.fromCharCode(code));
  }
}
