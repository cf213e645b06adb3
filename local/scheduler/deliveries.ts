import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { ArnScope } from './arn.ts';
import { type Execution, inSeconds, invocationInput } from './invocation-input.ts';
import { Target } from './target.ts';

/** What is handed to a target. */
export interface Invocation {
  targetArn: string;
  /** JSON for a function. */
  input: string;
  scheduleArn: string;
  executionId: string;
}

/** `refused` is tried again as the schedule's retry policy says. */
export type DeliveryResult = { kind: 'accepted' } | { kind: 'refused'; code: string; message: string };

/**
 * Hands an invocation over to whatever carries it out, durably: it is called inside the transaction that
 * marks the schedule as fired and must write into the same database, in one statement, synchronously.
 */
export type Deliver = (invocation: Invocation) => DeliveryResult;

/** Where a payload goes that could not be delivered; written in the same transaction. */
export interface DeadLetterSink {
  add(letter: { body: string; attributes: Record<string, string> }): void;
}

/** A run of a schedule that is to reach its target. */
export interface Delivery extends Execution {
  target: Target;
  /** When it was first tried, in real milliseconds since 1970. */
  since: number;
  group: string;
  name: string;
  modifiedAt: number;
}

/** `pending` is tried again later, `settled` reached the target or the dead letters. */
export type Attempt = { kind: 'settled' } | { kind: 'pending' };

const FIRST_BACKOFF_MS = 1000;
/** With it, AWS's default of 185 tries takes about the day that is its other default. */
const LONGEST_BACKOFF_MS = 8 * 60_000;

const Row = v.object({
  id: v.string(),
  schedule_arn: v.string(),
  group_name: v.string(),
  name: v.string(),
  modified_at: v.number(),
  target: v.pipe(v.string(), v.parseJson(), Target),
  scheduled_for: v.number(),
  attempt: v.number(),
  since: v.number(),
});

/** The runs of schedules that have not reached their targets yet, on disk. */
export class Deliveries {
  readonly #database: DatabaseSync;
  readonly #scope: ArnScope;
  readonly #timeScale: number;
  readonly #now: () => number;
  readonly #deliver: Deliver;
  readonly #deadLetters: DeadLetterSink;

  constructor(
    database: DatabaseSync,
    options: ArnScope & {
      timeScale: number;
      now: () => number;
      deliver: Deliver;
      deadLetters: DeadLetterSink;
    },
  ) {
    this.#database = database;
    this.#scope = options;
    this.#timeScale = options.timeScale;
    this.#now = options.now;
    this.#deliver = options.deliver;
    this.#deadLetters = options.deadLetters;
    database.exec(`CREATE TABLE IF NOT EXISTS schedule_deliveries (
      id TEXT PRIMARY KEY,
      schedule_arn TEXT NOT NULL,
      group_name TEXT NOT NULL,
      name TEXT NOT NULL,
      modified_at INTEGER NOT NULL,
      target TEXT NOT NULL,
      scheduled_for INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      since INTEGER NOT NULL,
      attempt_at REAL NOT NULL
    ) STRICT`);
  }

  /** When the next attempt is due, in real milliseconds since 1970. */
  nextAttemptAt(): number | undefined {
    const row = this.#database.prepare('SELECT min(attempt_at) AS time FROM schedule_deliveries').get();
    return v.parse(v.object({ time: v.nullable(v.number()) }), row).time ?? undefined;
  }

  /** Takes the delivery whose next attempt has been due for longest. */
  takeDue(): Delivery | undefined {
    const found = this.#database
      .prepare(
        `DELETE FROM schedule_deliveries WHERE id = (
           SELECT id FROM schedule_deliveries WHERE attempt_at <= ? ORDER BY attempt_at LIMIT 1
         ) RETURNING *`,
      )
      .get(this.#now());
    if (found === undefined) {
      return undefined;
    }
    const row = v.parse(Row, found);
    return {
      id: row.id,
      scheduleArn: row.schedule_arn,
      group: row.group_name,
      name: row.name,
      modifiedAt: row.modified_at,
      target: row.target,
      scheduledFor: row.scheduled_for,
      attempt: row.attempt,
      since: row.since,
    };
  }

  /** Tries once. What the target refuses is kept for the next try, or becomes a dead letter. */
  attempt(delivery: Delivery): Attempt {
    const input = invocationInput(delivery.target.Input, delivery, this.#scope);
    const result = this.#handOver(delivery, input);
    if (result.kind === 'accepted') {
      return { kind: 'settled' };
    }
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (delivery.attempt - 1), LONGEST_BACKOFF_MS);
    const nextAttemptAt = this.#now() + backoff / this.#timeScale;
    const exhausted = this.#exhaustedCondition(delivery, nextAttemptAt);
    if (exhausted !== undefined) {
      this.#bury(delivery, input, { ...result, exhausted });
      return { kind: 'settled' };
    }
    this.#keep({ ...delivery, attempt: delivery.attempt + 1 }, nextAttemptAt);
    return { kind: 'pending' };
  }

  #handOver(delivery: Delivery, input: string): DeliveryResult {
    try {
      return this.#deliver({
        targetArn: delivery.target.Arn,
        input,
        scheduleArn: delivery.scheduleArn,
        executionId: delivery.id,
      });
    } catch {
      // A single target that fails must not hold up the schedules behind it.
      return {
        kind: 'refused',
        code: 'InternalServerException',
        message: 'The target could not be invoked.',
      };
    }
  }

  #exhaustedCondition({ target, attempt, since }: Delivery, nextAttemptAt: number): string | undefined {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy;
    if (attempt > MaximumRetryAttempts) {
      return 'MaximumRetryAttempts';
    }
    const age = (nextAttemptAt - since) * this.#timeScale;
    return age > MaximumEventAgeInSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined;
  }

  /** The attributes are those that the Scheduler writes; their meaning stands in its user guide. */
  #bury(delivery: Delivery, body: string, why: { code: string; message: string; exhausted: string }): void {
    if (delivery.target.DeadLetterConfig?.Arn === undefined) {
      return;
    }
    this.#deadLetters.add({
      body,
      attributes: {
        ERROR_CODE: why.code,
        ERROR_MESSAGE: why.message,
        EXECUTION_ID: delivery.id,
        EXHAUSTED_RETRY_CONDITION: why.exhausted,
        IS_PAYLOAD_TRUNCATED: 'false',
        RETRY_ATTEMPTS: String(delivery.attempt - 1),
        SCHEDULED_TIME: inSeconds(delivery.scheduledFor),
        SCHEDULE_ARN: delivery.scheduleArn,
        TARGET_ARN: delivery.target.Arn,
      },
    });
  }

  #keep(delivery: Delivery, attemptAt: number): void {
    this.#database
      .prepare('INSERT INTO schedule_deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        delivery.id,
        delivery.scheduleArn,
        delivery.group,
        delivery.name,
        delivery.modifiedAt,
        JSON.stringify(delivery.target),
        delivery.scheduledFor,
        delivery.attempt,
        delivery.since,
        attemptAt,
      );
  }
}
