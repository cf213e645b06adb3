import { beforeEach, describe, expect, it } from 'vitest';
import { reserveSlot } from '../../functions/retry/launch-slot.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { idOf } from '../functions/memory-valohai.ts';

const MINUTE_MS = 60_000;
const CAPS = { project: 10, all: 30 };
const START = new Date('2026-03-01T08:00:20Z');
const [NORTH, SOUTH, WEST, EAST] = [idOf(1), idOf(2), idOf(3), idOf(4)];

describe('the places among the launches of a minute', () => {
  let schedules: MemorySchedules;

  beforeEach(() => {
    schedules = new MemorySchedules();
  });

  /** Times at which so many launches of a project may start that ask for it at once. */
  async function reserve(projectId: string, count: number, now = START): Promise<Date[]> {
    return Promise.all(Array.from({ length: count }, () => reserveSlot(schedules, projectId, CAPS, now)));
  }

  it('lets the first ten of a project start at once', async () => {
    expect(await reserve(NORTH, 10)).toEqual(Array(10).fill(START));
  });

  it('gives the eleventh a place in a later minute, at least a minute ahead', async () => {
    await reserve(NORTH, 10);

    const [eleventh] = await reserve(NORTH, 1);

    expect(eleventh).toEqual(new Date('2026-03-01T08:02:00Z'));
  });

  it('gives two thousand that fail together places of which no minute has more than ten', async () => {
    const times = await reserve(NORTH, 2_000);

    const perMinute = countByMinute(times);
    expect(times).toHaveLength(2_000);
    expect(Math.max(...perMinute.values())).toBe(10);
    expect(Math.max(...perMinute.keys()) - Math.min(...perMinute.keys())).toBe(200);
  });

  it('keeps the cap of the whole installation when many projects fail together', async () => {
    const times = await Promise.all([NORTH, SOUTH, WEST, EAST].map((project) => reserve(project, 100)));

    expect(Math.max(...countByMinute(times.flat()).values())).toBe(30);
  });

  it('gives the places of a full minute back to a project that found no place among all', async () => {
    await Promise.all([reserve(NORTH, 10), reserve(SOUTH, 10), reserve(WEST, 10)]);

    await reserve(EAST, 1);

    const thisMinute = Math.floor(START.getTime() / MINUTE_MS);
    const ofEast = schedules.names.filter(
      (name) => name.includes(`slot-${thisMinute}-`) && name.startsWith('000000000004'),
    );
    expect(ofEast).toEqual([]);
  });

  it('finds the end of a long queue without asking for each minute of it', async () => {
    await reserve(NORTH, 2_000);
    let asked = 0;
    const { exists } = schedules;
    schedules.exists = async (name) => {
      asked += 1;
      return exists.call(schedules, name);
    };

    await reserve(NORTH, 1);

    expect(asked).toBeLessThan(50);
  });

  it('leaves marks that end by themselves, once their minute is over', async () => {
    await reserve(NORTH, 11);

    for (const { at, name } of schedules.pending.values()) {
      const minute = Number(/slot-(\d+)-/.exec(name)?.[1]);
      expect(at.getTime()).toBe((minute + 2) * MINUTE_MS);
    }
  });
});

function countByMinute(times: readonly Date[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const time of times) {
    const minute = Math.floor(time.getTime() / MINUTE_MS);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return counts;
}
