import { describe, expect, it } from 'vitest';
import { classify } from '../../../functions/policy/classify.ts';
import { FAILURE_REASONS } from '../../../functions/policy/failure.ts';
import { CATALOGUE } from '../../../functions/policy/signatures/catalogue.ts';
import { EXAMPLES } from './examples.ts';

function judge(tail: string) {
  return classify({ log: tail.split('\n').map((message) => ({ stream: 'stderr', message })) });
}

describe('the catalogue', () => {
  it('knows at least 150 ways to fail', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(150);
  });

  it('gives each its own id, in kebab-case', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('gives each a known reason and a sentence that says why', () => {
    for (const { reason, why } of CATALOGUE) {
      expect(FAILURE_REASONS).toContain(reason);
      expect(why).toMatch(/^\p{L}.{10,}\.$/u);
    }
  });

  it('has examples for every signature, and none for others', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(CATALOGUE.map(({ id }) => id).sort());
  });

  it('says nothing of what is without error', () => {
    expect(judge('step 4 loss 0.31\nsaved model')).toEqual({ reason: 'unknown', certainty: 'guess' });
  });
});

describe.each(CATALOGUE)('$id', ({ id, reason }) => {
  const examples = EXAMPLES[id] ?? { matches: [], doesNotMatch: [] };

  it('has an example of both kinds', () => {
    expect(examples.matches.length).toBeGreaterThan(0);
    expect(examples.doesNotMatch.length).toBeGreaterThan(0);
  });

  it.each(examples.matches)(`is ${reason}: %s`, (tail) => {
    expect(judge(tail)).toMatchObject({ reason, signature: id });
  });

  it.each(examples.doesNotMatch)('is not: %s', (tail) => {
    expect(judge(tail).signature).not.toBe(id);
  });
});
