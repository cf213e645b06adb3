import { expect, it } from 'vitest';
import { tableOf } from '../../../functions/policy/classify/pattern-table.ts';

const why = 'It is made up.';

it('a table has a row for each pattern, and the words by which they are found', () => {
  const table = tableOf([
    {
      id: 'gone',
      reason: 'network',
      why,
      patterns: [/Reset by peer/i, /(?:gone|lost|long gone)$/i, /\d\d/i],
    },
    { id: 'full', reason: 'resource', why, role: 'type', patterns: [/full/], unless: /full speed/ },
  ]);
  const gone = { id: 'gone', reason: 'network', flags: 'i' };
  const full = { id: 'full', reason: 'resource', role: 'type', flags: '', unless: 'full speed' };
  expect(table).toEqual({
    sources: ['Reset by peer', '(?:gone|lost|long gone)$', '\\d\\d', 'full'],
    signatures: [gone, gone, gone, full],
    words: ['reset by peer', 'gone', 'lost', 'full'],
    wordOwners: [0, 1, 1, 3],
    wordless: [2],
  });
});

it('a word that a pattern names twice stands in the table once', () => {
  const { words } = tableOf([{ id: 'twice', reason: 'network', why, patterns: [/^lost|lost$/] }]);
  expect(words).toEqual(['lost']);
});

it.each([{ patterns: [/one/, /two/i] }, { patterns: [/one/i], unless: /two/ }])(
  'a signature with differing flags is refused by its name: $patterns',
  (mixed) => {
    expect(() => tableOf([{ id: 'mixed', reason: 'network', why, ...mixed }])).toThrow(
      'the patterns of mixed differ in their flags',
    );
  },
);
