import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { LocalWorld, HAS_A_BUG as RUNNING_BUG } from '../../journey/local-world.ts';
import { CountingProxy } from '../counting-proxy.ts';
import { COMPLETING, failing, HAS_A_BUG, Past, PROJECT, TIMED_OUT } from '../past.ts';
import { aFile, type RunOptions, runCommand, TOKEN } from '../reading-command.ts';

const ExplainedSchema = v.looseObject({
  execution: v.optional(v.looseObject({ id: v.string(), counter: v.number() })),
  failure: v.optional(v.looseObject({ reason: v.string(), line: v.optional(v.string()) })),
  log: v.optional(
    v.looseObject({
      context: v.array(v.looseObject({ number: v.number(), text: v.string(), isDeciding: v.boolean() })),
    }),
  ),
  rules: v.optional(v.array(v.looseObject({ matches: v.boolean(), counts: v.boolean() }))),
  timetable: v.optional(v.looseObject({ waits: v.array(v.unknown()) })),
  decision: v.looseObject({ kind: v.string(), why: v.string() }),
  copy: v.optional(
    v.looseObject({
      body: v.record(v.string(), v.unknown()),
      differences: v.array(v.looseObject({ kind: v.string(), field: v.string() })),
    }),
  ),
});

const POLICY = 'rules: [{ name: let a rate limit cool down, when: { reason: rate-limit }, delay: 5m }]';

/** Explains by a policy of its own, unless the words name another. */
function explain(past: Past, words: readonly string[], options: RunOptions = {}) {
  const defaults = ['--policy', aFile('policy.yaml', POLICY), '--host', past.simulator.url];
  return runCommand('explain', [...defaults, ...words], options);
}

/** Explains with `--json`. */
async function explained(past: Past, ...words: string[]) {
  const { code, stdout, stderr } = await explain(past, [...words, '--json']);
  if (stdout === '') throw new Error(`nothing was explained: ${stderr}`);
  return { code, ...v.parse(ExplainedSchema, JSON.parse(stdout)) };
}

describe('explain', () => {
  it('tells everything that leads to a retry, and ends with 0', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT, { tags: ['nightly'] });

    const { code, stdout } = await explain(past, [`${PROJECT}#1`]);

    expect(code).toBe(0);
    expect(stdout).toContain('harbour/tides #1, step read-gauges: error');
    expect(stdout).toMatch(/Class: network \(certain\)\n {2}Signature \S+: \S.+\./);
    expect(stdout).toContain(`Deciding line: 7 of 9 (stderr)
    4  Traceback (most recent call last):
    5    File "/work/read.py", line 12, in read
    6      answer = session.get(url)
  > 7  requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='gauges.example', port=443): Read timed out.
    8  closing the log
    9  The execution has ended: error.`);
    expect(stdout).toContain('1. let a rate limit cool down: no, reason is network, wanted rate-limit');
    expect(stdout).toContain("No rule matches: the policy's general settings and what suits network count.");
    expect(stdout).toContain(
      'retry 1: after 1 min to 1 min 30 s (the next one)\n  retry 2: after 2 min to 3 min',
    );
    expect(stdout).toContain('Decision: retry 1 of 3, 1 min after the failure at the earliest');
    expect(stdout).toContain('POST /api/v0/executions/');
    expect(stdout).toContain('+ tags: retry: 1\n  + tags: retry-of: #1');
  });

  it('tells why nothing is retried, and ends with 3', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', HAS_A_BUG);
    await past.ran('read-gauges', COMPLETING);
    await past.ran('read-gauges', TIMED_OUT, { pipeline: { id: 'a', counter: 4 } });
    past.simulator.defineScript(PROJECT, 'endless', [{ status: 'complete', after: 60_000 }]);
    past.simulator.startExecution({ project: PROJECT, step: 'endless' });
    const each = [1, 2, 3, 4].map((counter) => explained(past, `${PROJECT}#${counter}`));

    const [bug, completed, member, running] = await Promise.all(each);

    expect(bug).toMatchObject({ code: 3, failure: { reason: 'permanent' }, decision: { kind: 'give-up' } });
    expect(completed).toMatchObject({ code: 3, decision: { kind: 'ignore', why: 'it completed' } });
    expect(member).toMatchObject({ code: 3, failure: { reason: 'network' }, decision: { kind: 'ignore' } });
    expect(running).toMatchObject({ code: 3, decision: { kind: 'look-again' } });
    for (const one of [completed, running]) expect(one).not.toHaveProperty('failure');
    for (const one of [bug, completed, member, running]) expect(one).not.toHaveProperty('copy');
  });

  it('finds an execution by its id, its page, and its project and number', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT);
    const { id } = await past.ran('read-gauges', TIMED_OUT);
    const names = [id, `${past.simulator.url}/p/${PROJECT}/execution/${id}/`, 'tides#2'];

    const found = await Promise.all(names.map((name) => explained(past, name)));

    expect(found.map(({ execution }) => execution?.id)).toEqual(names.map(() => id));
  });

  it('finds a project on whatever page of the list it stands', async () => {
    const past = await Past.open();
    for (let n = 0; n < 120; n += 1) past.addProject(`harbour/other-${n}`);
    past.addProject('harbour/last');
    past.simulator.defineScript('harbour/last', 'x', [HAS_A_BUG]);
    past.simulator.startExecution({ project: 'harbour/last', step: 'x' });

    expect((await explained(past, 'harbour/last#1')).execution?.counter).toBe(1);
  });

  it('says what is wrong with the words, and asks nobody', async () => {
    const past = await Past.open();
    const proxy = await CountingProxy.before(past.simulator.url);
    const host = ['--host', proxy.url];

    const wrong = await Promise.all([
      runCommand('explain', host),
      runCommand('explain', ['something', ...host]),
      runCommand('explain', ['a#1', '--host', 'valohai']),
      runCommand('explain', ['a#1', '--policy', '/nowhere/policy.yaml', ...host]),
      runCommand('explain', ['a#1', ...host], { env: {} }),
    ]);

    expect(wrong.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      wrong.map(() => ({ code: 1, stdout: '' })),
    );
    expect(wrong.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('found 0 executions'),
      expect.stringContaining("found something, expected an execution's id"),
      expect.stringContaining('--host: found valohai'),
      expect.stringContaining('The policy cannot be read'),
      expect.stringContaining('set VALOHAI_TOKEN'),
    ]);
    expect(proxy.seen).toEqual([]);
  });

  it('says that there is no such execution or project, with the nearest name', async () => {
    const past = await Past.open();

    const [execution, project] = await Promise.all([
      explain(past, [`${PROJECT}#9`]),
      explain(past, ['harbour/tidez#9']),
    ]);

    expect(execution).toMatchObject({ code: 1, stdout: '' });
    expect(execution.stderr).toContain('no execution harbour/tides#9');
    expect(project).toMatchObject({ code: 1, stdout: '' });
    expect(project.stderr).toContain('did you mean harbour/tides?');
  });

  it('judges as it was at the failure: a retry by its number, and what came since only as a note', async () => {
    const past = await Past.open();
    const { id } = await past.ran('read-gauges', TIMED_OUT, { tags: ['retry: 1', 'retry-of: #5'] });
    await tag(past, id, ['retry: 1', 'retry-of: #5', 'retried: #2', 'not-retried: exhausted']);

    const { code, stdout } = await explain(past, [id]);

    expect(code).toBe(0);
    expect(stdout).toContain('retry 1: after 1 min to 1 min 30 s (was done)');
    expect(stdout).toContain('Decision: retry 2 of 3, 2 min after the failure at the earliest');
    expect(stdout).toContain('Since then it was retried, as #2.');
    expect(stdout).toContain('- tags: retry: 1\n');
  });

  it('compares every rule, and tells the first condition that does not hold', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT, { tags: ['nightly'] });
    const policy = aFile(
      'policy.yaml',
      `rules:
  - { name: trains, when: { reason: network, step: "train-*", tag: weekly } }
  - { name: words, when: { log: [disk full, "/no space/i"] } }
  - { name: named, when: { environment: "*", signature: "*", tag: nightly }, retries: 5, delay: 10m }
  - { when: { log: timed out } }
`,
    );

    const { stdout } = await explain(past, [`${PROJECT}#1`, '--policy', policy]);

    expect(stdout).toContain('1. trains: no, step is read-gauges, wanted train-*\n');
    expect(stdout).toContain('2. words: no, no line of the log has disk full or /no space/i\n');
    expect(stdout).toMatch(
      /3\. named: MATCHES, signature is \S+ \(\*\); environment is simulated-cpu \(\*\)/,
    );
    expect(stdout).toContain(
      '4. (without a name): would match, but an earlier one counts (the log has timed out)',
    );
    expect(stdout).toContain('Decision: retry 1 of 5, 10 min after the failure');
  });

  it('tells in what the copy differs, item by item', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', failing('MemoryError'), {
      tags: ['nightly', 'retry: 0'],
      inputs: { gauges: ['s3://tides/gauges.csv'], _restart: ['s3://tides/state'] },
      parameters: { station: 'north', batch: 64 },
      environment: 'simulated-cpu',
    });
    const policy = aFile(
      'policy.yaml',
      `rules:
  - when: { reason: resource }
    environment: [simulated-cpu, simulated-gpu]
    parameters: { batch: 32, careful: true }
`,
    );

    const { code, copy } = await explained(past, `${PROJECT}#1`, '--policy', policy);

    expect(code).toBe(0);
    expect(copy?.body).toMatchObject({ environment: 'simulated-gpu', parameters: { station: 'north' } });
    expect(copy?.differences).toEqual(
      expect.arrayContaining([
        { kind: 'changed', field: 'environment', original: 'simulated-cpu', copy: 'simulated-gpu' },
        { kind: 'removed', field: 'inputs._restart', original: ['s3://tides/state'] },
        { kind: 'changed', field: 'parameters.batch', original: 64, copy: 32 },
        { kind: 'added', field: 'parameters.careful', copy: true },
        { kind: 'added', field: 'environment_variables.RETRY_ATTEMPT', copy: '1' },
        { kind: 'removed', field: 'tags', original: 'retry: 0' },
        { kind: 'added', field: 'tags', copy: 'retry: 1' },
      ]),
    );
    expect(copy?.differences.map(({ field }) => field)).not.toContain('parameters.station');
  });

  it('shows in shadow mode what would be retried, and ends with 3', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT);
    const policy = aFile('policy.yaml', 'mode: shadow\n');

    const { code, decision, copy } = await explained(past, `${PROJECT}#1`, '--policy', policy);

    expect(code).toBe(3);
    expect(decision.kind).toBe('would-retry');
    expect(copy?.body).toMatchObject({ step: 'read-gauges' });
  });

  it('shows no character by which a log, a name or a tag could steer the terminal', async () => {
    const past = await Past.open();
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u0008\u202eelbmuh';
    await past.ran('read-gauges', failing(`${evil}before`, `KeyError: 'x${evil}'`, `after\r${evil}`), {
      tags: [evil],
      title: evil,
      parameters: { evil },
    });
    const policy = aFile(
      'policy.yaml',
      'rules: [{ when: { reason: permanent, tag: "x*" } }, { when: { step: "*" }, retries: 1 }]',
    );

    const [text, json] = await Promise.all([
      explain(past, [`${PROJECT}#1`, '--policy', policy]),
      explain(past, [`${PROJECT}#1`, '--policy', policy, '--json']),
    ]);

    for (const { stdout, stderr } of [text, json]) {
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(stderr).toBe('');
    }
    expect(text.stdout).toContain('before');
    expect(v.parse(ExplainedSchema, JSON.parse(json.stdout)).copy?.body).toMatchObject({
      title: evil,
      parameters: { evil },
    });
  });

  it('honours a request for patience, and goes on', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT);
    const proxy = await CountingProxy.before(past.simulator.url);
    let refusedAt = 0;
    proxy.stepIn = (path) => {
      if (refusedAt > 0 || !path.startsWith('/api/v0/projects/')) return undefined;
      refusedAt = Date.now();
      return { status: 429, headers: { 'retry-after': '1' } };
    };

    const { code, stderr } = await runCommand('explain', [`${PROJECT}#1`, '--host', proxy.url]);

    expect(code).toBe(0);
    expect(stderr).toBe('Valohai asks for patience (429); going on in 1 s\n');
    expect(proxy.seen[1]?.path).toBe(proxy.seen[0]?.path);
    expect((proxy.seen[1]?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(990);
    expect(proxy.most).toBeLessThanOrEqual(4);
  });

  it('takes either variable for the token, which is never shown', async () => {
    const past = await Past.open();
    await past.ran('read-gauges', TIMED_OUT);

    const [other, wrong] = await Promise.all([
      explain(past, [`${PROJECT}#1`], { env: { VH_API_TOKEN: ` ${TOKEN}\n` } }),
      explain(past, [`${PROJECT}#1`], { env: { VALOHAI_TOKEN: 'of-somebody-else' } }),
    ]);

    expect(other.code).toBe(0);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('refuses');
    expect(`${other.stdout}${other.stderr}${wrong.stderr}`).not.toMatch(/token-of-a-reader|of-somebody-else/);
  });

  it('reads with the token of an installation, and only from its Valohai', async () => {
    const world = await LocalWorld.start();
    try {
      const failed = world.run('with-a-bug', RUNNING_BUG);
      await world.event(failed, { event: 'gave-up' });
      const words = [failed.id, '--state', world.stateDirectory];

      const here = await runCommand('explain', words, { env: {} });
      const elsewhere = await runCommand('explain', [...words, '--host', 'http://127.0.0.1:1'], { env: {} });

      expect(here.code).toBe(3);
      expect(here.stdout).toContain('Class: permanent');
      expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
      expect(elsewhere.stderr).toContain('the token of this installation is for');
    } finally {
      await world.stop();
    }
  });
});

describe('explain --log', () => {
  const log = 'reading\nConnectionResetError: [Errno 104] Connection reset by peer\nleaving\n';

  it('judges a file without Valohai and without a token', async () => {
    const { code, stdout } = await runCommand('explain', ['--log', aFile('tides.log', log)], { env: {} });

    expect(code).toBe(0);
    expect(stdout).toContain('Class: network');
    expect(stdout).toContain('Deciding line: 2 of 3');
    expect(stdout).not.toContain('POST');
  });

  it('judges standard input, for which it waits, and says 3 for what is not retried', async () => {
    const { code, stdout } = await runCommand('explain', ['--log', '-'], {
      env: {},
      input: setTimeout(1_500, "KeyError: 'tide_level'\n"),
    });

    expect(code).toBe(3);
    expect(stdout).toContain('Decision: not retried (permanent)');
  });

  it('lets rules see what is said about the execution', async () => {
    const policy = aFile(
      'policy.yaml',
      `projects: ["harbour/*"]
rules:
  - when: { project: harbour/tides, step: "read-*", environment: gpu-*, tag: nightly, status-detail: halfway }
    retries: 7
`,
    );
    const words = ['--log', aFile('tides.log', log), '--policy', policy, '--json'];
    const said = [
      '--project',
      PROJECT,
      '--step',
      'read-gauges',
      '--environment',
      'gpu-1',
      '--tag',
      'nightly',
    ];

    const [all, none, other] = await Promise.all([
      runCommand('explain', [...words, ...said, '--status-detail', 'Halfway through'], { env: {} }),
      runCommand('explain', words, { env: {} }),
      runCommand('explain', [...words, '--project', 'acme/vision'], { env: {} }),
    ]);

    expect(JSON.parse(all.stdout)).toMatchObject({ decision: { kind: 'retry', of: 7 } });
    expect(JSON.parse(none.stdout)).toMatchObject({ decision: { kind: 'retry', of: 3 } });
    expect(JSON.parse(other.stdout)).toMatchObject({ decision: { kind: 'ignore' } });
    expect([all.code, none.code, other.code]).toEqual([0, 0, 3]);
  });

  it.each(['', '\n \n'])('says that a log is empty, and claims no more than that: %j', async (empty) => {
    const { code, stdout } = await runCommand('explain', ['--log', aFile('empty.log', empty)], { env: {} });

    expect(code).toBe(3);
    expect(stdout).toContain('\n\nNo line decides: the log is empty.\n\n');
    expect(stdout).toContain('\n  unknown: nothing says that another try would help\n');
  });

  it('does not take an execution besides', async () => {
    const words = ['--log', aFile('tides.log', log), `${PROJECT}#1`];
    const { code, stdout, stderr } = await runCommand('explain', words, { env: {} });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`found ${PROJECT}#1 and --log, expected one of them\nSee --help.\n`);
  });

  it('says that a file cannot be read', async () => {
    const { code, stderr } = await runCommand('explain', ['--log', '/nowhere/tides.log'], { env: {} });

    expect(code).toBe(1);
    expect(stderr).toContain('The log cannot be read: ENOENT');
  });
});

async function tag({ simulator }: Past, id: string, tags: readonly string[]): Promise<void> {
  await fetch(`${simulator.url}/simulator/executions/${id}/tags`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tags }),
  });
}
