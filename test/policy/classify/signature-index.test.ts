import { describe, expect, it } from 'vitest';
import { tableOf } from '../../../functions/policy/classify/pattern-table.ts';
import { SignatureIndex } from '../../../functions/policy/classify/signature-index.ts';
import type { Signature, SignatureRole } from '../../../functions/policy/signatures/signature.ts';

function signature(id: string, ...patterns: readonly RegExp[]): Signature {
  return { id, patterns, reason: 'network', why: 'It is made up.' };
}

function withRole(role: SignatureRole, of: Signature): Signature {
  return { ...of, role };
}

function indexOf(...signatures: readonly Signature[]): SignatureIndex {
  return new SignatureIndex(tableOf(signatures));
}

describe('a signature index', () => {
  const made = indexOf(
    signature('second-word', /beta gamma/),
    signature('either', /alpha/i, /delta/i),
    signature('no-word', /^\d\d$/),
    signature('alpha-only', /alpha/),
    signature('abc', /abc/),
  );

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
    const unless = indexOf(
      { ...signature('lost', /lost/), unless: /lost and found/i },
      signature('found', /found/),
    );
    expect(unless.firstMatch('lost')?.id).toBe('lost');
    expect(unless.firstMatch('lost and found')?.id).toBe('found');
    expect(unless.firstMatch('lost AND found')?.id).toBe('found');
  });

  it('finds the same however many lines it was asked about', () => {
    const asked = indexOf(
      signature('either', /alpha/, /(?:beta|gamma) delta/),
      signature('beta', /beta/),
      signature('no-word', /^\d\d$/),
      signature('one-of-two', /^(?:omega|kappa)$/),
    );
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

  it('finds the first of a role where one is asked for', () => {
    const roles = indexOf(
      signature('any-alpha', /alpha/),
      withRole('killer', signature('alpha-or-beta', /alpha|beta/)),
      withRole('echo', signature('beta', /beta/)),
    );
    expect(roles.firstMatch('alpha beta')?.id).toBe('any-alpha');
    expect(roles.firstMatch('alpha beta', 'killer')?.id).toBe('alpha-or-beta');
    expect(roles.firstMatch('alpha beta', 'echo')?.id).toBe('beta');
    expect(roles.firstMatch('alpha', 'echo')).toBeUndefined();
    expect(roles.firstMatch('alpha beta', 'code')).toBeUndefined();
  });

  it.each<[string, readonly string[]]>([
    ['nothing\nof these', []],
    ['', []],
    ['one\nBETA gamma\ntwo', ['beta gamma']],
    ['delta and alpha', ['alpha', 'delta']],
    ['epsilon', []],
  ])('knows which words in %j make a look at its lines for one role worth while', (lines, expected) => {
    const words = indexOf(
      withRole('killer', signature('second-word', /beta gamma/i)),
      withRole('killer', signature('either', /alpha/, /delta/)),
      signature('of-no-role', /epsilon/, /^\d\d$/),
    );
    expect(words.wordsOf('killer', lines)).toEqual(expected);
  });

  it('finds a look at each line worth while for a pattern without a word', () => {
    const wordless = indexOf(
      withRole('killer', signature('no-word', /^\d\d$/, /alpha/)),
      signature('of-no-role', /^\d$/),
    );
    expect(wordless.wordsOf('killer', 'alpha')).toEqual(['']);
    expect(wordless.wordsOf('echo', 'alpha')).toEqual([]);
  });
});
