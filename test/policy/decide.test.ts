import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { classify } from '../../functions/policy/classify.ts';
import { type Decision, decide, type Facts, MOST_LOOKS } from '../../functions/policy/decide.ts';
import type { ExecutionFacts } from '../../functions/policy/execution-facts.ts';
import { FAILURE_REASONS, type Failure } from '../../functions/policy/failure.ts';
import type { PolicyDocument } from '../../functions/policy/policy.ts';
import { tagsOfRetry } from '../../functions/policy/retry-tags.ts';
import { aFailure, anExecution, aPolicy } from './samples.ts';

// What a log means is proved elsewhere; here it is given.
vi.mock('../../functions/policy/classify.ts', () => ({ classify: vi.fn() }));

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

beforeEach(() => {
  vi.mocked(classify).mockReset();
});

describe('a passing failure', () => {
  it('is retried after its delay', () => {
    expect(decided({})).toEqual({
      kind: 'retry',
      attempt: 1,
      of: 3,
      reason: 'network',
      at: inSeconds(60),
      until: inSeconds(86_400),
      why: 'network',
    });
  });

  it('is judged by its log and its status detail', () => {
    const log = [{ stream: 'stderr', message: 'broken pipe' }] as const;
    decided({ log, execution: { statusDetail: 'uploading' } });
    expect(classify).toHaveBeenCalledExactlyOnceWith({ log, statusDetail: 'uploading' });
  });

  it('is also one whose status has the old name crashed', () => {
    expect(decided({ execution: { status: 'crashed' } })).toMatchObject({ kind: 'retry' });
  });

  it('says its signature and the line that tells', () => {
    expect(decided({ failure: { signature: 'connection-reset' } })).toMatchObject({
      why: 'network (connection-reset)',
    });
    expect(decided({ failure: { line: 'reset by peer' } })).toMatchObject({ why: 'network: reset by peer' });
    expect(decided({ failure: { signature: 'connection-reset', line: 'reset by peer' } })).toMatchObject({
      why: 'network (connection-reset): reset by peer',
    });
  });

  it('waits longer with each attempt, and by chance', () => {
    const tags = tagsOfRetry([], 1, 700, 'network');
    expect(decided({ execution: { tags } })).toMatchObject({ attempt: 2, at: inSeconds(120) });
    expect(decided({ execution: { tags }, random: 0.5 })).toMatchObject({ attempt: 2, at: inSeconds(150) });
  });

  it('waits as long as the failing log asks, if that is longer', () => {
    expect(decided({ failure: { retryAfterSeconds: 600 } })).toMatchObject({ at: inSeconds(600) });
    expect(decided({ failure: { retryAfterSeconds: 5 } })).toMatchObject({ at: inSeconds(60) });
  });

  it('does not wait twice once its wait is served', () => {
    const due = inSeconds(-30);
    expect(decided({ due, failure: { retryAfterSeconds: 600 } })).toMatchObject({ kind: 'retry', at: due });
  });

  it('follows the first rule that matches it, its log and its status detail', () => {
    const policy: PolicyDocument = {
      rules: [
        { when: { reason: 'service' }, retries: 9 },
        { when: { log: 'weights', step: 'train-*' }, retries: 2 },
      ],
    };
    expect(decided({ policy, log: [{ stream: 'stdout', message: 'Weights missing' }] })).toMatchObject({
      of: 2,
    });
    expect(decided({ policy })).toMatchObject({ of: 3 });
  });

  it("follows the execution's own parameters", () => {
    expect(decided({ execution: { parameters: { retries: 5, delay: '10m' } } })).toMatchObject({
      of: 5,
      at: inSeconds(600),
    });
  });
});

describe('a failure is given up', () => {
  it('when nothing says that another try would help', () => {
    expect(decided({ failure: { reason: 'permanent', signature: 'import-error' } })).toEqual({
      kind: 'give-up',
      cause: 'permanent',
      reason: 'permanent',
      signature: 'import-error',
      attempt: 0,
      of: 0,
      why: 'permanent (import-error): nothing says that another try would help',
    });
  });

  it('when nothing says that another try would help, also after retries for lost machines', () => {
    const tags = tagsOfRetry([], 1, 700, 'infrastructure');
    expect(decided({ failure: { reason: 'permanent' }, execution: { tags } })).toMatchObject({
      cause: 'permanent',
      attempt: 1,
      of: 0,
    });
  });

  it('when no retries are allowed for it', () => {
    expect(decided({ policy: { retries: 0 } })).toMatchObject({
      kind: 'give-up',
      cause: 'network',
      why: 'network: no retries are allowed for it',
    });
  });

  it('when its retries are used up', () => {
    expect(decided({ execution: { tags: tagsOfRetry([], 3, 700, 'network') } })).toEqual({
      kind: 'give-up',
      cause: 'exhausted',
      reason: 'network',
      attempt: 3,
      of: 3,
      why: '3 of 3 retries are used up: network',
    });
    expect(decided({ execution: { tags: tagsOfRetry([], 2, 700, 'network') } })).toMatchObject({
      kind: 'retry',
      attempt: 3,
    });
  });

  it('when its retries were more than are allowed now', () => {
    expect(decided({ execution: { tags: ['retry: 8'] } })).toMatchObject({
      cause: 'exhausted',
      attempt: 8,
      why: '8 of 3 retries are used up: network',
    });
  });

  it('when a person tagged it no-retry, in any case and whatever the failure', () => {
    for (const tag of ['no-retry', 'NO-RETRY', ' No-Retry ']) {
      expect(decided({ execution: { tags: [tag] }, failure: { said: 'retry' } })).toEqual({
        kind: 'give-up',
        cause: 'no-retry',
        reason: 'network',
        attempt: 0,
        of: 3,
        why: 'a person tagged it no-retry',
      });
    }
    expect(decided({ execution: { tags: ['no-retry'] }, failure: { reason: 'permanent' } })).toMatchObject({
      cause: 'no-retry',
    });
  });

  it("when the user's own code says no-retry", () => {
    expect(decided({ failure: { said: 'no-retry', line: 'no-retry: bad data' } })).toMatchObject({
      kind: 'give-up',
      cause: 'no-retry',
      why: 'network: no-retry: bad data',
    });
  });

  it('but not when the code says retry', () => {
    expect(decided({ failure: { reason: 'permanent', said: 'retry' } })).toMatchObject({
      kind: 'retry',
      of: 3,
    });
  });

  it('when the time of its chain is over before the retry', () => {
    const within = { within: 3_600 };
    expect(decided({ policy: within, firstFailureAt: inSeconds(-3_600 + 60) })).toMatchObject({
      kind: 'retry',
    });
    expect(decided({ policy: within, firstFailureAt: inSeconds(-3_600 + 59) })).toEqual({
      kind: 'give-up',
      cause: 'expired',
      reason: 'network',
      attempt: 0,
      of: 3,
      why: 'network: 1 h after the first failure it is too late',
    });
  });

  it('when the time was over when its retry was due', () => {
    const policy = { within: '1h' };
    expect(decided({ policy, firstFailureAt: NOW, due: inSeconds(3_601) })).toMatchObject({
      cause: 'expired',
    });
    expect(decided({ policy, firstFailureAt: NOW, due: inSeconds(3_600) })).toMatchObject({ kind: 'retry' });
  });

  it('when its log asks for a wait beyond all dates', () => {
    expect(decided({ failure: { retryAfterSeconds: 1e15 } })).toMatchObject({ cause: 'expired' });
  });
});

describe('nothing is done about an execution', () => {
  it.each<[string, Partial<ExecutionFacts>, string]>([
    ['was deleted', { deleted: true }, 'it was deleted'],
    [
      'lies in a read-only project',
      { project: { id: 'p', name: 'acme/archive', readOnly: true } },
      'the project acme/archive is read-only',
    ],
    [
      'belongs to a pipeline',
      { memberOf: 'pipeline' },
      'it belongs to a pipeline, which a copy could not rejoin',
    ],
    ['belongs to a task', { memberOf: 'task' }, 'it belongs to a task, which a copy could not rejoin'],
    [
      'Valohai restarts by itself',
      { autorestart: true, environment: { slug: 'spot', spot: true } },
      'Valohai restarts it by itself (autorestart on a spot machine)',
    ],
    ['has no commit', { commit: undefined }, 'it has no commit, so it cannot be started again'],
    ['completed', { status: 'complete' }, 'it completed'],
    ['was stopped', { status: 'stopped' }, 'it was stopped'],
    ['was retried', { tags: ['retried: #737'] }, 'it was already retried as #737'],
  ])('that %s', (_, execution, why) => {
    expect(decided({ execution })).toEqual({ kind: 'ignore', why });
  });

  it('of a project that the policy does not include', () => {
    expect(decided({ policy: { projects: ['acme/other', 'rival/*'] } })).toEqual({
      kind: 'ignore',
      why: "the policy's projects do not include acme/forecast",
    });
    expect(decided({ policy: { projects: ['rival/*', 'acme/*'] } })).toMatchObject({ kind: 'retry' });
  });

  it.each(['retried: #735', 'retried: #736'])(
    'but a copy by a person, which inherits the tag %s, is retried',
    (tag) => {
      expect(decided({ execution: { counter: 736, tags: [tag] } })).toMatchObject({ kind: 'retry' });
    },
  );

  it('that still runs and is not ours, without looking again', () => {
    expect(decided({ execution: { status: 'started', deleted: true } })).toMatchObject({ kind: 'ignore' });
  });

  it('but autorestart alone, or a spot machine alone, is retried', () => {
    const spot = { slug: 'spot', spot: true };
    const onDemand = { slug: 'on-demand', spot: false };
    expect(decided({ execution: { autorestart: true, environment: onDemand } })).toMatchObject({
      kind: 'retry',
    });
    expect(decided({ execution: { autorestart: true, environment: undefined } })).toMatchObject({
      kind: 'retry',
    });
    expect(decided({ execution: { autorestart: false, environment: spot } })).toMatchObject({
      kind: 'retry',
    });
  });
});

describe('an execution that still reads as running', () => {
  it.each(['created', 'queued', 'started', 'stopping', 'stopping_hard', 'something new'])(
    'is looked at again a minute later: %s',
    (status) => {
      expect(decided({ execution: { status } })).toEqual({
        kind: 'look-again',
        look: 1,
        at: inSeconds(60),
        why: `it still reads as ${status}, so it has not failed yet`,
      });
    },
  );

  it('is looked at five times', () => {
    const execution = { status: 'started' };
    const looks = [0, 1, 2, 3, 4].map((looks) => decided({ execution, looks }));
    expect(looks.map((decision) => decision.kind === 'look-again' && decision.look)).toEqual([1, 2, 3, 4, 5]);
    expect(decided({ execution, looks: MOST_LOOKS })).toEqual({
      kind: 'ignore',
      why: 'it still reads as started after 5 looks, so it has not failed',
    });
    expect(decided({ execution, looks: 6 })).toMatchObject({ kind: 'ignore' });
  });

  it('is not judged', () => {
    decided({ execution: { status: 'started' } });
    expect(classify).not.toHaveBeenCalled();
  });
});

describe('whatever the facts are', () => {
  const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const execution: fc.Arbitrary<ExecutionFacts> = fc.record({
    id: fc.uuid(),
    counter: fc.nat(),
    project: fc.record({ id: fc.uuid(), name: fc.string(), readOnly: fc.boolean() }),
    status: fc.oneof(
      fc.constantFrom('error', 'error', 'crashed', 'started', 'complete', 'stopped'),
      fc.string(),
    ),
    statusDetail: fc.string(),
    tags: fc.array(fc.oneof(fc.string(), fc.constantFrom('retry: 1', 'retry: 9', 'no-retry', 'retried: #1'))),
    step: fc.string(),
    commit: fc.option(fc.string(), { nil: undefined }),
    environment: fc.option(fc.record({ slug: fc.string(), spot: fc.boolean() }), { nil: undefined }),
    parameters: fc.oneof(
      fc.record({ retries: fc.anything(), delay: fc.anything() }),
      fc.dictionary(fc.string(), fc.anything()),
    ),
    memberOf: fc.constantFrom(undefined, undefined, 'pipeline', 'task'),
    autorestart: fc.boolean(),
    deleted: fc.boolean(),
  });
  const failure: fc.Arbitrary<Failure> = fc.record(
    {
      reason: fc.constantFrom(...FAILURE_REASONS),
      certainty: fc.constantFrom('certain', 'likely', 'guess'),
      signature: fc.string(),
      line: fc.string(),
      retryAfterSeconds: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      said: fc.constantFrom('retry', 'no-retry'),
    },
    { requiredKeys: ['reason', 'certainty'] },
  );
  const facts = fc.record(
    {
      execution,
      log: fc.array(
        fc.record({ stream: fc.constantFrom('status', 'stdout', 'stderr'), message: fc.string() }),
      ),
      firstFailureAt: date,
      looks: fc.nat(10),
      due: date,
    },
    { requiredKeys: ['execution', 'log', 'firstFailureAt', 'looks'] },
  );
  const policy = fc.constantFrom(
    aPolicy(),
    aPolicy({ retries: 10, 'max-delay': '365d', delay: '365d', within: '365d' }),
    aPolicy({ projects: ['a*'], rules: [{ when: { log: '/(a|b)+$/' }, retries: 2, within: 0 }] }),
  );
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('there is a decision with a reason, its dates are dates, and its numbers fit', () => {
    fc.assert(
      fc.property(facts, failure, policy, date, chance, (all, judged, rules, now, random) => {
        vi.mocked(classify).mockReturnValue(judged);

        const decision = decide(all, rules, now, random);

        expect(decision.why).not.toBe('');
        if (decision.kind === 'retry') {
          expect(Number.isNaN(decision.at.getTime())).toBe(false);
          expect(decision.attempt).toBeGreaterThanOrEqual(1);
          expect(decision.attempt).toBeLessThanOrEqual(decision.of);
          expect(decision.of).toBeLessThanOrEqual(10);
          if (all.due === undefined)
            expect(decision.at.getTime() - now.getTime()).toBeGreaterThanOrEqual(60_000);
          else expect(decision.at).toEqual(all.due);
          expect(all.execution.tags).not.toContain('no-retry');
          expect(['error', 'crashed']).toContain(all.execution.status);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('the same facts lead to the same decision', () => {
    fc.assert(
      fc.property(facts, failure, policy, date, chance, (all, judged, rules, now, random) => {
        vi.mocked(classify).mockReturnValue(judged);
        expect(decide(all, rules, now, random)).toEqual(decide(all, rules, now, random));
      }),
    );
  });
});
