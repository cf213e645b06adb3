import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { Simulator } from '../../../local/simulator/simulator.ts';
import {
  call,
  enterWorld,
  executionIn,
  openWebhook,
  script,
  start,
  startAndWait,
  type World,
  waitFor,
} from './world.ts';

/** A process of its own that serves what is in the file, until it is killed. */
async function serveApart(file: string): Promise<{ url: string; kill: () => Promise<unknown> }> {
  const simulator = new URL('../../../local/simulator/simulator.ts', import.meta.url).href;
  const code = `
    const { Simulator } = await import(${JSON.stringify(simulator)});
    const { DatabaseSync } = await import('node:sqlite');
    const { url } = await Simulator.start({ database: new DatabaseSync(${JSON.stringify(file)}) });
    console.log(url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim()));
    child.once('exit', () => reject(new Error('the simulator has not started')));
  });
  return {
    url,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'simulator.sqlite');
}

async function reopen(file: string, notify?: string): Promise<World> {
  const database = new DatabaseSync(file);
  const simulator = await Simulator.start({ database, ...(notify === undefined ? {} : { notify }) });
  onTestFinished(async () => {
    await simulator.close();
    database.close();
  });
  return enterWorld(simulator);
}

it('executions, logs and scripts survive the death of the process, and running executions end', async () => {
  const file = newFile();
  const webhook = await openWebhook();
  const apart = await serveApart(file);
  const control = (method: string, path: string, body?: unknown) =>
    call(`${apart.url}/simulator/${path}`, method, body);
  await control('POST', 'projects', { owner: 'acme', name: 'vision', steps: ['train'] });
  await control('PUT', 'scripts', {
    project: 'acme/vision',
    step: 'train',
    outcomes: [
      { status: 'error', after: 300, log: [{ stream: 'stderr', message: 'ConnectionError: gone' }] },
      { status: 'complete', after: 0 },
    ],
  });
  const body = { project: 'acme/vision', step: 'train', tags: ['nightly'] };
  const { id } = executionIn(await control('POST', 'executions', body));
  await apart.kill();

  const world = await reopen(file, webhook.url);
  await waitFor(() => webhook.received.length || undefined);
  const again = await startAndWait(world);
  const log = await world.api('GET', `executions/${id}/events/`);

  expect(webhook.received[0]).toMatchObject({ data: { 'valohai.execution-id': id } });
  expect(executionIn(await world.api('GET', `executions/${id}/`))).toMatchObject({
    status: 'error',
    tags: ['nightly'],
  });
  expect(log.text).toContain('ConnectionError: gone');
  expect(again).toMatchObject({ counter: 2, status: 'complete' });
});

it('what was notified before is not notified again after a restart', async () => {
  const file = newFile();
  const webhook = await openWebhook();
  const first = await reopen(file, webhook.url);
  await script(first, { status: 'error', after: 0 });
  await start(first);
  await waitFor(async () => (await first.control('GET', 'notifications')).text.includes('202') || undefined);
  await first.simulator.close();

  const second = await reopen(file, webhook.url);
  await start(second);
  await waitFor(() => (webhook.received.length > 1 ? true : undefined));

  expect(webhook.received).toMatchObject([
    { data: { 'valohai.execution-counter': 1 } },
    { data: { 'valohai.execution-counter': 2 } },
  ]);
});
