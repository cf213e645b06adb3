import { expect, it } from 'vitest';
import { alternativesOf } from '../../../functions/policy/classify/alternatives.ts';

it('a signature has its patterns for alternatives, each with the words that it requires', () => {
  const patterns = [/Reset by peer/i, /(?:gone|lost)$/, /\d\d/i];
  expect(alternativesOf({ id: 'made-up', reason: 'network', why: 'It is.', patterns })).toEqual([
    { source: 'Reset by peer', flags: 'i', words: ['reset by peer'] },
    { source: '(?:gone|lost)$', flags: '', words: ['gone', 'lost'] },
    { source: '\\d\\d', flags: 'i', words: undefined },
  ]);
});
