import { expect, it } from 'vitest';
import { call, openWorld, pageIn, script, start, startAndWait, type World } from './world.ts';

async function counters({ api }: World, query: string): Promise<unknown[]> {
  return pageIn(await api('GET', `executions/?${query}`)).results.map(({ counter }) => counter);
}

it('lists the newest first, page by page, with links to the neighbours', async () => {
  const world = await openWorld();
  for (let n = 0; n < 5; n += 1) await start(world);
  const follow = async (url: string | null) =>
    pageIn(await call(url ?? '', 'GET', undefined, { authorization: 'Token simulator-token' }));

  const first = pageIn(await world.api('GET', `executions/?project=${world.project}&limit=2`));
  const second = await follow(first.next);
  const third = await follow(second.next);

  expect(first).toMatchObject({ count: 5, previous: null, results: [{ counter: 5 }, { counter: 4 }] });
  expect(second).toMatchObject({ count: 5, results: [{ counter: 3 }, { counter: 2 }] });
  expect(third).toMatchObject({ next: null, results: [{ counter: 1 }] });
  expect((await follow(third.previous)).results).toMatchObject([{ counter: 3 }, { counter: 2 }]);
  expect((await follow(second.previous)).results).toMatchObject([{ counter: 5 }, { counter: 4 }]);
});

it('lists in the order that is asked for', async () => {
  const world = await openWorld();
  for (let n = 0; n < 3; n += 1) await start(world);

  expect(await counters(world, 'ordering=counter')).toEqual([1, 2, 3]);
  expect(await counters(world, 'ordering=-counter')).toEqual([3, 2, 1]);
  expect(await counters(world, 'ordering=nonsense')).toEqual([3, 2, 1]);
});

it('filters by project, by several counters and by several statuses', async () => {
  const world = await openWorld();
  await script(
    world,
    { status: 'error', after: 0 },
    { status: 'complete', after: 0 },
    { status: 'stopped', after: 0 },
  );
  for (let n = 0; n < 3; n += 1) await startAndWait(world);
  await script(world, { status: 'complete', after: 60_000 });
  await start(world);
  await world.control('POST', 'projects', { owner: 'acme', name: 'speech', steps: ['train'] });
  await start(world, { project: 'acme/speech' });
  const project = `project=${world.project}`;

  expect(await counters(world, project)).toEqual([4, 3, 2, 1]);
  expect(await counters(world, `${project}&counter=1&counter=3`)).toEqual([3, 1]);
  expect(await counters(world, `${project}&status=error`)).toEqual([1]);
  expect(await counters(world, `${project}&status=error&status=stopped`)).toEqual([3, 1]);
  expect(await counters(world, `${project}&status=incomplete`)).toEqual([4]);
  expect(pageIn(await world.api('GET', 'executions/')).count).toBe(5);
});

it('filters by who created an execution', async () => {
  const world = await openWorld();
  await start(world);
  await world.api('POST', 'executions/', { project: world.project, commit: world.commit, step: 'train' });

  expect(await counters(world, 'creator=1')).toEqual([2]);
  expect(await counters(world, 'creator=2')).toEqual([1]);
});

it('carries tags in a list, unless that is switched off', async () => {
  const world = await openWorld();
  await start(world, { tags: ['nightly'], parameters: { epochs: 1 } });

  const carrying = pageIn(await world.api('GET', 'executions/')).results[0];
  await world.control('PATCH', 'settings', { listTags: false });
  const bare = pageIn(await world.api('GET', 'executions/')).results[0];

  expect(carrying).toMatchObject({ tags: ['nightly'], parameters: { epochs: 1 }, inputs: [] });
  for (const key of ['tags', 'parameters', 'inputs']) expect(bare).not.toHaveProperty(key);
});

it('lists projects, commits and environments', async () => {
  const { api, project, commit } = await openWorld();

  const projects = pageIn(await api('GET', 'projects/?limit=1000'));
  const commits = pageIn(await api('GET', `commits/?project=${project}&adhoc=false&limit=9000`));
  const ofProject = await api('GET', `projects/${project}/commits/`);
  const environments = pageIn(await api('GET', 'environments/'));

  expect(projects.results).toMatchObject([{ id: project, name: 'vision', owner: { username: 'acme' } }]);
  expect(commits.results).toMatchObject([{ identifier: commit, adhoc: false }]);
  expect(ofProject.json).toMatchObject([{ identifier: commit }]);
  expect(environments.results).toContainEqual(
    expect.objectContaining({ slug: 'simulated-cpu', spot: false }),
  );
  expect(pageIn(await api('GET', 'pipelines/')).results).toEqual([]);
});

it('gives the configuration of a commit', async () => {
  const { api, project, commit } = await openWorld();

  const answer = await api('GET', `commits/${commit}/?project=${project}&include=config`);

  expect(answer.json).toMatchObject({ identifier: commit, config: [{ step: { name: 'train' } }] });
  expect((await api('GET', `commits/~unknown/?project=${project}`)).status).toBe(404);
});
