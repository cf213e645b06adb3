import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPLETES, HAS_A_BUG, LocalWorld, TIMED_OUT } from './local-world.ts';

describe('from the notification to the retry, through the shipped bundles', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    world = await LocalWorld.start();
  });

  afterAll(async () => {
    await world.stop();
  });

  it('retries a passing failure until it completes, and tags each execution with what happened', async () => {
    const first = world.run('recovers', TIMED_OUT, TIMED_OUT, COMPLETES);

    const second = await world.until('a second retry', () => world.runsOf('recovers')[2]);
    await world.event(second, { event: 'decided', kind: 'recovered', attempt: 2 });

    const runs = world.runsOf('recovers');
    expect(runs.map(({ tags }) => tags)).toEqual([
      [`retried: #${runs[1]?.counter}`],
      ['retry: 1', `retry-of: #${first.counter}`, `retried: #${runs[2]?.counter}`],
      ['retry: 2', `retry-of: #${runs[1]?.counter}`],
    ]);
    expect(runs.map(({ status }) => status)).toEqual(['error', 'error', 'complete']);
    const launched = await world.event(first, { event: 'launched' });
    expect(launched).toMatchObject({ project: 'harbour/recovers', attempt: 1, of: 3 });
  });

  it('gives the copy what the failed execution had, and tells it which try it is', async () => {
    const project = world.prepare('copied', [TIMED_OUT, COMPLETES]);
    const failed = world.simulator.startExecution({
      project,
      step: 'copied',
      title: 'Spring tide',
      image: 'registry.example/tides:3',
      parameters: { station: 'south', days: 14 },
      inputs: { gauges: ['s3://gauges.example/south.csv'] },
      environment_variables: { MODE: 'full' },
      tags: ['nightly'],
    });

    const copy = await world.until('the copy', () => world.runsOf('copied')[1]);

    expect(copy.received).toMatchObject({
      step: 'copied',
      title: 'Spring tide',
      image: 'registry.example/tides:3',
      parameters: { station: 'south', days: 14 },
      inputs: { gauges: ['s3://gauges.example/south.csv'] },
      environment_variables: { MODE: 'full', RETRY_ATTEMPT: '1', RETRY_OF_EXECUTION: failed.id },
      inherit_environment_variables: true,
      tags: ['nightly', 'retry: 1', `retry-of: #${failed.counter}`],
    });
  });

  it('gives up when the retries are used up, and says so on the last execution', async () => {
    world.run('never-recovers', TIMED_OUT);

    const last = await world.until('the third retry', () => world.runsOf('never-recovers')[3]);
    const gaveUp = await world.event(last, { event: 'gave-up', cause: 'exhausted' });

    expect(gaveUp).toMatchObject({ attempt: 3, of: 3 });
    await world.until('its tag', () =>
      world.runsOf('never-recovers')[3]?.tags.includes('not-retried: exhausted'),
    );
    expect(world.runsOf('never-recovers')).toHaveLength(4);
  });

  it('does not retry a bug, and says why', async () => {
    const failed = world.run('has-a-bug', HAS_A_BUG);

    const gaveUp = await world.event(failed, { event: 'gave-up', cause: 'permanent' });

    expect(gaveUp.why).toContain("KeyError: 'tide_level'");
    await world.until('its tag', () => world.runsOf('has-a-bug')[0]?.tags.includes('not-retried: permanent'));
    expect(world.runsOf('has-a-bug')).toHaveLength(1);
  });

  it('does nothing about an execution that a person stopped', async () => {
    const stopped = world.run('is-stopped', { status: 'stopped', after: 20 });
    await world.until('its end', () => world.runsOf('is-stopped')[0]?.status === 'stopped');

    const answer = await world.notify(stopped, { status: 'error' });

    expect(answer).toMatchObject({ status: 200, body: { kind: 'ignore', why: 'it was stopped' } });
  });

  it('makes one copy, however often and whenever the same failure is notified', async () => {
    const failed = world.run('notified-often', TIMED_OUT, COMPLETES);
    await world.event(failed, { event: 'decided', kind: 'retry' });

    const atOnce = await Promise.all(Array.from({ length: 5 }, () => world.notify(failed)));
    await world.event(failed, { event: 'launched' });
    await world.until('the tag', () => world.runsOf('notified-often')[0]?.tags.length === 1);
    const late = await world.notify(failed);

    expect(atOnce.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(late).toMatchObject({ status: 200, body: { kind: 'ignore' } });
    expect(late.body.why).toMatch(/already retried as #\d+/);
    const copy = await world.until('the copy', () => world.runsOf('notified-often')[1]);
    await world.event(copy, { kind: 'recovered' });
    expect(world.runsOf('notified-often')).toHaveLength(2);
  });

  it('looks again when the execution still reads as running, and then retries it', async () => {
    world.simulator.changeSettings({ statusLag: 900 });
    const failed = world.run('ends-slowly', TIMED_OUT, COMPLETES);
    await world.event(failed, { event: 'decided', kind: 'look-again' });
    world.simulator.changeSettings({ statusLag: 0 });

    await world.event(failed, { event: 'launched' });

    expect(world.runsOf('ends-slowly')).toHaveLength(2);
  });

  it('never writes the key or the token anywhere', () => {
    const key = new URL(world.ready.webhookUrl).pathname.slice(1);
    const withoutReady = world.output.replace(/^\{"event":"ready".*$/gm, '');
    expect(withoutReady).not.toContain(key);
    expect(world.output).not.toContain(world.token);
  });
});
