import { expect, it } from 'vitest';
import { call, executionIn, observedIn, openWorld, start } from './world.ts';

it('shows every execution with the body that it was created with', async () => {
  const world = await openWorld();
  await start(world, { tags: ['nightly'] });
  const body = {
    project: world.project,
    commit: world.commit,
    step: 'train',
    tags: ['retry: 1'],
    environment_variables: { RETRY_ATTEMPT: '1' },
    something_unknown: true,
  };
  await world.api('POST', 'executions/', body);

  const answer = await world.control('GET', 'executions?project=acme/vision');

  expect(answer.json).toMatchObject({
    executions: [
      { counter: 1, creator_name: 'sam' },
      { counter: 2, creator_name: 'token-owner' },
    ],
  });
  expect(observedIn(answer)[1]?.received).toEqual(body);
});

it('starts executions that the API does not let one create', async () => {
  const world = await openWorld();

  const member = await start(world, { pipeline: { id: 'the-pipeline', counter: 4 } });
  const child = await start(world, { task: { id: 'the-task', counter: 2 } });
  const notebook = await start(world, { withoutCommit: true });

  expect(member).toMatchObject({ pipeline: 'the-pipeline', pipeline_counter: 4, task: null });
  expect(child).toMatchObject({ task: 'the-task', task_counter: 2, pipeline: null });
  expect(notebook).toMatchObject({ commit: null });
});

it('refuses a start that makes no sense, in the way of the API', async () => {
  const { control } = await openWorld();

  const unknown = await control('POST', 'executions', { project: 'acme/unknown', step: 'train' });
  const wrong = await control('POST', 'executions', { project: 'acme/vision', step: 'dance' });

  expect(unknown.status).toBe(400);
  expect(wrong).toMatchObject({ status: 400, json: { step: [expect.anything()] } });
});

it('a person sets tags, stops and deletes', async () => {
  const world = await openWorld();
  const { id } = await start(world, { tags: ['nightly'] });

  await world.control('POST', `executions/${id}/tags`, { tags: ['no-retry'] });
  const tagged = executionIn(await world.api('GET', `executions/${id}/`));
  await world.control('PUT', `executions/${id}/tags`, { tags: [] });
  const untagged = executionIn(await world.api('GET', `executions/${id}/`));
  const stopped = executionIn(await world.control('POST', `executions/${id}/stop`));
  const deleted = await world.control('DELETE', `executions/${id}`);

  expect(tagged.tags).toEqual(['nightly', 'no-retry']);
  expect(untagged.tags).toEqual([]);
  expect(stopped.status).toBe('stopping');
  expect(deleted.status).toBe(204);
  expect((await world.control('GET', `executions/${id}`)).status).toBe(404);
});

it('a step that a script is written for belongs to the commit', async () => {
  const world = await openWorld();
  const outcomes = [{ status: 'complete', after: 0 }];

  await world.control('PUT', 'scripts', { project: world.project, step: 'evaluate', outcomes });

  expect((await start(world, { step: 'evaluate' })).counter).toBe(1);
});

it('refuses a script without outcomes, or for a project that is not there', async () => {
  const { control } = await openWorld();
  const outcomes = [{ status: 'complete', after: 0 }];

  const empty = await control('PUT', 'scripts', { project: 'acme/vision', step: 'train', outcomes: [] });
  const lost = await control('PUT', 'scripts', { project: 'acme/unknown', step: 'train', outcomes });

  expect(empty.status).toBe(400);
  expect(lost.status).toBe(404);
});

it('a project that is added again stays as it is', async () => {
  const world = await openWorld();
  await start(world);

  const again = await world.control('POST', 'projects', { owner: 'acme', name: 'vision' });

  expect(again.json).toMatchObject({ id: world.project, commit: world.commit });
  expect((await start(world)).counter).toBe(2);
});

it('counts the requests of clients and keeps them, without their tokens', async () => {
  const world = await openWorld();
  const { id } = await start(world);
  await world.api('GET', 'users/me/');
  await world.api('GET', 'users/me/?x=1');
  await world.api('POST', `executions/${id}/tags/`, { tags: ['a'] });

  const log = await world.control('GET', 'requests');
  await world.control('DELETE', 'requests');
  const cleared = await world.control('GET', 'requests');

  expect(log.json).toMatchObject({
    counts: { 'GET /api/v0/users/me/': 2, [`POST /api/v0/executions/${id}/tags/`]: 1 },
    requests: [
      { method: 'GET', query: '', body: null },
      { method: 'GET', query: 'x=1' },
      { method: 'POST', body: { tags: ['a'] } },
    ],
  });
  expect(log.text).not.toContain('simulator-token');
  expect(cleared.json).toEqual({ counts: {}, requests: [] });
});

it('changes only the settings that are named, and refuses unknown ones', async () => {
  const { control } = await openWorld();
  await control('PATCH', 'settings', { statusLag: 5 });

  const changed = await control('PATCH', 'settings', { listTags: false });
  const unknown = await control('PATCH', 'settings', { speed: 2 });

  expect(changed.json).toMatchObject({ listTags: false, statusLag: 5, tagsReplace: false });
  expect(unknown.status).toBe(400);
});

it('needs no token for its controls, and knows nothing outside its two paths', async () => {
  const { simulator } = await openWorld();

  expect((await call(`${simulator.url}/simulator/settings`, 'GET')).status).toBe(200);
  expect((await call(`${simulator.url}/`, 'GET')).status).toBe(404);
});
