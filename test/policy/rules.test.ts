import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../functions/policy/policy.ts';
import { compareRule, ruleFor, type Subject } from '../../functions/policy/rules.ts';
import { aFailure, anExecution, aPolicy } from './samples.ts';

type Condition = NonNullable<PolicyDocument['rules']>[number]['when'];

const subject: Subject = {
  execution: anExecution({
    tags: ['nightly', 'team: search'],
    statusDetail: 'Epoch 3: waiting for the store',
  }),
  log: [
    { stream: 'status', message: 'Starting up' },
    { stream: 'stderr', message: 'ConnectionResetError: [Errno 104] Connection reset by peer' },
  ],
  failure: aFailure({ reason: 'network', signature: 'connection-reset' }),
};

function matches(when: Condition, about: Subject = subject): boolean {
  return ruleFor(aPolicy({ rules: [{ when }] }), about) !== undefined;
}

describe('a rule', () => {
  it.each<[Condition, boolean]>([
    [{ reason: 'network' }, true],
    [{ reason: 'service' }, false],
    [{ reason: ['service', 'network'] }, true],
    [{ reason: ['service', 'capacity'] }, false],
    [{ signature: 'connection-*' }, true],
    [{ signature: 'dns-*' }, false],
    [{ project: 'acme/*' }, true],
    [{ project: ['other/*', 'acme/forecast'] }, true],
    [{ project: 'other/*' }, false],
    [{ step: 'train-*' }, true],
    [{ step: 'evaluate' }, false],
    [{ environment: 'aws-*' }, true],
    [{ environment: 'gcp-*' }, false],
    [{ tag: 'nightly' }, true],
    [{ tag: 'team: *' }, true],
    [{ tag: 'weekly' }, false],
    [{ log: 'connection RESET' }, true],
    [{ log: '/Errno \\d+/' }, true],
    [{ log: ['nothing', 'starting'] }, true],
    [{ log: 'disk full' }, false],
    [{ 'status-detail': 'waiting for' }, true],
    [{ 'status-detail': '/^Epoch \\d+:/' }, true],
    [{ 'status-detail': 'done' }, false],
  ])('with the condition %j holds: %s', (when, holds) => {
    expect(matches(when)).toBe(holds);
  });

  it.each<Condition>([
    { reason: 'service', step: 'train-*' },
    { reason: 'network', signature: 'x' },
    { reason: 'network', project: 'x' },
    { reason: 'network', step: 'x' },
    { reason: 'network', environment: 'x' },
    { reason: 'network', tag: 'x' },
    { reason: 'network', log: 'x-x' },
    { reason: 'network', 'status-detail': 'x-x' },
  ])('does not hold when one of its conditions does not: %j', (when) => {
    expect(matches(when)).toBe(false);
  });

  it('holds when all of its conditions do', () => {
    const when = {
      reason: 'network',
      signature: 'connection-reset',
      project: 'acme/forecast',
      step: 'train-model',
      environment: 'aws-eu-west-1-g4dn',
      tag: 'nightly',
      log: 'reset',
      'status-detail': 'epoch',
    } as const;
    expect(matches(when)).toBe(true);
  });

  it('finds no signature, environment, tag or log line where there is none, not even with a star', () => {
    const bare = { execution: anExecution({ environment: undefined }), log: [], failure: aFailure() };
    expect(matches({ signature: '*' }, bare)).toBe(false);
    expect(matches({ environment: '*' }, bare)).toBe(false);
    expect(matches({ tag: '*' }, bare)).toBe(false);
    expect(matches({ log: '/.?/' }, bare)).toBe(false);
  });
});

describe('of several rules', () => {
  const policy = aPolicy({
    rules: [
      { name: 'other reason', when: { reason: 'capacity' } },
      { name: 'first', when: { reason: 'network' } },
      { name: 'more precise, but later', when: { reason: 'network', step: 'train-model' } },
    ],
  });

  it('the first that matches counts', () => {
    expect(ruleFor(policy, subject)?.name).toBe('first');
  });

  it('none may match', () => {
    expect(ruleFor(policy, { ...subject, failure: aFailure({ reason: 'unknown' }) })).toBeUndefined();
    expect(ruleFor(aPolicy(), subject)).toBeUndefined();
  });
});

describe('a rule compared with a failure', () => {
  function compare(when: Condition, about: Subject = subject) {
    return aPolicy({ rules: [{ when }] }).rules.flatMap((rule) => compareRule(rule, about));
  }

  it('says of each condition what was wanted, what was found and whether it holds', () => {
    const when: Condition = {
      'status-detail': 'epoch',
      log: ['disk full', 'reset'],
      tag: 'weekly',
      environment: 'gcp-*',
      step: 'train-*',
      project: 'acme/*',
      signature: ['dns-*', 'connection-*'],
      reason: ['service', 'capacity'],
    };

    expect(compare(when)).toEqual([
      { name: 'reason', wanted: ['service', 'capacity'], found: ['network'], holds: false },
      {
        name: 'signature',
        wanted: ['dns-*', 'connection-*'],
        found: ['connection-reset'],
        holds: true,
      },
      { name: 'project', wanted: ['acme/*'], found: ['acme/forecast'], holds: true },
      { name: 'step', wanted: ['train-*'], found: ['train-model'], holds: true },
      { name: 'environment', wanted: ['gcp-*'], found: ['aws-eu-west-1-g4dn'], holds: false },
      { name: 'tag', wanted: ['weekly'], found: ['nightly', 'team: search'], holds: false },
      {
        name: 'status-detail',
        wanted: ['epoch'],
        found: ['Epoch 3: waiting for the store'],
        holds: true,
      },
      {
        name: 'log',
        wanted: ['disk full', 'reset'],
        found: subject.log.map(({ message }) => message),
        holds: true,
      },
    ]);
  });

  it('finds nothing where there is nothing', () => {
    const bare = { execution: anExecution({ environment: undefined }), log: [], failure: aFailure() };

    expect(compare({ signature: '*', environment: '*' }, bare)).toEqual([
      { name: 'signature', wanted: ['*'], found: [], holds: false },
      { name: 'environment', wanted: ['*'], found: [], holds: false },
    ]);
  });
});
