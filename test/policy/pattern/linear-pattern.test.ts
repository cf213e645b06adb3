import { describe, expect, it } from 'vitest';
import { LinearPattern } from '../../../functions/policy/pattern/linear-pattern.ts';
import { PatternError, parsePattern } from '../../../functions/policy/pattern/parse-pattern.ts';

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
    ['a$', 'a b', false],
    ['a-$', 'b a-', true],
    ['[^a]', 'ä', true],
    ['[^ä]', 'ä', false],
    ['^\\x6f\\u006b$', 'ok', true],
    ['^a\\cJb$', 'a\nb', true],
    ['^(?:a?)*b', 'aab', true],
    ['^(?<first>a|b)c', 'bc', true],
    ['', '', true],
  ])('%s on %j is %s', (source, text, matches) => {
    expect(new LinearPattern(source, '').test(text)).toBe(matches);
  });

  it('can be tried on one text after another', () => {
    const pattern = new LinearPattern('b$', '');
    expect(['ab', 'ba', 'b', ''].map((text) => pattern.test(text))).toEqual([true, false, true, false]);
  });
});

describe('a pattern is refused', () => {
  it('with an error of its own', () => {
    expect(() => parsePattern('(')).toThrow(PatternError);
    expect(new PatternError('a text').name).toBe('PatternError');
  });

  it.each([
    ['(a+)+', /repetition inside a repetition \(\(a\+\)\+\), which could take longer.*a\+ instead of/],
    ['x(?:a*b)*y', /repetition inside a repetition \(\(\?:a\*b\)\*\)/],
    ['(?:(a|b+)c){2,}', /repetition inside a repetition/],
    ['((a{3,})?){1,}', /repetition inside a repetition/],
    ['a(?=b)', /without look-around \(\(\?=…\).*a further condition, or a rule before this one/],
    ['a(?!b)', /without look-around \(\(\?!…\)/],
    ['(?<=a)b', /without look-around \(\(\?<=…\)/],
    ['(?<!a)b', /without look-around \(\(\?<!…\)/],
    ['(a)\\1', /without back-references \(\\1\).*write out/],
    ['(?<n>a)\\k<n>', /without back-references \(\\k<\)/],
    ['a\\0', /without back-references \(\\0\)/],
    ['(?i:a)', /without flags inside \(\(\?i:…\): write \/…\/i/],
    ['a{0,201}', /of at most 200 characters.*write \*/],
    ['(?:a{20}){11}', /of at most 200 characters/],
    ['^a{200}', /of at most 200 characters/],
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
    ...['(?<n>a)', '(?<größe>a)', '[(?=)]', '\\(?=', '[\\]+]+', '\\\\1'],
  ])('but not %s', (source) => {
    expect(whyNot(source)).toBeUndefined();
  });
});
