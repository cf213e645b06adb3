import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretStore } from '../../functions/aws/secrets.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { Telemetry } from '../../functions/telemetry.ts';
import { ValohaiRejectedError, ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { type Answer, receive } from '../../functions/webhook/receive.ts';
import { CapturedOutput } from '../functions/captured-output.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID } from '../valohai/answers.ts';
import { aNotification } from './a-notification.ts';

const KEY = 'wk-4f8d2a71c0';
const PREVIOUS_KEY = 'wk-77e01bb93d';
const TOKEN = 'vt-90a3c2d18e';
const NOW = new Date('2026-02-03T11:31:00Z');
const IN_A_MINUTE = '2026-02-03T11:32:00.000Z';

const policy = v.parse(PolicySchema, { rules: [{ when: { log: 'store is flaky' }, retries: 3, delay: 30 }] });

let output: CapturedOutput;
let schedules: MemorySchedules;
let valohai: MemoryValohai;
let secret: { webhookKey?: string; previousWebhookKey?: string; valohaiToken?: string };
let secretTrouble: Error | undefined;
let receiving: Parameters<typeof receive>[1];

beforeEach(() => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'valohai-retry');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'webhook');
  output = new CapturedOutput();
  schedules = new MemorySchedules();
  valohai = new MemoryValohai(execution({ tags: ['weekly'] }));
  secret = { webhookKey: KEY, valohaiToken: TOKEN };
  secretTrouble = undefined;
  const secrets = new SecretStore(async () => {
    if (secretTrouble !== undefined) throw secretTrouble;
    return JSON.stringify(secret);
  });
  const telemetry = new Telemetry();
  receiving = { secrets, telemetry, valohai, schedules, policy, now: () => NOW, random: () => 0 };
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly authorization?: string;
  readonly body?: string | Buffer;
}

async function post(sent: Sent = {}): Promise<Answer> {
  const { method = 'POST', path = `/${KEY}`, authorization, body = aNotification() } = sent;
  const answer = await receive({ method, path, authorization, body: Buffer.from(body) }, receiving);
  receiving.telemetry.flush();
  return answer;
}

describe('who has no key', () => {
  it.each<Sent>([
    { path: '/' },
    { path: '/wrong' },
    { path: '/', authorization: 'Bearer wrong' },
    { path: '/wrong', method: 'GET' },
    { path: '/wrong', body: 'x'.repeat(300_000) },
    { path: '/wrong', body: 'not JSON' },
  ])('is answered 401 before anything else is looked at (%#)', async (sent) => {
    expect(await post(sent)).toEqual({
      status: 401,
      body: {
        kind: 'refused',
        why: 'The key is missing or wrong: POST to /<key>, or send authorization: Bearer <key>.',
      },
    });
    expect(valohai.reads).toEqual([]);
    expect(output.counts).toEqual({ NotificationRefused: 1 });
  });

  it('is not let in by the secret of an installation that has none', async () => {
    secret = { valohaiToken: TOKEN };
    expect((await post({ path: '/' })).status).toBe(401);
  });
});

describe('who has a key', () => {
  it('is let in by the path or by the header', async () => {
    expect((await post()).status).toBe(202);
    expect((await post({ path: '/', authorization: `Bearer ${KEY}` })).status).toBe(202);
  });

  it('is let in by both keys while one is being replaced', async () => {
    secret = { webhookKey: KEY, previousWebhookKey: PREVIOUS_KEY, valohaiToken: TOKEN };
    expect((await post({ path: `/${KEY}` })).status).toBe(202);
    expect((await post({ path: `/${PREVIOUS_KEY}` })).status).toBe(202);
  });

  it('is let in by a key that was stored a moment ago', async () => {
    await post();
    secret = { webhookKey: 'wk-brand-new', valohaiToken: TOKEN };
    expect((await post({ path: '/wk-brand-new' })).status).toBe(202);
    expect((await post()).status).toBe(401);
  });

  it.each(['GET', 'PUT', 'DELETE', 'HEAD'])('is told that %s is not taken', async (method) => {
    expect(await post({ method })).toMatchObject({
      status: 405,
      body: { why: `The method is ${method}, only POST is taken.` },
    });
  });

  it('is told when the body is too large, in bytes', async () => {
    const largest = 256 * 1_024;
    const padding = 'ä'.repeat((largest - 14) / 2);
    const fits = `{"title":"${padding}"}  `;
    expect(Buffer.byteLength(fits)).toBe(largest);
    expect((await post({ body: fits })).status).toBe(200);
    expect(await post({ body: `${fits} ` })).toMatchObject({
      status: 413,
      body: { why: 'The body has 262145 bytes, at most 262144 are taken.' },
    });
  });

  it.each([
    ['', 'The body is empty.'],
    ['{', 'The body is not JSON.'],
    ['[]', 'The body is a list, not an object.'],
    ['{"data":{"valohai.execution-id":"x"}}', 'data.valohai.execution-id is not a UUID.'],
  ])('is told the first thing that is wrong with the body %j', async (body, why) => {
    expect(await post({ body })).toEqual({ status: 400, body: { kind: 'refused', why } });
    expect(output.counts).toEqual({ NotificationReceived: 1, NotificationRefused: 1 });
  });

  it('is told for a body of bytes that are no text', async () => {
    expect(await post({ body: Buffer.from([0xff, 0xfe, 0x00]) })).toMatchObject({ status: 400 });
  });
});

describe('what is no failure', () => {
  it.each([
    [aNotification({ 'valohai.execution-status': 'stopped' }), 'the execution is said to be stopped'],
    [aNotification({ 'valohai.pipeline-id': EXECUTION_ID }), 'it is about a pipeline or a node of one'],
    ['{"type":"deployment_completed"}', 'it is not about an execution'],
  ])('is answered 200 with the reason (%#)', async (body, why) => {
    expect(await post({ body })).toEqual({ status: 200, body: { kind: 'ignore', why } });
    expect(valohai.reads).toEqual([]);
    expect(schedules.names).toEqual([]);
  });

  it('is an execution that completed, counted when it was a retry', async () => {
    const body = aNotification({
      'valohai.execution-status': 'complete',
      'valohai.execution-tags': ['retry: 2'],
    });
    expect(await post({ body })).toMatchObject({ status: 200, body: { kind: 'ignore' } });
    expect(output.counts).toEqual({ NotificationReceived: 1, RetryRecovered: 1 });
    expect(output.logs).toMatchObject([
      { message: 'decided', kind: 'recovered', attempt: 2, project: 'acme/churn' },
    ]);
  });

  it('is an execution that completed, whose tags are read where the notification lacks them', async () => {
    valohai.change(EXECUTION_ID, { tags: ['retry: 1'] });
    const body = aNotification({
      'valohai.execution-status': 'complete',
      'valohai.execution-tags': undefined,
    });
    await post({ body });
    expect(output.counts).toEqual({ NotificationReceived: 1, RetryRecovered: 1 });
  });

  it('is an execution that completed while Valohai is away', async () => {
    valohai.trouble.set('execution', new ValohaiUnavailableError('away'));
    const body = aNotification({
      'valohai.execution-status': 'complete',
      'valohai.execution-tags': undefined,
    });
    expect(await post({ body })).toMatchObject({ status: 200 });
  });

  it('is what the truth says, whatever the notification does', async () => {
    valohai.change(EXECUTION_ID, { status: 'complete' });
    expect(await post()).toEqual({
      status: 200,
      body: { kind: 'ignore', execution: EXECUTION_ID, why: 'it completed' },
    });
  });

  it('is an execution that Valohai does not show', async () => {
    valohai.trouble.set('execution', new ValohaiRejectedError('GET … was answered with 404', 404));
    expect(await post()).toMatchObject({ status: 200, body: { kind: 'ignore' } });
  });
});

describe('a failure', () => {
  it('that is passing is answered 202, with one schedule', async () => {
    expect(await post()).toMatchObject({
      status: 202,
      body: { kind: 'retry', execution: EXECUTION_ID, attempt: 1, of: 3, at: new Date(IN_A_MINUTE) },
    });
    const [schedule, ...others] = schedules.pending.values();
    expect(others).toEqual([]);
    expect(schedule).toMatchObject({
      at: new Date(IN_A_MINUTE),
      input: { version: 1, purpose: 'launch', executionId: EXECUTION_ID, due: IN_A_MINUTE, turn: 0 },
    });
    expect(output.counts).toEqual({ NotificationReceived: 1, RetryScheduled: 1 });
    expect(output.logs).toMatchObject([
      {
        message: 'decided',
        kind: 'retry',
        execution: EXECUTION_ID,
        counter: 41,
        project: 'acme/churn',
        attempt: 1,
        of: 3,
        at: IN_A_MINUTE,
      },
    ]);
  });

  it('that is told twice has one schedule and is counted once', async () => {
    await post();
    expect((await post()).status).toBe(202);
    expect(schedules.names).toHaveLength(1);
    expect(output.logs).toMatchObject([{ kind: 'retry' }, { kind: 'retry', isRepeated: true }]);
    expect(output.text.match(/"RetryScheduled":1/g)).toHaveLength(1);
  });

  it('that is given up is answered 200 with the reason, and tagged', async () => {
    valohai.change(EXECUTION_ID, { tags: ['weekly', 'retry: 3'] });
    expect(await post()).toMatchObject({
      status: 200,
      body: { kind: 'give-up', cause: 'exhausted', attempt: 3, of: 3, execution: EXECUTION_ID },
    });
    expect(valohai.find(EXECUTION_ID).tags).toEqual(['weekly', 'retry: 3', 'not-retried: exhausted']);
    expect(schedules.names).toEqual([]);
    expect(output.counts).toEqual({ NotificationReceived: 1, RetriesExhausted: 1 });
  });

  it('that a person wants left alone is answered 200', async () => {
    valohai.change(EXECUTION_ID, { tags: ['No-Retry'] });
    expect(await post()).toMatchObject({ status: 200, body: { kind: 'give-up', cause: 'no-retry' } });
    expect(output.counts).toEqual({ NotificationReceived: 1, NotRetried: 1 });
  });

  it('that is given up twice is counted once, also when its tag cannot be written', async () => {
    valohai.change(EXECUTION_ID, { tags: ['no-retry'] });
    valohai.trouble.set('setTags', new ValohaiUnavailableError('away'));
    expect((await post()).status).toBe(200);
    valohai.trouble.clear();
    await post();
    await post();
    expect(output.logs).toMatchObject([
      { kind: 'give-up' },
      { kind: 'give-up' },
      { kind: 'give-up', isRepeated: true },
    ]);
  });

  it('that still reads as running is looked at again', async () => {
    valohai.change(EXECUTION_ID, { status: 'started' });
    expect(await post()).toMatchObject({ status: 202, body: { kind: 'look-again', look: 1 } });
    expect([...schedules.pending.values()]).toMatchObject([
      { at: new Date(IN_A_MINUTE), input: { purpose: 'look', look: 1, executionId: EXECUTION_ID } },
    ]);
  });

  it('is looked at again when Valohai is away', async () => {
    valohai.trouble.set(
      'log',
      new ValohaiUnavailableError('GET … got no answer', { retryAfterSeconds: 600 }),
    );
    expect(await post()).toMatchObject({ status: 202, body: { kind: 'look-again' } });
    expect([...schedules.pending.values()]).toMatchObject([
      { at: new Date('2026-02-03T11:41:00Z'), input: { purpose: 'look', look: 0, tries: 1 } },
    ]);
    expect((await post()).status).toBe(202);
    expect(schedules.names).toHaveLength(1);
  });
});

describe('where sending again could help', () => {
  const UNAVAILABLE = {
    status: 503,
    body: { kind: 'unavailable', why: 'Something needed is away; send it again later.' },
  };

  it('the answer is 503: the Scheduler is away', async () => {
    schedules.trouble = new Error('socket hang up');
    expect(await post()).toEqual(UNAVAILABLE);
    expect(output.logs).toMatchObject([{ level: 'ERROR', message: 'failed', why: 'socket hang up' }]);
  });

  it('the answer is 503: the secret cannot be read', async () => {
    secretTrouble = new Error('Secrets Manager is away');
    expect(await post()).toEqual(UNAVAILABLE);
  });

  it('the answer is 503: the secret is not what it has to be', async () => {
    const broken = { ...receiving, secrets: new SecretStore(async () => 'plain text') };
    receiving = broken;
    expect(await post()).toEqual(UNAVAILABLE);
    expect(output.text).not.toContain('plain text');
  });
});

it('never writes the key, the token or the path', async () => {
  const sent: Sent[] = [
    {},
    { method: 'GET' },
    { body: '' },
    { body: 'x'.repeat(300_000) },
    { path: `/${KEY}-with-a-slip` },
    { path: '/', authorization: `Bearer ${KEY}` },
    { path: '/', authorization: `Basic ${KEY}` },
  ];
  for (const one of sent) await post(one);
  schedules.trouble = new Error('away');
  await post();

  expect(output.logs.length).toBeGreaterThanOrEqual(sent.length);
  expect(output.text).not.toContain(KEY);
  expect(output.text).not.toContain(TOKEN);
});
