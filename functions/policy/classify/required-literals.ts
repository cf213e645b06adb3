// The words that a line must hold for a pattern to match at all, read off the pattern itself. Looking for a word
// is many times cheaper than trying a pattern, and of the whole catalogue only a handful of patterns is left.

const SHORTEST_USEFUL = 3;
const WORD_CHARACTER = /\w/;

// What stands in so many lines of a log that any other word tells more.
const COMMON = new Set(
  'error failed http code status connect connection request response exception exit with line'.split(' '),
);

/**
 * For each alternative of a pattern its longest literal run, in lower case: whatever matches holds one of them.
 * Nothing when an alternative has no run of at least three characters.
 */
export function requiredLiterals(pattern: RegExp): readonly string[] | undefined {
  // The whole is read like the inside of a group.
  return new PatternReader(`${pattern.source.toLowerCase()})`).readAlternatives();
}

/** Reads a pattern once, from left to right. */
class PatternReader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** What stands between bars, up to the end of the group. */
  readAlternatives(): readonly string[] | undefined {
    const found: string[] = [];
    let isComplete = true;
    do {
      const literals = this.readAlternative();
      if (literals === undefined) isComplete = false;
      else found.push(...literals);
    } while (this.take('|'));
    return isComplete ? found : undefined;
  }

  /** Its longest run outside its groups; where that says little, the words that one of its groups requires. */
  private readAlternative(): readonly string[] | undefined {
    let rarest = '';
    let run = '';
    let fromGroup: readonly string[] | undefined;
    const endRun = () => {
      if (rarity(run) > rarity(rarest)) rarest = run;
      run = '';
    };
    while (!this.stands('|') && !this.stands(')')) {
      const group = this.take('(') ? this.readGroup() : undefined;
      const literal = group ? undefined : this.readCharacter();
      const repeats = this.readQuantifier();
      if (group && repeats !== 'perhaps never') fromGroup = rarer(fromGroup, group.required);
      const counts = literal !== undefined && repeats !== 'perhaps never';
      if (counts) run += literal;
      if (!counts || repeats === 'often') endRun();
    }
    endRun();
    if (rarest.length < SHORTEST_USEFUL) return fromGroup;
    return COMMON.has(rarest.trim()) ? rarer([rarest], fromGroup) : [rarest];
  }

  private readGroup(): { readonly required: readonly string[] | undefined } {
    const isPlain = this.take('?:') || !this.stands('?');
    const literals = this.readAlternatives();
    this.take(')');
    // What looks around matches elsewhere, or must not match.
    return { required: isPlain ? literals : undefined };
  }

  /** One character that stands for itself, or nothing for what stands for others. */
  private readCharacter(): string | undefined {
    const character = this.source.charAt(this.at);
    this.at += 1;
    if (character === '[') this.skipClass();
    if (character === '\\') return this.readEscape();
    return '[.^$'.includes(character) ? undefined : character;
  }

  private readEscape(): string | undefined {
    const character = this.source.charAt(this.at);
    this.at += 1;
    return WORD_CHARACTER.test(character) ? undefined : character;
  }

  private skipClass(): void {
    while (!this.take(']')) this.at += this.stands('\\') ? 2 : 1;
  }

  private readQuantifier(): 'perhaps never' | 'often' | undefined {
    if (this.take('?') || this.take('*')) return 'perhaps never';
    if (this.take('+')) return 'often';
    if (!this.stands('{')) return undefined;
    const isOptional = this.stands('{0');
    this.at = this.source.indexOf('}', this.at) + 1;
    return isOptional ? 'perhaps never' : 'often';
  }

  private stands(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  private take(text: string): boolean {
    if (!this.stands(text)) return false;
    this.at += text.length;
    return true;
  }
}

function rarer(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return rarityOf(other) > rarityOf(one) ? other : one;
}

function rarityOf(words: readonly string[]): number {
  return Math.min(...words.map(rarity));
}

/** Short words stand in many lines. */
function rarity(word: string): number {
  return COMMON.has(word.trim()) ? 1 : word.length;
}
