import type { Schedules } from '../aws/schedules.ts';
import { slotName } from './schedule-name.ts';
import { MARK } from './scheduled-retry.ts';

/** How many retries may start in one minute. */
export interface LaunchCaps {
  /** In one project. */
  readonly project: number;
  /** In the whole installation. */
  readonly all: number;
}

/** The schedules as a set of names that can be taken. */
type Marks = Pick<Schedules, 'create' | 'exists' | 'remove'>;

const MINUTE_MS = 60_000;

/**
 * Takes a place among the launches of a minute, so that what failed together does not come back together.
 * Each place is a schedule, whose name only one can create: the caps hold without a database, however many
 * launches ask at once. Places of a minute are taken in order, so the last one tells whether it is full.
 *
 * @returns now, or the start of the place in a later minute, at least a minute ahead
 */
export async function reserveSlot(
  schedules: Marks,
  projectId: string,
  caps: LaunchCaps,
  now: Date,
): Promise<Date> {
  const thisMinute = Math.floor(now.getTime() / MINUTE_MS);
  const taker = new SlotTaker(schedules, projectId, caps);
  if ((await taker.take(thisMinute)) !== undefined) return now;
  // The rest of the next minute is too near for a schedule.
  for (let minute = await taker.firstOpen(thisMinute + 2); ; minute += 1) {
    const slot = await taker.take(minute);
    if (slot !== undefined) return new Date((minute + slot / caps.project) * MINUTE_MS);
  }
}

class SlotTaker {
  readonly #schedules: Marks;
  readonly #projectId: string;
  readonly #caps: LaunchCaps;

  constructor(schedules: Marks, projectId: string, caps: LaunchCaps) {
    this.#schedules = schedules;
    this.#projectId = projectId;
    this.#caps = caps;
  }

  /** @returns which of the project's places was taken, or undefined when the minute is full */
  async take(minute: number): Promise<number | undefined> {
    const ofProject = await this.#takeOne(this.#projectId, minute, this.#caps.project);
    if (ofProject === undefined) return undefined;
    if ((await this.#takeOne(undefined, minute, this.#caps.all)) !== undefined) return ofProject;
    await this.#schedules.remove(slotName(this.#projectId, minute, ofProject));
    return undefined;
  }

  /** The first minute that has a place left. Full ones lie together, so leaps and halving find their end. */
  async firstOpen(from: number): Promise<number> {
    let full = from - 1;
    let leap = 1;
    while (await this.#isFull(full + leap)) {
      full += leap;
      leap *= 2;
    }
    let open = full + leap;
    while (open - full > 1) {
      const middle = Math.floor((full + open) / 2);
      if (await this.#isFull(middle)) full = middle;
      else open = middle;
    }
    return open;
  }

  async #takeOne(projectId: string | undefined, minute: number, cap: number): Promise<number | undefined> {
    // It has to be there for as long as its minute lasts.
    const at = new Date((minute + 2) * MINUTE_MS);
    const take = (place: number) =>
      this.#schedules.create({ name: slotName(projectId, minute, place), at, input: MARK });
    if ((await take(0)) === 'created') return 0;
    for (let place = await this.#firstFree(projectId, minute, cap); place < cap; place += 1) {
      if ((await take(place)) === 'created') return place;
    }
    return undefined;
  }

  /** Places are taken in order, so halving finds the first that is free; `cap` when none is. */
  async #firstFree(projectId: string | undefined, minute: number, cap: number): Promise<number> {
    let taken = 0;
    let free = cap;
    while (free - taken > 1) {
      const middle = Math.floor((taken + free) / 2);
      if (await this.#schedules.exists(slotName(projectId, minute, middle))) taken = middle;
      else free = middle;
    }
    return free;
  }

  async #isFull(minute: number): Promise<boolean> {
    const { project, all } = this.#caps;
    return (
      (await this.#schedules.exists(slotName(this.#projectId, minute, project - 1))) ||
      this.#schedules.exists(slotName(undefined, minute, all - 1))
    );
  }
}
