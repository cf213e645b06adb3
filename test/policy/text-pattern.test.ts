import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  matchesTextPattern,
  TEXT_PATTERN_FORM,
  whyNotTextPattern,
} from '../../functions/policy/text-pattern.ts';

describe('matchesTextPattern', () => {
  it.each([
    ['illegal memory', 'CUDA error: an Illegal Memory access', true],
    ['ILLEGAL MEMORY', 'an illegal memory access', true],
    ['illegal memory', 'illegal', false],
    ['a.c', 'abc', false],
    ['a.c', 'xA.Cx', true],
    ['/a.c/', 'xabcx', true],
    ['/a.c/', 'xABCx', false],
    ['/a.c/i', 'xABCx', true],
    ['/^a/', 'ba', false],
    ['/^a|b$/', 'ab', true],
    ['/timeout after \\d+ s/', 'timeout after 30 s', true],
    // A path reads as a regular expression that finds the same path.
    ['/mnt/data/', 'no space in /mnt/data/x', true],
    ['/a/b/i', 'A/B', true],
    // These are not between slashes, so they are plain text.
    ['/mnt/data', 'no space in /MNT/data', true],
    ['mnt/', 'MNT/', true],
    ['/a/g', 'a', false],
    ['/a/g', '/A/g', true],
    ['/a/ii', 'a', false],
    ['x/a/', 'b/a', false],
    ['//', 'http://host', true],
    ['//', 'host', false],
  ])('%j on %j is %s', (pattern, text, matches) => {
    expect(matchesTextPattern(pattern, text)).toBe(matches);
  });

  it('tries an expression on each line by itself', () => {
    expect(matchesTextPattern('/^b$/', 'a\nb\nc')).toBe(true);
    expect(matchesTextPattern('/^b$/', 'a\rb\rc')).toBe(true);
    expect(matchesTextPattern('/a.b/', 'a\nb')).toBe(false);
  });

  it('looks no further than 2000 characters into a line', () => {
    expect(matchesTextPattern('/xy/', `${'x'.repeat(1_999)}y`)).toBe(true);
    expect(matchesTextPattern('/xy/', `${'x'.repeat(2_000)}y`)).toBe(false);
  });

  it('finds any plain text in what contains it, whatever its case', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'B', '.', '(', '\\', ' ', '9'), minLength: 1 });
    fc.assert(
      fc.property(plain, fc.string(), fc.string(), (text, before, after) => {
        expect(matchesTextPattern(text, `${before}${text.toUpperCase()}${after}`)).toBe(true);
      }),
    );
  });

  it('never throws, and matches nothing with an expression that is none', () => {
    expect(matchesTextPattern('/(/', '(')).toBe(false);
    fc.assert(
      fc.property(fc.string(), fc.string(), (inside, text) => {
        expect(typeof matchesTextPattern(`/${inside}/`, text)).toBe('boolean');
      }),
    );
  });
});

describe('whyNotTextPattern', () => {
  it.each(['x', '/x/', '/x/i', '/', '//', '/(/g', '(', '/mnt/data'])('takes %j', (pattern) => {
    expect(whyNotTextPattern(pattern)).toBeUndefined();
  });

  it.each(['', '/(/', '/a{2,1}/i', '/[b-a]/'])('refuses %j', (pattern) => {
    expect(whyNotTextPattern(pattern)).toMatch(/^a (?:text|regular expression) that/);
  });

  it('tells what a pattern looks like', () => {
    expect(TEXT_PATTERN_FORM).toBe(
      'a text that must occur (case does not count), or a regular expression between slashes such as /timeout after \\d+ s/',
    );
  });
});
