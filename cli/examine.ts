import { GetScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { matchesGlob } from '../functions/policy/glob.ts';
import { ValohaiClient } from '../functions/valohai/client.ts';
import { sendHttp } from '../functions/valohai/http.ts';
import { fixedToken } from './fixed-token.ts';
import { commandFor, type Installation } from './installation.ts';
import { InstalledSchedules } from './installed-schedules.ts';
import { loadPolicy } from './load-policy.ts';
import { readPending } from './pending/pending-retries.ts';
import { readSecretDocument, type SecretDocument } from './secret-document.ts';

/** What one examination found. `told` says what works, or what is wrong and what to do. */
export interface Finding {
  readonly name: string;
  readonly isGood: boolean;
  readonly told: string;
}

const RUN_AGAIN = 'Is `npm start` still running? Start it again with the same folder.';
const DEPLOY_AGAIN = 'Deploy again with `npx cdk deploy`.';

/** Calls the real dependencies of an installation one after the other; changes nothing. */
export async function* examine(installation: Installation, policyFile: string): AsyncGenerator<Finding> {
  const policy = await attempt(async () => loadPolicy(policyFile).policy);
  if (policy.kind === 'works') {
    yield good('policy', `${policyFile} is valid, with ${policy.value.rules.length} rules`);
  } else {
    const whatToDo = `Mend the file, then ${installation.isLocal ? 'start `npm start`' : 'deploy'} again.`;
    yield wrong('policy', policy.why, whatToDo);
  }

  const secret = await attempt(() => readSecretDocument(installation.secrets, installation.secretId));
  if (secret.kind === 'fails') {
    const whatToDo = installation.isLocal
      ? RUN_AGAIN
      : 'May you read it? Was it deleted? `npx cdk deploy` makes a new one.';
    yield wrong('secret', secret.why, whatToDo);
  } else {
    yield good('secret', 'can be read');
    yield* examineSlack(secret.value);
    yield* examineKeyAndWebhook(installation, secret.value);
    yield* examineValohai(
      installation,
      secret.value,
      policy.kind === 'works' ? policy.value.projects : undefined,
    );
  }
  yield await examineSchedules(installation);
  yield await examineDeadLetters(installation);
  if (installation.topic !== undefined) yield await examineSubscriptions(installation.topic);
}

/** Only its form: an examination tells nobody anything. */
function* examineSlack({ slackUrl }: SecretDocument): Generator<Finding> {
  const text = String(slackUrl ?? '').trim();
  if (text === '') return;
  const url = URL.parse(text);
  if (url?.protocol === 'https:') yield good('slack', `is told at ${url.host}`);
  else {
    const whatToDo = 'Put the whole URL into the secret, or take `slackUrl` out.';
    yield wrong('slack', '`slackUrl` is no address such as https://hooks.slack.com/…', whatToDo);
  }
}

async function* examineKeyAndWebhook(
  installation: Installation,
  { webhookKey, previousWebhookKey }: SecretDocument,
): AsyncGenerator<Finding> {
  const { webhookUrlWithoutKey, isLocal } = installation;
  const key = webhookKey.trim();
  if (key === '') {
    const makeOne = commandFor(installation, 'webhook-url', '--new-key');
    yield wrong('webhook', 'the secret has no key', `Make one with ${makeOne}.`);
    return;
  }
  const answer = await attempt(() =>
    sendHttp({
      method: 'POST',
      url: new URL(webhookUrlWithoutKey),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{}',
    }),
  );
  if (answer.kind === 'fails') {
    yield wrong('webhook', answer.why, isLocal ? RUN_AGAIN : 'Is the stack deployed?');
  } else if (answer.value.status !== 200) {
    const whatToDo = isLocal
      ? 'Look at what `npm start` says.'
      : 'Look into the log of the webhook function.';
    yield wrong('webhook', `answers ${answer.value.status}`, whatToDo);
  } else {
    const keys = previousWebhookKey
      ? `two keys are valid; end that with ${commandFor(installation, 'webhook-url', '--drop-old-key')}`
      : 'one key is valid';
    yield good('webhook', `answers, ${keys}. ${commandFor(installation, 'webhook-url')} prints its URL`);
  }
}

async function* examineValohai(
  installation: Installation,
  { valohaiToken }: SecretDocument,
  projects: readonly string[] | undefined,
): AsyncGenerator<Finding> {
  const { valohaiHost } = installation;
  const token = valohaiToken.trim();
  if (token === '') {
    yield wrong('token', 'none is stored', `Store one with ${commandFor(installation, 'set-token')}.`);
    return;
  }
  const valohai = new ValohaiClient(valohaiHost, fixedToken(token), sendHttp);
  const me = await attempt(() => valohai.me());
  if (me.kind === 'fails') {
    yield wrong('token', me.why, `Can ${valohaiHost} be reached, and is the token good?`);
    return;
  }
  yield good('token', `acts as ${me.value.username}`);
  const readable = await attempt(() => valohai.projects());
  if (readable.kind === 'fails') yield wrong('projects', readable.why, 'May the token list projects?');
  else
    yield judgeProjects(
      readable.value.map(({ name }) => name),
      projects,
      me.value.username,
    );
}

function judgeProjects(
  readable: readonly string[],
  globs: readonly string[] | undefined,
  username: string,
): Finding {
  if (readable.length === 0) {
    return wrong('projects', `${username} sees none`, `Add ${username} to the projects' collaborators.`);
  }
  const missed = (globs ?? []).filter((glob) => !readable.some((name) => matchesGlob(glob, name)));
  if (missed.length > 0) {
    return wrong(
      'projects',
      `none that ${username} sees matches ${missed.join(', ')}`,
      `It sees ${readable.slice(0, 5).join(', ')}. Mend \`projects\` in the policy, or add ${username} there.`,
    );
  }
  const chosen = globs ? readable.filter((name) => globs.some((glob) => matchesGlob(glob, name))) : readable;
  return good(
    'projects',
    `${chosen.length} can be read: ${chosen.slice(0, 5).join(', ')}${chosen.length > 5 ? ', …' : ''}`,
  );
}

async function examineSchedules(installation: Installation): Promise<Finding> {
  const { scheduler, scheduleGroup, isLocal } = installation;
  const counted = await attempt(async () => {
    await scheduler.send(new GetScheduleGroupCommand({ Name: scheduleGroup }));
    return (await readPending(new InstalledSchedules(installation))).pending.length;
  });
  if (counted.kind === 'fails') return wrong('schedules', counted.why, isLocal ? RUN_AGAIN : DEPLOY_AGAIN);
  return good('schedules', `the group ${scheduleGroup} is there, ${counted.value} pending`);
}

async function examineDeadLetters({
  deadLetters,
  deadLetterQueueUrl,
  isLocal,
}: Installation): Promise<Finding> {
  const counted = await attempt(() =>
    deadLetters.send(
      new GetQueueAttributesCommand({
        QueueUrl: deadLetterQueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    ),
  );
  if (counted.kind === 'fails') return wrong('dead letters', counted.why, isLocal ? RUN_AGAIN : DEPLOY_AGAIN);
  const count = Number(counted.value.Attributes?.ApproximateNumberOfMessages ?? 0);
  if (count === 0) return good('dead letters', 'none');
  return wrong(
    'dead letters',
    `${count}`,
    'Each is a retry that could not be handled; it says why. See the README, Troubleshooting.',
  );
}

/**
 * AWS asks each address to confirm, sends nothing before, and forgets one that has not after 48 hours:
 * https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
 */
async function examineSubscriptions({ arn, sns }: NonNullable<Installation['topic']>): Promise<Finding> {
  const listed = await attempt(async () => {
    const subscriptions: Subscription[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
      { client: sns },
      { TopicArn: arn },
    )) {
      subscriptions.push(...Subscriptions.filter((one) => one.SubscriptionArn !== 'Deleted'));
    }
    return subscriptions;
  });
  if (listed.kind === 'fails') {
    const whatToDo = `May you list the subscriptions of the topic? If it is gone: ${DEPLOY_AGAIN}`;
    return wrong('messages', listed.why, whatToDo);
  }
  const subscribe = `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint you@example.com`;
  const unconfirmed = listed.value.filter((one) => one.SubscriptionArn === 'PendingConfirmation');
  if (unconfirmed.length > 0) {
    return wrong(
      'messages',
      `AWS waits for ${unconfirmed.map(subscriber).join(', ')} to confirm`,
      `Follow the link in the mail that it sent. After 48 hours only this sends another: ${subscribe}`,
    );
  }
  if (listed.value.length === 0) return good('messages', `nobody gets them by mail, until: ${subscribe}`);
  return good('messages', `go to ${listed.value.map(subscriber).join(', ')}`);
}

/** What is no mail may have a key in its address. */
function subscriber({ Protocol, Endpoint }: Subscription): string {
  return (Protocol === 'email' ? Endpoint : Protocol) ?? 'somebody';
}

type Attempted<Value> =
  | { readonly kind: 'works'; readonly value: Value }
  | { readonly kind: 'fails'; readonly why: string };

async function attempt<Value>(act: () => Promise<Value>): Promise<Attempted<Value>> {
  try {
    return { kind: 'works', value: await act() };
  } catch (error) {
    return { kind: 'fails', why: error instanceof Error ? error.message : String(error) };
  }
}

function good(name: string, told: string): Finding {
  return { name, isGood: true, told };
}

function wrong(name: string, why: string, whatToDo: string): Finding {
  return { name, isGood: false, told: `${why}. ${whatToDo}` };
}
