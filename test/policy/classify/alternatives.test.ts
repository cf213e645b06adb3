import { describe, expect, it } from 'vitest';
import { alternativesOf } from '../../../functions/policy/classify/alternatives.ts';

describe('alternativesOf', () => {
  it.each<[RegExp, readonly string[]]>([
    [/reset/, ['reset']],
    [/broken|reset/, ['broken', 'reset']],
    [/(?:broken|reset) pipe|gone/, ['(?:broken|reset) pipe', 'gone']],
    [/a(?:b|(?:c|d)|e)|f/, ['a(?:b|(?:c|d)|e)', 'f']],
    [/one\|two|three/, ['one\\|two', 'three']],
    [/\(one|two\)|three/, ['\\(one', 'two\\)', 'three']],
    [/[(|]one|[\]|)]two/, ['[(|]one', '[\\]|)]two']],
    [/^one$|\btwo\b/, ['^one$', '\\btwo\\b']],
  ])('of %s are %j', (pattern, sources) => {
    const alternatives = alternativesOf({ id: 'made-up', reason: 'network', why: 'It is.', pattern });
    expect(alternatives.map(({ source }) => source)).toEqual(sources);
  });

  it('have the flags of their pattern and the words that each requires', () => {
    const pattern = /Reset by peer|(?:gone|lost)$|\d\d/i;
    expect(alternativesOf({ id: 'made-up', reason: 'network', why: 'It is.', pattern })).toEqual([
      { source: 'Reset by peer', flags: 'i', words: ['reset by peer'] },
      { source: '(?:gone|lost)$', flags: 'i', words: ['gone', 'lost'] },
      { source: '\\d\\d', flags: 'i', words: undefined },
    ]);
  });
});
