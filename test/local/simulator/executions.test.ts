import { expect, it } from 'vitest';
import { executionIn, openWorld, pageIn, script, start, startAndWait, waitFor } from './world.ts';

it('an execution reads as it was created, with its inputs as a list', async () => {
  const { api, project, commit } = await openWorld();
  const body = {
    project,
    commit,
    step: 'train',
    inputs: { data: ['s3://acme/data/1.csv', 's3://acme/data/2.csv'], weights: [] },
    parameters: { epochs: 3, rate: 0.1, fast: true, label: 'x', layers: [1, 2] },
    environment: 'simulated-gpu-spot',
    image: 'python:3.12-slim',
    command: 'python train.py {parameters}',
    title: 'Nightly',
    tags: ['nightly', 'retry: 1', 'nightly'],
    environment_variables: { MODE: 'full' },
    runtime_config: { autorestart: true },
    priority: 2,
    time_limit: 3600,
  };

  const created = await api('POST', 'executions/', body);
  const read = await api('GET', `executions/${executionIn(created).id}/`);

  expect(created.status).toBe(201);
  expect(read.json).toMatchObject({
    counter: 1,
    project: { id: project, name: 'vision', owner: { username: 'acme' }, read_only: false },
    status: expect.stringMatching(/created|queued|started/),
    step: 'train',
    title: 'Nightly',
    tags: ['nightly', 'retry: 1'],
    commit: { identifier: commit },
    command: 'python train.py {parameters}',
    interpolated_command: 'python train.py --epochs=3 --rate=0.1 --fast=true --label=x --layers=1 --layers=2',
    image: 'python:3.12-slim',
    environment: { slug: 'simulated-gpu-spot', spot: true },
    environment_variables: { MODE: { value: 'full', secret: false } },
    parameters: body.parameters,
    inputs: [
      { name: 'data', urls: ['s3://acme/data/1.csv', 's3://acme/data/2.csv'] },
      { name: 'weights', urls: [] },
    ],
    runtime_config: { autorestart: true, no_output_timeout: 604_800 },
    priority: 2,
    task: null,
    pipeline: null,
    end_time: null,
    deleted: false,
  });
});

it('an execution is found by id, by project and counter, and as the latest', async () => {
  const world = await openWorld();
  const first = await start(world);
  const second = await start(world);

  const byCounter = await world.api('GET', `executions/${world.project}:1/`);
  const latest = await world.api('GET', `executions/${world.project}:latest/`);

  expect(executionIn(byCounter).id).toBe(first.id);
  expect(executionIn(latest).id).toBe(second.id);
  expect((await world.api('GET', `executions/${world.project}:3/`)).status).toBe(404);
  expect((await world.api('GET', `executions/${world.project}:x/`)).status).toBe(404);
});

it('counters count in each project, and ids sort by time', async () => {
  const world = await openWorld();
  await world.control('POST', 'projects', { owner: 'acme', name: 'speech', steps: ['train'] });

  const executions = [];
  for (let n = 0; n < 20; n += 1) {
    executions.push(await start(world, { project: n % 2 === 0 ? 'acme/vision' : 'acme/speech' }));
  }

  const ids = executions.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(ids.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(executions.slice(0, 6).map(({ counter }) => counter)).toEqual([1, 1, 2, 2, 3, 3]);
});

it('leaves out what is excluded', async () => {
  const world = await openWorld();
  const { id } = await start(world);

  const answer = await world.api('GET', `executions/${id}/?exclude=metadata,events,outputs,tags`);

  for (const key of ['metadata', 'events', 'outputs', 'tags']) expect(answer.json).not.toHaveProperty(key);
  expect(answer.json).toHaveProperty('status');
});

it('secret environment variables come back without their value, in either form', async () => {
  const world = await openWorld();
  const { id } = await start(world, {
    environment_variables: { MODE: 'full', API_KEY: 'hush' },
    secrets: ['API_KEY'],
  });

  const objects = await world.api('GET', `executions/${id}/`);
  await world.control('PATCH', 'settings', { environmentVariables: 'values' });
  const values = await world.api('GET', `executions/${id}/`);

  expect(objects.json).toMatchObject({
    environment_variables: { MODE: { value: 'full', secret: false }, API_KEY: { value: null, secret: true } },
  });
  expect(values.json).toMatchObject({ environment_variables: { MODE: 'full', API_KEY: null } });
  expect(objects.text + values.text).not.toContain('hush');
});

it("inherits the project's environment variables when asked to", async () => {
  const world = await openWorld();
  await world.api('POST', `projects/${world.project}/environment_variable/`, {
    name: 'API_KEY',
    value: 'hush',
    secret: true,
  });
  const body = { project: world.project, commit: world.commit, step: 'train' };

  const without = await world.api('POST', 'executions/', body);
  const inheriting = await world.api('POST', 'executions/', { ...body, inherit_environment_variables: true });

  expect(without.json).toMatchObject({ environment_variables: {} });
  expect(inheriting.json).toMatchObject({
    environment_variables: { API_KEY: { value: null, secret: true } },
  });
  expect((await world.api('GET', `projects/${world.project}/`)).text).not.toContain('hush');
});

it('tags are added, or replaced where that is set', async () => {
  const world = await openWorld();
  const { id } = await start(world, { tags: ['nightly'] });

  await world.api('POST', `executions/${id}/tags/`, { tags: ['retried: #2', 'nightly'] });
  const added = executionIn(await world.api('GET', `executions/${id}/`));
  await world.control('PATCH', 'settings', { tagsReplace: true });
  await world.api('POST', `executions/${id}/tags/`, { tags: ['alone'] });
  const replaced = executionIn(await world.api('GET', `executions/${id}/`));

  expect(added.tags).toEqual(['nightly', 'retried: #2']);
  expect(replaced.tags).toEqual(['alone']);
});

it('a stopped execution goes from stopping to stopped', async () => {
  const world = await openWorld();
  await script(world, { status: 'complete', after: 60_000 });
  const { id } = await start(world);

  const stop = await world.api('POST', `executions/${id}/stop/`);
  const ended = await waitFor(async () => {
    const { status } = executionIn(await world.api('GET', `executions/${id}/`));
    return status === 'stopping' ? undefined : status;
  });

  expect(stop).toMatchObject({ status: 200, json: { status: 'stopping' } });
  expect(ended).toBe('stopped');
});

it('what is over stays as it is when it is stopped', async () => {
  const world = await openWorld();
  await script(world, { status: 'error', after: 0 });
  const { id } = await startAndWait(world);

  await world.api('POST', `executions/${id}/stop/`);

  expect(executionIn(await world.api('GET', `executions/${id}/`)).status).toBe('error');
});

it('a deleted execution is gone, except from the list of the deleted', async () => {
  const world = await openWorld();
  const { id } = await start(world);

  const deletion = await world.api('DELETE', `executions/${id}/`);

  expect(deletion.status).toBe(204);
  expect((await world.api('GET', `executions/${id}/`)).status).toBe(404);
  expect((await world.api('GET', `executions/${world.project}:1/`)).status).toBe(404);
  expect(pageIn(await world.api('GET', 'executions/')).count).toBe(0);
  expect(pageIn(await world.api('GET', 'executions/?deleted=True')).results).toMatchObject([
    { id, deleted: true },
  ]);
  expect((await start(world)).counter).toBe(2);
});
