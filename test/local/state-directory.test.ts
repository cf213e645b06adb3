import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateScheduleCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../functions/config-error.ts';
import { lockState } from '../../local/state-lock.ts';
import { explainState } from '../../local/state-trouble.ts';
import { StartedProcess, type StartedProcessOptions } from './started-process.ts';

const GROUP = 'valohai-retry';

let folder: string;
let started: StartedProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'valohai-retry-state-'));
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((process) => process.stop()));
  rmSync(folder, { recursive: true, force: true });
});

function start(options: StartedProcessOptions = {}, stateDirectory = folder): StartedProcess {
  const process = new StartedProcess(stateDirectory, options);
  started.push(process);
  return process;
}

async function reach(process: StartedProcess): Promise<SchedulerClient> {
  const { schedulerEndpoint: endpoint } = await process.ready();
  const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' };
  return new SchedulerClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

describe('two with the same state folder', () => {
  it('do not run: the second says so and ends, and the first goes on', async () => {
    const first = start();
    const client = await reach(first);

    const second = start();

    expect(await second.ended()).toBe(1);
    expect(second.errors).toBe(
      `Another process runs with the state in ${folder}. End it, or choose another --state.\n`,
    );
    expect(await schedulesOf(client)).toEqual(['sweep']);
  });

  it('can follow each other', () => {
    const unlock = lockState(folder);
    expect(() => lockState(folder)).toThrow(ConfigError);
    unlock();

    lockState(folder)();
  });
});

describe('a state folder that cannot be written', () => {
  it('is told in two sentences, without a stack trace', async () => {
    const noFolder = join(folder, 'a-file');
    writeFileSync(noFolder, '');

    const process = start({}, noFolder);

    expect(await process.ended()).toBe(1);
    expect(process.errors).toMatch(/^The state in \S+a-file cannot be kept: [^\n]+\n[^\n]+ --state\.\n$/);
  });

  it.each(['state.sqlite', 'lock.sqlite'])('is told also where %s is no file', async (name) => {
    mkdirSync(join(folder, name));

    const process = start();

    expect(await process.ended()).toBe(1);
    expect(process.errors).toContain('cannot be kept: unable to open database file.\n');
  });

  it('is not blamed for what went wrong elsewhere', () => {
    const elsewhere = Object.assign(new Error('ENOENT'), { code: 'ENOENT', path: '/nowhere/at/all' });

    expect(explainState(elsewhere, folder)).toBe(elsewhere);
    expect(explainState('a text', folder)).toBe('a text');
  });
});

describe('a disk that gets full', () => {
  it('refuses new schedules and says why, and keeps every one that it took', async () => {
    // Larger than any bundle, smaller than what follows needs.
    const process = start({ largestFile: 1_024 });
    const client = await reach(process);

    const { taken, refusal } = await fill(client);

    expect(refusal).toMatchObject({ name: 'InternalServerException' });
    expect(String(refusal)).toMatch(/cannot keep its state: (?:database or disk is full|disk I\/O error)\./);
    await process.stop();

    const after = await reach(start());
    const kept = await schedulesOf(after);
    expect(kept).toEqual(expect.arrayContaining(taken));
    await create(after, 'room-again');
    expect(await schedulesOf(after)).toContain('room-again');
  });

  it('ends the process with the reason when it cannot note that a schedule fired', async () => {
    // The sweep fires ten times a second.
    const process = start({ largestFile: 1_024, timeScale: 9_000 });
    await fill(await reach(process));

    expect(await process.ended()).toBe(1);
    expect(process.errors).toContain(`The state in ${folder} cannot be kept: `);
    expect(process.errors).not.toContain('    at ');

    expect(await schedulesOf(await reach(start()))).toContain('sweep');
  });
});

/** Makes schedules until the first one is refused. */
async function fill(client: SchedulerClient): Promise<{ taken: string[]; refusal: unknown }> {
  const taken: string[] = [];
  for (let count = 0; count < 1_000; count += 1) {
    const name = `full-${count}`;
    try {
      await create(client, name);
      taken.push(name);
    } catch (refusal) {
      return { taken, refusal };
    }
  }
  throw new Error('the disk never was full');
}

async function create(client: SchedulerClient, Name: string): Promise<void> {
  await client.send(
    new CreateScheduleCommand({
      Name,
      GroupName: GROUP,
      ScheduleExpression: 'at(2099-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:000000000000:function:valohai-retry-retry',
        RoleArn: 'arn:aws:iam::000000000000:role/valohai-retry-scheduler',
        Input: JSON.stringify({ version: 1, purpose: 'mark', more: 'x'.repeat(60_000) }),
      },
    }),
  );
}

async function schedulesOf(client: SchedulerClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { Schedules = [] } of paginateListSchedules({ client }, { GroupName: GROUP })) {
    names.push(...Schedules.map(({ Name = '' }) => Name));
  }
  return names;
}
