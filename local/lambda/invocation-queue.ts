import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { FunctionError, InvocationResult } from './invocation-result.ts';

export interface AsynchronousInvocation {
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  /** What asked for it, such as a schedule's ARN; it comes back with the dead letter. */
  readonly source: string;
}

/** A message for the dead-letter queue. */
export interface DeadLetter {
  /** JSON text, in the shape of the record that Lambda sends to an on-failure destination. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface InvocationQueueOptions {
  readonly database: DatabaseSync;
  /** Rejects when the invocation could not be carried out; that counts as a failed try, unless the queue stops. */
  readonly invoke: (functionArn: string, payload: string, requestId: string) => Promise<InvocationResult>;
  /** Stores a dead letter, in the transaction that removes the invocation: it must not begin one of its own. */
  readonly deadLetter: (letter: DeadLetter) => void;
  /** By how much faster the waiting between two tries passes. Default: 1. */
  readonly timeScale?: number;
  /** How many invocations may be under way at once. Default: 4. */
  readonly concurrency?: number;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
}

const rowSchema = v.object({
  request_id: v.string(),
  function_arn: v.string(),
  payload: v.string(),
  source: v.string(),
  enqueued_at: v.number(),
  tries: v.number(),
});

type Row = v.InferOutput<typeof rowSchema>;

const MINUTE_MS = 60_000;

/** Lambda tries a failed asynchronous invocation twice more, after one minute and after two. */
const WAIT_MS = [MINUTE_MS, 2 * MINUTE_MS];

/** Lambda's default and upper limit of MaximumEventAgeInSeconds. */
const MAX_AGE_MS = 6 * 60 * MINUTE_MS;

/**
 * Lambda's asynchronous invocation, durable: what is enqueued is delivered at least once, also when the process
 * is killed at any moment. An invocation leaves the queue when it succeeded or became a dead letter.
 *
 * All tries of an invocation have the same request id, as in Lambda.
 */
export class InvocationQueue {
  readonly #database: DatabaseSync;
  readonly #invoke: InvocationQueueOptions['invoke'];
  readonly #deadLetter: InvocationQueueOptions['deadLetter'];
  readonly #timeScale: number;
  readonly #concurrency: number;
  readonly #now: () => number;
  readonly #underWay = new Map<string, Promise<void>>();
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: InvocationQueueOptions) {
    this.#database = options.database;
    this.#invoke = options.invoke;
    this.#deadLetter = options.deadLetter;
    this.#timeScale = options.timeScale ?? 1;
    this.#concurrency = options.concurrency ?? 4;
    this.#now = options.now ?? Date.now;
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS invocation (
        request_id TEXT PRIMARY KEY,
        function_arn TEXT NOT NULL,
        payload TEXT NOT NULL,
        source TEXT NOT NULL,
        enqueued_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX IF NOT EXISTS invocation_due_at ON invocation (due_at);
    `);
  }

  /**
   * Stores an invocation; the worker delivers it as soon as there is room.
   * It may be called inside a transaction of the caller's, which has to end in the same turn of the event loop.
   *
   * @returns the request id that the function will see
   * @throws {SyntaxError} when the payload is not JSON
   */
  enqueue({ functionArn, payload, source }: AsynchronousInvocation): string {
    JSON.parse(payload);
    const requestId = randomUUID();
    const now = this.#now();
    this.#database
      .prepare(
        `INSERT INTO invocation (request_id, function_arn, payload, source, enqueued_at, due_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(requestId, functionArn, payload, source, now, now);
    // Not now: the caller's transaction may still be rolled back.
    this.#wake(0);
    return requestId;
  }

  /** Starts to deliver, at once also what an earlier process left behind or was working on when it ended. */
  start(): void {
    this.#running = true;
    this.#database.prepare('UPDATE invocation SET due_at = min(due_at, ?)').run(this.#now());
    this.#wake(0);
  }

  /**
   * Begins no further delivery and waits for those under way, which end when the host that carries them out
   * stops: stop both at once. What was not delivered stays in the queue.
   */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay.values());
  }

  #wake(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#running) this.#timer = setTimeout(() => this.#deliverDue(), delayMs);
  }

  #deliverDue(): void {
    for (const row of this.#due()) {
      const { request_id: requestId } = row;
      // A failing database ends the process, by the unhandled rejection: to go on without it would run functions
      // again and again. The next start finds everything as it was.
      const delivery = this.#deliver(row).finally(() => {
        this.#underWay.delete(requestId);
        this.#wake(0);
      });
      this.#underWay.set(requestId, delivery);
    }
    if (this.#underWay.size < this.#concurrency) this.#wakeWhenDue();
  }

  #due(): Row[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM invocation
         WHERE due_at <= ? AND request_id NOT IN (SELECT value FROM json_each(?))
         ORDER BY due_at, rowid LIMIT ?`,
      )
      .all(this.#now(), this.#idsUnderWay(), this.#concurrency - this.#underWay.size);
    return rows.map((row) => v.parse(rowSchema, row));
  }

  #wakeWhenDue(): void {
    const row = this.#database
      .prepare(
        `SELECT min(due_at) AS due_at FROM invocation
         WHERE request_id NOT IN (SELECT value FROM json_each(?))`,
      )
      .get(this.#idsUnderWay());
    const { due_at: dueAt } = v.parse(v.object({ due_at: v.nullable(v.number()) }), row);
    if (dueAt !== null) this.#wake(Math.max(0, dueAt - this.#now()));
  }

  #idsUnderWay(): string {
    return JSON.stringify([...this.#underWay.keys()]);
  }

  async #deliver(row: Row): Promise<void> {
    const result = await this.#tryInvoke(row);
    if (result.kind === 'stopped') return;
    if (result.kind === 'response') {
      this.#remove(row);
      return;
    }
    const tries = row.tries + 1;
    const wait = WAIT_MS[tries - 1];
    const dueAt = this.#now() + Math.round((wait ?? 0) / this.#timeScale);
    if (wait === undefined) this.#bury(row, 'RetriesExhausted', tries, result.payload);
    // Only after a try: a machine that was off overnight still delivers in the morning.
    else if (dueAt - row.enqueued_at > MAX_AGE_MS) this.#bury(row, 'EventAgeExceeded', tries, result.payload);
    else this.#postpone(row, tries, dueAt);
  }

  async #tryInvoke(row: Row): Promise<InvocationResult | { readonly kind: 'stopped' }> {
    try {
      return await this.#invoke(row.function_arn, row.payload, row.request_id);
    } catch (error) {
      // Cut off by the end of the host: that is no try, and the next start delivers it.
      if (!this.#running) return { kind: 'stopped' };
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { kind: 'function-error', payload: { errorType: name, errorMessage: message } };
    }
  }

  #remove(row: Row): void {
    this.#database.prepare('DELETE FROM invocation WHERE request_id = ?').run(row.request_id);
  }

  #postpone(row: Row, tries: number, dueAt: number): void {
    this.#database
      .prepare('UPDATE invocation SET tries = ?, due_at = ? WHERE request_id = ?')
      .run(tries, dueAt, row.request_id);
  }

  #bury(row: Row, condition: string, tries: number, error: FunctionError): void {
    const body = JSON.stringify(failureRecord(row, condition, tries, error, this.#now()));
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#deadLetter({ body, attributes: { source: row.source } });
      this.#remove(row);
      this.#database.exec('COMMIT');
    } catch (failure) {
      // Of a full disk, SQLite rolls back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw failure;
    }
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html, "Example invocation record". */
function failureRecord(
  row: Row,
  condition: string,
  tries: number,
  error: FunctionError,
  now: number,
): object {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: row.request_id,
      functionArn: `${row.function_arn}:$LATEST`,
      condition,
      approximateInvokeCount: tries,
    },
    requestPayload: JSON.parse(row.payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error,
  };
}
