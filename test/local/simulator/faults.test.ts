import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { at, observedIn, openWorld, type World, waitFor } from './world.ts';

/** What a client sees of `POST /executions/`: a status, a broken connection, or nothing within its patience. */
async function create(
  { simulator, project, commit }: World,
  patience = 10_000,
): Promise<number | 'broken' | 'silent'> {
  const request = fetch(`${simulator.url}/api/v0/executions/`, {
    method: 'POST',
    headers: { authorization: 'Token simulator-token', 'content-type': 'application/json' },
    body: JSON.stringify({ project, commit, step: 'train' }),
    signal: AbortSignal.timeout(patience),
  });
  return request.then(
    ({ status }) => status,
    (error) => (at(error, 'name') === 'TimeoutError' ? 'silent' : 'broken'),
  );
}

async function countExecutions({ control }: World): Promise<number> {
  return observedIn(await control('GET', 'executions')).length;
}

async function openFaultyWorld(...faults: readonly object[]): Promise<World> {
  const world = await openWorld();
  const answer = await world.control('POST', 'faults', { faults });
  expect(answer.status).toBe(204);
  return world;
}

it.each([
  ['time-out-before', 'silent', 0],
  ['time-out-after', 'silent', 1],
  ['reset', 'broken', 0],
  ['lost-answer', 'broken', 1],
] as const)('%s: the client sees it as %s, and %i executions were made', async (kind, seen, made) => {
  const world = await openFaultyWorld({ kind, method: 'POST', path: '/api/v0/executions/' });

  expect(await create(world, seen === 'silent' ? 300 : 10_000)).toBe(seen);
  expect(await waitFor(async () => ((await countExecutions(world)) === made ? made : undefined))).toBe(made);
  expect(await create(world)).toBe(201);
});

it('answers with a status, a text and headers, without effect', async () => {
  const world = await openFaultyWorld(
    { kind: 'status', status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
    { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: '{"detail":"Throttled."}' },
  );

  const bad = await world.api('GET', 'executions/');
  const limited = await world.api('GET', 'executions/');

  expect(bad).toMatchObject({ status: 502, text: '<html><h1>Bad Gateway</h1></html>' });
  expect(bad.headers.get('content-type')).toContain('text/html');
  expect(limited.status).toBe(429);
  expect(limited.headers.get('retry-after')).toBe('7');
  expect(await create(world)).toBe(201);
});

it('answers late', async () => {
  const world = await openFaultyWorld({ kind: 'slow', ms: 500, path: '/api/v0/users/' });
  let isAnswered = false;

  const slow = world.api('GET', 'users/me/').then((answer) => {
    isAnswered = true;
    return answer;
  });
  const other = await world.api('GET', 'projects/');

  expect(isAnswered).toBe(false);
  expect(other.status).toBe(200);
  expect((await slow).status).toBe(200);
});

it('answers with broken JSON after the effect', async () => {
  const world = await openFaultyWorld({ kind: 'malformed-json', method: 'POST' });

  const answer = await world.api('POST', 'executions/', {
    project: world.project,
    commit: world.commit,
    step: 'train',
  });

  expect(answer.status).toBe(201);
  expect(() => JSON.parse(answer.text)).toThrow(SyntaxError);
  expect(await countExecutions(world)).toBe(1);
});

it('uses up the faults in their order, each as often as it says, on the requests that they are for', async () => {
  const world = await openFaultyWorld(
    { kind: 'status', status: 500, pathPattern: '/executions/[^/]+/events/$' },
    { kind: 'status', status: 503, method: 'GET', path: '/api/v0/projects/', times: 2 },
    { kind: 'status', status: 504, path: '/api/v0/projects/' },
  );
  const statuses = [];

  for (let n = 0; n < 4; n += 1) statuses.push((await world.api('GET', 'projects/')).status);

  expect(statuses).toEqual([503, 503, 504, 200]);
  expect((await world.control('GET', 'faults')).json).toMatchObject({
    faults: [{ kind: 'status', status: 500, times: 1 }],
  });
  expect((await world.api('GET', 'executions/x/events/')).status).toBe(500);
});

it('clears faults, and refuses those that it does not know', async () => {
  const world = await openFaultyWorld({ kind: 'status', status: 500, times: 100 });

  const unknown = await world.control('POST', 'faults', { faults: [{ kind: 'explode' }] });
  const noPattern = await world.control('POST', 'faults', { faults: [{ kind: 'reset', pathPattern: '(' }] });
  await world.control('DELETE', 'faults');

  expect(unknown.status).toBe(400);
  expect(noPattern.status).toBe(400);
  expect((await world.api('GET', 'projects/')).status).toBe(200);
});

it('ends while a client still waits for an answer', async () => {
  const world = await openFaultyWorld({ kind: 'time-out-before' }, { kind: 'slow', ms: 60_000 });
  const waiting = [world.api('GET', 'projects/'), world.api('GET', 'projects/')].map((one) =>
    one.catch(() => 'broken'),
  );
  await sleep(50);

  await world.simulator.close();

  expect(await Promise.all(waiting)).toEqual(['broken', 'broken']);
});
