import { describe, expect, it } from 'vitest';
import { call, identityIn, openWorld, start, type World } from './world.ts';

function valid({ project, commit }: World) {
  return { project, commit, step: 'train' };
}

describe('a request without a valid token', () => {
  it.each(['users/me/', 'executions/', 'projects/', 'no-such-thing/'])('is refused at %s', async (path) => {
    const { simulator } = await openWorld();

    const without = await call(`${simulator.url}/api/v0/${path}`, 'GET');
    const wrong = await call(`${simulator.url}/api/v0/${path}`, 'GET', undefined, {
      authorization: 'Token guessed',
    });
    const otherScheme = await call(`${simulator.url}/api/v0/${path}`, 'GET', undefined, {
      authorization: 'Bearer simulator-token',
    });

    expect(without).toMatchObject({
      status: 401,
      json: { detail: 'Authentication credentials were not provided.' },
    });
    expect(wrong).toMatchObject({ status: 401, json: { detail: 'Invalid token.' } });
    expect(otherScheme.status).toBe(401);
  });

  it('is refused once its token was replaced', async () => {
    const { api, control, simulator } = await openWorld();

    await control('PUT', 'tokens', { tokens: ['fresh'] });

    expect((await api('GET', 'users/me/')).status).toBe(401);
    const fresh = await call(`${simulator.url}/api/v0/users/me/`, 'GET', undefined, {
      authorization: 'Token fresh',
    });
    expect(fresh).toMatchObject({ status: 200, json: { username: 'token-owner' } });
  });

  it('has no effect', async () => {
    const world = await openWorld();

    await call(`${world.simulator.url}/api/v0/executions/`, 'POST', valid(world));

    expect((await world.control('GET', 'executions')).json).toEqual({ executions: [] });
  });
});

describe('a path', () => {
  it('that is not known is not found', async () => {
    const { api } = await openWorld();

    expect(await api('GET', 'no-such-thing/')).toMatchObject({ status: 404, json: { detail: 'Not found.' } });
    expect((await api('GET', 'executions/01900000-0000-0000-0000-000000000000/')).status).toBe(404);
    expect((await api('GET', 'executions/%E0%A4%A/')).status).toBe(404);
  });

  it('without its last slash redirects a GET and refuses a POST', async () => {
    const world = await openWorld();

    const get = await world.api('GET', 'executions?limit=1');
    const post = await world.api('POST', 'executions', valid(world));

    expect(get.status).toBe(301);
    expect(get.headers.get('location')).toBe('/api/v0/executions/?limit=1');
    expect(post.status).toBe(404);
  });

  it('refuses a method that it does not have', async () => {
    const { api } = await openWorld();

    const answer = await api('PUT', 'executions/', {});

    expect(answer).toMatchObject({ status: 405, json: { detail: 'Method "PUT" not allowed.' } });
  });
});

describe('an execution is not created', () => {
  it('from a body that is no JSON object', async () => {
    const { api, simulator } = await openWorld();

    const noJson = await fetch(`${simulator.url}/api/v0/executions/`, {
      method: 'POST',
      headers: { authorization: 'Token simulator-token', 'content-type': 'application/json' },
      body: '{"project":',
    });

    expect(noJson.status).toBe(400);
    expect(await api('POST', 'executions/', [])).toMatchObject({
      status: 400,
      json: { non_field_errors: ['Invalid data. Expected a dictionary.'] },
    });
  });

  it('without project, commit and step, all of which are named', async () => {
    const { api } = await openWorld();
    const required = ['This field is required.'];

    expect(await api('POST', 'executions/', {})).toMatchObject({
      status: 400,
      json: { project: required, commit: required, step: required },
    });
  });

  it.each([
    ['inputs', [{ name: 'data', urls: [] }]],
    ['inputs', { data: 's3://bucket/one' }],
    ['parameters', ['epochs']],
    ['parameters', { epochs: { value: 3 } }],
    ['tags', 'retry: 1'],
    ['tags', ['retry: 1', 2]],
    ['environment_variables', { ATTEMPT: 1 }],
    ['environment_variables', { ATTEMPT: { value: '1' } }],
    ['environment_variables', [{ name: 'ATTEMPT', value: '1' }]],
    ['inherit_environment_variables', 'yes'],
    ['runtime_config', 'autorestart'],
    ['priority', 'high'],
    ['time_limit', -1],
    ['title', null],
    ['environment', 'no-such-environment'],
    ['commit', 'no-such-commit'],
    ['step', 'no-such-step'],
    ['project', '01900000-0000-0000-0000-000000000000'],
  ])('with %s as %j', async (field, value) => {
    const world = await openWorld();

    const answer = await world.api('POST', 'executions/', { ...valid(world), [field]: value });

    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ [field]: [expect.anything()] });
    expect((await world.control('GET', 'executions')).json).toEqual({ executions: [] });
  });

  it('in a project that can only be read', async () => {
    const world = await openWorld();
    const added = await world.control('POST', 'projects', {
      owner: 'acme',
      name: 'archive',
      readOnly: true,
      steps: ['train'],
    });
    const { id: project, commit } = identityIn(added);

    const answer = await world.api('POST', 'executions/', { project, commit, step: 'train' });

    expect(answer.status).toBe(403);
    expect(answer.json).toHaveProperty('detail');
  });
});

it('tags are not set from anything but a list of strings', async () => {
  const world = await openWorld();
  const { id } = await start(world);

  expect((await world.api('POST', `executions/${id}/tags/`, { tags: 'a' })).status).toBe(400);
  expect((await world.api('POST', `executions/${id}/tags/`, { tags: [1] })).status).toBe(400);
  expect((await world.api('POST', `executions/${id}/tags/`, {})).json).toEqual({
    tags: ['This field is required.'],
  });
});

it.each([
  ['status', 'failed'],
  ['counter', 'first'],
  ['project', '01900000-0000-0000-0000-000000000000'],
])('a list is not filtered by an impossible %s', async (filter, value) => {
  const { api } = await openWorld();

  const answer = await api('GET', `executions/?${filter}=${value}`);

  expect(answer.status).toBe(400);
  expect(answer.json).toHaveProperty(filter);
});
