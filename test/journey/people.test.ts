import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { COMPLETES, LocalWorld, TIMED_OUT } from './local-world.ts';

describe('people and a pending retry', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    // Slow enough to act while a retry is pending: its minute takes two seconds.
    world = await LocalWorld.start({ timeScale: 30 });
  });

  afterAll(async () => {
    await world.stop();
  });

  it('leaves an execution alone that was tagged no-retry while its retry was pending', async () => {
    const failed = world.run('tagged', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });

    await world.asPerson('POST', `executions/${failed.id}/tags/`, { tags: ['no-retry'] });

    await world.event(failed, { event: 'gave-up', cause: 'no-retry' });
    expect(world.runsOf('tagged')).toHaveLength(1);
  });

  it('leaves an execution alone that was deleted while its retry was pending', async () => {
    const failed = world.run('deleted', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });

    await world.asPerson('DELETE', `executions/${failed.id}/`);

    await world.until('the launch that finds it gone', () =>
      world.events.some(({ why = '' }) => why.startsWith('Valohai does not show it any more')),
    );
    expect(world.runsOf('deleted')).toHaveLength(0);
  });

  it('counts the same work that a person started meanwhile as the retry', async () => {
    const failed = world.run('started-by-hand', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });

    const byHand = world.simulator.startExecution({
      project: 'harbour/started-by-hand',
      step: 'started-by-hand',
      parameters: { station: 'north' },
    });

    const ignored = await world.event(failed, { event: 'decided', kind: 'ignore' });
    expect(ignored.why).toBe(`it was already started again as #${byHand.counter} by a person`);
    expect(world.runsOf('started-by-hand')).toHaveLength(2);
    expect(world.runsOf('started-by-hand')[0]?.tags).toEqual([`retried: #${byHand.counter}`]);
  });

  it('lets both keys in while the webhook key is being replaced, and only the new one after that', async () => {
    const failed = world.run('key-rotation', TIMED_OUT, COMPLETES);
    const oldUrl = world.ready.webhookUrl;

    const newUrl = (await command('webhook-url', '--new-key')).stdout.trim();
    const withNew = await world.notify(failed, { url: newUrl });
    const withOld = await world.notify(failed, { url: oldUrl });

    expect(newUrl).not.toBe(oldUrl);
    expect([withNew.status, withOld.status]).not.toContain(401);

    await command('webhook-url', '--drop-old-key');
    await world.end('SIGTERM');
    await world.startInstallation();
    const port = new URL(world.ready.webhookUrl).port;
    const oldKeyAgain = await world.notify(failed, { url: oldUrl.replace(/:\d+/, `:${port}`) });
    expect(oldKeyAgain).toMatchObject({ status: 401, body: { kind: 'refused' } });
    expect(new URL(world.ready.webhookUrl).pathname).toBe(new URL(newUrl).pathname);
  });

  it('goes on by itself once a new token is stored in place of one that Valohai refuses', async () => {
    const failed = world.run('token-rotation', TIMED_OUT, COMPLETES);
    await world.event(failed, { kind: 'retry' });
    world.simulator.tokens = ['second-token-of-the-harbour'];

    const postponed = await world.event(failed, { kind: 'postponed' });
    await command('set-token', '--unchecked', { input: ' second-token-of-the-harbour\n' });

    expect(postponed.why).toContain('npm run set-token');
    await world.event(failed, { event: 'launched' });
    world.simulator.tokens = [world.token, 'second-token-of-the-harbour'];
  });

  it('doctor finds everything well, and ends with 1 when something is not', async () => {
    const well = await command('doctor');
    expect(well.stdout).not.toContain('WRONG');
    expect(well.stdout.match(/ {2}ok {2}/g)?.length).toBeGreaterThanOrEqual(6);

    world.simulator.tokens = [];
    const unwell = await command('doctor').catch((error) => error);
    world.simulator.tokens = [world.token, 'second-token-of-the-harbour'];
    expect(unwell.code).toBe(1);
    expect(unwell.stdout).toMatch(/WRONG {2}token: Valohai refuses the stored token/);
  });

  /** Runs one of the commands for people against this installation. */
  function command(name: string, ...more: (string | { input: string })[]) {
    const words = more.filter((word) => typeof word === 'string');
    const input = more.find((word) => typeof word === 'object')?.input ?? '';
    const running = promisify(execFile)(
      process.execPath,
      [join(PACKAGE_ROOT, `cli/${name}.ts`), '--state', world.stateDirectory, ...words],
      { cwd: PACKAGE_ROOT, env: { PATH: process.env.PATH, HOME: world.stateDirectory } },
    );
    running.child.stdin?.end(input);
    return running;
  }
});
