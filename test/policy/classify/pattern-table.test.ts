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
    { id: 'full', reason: 'resource', why, role: 'type', patterns: [/full/], unless: /full speed/i },
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

it('a signature with differing flags is refused by its name', () => {
  expect(() => tableOf([{ id: 'mixed', reason: 'network', why, patterns: [/one/, /two/i] }])).toThrow(
    'the patterns of mixed differ in their flags',
  );
});

it('a signature whose exception minds the case is refused by its name', () => {
  expect(() =>
    tableOf([{ id: 'minding', reason: 'network', why, patterns: [/one/], unless: /two/ }]),
  ).toThrow('the `unless` of minding has to go without regard to case: give it the flag i, and no other');
});
