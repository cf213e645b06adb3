import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GiveUp } from '../../functions/policy/decide.ts';
import type { OpenBreaker } from '../../functions/retry/scheduled-retry.ts';
import {
  aboutBreakerClosed,
  aboutBreakerOpened,
  aboutGiveUp,
  aboutMissingToken,
} from '../../functions/tell/messages.ts';
import { type Message, tell } from '../../functions/tell/tell.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution } from '../functions/memory-valohai.ts';

/** What Slack, a terminal or a mail program would act on. */
const HOSTILE = [
  '<!channel>',
  '<!here|everybody>',
  '<@U024BE7LH>',
  '<https://phish.example|Sign in>',
  '@everyone',
  '*bold*',
  '_slanted_',
  '~gone~',
  '`code`',
  '```\nno more code\n```',
  '&lt;!channel&gt;',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  '\u202a\u202b\u202c\u202d\u202e',
  '\u2066\u2067\u2068\u2069',
  '\u200e\u200f\u061c',
  '\u2028\u2029',
  'Subject: yours\r\nBcc: all@acme.example',
  '\0\u007f',
  'ä 進捗 🚢',
  '\ud83d',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''));
// So that what has to be cut is there too.
const texts = fc.oneof(
  hostile,
  hostile.map((text) => text.padEnd(3_000, text)),
);

const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const messages = fc
  .tuple(texts, texts, texts, texts)
  .chain(([project, step, why, signature]) =>
    fc.constantFrom(...everyMessage({ project, step, why, signature })),
  );

function everyMessage(text: Record<'project' | 'step' | 'why' | 'signature', string>): Message[] {
  const failed = execution();
  const decision: GiveUp = {
    kind: 'give-up',
    cause: 'exhausted',
    reason: 'network',
    attempt: 3,
    of: 3,
    why: text.why,
  };
  const breaker: OpenBreaker = {
    version: 1,
    purpose: 'breaker',
    projectId: failed.project.id,
    signature: text.signature,
    probe: failed.id,
    probeFrom: '2026-03-01T08:00:00Z',
    waitSeconds: 120,
    openedAt: '2026-03-01T08:00:00Z',
    turn: 0,
  };
  return [
    aboutGiveUp(decision, { ...failed, step: text.step, project: { ...failed.project, name: text.project } }),
    aboutBreakerOpened(breaker, text.project),
    aboutBreakerClosed(breaker, text.why),
    aboutMissingToken(text.why),
  ].filter((message) => message !== undefined);
}

/** What goes out about a message. */
async function sentAbout(message: Message) {
  const schedules = new MemorySchedules();
  const posted: string[] = [];
  await tell(message, {
    marks: new MemorySchedules(),
    messages: schedules,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
    slackUrl: async () => 'https://hooks.example/T/B/x',
    onSlackTrouble: (error) => {
      throw error;
    },
    send: async ({ body = '' }) => {
      posted.push(body);
      return { status: 200, headers: {}, body: 'ok' };
    },
    now: () => new Date('2026-03-01T08:00:00Z'),
  });
  const [schedule] = [...schedules.pending.values()];
  const forEach: Record<string, string> = JSON.parse(String(schedule?.input.Message));
  const slack: { readonly text: string } = JSON.parse(posted[0] ?? '');
  const input = JSON.stringify(schedule?.input);
  return { subject: String(schedule?.input.Subject), forEach, slack: slack.text, input };
}

describe('hostile text in a message', () => {
  it('leaves a subject that SNS takes: printable ASCII, less than 100 characters, a letter first', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        const { subject } = await sentAbout(message);

        expect(subject).toMatch(/^[A-Za-z][\x20-\x7e]{0,98}$/);
      }),
    );
  });

  it('leaves a text whose lines are ours, and in which nothing steers a terminal or turns its direction', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        const { forEach } = await sentAbout(message);
        const lines = (forEach.default ?? '').split('\n');

        expect(lines.length).toBeLessThanOrEqual(3);
        expect(lines.filter((line) => STEERING.test(line))).toEqual([]);
        expect(lines.every((line) => line.isWellFormed())).toBe(true);
      }),
    );
  });

  it('leaves facts for machines that are clean too, and small enough for a schedule', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        const { forEach, input } = await sentAbout(message);
        const facts: Record<string, unknown> = JSON.parse(forEach.sqs ?? '');

        const steering = Object.values(facts).filter((value) => STEERING.test(String(value)));
        expect(steering).toEqual([]);
        expect(Buffer.byteLength(input)).toBeLessThan(256 * 1_024);
      }),
    );
  });

  it('is one block of code for Slack, which it cannot leave, and in which nobody is called', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (message) => {
        const { slack } = await sentAbout(message);
        const inside = /^```\n([^`]*)\n```$/.exec(slack)?.[1];

        expect(inside).toBeDefined();
        expect(inside).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        expect(inside?.split('\n').filter((line) => STEERING.test(line))).toEqual([]);
      }),
    );
  });

  it('stays readable: accents are dropped from a subject, and nothing from a text', async () => {
    const [message] = everyMessage({ project: 'räksmörgås/進捗', step: 's', why: 'w', signature: 'x' });
    if (message === undefined) throw new Error('there is no message');

    const { subject, forEach } = await sentAbout(message);

    expect(subject).toMatch(/^Not retried any more: raksmorgas\/\? #\d+ \(exhausted\)$/);
    expect(forEach.default).toContain('räksmörgås/進捗');
  });
});
