import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../local/database.ts';
import { functionFrom, temporaryFolder } from './function-folder.ts';

interface Line {
  readonly event: string;
  readonly pid: number;
  readonly requestId: string;
  readonly n: number;
}

interface RunningHost {
  readonly process: ChildProcess;
  readonly lines: Line[];
}

/** Says when it begins; with HANG it then goes on for longer than any test. */
const FUNCTION = `export const handler = async ({ n }, { awsRequestId: requestId }) => {
  const say = (event) => console.log(JSON.stringify({ event, pid: process.pid, requestId, n }));
  say('begin');
  if (process.env.HANG) await new Promise((resolve) => setTimeout(resolve, 60_000));
  say('end');
}`;

function startHost(
  state: string,
  code: string,
  environment: Record<string, string>,
  payloads: string[],
): RunningHost {
  const script = join(import.meta.dirname, 'host-process.ts');
  const child = spawn(process.execPath, [script, state, code, JSON.stringify(environment), ...payloads], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  return { process: child, lines };
}

async function endOf({ process: child }: RunningHost, signal: NodeJS.Signals): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('exit', resolve);
  child.kill(signal);
  return promise;
}

function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

function undelivered(state: string): unknown[] {
  const database = openDatabase(state);
  onTestFinished(() => database.close());
  return database.prepare('SELECT payload FROM invocation').all();
}

function started({ lines }: RunningHost): Line[] {
  return lines.filter(({ event }) => event === 'begin');
}

test('delivers after a restart what was waiting or under way when the host was killed', async () => {
  const state = temporaryFolder();
  const { code } = functionFrom(FUNCTION);
  const payloads = [1, 2, 3].map((n) => JSON.stringify({ n }));
  const first = startHost(state, code, { HANG: 'yes' }, payloads);
  await expect.poll(() => started(first).length, { timeout: 10_000 }).toBe(2);

  await endOf(first, 'SIGKILL');
  await expect.poll(() => alive(started(first).map(({ pid }) => pid)), { timeout: 5_000 }).toEqual([]);
  const second = startHost(state, code, {}, []);
  const ended = () => second.lines.filter(({ event }) => event === 'end');
  await expect
    .poll(
      () =>
        ended()
          .map(({ n }) => n)
          .toSorted(),
      { timeout: 10_000 },
    )
    .toEqual([1, 2, 3]);

  expect(ended().map(({ requestId }) => requestId)).toEqual(
    expect.arrayContaining(started(first).map(({ requestId }) => requestId)),
  );
  expect(await endOf(second, 'SIGTERM')).toBe(0);
  expect(undelivered(state)).toEqual([]);
});

test('leaves no instance behind when the host is killed while they rest', async () => {
  const { code } = functionFrom(FUNCTION);
  const host = startHost(temporaryFolder(), code, {}, ['{"n":1}']);
  await expect.poll(() => host.lines.at(-1)?.event, { timeout: 10_000 }).toBe('end');

  await endOf(host, 'SIGKILL');

  await expect.poll(() => alive(host.lines.map(({ pid }) => pid)), { timeout: 5_000 }).toEqual([]);
});
