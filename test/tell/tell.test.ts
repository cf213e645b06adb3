import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { launchRetry } from '../../functions/retry/launch.ts';
import { aboutBreakerOpened, aboutFound, aboutHandled, aboutLaunch } from '../../functions/tell/messages.ts';
import { type Message, type Telling, tell, tellSlack } from '../../functions/tell/tell.ts';
import type { HttpRequest } from '../../functions/valohai/http.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';

const MESSAGE: Message = {
  cause: 'gave-up 7',
  subject: 'Not retried any more: harbour/tides #7 (exhausted)',
  text: 'It failed <often> & will not be retried.',
  facts: { kind: 'gave-up', counter: 7 },
};

let marks: MemorySchedules;
let messages: MemorySchedules;
let sent: HttpRequest[];
let telling: Telling;

beforeEach(() => {
  marks = new MemorySchedules();
  messages = new MemorySchedules();
  sent = [];
  telling = {
    marks,
    messages,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    slackUrl: async () => 'https://hooks.example/T/B/x',
    send: async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: 'ok' };
    },
    now: () => new Date('2026-03-01T08:00:00Z'),
  };
});

describe('telling people', () => {
  it('sends text for people and JSON for machines through SNS', async () => {
    await tell(MESSAGE, telling);

    const [message] = [...messages.pending.values()];
    const input = message?.input ?? {};
    expect(message?.at).toEqual(new Date('2026-03-01T08:01:00Z'));
    expect(input).toMatchObject({
      TopicArn: telling.topicArn,
      Subject: MESSAGE.subject,
      MessageStructure: 'json',
    });
    const forEach = JSON.parse(String(input.Message));
    expect(forEach.default).toBe(MESSAGE.text);
    expect(JSON.parse(forEach.sqs)).toEqual({ subject: MESSAGE.subject, kind: 'gave-up', counter: 7 });
  });

  it('tells the same cause once, also when it is told at the same moment', async () => {
    await Promise.all([tell(MESSAGE, telling), tell(MESSAGE, telling), tell(MESSAGE, telling)]);

    expect(messages.pending.size).toBe(1);
    expect(sent).toHaveLength(1);
  });

  it('tells another cause besides', async () => {
    await tell(MESSAGE, telling);
    await tell({ ...MESSAGE, cause: 'gave-up 8' }, telling);

    expect(messages.pending.size).toBe(2);
  });

  it('posts to a Slack-compatible webhook what Slack cannot take for its own marks', async () => {
    await tell(MESSAGE, telling);

    expect(JSON.parse(sent[0]?.body ?? '').text).toBe(
      `\`\`\`\n${MESSAGE.subject}\nIt failed &lt;often&gt; &amp; will not be retried.\n\`\`\``,
    );
  });

  it('tells Slack alone, once, what SNS hears from somebody else', async () => {
    await Promise.all([tellSlack(MESSAGE, telling), tellSlack(MESSAGE, telling)]);

    expect(sent).toHaveLength(1);
    expect(messages.pending.size).toBe(0);
  });

  it('needs no Slack, and does not mind one that is away', async () => {
    await tell(MESSAGE, { ...telling, slackUrl: async () => undefined });
    await tell({ ...MESSAGE, cause: 'x' }, { ...telling, send: () => Promise.reject(new Error('away')) });

    expect(messages.pending.size).toBe(2);
    expect(sent).toEqual([]);
  });

  it('cuts a subject to what SNS takes, which is less than 100 characters', async () => {
    await tell({ ...MESSAGE, subject: 'x'.repeat(300) }, telling);

    expect([...messages.pending.values()][0]?.input.Subject).toHaveLength(99);
  });
});

describe('a function that dies while it tells', () => {
  const died = new Error('the process is gone');

  /** The call, and all that would have come after it, does not happen. */
  async function dieAt(part: 'messages' | 'marks' | 'slackUrl'): Promise<void> {
    const gone = () => Promise.reject(died);
    const dying = {
      messages: { ...telling, messages: { create: gone } },
      marks: { ...telling, marks: { create: gone, exists: async () => false } },
      slackUrl: { ...telling, slackUrl: gone },
    };
    await tell(MESSAGE, dying[part]).catch(() => undefined);
  }

  /** The message's schedule has fired and is gone. */
  function deliver(): number {
    const delivered = messages.pending.size;
    messages.pending.clear();
    return delivered;
  }

  it('before it made the message, is stood in for by the next one with the same cause', async () => {
    await dieAt('messages');
    await tell(MESSAGE, telling);

    expect(deliver()).toBe(1);
    expect(sent).toHaveLength(1);
  });

  it('between the message and its mark, is stood in for at Slack, and SNS is told once within the minute', async () => {
    await dieAt('marks');
    await tell(MESSAGE, telling);

    expect(deliver()).toBe(1);
    expect(sent).toHaveLength(1);
  });

  it('between the message and its mark, has SNS told a second time by who comes later than that', async () => {
    await dieAt('marks');
    const first = deliver();
    await tell(MESSAGE, telling);

    expect([first, deliver()]).toEqual([1, 1]);
    expect(sent).toHaveLength(1);
  });

  it('after the tag of a give-up, is stood in for by the delivery of the launch that Lambda repeats', async () => {
    const valohai = new MemoryValohai(execution({ tags: ['retry: 3', 'retry-of: #1'] }));
    const { id: executionId, project } = valohai.executions[0] ?? execution();
    const due = telling.now().toISOString();
    const scheduled = {
      version: 1,
      purpose: 'launch',
      projectId: project.id,
      executionId,
      due,
      turn: 0,
    } as const;
    const policy = v.parse(PolicySchema, { rules: [{ when: { log: 'store is flaky' }, retries: 3 }] });
    const deliverLaunch = () =>
      launchRetry(
        { ...scheduled, tries: 0, hasSlot: false, isCounted: false },
        { valohai, schedules: new MemorySchedules(), policy, now: telling.now },
      );

    await deliverLaunch();
    const message = aboutLaunch(await deliverLaunch(), '');

    expect(valohai.find(executionId).tags).toContainEqual(expect.stringMatching(/^not-retried: /));
    expect(message?.cause).toBe(`gave-up ${executionId}`);
  });

  it('after the mark, leaves Slack untold: that is told at most once', async () => {
    await dieAt('slackUrl');
    await tell(MESSAGE, telling);

    expect(deliver()).toBe(1);
    expect(sent).toEqual([]);
  });
});

describe('what people are told', () => {
  const giveUp = { kind: 'give-up', reason: 'network', attempt: 3, of: 3, why: 'used up\u001b[2J' } as const;

  it('is that the retries of a failure are used up, without what could steer a terminal', () => {
    const handled = {
      decision: { ...giveUp, cause: 'exhausted' },
      execution: execution(),
      isRepeated: false,
    } as const;

    const message = aboutHandled(handled, 'https://valohai.example');

    expect(message?.facts).toMatchObject({ kind: 'gave-up', cause: 'exhausted', attempt: 3 });
    expect(message?.text).not.toContain('\u001b');
  });

  it('is nothing about a failure that will be retried, a bug, or a give-up that was told before', () => {
    const bug = {
      decision: { ...giveUp, cause: 'permanent' },
      execution: execution(),
      isRepeated: false,
    } as const;
    const again = {
      decision: { ...giveUp, cause: 'exhausted' },
      execution: execution(),
      isRepeated: true,
    } as const;

    expect(aboutHandled(bug, '')).toBeUndefined();
    expect(aboutHandled(again, '')).toBeUndefined();
    expect(aboutHandled({ decision: { kind: 'ignore', why: 'x' }, isRepeated: false }, '')).toBeUndefined();
  });

  it('is that the token is refused, once for the installation', () => {
    const handled = {
      decision: { kind: 'look-again', look: 0, at: new Date(0), why: '401' },
      isRepeated: false,
      isTokenRefused: true,
    } as const;

    expect(aboutHandled(handled, 'https://valohai.example')).toMatchObject({
      cause: 'token-refused https://valohai.example',
      facts: { kind: 'token-refused' },
    });
  });

  it('is nothing about what comes too late, when somebody asked to sweep so far back', () => {
    const expired = {
      decision: { ...giveUp, cause: 'expired' },
      execution: execution(),
      isRepeated: false,
    } as const;
    const exhausted = { ...expired, decision: { ...giveUp, cause: 'exhausted' } } as const;

    expect(aboutFound(expired, '', { hours: 72 })).toBeUndefined();
    expect(aboutFound(expired, '', {})).toBeDefined();
    expect(aboutFound(exhausted, '', { hours: 72 })).toBeDefined();
  });

  it('is that a breaker opened, each time anew', () => {
    const breaker = { projectId: 'p', signature: 's', openedAt: '2026-03-01T08:00:00Z' };
    const opened = (openedAt: string) =>
      aboutBreakerOpened(
        {
          ...breaker,
          openedAt,
          version: 1,
          purpose: 'breaker',
          probe: 'x',
          probeFrom: openedAt,
          waitSeconds: 1,
          turn: 0,
        },
        'harbour/tides',
      ).cause;

    expect(opened('2026-03-01T08:00:00Z')).not.toBe(opened('2026-03-02T08:00:00Z'));
  });
});
