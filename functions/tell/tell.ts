import { createHash } from 'node:crypto';
import type { Schedules } from '../aws/schedules.ts';
import { MARK } from '../retry/scheduled-retry.ts';
import type { HttpRequest, HttpResponse } from '../valohai/http.ts';

/** Something a person should know. */
export interface Message {
  /** What it is about; the same cause is told once a day. */
  readonly cause: string;
  /** At most 100 characters, for an e-mail's subject. */
  readonly subject: string;
  /** For people: what happened, and what to do. */
  readonly text: string;
  /** For machines. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Telling {
  /** Remembers what was told. */
  readonly marks: Pick<Schedules, 'create' | 'exists'>;
  /** Schedules whose target is SNS's publish. */
  readonly messages: Pick<Schedules, 'create'>;
  readonly topicArn: string;
  /** A Slack-compatible webhook, if somebody has stored one in the secret. */
  readonly slackUrl: () => Promise<string | undefined>;
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly now: () => Date;
}

/** The Scheduler's universal target for SNS. */
export const SNS_PUBLISH = 'arn:aws:scheduler:::aws-sdk:sns:publish';

const REMEMBERED_MS = 24 * 3_600_000;
const SOON_MS = 60_000;

/**
 * Tells people, once for each cause: a mark remembers it for a day. The message goes to SNS through a schedule
 * of its own, so that the Scheduler sees to its delivery and no further client is needed.
 */
export async function tell(message: Message, telling: Telling): Promise<void> {
  const id = createHash('sha256').update(message.cause).digest('hex').slice(0, 32);
  const now = telling.now().getTime();
  const mark = { name: `told-${id}`, at: new Date(now + REMEMBERED_MS), input: MARK };
  if (await telling.marks.exists(mark.name)) return;
  const input = snsPublish(message, telling.topicArn);
  // The message before the memory of it: who dies in between tells it twice rather than never.
  const made = await telling.messages.create({ name: `tell-${id}`, at: new Date(now + SOON_MS), input });
  if (made === 'exists') return;
  await telling.marks.create(mark);
  await tellSlack(message, telling);
}

/** Text for people, JSON for machines: SNS gives each kind of subscriber its own. */
function snsPublish({ subject, text, facts }: Message, topicArn: string): Record<string, unknown> {
  const json = JSON.stringify({ subject, ...facts });
  const forEach = { default: text, sqs: json, lambda: json, http: json, https: json, firehose: json };
  return {
    TopicArn: topicArn,
    Subject: subject.slice(0, 100),
    MessageStructure: 'json',
    Message: JSON.stringify(forEach),
  };
}

/** A second channel, so best effort: what it refuses stands in SNS. */
async function tellSlack({ subject, text }: Message, { slackUrl, send }: Telling): Promise<void> {
  try {
    const url = await slackUrl();
    if (url === undefined) return;
    const body = JSON.stringify({ text: `*${escaped(subject)}*\n${escaped(text)}` });
    await send({ method: 'POST', url: new URL(url), headers: { 'content-type': 'application/json' }, body });
  } catch {
    return;
  }
}

/** What failed wrote part of the text; Slack reads these three as its own. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
