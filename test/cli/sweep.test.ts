import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseSweepRequest } from '../../functions/sweep/sweep-request.ts';
import { InstalledWorld } from './installed-world.ts';

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

const sweep = (...words: string[]) => world.run('sweep', ...words);

/** What the Scheduler will do. */
function scheduled(Name: string): unknown {
  return world.scheduler.schedules.get({ Name, GroupName: 'valohai-retry' });
}

describe('npm run sweep', () => {
  it('has the sweep function invoked in a minute, and says when and where to look', async () => {
    const { code, out } = await sweep('--hours', '72');

    expect(code).toBe(0);
    expect(scheduled('sweep-asked-72')).toMatchObject({
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: expect.stringMatching(/:function:sweep$/), Input: '{"hours":72}' },
    });
    expect(out).toContain(
      `The sweep of the last 72 hours on this machine (${world.stateDirectory}) begins at `,
    );
    expect(out).toContain('npm run pending');
  });

  it('looks a day back unless told, and takes as many hours as the function does', async () => {
    await sweep();
    const most = await sweep('--hours', '168', '--json');

    expect(await world.names()).toEqual(['sweep-asked-168', 'sweep-asked-24']);
    expect(JSON.parse(most.out)).toMatchObject({ kind: 'asked', hours: 168 });
    const { input = '' } = (await world.schedules.read('sweep-asked-168')) ?? {};
    expect(parseSweepRequest(JSON.parse(input))).toEqual({ hours: 168 });
  });

  it('asks once for what is asked twice', async () => {
    await sweep('--hours', '72');
    const again = await sweep('--hours', '72');

    expect(again.out).toBe('A sweep of the last 72 hours was asked for already and is about to begin.\n');
    expect(await world.names()).toEqual(['sweep-asked-72']);
  });

  it.each(['0', '0.5', '169', '72h', 'all', '', '1e2', '-5'])(
    'says what is wrong with so many hours: %j',
    async (hours) => {
      const { code, err } = await sweep(`--hours=${hours}`);

      expect(code).toBe(1);
      expect(err).toBe(`--hours: found ${hours}, expected a number from 1 to 168\nSee --help.\n`);
      expect(await world.names()).toEqual([]);
    },
  );

  it('does not take a bare number', async () => {
    const { code, err } = await sweep('72');

    expect(code).toBe(1);
    expect(err).toMatch(/^found 72, expected options only; .+\nSee --help\.\n$/);
    expect(await world.names()).toEqual([]);
  });

  it('explains itself', async () => {
    const { code, out } = await sweep('--help');

    expect(code).toBe(0);
    expect(out).toMatch(/^npm run sweep -- \[--hours N\] \[options\]\n/);
    expect(out).toContain('--local');
  });
});
