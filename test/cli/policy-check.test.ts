import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describePlan, describeRange } from '../../cli/policy/describe-plan.ts';
import { describePolicy } from '../../cli/policy/describe-policy.ts';
import { plansOf } from '../../functions/policy/examine/plan.ts';
import { readPolicyFile } from '../../functions/policy/read-policy-file.ts';

const ROOT = join(import.meta.dirname, '../..');

function described(text: string): string[] {
  return describePolicy(readPolicyFile('policy.yaml', text).policy).split('\n');
}

describe('npm run policy -- check', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'valohai-retry-policy-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function check(words: readonly string[], text?: string) {
    const file = join(folder, 'policy.yaml');
    if (text !== undefined) writeFileSync(file, text);
    const all = text === undefined ? words : [...words, file];
    const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/policy.ts', ...all], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    return { status, stdout: stdout.replaceAll(file, 'FILE'), stderr: stderr.replaceAll(file, 'FILE') };
  }

  it('says that the default policy can be used', () => {
    const { status, stdout } = check(['check']);
    expect(stdout).toContain(
      'network, service: 1st retry after 60–90 s, 2nd after 2–3 min, 3rd after 4–6 min',
    );
    expect(stdout).toMatch(/retry-policy\.yaml can be used: 0 rules, nothing to warn about\.\n$/);
    expect(status).toBe(0);
  });

  it('warns with line and column, and still accepts', () => {
    const { status, stdout } = check(['check'], 'delay: 2h\nmax-delay: 1h\nrules: [{ when: { tag: x } }]');
    expect(stdout).toContain('warning: FILE:1:1 delay: the delay of 2 h is cut to the 1 h of max-delay\n');
    expect(stdout).toMatch(/FILE can be used: one rule, 1 to look at\.\n$/);
    expect(status).toBe(0);
  });

  it('refuses with line and column', () => {
    const { status, stdout, stderr } = check(['check'], 'rules:\n  - when: { log: "/(a+)+$/" }');
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^FILE has a problem:\n {2}FILE:2:13 rules\[0\]\.when\.log: found .* without a repetition inside/,
    );
    expect(status).toBe(1);
  });

  it('says what it cannot do', () => {
    expect(check([])).toMatchObject({ status: 1, stderr: expect.stringContaining('Say check') });
    expect(check(['check', 'a', 'b'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('at most one file'),
    });
    expect(check(['check', join(folder, 'none')])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The policy cannot be read'),
    });
  });
});

describe('a policy described', () => {
  it('tells of each rule when it counts, when its retries start and what they change', () => {
    expect(
      described(`
mode: shadow
rules:
  - name: larger
    mode: live
    when: { reason: [resource, network], step: "train-*" }
    environment: [a, b]
    parameters: { batch-size: 8 }
  - when: { log: licence }
    retry: never
    reason: it is ours
  - when: { reason: unknown, tag: [x, y] }
    environment: z
    priority: 3
    retries: 1
    delay: 2h
    max-delay: 1d
`),
    ).toEqual([
      'larger',
      '  when reason is resource or network and step is train-*',
      '  network: 1st retry after 60–90 s, 2nd after 2–3 min, 3rd after 4–6 min, given up after at most 11 min',
      '  resource: 1st retry after 60–90 s, 2nd after 2–3 min, given up after at most 5 min',
      '  goes up a → b',
      '  with the parameters {"batch-size":8}',
      '',
      'rule 2 (shadow: nothing is started)',
      '  when log is licence',
      '  never retried: it is ours',
      '',
      'rule 3 (shadow: nothing is started)',
      '  when reason is unknown and tag is x or y',
      '  unknown: 1st retry after 2–3 h, given up after at most 3 h',
      '  on z',
      '  with priority 3',
      '',
      'what no rule matches (shadow: nothing is started)',
      ...described('').slice(1),
    ]);
  });

  it('tells what happens without rules', () => {
    expect(described('retries: 1')).toEqual([
      'every failure',
      '  network, service, infrastructure: 1st retry after 60–90 s, given up after at most 2 min',
      '  rate-limit, capacity: 1st retry after 5–7.5 min, given up after at most 8 min',
      '  resource, permanent, unknown: not retried',
      '',
    ]);
  });

  it('counts on no more time than within leaves', () => {
    const { policy } = readPolicyFile('p', 'within: 4m\nrules: [{ when: { reason: network } }]');
    const [plan = expect.fail('no plan')] = plansOf(policy, policy.rules[0]);
    expect(describePlan(plan)).toBe(
      '1st retry after 60–90 s, 2nd after 2–3 min, given up after at most 4 min',
    );
  });

  it.each([
    [60, 90, '60–90 s'],
    [60, 60, '60 s'],
    [60, 120, '1–2 min'],
    [300, 450, '5–7.5 min'],
    [3_600, 7_199, '60–120 min'],
    [7_200, 7_200, '2 h'],
    [3_600, 9_000, '1–2.5 h'],
  ])('writes %d to %d seconds as %s', (from, to, text) => {
    expect(describeRange({ from, to })).toBe(text);
  });
});
