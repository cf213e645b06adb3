import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PolicyDocument, PolicySchema } from '../../functions/policy/policy.ts';
import { pendingNames, retryScheduleName } from '../../functions/retry/schedule-name.ts';
import { type Sweep, type Sweeping, sweep } from '../../functions/sweep/sweep.ts';
import { parseSweepRequest, type SweepRequest } from '../../functions/sweep/sweep-request.ts';
import type { ListedExecution } from '../../functions/valohai/client.ts';
import { ValohaiRejectedError, ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, idOf, MemoryValohai } from '../functions/memory-valohai.ts';
import { PROJECT_ID } from '../valohai/answers.ts';

const HOUR_MS = 3_600_000;
const OTHER_ID = '01945d1e-0000-4000-8000-000000000009';
const THIRD_ID = 'f1945d1e-0000-4000-8000-000000000009';
const NOW = new Date('2026-03-01T12:00:00Z');
const POLICY: PolicyDocument = { rules: [{ when: { log: 'store is flaky' }, retries: 3 }] };

/** Projects and their failures, in memory. */
class SweptValohai extends MemoryValohai {
  readonly listed = [{ id: PROJECT_ID, name: 'harbour/tides' }];

  async projects() {
    return this.listed;
  }

  override async *failures(projectId: string): AsyncGenerator<ListedExecution> {
    const failed = this.executions.filter(
      ({ status, project }) => status === 'error' && project.id === projectId,
    );
    for (const { id, counter, tags, createdAt, endedAt } of failed.sort((a, b) => b.counter - a.counter)) {
      yield { id, counter, tags, createdAt, endedAt };
    }
  }
}

let valohai: SweptValohai;
let schedules: MemorySchedules;
let found: string[];
let ends: Sweeping;

beforeEach(() => {
  valohai = new SweptValohai();
  schedules = new MemorySchedules();
  found = [];
  ends = {
    valohai,
    schedules,
    ownSchedules: schedules,
    policy: v.parse(PolicySchema, POLICY),
    now: () => NOW,
    random: () => 0,
    hasTime: () => true,
    onFound: ({ execution }) => found.push(`#${execution?.counter}`),
  };
});

/** A failed execution that ended some time ago. */
function fails(counter: number, hoursAgo: number, changes: Readonly<Record<string, unknown>> = {}): void {
  const end_time = new Date(NOW.getTime() - hoursAgo * HOUR_MS).toISOString();
  const ctime = new Date(NOW.getTime() - (hoursAgo + 1) * HOUR_MS).toISOString();
  valohai.executions.push(
    execution({ id: idOf(counter), counter, status: 'error', tags: [], ctime, end_time, ...changes }),
  );
}

function run(request: SweepRequest = {}, changes: Partial<Sweeping> = {}): Promise<Sweep> {
  return sweep(request, { ...ends, ...changes });
}

describe('the sweep', () => {
  it('schedules the retry of a failure that nobody reported', async () => {
    fails(7, 1);

    const swept = await run();

    expect(swept).toMatchObject({ kind: 'swept', projects: 1, looked: 1, found: 1 });
    expect(schedules.names).toEqual([retryScheduleName({ projectId: PROJECT_ID, executionId: idOf(7) })]);
  });

  it('leaves alone what is settled or waits for its retry', async () => {
    fails(7, 1, { tags: ['retried: #8'] });
    fails(8, 1, { tags: ['retry: 1', 'retry-of: #7', 'not-retried: permanent'] });
    fails(9, 1);
    await run();

    const again = await run();

    expect(found).toEqual(['#9']);
    expect(again).toMatchObject({ looked: 3, found: 0 });
  });

  it("does not take the tag for its own that a person's copy took along from its original", async () => {
    fails(8, 1, { tags: ['retried: #7'] });

    await run();

    expect(found).toEqual(['#8']);
  });

  it('raises a give-up once, also when its tag cannot be written', async () => {
    const repeated: boolean[] = [];
    valohai.logLines = [{ stream: 'stderr', message: "KeyError: 'tide'" }];
    valohai.trouble.set('setTags', new ValohaiUnavailableError('403'));
    fails(7, 1);
    const onFound: Sweeping['onFound'] = ({ isRepeated }) => repeated.push(isRepeated);

    await run({}, { onFound });
    await run({}, { onFound });

    expect(repeated).toEqual([false]);
  });

  it('looks six hours back, and further when somebody asks for it', async () => {
    fails(7, 5);
    fails(6, 7);
    fails(5, 71);

    await run();
    expect(found).toEqual(['#7']);

    await run({ hours: 72 });
    expect(found).toEqual(['#7', '#6', '#5']);
  });

  it('finds what failed after two weeks of running, and reads no list further back than that', async () => {
    const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * HOUR_MS).toISOString();
    fails(9, 1);
    fails(8, 1, { ctime: daysAgo(14) });
    fails(7, 1, { ctime: daysAgo(14.3) });

    await run();

    expect(found).toEqual(['#9', '#8']);
  });

  it('leaves failures from before the installation alone, unless somebody asks for them', async () => {
    schedules.installedAt = async () => new Date(NOW.getTime() - 2 * HOUR_MS);
    fails(7, 1);
    fails(6, 3);

    await run();
    expect(found).toEqual(['#7']);

    await run({ hours: 6 });
    expect(found).toEqual(['#7', '#6']);
  });

  it('asks only the projects of the policy', async () => {
    fails(7, 1);

    const swept = await run({}, { policy: v.parse(PolicySchema, { ...POLICY, projects: ['shipyard/*'] }) });

    expect(swept).toMatchObject({ projects: 0, found: 0 });
  });

  it('asks each project that any of the policy names, in the order of their ids', async () => {
    const asked: string[] = [];
    const { failures } = valohai;
    valohai.failures = (projectId) => {
      asked.push(projectId);
      return failures.call(valohai, projectId);
    };
    valohai.listed.push({ id: THIRD_ID, name: 'shipyard/hulls' }, { id: OTHER_ID, name: 'harbour/buoys' });
    const projects = ['shipyard/*', 'harbour/b*'];

    expect(await run({}, { policy: v.parse(PolicySchema, { ...POLICY, projects }) })).toMatchObject({
      projects: 2,
    });
    expect(asked.splice(0)).toEqual([OTHER_ID, THIRD_ID]);
    expect(await run()).toMatchObject({ projects: 3 });
    expect(asked).toEqual([OTHER_ID, PROJECT_ID, THIRD_ID].sort());
  });

  it('goes on with the project where it stopped, and looks at all of those after it', async () => {
    valohai.listed.push({ id: OTHER_ID, name: 'harbour/buoys' }, { id: THIRD_ID, name: 'shipyard/hulls' });
    const [first, second, third] = [OTHER_ID, PROJECT_ID, THIRD_ID].sort();
    fails(11, 1, { project: { id: first, name: 'first' } });
    fails(9, 1, { project: { id: second, name: 'second' } });
    fails(8, 1, { project: { id: second, name: 'second' } });
    fails(12, 1, { project: { id: third, name: 'third' } });
    let left = 2;
    expect(await run({}, { hasTime: () => left-- > 0 })).toMatchObject({ kind: 'out-of-time', projects: 3 });

    const [on] = [...schedules.pending.values()].filter(({ name }) => name.startsWith('sweep-on-'));
    expect(on?.input).toEqual({ fromProject: second, beforeCounter: 9 });
    expect(await run(parseSweepRequest(on?.input))).toMatchObject({ kind: 'swept', projects: 2, looked: 2 });
    expect(found).toEqual(['#11', '#9', '#8', '#12']);
  });

  it('holds its mark for no longer than the function can live', async () => {
    const { projects } = valohai;
    let mark: unknown;
    valohai.projects = () => {
      mark = schedules.pending.get('sweep-running');
      return projects.call(valohai);
    };

    await run();

    expect(mark).toMatchObject({ at: new Date(NOW.getTime() + 5 * 60_000) });
    expect(schedules.names).toEqual([]);
  });

  it.each(pendingNames({ projectId: PROJECT_ID, executionId: idOf(7) }))(
    'leaves alone what waits under the name %s',
    async (name) => {
      fails(7, 1);
      schedules.pending.set(name, { name, at: NOW, input: {} });

      expect(await run()).toMatchObject({ looked: 1, found: 0 });
    },
  );

  it("does not count a pipeline's failure as found", async () => {
    fails(7, 0.1, { pipeline: { id: idOf(1) } });

    expect(await run()).toMatchObject({ looked: 1, found: 0, isUnheard: false });
    expect(found).toEqual([]);
  });

  it('never runs twice at once', async () => {
    fails(7, 1);

    const both = await Promise.all([run(), run()]);

    expect(both.map(({ kind }) => kind).sort()).toEqual(['already-running', 'swept']);
  });

  it('does what somebody asked for after the one that runs already, but not the regular sweep', async () => {
    fails(7, 71);
    schedules.pending.set('sweep-running', { name: 'sweep-running', at: NOW, input: {} });

    expect(await run()).toEqual({ kind: 'already-running' });
    const waiting = await run({ hours: 72 });

    const goesOnAt = new Date(NOW.getTime() + 60_000);
    expect(waiting).toEqual({ kind: 'already-running', hours: 72, goesOnAt });
    const later = [...schedules.pending.values()].filter(({ name }) => name.startsWith('sweep-later-'));
    expect(later).toMatchObject([{ at: goesOnAt, input: { hours: 72 } }]);

    schedules.pending.delete('sweep-running');
    expect(await run(parseSweepRequest(later[0]?.input))).toMatchObject({
      kind: 'swept',
      hours: 72,
      found: 1,
    });
  });

  it('can run again after it ended, also in an error', async () => {
    fails(7, 1);
    valohai.trouble.set('execution', new Error('unexpected'));
    await expect(run()).rejects.toThrow('unexpected');
    valohai.trouble.clear();

    expect(await run()).toMatchObject({ kind: 'swept', found: 1 });
  });

  it('stops in time, and goes on a minute later where it stopped', async () => {
    for (let counter = 1; counter <= 5; counter += 1) fails(counter, 1);
    let left = 2;
    const stopped = await run({}, { hasTime: () => left-- > 0 });

    const [on] = [...schedules.pending.values()].filter(({ name }) => name.startsWith('sweep-on-'));
    expect(stopped).toMatchObject({ kind: 'out-of-time', found: 2 });
    expect(on?.at).toEqual(new Date(NOW.getTime() + 60_000));

    await run(parseSweepRequest(on?.input));
    expect(found).toEqual(['#5', '#4', '#3', '#2', '#1']);
  });

  it('asks for the time also while it only passes over old failures', async () => {
    for (let counter = 1; counter <= 5; counter += 1) fails(counter, 7);
    let left = 2;

    expect(await run({}, { hasTime: () => left-- > 0 })).toMatchObject({ kind: 'out-of-time', looked: 0 });
    expect([...schedules.pending.values()].map(({ input }) => input)).toEqual([
      { fromProject: PROJECT_ID, beforeCounter: 4 },
    ]);
  });

  it('goes on with the other projects where one does not show its failures, and says which', async () => {
    valohai.listed.unshift({ id: OTHER_ID, name: 'harbour/closed' });
    const { failures } = valohai;
    valohai.failures = async function* (projectId) {
      if (projectId === OTHER_ID) throw new ValohaiRejectedError('GET executions was answered with 403', 403);
      yield* failures.call(valohai, projectId);
    };
    fails(7, 1);

    const swept = await run();

    expect(found).toEqual(['#7']);
    expect(swept).toMatchObject({ kind: 'swept', projects: 2, unreadable: ['harbour/closed'] });
  });

  describe('that meets a Valohai that is away', () => {
    const away = new ValohaiUnavailableError('503');

    function goingOn() {
      return [...schedules.pending.values()].filter(({ name }) => name.startsWith('sweep-on-'));
    }

    it('goes on where it was when somebody asked for it, after pauses that grow', async () => {
      fails(9, 1, { tags: ['retried: #10'] });
      fails(8, 71);
      fails(7, 71);
      valohai.trouble.set('execution', away);
      await expect(run({ hours: 72 })).rejects.toBe(away);

      expect(goingOn()).toMatchObject([
        {
          at: new Date(NOW.getTime() + 60_000),
          input: { hours: 72, fromProject: PROJECT_ID, beforeCounter: 9, tries: 1 },
        },
      ]);
      await expect(run(parseSweepRequest(goingOn()[0]?.input))).rejects.toBe(away);
      expect(goingOn()[1]?.at).toEqual(new Date(NOW.getTime() + 120_000));

      valohai.trouble.clear();
      expect(await run(parseSweepRequest(goingOn()[1]?.input))).toMatchObject({ kind: 'swept', looked: 2 });
      expect(found).toEqual(['#8', '#7']);
    });

    it('goes on from the beginning when it did not even see the projects', async () => {
      valohai.projects = () => Promise.reject(away);
      await expect(run({ hours: 72 })).rejects.toBe(away);

      await expect(run({ hours: 24 })).rejects.toBe(away);

      expect(goingOn().map(({ name, input }) => [name, input])).toEqual([
        ['sweep-on-72-1', { hours: 72, tries: 1 }],
        ['sweep-on-24-1', { hours: 24, tries: 1 }],
      ]);
    });

    it('ends after about a day, and at once when nobody asked for it or the trouble is another', async () => {
      valohai.projects = () => Promise.reject(away);
      await expect(run({ hours: 72, tries: 24 })).rejects.toBe(away);
      await expect(run({})).rejects.toBe(away);
      valohai.projects = () => Promise.reject(new Error('a bug'));
      await expect(run({ hours: 72 })).rejects.toThrow('a bug');

      expect(goingOn()).toEqual([]);
    });
  });

  it('says when nobody had heard of the failures since the last sweep', async () => {
    fails(7, 0.1);
    expect(await run()).toMatchObject({ isUnheard: true });

    fails(8, 0.1);
    fails(9, 0.1, { tags: ['retried: #10'] });
    expect(await run()).toMatchObject({ isUnheard: false });
  });

  it.each([
    ['may still be on its way', 120, false],
    ['must have come by now', 120.001, true],
    ['must have come since the last sweep', 899.999, true],
    ['was known to the last sweep', 900, false],
  ])('says so only of a failure whose notification %s: after %d s', async (_, seconds, isUnheard) => {
    fails(7, seconds / 3_600);

    expect(await run()).toMatchObject({ found: 1, isUnheard });
  });

  it('does not say so of a failure that has no end', async () => {
    fails(7, 0.1, { end_time: null });

    expect(await run()).toMatchObject({ found: 1, isUnheard: false });
  });
});

describe('what a sweep is asked', () => {
  it('is nothing by its schedule, and hours by people', () => {
    expect(parseSweepRequest({})).toEqual({});
    expect(parseSweepRequest({ hours: 72 })).toEqual({ hours: 72 });
  });

  it('is refused when it cannot be read, with the field', () => {
    expect(() => parseSweepRequest({ hours: 'all' })).toThrow(
      /^hours: .*Expected \{\} or \{"hours": 1 to 168\}\.$/,
    );
    expect(() => parseSweepRequest({ hours: 1_000 })).toThrow(/^hours: /);
  });
});
