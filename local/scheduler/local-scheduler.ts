import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { atomically } from '../aws-protocol/atomically.ts';
import type { ArnScope } from './arn.ts';
import { type DeadLetterSink, type Deliver, Deliveries, type Delivery } from './deliveries.ts';
import { ScheduleGroups } from './schedule-groups.ts';
import { type DueSchedule, Schedules } from './schedules.ts';

/** Waking at least this often notices a clock that was set, and a machine that slept. */
const LONGEST_SLEEP_MS = 60_000;

/** What a scheduler needs. */
export interface LocalSchedulerOptions extends ArnScope {
  database: DatabaseSync;
  /** How many times faster waiting passes; 1 is real time. */
  timeScale: number;
  deliver: Deliver;
  /** Takes every dead letter, whichever queue the schedule names: here is only one. */
  deadLetters: DeadLetterSink;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * EventBridge Scheduler on one machine. A schedule fires at its second, and firing, handing over and
 * deleting are one transaction: whenever the process dies, a schedule either has fired, or will.
 */
export class LocalScheduler {
  readonly groups: ScheduleGroups;
  readonly schedules: Schedules;
  readonly #deliveries: Deliveries;
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor({ now = () => Date.now(), ...options }: LocalSchedulerOptions) {
    this.#database = options.database;
    this.#now = now;
    this.groups = new ScheduleGroups(options.database, options, now);
    this.schedules = new Schedules(options.database, this.groups, { ...options, now });
    this.#deliveries = new Deliveries(options.database, { ...options, now });
  }

  /** Fires at once what became due while nothing ran, and everything else in its time. */
  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Fires nothing any more. What is due stays on disk for the next start. */
  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Fires what is due and sleeps until the next is. To be called after each change of a schedule. */
  wake(): void {
    if (!this.#running) {
      return;
    }
    clearTimeout(this.#timer);
    while (this.#fireOne() || this.#retryOne()) {
      // One transaction each, so that a crash repeats as little as possible.
    }
    this.#timer = setTimeout(() => this.wake(), this.#sleepMs());
  }

  #sleepMs(): number {
    const next = Math.min(
      this.schedules.nextFireAt() ?? Number.POSITIVE_INFINITY,
      this.#deliveries.nextAttemptAt() ?? Number.POSITIVE_INFINITY,
    );
    return Math.min(Math.max(0, Math.ceil(next - this.#now())), LONGEST_SLEEP_MS);
  }

  /** False when nothing is due. */
  #fireOne(): boolean {
    return atomically(this.#database, () => {
      const due = this.schedules.takeDue();
      if (due === undefined) {
        return false;
      }
      this.#attempt(beginDelivery(due, this.#now()));
      return true;
    });
  }

  /** False when nothing is due. */
  #retryOne(): boolean {
    return atomically(this.#database, () => {
      const delivery = this.#deliveries.takeDue();
      if (delivery === undefined) {
        return false;
      }
      this.#attempt(delivery);
      return true;
    });
  }

  #attempt(delivery: Delivery): void {
    if (this.#deliveries.attempt(delivery).kind === 'settled') {
      this.schedules.deleteIfComplete(delivery.group, delivery.name, delivery.modifiedAt);
    }
  }
}

function beginDelivery(due: DueSchedule, now: number): Delivery {
  return {
    id: randomBytes(8).toString('hex'),
    scheduleArn: due.arn,
    group: due.group,
    name: due.name,
    modifiedAt: due.modifiedAt,
    target: due.definition.Target,
    scheduledFor: due.scheduledFor,
    attempt: 1,
    since: now,
  };
}
