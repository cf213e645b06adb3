import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../functions/policy/glob.ts';

/** What a glob means, said with a regular expression. */
function asRegularExpression(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

describe('matchesGlob', () => {
  it.each([
    ['train', 'train', true],
    ['train', 'train-model', false],
    ['train', 'Train', false],
    ['train-*', 'train-model', true],
    ['train-*', 'train-', true],
    ['train-*', 'retrain-model', false],
    ['*-model', 'train-model', true],
    ['*-model', 'train-model-2', false],
    ['acme/*', 'acme/forecast', true],
    ['acme*', 'acme/forecast', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*a', 'aba', true],
    ['a*b*b', 'ab', false],
    ['a*bc*c', 'abc', false],
    ['a*b*c', 'a-c-b', false],
    ['a*b*b*c', 'abc', false],
    ['a*b*b*c', 'abbc', true],
    ['*x*', 'y', false],
    ['*x*', 'x', true],
    ['*', '', true],
    ['**', 'anything', true],
    ['', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
  ])('%j on %j is %s', (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it('agrees with a regular expression on everything', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '/', '\n'), maxLength: 8 });
    fc.assert(
      fc.property(few, few, (glob, text) => {
        expect(matchesGlob(glob, text)).toBe(asRegularExpression(glob).test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('matches whatever is put in the place of its stars', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), fc.string(), (parts, filling) => {
        const glob = parts.map((part) => part.replaceAll('*', '')).join('*');
        expect(
          matchesGlob(
            glob,
            glob.replaceAll('*', () => filling),
          ),
        ).toBe(true);
      }),
    );
  });

  it('answers at once where a backtracking matcher would take for ever', () => {
    expect(matchesGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(50_000))).toBe(false);
  });
});
