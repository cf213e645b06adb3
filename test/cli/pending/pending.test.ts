import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  claimName,
  holdName,
  lookScheduleName,
  retryScheduleName,
  slotName,
  turnScheduleName,
} from '../../../functions/retry/schedule-name.ts';
import { MARK, type ScheduledRetry } from '../../../functions/retry/scheduled-retry.ts';
import { readInstallationFile } from '../../../local/installation-file.ts';
import { InstalledWorld, PROJECT } from '../installed-world.ts';

const HOUR_MS = 3_600_000;
let world: InstalledWorld;

beforeAll(async () => {
  world = await InstalledWorld.start();
});
afterEach(async () => {
  await world.clear();
});
afterAll(async () => {
  await world.close();
});

const inAnHour = () => new Date(Math.ceil((Date.now() + HOUR_MS) / 1_000) * 1_000);
const pending = (...words: string[]) => world.run('pending', ...words);
const dueAt = async (name: string) => (await world.schedules.read(name))?.dueAt?.getTime() ?? 0;

/** A failed execution whose retry is due in an hour. */
async function scheduleRetry(tags: string[] = []) {
  const { id: executionId, counter } = world.startExecution({ tags });
  const subject = { projectId: world.projectId, executionId };
  const name = retryScheduleName(subject);
  await world.schedules.create({ name, at: inAnHour(), input: launch(subject, 0) });
  return { ...subject, counter, name };
}

function launch(subject: { projectId: string; executionId: string }, turn: number): ScheduledRetry {
  const due = new Date().toISOString();
  const parts = { version: 1, purpose: 'launch', tries: 0, hasSlot: false, isCounted: false } as const;
  return { ...subject, ...parts, due, turn };
}

describe('list', () => {
  it('says that nothing is pending', async () => {
    expect(await pending()).toEqual({
      code: 0,
      out: `Nothing is pending on this machine (${world.stateDirectory}).\n`,
      err: '',
    });
  });

  it('counts by project and kind, then tells what each is for; marks are no retries, holds are told', async () => {
    const first = await scheduleRetry();
    const again = await scheduleRetry(['retry: 1']);
    const at = inAnHour();
    await world.schedules.create({ name: turnScheduleName(again, 2), at, input: launch(again, 2) });
    const looked = { ...first, executionId: world.startExecution().id };
    await world.schedules.create({
      name: lookScheduleName(looked, 1),
      at: new Date(Date.now() + 60_000),
      input: {
        projectId: looked.projectId,
        executionId: looked.executionId,
        version: 1,
        purpose: 'look',
        look: 1,
        tries: 0,
      },
    });
    for (const name of [claimName(first), slotName(world.projectId, 1, 0), holdName(world.projectId)]) {
      await world.schedules.create({ name, at, input: MARK });
    }

    const { code, out } = await pending('list');

    const lines = out.split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^4 pending on this machine/);
    expect(lines[1]).toMatch(/^Held back since .* UTC: glacier\/melt$/);
    expect(lines[3]?.split(/ {2,}/)).toEqual(['project', 'retry', 'put off', 'look', 'all']);
    expect(lines[4]?.split(/ {2,}/)).toEqual([PROJECT, '2', '1', '1', '4']);
    const rows = lines.slice(7, -1).map((line) => line.split(/ {2,}/));
    const when = expect.stringMatching(/^\d{4}-.* UTC, in (59 min|1 h|60 min)/);
    // The soonest stands first.
    expect(rows[0]?.slice(0, 3)).toEqual([looked.executionId, expect.any(String), 'look (1)']);
    expect(rows).toContainEqual([first.executionId, `${PROJECT}#${first.counter}`, 'retry', when, '1']);
    expect(rows).toContainEqual([again.executionId, `${PROJECT}#${again.counter}`, 'retry', when, '2']);
    expect(rows).toContainEqual([
      again.executionId,
      `${PROJECT}#${again.counter}`,
      'retry, taken over (turn 2)',
      when,
      '2',
    ]);
  });

  it('shows the oldest twenty, and all when asked', async () => {
    await Promise.all(Array.from({ length: 22 }, () => scheduleRetry()));

    const [some, all] = await Promise.all([pending(), pending('--all', '--json')]);

    expect(some.out).toContain(`22 pending`);
    expect(some.out).toContain('… and 2 more; --all shows every one.');
    expect(some.out.match(/glacier\/melt#/g)).toHaveLength(20);
    expect(JSON.parse(all.out)).toMatchObject({
      count: 22,
      projects: [{ project: PROJECT, count: 22, works: { retry: 22 } }],
      held: [],
    });
    expect(JSON.parse(all.out).shown).toHaveLength(22);
  });

  it('makes do with ids when Valohai cannot be asked', async () => {
    const { executionId } = await scheduleRetry();
    world.simulator.addFaults([{ kind: 'status', status: 503 }]);
    const { code, out, err } = await pending();
    expect(code).toBe(0);
    expect(out).toContain(executionId);
    expect(out).toContain(`…${world.projectId.replaceAll('-', '').slice(-12)}`);
    expect(err).toMatch(/^Valohai could not be asked for names: .*503/);
  });
});

describe('cancel', () => {
  it('tags the execution and deletes its schedules, but not the claim of a launch under way', async () => {
    const one = await scheduleRetry(['nightly']);
    const other = await scheduleRetry();
    const at = inAnHour();
    await world.schedules.create({ name: turnScheduleName(one, 1), at, input: launch(one, 1) });
    await world.schedules.create({ name: claimName(one), at, input: MARK });

    const { code, out } = await pending('cancel', `${PROJECT}#${one.counter}`);

    expect({ code, out }).toEqual({
      code: 0,
      out: `${PROJECT}#${one.counter}: 2 deleted, tagged no-retry.\n`,
    });
    expect(world.execution(one.executionId)?.tags).toEqual(['nightly', 'no-retry']);
    expect((await world.names()).sort()).toEqual([claimName(one), other.name].sort());
  });

  it('of many asks first, and does nothing where nobody can be asked', async () => {
    const one = await scheduleRetry();
    const other = await scheduleRetry();
    const asked = await pending('cancel', one.executionId, other.executionId);
    expect(asked).toMatchObject({ code: 1, out: '' });
    expect(asked.err).toMatch(/^Cancel the retries of 2 executions\? Nobody can be asked here/);
    expect(await world.names()).toHaveLength(2);
    expect(world.execution(one.executionId)?.tags).toEqual([]);

    const { out } = await pending('cancel', one.executionId, other.executionId, '--yes', '--json');
    expect(JSON.parse(out)).toEqual({
      cancelled: [one, other].map(({ executionId }) => ({ executionId, deleted: 1, tag: 'written' })),
    });
    expect(await world.names()).toEqual([]);
  });

  it('deletes also while Valohai is away, and says what is left to do', async () => {
    const one = await scheduleRetry();
    world.simulator.tokens = [];
    const { code, out } = await pending('cancel', one.executionId);
    world.simulator.tokens = ['token-of-the-glacier'];
    expect(code).toBe(1);
    expect(out).toContain(`${one.executionId}: 1 deleted, could not be tagged no-retry (Valohai refuses`);
    expect(await world.names()).toEqual([]);
  });

  it('says which retry had started already', async () => {
    const one = await scheduleRetry(['retried: #99']);
    const { out } = await pending('cancel', one.executionId);
    expect(out).toContain('; its retry #99 had started already and goes on.');
  });
});

describe('now', () => {
  it('moves the schedule a minute ahead and leaves all else as it is', async () => {
    const one = await scheduleRetry();
    const before = await getSchedule(one.name);

    const { code, out } = await pending('now', `#${one.counter}`);

    const after = await getSchedule(one.name);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${PROJECT}#${one.counter}: moved to .* UTC\\.\n$`));
    expect(await dueAt(one.name)).toBeLessThan(Date.now() + 62_000);
    expect(await dueAt(one.name)).toBeGreaterThan(Date.now() + 30_000);
    expect(after).toEqual({ ...before, ScheduleExpression: after.ScheduleExpression });
    expect((await pending('now', one.executionId)).out).toContain('is due as soon already');
  });

  it('is refused while the project is held back', async () => {
    const one = await scheduleRetry();
    await world.schedules.create({ name: holdName(world.projectId), at: inAnHour(), input: MARK });
    const { code, err } = await pending('now', one.executionId);
    expect(code).toBe(1);
    expect(err).toMatch(/^A person holds back the project of glacier\/melt#\d+: release it first/);
  });
});

describe('hold and release', () => {
  it('make and delete the mark that launches look for, and move up what has waited for it', async () => {
    const held = await pending('hold', PROJECT);
    const mark = await getSchedule(holdName(world.projectId));
    const again = await pending('hold', world.projectId);
    const [waiting, placed] = [await scheduleRetry(), await scheduleRetry()];
    const names = [turnScheduleName(waiting, 1), turnScheduleName(placed, 1)] as const;
    await world.schedules.create({ name: names[0], at: inAnHour(), input: launch(waiting, 1) });
    const hasSlot = { ...launch(placed, 1), hasSlot: true };
    await world.schedules.create({ name: names[1], at: inAnHour(), input: hasSlot });

    const released = await pending('release', 'melt');
    const twice = await pending('release', PROJECT);

    expect(held.out).toContain(`The retries of ${PROJECT} are held back`);
    expect(mark).toMatchObject({ State: 'DISABLED', Target: { Input: JSON.stringify(MARK) } });
    expect(again).toMatchObject({ code: 0, out: `${PROJECT} was held back already.\n` });
    expect(released.out).toBe(`${PROJECT} is released; 1 that had waited for it were moved up.\n`);
    expect(await world.names()).not.toContain(holdName(world.projectId));
    expect(await dueAt(names[0])).toBeLessThan(Date.now() + 62_000);
    expect(await dueAt(names[1])).toBeGreaterThan(Date.now() + HOUR_MS / 2);
    expect(twice).toMatchObject({ code: 1, err: `Nobody holds back ${PROJECT}.\n` });
  });

  it('a project can be held by its id while Valohai is away, but not by a name', async () => {
    world.simulator.tokens = [];
    const byName = await pending('hold', PROJECT);
    const byId = await pending('hold', world.projectId);
    world.simulator.tokens = ['token-of-the-glacier'];
    expect(byName).toMatchObject({ code: 1, out: '' });
    expect(byId.code).toBe(0);
    expect(await world.names()).toEqual([holdName(world.projectId)]);
  });
});

it('wrong words are refused with what was expected', async () => {
  const [verb, without] = await Promise.all([pending('stop'), pending('hold')]);
  expect(verb).toEqual({
    code: 1,
    out: '',
    err: 'There is no stop; expected list, cancel, now, hold or release.\nSee --help.\n',
  });
  expect(without).toEqual({ code: 1, out: '', err: 'Say one project: hold PROJECT\nSee --help.\n' });
});

async function getSchedule(Name: string) {
  const endpoint = readInstallationFile(world.stateDirectory)?.schedulerEndpoint ?? '';
  const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' };
  const client = new SchedulerClient({ endpoint, region: 'us-east-1', credentials });
  const answer = await client.send(new GetScheduleCommand({ Name, GroupName: 'valohai-retry' }));
  const { $metadata, LastModificationDate, ...schedule } = answer;
  client.destroy();
  return schedule;
}
