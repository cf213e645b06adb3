import { afterEach, expect, it, vi } from 'vitest';
import { Reporter } from '../../local/reporter.ts';
import { readStartOptions } from '../../local/words.ts';

const RECOVERED = { message: 'decided', kind: 'recovered', counter: 7, step: 'tides', attempt: 1 };
const BUG = {
  message: 'gave-up',
  kind: 'give-up',
  cause: 'permanent',
  counter: 3,
  step: 'fit',
  why: 'a bug',
};
const EXHAUSTED = {
  message: 'gave-up',
  kind: 'give-up',
  cause: 'exhausted',
  counter: 9,
  step: 'sum',
  why: '',
};
const TOLD = { message: 'told', subject: 'Not retried any more' };

afterEach(() => vi.restoreAllMocks());

/** What is printed when these are logged, one after the other. */
function printed(...events: readonly object[]): string[] {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const reporter = new Reporter(readStartOptions({}, 'retry-policy.yaml'));
  for (const event of events) reporter.log(JSON.stringify(event));
  return written;
}

function saysThatWasAll(text: string): boolean {
  return text.includes('two came back, one was given up, one had a bug');
}

it('says once that the demonstration was all, when all that it shows has happened', () => {
  expect(printed(RECOVERED, BUG, RECOVERED, EXHAUSTED, TOLD, RECOVERED).map(saysThatWasAll)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

it('does not say so before both have come back, whatever is given up before', () => {
  expect(printed(BUG, EXHAUSTED, TOLD, RECOVERED, BUG).some(saysThatWasAll)).toBe(false);
  expect(printed(BUG, EXHAUSTED, TOLD, RECOVERED, RECOVERED).filter(saysThatWasAll)).toHaveLength(1);
});
