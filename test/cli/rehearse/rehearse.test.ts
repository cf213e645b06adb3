import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CountingProxy } from '../counting-proxy.ts';
import { COMPLETING, failing, HAS_A_BUG, Past, PROJECT, TIMED_OUT } from '../past.ts';
import { aFile, type RunOptions, runCommand, startCommand, TOKEN } from '../reading-command.ts';

const VerdictSchema = v.object({
  retried: v.number(),
  refused: v.number(),
  leftAlone: v.number(),
  retrySeconds: v.number(),
  retriedAndSucceeded: v.number(),
  refusedAndSucceeded: v.number(),
});

const counts = {
  failures: v.number(),
  policies: v.array(VerdictSchema),
  later: v.object({
    succeeded: v.number(),
    failedAgain: v.number(),
    notRunAgain: v.number(),
    notKnown: v.number(),
  }),
};

const ReportSchema = v.looseObject({
  complete: v.boolean(),
  endedBy: v.optional(v.string()),
  found: v.number(),
  judged: v.number(),
  gone: v.number(),
  total: v.object(counts),
  byClass: v.array(v.object({ class: v.string(), ...counts })),
  byStep: v.array(v.object({ step: v.string(), ...counts })),
  leftAlone: v.array(v.object({ why: v.string(), failures: v.number() })),
  unplaced: v.array(
    v.looseObject({ step: v.string(), executions: v.array(v.number()), lastLines: v.array(v.string()) }),
  ),
  decidedOtherwise: v.optional(v.array(v.number())),
  failures: v.array(
    v.looseObject({
      counter: v.number(),
      reason: v.string(),
      duration: v.optional(v.number()),
      later: v.string(),
      link: v.string(),
      decisions: v.array(v.looseObject({ kind: v.string() })),
    }),
  ),
});

const ODD = failing('counting waves', 'wave 17 looks wrong', 'leaving');

/** Rehearses by what suits each class, unless the words name a policy. */
function rehearse(host: string, words: readonly string[] = [], options: RunOptions = {}) {
  const policy = words.includes('--policy') ? [] : ['--policy', aFile('policy.yaml', '')];
  return runCommand('rehearse', ['--project', PROJECT, '--host', host, ...policy, ...words], options);
}

/** Rehearses with `--json`. */
async function rehearsed(host: string, ...words: string[]) {
  const { code, stdout, stderr } = await rehearse(host, [...words, '--json']);
  if (stdout === '') throw new Error(`nothing was rehearsed: ${stderr}`);
  return { code, stderr, ...v.parse(ReportSchema, JSON.parse(stdout)) };
}

/** A project in which steps have failed for several reasons, and some have succeeded since. */
async function aProjectWithFailures(): Promise<Past> {
  const past = await Past.open();
  await past.ran('read-gauges', TIMED_OUT); // 1
  await past.ran('read-gauges', TIMED_OUT, { tags: ['retry: 3', 'retry-of: #1'] }); // 2
  await past.ran('read-gauges', COMPLETING); // 3
  await past.ran('predict', HAS_A_BUG); // 4
  await past.ran('predict', HAS_A_BUG, { tags: ['nightly', 'not-retried: permanent'] }); // 5
  await past.ran('count-waves', ODD); // 6
  await past.ran('count-waves', TIMED_OUT, { pipeline: { id: 'a', counter: 4 } }); // 7
  await past.ran('count-waves', failing('wave 18 looks wrong', 'leaving')); // 8
  await past.ran('read-gauges', TIMED_OUT, { tags: ['retried: #10'] }); // 9
  return past;
}

describe('rehearse', () => {
  it('counts by class and by step what would be done, and what happened next', async () => {
    const past = await aProjectWithFailures();

    const report = await rehearsed(past.simulator.url);

    expect(report).toMatchObject({ code: 0, complete: true, found: 8, judged: 8, gone: 0 });
    const brief = ({ failures, policies: [policy], later }: (typeof report)['total']) => ({
      failures,
      done: [policy?.retried, policy?.refused, policy?.leftAlone],
      later: [later.succeeded, later.failedAgain, later.notRunAgain, later.notKnown],
    });
    expect(report.byClass.map((one) => [one.class, brief(one)])).toEqual([
      ['network', { failures: 4, done: [2, 1, 1], later: [2, 1, 1, 0] }],
      ['permanent', { failures: 2, done: [0, 2, 0], later: [0, 1, 1, 0] }],
      ['unknown', { failures: 2, done: [0, 2, 0], later: [0, 1, 1, 0] }],
    ]);
    expect(report.byStep.map((one) => [one.step, brief(one)])).toEqual([
      ['count-waves', { failures: 3, done: [0, 2, 1], later: [0, 2, 1, 0] }],
      ['read-gauges', { failures: 3, done: [2, 1, 0], later: [2, 0, 1, 0] }],
      ['predict', { failures: 2, done: [0, 2, 0], later: [0, 1, 1, 0] }],
    ]);
    expect(brief(report.total)).toEqual({ failures: 8, done: [2, 5, 1], later: [2, 3, 3, 0] });
    expect(report.total.policies[0]).toMatchObject({ retriedAndSucceeded: 1, refusedAndSucceeded: 1 });
  });

  it('judges each as it was when it failed, by the number of its retry', async () => {
    const past = await aProjectWithFailures();

    const { failures } = await rehearsed(past.simulator.url);

    const decided = failures.map(({ counter, decisions: [decision] }) => [counter, decision]);
    expect(decided).toMatchObject([
      [9, { kind: 'retry', attempt: 1 }],
      [8, { kind: 'give-up', cause: 'unknown' }],
      [7, { kind: 'ignore' }],
      [6, { kind: 'give-up', cause: 'unknown' }],
      [5, { kind: 'give-up', cause: 'permanent' }],
      [4, { kind: 'give-up', cause: 'permanent' }],
      [2, { kind: 'give-up', cause: 'exhausted' }],
      [1, { kind: 'retry', attempt: 1 }],
    ]);
  });

  it('takes a retry to run as long as the run that failed', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', { ...TIMED_OUT, after: 300 });
    await past.ran('read-gauges', { ...TIMED_OUT, after: 100 });
    await past.ran('predict', { ...HAS_A_BUG, after: 200 });

    const { failures, total } = await rehearsed(past.simulator.url);

    const seconds = failures
      .filter(({ reason }) => reason === 'network')
      .map(({ duration = Number.NaN }) => duration);
    expect(seconds).toHaveLength(2);
    expect(total.policies[0]?.retrySeconds).toBeCloseTo((seconds[0] ?? 0) + (seconds[1] ?? 0), 6);
  });

  it('shows what nothing explains, alike ones together, with their last lines', async () => {
    const past = await aProjectWithFailures();
    await past.ran('count-waves', failing('wave 19 looks wrong'));

    const { unplaced } = await rehearsed(past.simulator.url);

    expect(unplaced).toMatchObject([
      { step: 'count-waves', executions: [8, 6], lastLines: ['wave 18 looks wrong', 'leaving'] },
      { step: 'count-waves', executions: [10], lastLines: ['wave 19 looks wrong'] },
    ]);
  });

  it('shows an exception of which it only guesses that it lasts, but none that the code itself explained', async () => {
    const past = await Past.open();
    await past.ran('predict', HAS_A_BUG);
    await past.ran('predict', failing('harbour.BuoyError: buoy 7 is silent'));
    await past.ran('predict', {
      ...failing('harbour.BuoyError: buoy 8 is silent'),
      statusDetail: 'no-retry: lost',
    });

    const { unplaced } = await rehearsed(past.simulator.url);

    expect(unplaced.map(({ executions }) => executions)).toEqual([[2]]);
  });

  it('prints tables for people, and how far it has come on standard error', async () => {
    const past = await aProjectWithFailures();
    for (let n = 0; n < 20; n += 1) await past.ran('predict', HAS_A_BUG, { parameters: { n } });

    const { code, stdout, stderr } = await rehearse(past.simulator.url);

    expect(code).toBe(0);
    expect(stderr).toBe('25 of 28 failures read\n');
    expect(stdout).toContain(`harbour/tides at ${past.simulator.url}: 28 failures, `);
    expect(stdout).toMatch(
      / class +failures +retried +refused +left alone +machine time +later succeeded +later failed +not run later\n/,
    );
    expect(stdout).toMatch(/\n {2}network +4 +2 +1 +1 +\d+ s +2 +1 +1\n/);
    expect(stdout).toMatch(/\n {2}total +28 +2 +25 +1 +\d+ s +2 +23 +3\n/);
    expect(stdout).toContain('Of the 2 that would be retried, 1 succeeded in a later run');
    expect(stdout).toContain('Left alone\n  1: it belongs to a pipeline, which a copy could not rejoin\n');
    expect(stdout).toMatch(/#8 count-waves, and alike #6 {2}http:\S+\n {6}wave 18 looks wrong\n {6}leaving/);
  });

  it('with two policies shows their totals side by side and what they decide otherwise', async () => {
    const past = await aProjectWithFailures();
    const [one, other] = [
      aFile('one.yaml', 'retries: 3\n'),
      aFile(
        'other.yaml',
        'rules: [{ when: { step: count-waves }, retries: 1 }, { when: { tag: nightly }, retries: 2 }]\n',
      ),
    ];
    const both = ['--policy', one, '--policy', other];

    const [json, text, same] = await Promise.all([
      rehearsed(past.simulator.url, ...both),
      rehearse(past.simulator.url, both),
      rehearse(past.simulator.url, ['--policy', one, '--policy', one]),
    ]);

    expect(json.decidedOtherwise).toEqual([8, 6, 5]);
    expect(json.total.policies).toMatchObject([
      { retried: 2, refused: 5, leftAlone: 1 },
      { retried: 5, refused: 2, leftAlone: 1 },
    ]);
    expect(text.stdout).toMatch(/\n {2}retried +2 +5\n {2}refused +5 +2\n/);
    expect(text.stdout).toContain('Decided otherwise (3)');
    expect(text.stdout).toMatch(
      /#8 +count-waves +unknown +not retried \(unknown\) +retry 1 of 1, 1 min after the failure +not run again/,
    );
    expect(same.stdout).toContain('none: both decide the same');
  });

  it('takes the newest, across pages, with at most four requests at a time', async () => {
    const past = await Past.open();
    past.simulator.defineScript(PROJECT, 'predict', [HAS_A_BUG]);
    for (let n = 0; n < 130; n += 1) past.simulator.startExecution({ project: PROJECT, step: 'predict' });
    const proxy = await CountingProxy.before(past.simulator.url);

    const { code, failures, stderr } = await rehearsed(proxy.url, '--last', '110');

    expect(code).toBe(0);
    expect(failures.map(({ counter }) => counter)).toEqual(
      Array.from({ length: 110 }, (_, index) => 130 - index),
    );
    expect(stderr).toContain('100 of 110 failures read');
    expect(proxy.most).toBe(4);
    expect(proxy.seen.every(({ authorization }) => authorization === `Token ${TOKEN}`)).toBe(true);
  });

  it('honours a request for patience in the middle, and misses nothing', async () => {
    const past = await aProjectWithFailures();
    const proxy = await CountingProxy.before(past.simulator.url);
    let refused = { path: '', at: 0 };
    proxy.stepIn = (path) => {
      if (refused.at > 0 || !path.includes('/events/')) return undefined;
      refused = { path, at: Date.now() };
      return { status: 429, headers: { 'retry-after': '1' } };
    };

    const { code, judged, stderr } = await rehearsed(proxy.url);

    expect(code).toBe(0);
    expect(judged).toBe(8);
    expect(stderr).toContain('Valohai asks for patience (429); going on in 1 s\n');
    const again = proxy.seen.filter(({ path }) => path === refused.path)[1];
    expect((again?.at ?? 0) - refused.at).toBeGreaterThanOrEqual(990);
  });

  it('ends at Ctrl-C with what it has', async () => {
    const past = await Past.open();
    past.simulator.defineScript(PROJECT, 'predict', [HAS_A_BUG]);
    for (let n = 0; n < 60; n += 1) past.simulator.startExecution({ project: PROJECT, step: 'predict' });
    const proxy = await CountingProxy.before(past.simulator.url);
    const isNewest = new Set<string>();
    proxy.stepIn = (path) => {
      const id = /executions\/([0-9a-f-]{36})\/events/.exec(path)?.[1];
      if (id !== undefined) isNewest.add(id);
      return id !== undefined && isNewest.size > 30 ? 'hold' : undefined;
    };

    const words = ['--project', PROJECT, '--host', proxy.url, '--json'];
    const running = startCommand('rehearse', words);
    await running.said('25 of 60 failures read');
    running.process.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;

    const report = v.parse(ReportSchema, JSON.parse(stdout));
    expect(code).toBe(130);
    expect(stderr).toContain('It was interrupted.');
    expect(report).toMatchObject({ complete: false, endedBy: 'It was interrupted.', found: 60 });
    expect(report.judged).toBeGreaterThanOrEqual(25);
    expect(report.judged).toBeLessThan(60);
    expect(report.failures).toHaveLength(report.judged);
    expect(report.total.failures).toBe(report.judged);
  });

  it('shows what it has when Valohai goes away, and ends with 1', async () => {
    const past = await aProjectWithFailures();
    const proxy = await CountingProxy.before(past.simulator.url);
    let logs = 0;
    proxy.stepIn = (path) => {
      if (path.includes('/events/')) logs += 1;
      return logs > 5 ? { status: 503, headers: { 'retry-after': '0' } } : undefined;
    };

    const { code, stdout, stderr } = await rehearse(proxy.url);

    expect(code).toBe(1);
    expect(stdout).toMatch(/NOT ALL: [1-7] of 8 were read\. GET \S+ was answered with 503/);
    expect(stderr).toContain('Valohai is in trouble (503)');
  });

  it('passes over what was deleted meanwhile', async () => {
    const past = await aProjectWithFailures();
    const proxy = await CountingProxy.before(past.simulator.url);
    const [first] = past.simulator.listExecutions();
    proxy.stepIn = (path) => (path.includes(`executions/${first?.id}/events/`) ? { status: 404 } : undefined);

    const report = await rehearsed(proxy.url);

    expect(report).toMatchObject({ code: 0, complete: true, found: 8, judged: 7, gone: 1 });
  });

  it('says that there are no failures', async () => {
    const past = await Past.open();
    await past.ran('predict', COMPLETING);

    const { code, stdout } = await rehearse(past.simulator.url);

    expect(code).toBe(0);
    expect(stdout).toBe(`harbour/tides at ${past.simulator.url} has no failed execution.\n`);
  });

  it('shows no character by which a log or a step could steer the terminal', async () => {
    const past = await Past.open();
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eelbmuh';
    await past.ran(`step${evil}`, failing(`wave${evil}\rlooks wrong`));

    const [text, json] = await Promise.all([
      rehearse(past.simulator.url),
      rehearse(past.simulator.url, ['--json']),
    ]);

    for (const { stdout, stderr } of [text, json]) {
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }
    expect(text.stdout).toContain('looks wrong');
  });

  it('says what is wrong with the words', async () => {
    const past = await Past.open();
    const host = ['--host', past.simulator.url];

    const wrong = await Promise.all([
      runCommand('rehearse', host),
      runCommand('rehearse', ['--project', PROJECT, '--last', '0', ...host]),
      runCommand('rehearse', ['--project', 'harbour/tidez', ...host]),
      runCommand('rehearse', ['--project', PROJECT, ...host, ...Array(3).fill('--policy=retry-policy.yaml')]),
    ]);

    expect(wrong.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      wrong.map(() => ({ code: 1, stdout: '' })),
    );
    expect(wrong.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('--project is missing'),
      expect.stringContaining('--last: found 0'),
      expect.stringContaining('did you mean harbour/tides?'),
      expect.stringContaining('--policy: found more than two'),
    ]);
  });
});
