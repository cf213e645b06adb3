import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecretDocument, writeSecretDocument } from '../../cli/secret-document.ts';
import { type InstallationFile, readInstallationFile } from '../../local/installation-file.ts';
import { LocalServer } from '../valohai/local-server.ts';
import { LocalWorld, TIMED_OUT } from './local-world.ts';

const CLIENT = { region: 'us-east-1', credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' } };

describe('people who read Slack', () => {
  let world: LocalWorld;
  let slack: LocalServer;
  let status = 200;

  beforeAll(async () => {
    slack = await LocalServer.start((response) => response.writeHead(status).end('ok'));
    // A quarter of an hour takes three seconds, so that the sweep comes round, and the minutes between tries one.
    world = await LocalWorld.start({ timeScale: 300 });
    await storeSlackUrl(`${slack.origin}/services/T/B/x`);
    // What runs already keeps the secret for five minutes.
    await world.end('SIGTERM');
    await world.startInstallation();
  });

  afterAll(async () => {
    await world.stop();
    await slack[Symbol.asyncDispose]();
  });

  it('hear of dead letters, once, however many there are', async () => {
    await scheduleNonsense('first');
    await scheduleNonsense('second');

    await world.until('the news in Slack', () => inSlack('Dead letters').length > 0);
    await world.until('both letters', () => failures('ContractError') >= 6);

    expect(inSlack('Dead letters')).toHaveLength(1);
    expect(inTerminal('Dead letters of valohai-retry')).toHaveLength(1);
  });

  it('hear that the token is refused, also when nothing has failed and only the sweep meets that', async () => {
    world.simulator.tokens = ['another-token-of-the-harbour'];

    await world.until('the news in Slack', () => inSlack('refuses the token').length > 0);
    const before = failures('ValohaiUnauthorizedError');
    await world.until('another sweep', () => failures('ValohaiUnauthorizedError') > before);

    expect(inSlack('refuses the token')).toHaveLength(1);
    await world.until('the same for SNS', () => inTerminal('Valohai refuses the token').length > 0);
  });

  it('find in the log why Slack was not told, without its URL', async () => {
    world.simulator.tokens = [world.token];
    status = 404;

    world.run('slack-is-gone', TIMED_OUT, TIMED_OUT, TIMED_OUT, TIMED_OUT);

    const { why } = await world.until('the trouble', () =>
      world.events.find(({ event, kind }) => event === 'failed' && kind === 'SlackError'),
    );
    expect(why).toMatch(/^Slack was not told of ".*": it answered with 404$/);
    expect(world.output).not.toContain('services/T/B/x');
  });

  function inSlack(text: string): string[] {
    return slack.received.map(({ body }) => body).filter((body) => body.includes(text));
  }

  function inTerminal(subject: string): unknown[] {
    return world.events.filter(
      (event) => event.event === 'told' && String(event.subject).startsWith(subject),
    );
  }

  function failures(kind: string): number {
    return world.events.filter((event) => event.event === 'failed' && event.kind === kind).length;
  }

  function installed(): InstallationFile {
    const file = readInstallationFile(world.stateDirectory);
    if (file === undefined) throw new Error('the installation is not running');
    return file;
  }

  async function storeSlackUrl(slackUrl: string): Promise<void> {
    const { secretsEndpoint: endpoint, secretId } = installed();
    const client = new SecretsManagerClient({ ...CLIENT, endpoint });
    await writeSecretDocument(client, secretId, {
      ...(await readSecretDocument(client, secretId)),
      slackUrl,
    });
    client.destroy();
  }

  /** What the retry function cannot read, as a schedule of a newer version would be. */
  async function scheduleNonsense(Name: string): Promise<void> {
    const file = installed();
    const client = new SchedulerClient({ ...CLIENT, endpoint: file.schedulerEndpoint });
    const at = new Date(Date.now() + 61_000).toISOString().slice(0, 19);
    await client.send(
      new CreateScheduleCommand({
        Name,
        GroupName: file.scheduleGroup,
        ScheduleExpression: `at(${at})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: file.retryFunctionArn, RoleArn: file.schedulerRoleArn, Input: '{"version":99}' },
      }),
    );
    client.destroy();
  }
});
