import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPTS_FORM, parseAttempts } from '../../../functions/policy/attempts.ts';
import type { ExecutionFacts } from '../../../functions/policy/execution-facts.ts';
import type { PolicyDocument } from '../../../functions/policy/policy.ts';
import { PolicyError, readPolicyFile } from '../../../functions/policy/read-policy-file.ts';
import { compareRule, nameOf, ruleFor } from '../../../functions/policy/rules.ts';
import { parseSpan, SPAN_FORM } from '../../../functions/policy/span.ts';
import { aFailure, anExecution, aPolicy } from '../samples.ts';

type Conditions = NonNullable<PolicyDocument['rules']>[number]['when'];

function holds(when: Conditions, execution: Partial<ExecutionFacts> = {}): boolean {
  const subject = { execution: anExecution(execution), log: [], failure: aFailure() };
  return ruleFor(aPolicy({ rules: [{ when }] }), subject) !== undefined;
}

describe('a condition on the commit or the creator', () => {
  it('is a glob', () => {
    expect(holds({ commit: 'c0*' }, { commit: 'c0ffee' })).toBe(true);
    expect(holds({ commit: ['x', '~*'] }, { commit: 'c0ffee' })).toBe(false);
    expect(holds({ creator: ['ada*', 'bob'] }, { creator: 'ada.l' })).toBe(true);
    expect(holds({ creator: 'bob' }, { creator: 'ada.l' })).toBe(false);
  });

  it('does not hold where there is none', () => {
    expect(holds({ commit: '*' }, { commit: undefined })).toBe(false);
    expect(holds({ creator: '*' })).toBe(false);
  });
});

describe('a condition on the duration', () => {
  it.each<[string | string[], number | undefined, boolean]>([
    ['within 5m', 300, true],
    ['within 5m', 300.5, false],
    ['within 5m', 0, true],
    ['after 5m', 300, false],
    ['after 5m', 300.5, true],
    ['after 0', 0, false],
    ['after 5m within 2h', 299, false],
    ['after 5m within 2h', 7_200, true],
    ['after 5m within 2h', 7_201, false],
    [['within 1m', 'after 1h'], 30, true],
    [['within 1m', 'after 1h'], 61, false],
    ['within 1d', undefined, false],
  ])('%j, after %s s: %s', (duration, seconds, expected) => {
    expect(holds({ duration }, { duration: seconds })).toBe(expected);
  });

  it.each([
    ['within 90', { after: -1, within: 90 }],
    ['within  1.5h', { after: -1, within: 5_400 }],
    ['after 2h', { after: 7_200, within: Number.POSITIVE_INFINITY }],
    ['after  1m   within  2m', { after: 60, within: 120 }],
    ['after 1m within 2m', { after: 60, within: 120 }],
  ])('reads %s', (text, span) => {
    expect(parseSpan(text)).toEqual(span);
  });

  it.each([
    ...[
      '',
      ' ',
      '5m',
      'within',
      'within soon',
      'after 1m within soon',
      'after soon within 1m',
      'after soon',
      'after 5m within 5m',
      'within 5m after 1m',
      'after 2h within',
    ],
    ...['in 5m', 'xwithin 5m', 'within 5m x', 'after 5m within 2h x', 'after 5m  x', 'before 5m'],
  ])('refuses %j', (text) => {
    expect(parseSpan(text)).toBeUndefined();
    expect(() => readPolicyFile('p', JSON.stringify({ rules: [{ when: { duration: text } }] }))).toThrow(
      `found ${JSON.stringify(text)}, expected ${SPAN_FORM}`,
    );
  });

  it('tells its form', () => {
    expect(SPAN_FORM).toBe('within 5m, after 2h, or after 5m within 2h');
  });
});

describe('a condition on the attempt', () => {
  it.each<[Conditions['attempt'], string[], boolean]>([
    [1, [], true],
    [1, ['retry: 1'], false],
    [2, ['retry: 1'], true],
    [[1, 3], ['retry: 2'], true],
    [[1, 3], ['retry: 1'], false],
    ['2-4', [], false],
    ['2-4', ['retry: 1'], true],
    ['2-4', ['retry: 3'], true],
    ['2-4', ['retry: 4'], false],
    ['3+', ['retry: 1'], false],
    ['3+', ['retry: 2'], true],
    ['3+', ['retry: 9'], true],
    [['1', '9+'], ['retry: 9', 'retry-infrastructure: 4'], true],
  ])('%j at %j: %s', (attempt, tags, expected) => {
    expect(holds({ attempt }, { tags })).toBe(expected);
  });

  it.each([
    [1, { from: 1, to: 1 }],
    ['10', { from: 10, to: 10 }],
    ['2-4', { from: 2, to: 4 }],
    ['2 - 4', { from: 2, to: 4 }],
    ['4-4', { from: 4, to: 4 }],
    ['1-10', { from: 1, to: 10 }],
    ['10+', { from: 10, to: 10 }],
    ['3+', { from: 3, to: 10 }],
  ])('reads %j', (text, range) => {
    expect(parseAttempts(text)).toEqual(range);
  });

  it.each([
    0,
    11,
    -1,
    1.5,
    '',
    '4-2',
    '0-3',
    '1-11',
    '11+',
    '+',
    '3-',
    '-3',
    '1,2',
    'x1',
    '1x',
    '1-2-3',
    '100',
    null,
    true,
  ])('refuses %j', (attempt) => {
    expect(parseAttempts(attempt)).toBeUndefined();
    expect(() => readPolicyFile('p', JSON.stringify({ rules: [{ when: { attempt } }] }))).toThrow(
      `found ${JSON.stringify(attempt)}, expected ${ATTEMPTS_FORM}`,
    );
  });

  it('tells its form', () => {
    expect(ATTEMPTS_FORM).toBe(
      'the number of a retry from 1 to 10, a range such as 2-4, or 3+ for the third and all later ones',
    );
  });

  it('holds for one attempt as soon as one of its items does', () => {
    const items = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1 });
    fc.assert(
      fc.property(items, fc.nat(9), (attempt, done) => {
        expect(holds({ attempt }, { tags: [`retry: ${done}`] })).toBe(attempt.includes(done + 1));
      }),
    );
  });
});

it('the new conditions can be compared with what is found', () => {
  const policy = aPolicy({
    rules: [{ when: { attempt: [1, '3+'], duration: 'within 1h', creator: 'a*', commit: 'b' } }],
  });
  const execution = anExecution({ duration: 61.5, creator: 'ada' });
  expect(policy.rules.map((rule) => compareRule(rule, { execution, log: [], failure: aFailure() }))).toEqual([
    [
      { name: 'commit', wanted: ['b'], found: ['c0ffee'], holds: false },
      { name: 'creator', wanted: ['a*'], found: ['ada'], holds: true },
      { name: 'duration', wanted: ['within 1h'], found: ['61.5s'], holds: true },
      { name: 'attempt', wanted: ['1', '3+'], found: ['1'], holds: true },
    ],
  ]);
});

it('a duration that is not known is compared as nothing', () => {
  const subject = { execution: anExecution({ duration: undefined }), log: [], failure: aFailure() };
  const policy = aPolicy({ rules: [{ when: { duration: 'within 1h' } }] });
  expect(policy.rules.flatMap((rule) => compareRule(rule, subject))).toEqual([
    { name: 'duration', wanted: ['within 1h'], found: [], holds: false },
  ]);
});

it.each([{ duration: ['soon'] }, { attempt: ['some'] }])(
  'a condition that no file could say holds for nothing: %j',
  (when) => {
    const policy = aPolicy({ rules: [{ when: { tag: 'x' } }] });
    const rules = policy.rules.map((rule) => ({ ...rule, when }));
    const subject = { execution: anExecution({ duration: 60 }), log: [], failure: aFailure() };
    expect(ruleFor({ ...policy, rules }, subject)).toBeUndefined();
  },
);

it('a rule without a name is called by its place', () => {
  const policy = aPolicy({ rules: [{ name: 'first', when: { tag: 'x' } }, { when: { tag: 'y' } }] });
  expect(policy.rules.map((rule) => nameOf(policy, rule))).toEqual(['first', 'rule 2']);
});

describe('the settings of a rule', () => {
  function problemOf(rule: string): string {
    try {
      readPolicyFile('p', `rules:\n  - { when: { tag: x }, ${rule} }`);
    } catch (error) {
      if (error instanceof PolicyError) return error.problems.map(({ message }) => message).join('; ');
    }
    return 'none';
  }

  const LADDER =
    'expected an environment, or a list of at least two different ones that begins with the smallest';
  const PARAMETER = 'expected a text, a number, true, false, or a list of them';
  const NOTIFY = 'expected true, false, or names such as of a team';
  const REASON = 'expected one line of at most 100 characters that tells people why';

  it.each([
    ['environment: [a]', LADDER],
    ['environment: []', LADDER],
    ['environment: [a, b, a]', LADDER],
    ['environment: ""', 'expected a text that is not empty'],
    ['environment: 3', 'expected a text'],
    ['environment: [a, 3]', 'expected a text'],
    ['parameters: 3', 'expected parameters such as { batch-size: 16 }'],
    ['parameters: { a: null }', PARAMETER],
    ['parameters: { a: { b: 1 } }', PARAMETER],
    ['parameters: { a: .inf }', PARAMETER],
    ['parameters: { a: [[1]] }', PARAMETER],
    ['parameters: { "": 1 }', 'expected a text that is not empty'],
    ['priority: high', 'expected a whole number'],
    ['priority: 1.5', 'expected a whole number'],
    ['notify: []', NOTIFY],
    ['notify: [""]', 'expected a text that is not empty'],
    ['notify: team', NOTIFY],
    ['mode: dry', 'expected live, or shadow: decide and tell, but start nothing'],
    ['retry: no', 'expected never; how often it is retried is said by retries'],
    ['retry: never, reason: 3', REASON],
    ['retry: never, reason: ""', REASON],
    ['retry: never, reason: "  "', REASON],
    ['retry: never, reason: "a\\nb"', REASON],
    [`retry: never, reason: ${'x'.repeat(101)}`, REASON],
  ])('refuse %s', (rule, expected) => {
    expect(problemOf(rule)).toContain(expected);
  });

  it.each([
    'environment: a',
    'retries: 2, parameters: { a: 1, b: x, c: true, d: [1, x, false], e: "" }',
    'priority: -3',
    'notify: false',
    'notify: [a, b]',
    'mode: live',
    'retry: never, reason: x',
    'retry: never, reason: " x y "',
    `retry: never, reason: ${'x'.repeat(100)}`,
  ])('take %s', (rule) => {
    expect(problemOf(rule)).toBe('none');
  });

  it('of the whole policy too', () => {
    const read = (text: string) => readPolicyFile('p', text).policy;
    expect(read('').mode).toBe('live');
    expect(read('sweep: { every: 60s, look-back: 1h }').sweep).toEqual({ every: 60, lookBack: 3_600 });
    expect(read('sweep: {}').sweep).toEqual({ every: 900, lookBack: 21_600 });
    expect(() => read('sweep: { every: 59 }')).toThrow('expected at least a minute');
    expect(() => read('sweep: often')).toThrow('expected a map such as { every: 15m, look-back: 6h }');
    expect(() => read('sweep: { evry: 1h }')).toThrow(
      'unknown key; did you mean every? Known are every, look-back',
    );
    expect(() => read('rules: [{ when: { duration: 5 } }]')).toThrow(`found 5, expected ${SPAN_FORM}`);
  });
});
