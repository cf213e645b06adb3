import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractError, parseScheduledRetry } from '../../functions/retry/scheduled-retry.ts';

// What schedules have carried since the first release. A sample is never changed or removed: a schedule that
// was made before an upgrade fires after it.
const SAMPLES = join(import.meta.dirname, 'contract');

function sample(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(SAMPLES, name), 'utf8'));
}

describe('what a schedule carries', () => {
  it.each(readdirSync(SAMPLES))('is read for ever: %s', (name) => {
    expect(parseScheduledRetry(sample(name))).toMatchObject(sample(name));
  });

  it('has a meaning where a sample lacks what came later', () => {
    expect(parseScheduledRetry(sample('launch-1.json'))).toMatchObject({ tries: 0, hasSlot: false });
    expect(parseScheduledRetry(sample('look-1.json'))).toMatchObject({ tries: 0 });
  });

  it('may have more than this version knows', () => {
    expect(parseScheduledRetry({ ...sample('mark-1.json'), more: 1 })).toEqual({
      version: 1,
      purpose: 'mark',
    });
  });
});

describe('what cannot be read', () => {
  it.each<[string, unknown, string]>([
    ['a version of the future', { ...sample('launch-1.json'), version: 2 }, 'version: '],
    ['another purpose', { ...sample('launch-1.json'), purpose: 'dance' }, 'purpose: '],
    ['no purpose', { version: 1 }, 'purpose: '],
    ['a project that is no id', { ...sample('launch-1.json'), projectId: 'acme' }, 'projectId: '],
    ['an execution that is no id', { ...sample('look-1.json'), executionId: '41' }, 'executionId: '],
    ['a time that is none', { ...sample('launch-1.json'), due: 'soon' }, 'due: '],
    ['an end that is none', { ...sample('launch-1.json'), until: 'never' }, 'until: '],
    ['a turn below zero', { ...sample('launch-1.json'), turn: -1 }, 'turn: '],
    ['half a look', { ...sample('look-1.json'), look: 0.5 }, 'look: '],
    ['nothing', null, 'event: '],
    ['a text', 'launch', 'event: '],
  ])('is an error that says so: %s', (_, event, where) => {
    expect(() => parseScheduledRetry(event)).toThrow(ContractError);
    expect(() => parseScheduledRetry(event)).toThrow(`The schedule's input cannot be read: ${where}`);
    expect(() => parseScheduledRetry(event)).toThrow(
      'Was it made by a newer version of valohai-retry, or by hand?',
    );
  });

  it('is always a ContractError', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('version', 'purpose', 'turn'), fc.jsonValue())),
        (event) => {
          expect(() => parseScheduledRetry(event)).toThrow(ContractError);
        },
      ),
    );
  });
});
