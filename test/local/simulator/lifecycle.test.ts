import { expect, it } from 'vitest';
import { at, executionIn, openWorld, script, start, startAndWait, waitFor } from './world.ts';

it('an execution goes from created over queued and started to its end', async () => {
  const world = await openWorld();
  await script(world, { status: 'complete', after: 400 });
  const { id, status } = await start(world);
  const seen = new Set([status]);

  const ended = await waitFor(async () => {
    const answer = await world.api('GET', `executions/${id}/`);
    seen.add(executionIn(answer).status);
    return executionIn(answer).status === 'complete' ? answer.json : undefined;
  });

  const stages = ['created', 'queued', 'started', 'complete'];
  expect(status).toBe('created');
  expect([...seen]).toEqual(stages.filter((stage) => seen.has(stage)));
  expect(ended).toMatchObject({ duration: 0.32, end_time: expect.stringMatching(/^\d{4}-.*Z$/) });
});

it('the n-th run of the same work takes the n-th outcome, and the last one repeats', async () => {
  const world = await openWorld();
  const work = { parameters: { epochs: 1 }, inputs: { data: ['s3://acme/1'] } };
  await script(
    world,
    { status: 'error', after: 0 },
    { status: 'stopped', after: 0 },
    { status: 'complete', after: 0 },
  );

  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await startAndWait(world, work)).status);

  expect(statuses).toEqual(['error', 'stopped', 'complete', 'complete']);
});

it('other parameters or inputs are other work, another order or a restart of Valohai are not', async () => {
  const world = await openWorld();
  await script(world, { status: 'error', after: 0 }, { status: 'complete', after: 0 });
  const run = async (fields: object) => (await startAndWait(world, fields)).status;

  expect(await run({ parameters: { a: 1, b: 2 } })).toBe('error');
  expect(await run({ parameters: { a: 1, b: 3 } })).toBe('error');
  expect(await run({ parameters: { a: 1, b: 2 }, inputs: { data: ['s3://acme/1'] } })).toBe('error');
  expect(await run({ parameters: { b: 2, a: 1 }, inputs: { _restart: ['s3://acme/0'] } })).toBe('complete');
});

it('an execution without a script completes', async () => {
  const world = await openWorld();

  expect((await startAndWait(world)).status).toBe('complete');
});

it('shows the status detail once the execution is over', async () => {
  const world = await openWorld();
  const statusDetail = '{"retry": true}';
  await script(
    world,
    { status: 'error', after: 60_000, statusDetail },
    { status: 'error', after: 0, statusDetail },
  );

  const running = await start(world);
  const ended = await startAndWait(world);

  expect(running).toMatchObject({ status_detail: null });
  expect(ended).toMatchObject({ status_detail: statusDetail });
});

it('the log holds what the script says between the lines of the platform', async () => {
  const world = await openWorld();
  await script(world, {
    status: 'error',
    after: 10,
    log: [
      { stream: 'stdout', message: 'Reading' },
      { stream: 'stderr', message: 'ConnectionError: gone' },
    ],
  });
  const { id } = await startAndWait(world);

  const events = await world.api('GET', `executions/${id}/events/`);
  const last = await world.api('GET', `executions/${id}/events/?limit=2`);
  const all = await world.api('GET', `executions/${id}/events/?limit=0`);
  const ofPlatform = await world.api('GET', `executions/${id}/status-events/?limit=1`);

  const ending = { stream: 'status', message: 'The execution has ended: error.' };
  expect(events.json).toMatchObject({
    total: 5,
    truncated: false,
    events: [
      { stream: 'status' },
      { stream: 'status' },
      { stream: 'stdout', message: 'Reading', time: expect.stringMatching(/^\d{4}-.*T.*\.\d{6}$/) },
      { stream: 'stderr', message: 'ConnectionError: gone' },
      ending,
    ],
  });
  expect(last.json).toMatchObject({ total: 5, truncated: true, events: [{ stream: 'stderr' }, ending] });
  expect(all.json).toEqual(events.json);
  expect(ofPlatform.json).toMatchObject({ total: 3, status_events: [ending] });
});

it('the log grows while the execution runs, and ends when it is stopped', async () => {
  const world = await openWorld();
  const log = Array.from({ length: 400 }, (_, n) => ({ stream: 'stdout', message: `line ${n}` }));
  await script(world, { status: 'complete', after: 20_000, log });
  const { id } = await start(world, {});
  const count = async () => at((await world.api('GET', `executions/${id}/events/`)).json, 'total');

  await world.api('POST', `executions/${id}/stop/`);
  const total = await waitFor(async () => {
    const { status } = executionIn(await world.api('GET', `executions/${id}/`));
    return status === 'stopped' ? await count() : undefined;
  });

  expect(total).toBeLessThan(100);
  expect((await world.api('GET', `executions/${id}/events/?limit=1`)).json).toMatchObject({
    events: [{ message: 'The execution has ended: stopped.' }],
  });
});
