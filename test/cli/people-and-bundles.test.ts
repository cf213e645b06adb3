import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { readInstallationFile } from '../../local/installation-file.ts';
import { COMPLETES, LocalWorld, TIMED_OUT } from '../journey/local-world.ts';

describe('what people do, through the shipped bundles', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    world = await LocalWorld.start({ timeScale: 60 });
  });

  afterAll(async () => {
    await world.stop();
  });

  it('a retry waits while its project is held back, and starts soon after the release', async () => {
    const project = world.prepare('held', [TIMED_OUT, COMPLETES]);
    await command('pending', 'hold', project);
    const failed = world.simulator.startExecution({ project, step: 'held' });

    const postponed = await world.event(failed, { kind: 'postponed' });
    expect(postponed.why).toBe('a person holds back the retries of its project');
    const listed = await command('pending');
    const released = await command('pending', 'release', project);

    expect(listed.stdout).toContain(`: ${project}\n`);
    expect(listed.stdout).toContain(`${project}#${failed.counter}  retry, taken over (turn 1)`);
    expect(released.stdout).toBe(`${project} is released; 1 that had waited for it were moved up.\n`);
    await world.event(failed, { event: 'launched' });
    expect(world.runsOf('held')).toHaveLength(2);
  });

  it('a cancelled retry does not come back, also when its failure is notified again', async () => {
    const project = world.prepare('cancelled', [TIMED_OUT, COMPLETES]);
    // So that it is still pending, however long the command takes to start.
    await command('pending', 'hold', project);
    const failed = world.simulator.startExecution({ project, step: 'cancelled' });
    await world.event(failed, { kind: 'postponed' });

    const { stdout } = await command('pending', 'cancel', failed.id);
    await command('pending', 'release', project);
    const late = await world.notify(failed);

    expect(stdout).toBe(`${project}#${failed.counter}: 1 deleted, tagged no-retry.\n`);
    expect(late).toMatchObject({ status: 200, body: { kind: 'give-up', cause: 'no-retry' } });
    expect(world.runsOf('cancelled')).toHaveLength(1);
  });

  it('a dead letter that is sent again starts the retry that it was about', async () => {
    world.simulator.addFaults([{ kind: 'notification-missing' }]);
    const failed = world.run('buried', TIMED_OUT, COMPLETES);
    await world.until('its end', () => world.runsOf('buried')[0]?.status === 'error');
    await bury({
      version: 1,
      purpose: 'launch',
      projectId: failed.project,
      executionId: failed.id,
      due: new Date().toISOString(),
      turn: 0,
    });

    const { stdout } = await command('dead-letters', 'redrive', '--yes');

    expect(stdout).toContain(`harbour/buried#${failed.counter}: sent again`);
    await world.event(failed, { event: 'launched' });
    expect(world.runsOf('buried')).toHaveLength(2);
    expect((await command('dead-letters')).stdout).toMatch(/^No dead letters/);
  });

  it('a sweep that is asked for says in the terminal how far back it looked', async () => {
    const { stdout } = await command('sweep', '--hours', '72');

    expect(stdout).toContain('The sweep of the last 72 hours');
    const swept = await world.until('the sweep', () =>
      world.events.find(({ event, hours, kind }) => event === 'swept' && hours === 72 && kind === 'swept'),
    );
    expect(swept.looked).toBeGreaterThan(0);
  });

  function command(name: string, ...words: string[]) {
    const path = join(PACKAGE_ROOT, `cli/${name}.ts`);
    const env = { PATH: process.env.PATH, HOME: world.stateDirectory };
    return promisify(execFile)(process.execPath, [path, '--state', world.stateDirectory, ...words], { env });
  }

  /** As the Scheduler does when it cannot deliver. */
  async function bury(input: object): Promise<void> {
    const { deadLettersEndpoint: endpoint = '', deadLetterQueueUrl: QueueUrl = '' } =
      readInstallationFile(world.stateDirectory) ?? {};
    const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' };
    const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
    const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'Gone' } };
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(input), MessageAttributes }),
    );
    client.destroy();
  }
});
