import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { MessageAttributes, textAttributes } from './message-attributes.ts';

/** A payload that could not be delivered or processed. Times are milliseconds since 1970. */
export interface DeadLetter {
  id: string;
  body: string;
  attributes: MessageAttributes;
  sentAt: number;
  receiveCount: number;
  firstReceivedAt?: number | undefined;
}

const Row = v.object({
  id: v.string(),
  body: v.string(),
  attributes: v.pipe(v.string(), v.parseJson(), MessageAttributes),
  sent_at: v.number(),
  receive_count: v.number(),
  first_received_at: v.nullable(v.number()),
});

const Counts = v.object({ visible: v.number(), delayed: v.number(), hidden: v.number() });

/** Where the queue pretends to be, and what it is called. */
export interface DeadLettersOptions {
  name: string;
  region: string;
  accountId: string;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** The queue of what nobody could deliver, on disk: a letter stays until somebody deletes it. */
export class DeadLetters {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #arrivals = new EventEmitter();

  constructor(
    database: DatabaseSync,
    { name, region, accountId, now = () => Date.now() }: DeadLettersOptions,
  ) {
    this.name = name;
    this.accountId = accountId;
    this.arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
    this.#database = database;
    this.#now = now;
    this.createdAt = now();
    // One listener for each client that waits.
    this.#arrivals.setMaxListeners(0);
    database.exec(`CREATE TABLE IF NOT EXISTS dead_letters (
      id TEXT PRIMARY KEY,
      body TEXT NOT NULL,
      attributes TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      receive_count INTEGER NOT NULL DEFAULT 0,
      visible_at INTEGER NOT NULL,
      first_received_at INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS dead_letters_by_visible_at ON dead_letters (visible_at);`);
  }

  /** Adds a letter whose attributes are text. One statement, so that it can be part of a transaction. */
  add({ body, attributes = {} }: { body: string; attributes?: Record<string, string> }): { id: string } {
    return this.send(body, textAttributes(attributes), 0);
  }

  /** Adds a letter that becomes visible after the delay in milliseconds. */
  send(body: string, attributes: MessageAttributes, delay: number): { id: string } {
    const id = randomUUID();
    const now = this.#now();
    this.#database
      .prepare('INSERT INTO dead_letters (id, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, body, JSON.stringify(attributes), now, now + delay);
    this.#arrivals.emit('letter');
    return { id };
  }

  /** All letters, also those that a receiver holds. */
  count(): number {
    const { visible, delayed, hidden } = this.countByState();
    return visible + delayed + hidden;
  }

  /** `hidden` letters are with a receiver, `delayed` ones were never visible yet. */
  countByState(): v.InferOutput<typeof Counts> {
    const row = this.#database
      .prepare(
        `SELECT count(*) FILTER (WHERE visible_at <= :now) AS visible,
                count(*) FILTER (WHERE visible_at > :now AND receive_count = 0) AS delayed,
                count(*) FILTER (WHERE visible_at > :now AND receive_count > 0) AS hidden
         FROM dead_letters`,
      )
      .get({ now: this.#now() });
    return v.parse(Counts, row);
  }

  /** All letters, the oldest first. Looking at them does not hide them from receivers. */
  list(): DeadLetter[] {
    return this.#database.prepare('SELECT * FROM dead_letters ORDER BY sent_at, rowid').all().map(readLetter);
  }

  /** Takes visible letters, the oldest first, and hides them from other receivers for so many milliseconds. */
  receive(limit: number, hideFor: number): DeadLetter[] {
    const now = this.#now();
    return this.#database
      .prepare(
        `UPDATE dead_letters SET receive_count = receive_count + 1, visible_at = :hiddenUntil,
           first_received_at = coalesce(first_received_at, :now)
         WHERE id IN (SELECT id FROM dead_letters WHERE visible_at <= :now ORDER BY sent_at, rowid LIMIT :limit)
         RETURNING *`,
      )
      .all({ now, hiddenUntil: now + hideFor, limit })
      .map(readLetter)
      .sort((a, b) => a.sentAt - b.sentAt);
  }

  /** Waits until a letter arrives or becomes visible, at most so many milliseconds. */
  async wait(longest: number, signal: AbortSignal): Promise<void> {
    const row = this.#database
      .prepare('SELECT min(visible_at) AS time FROM dead_letters WHERE visible_at > ?')
      .get(this.#now());
    const { time } = v.parse(v.object({ time: v.nullable(v.number()) }), row);
    const patience = Math.min(longest, time === null ? longest : time - this.#now());
    const over = AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.ceil(patience)))]);
    // Nothing arrived, or the client has gone: either way the waiting is over.
    await once(this.#arrivals, 'letter', { signal: over }).catch(() => undefined);
  }

  /** Hides a letter that a receiver holds from now on for so many milliseconds; 0 shows it again. */
  hide(id: string, hideFor: number): { kind: 'hidden' | 'not-in-flight' | 'unknown' } {
    const now = this.#now();
    const { changes } = this.#database
      .prepare('UPDATE dead_letters SET visible_at = ? WHERE id = ? AND visible_at > ?')
      .run(now + hideFor, id, now);
    this.#arrivals.emit('letter');
    if (changes === 1) {
      return { kind: 'hidden' };
    }
    const known = this.#database.prepare('SELECT 1 FROM dead_letters WHERE id = ?').get(id);
    return { kind: known === undefined ? 'unknown' : 'not-in-flight' };
  }

  delete(id: string): void {
    this.#database.prepare('DELETE FROM dead_letters WHERE id = ?').run(id);
  }

  purge(): void {
    this.#database.exec('DELETE FROM dead_letters');
  }
}

function readLetter(row: unknown): DeadLetter {
  const { id, body, attributes, sent_at, receive_count, first_received_at } = v.parse(Row, row);
  return {
    id,
    body,
    attributes,
    sentAt: sent_at,
    receiveCount: receive_count,
    firstReceivedAt: first_received_at ?? undefined,
  };
}
