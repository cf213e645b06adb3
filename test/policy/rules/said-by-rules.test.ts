import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { classify } from '../../../functions/policy/classify.ts';
import { type Decision, decide, type Facts, giveUpInstead } from '../../../functions/policy/decide.ts';
import type { ExecutionFacts } from '../../../functions/policy/execution-facts.ts';
import {
  FAILURE_REASONS,
  type Failure,
  type FailureReason,
  isPassing,
} from '../../../functions/policy/failure.ts';
import type { PolicyDocument } from '../../../functions/policy/policy.ts';
import { infrastructureRetries, retriesSoFar, tagsOfRetry } from '../../../functions/policy/retry-tags.ts';
import { aFailure, anExecution, aPolicy } from '../samples.ts';

// What a log means is proved elsewhere; here it is given.
vi.mock('../../../functions/policy/classify.ts', () => ({ classify: vi.fn() }));

const NOW = new Date('2026-03-01T12:00:00Z');

function inSeconds(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

interface Case extends Partial<Omit<Facts, 'execution'>> {
  readonly execution?: Partial<ExecutionFacts>;
  readonly failure?: Partial<Failure>;
  readonly policy?: PolicyDocument;
  readonly random?: number;
}

function decided({ execution, failure, policy, random = 0, ...facts }: Case): Decision {
  vi.mocked(classify).mockReturnValue(aFailure(failure));
  const all: Facts = { execution: anExecution(execution), log: [], firstFailureAt: NOW, looks: 0, ...facts };
  return decide(all, aPolicy(policy), NOW, random);
}

/** A policy with one rule that matches everything. */
function always(rule: Omit<NonNullable<PolicyDocument['rules']>[number], 'when'>): PolicyDocument {
  return { rules: [{ when: { step: '*' }, ...rule }] };
}

beforeEach(() => {
  vi.mocked(classify).mockReset();
});

describe('lost machines', () => {
  const lost = (tags: string[]) => decided({ failure: { reason: 'infrastructure' }, execution: { tags } });
  const network = (tags: string[]) => decided({ execution: { tags } });

  it('do not eat the budget of other failures', () => {
    const tags = ['retry: 5', 'retry-infrastructure: 5'];
    expect(network(tags)).toMatchObject({ kind: 'retry', attempt: 6, of: 8, at: inSeconds(60) });
    expect(lost(tags)).toMatchObject({ kind: 'give-up', cause: 'exhausted', attempt: 5, of: 5 });
  });

  it('have a budget that other failures do not eat', () => {
    const tags = ['retry: 3'];
    expect(lost(tags)).toMatchObject({ kind: 'retry', attempt: 4, of: 8, at: inSeconds(60) });
    expect(network(tags)).toMatchObject({ kind: 'give-up', cause: 'exhausted', of: 3 });
  });

  it('wait longer by their own number only', () => {
    expect(lost(['retry: 4', 'retry-infrastructure: 3'])).toMatchObject({ at: inSeconds(240), of: 6 });
    expect(network(['retry: 4', 'retry-infrastructure: 3'])).toMatchObject({ at: inSeconds(120), of: 6 });
  });

  it('share the ten retries of a chain with all others', () => {
    expect(lost(['retry: 9', 'retry-infrastructure: 0'])).toMatchObject({
      kind: 'retry',
      attempt: 10,
      of: 10,
    });
    expect(lost(['retry: 10', 'retry-infrastructure: 0'])).toMatchObject({
      kind: 'give-up',
      cause: 'exhausted',
      of: 10,
    });
  });

  it('are counted by the tags of the retries alone, in any order of failures', () => {
    const reasons = fc.array(
      fc.constantFrom<FailureReason>('network', 'infrastructure', 'service', 'resource'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(reasons, (failures) => {
        let tags: string[] = ['nightly'];
        failures.forEach((reason, index) => {
          tags = tagsOfRetry(tags, index + 1, 700 + index, reason);
        });
        expect(retriesSoFar(tags)).toBe(failures.length);
        expect(infrastructureRetries(tags)).toBe(
          failures.filter((reason) => reason === 'infrastructure').length,
        );
        const isTagged = failures.includes('infrastructure');
        expect(tags).toHaveLength(1 + (failures.length > 0 ? 2 : 0) + (isTagged ? 1 : 0));
      }),
    );
  });

  it('are never more than the retries, whatever the tags say', () => {
    expect(infrastructureRetries(['retry: 1', 'retry-infrastructure: 7'])).toBe(1);
    expect(infrastructureRetries(['retry-infrastructure: 7'])).toBe(0);
    expect(infrastructureRetries(['retry: 3', 'retry-infrastructure:2'])).toBe(2);
    expect(
      infrastructureRetries(['retry: 3', 'my retry-infrastructure: 2', 'retry-infrastructure: 2x']),
    ).toBe(0);
  });

  it('in any chain leave each kind its own budget, and ten in all', () => {
    const tags = fc
      .record({ all: fc.nat(12), lost: fc.nat(12) })
      .map(({ all, lost: those }) => ({ all, lost: Math.min(all, those) }));
    fc.assert(
      fc.property(tags, fc.constantFrom(...FAILURE_REASONS), ({ all, lost: those }, reason) => {
        const decision = decided({
          failure: { reason },
          execution: { tags: [`retry: ${all}`, `retry-infrastructure: ${those}`] },
        });
        const own = reason === 'infrastructure' ? those : all - those;
        const budget = !isPassing(reason) ? 0 : ['infrastructure', 'capacity'].includes(reason) ? 5 : 3;
        expect(decision.kind).toBe(own < budget && all < 10 ? 'retry' : 'give-up');
      }),
    );
  });
});

describe('what a rule sets for the retry', () => {
  it('is told with the decision, and nothing where it sets nothing', () => {
    const policy = always({
      environment: 'big',
      parameters: { rate: 0.1, tags: ['a'] },
      priority: 0,
      notify: ['team'],
    });
    expect(decided({ policy })).toMatchObject({
      rule: 'rule 1',
      notify: ['team'],
      changes: { environment: 'big', parameters: { rate: 0.1, tags: ['a'] }, priority: 0 },
    });
    expect(decided({ policy: always({ name: 'mine' }) })).toEqual({
      kind: 'retry',
      attempt: 1,
      of: 3,
      reason: 'network',
      rule: 'mine',
      at: inSeconds(60),
      until: inSeconds(86_400),
      why: 'network',
    });
    expect(decided({ policy: always({ within: '2h' }) })).toHaveProperty('until', inSeconds(7_200));
    expect(decided({ policy: always({ priority: 3 }) })).toHaveProperty('changes', { priority: 3 });
    expect(decided({ policy: always({ parameters: {} }) })).toHaveProperty('changes', { parameters: {} });
  });

  it('is told with a give-up too, except what only a retry has', () => {
    const decision = decided({
      policy: always({ retries: 0, environment: 'big', notify: true, name: 'mine' }),
    });
    expect(decision).toMatchObject({ kind: 'give-up', cause: 'network', rule: 'mine', notify: true });
    expect(decision).not.toHaveProperty('changes');
  });

  it('is kept when the retry is given up after all', () => {
    const retry = decided({ policy: always({ environment: 'big', notify: true }) });
    if (retry.kind !== 'retry') expect.fail('no retry');
    expect(giveUpInstead(retry, 'rejected', 'no such environment')).toStrictEqual({
      kind: 'give-up',
      cause: 'rejected',
      attempt: 1,
      of: 3,
      reason: 'network',
      signature: undefined,
      rule: 'rule 1',
      notify: true,
      why: 'no such environment',
    });
  });
});

describe('a ladder of environments', () => {
  const ladder = always({ environment: ['small', 'medium', 'large'] });
  const on = (environment: ExecutionFacts['environment'], reason: FailureReason, tags: string[] = []) =>
    decided({ policy: ladder, failure: { reason }, execution: { environment, tags } });
  const at = (slug: string) => ({ slug, spot: false });

  it('is climbed one step at each failure that does not pass by itself', () => {
    for (const reason of ['resource', 'permanent', 'unknown'] as const) {
      expect(on(at('small'), reason)).toMatchObject({ of: 3, changes: { environment: 'medium' } });
      expect(on(at('medium'), reason, ['retry: 1'])).toMatchObject({
        attempt: 2,
        changes: { environment: 'large' },
      });
    }
  });

  it('begins at its foot from anywhere else', () => {
    expect(on(at('other'), 'resource')).toMatchObject({ changes: { environment: 'small' } });
    expect(on(undefined, 'resource')).toMatchObject({ changes: { environment: 'small' } });
  });

  it('knows an environment by its id too', () => {
    expect(on({ id: 'small', slug: 'x', spot: false }, 'resource')).toMatchObject({
      changes: { environment: 'medium' },
    });
    expect(on({ id: 'x', slug: 'small', spot: false }, 'resource')).toMatchObject({
      changes: { environment: 'medium' },
    });
  });

  it('ends at its top', () => {
    expect(on(at('large'), 'resource', ['retry: 2'])).toMatchObject({
      kind: 'give-up',
      cause: 'exhausted',
      attempt: 2,
      why: 'resource: no larger environment than large is on the ladder',
    });
  });

  it('is not climbed by a failure that passes, which stays where it was raised to', () => {
    expect(on(at('large'), 'network')).toMatchObject({ kind: 'retry', of: 3 });
    expect(on(at('medium'), 'network')).not.toHaveProperty('changes.environment');
  });

  it('has as many retries as steps, unless the rule says otherwise', () => {
    const policy = always({ environment: ['a', 'b', 'c', 'd', 'e'] });
    expect(decided({ policy, failure: { reason: 'resource' } })).toMatchObject({ of: 5 });
    expect(decided({ policy, failure: { reason: 'network' } })).toMatchObject({ of: 3 });
    const once = always({ environment: ['a', 'b', 'c', 'd', 'e'], retries: 1 });
    expect(decided({ policy: once, failure: { reason: 'resource' } })).toMatchObject({ of: 1 });
  });

  it('goes upward only, whatever fails in between', () => {
    const rungs = ['small', 'medium', 'large'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom<FailureReason>('resource', 'network', 'unknown')), (failures) => {
        let slug = 'start';
        let tags: string[] = [];
        for (const reason of failures) {
          const decision = on(at(slug), reason, tags);
          if (decision.kind !== 'retry') return;
          const raised = decision.changes?.environment ?? slug;
          expect(rungs.indexOf(raised) - rungs.indexOf(slug)).toBe(isPassing(reason) ? 0 : 1);
          slug = raised;
          tags = tagsOfRetry(tags, decision.attempt, 1, reason);
        }
      }),
    );
  });
});

describe('retry: never', () => {
  const policy = always({ name: 'ours', retry: 'never', reason: 'the licence is ours' });

  it('gives up in the words of the rule', () => {
    expect(decided({ policy, failure: { line: 'no licence' } })).toMatchObject({
      kind: 'give-up',
      cause: 'never',
      of: 0,
      told: 'the licence is ours',
      why: 'network: no licence: the licence is ours',
    });
  });

  it('says which rule it was where that has no words', () => {
    const decision = decided({ policy: always({ name: 'ours', retry: 'never' }) });
    expect(decision).toMatchObject({ cause: 'never', why: 'network: the rule ours says never' });
    expect(decision).toHaveProperty('told', undefined);
  });

  it('is not undone by a parameter, but by what the code says', () => {
    expect(decided({ policy, execution: { parameters: { retries: 5 } } })).toMatchObject({ cause: 'never' });
    expect(decided({ policy, failure: { said: 'retry' } })).toMatchObject({ kind: 'retry', of: 3 });
    expect(decided({ policy, failure: { said: 'no-retry' } })).toMatchObject({ cause: 'no-retry' });
    expect(decided({ policy, execution: { tags: ['no-retry'] } })).toMatchObject({ cause: 'no-retry' });
  });
});

describe('what the code says with retry:', () => {
  const said = (policy: PolicyDocument, reason: FailureReason = 'permanent') =>
    decided({ policy, failure: { reason, said: 'retry' } });

  it('wins over a rule and a policy that say none', () => {
    expect(said(always({ retries: 0 }))).toMatchObject({ kind: 'retry', of: 3 });
    expect(said({ retries: 0 })).toMatchObject({ kind: 'retry', of: 3 });
    expect(said({ retries: 0 }, 'capacity')).toMatchObject({ kind: 'retry', of: 5 });
    expect(said({ retries: 2, ...always({ retries: 0, delay: 600 }) })).toMatchObject({
      of: 2,
      at: inSeconds(600),
    });
  });

  it('leaves their numbers as they are where they say some', () => {
    expect(said(always({ retries: 7 }))).toMatchObject({ of: 7 });
    expect(said({ retries: 2 })).toMatchObject({ of: 2 });
  });

  it('does not lift the limit of the policy', () => {
    expect(said({ 'max-retries': 1 })).toMatchObject({ of: 1 });
    expect(said({ 'max-retries': 0 })).toMatchObject({ kind: 'give-up', of: 0 });
  });
});

describe('shadow mode', () => {
  it('says what would be done, in the whole policy or in one rule', () => {
    const would = { kind: 'would-retry', attempt: 1, of: 3, reason: 'network', at: inSeconds(60) };
    expect(decided({ policy: { mode: 'shadow' } })).toMatchObject(would);
    expect(decided({ policy: always({ mode: 'shadow' }) })).toMatchObject({ ...would, rule: 'rule 1' });
    expect(decided({ policy: { mode: 'shadow', ...always({}) } })).toMatchObject(would);
  });

  it('is left by a rule that is live', () => {
    expect(decided({ policy: { mode: 'shadow', ...always({ mode: 'live' }) } })).toMatchObject({
      kind: 'retry',
    });
    expect(decided({ policy: { mode: 'live' } })).toMatchObject({ kind: 'retry' });
  });

  it('also stops a retry that was waiting already', () => {
    expect(decided({ policy: { mode: 'shadow' }, due: inSeconds(-5) })).toMatchObject({
      kind: 'would-retry',
      at: inSeconds(-5),
    });
  });

  it('changes no other decision', () => {
    const policy: PolicyDocument = { mode: 'shadow' };
    expect(decided({ policy, failure: { reason: 'permanent' } })).toMatchObject({ kind: 'give-up' });
    expect(decided({ policy, execution: { status: 'complete' } })).toMatchObject({ kind: 'ignore' });
    expect(decided({ policy, execution: { status: 'started' } })).toMatchObject({ kind: 'look-again' });
  });
});

describe('a wait that the failure asks for', () => {
  it('counts beyond max-delay, spread as much as any, and not beyond within', () => {
    const policy: PolicyDocument = { 'max-delay': '2m', within: '1h' };
    const asked = { retryAfterSeconds: 1_800 };
    expect(decided({ policy, failure: asked })).toMatchObject({ at: inSeconds(1_800) });
    expect(decided({ policy, failure: asked, random: 0.5 })).toMatchObject({ at: inSeconds(1_815) });
    expect(decided({ policy, failure: { retryAfterSeconds: 3_601 } })).toMatchObject({ cause: 'expired' });
  });

  it('changes nothing when it is shorter than the wait', () => {
    expect(decided({ failure: { retryAfterSeconds: 30 }, random: 0.5 })).toMatchObject({ at: inSeconds(75) });
  });
});
