import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CreateScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../local/database.ts';
import { at, createClient, schedule } from './running-scheduler.ts';

let directory: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'killed-scheduler-'));
});
afterEach(async () => {
  await kill();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<string> {
  const program = join(import.meta.dirname, 'scheduler-process.ts');
  const started = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  for await (const line of createInterface({ input: started.stdout })) {
    return line;
  }
  throw new Error('The scheduler did not start.');
}

async function kill(): Promise<void> {
  if (child?.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

function handedOver(): string[] {
  const database = openDatabase(directory);
  const rows = database.prepare('SELECT input FROM handed_over').all();
  database.close();
  return rows.map(({ input }) => String(input)).sort();
}

it('hands every schedule over once, though it is killed again and again', async () => {
  const inputs: string[] = [];
  let client = createClient(await start());
  for (let index = 0; index < 40; index += 1) {
    const Input = JSON.stringify(index);
    const Target = { Arn: '', RoleArn: '', ...schedule('any').Target, Input };
    // One to three seconds away, while the kills below go on.
    const ScheduleExpression = at(60 + index * 3);
    await client.send(
      new CreateScheduleCommand(
        schedule(`s-${index}`, { Target, ScheduleExpression, ActionAfterCompletion: 'DELETE' }),
      ),
    );
    inputs.push(Input);
    if (index % 10 === 9) {
      await kill();
      client.destroy();
      client = createClient(await start());
    }
  }

  await vi.waitFor(
    async () => {
      const { Schedules } = await client.send(new ListSchedulesCommand({}));
      expect(Schedules).toEqual([]);
    },
    { timeout: 15_000, interval: 100 },
  );
  client.destroy();
  expect(handedOver()).toEqual(inputs.sort());
});
