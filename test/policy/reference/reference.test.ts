import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { classify } from '../../../functions/policy/classify.ts';
import { type Decision, decide, type Facts } from '../../../functions/policy/decide.ts';
import type { ExecutionFacts } from '../../../functions/policy/execution-facts.ts';
import type { Failure } from '../../../functions/policy/failure.ts';
import { POLICY_MAPS, type Policy } from '../../../functions/policy/policy.ts';
import { readPolicyFile } from '../../../functions/policy/read-policy-file.ts';
import { aFailure, anExecution } from '../samples.ts';
import { readExamples } from './examples.ts';

// What a log means is proved elsewhere; here it is given.
vi.mock('../../../functions/policy/classify.ts', () => ({ classify: vi.fn() }));

const NOW = new Date('2026-03-01T12:00:00Z');
const EXAMPLES = readExamples();
const seen = new Set<string>();

/** The policy of the example under a heading of the reference. */
function example(heading: string): Policy {
  seen.add(heading);
  const file = readPolicyFile(
    'docs/policy.md',
    EXAMPLES.get(heading) ?? expect.fail(`no example under ${heading}`),
  );
  expect(file.warnings).toEqual([]);
  return file.policy;
}

interface Case extends Partial<Omit<Facts, 'execution' | 'log'>> {
  readonly execution?: Partial<ExecutionFacts>;
  readonly failure?: Partial<Failure>;
  readonly log?: string;
  readonly random?: number;
}

function decided(policy: Policy, { execution, failure, log, random = 0, ...facts }: Case = {}): Decision {
  vi.mocked(classify).mockReturnValue(aFailure(failure));
  const lines = log === undefined ? [] : [{ stream: 'stderr', message: log } as const];
  const all = { execution: anExecution(execution), log: lines, firstFailureAt: NOW, looks: 0, ...facts };
  return decide(all, policy, NOW, random);
}

function inSeconds(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

const ONCE = { tags: ['retry: 1'] };
const TWICE = { tags: ['retry: 2'] };

afterEach(() => {
  vi.mocked(classify).mockReset();
});

describe('the reference shows an example', () => {
  it('in one screen: a rule by log, a ladder, and a refusal in its own words', () => {
    const policy = example('In one screen');
    const cuda = { log: 'RuntimeError: CUDA error: an illegal memory access was encountered' };
    expect(decided(policy, { ...cuda, failure: { reason: 'unknown' } })).toMatchObject({
      kind: 'retry',
      of: 1,
    });
    expect(decided(policy, { failure: { reason: 'resource' } })).toMatchObject({
      kind: 'retry',
      of: 3,
      changes: { environment: 'g4dn-xlarge' },
    });
    const orders = { project: { id: 'p', name: 'acme/orders', readOnly: false } };
    expect(
      decided(policy, { execution: orders, failure: { reason: 'permanent', signature: 'http-4xx' } }),
    ).toMatchObject({
      kind: 'give-up',
      cause: 'never',
      told: 'the supplier has to correct the order',
    });
  });

  it('of reason: more retries for network and service, not for others', () => {
    const policy = example('reason');
    expect(decided(policy, { failure: { reason: 'service' } })).toMatchObject({ of: 5 });
    expect(decided(policy, { failure: { reason: 'rate-limit' } })).toMatchObject({ of: 3 });
  });

  it('of signature: a longer delay for all that begin with connection-', () => {
    const policy = example('signature');
    expect(decided(policy, { failure: { signature: 'connection-reset' } })).toMatchObject({
      at: inSeconds(600),
    });
    expect(decided(policy, { failure: { signature: 'dns' } })).toMatchObject({ at: inSeconds(60) });
  });

  it('of project: fewer retries in those of one owner', () => {
    const policy = example('project');
    expect(decided(policy)).toMatchObject({ of: 2 });
    const project = { id: 'p', name: 'globex/forecast', readOnly: false };
    expect(decided(policy, { execution: { project } })).toMatchObject({ of: 3 });
  });

  it('of step: more time for training and tuning', () => {
    const policy = example('step');
    const firstFailureAt = inSeconds(-2 * 86_400);
    expect(decided(policy, { firstFailureAt, execution: { step: 'tune-rate' } })).toMatchObject({
      kind: 'retry',
    });
    expect(decided(policy, { firstFailureAt, execution: { step: 'report' } })).toMatchObject({
      cause: 'expired',
    });
  });

  it('of environment: more retries when a spot machine is lost', () => {
    const policy = example('environment');
    const environment = { slug: 'aws-eu-spot', spot: true };
    expect(
      decided(policy, { execution: { environment }, failure: { reason: 'infrastructure' } }),
    ).toMatchObject({
      of: 8,
    });
    expect(decided(policy, { execution: { environment } })).toMatchObject({ of: 3 });
  });

  it('of commit: ad-hoc executions are left to people', () => {
    const policy = example('commit');
    expect(decided(policy, { execution: { commit: '~1b2c' } })).toMatchObject({
      kind: 'give-up',
      cause: 'never',
    });
    expect(decided(policy)).toMatchObject({ kind: 'retry' });
  });

  it('of tag: nightly unknown failures are tried again', () => {
    const policy = example('tag');
    const unknown = { failure: { reason: 'unknown' } } as const;
    expect(decided(policy, { ...unknown, execution: { tags: ['nightly'] } })).toMatchObject({
      kind: 'retry',
      of: 1,
    });
    expect(decided(policy, unknown)).toMatchObject({ kind: 'give-up' });
  });

  it('of creator: a longer delay for what one person started', () => {
    const policy = example('creator');
    expect(decided(policy, { execution: { creator: 'ada.l' } })).toMatchObject({ at: inSeconds(300) });
    expect(decided(policy, { execution: { creator: 'bob' } })).toMatchObject({ at: inSeconds(60) });
  });

  it('of log: a text and a regular expression', () => {
    const policy = example('log');
    expect(decided(policy, { log: 'The LICENCE server is busy.' })).toMatchObject({ of: 4 });
    expect(decided(policy, { log: 'WARN Worker 12 lost its lease' })).toMatchObject({ of: 4 });
    expect(decided(policy, { log: 'worker lost its lease' })).toMatchObject({ of: 3 });
  });

  it('of status-detail: what failed while uploading', () => {
    const policy = example('status-detail');
    expect(decided(policy, { execution: { statusDetail: 'uploading 3 of 9' } })).toMatchObject({ of: 2 });
    expect(decided(policy, { execution: { statusDetail: 'not uploading' } })).toMatchObject({ of: 3 });
  });

  it('of duration: what dies at once is not tried again, what ran for a while is', () => {
    const policy = example('duration');
    const ranFor = (duration: number) =>
      decided(policy, { execution: { duration }, failure: { reason: 'unknown' } });
    expect(ranFor(120)).toMatchObject({ cause: 'never' });
    expect(ranFor(121)).toMatchObject({ kind: 'retry' });
    expect(ranFor(3_601)).toMatchObject({ cause: 'unknown' });
    expect(ranFor(21_601)).toMatchObject({ kind: 'retry' });
  });

  it('of attempt: from the third retry on, another environment', () => {
    const policy = example('attempt');
    const capacity = { failure: { reason: 'capacity' } } as const;
    expect(decided(policy, { ...capacity, execution: TWICE })).toMatchObject({
      attempt: 3,
      changes: { environment: 'aws-us-east-1-p4d' },
    });
    expect(decided(policy, { ...capacity, execution: ONCE })).not.toHaveProperty('changes.environment');
  });

  it('of name: it is told with the decision', () => {
    const policy = example('name');
    expect(decided(policy, { log: 'feature-store.example closed it' })).toMatchObject({
      rule: 'patience with the feature store',
      at: inSeconds(900),
    });
  });

  it('of retries: two for unknown failures', () => {
    expect(decided(example('retries'), { failure: { reason: 'unknown' } })).toMatchObject({
      kind: 'retry',
      of: 2,
    });
  });

  it('of delay: two minutes, or what the log asks for', () => {
    const policy = example('delay');
    expect(decided(policy, { failure: { reason: 'service' } })).toMatchObject({ at: inSeconds(120) });
    const asked = { reason: 'service', retryAfterSeconds: 7_200 } as const;
    expect(decided(policy, { failure: asked })).toMatchObject({ at: inSeconds(7_200) });
  });

  it('of backoff: three times as long each time', () => {
    const policy = example('backoff');
    expect(decided(policy, { failure: { reason: 'service' }, execution: TWICE })).toMatchObject({
      at: inSeconds(540),
    });
  });

  it('of jitter: up to twice as long', () => {
    const policy = example('jitter');
    expect(decided(policy, { failure: { reason: 'service' }, random: 0.5 })).toMatchObject({
      at: inSeconds(90),
    });
  });

  it('of max-delay: twenty minutes at most', () => {
    const policy = example('max-delay');
    const execution = { tags: ['retry: 5'] };
    expect(
      decided(policy, { failure: { reason: 'rate-limit' }, execution, random: 0.999_999 }),
    ).toMatchObject({
      attempt: 6,
      at: expect.toSatisfy((at: Date) => at <= inSeconds(1_200) && at > inSeconds(1_199)),
    });
  });

  it('of within: half a day for all retries', () => {
    const policy = example('within');
    const capacity = { failure: { reason: 'capacity' } } as const;
    expect(decided(policy, { ...capacity, firstFailureAt: inSeconds(-11 * 3_600) })).toMatchObject({
      kind: 'retry',
    });
    expect(decided(policy, { ...capacity, firstFailureAt: inSeconds(-12 * 3_600) })).toMatchObject({
      cause: 'expired',
    });
  });

  it('of environment: a lost spot machine is replaced by one on demand', () => {
    const environment = { slug: 'aws-eu-spot', spot: true };
    expect(
      decided(example('environment (set)'), {
        execution: { environment },
        failure: { reason: 'infrastructure' },
      }),
    ).toMatchObject({ changes: { environment: 'aws-eu-on-demand' } });
  });

  it('of a ladder: one step up for each failure for want of memory, and given up at the top', () => {
    const policy = example('environment (set), second');
    const on = (slug: string) =>
      decided(policy, { execution: { environment: { slug, spot: false } }, failure: { reason: 'resource' } });
    expect(on('t3')).toMatchObject({ of: 3, changes: { environment: 'g4dn-xlarge' } });
    expect(on('g4dn-xlarge')).toMatchObject({ changes: { environment: 'g4dn-2xlarge' } });
    expect(on('g4dn-2xlarge')).toMatchObject({ changes: { environment: 'g4dn-4xlarge' } });
    expect(on('g4dn-4xlarge')).toMatchObject({ kind: 'give-up', cause: 'exhausted' });
  });

  it('of parameters: smaller batches', () => {
    const failure = { reason: 'resource', signature: 'gpu-out-of-memory' } as const;
    expect(decided(example('parameters'), { failure })).toMatchObject({
      changes: { parameters: { 'batch-size': 16, 'gradient-checkpointing': true } },
    });
  });

  it('of priority: a release goes first', () => {
    const execution = { tags: ['release'] };
    expect(decided(example('priority'), { execution, failure: { reason: 'capacity' } })).toMatchObject({
      changes: { priority: 5 },
    });
  });

  it('of notify: to a team, or to nobody', () => {
    const policy = example('notify');
    const project = { id: 'p', name: 'acme/orders', readOnly: false };
    expect(decided(policy, { execution: { project } })).toMatchObject({ notify: ['orders-on-call'] });
    expect(decided(policy, { execution: { tags: ['experiment'] } })).toMatchObject({ notify: false });
  });

  it('of retry and reason: refused in its own words, unless the code says retry', () => {
    const policy = example('retry and reason');
    const log = 'Quota for this month is used up';
    expect(decided(policy, { log })).toMatchObject({
      kind: 'give-up',
      told: 'the quota is renewed on the first of the month',
    });
    expect(decided(policy, { log, failure: { said: 'retry' } })).toMatchObject({ kind: 'retry', of: 3 });
  });

  it('of mode: one rule is live, all others only watch', () => {
    const policy = example('mode');
    expect(decided(policy, { failure: { reason: 'rate-limit' } })).toMatchObject({ kind: 'retry' });
    expect(decided(policy)).toMatchObject({ kind: 'would-retry' });
  });

  it('of host and projects', () => {
    expect(example('host').host).toBe('https://valohai.acme.example');
    expect(decided(example('projects'))).toMatchObject({ kind: 'retry' });
    const project = { id: 'p', name: 'globex/other', readOnly: false };
    expect(decided(example('projects'), { execution: { project } })).toMatchObject({ kind: 'ignore' });
  });

  it('of the numbers for all failures', () => {
    const policy = example('retries, delay, backoff, jitter, max-delay, within');
    expect(decided(policy, { failure: { reason: 'rate-limit' } })).toMatchObject({
      of: 2,
      at: inSeconds(90),
    });
    expect(decided(policy, { execution: ONCE, random: 0.5 })).toMatchObject({ at: inSeconds(135 * 1.1) });
    expect(decided(policy, { failure: { reason: 'unknown' } })).toMatchObject({ kind: 'give-up' });
    expect(decided(policy, { firstFailureAt: inSeconds(-6 * 3_600) })).toMatchObject({ cause: 'expired' });
  });

  it("of max-retries: an execution's parameters get no more", () => {
    expect(decided(example('max-retries'), { execution: { parameters: { retries: 9 } } })).toMatchObject({
      of: 4,
    });
  });

  it('of shadow mode for all', () => {
    expect(decided(example('mode (of all)'))).toMatchObject({
      kind: 'would-retry',
      reason: 'network',
      of: 3,
    });
  });

  it('of caps, a budget, reruns and sweeps', () => {
    expect(example('launches-per-minute').launchesPerMinute).toEqual({ project: 5, all: 20 });
    expect(example('budget').budget).toBe(0.1);
    expect(example('reruns-by-people').rerunsByPeople).toBe('ignore');
    expect(example('sweep').sweep).toEqual({ every: 1_800, lookBack: 43_200 });
  });

  it('of rules: the first that matches counts', () => {
    const policy = example('rules');
    expect(decided(policy)).toMatchObject({ rule: 'rule 1', of: 5 });
    expect(decided(policy, { execution: { step: 'report' } })).toMatchObject({ rule: 'rule 2', of: 2 });
  });

  it('nowhere without saying here what it leads to', () => {
    expect([...EXAMPLES.keys()].filter((heading) => !seen.has(heading))).toEqual([]);
  });
});

it('the reference has an example of every key', () => {
  const used = new Set<string>();
  const note = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(note);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        used.add(key);
        note(inner);
      }
    }
  };
  for (const text of EXAMPLES.values()) note(parse(text));
  const known = Object.values(POLICY_MAPS).flatMap(({ entries }) => Object.keys(entries));
  expect(known.filter((key) => !used.has(key))).toEqual([]);
});
