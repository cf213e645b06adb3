import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { Simulator, type SimulatorOptions } from '../../../local/simulator/simulator.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer, or null where there is none. */
  readonly json: unknown;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

const IdentitySchema = v.looseObject({ id: v.string(), commit: v.string() });

const ExecutionSchema = v.looseObject({
  id: v.string(),
  counter: v.number(),
  status: v.string(),
  tags: v.optional(v.array(v.string())),
});

export type Execution = v.InferOutput<typeof ExecutionSchema>;

const ObservedSchema = v.object({
  executions: v.array(
    v.looseObject({
      step: v.string(),
      parameters: v.unknown(),
      project: v.object({ id: v.string() }),
      received: v.unknown(),
    }),
  ),
});

const PageSchema = v.looseObject({
  count: v.number(),
  next: v.nullable(v.string()),
  previous: v.nullable(v.string()),
  results: v.array(v.looseObject({ counter: v.optional(v.number()) })),
});

/** A simulator with one project, as a client and as its owner see it. */
export interface World {
  readonly simulator: Simulator;
  readonly project: string;
  readonly commit: string;
  /** Calls below `/api/v0/`, with a valid token. */
  readonly api: Call;
  /** Calls below `/simulator/`. */
  readonly control: Call;
}

/** Starts a simulator that ends with the test, with the project `acme/vision` and its step `train`. */
export async function openWorld(options: SimulatorOptions = {}): Promise<World> {
  const simulator = await Simulator.start(options);
  onTestFinished(() => simulator.close());
  return enterWorld(simulator);
}

export async function enterWorld(simulator: Simulator): Promise<World> {
  const control: Call = (method, path, body) => call(`${simulator.url}/simulator/${path}`, method, body);
  const api: Call = (method, path, body) =>
    call(`${simulator.url}/api/v0/${path}`, method, body, { authorization: 'Token simulator-token' });
  const added = await control('POST', 'projects', { owner: 'acme', name: 'vision', steps: ['train'] });
  const { id: project, commit } = identityIn(added);
  return { simulator, project, commit, api, control };
}

export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

export function executionIn(answer: Answer): Execution {
  return v.parse(ExecutionSchema, answer.json);
}

/** What the control list shows. */
export function observedIn(answer: Answer): v.InferOutput<typeof ObservedSchema>['executions'] {
  return v.parse(ObservedSchema, answer.json).executions;
}

export function identityIn(answer: Answer): v.InferOutput<typeof IdentitySchema> {
  return v.parse(IdentitySchema, answer.json);
}

/** What stands at this path of a JSON value. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}

export function pageIn(answer: Answer): v.InferOutput<typeof PageSchema> {
  return v.parse(PageSchema, answer.json);
}

/** What the runs of `acme/vision`'s step `train` do. */
export async function script({ control }: World, ...outcomes: readonly unknown[]): Promise<void> {
  await control('PUT', 'scripts', { project: 'acme/vision', step: 'train', outcomes });
}

/** Starts `train` as a person. */
export async function start({ control }: World, fields: object = {}): Promise<Execution> {
  return executionIn(
    await control('POST', 'executions', { project: 'acme/vision', step: 'train', ...fields }),
  );
}

/** Starts `train` and waits for its end. */
export async function startAndWait(world: World, fields: object = {}): Promise<Execution> {
  const { id } = await start(world, fields);
  return waitFor(async () => {
    const execution = executionIn(await world.api('GET', `executions/${id}/`));
    return ['complete', 'error', 'stopped'].includes(execution.status) ? execution : undefined;
  });
}

/** Asks until there is an answer. */
export async function waitFor<Value>(
  ask: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (let tries = 0; tries < 500; tries += 1) {
    const value = await ask();
    if (value !== undefined) return value;
    await sleep(10);
  }
  throw new Error('what was waited for has not come');
}

/** A webhook that remembers what it was sent. */
export async function openWebhook(): Promise<{ url: string; received: unknown[] }> {
  const received: unknown[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    received.push(JSON.parse(text));
    outgoing.writeHead(202).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook has no port');
  return { url: `http://127.0.0.1:${address.port}/hook`, received };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
