import { beforeEach, describe, expect, it } from 'vitest';
import type { GiveUp } from '../../functions/policy/decide.ts';
import {
  aboutBreakerOpened,
  aboutFoundGiveUp,
  aboutGiveUp,
  aboutUnreadableProject,
} from '../../functions/tell/messages.ts';
import { type Message, type Telling, tell, tellSlack } from '../../functions/tell/tell.ts';
import type { HttpRequest } from '../../functions/valohai/http.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution } from '../functions/memory-valohai.ts';

const MESSAGE: Message = {
  cause: 'gave-up 7',
  subject: 'Not retried any more: harbour/tides #7 (exhausted)',
  text: 'It failed <often> & will not be retried.',
  facts: { kind: 'gave-up', counter: 7 },
};

let marks: MemorySchedules;
let messages: MemorySchedules;
let sent: HttpRequest[];
let slackTrouble: string[];
let telling: Telling;

beforeEach(() => {
  marks = new MemorySchedules();
  messages = new MemorySchedules();
  sent = [];
  slackTrouble = [];
  telling = {
    marks,
    messages,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    slackUrl: async () => 'https://hooks.example/T/B/x',
    send: async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: 'ok' };
    },
    onSlackTrouble: ({ name, message }) => slackTrouble.push(`${name}: ${message}`),
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

  it('tells the same cause once, also when it comes again long after the message was sent', async () => {
    await tell(MESSAGE, telling);
    messages.pending.clear();

    await tell(MESSAGE, telling);

    expect(messages.pending.size).toBe(0);
    expect(sent).toHaveLength(1);
  });

  it('remembers a cause for a day, or for as many as it says', async () => {
    await tell(MESSAGE, telling);
    await tell({ ...MESSAGE, cause: 'gave-up 8', quietDays: 8 }, telling);

    expect([...marks.pending.values()].map(({ at }) => at)).toEqual([
      new Date('2026-03-02T08:00:00Z'),
      new Date('2026-03-09T08:00:00Z'),
    ]);
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

  it.each<[string, Partial<Telling>]>([
    ['away', { send: () => Promise.reject(new Error('away')) }],
    ['it answered with 404', { send: async () => ({ status: 404, headers: {}, body: 'no_service' }) }],
    ['Invalid URL', { slackUrl: async () => 'hooks.example/T/B/secret' }],
    ['the secret is away', { slackUrl: () => Promise.reject(new Error('the secret is away')) }],
  ])('says why Slack could not be told, without its URL: %s', async (why, changes) => {
    await tell(MESSAGE, { ...telling, ...changes });

    expect(messages.pending.size).toBe(1);
    expect(slackTrouble).toEqual([`SlackError: Slack was not told of "${MESSAGE.subject}": ${why}`]);
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

  it('after the mark, leaves Slack untold: that is told at most once', async () => {
    await dieAt('slackUrl');
    await tell(MESSAGE, telling);

    expect(deliver()).toBe(1);
    expect(sent).toEqual([]);
  });
});

describe('what people are told', () => {
  const giveUp: GiveUp = {
    kind: 'give-up',
    cause: 'exhausted',
    reason: 'network',
    attempt: 3,
    of: 3,
    why: 'used up\u001b[2J',
  };

  it('is that the retries of a failure are used up, without what could steer a terminal', () => {
    const message = aboutGiveUp(giveUp, execution());

    expect(message?.facts).toMatchObject({ kind: 'gave-up', cause: 'exhausted', attempt: 3 });
    expect(message?.text).not.toContain('\u001b');
  });

  it('is nothing about a bug, unless its rule asks for that', () => {
    const bug = { ...giveUp, cause: 'permanent', attempt: 0, of: 0, why: 'a bug' } as const;

    expect(aboutGiveUp(bug, execution())).toBeUndefined();
    expect(aboutGiveUp({ ...bug, notify: false }, execution())).toBeUndefined();
    const message = aboutGiveUp({ ...bug, notify: true }, execution());
    expect(message?.subject).toMatch(/^Not retried: .* \(permanent\)$/);
    expect(message?.text).toContain('a bug');
    expect(message?.facts).not.toHaveProperty('notify');
  });

  it('is nothing where its rule wants nobody to be told', () => {
    expect(aboutGiveUp({ ...giveUp, notify: false }, execution())).toBeUndefined();
    expect(aboutGiveUp({ ...giveUp, notify: true }, execution())).toBeDefined();
  });

  it('is for those whom its rule names, in the subject for mail and in the facts for machines', () => {
    const message = aboutGiveUp({ ...giveUp, notify: ['tides-on-call', 'harbour\u001b'] }, execution());

    expect(message?.subject).toContain('Not retried any more for tides-on-call, harbour');
    expect(message?.facts).toMatchObject({
      notify: ['tides-on-call', expect.not.stringContaining('\u001b')],
    });
  });

  it('is nothing about what comes too late, when somebody asked to sweep so far back', () => {
    const expired = { ...giveUp, cause: 'expired' } as const;

    expect(aboutFoundGiveUp({ hours: 72 }, expired, execution())).toBeUndefined();
    expect(aboutFoundGiveUp({}, expired, execution())).toBeDefined();
    expect(aboutFoundGiveUp({ hours: 72 }, giveUp, execution())).toBeDefined();
  });

  it('is which project does not show its failures, once a week', () => {
    const { subject, quietDays, cause } = aboutUnreadableProject('harbour/closed');
    expect(subject).toContain('harbour/closed');
    expect(quietDays).toBe(7);
    expect(cause).not.toBe(aboutUnreadableProject('harbour/tides').cause);
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
