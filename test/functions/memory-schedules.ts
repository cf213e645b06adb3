import type { FoundSchedule, Schedule, Schedules } from '../../functions/aws/schedules.ts';

/** The pending invocations, in memory: names are unique, as in the real Scheduler. */
export class MemorySchedules implements Schedules {
  readonly pending = new Map<string, Schedule>();
  /** Thrown by every call while it is set. */
  trouble: Error | undefined;

  get names(): string[] {
    return [...this.pending.keys()];
  }

  async create(schedule: Schedule): Promise<'created' | 'exists'> {
    this.#mayFail();
    if (this.pending.has(schedule.name)) return 'exists';
    this.pending.set(schedule.name, schedule);
    return 'created';
  }

  async move(schedule: Schedule): Promise<void> {
    this.#mayFail();
    if (!this.pending.has(schedule.name)) throw new Error(`there is no schedule ${schedule.name}`);
    this.pending.set(schedule.name, schedule);
  }

  async exists(name: string): Promise<boolean> {
    this.#mayFail();
    return this.pending.has(name);
  }

  async read(name: string): Promise<FoundSchedule | undefined> {
    this.#mayFail();
    const schedule = this.pending.get(name);
    return schedule && { at: schedule.at, input: JSON.stringify(schedule.input) };
  }

  async installedAt(): Promise<Date> {
    this.#mayFail();
    return new Date('2026-01-01T00:00:00Z');
  }

  async remove(name: string): Promise<void> {
    this.#mayFail();
    this.pending.delete(name);
  }

  #mayFail(): void {
    if (this.trouble !== undefined) throw this.trouble;
  }
}
