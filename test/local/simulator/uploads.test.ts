import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { at, executionIn, openWorld, type World } from './world.ts';

async function upload({ simulator, project }: World, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.append('description', 'work in progress');
  form.append('data', new Blob([bytes], { type: 'application/gzip' }), 'data.tgz');
  form.append('yaml_path', 'valohai.yaml');
  return fetch(`${simulator.url}/api/v0/projects/${project}/import-package/`, {
    method: 'POST',
    headers: { authorization: 'Token simulator-token' },
    body: form,
  });
}

it('uploaded code becomes an ad-hoc commit, named after its digest, that executions can be made from', async () => {
  const world = await openWorld();
  const bytes = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 256);
  const identifier = `~${createHash('sha256').update(bytes).digest('hex')}`;

  const uploaded = await upload(world, bytes);
  const known = await world.api('GET', `commits/${identifier}/?project=${world.project}`);
  const created = await world.api('POST', 'executions/', {
    project: world.project,
    commit: identifier,
    step: 'anything',
  });

  expect(uploaded.status).toBe(201);
  expect(await uploaded.json()).toMatchObject({ identifier });
  expect(known.json).toMatchObject({ identifier, adhoc: true });
  expect(executionIn(created)).toMatchObject({ commit: { identifier } });
});

it('an upload without a file is refused', async () => {
  const { api, project } = await openWorld();

  const answer = await api('POST', `projects/${project}/import-package/`, {});

  expect(answer).toMatchObject({ status: 400, json: { data: ['No file was submitted.'] } });
});

it('a project is created from a form, as valohai-cli sends it', async () => {
  const { api, simulator } = await openWorld();

  const created = await fetch(`${simulator.url}/api/v0/projects/`, {
    method: 'POST',
    headers: { authorization: 'Token simulator-token' },
    body: new URLSearchParams({ name: 'sketch', description: 'a try' }),
  });

  expect(created.status).toBe(201);
  const project: unknown = await created.json();
  expect(project).toMatchObject({ name: 'sketch', owner: { username: 'token-owner' } });
  expect((await api('GET', `projects/${at(project, 'id')}/`)).json).toMatchObject({ description: 'a try' });
});
