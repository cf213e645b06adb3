import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinearPattern } from '../../../functions/policy/pattern/linear-pattern.ts';
import { PatternError, parsePattern } from '../../../functions/policy/pattern/parse-pattern.ts';

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

function whyNot(source: string): string | undefined {
  try {
    parsePattern(source);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

describe('a linear pattern', () => {
  it("matches what JavaScript's own regular expressions match, or is refused", () => {
    fc.assert(
      fc.property(patterns, fc.constantFrom('', 'i'), texts, (source, flags, tried) => {
        if (whyNot(source) !== undefined) return;
        const [own, native] = [new LinearPattern(source, flags), new RegExp(source, flags)];
        for (const text of tried)
          expect([source, text, own.test(text)]).toEqual([source, text, native.test(text)]);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a+b', 'xaab', true],
    ['a+b', 'xb', false],
    ['^b', 'ab', false],
    ['a$', 'ab', false],
    ['\\bhost\\b', 'no host here', true],
    ['\\bhost\\b', 'hosts', false],
    ['\\Bost', 'host', true],
    ['\\Bhost', 'host', false],
    ['(?:ab){2,3}c', 'ababc', true],
    ['(?:ab){2,3}c', 'abc', false],
    ['^(?:ab){2,3}c', 'ababababc', false],
    ['^a{2,}$', 'a', false],
    ['^a{2,}$', 'aaaa', true],
    ['^(a|bc)?d$', 'bcd', true],
    ['[^x]y', 'xy', false],
    ['', '', true],
  ])('%s on %j is %s', (source, text, matches) => {
    expect(new LinearPattern(source, '').test(text)).toBe(matches);
  });

  it('can be tried on one text after another', () => {
    const pattern = new LinearPattern('b$', '');
    expect(['ab', 'ba', 'b', ''].map((text) => pattern.test(text))).toEqual([true, false, true, false]);
  });

  it('comes to an end on hostile text, with all that is taken', () => {
    const megabyte = 'a'.repeat(1_000_000);
    for (const source of [
      'a*a*a*b',
      '(?:a|a)*b',
      '.*.*.*x',
      '(a?){20}b',
      '(?:a{1,9}){9}b',
      '(.*)(.*)(.*)=',
    ]) {
      expect(new LinearPattern(source, 'i').test(megabyte)).toBe(false);
    }
  });
});

describe('a pattern is refused', () => {
  it.each([
    ['(a+)+', /repetition inside a repetition \(\(a\+\)\+\).*a\+ instead of/],
    ['x(?:a*b)*y', /repetition inside a repetition \(\(\?:a\*b\)\*\)/],
    ['(?:(a|b+)c){2,}', /repetition inside a repetition/],
    ['((a{3,})?){1,}', /repetition inside a repetition/],
    ['a(?=b)', /without look-around \(\(\?=…\).*a further condition/],
    ['a(?!b)', /without look-around \(\(\?!…\)/],
    ['(?<=a)b', /without look-around \(\(\?<=…\)/],
    ['(?<!a)b', /without look-around \(\(\?<!…\)/],
    ['(a)\\1', /without back-references \(\\1\).*write out/],
    ['(?<n>a)\\k<n>', /without back-references \(\\k<\)/],
    ['a\\0', /without back-references \(\\0\)/],
    ['(?i:a)', /without flags inside \(\(\?i:…\): write \/…\/i/],
    ['a{0,201}', /of at most 200 characters.*write \*/],
    ['(?:a{20}){11}', /of at most 200 characters/],
    ['(){201}', /of at most 200 characters/],
    ['a{200,}', /of at most 200 characters/],
    ['(', /that JavaScript knows/],
    ['a{2,1}', /that JavaScript knows/],
  ])('%s', (source, why) => {
    expect(whyNot(source)).toMatch(why);
  });

  it.each([
    ...[
      'a{200}',
      '(?:a{20}){10}',
      'a{199,}',
      'a{0,200}',
      '(?:a+b){3}',
      '(?:ab?)+',
      '(?:a{1,3})+',
      '(a)(b)\\.',
      'a{,2}',
    ],
    ...['(?<n>a)', '[(?=)]', '\\(?=', '[\\]+]+', '\\\\1'],
  ])('but not %s', (source) => {
    expect(whyNot(source)).toBeUndefined();
  });
});
