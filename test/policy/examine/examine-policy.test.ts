import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examinePolicy } from '../../../functions/policy/examine/examine-policy.ts';
import { coversGlob, overlap } from '../../../functions/policy/examine/glob-sets.ts';
import { matchesGlob } from '../../../functions/policy/glob.ts';
import type { Policy, Rule } from '../../../functions/policy/policy.ts';
import {
  PolicyError,
  type PolicyProblem,
  readPolicyFile,
} from '../../../functions/policy/read-policy-file.ts';
import { ruleFor } from '../../../functions/policy/rules.ts';
import { aFailure, anExecution } from '../samples.ts';

function told({ line, column, path, message }: PolicyProblem): string {
  return `${line}:${column} ${path}: ${message}`;
}

/** What is said about a policy: its errors, or else its warnings. */
function problemsOf(text: string): string[] {
  try {
    return readPolicyFile('policy.yaml', text).warnings.map((warning) => `warning ${told(warning)}`);
  } catch (error) {
    if (error instanceof PolicyError) return error.problems.map(told);
    throw error;
  }
}

function policyOf(text: string): Policy {
  return readPolicyFile('policy.yaml', text).policy;
}

/** A policy with these rules, each in a line of its own. */
function rules(...all: string[]): string {
  return ['rules:', ...all.map((rule) => `  - { ${rule} }`)].join('\n');
}

describe('a rule is never reached', () => {
  it.each([
    ['when: { reason: network }', 'when: { reason: network, step: train }'],
    ['when: { step: "train-*" }', 'when: { step: "train-big-*" }'],
    ['when: { step: [a, "t*"] }', 'when: { step: [tune, train] }'],
    ['when: { step: "*" }', 'when: { reason: network }'],
    ['when: { project: "**" }', 'when: { tag: nightly }'],
    ['when: { tag: "team: *" }', 'when: { tag: "team: search" }'],
    ['when: { environment: "aws-*" }', 'when: { environment: aws-eu }'],
    ['when: { commit: "~*" }', 'when: { commit: "~1*" }'],
    ['when: { creator: ada }', 'when: { creator: ada, attempt: 1 }'],
    ['when: { log: lease }', 'when: { log: Lost its LEASE }'],
    ['when: { log: /a.c/ }', 'when: { log: /a.c/, step: x }'],
    ['when: { status-detail: up }', 'when: { status-detail: [upload, backup] }'],
    ['when: { duration: within 1h }', 'when: { duration: within 5m }'],
    ['when: { duration: [after 5m within 2h, after 3h] }', 'when: { duration: after 1h within 2h }'],
    ['when: { attempt: 2+ }', 'when: { attempt: [3, 5-6] }'],
    ['when: { signature: "connection-*" }', 'when: { signature: connection-reset }'],
    ['when: { signature: [connection-reset, python-key-error] }', 'when: { signature: connection-reset }'],
    ['when: { reason: network }', 'when: { signature: connection-reset }'],
    ['when: { step: ["*", a] }', 'when: { reason: network }'],
  ])('after %s: %s', (above, below) => {
    expect(problemsOf(rules(above, below))).toEqual([
      '3:5 rules[1]: is never reached: “rule 1” above matches all that it could',
    ]);
  });

  it('when several others share what it matches', () => {
    expect(
      problemsOf(
        rules(
          'name: nets, when: { reason: network }',
          'when: { reason: service, attempt: 1 }',
          'when: { reason: service, attempt: 2+ }',
          'when: { reason: [service, network], step: x }',
        ),
      ),
    ).toEqual([
      '5:5 rules[3]: is never reached: “nets” and “rule 2” and “rule 3” above match all that it could',
    ]);
  });

  it.each([
    ['when: { reason: network, step: train }', 'when: { reason: network }'],
    ['when: { reason: network }', 'when: { reason: [network, service] }'],
    ['when: { step: "train-big-*" }', 'when: { step: "train-*" }'],
    ['when: { step: a }', 'when: { step: [a, b] }'],
    ['when: { environment: "*" }', 'when: { reason: network }'],
    ['when: { log: lost its lease }', 'when: { log: lease }'],
    ['when: { log: lease }', 'when: { log: /lease/ }'],
    ['when: { log: /lease/ }', 'when: { log: lease }'],
    ['when: { duration: within 5m }', 'when: { duration: within 6m }'],
    ['when: { duration: after 5m }', 'when: { duration: after 4m within 9m }'],
    ['when: { duration: within 5m }', 'when: { reason: network }'],
    ['when: { attempt: 1-9 }', 'when: { reason: network }'],
    ['when: { signature: connection-reset }', 'when: { signature: "connection-*" }'],
    ['when: { signature: "*" }', 'when: { reason: network }'],
    ['when: { project: a }', 'when: { step: a }'],
    ['when: { creator: a }', 'when: { creator: b }'],
    ['when: { status-detail: up }', 'when: { status-detail: down }'],
  ])('but after %s it is: %s', (above, below) => {
    expect(problemsOf(rules(above, below))).toEqual([]);
  });

  it('only when no execution at all leads to it', () => {
    const steps = fc.constantFrom('*', 'train-*', '*-big', 'train-big', 'tune');
    const conditions = fc
      .record(
        {
          step: steps,
          reason: fc.constantFrom('network', 'service', 'unknown'),
          attempt: fc.constantFrom('1', '2+', '1-3'),
        },
        { requiredKeys: [] },
      )
      .filter((when) => Object.keys(when).length > 0);
    const subjects = fc.record({
      step: fc.constantFrom('train-small', 'train-big', 'x-big', 'tune', 'report'),
      reason: fc.constantFrom('network', 'service', 'unknown'),
      retries: fc.nat(9),
    });
    const check = (text: string) => problemsOf(text).filter((problem) => problem.includes('never reached'));
    fc.assert(
      fc.property(
        fc.array(conditions, { minLength: 2, maxLength: 5 }),
        fc.array(subjects),
        (whens, tried) => {
          const text = JSON.stringify({ rules: whens.map((when) => ({ when })) });
          const unreached = new Set(
            check(text).map((problem) => Number(/rules\[(\d+)\]/.exec(problem)?.[1])),
          );
          const kept = whens.filter((_, index) => !unreached.has(index));
          const all = { rules: whens.map((when) => ({ when })) };
          for (const { step, reason, retries } of tried) {
            const subject = {
              execution: anExecution({ step, tags: [`retry: ${retries}`] }),
              log: [],
              failure: aFailure({ reason }),
            };
            const without = readPolicyFile(
              'p',
              JSON.stringify({ rules: kept.map((when) => ({ when })) }),
            ).policy;
            const found = ruleFor(without, subject)?.when;
            const index = all.rules.findIndex(({ when }) => {
              const single = readPolicyFile('p', JSON.stringify({ rules: [{ when }] })).policy;
              return ruleFor(single, subject) !== undefined;
            });
            expect(unreached.has(index)).toBe(false);
            expect(found === undefined).toBe(index === -1);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a condition that nothing fulfils is refused', () => {
  it.each([
    [
      'when: { signature: conection-reset }',
      '2:15 rules[0].when.signature: no signature is called conection-reset, so it never matches; did you mean connection-reset?',
    ],
    [
      'when: { signature: [connection-reset, dsn] }',
      /^2:45 rules\[0\]\.when\.signature\[1\]: no signature is called dsn/,
    ],
    [
      'when: { signature: connection-reset, reason: permanent }',
      '2:44 rules[0].when.reason: never matches: the signature of this rule stands for network',
    ],
    [
      'when: { signature: [python-key-error, connection-reset], reason: capacity }, priority: 3',
      /the signature of this rule stands for permanent or network$/,
    ],
    [
      'when: { signature: python-key-error, reason: network }, environment: [a, b]',
      /the signature of this rule stands for permanent$/,
    ],
  ])('%s', (rule, problem) => {
    expect(problemsOf(rules(rule))).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('as is a project that the policy does not include', () => {
    const policy = (project: string) =>
      `projects: ["acme/*", "*/shared"]\n${rules(`when: { project: ${project} }`)}`;
    expect(problemsOf(policy('globex/x'))).toEqual([
      "3:15 rules[0].when.project: globex/x is none of the policy's projects (acme/*, */shared), so it never matches",
    ]);
    for (const project of ['acme/x', '"globex/*"', '"*"', 'x/shared'])
      expect(problemsOf(policy(project))).toEqual([]);
  });
});

describe('two rules with one name are refused', () => {
  it('at the second', () => {
    expect(
      problemsOf(
        rules('name: a, when: { tag: x }', 'name: b, when: { tag: y }', 'name: a, when: { tag: z }'),
      ),
    ).toEqual(['4:7 rules[2].name: “a” is the name of rule 1 already']);
  });

  it('but not two without', () => {
    expect(problemsOf(rules('when: { tag: x }', 'when: { tag: y }'))).toEqual([]);
  });
});

describe('a setting in vain is told', () => {
  it.each([
    [
      'when: { tag: x }, within: 2m, retries: 4',
      'warning 2:25 rules[0].within: only 1 of 4 retries fit into the 2 min of within (network, service, resource, permanent, unknown)',
    ],
    [
      'when: { reason: service }, delay: 2d, max-delay: 3d',
      '2:34 rules[0].delay: no retry fits into the 1 d of within (service)',
    ],
    [
      'when: { reason: service }, within: 30s',
      '2:34 rules[0].within: no retry fits into the 30 s of within (service)',
    ],
    [
      'when: { reason: service }, retries: 10, max-delay: 6h, backoff: 4',
      'warning 2:34 rules[0].retries: only 9 of 10 retries fit into the 1 d of within (service)',
    ],
    [
      'when: { reason: service }, delay: 20m, max-delay: 10m',
      'warning 2:34 rules[0].delay: the delay of 20 min is cut to the 10 min of max-delay',
    ],
    [
      'when: { reason: capacity }, max-delay: 2m',
      'warning 2:35 rules[0].max-delay: the delay of 5 min is cut to the 2 min of max-delay',
    ],
    [
      'when: { reason: unknown }, delay: 5m',
      'warning 2:34 rules[0].delay: has no effect: what this rule matches is not retried unless it says retries',
    ],
    [
      'when: { reason: resource }, environment: big',
      'warning 2:35 rules[0].environment: has no effect: what this rule matches is not retried unless it says retries',
    ],
    [
      'when: { reason: network }, retries: 0, priority: 3',
      'warning 2:46 rules[0].priority: has no effect: what this rule matches is not retried unless it says retries',
    ],
    [
      'when: { reason: network, attempt: 4+ }, delay: 5m',
      'warning 2:32 rules[0].when.attempt: its 3 retries are used up before retry 4, unless machines were lost: say more retries',
    ],
    [
      'when: { reason: unknown }, delay: 20m, max-delay: 10m',
      'warning 2:34 rules[0].delay: has no effect: what this rule matches is not retried unless it says retries',
    ],
    [
      'when: { reason: [network, service] }, environment: [a, b]',
      'warning 2:45 rules[0].environment: is a ladder, which failures that pass by themselves (network, service) do not climb: name one',
    ],
    [
      'when: { reason: network }, environment: [a, b]',
      'warning 2:34 rules[0].environment: is a ladder, which failures that pass by themselves (network) do not climb: name one',
    ],
    ['when: { tag: x }, retry: never, delay: 5m', '2:39 rules[0].delay: has no effect beside retry: never'],
    [
      'when: { tag: x }, retry: never, max-delay: 5m',
      '2:39 rules[0].max-delay: has no effect beside retry: never',
    ],
    [
      'when: { tag: x }, retry: never, parameters: { a: 1 }',
      '2:39 rules[0].parameters: has no effect beside retry: never',
    ],
    [
      'when: { tag: x }, reason: because',
      '2:25 rules[0].reason: tells why nothing is retried, which needs retry: never',
    ],
  ])('%s', (rule, problem) => {
    expect(problemsOf(rules(rule))).toEqual([problem]);
  });

  it.each([
    'when: { reason: unknown }',
    'when: { reason: unknown }, notify: true',
    'when: { reason: network }, retries: 0',
    'when: { tag: x }, delay: 5m',
    'when: { tag: x }, retry: never, reason: because, notify: true',
    'when: { reason: network, attempt: 3 }, delay: 5m',
    'when: { reason: network, attempt: [3, 7] }, delay: 5m',
    'when: { reason: [network, resource] }, environment: [a, b]',
    'when: { reason: capacity }, delay: 20m, max-delay: 20m',
  ])('but not %s', (rule) => {
    expect(problemsOf(rules(rule))).toEqual([]);
    expect(examinePolicy(policyOf(rules(rule)))).toEqual([]);
  });

  it('at the top of the policy', () => {
    expect(problemsOf('delay: 2h\nmax-delay: 1h')).toEqual([
      'warning 1:1 delay: the delay of 2 h is cut to the 1 h of max-delay',
    ]);
    expect(problemsOf('delay: 5m\nwithin: 1m')).toEqual([
      expect.stringMatching(/^2:1 within: no retry fits into the 1 min/),
    ]);
  });

  it('once, where it is set, and not again at every rule', () => {
    expect(problemsOf(`within: 10m\n${rules('when: { reason: capacity }, notify: true')}`)).toEqual([
      expect.stringMatching(/^warning 1:1 within: /),
    ]);
    expect(problemsOf(`delay: 2h\nmax-delay: 1h\n${rules('when: { tag: x }, notify: true')}`)).toEqual([
      expect.stringMatching(/^warning 1:1 delay: /),
    ]);
    expect(problemsOf(`within: 10m\n${rules('when: { reason: capacity }, retries: 2')}`)).toEqual([
      expect.stringMatching(/^warning 1:1 within: /),
      'warning 3:35 rules[0].retries: only 1 of 2 retries fit into the 10 min of within (capacity)',
    ]);
  });

  it('when the policy allows fewer retries', () => {
    expect(
      problemsOf(`max-retries: 2\n${rules('when: { tag: x }, retries: 3', 'when: { tag: y }, retries: 2')}`),
    ).toEqual(["warning 3:25 rules[0].retries: no more than the policy's max-retries count: 2"]);
  });
});

describe('a setting for all', () => {
  it('is a sweep that misses what failed between two of them', () => {
    expect(problemsOf('mode: live\nsweep: { every: 12h, look-back: 6h }')).toEqual([
      'warning 2:1 sweep: looks 6 h back every 12 h: it misses what failed in between. Let look-back be longer than every',
    ]);
    expect(problemsOf('sweep: { every: 7h }')).toHaveLength(1);
    expect(problemsOf('sweep: { every: 6h, look-back: 6h }')).toEqual([]);
  });

  it('is a cap on a project that the one on all is below', () => {
    expect(problemsOf('launches-per-minute: { project: 40, all: 30 }')).toEqual([
      'warning 1:1 launches-per-minute: allows 40 retries in a project, but 30 in all, so that no project can have more',
    ]);
    expect(problemsOf('launches-per-minute: { project: 30, all: 30 }')).toEqual([]);
    // What nobody wrote is no mistake.
    expect(problemsOf('launches-per-minute: { all: 5 }')).toEqual([]);
  });
});

describe('what no policy file can say', () => {
  const [policy, rule] = [policyOf(''), policyOf(rules('when: { tag: x }')).rules[0]];
  const examined = (...whens: Rule['when'][]) =>
    examinePolicy({ ...policy, rules: whens.flatMap((when): Rule[] => (rule ? [{ ...rule, when }] : [])) });

  it('is taken for a condition of which nothing is known', () => {
    expect(examined({ duration: ['soon'] }, { duration: ['within 5m'] })).toEqual([]);
    expect(examined({ duration: ['within 5m'] }, { duration: ['soon'] })).toEqual([]);
    expect(examined({ attempt: ['often'] })).toEqual([]);
  });

  it('and of a rule that matches nothing only that is told', () => {
    const [set] = policyOf(rules('when: { tag: x }, priority: 3, environment: [a, b]')).rules;
    const nothing = { signature: ['connection-reset'], reason: ['permanent' as const] };
    const told = examinePolicy({ ...policy, rules: set ? [{ ...set, when: nothing }] : [] });
    expect(told.map(({ keys }) => keys)).toEqual([['rules', 0, 'when', 'reason']]);
  });
});

describe('globs', () => {
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

  it('cover another where they match all that it does', () => {
    fc.assert(
      fc.property(glob, glob, fc.array(text), (one, other, texts) => {
        if (!coversGlob(one, other)) return;
        for (const each of texts) if (matchesGlob(other, each)) expect(matchesGlob(one, each)).toBe(true);
      }),
    );
    expect([
      coversGlob('a*', 'ab*'),
      coversGlob('ab*', 'a*'),
      coversGlob('*', '*'),
      coversGlob('a', '*'),
    ]).toEqual([true, false, true, false]);
  });

  /** Every text of a and b with at most six characters: enough for what two globs of three can ask for. */
  const all = Array.from({ length: 7 }, (_, length) =>
    Array.from({ length: 2 ** length }, (_, bits) =>
      Array.from({ length }, (_, place) => ((bits >> place) % 2 === 0 ? 'a' : 'b')).join(''),
    ),
  ).flat();

  it('overlap where a text matches both, and only there', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 3 });
    fc.assert(
      fc.property(short, short, (one, other) => {
        const isShared = all.some((each) => matchesGlob(one, each) && matchesGlob(other, each));
        expect(overlap(one, other)).toBe(isShared);
      }),
      { numRuns: 500 },
    );
  });

  it('are compared in a moment, however many stars they have', () => {
    expect(overlap(`${'*a'.repeat(40)}b`, `${'*b'.repeat(40)}a`)).toBe(false);
  });
});
