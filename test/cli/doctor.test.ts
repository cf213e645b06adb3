import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../cli/examine.ts';
import { findInstallation, type Installation } from '../../cli/installation.ts';
import { readSecretDocument, writeSecretDocument } from '../../cli/secret-document.ts';
import { holdName, retryScheduleName } from '../../functions/retry/schedule-name.ts';
import { MARK } from '../../functions/retry/scheduled-retry.ts';
import { InstalledWorld } from './installed-world.ts';
import { SnsTopic } from './sns-topic.ts';

const NOBODY = 'http://127.0.0.1:1';
const POLICY = 'retry-policy.yaml';

let world: InstalledWorld;
let installation: Installation;

beforeAll(async () => {
  world = await InstalledWorld.start();
  installation = await findInstallation({ stack: '', state: world.stateDirectory });
});
afterAll(async () => {
  await world.close();
});

/** What is told of an installation, by what it is about. */
async function examined(changes: Partial<Installation> = {}, policyFile = POLICY) {
  const told = new Map<string, string>();
  for await (const finding of examine({ ...installation, ...changes }, policyFile)) {
    told.set(finding.name, finding.told);
  }
  return told;
}

async function storeInSecret(changes: Readonly<Record<string, unknown>>): Promise<void> {
  const { secrets, secretId } = installation;
  await writeSecretDocument(secrets, secretId, {
    ...(await readSecretDocument(secrets, secretId)),
    ...changes,
  });
}

describe('doctor', () => {
  it('counts what is pending as `pending` does: holds and other marks are none', async () => {
    const at = new Date(Date.now() + 3_600_000);
    const retry = retryScheduleName({ projectId: world.projectId, executionId: world.startExecution().id });
    await world.schedules.create({ name: holdName(world.projectId), at, input: MARK });
    await world.schedules.create({ name: `told-${'0'.repeat(32)}`, at, input: MARK });
    expect((await examined()).get('schedules')).toBe('the group valohai-retry is there, 0 pending');

    await world.schedules.create({ name: retry, at, input: MARK });
    expect((await examined()).get('schedules')).toBe('the group valohai-retry is there, 1 pending');
  });

  it.each(['', ' ', null])('takes %j for no Slack URL', async (slackUrl) => {
    await storeInSecret({ slackUrl });
    expect((await examined()).has('slack')).toBe(false);
  });

  it('says at which host Slack is told, and no more of its URL', async () => {
    await storeInSecret({ slackUrl: 'https://hooks.slack.example/T/B/x\n' });
    expect((await examined()).get('slack')).toBe('is told at hooks.slack.example');
    await storeInSecret({ slackUrl: '' });
  });

  it.each(['hooks.slack.example/T/B/x', 'http://hooks.slack.example/T/B/x', 7])(
    'says that %j is no Slack URL, without repeating it',
    async (slackUrl) => {
      await storeInSecret({ slackUrl });
      expect((await examined()).get('slack')).toBe(
        '`slackUrl` is no address such as https://hooks.slack.com/…. Put the whole URL into the secret, or take `slackUrl` out.',
      );
      await storeInSecret({ slackUrl: '' });
    },
  );

  it('names the commands as they have to be typed for this installation', async () => {
    await storeInSecret({ webhookKey: '', valohaiToken: '' });
    const told = await examined();
    expect(told.get('token')).toBe(
      `none is stored. Store one with \`npm run set-token -- --state ${world.stateDirectory}\`.`,
    );
    expect(told.get('webhook')).toContain(
      `\`npm run webhook-url -- --state ${world.stateDirectory} --new-key\``,
    );
    expect((await examined({ isLocal: false, words: [] })).get('token')).toContain('`npm run set-token`');
    await storeInSecret({ webhookKey: 'k'.repeat(48) });
  });

  it('advises for the installation on this machine what mends it there', async () => {
    const away = new SecretsManagerClient({ endpoint: NOBODY, region: 'us-east-1', maxAttempts: 1 });
    const wrongs = [
      await examined({ scheduleGroup: 'gone', deadLetterQueueUrl: `${NOBODY}/gone` }, '/nowhere.yaml'),
      await examined({ secrets: away }),
      await examined({ webhookUrlWithoutKey: `${world.simulator.url}/` }),
    ].flatMap((told) => [...told.values()]);

    expect(wrongs.join('\n')).not.toMatch(/cdk|deploy|stack|function/);
    for (const advice of [
      'Mend the file, then start `npm start` again.',
      'Is `npm start` still running?',
      'Look at what `npm start` says.',
    ]) {
      expect(wrongs.join('\n')).toContain(advice);
    }
  });

  it('advises for AWS what mends it there', async () => {
    const inAws = { isLocal: false, scheduleGroup: 'gone' };
    const told = await examined(
      { ...inAws, webhookUrlWithoutKey: `${world.simulator.url}/` },
      '/nowhere.yaml',
    );
    expect(told.get('policy')).toContain('Mend the file, then deploy again.');
    expect(told.get('webhook')).toContain('Look into the log of the webhook function.');
    expect(told.get('schedules')).toContain('Deploy again with `npx cdk deploy`.');
  });
});

describe('doctor, of the messages that people get', () => {
  const confirmed = 'arn:aws:sns:us-east-1:123456789012:told:3f1c';
  let topic: SnsTopic;

  beforeAll(async () => {
    topic = await SnsTopic.start();
  });
  afterAll(async () => {
    await topic.close();
  });

  const messages = async (arn = topic.arn) =>
    (await examined({ topic: { arn, sns: topic.client } })).get('messages');
  const mail = (endpoint: string, arn = confirmed) => ({ protocol: 'email', endpoint, arn });
  const another = () =>
    `aws sns subscribe --topic-arn ${topic.arn} --protocol email --notification-endpoint you@example.com`;

  it('names who has not confirmed, on whatever page they stand, and how to have another mail sent', async () => {
    topic.subscriptions = [
      mail('ann@glacier.example'),
      mail('bob@glacier.example', 'PendingConfirmation'),
      mail('cid@glacier.example'),
      mail('dee@glacier.example', 'PendingConfirmation'),
    ];
    expect(await messages()).toBe(
      'AWS waits for bob@glacier.example, dee@glacier.example to confirm. ' +
        `Follow the link in the mail that it sent. After 48 hours only this sends another: ${another()}`,
    );
  });

  it('names who gets them, and nothing of an address that may hold a key', async () => {
    topic.subscriptions = [
      mail('ann@glacier.example'),
      { protocol: 'https', endpoint: 'https://hooks.glacier.example/key', arn: confirmed },
      mail('gone@glacier.example', 'Deleted'),
    ];
    expect(await messages()).toBe('go to ann@glacier.example, https');
  });

  it('says how to subscribe where nobody has', async () => {
    topic.subscriptions = [];
    expect(await messages()).toBe(`nobody gets them by mail, until: ${another()}`);
  });

  it('says what a topic that is gone says', async () => {
    expect(await messages('arn:aws:sns:us-east-1:123456789012:gone')).toBe(
      'Topic does not exist. May you list the subscriptions of the topic? ' +
        'If it is gone: Deploy again with `npx cdk deploy`.',
    );
  });

  it('says nothing of them on one machine, where they are printed', async () => {
    expect((await examined()).has('messages')).toBe(false);
  });
});
