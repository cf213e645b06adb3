import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinearPattern } from '../../../functions/policy/pattern/linear-pattern.ts';
import { PatternError } from '../../../functions/policy/pattern/parse-pattern.ts';

/** Patterns as people might write them, and odd ones, of which some are none. */
const atoms = fc.constantFrom(
  ...[
    'a',
    'b',
    'A',
    'ä',
    ' ',
    '.',
    '-',
    '/',
    '{',
    '}',
    ']',
    '',
    '^',
    '$',
    '\\b',
    '\\B',
    '\\.',
    '\\d',
    '\\w',
    '\\S',
  ],
  ...['[ab]', '[^a]', '[a-z\\]]', '[]', '[^]', '\\x61', '\\u0061', '\\cJ', '\\t', '(?<n>a|b)', '(?:a|)'],
);
const repeats = fc.constantFrom(
  '*',
  '+',
  '?',
  '{2}',
  '{0}',
  '{0,2}',
  '{1,}',
  '{2,3}',
  '*?',
  '+?',
  '??',
  '{1,3}?',
);
const { patterns } = fc.letrec<{ patterns: string }>((tie) => ({
  patterns: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    atoms,
    fc.tuple(tie('patterns'), tie('patterns')).map((parts) => parts.join('')),
    fc.tuple(tie('patterns'), tie('patterns')).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(tie('patterns'), repeats).map(([inside, repeat]) => `(${inside})${repeat}`),
    fc.tuple(atoms, repeats).map((parts) => parts.join('')),
  ),
}));
const texts = fc.array(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '.', '\n', '\t', 'ä', 'Ä', '{', '-', '\\'),
    maxLength: 12,
  }),
  { minLength: 5, maxLength: 10 },
);

function compile(source: string, flags: string): LinearPattern | undefined {
  try {
    return new LinearPattern(source, flags);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

describe('a linear pattern', () => {
  it("matches what JavaScript's own regular expressions match, or is refused", () => {
    fc.assert(
      fc.property(patterns, fc.constantFrom('', 'i'), texts, (source, flags, tried) => {
        const own = compile(source, flags);
        if (own === undefined) return;
        const native = new RegExp(source, flags);
        for (const text of tried)
          expect([source, text, own.test(text)]).toEqual([source, text, native.test(text)]);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['a*a*a*b', '(?:a|a)*b', '.*.*.*x', '(a?){9}b', '(.*)(.*)(.*)='])(
    'comes to an end on a megabyte of hostile text: %s',
    (source) => {
      expect(new LinearPattern(source, 'i').test('a'.repeat(1_000_000))).toBe(false);
    },
  );

  // The more states, the longer each character takes; a line that is judged has less than two thousand.
  it.each(['a{0,199}b', '(?:a{1,14}){14}b'])(
    'comes to an end with as many states as are taken: %s',
    (source) => {
      expect(new LinearPattern(source, 'i').test('a'.repeat(20_000))).toBe(false);
      expect(() => new LinearPattern(source.replace('b', 'bbbbb'), 'i')).toThrow(PatternError);
    },
  );
});
