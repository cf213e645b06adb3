import { describe, expect, it } from 'vitest';
import { SignatureIndex } from '../../../functions/policy/classify/signature-index.ts';
import type { Signature } from '../../../functions/policy/signatures/signature.ts';

function signature(id: string, ...patterns: readonly RegExp[]): Signature {
  return { id, patterns, reason: 'network', why: 'It is made up.' };
}

describe('a signature index', () => {
  const made = new SignatureIndex([
    signature('second-word', /beta gamma/),
    signature('either', /alpha/i, /delta/i),
    signature('no-word', /^\d\d$/),
    signature('alpha-only', /alpha/),
    signature('abc', /abc/),
  ]);

  it.each([
    ['alpha', 'either'],
    ['DELTA', 'either'],
    ['beta gamma alpha', 'second-word'],
    ['alpha and then beta gamma', 'second-word'],
    ['42', 'no-word'],
    ['abc', 'abc'],
    ['xxabc', 'abc'],
  ])('finds the first that matches %j', (text, id) => {
    expect(made.firstMatch(text)?.id).toBe(id);
  });

  it.each(['', 'a', 'ab', 'beta', 'gamma beta', '421'])('finds none in %j', (text) => {
    expect(made.firstMatch(text)).toBeUndefined();
  });

  it('passes over one that is not meant where something else stands in the line', () => {
    const unless = new SignatureIndex([
      { ...signature('lost', /lost/), unless: /lost and found/ },
      signature('found', /found/),
    ]);
    expect(unless.firstMatch('lost')?.id).toBe('lost');
    expect(unless.firstMatch('lost and found')?.id).toBe('found');
  });

  it('finds the same however many lines it was asked about', () => {
    const asked = new SignatureIndex([
      signature('either', /alpha/, /(?:beta|gamma) delta/),
      signature('beta', /beta/),
      signature('no-word', /^\d\d$/),
      signature('one-of-two', /^(?:omega|kappa)$/),
    ]);
    const lines = [
      'alpha',
      'gamma delta',
      'beta',
      'beta delta',
      'beta alphabetical',
      '42',
      'omega',
      'delta',
      '',
    ];
    const found = () => lines.map((line) => asked.firstMatch(line)?.id);
    const first = found();
    expect(first).toEqual([
      ...['either', 'either', 'beta', 'either', 'either', 'no-word', 'one-of-two'],
      ...[undefined, undefined],
    ]);
    for (let round = 0; round < 5; round += 1) expect(found()).toEqual(first);
  });

  it.each<[string, boolean]>([
    ['nothing\nof these', false],
    ['', false],
    ['one\nBETA gamma\ntwo', true],
    ['delta', true],
  ])('knows whether the lines %j may match', (lines, expected) => {
    const words = new SignatureIndex([
      signature('second-word', /beta gamma/i),
      signature('either', /alpha/, /delta/),
    ]);
    expect(words.mayMatch(lines)).toBe(expected);
  });

  it('takes a pattern without a word to match any lines', () => {
    expect(made.mayMatch('')).toBe(true);
  });
});
