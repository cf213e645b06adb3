// The words that a line must hold for a pattern to match at all, read off the pattern itself. Looking for a word
// is many times cheaper than trying a pattern, and of the whole catalogue only a handful of patterns is left.

const SHORTEST_USEFUL = 3;

/**
 * For each alternative of a pattern its longest literal run, in lower case: whatever matches holds one of them.
 * Nothing when an alternative has no run of at least three characters.
 */
export function requiredLiterals(pattern: RegExp): readonly string[] | undefined {
  const found: string[] = [];
  for (const alternative of alternatives(pattern.source)) {
    const best = longestRun(alternative);
    if (best !== undefined) found.push(best);
    else {
      const inner = groupsOf(alternative).map((group) => requiredLiterals(new RegExp(group)));
      const chosen = inner.find((literals) => literals !== undefined);
      if (chosen === undefined) return undefined;
      found.push(...chosen);
    }
  }
  return found;
}

/** The parts of a pattern between the bars that stand in no group and no class. */
function alternatives(source: string): string[] {
  const parts: string[] = [];
  let start = 0;
  scan(source, (index, depth, inClass, escaped) => {
    if (depth === 0 && !inClass && !escaped && source[index] === '|') {
      parts.push(source.slice(start, index));
      start = index + 1;
    }
  });
  parts.push(source.slice(start));
  return parts;
}

/** The insides of the groups that must take part in any match: not optional, not looking around. */
function groupsOf(alternative: string): string[] {
  const groups: string[] = [];
  let start = -1;
  scan(alternative, (index, depth, inClass, escaped) => {
    if (inClass || escaped) return;
    const character = alternative[index];
    if (character === '(' && depth === 1) start = index;
    if (character === ')' && depth === 0) {
      const inside = alternative.slice(start + 1, index);
      const optional = /^(?:[?*]|\{0)/.test(alternative.slice(index + 1));
      if (!optional && !/^\?(?:=|!|<[=!])/.test(inside)) groups.push(inside.replace(/^\?:/, ''));
    }
  });
  return groups;
}

function longestRun(alternative: string): string | undefined {
  let best = '';
  let run = '';
  const close = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  scan(alternative, (index, depth, inClass, escaped) => {
    if (depth > 0 || inClass) return close();
    const character = alternative[index] ?? '';
    const literal = escaped ? literalEscape(character) : literalCharacter(character);
    if (literal === undefined) return close();
    if (literal === '') return;
    if (/^(?:[?*]|\{0)/.test(alternative.slice(index + 1))) return close();
    run += literal.toLowerCase();
    if (/^[+{]/.test(alternative.slice(index + 1))) close();
  });
  close();
  return best.length >= SHORTEST_USEFUL ? best : undefined;
}

// `\.` stands for itself, `\d` and `\b` for anything else.
function literalEscape(character: string): string | undefined {
  return /[\w]/.test(character) ? undefined : character;
}

function literalCharacter(character: string): string | undefined {
  if (character === '\\') return '';
  return /[.^$*+?()[\]{}|]/.test(character) ? undefined : character;
}

type Visit = (index: number, depth: number, inClass: boolean, escaped: boolean) => void;

/** Walks over a pattern's characters; a bracket itself counts as inside what it opens. */
function scan(source: string, visit: Visit): void {
  let depth = 0;
  let inClass = false;
  let escaped = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (!escaped && !inClass && character === '(') depth += 1;
    if (!escaped && !inClass && character === ')') depth -= 1;
    if (!escaped && character === '[') inClass = true;
    visit(index, depth, inClass, escaped);
    if (!escaped && !inClass && character === '{') index = source.indexOf('}', index) - 1;
    if (!escaped && character === ']') inClass = false;
    escaped = !escaped && character === '\\';
  }
}
