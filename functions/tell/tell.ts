import { createHash } from 'node:crypto';
import type { Schedule, Schedules } from '../aws/schedules.ts';
import { MARK } from '../retry/scheduled-retry.ts';
import type { HttpRequest, HttpResponse } from '../valohai/http.ts';
import { subjectForSns, textForSlack } from './plain-text.ts';

/** Something a person should know. */
export interface Message {
  /** What it is about; the same cause is told once in this time. */
  readonly cause: string;
  /** A day, unless it says otherwise. */
  readonly quietDays?: number;
  /** One line, for an e-mail's subject. */
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
  /** Slack could not be told. */
  readonly onSlackTrouble: (error: SlackError) => void;
  readonly now: () => Date;
}

/** Slack could not be told; never says its URL, which is a secret. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
}

/** The Scheduler's universal target for SNS. */
export const SNS_PUBLISH = 'arn:aws:scheduler:::aws-sdk:sns:publish';

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 60_000;

/**
 * Tells people, once for each cause: a mark remembers it. The message goes to SNS through a schedule
 * of its own, so that the Scheduler sees to its delivery and no further client is needed.
 *
 * Who dies on the way has told SNS before the mark says so: the next one with the same cause tells it again
 * rather than nobody. Slack is told by who made the mark, so at most once.
 */
export async function tell(message: Message, telling: Telling): Promise<void> {
  const mark = markOf(message, telling.now());
  if (await telling.marks.exists(mark.name)) return;
  const at = new Date(telling.now().getTime() + SOON_MS);
  const input = snsPublish(message, telling.topicArn);
  await telling.messages.create({ name: mark.name.replace('told-', 'tell-'), at, input });
  if ((await telling.marks.create(mark)) === 'created') await postToSlack(message, telling);
}

/** Tells Slack what SNS is told by somebody else, once for each cause. */
export async function tellSlack(message: Message, telling: Telling): Promise<void> {
  const made = await telling.marks.create(markOf(message, telling.now()));
  if (made === 'created') await postToSlack(message, telling);
}

function markOf({ cause, quietDays = 1 }: Message, now: Date): Schedule {
  const id = createHash('sha256').update(cause).digest('hex').slice(0, 32);
  return { name: `told-${id}`, at: new Date(now.getTime() + quietDays * DAY_MS), input: MARK };
}

/** Text for people, JSON for machines: SNS gives each kind of subscriber its own. */
function snsPublish({ subject, text, facts }: Message, topicArn: string): Record<string, unknown> {
  const json = JSON.stringify({ subject, ...facts });
  const forEach = { default: text, sqs: json, lambda: json, http: json, https: json, firehose: json };
  return {
    TopicArn: topicArn,
    Subject: subjectForSns(subject),
    MessageStructure: 'json',
    Message: JSON.stringify(forEach),
  };
}

/** A second channel, so best effort: what it refuses stands in SNS. */
async function postToSlack(
  { subject, text }: Message,
  { slackUrl, send, onSlackTrouble }: Telling,
): Promise<void> {
  try {
    const url = await slackUrl();
    if (url === undefined) return;
    const body = JSON.stringify({ text: textForSlack(`${subject}\n${text}`) });
    const headers = { 'content-type': 'application/json' };
    const { status } = await send({ method: 'POST', url: new URL(url), headers, body });
    if (status >= 300) throw new Error(`it answered with ${status}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    onSlackTrouble(new SlackError(`Slack was not told of "${subject}": ${why}`));
  }
}
