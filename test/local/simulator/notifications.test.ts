import { expect, it } from 'vitest';
import { at, executionIn, openWebhook, openWorld, script, start, startAndWait, waitFor } from './world.ts';

async function openNotifiedWorld() {
  const webhook = await openWebhook();
  const world = await openWorld({ notify: webhook.url });
  const arrival = (count: number) =>
    waitFor(() => (webhook.received.length >= count ? webhook.received : undefined));
  return { ...world, ...webhook, arrival };
}

it('a failed execution is notified in the documented form', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'error', after: 20 });
  const { id, counter } = await start(world, { tags: ['retry: 1'], title: 'Nightly' });

  const [notification] = await world.arrival(1);

  expect(notification).toMatchObject({
    project: world.project,
    title: 'Execution finished: acme/vision/#1 (failed)',
    type: 'execution_failed',
    url: `/p/acme/vision/execution/${id}/`,
    data: {
      'valohai.execution-id': id,
      'valohai.execution-counter': counter,
      'valohai.execution-status': 'error',
      'valohai.execution-step': 'train',
      'valohai.execution-title': 'Nightly',
      'valohai.execution-tags': ['retry: 1'],
      'valohai.project-id': world.project,
      'valohai.project-name': 'acme/vision',
      'valohai.commit-identifier': world.commit,
      'valohai.pipeline-id': null,
    },
  });
});

it('complete and stopped executions are notified too, each once', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'complete', after: 0 }, { status: 'complete', after: 60_000 });
  await startAndWait(world);
  const { id } = await start(world);
  await world.control('POST', `executions/${id}/stop`);

  const received = await world.arrival(2);
  await startAndWait(world, { step: 'train', parameters: { other: 1 } });
  await world.arrival(3);

  expect(received).toMatchObject([
    { type: 'execution_completed', data: { 'valohai.execution-status': 'complete' } },
    { type: 'execution_stopped', data: { 'valohai.execution-status': 'stopped' } },
    { data: { 'valohai.execution-counter': 3 } },
  ]);
});

it('the type for a failure can be set', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'error', after: 0 });
  await world.control('PATCH', 'settings', { failedType: 'execution_errored' });
  await start(world);

  expect(await world.arrival(1)).toMatchObject([{ type: 'execution_errored' }]);
});

it('with a status lag, the execution still reads as started when its end is notified', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'error', after: 0 });
  await world.control('PATCH', 'settings', { statusLag: 60_000 });
  const { id } = await start(world);

  expect(await world.arrival(1)).toMatchObject([{ data: { 'valohai.execution-status': 'error' } }]);
  expect(executionIn(await world.api('GET', `executions/${id}/`)).status).toBe('started');
});

it('what ended while there was no webhook is notified when one is set', async () => {
  const webhook = await openWebhook();
  const world = await openWorld();
  await script(world, { status: 'error', after: 0 });
  await startAndWait(world);

  await world.control('PUT', 'notify', { url: webhook.url });
  await waitFor(() => webhook.received.length || undefined);

  expect(webhook.received).toMatchObject([{ type: 'execution_failed' }]);
});

it('a deleted execution is not notified', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'error', after: 400 }, { status: 'complete', after: 600 });
  const { id } = await start(world);
  await world.control('DELETE', `executions/${id}`);
  await start(world);

  expect(await world.arrival(1)).toMatchObject([{ data: { 'valohai.execution-counter': 2 } }]);
});

it('a notification can be sent once more by hand', async () => {
  const world = await openNotifiedWorld();
  await script(world, { status: 'error', after: 0 });
  const { id } = await start(world);
  await world.arrival(1);

  await world.control('POST', `executions/${id}/notify`);

  const [first, second] = await world.arrival(2);
  expect(second).toEqual(first);
});

it('remembers what was sent and answered, but never where to', async () => {
  const world = await openNotifiedWorld();
  const { id } = await start(world);
  await world.arrival(1);

  const sent = await waitFor(async () => {
    const answer = await world.control('GET', 'notifications');
    return answer.text.includes(id) ? answer : undefined;
  });

  expect(sent.json).toMatchObject({ notifications: [{ execution: id, outcome: 202 }] });
  expect(sent.text).not.toContain('/hook');
});

it('a webhook that cannot be reached hurts nobody', async () => {
  const world = await openWorld({ notify: 'http://127.0.0.1:9/hook' });
  await script(world, { status: 'error', after: 0 });
  await start(world);

  const outcome = await waitFor(async () => {
    const { json } = await world.control('GET', 'notifications');
    return at(json, 'notifications', 0, 'outcome');
  });

  expect(outcome).toBe('no answer');
});

it.each([
  ['missing', [{ kind: 'notification-missing' }], [2]],
  ['doubled', [{ kind: 'notification-doubled' }], [1, 1, 2]],
  ['delayed', [{ kind: 'notification-delayed', ms: 900 }], [2, 1]],
])('a notification is %s when that is asked for', async (_, faults, expected) => {
  const world = await openNotifiedWorld();
  await world.control('POST', 'faults', { faults });
  await script(world, { status: 'error', after: 0 }, { status: 'error', after: 300 });
  await start(world);
  await start(world);

  const received = await world.arrival(expected.length);

  expect(received.map((body) => at(body, 'data', 'valohai.execution-counter'))).toEqual(expected);
});

it('a notification tells another status when that is asked for, of the executions that are meant', async () => {
  const world = await openNotifiedWorld();
  const faults = [{ kind: 'notification-misstated', as: 'crashed', about: 'error' }];
  await world.control('POST', 'faults', { faults });
  await script(world, { status: 'complete', after: 0 }, { status: 'error', after: 100 });
  await start(world);
  await start(world);

  const received = await world.arrival(2);

  expect(received.map((body) => at(body, 'data', 'valohai.execution-status'))).toEqual([
    'complete',
    'crashed',
  ]);
});
