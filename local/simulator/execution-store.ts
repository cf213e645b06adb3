import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import * as v from 'valibot';
import { type ExecutionSpec, ExecutionSpecSchema } from './execution-request.ts';
import { type Outcome, OutcomeSchema } from './scripts.ts';
import { newUlid } from './ulid.ts';

/** Not over yet; `?status=incomplete` means all of these. */
export const INCOMPLETE_STATUSES = ['created', 'queued', 'started', 'stopping'] as const;

export const STATUSES = [
  ...INCOMPLETE_STATUSES,
  'stopping_hard',
  'stopped',
  'error',
  'complete',
  'crashed',
] as const;

/** How long a stopped execution reads as `stopping`, in milliseconds. */
const STOPPING_TIME = 50;

/** Who started an execution: the token's owner, or somebody else in the project. */
export type Creator = 'api' | 'person';

const RowSchema = v.pipe(
  v.object({
    id: v.string(),
    project: v.string(),
    counter: v.number(),
    creator: v.picklist(['api', 'person']),
    status: v.picklist(STATUSES),
    final_status: v.picklist(['stopped', 'error', 'complete']),
    created_at: v.number(),
    queued_at: v.number(),
    started_at: v.number(),
    ended_at: v.number(),
    changed_at: v.number(),
    tags: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
    spec: v.pipe(v.string(), v.parseJson(), ExecutionSpecSchema),
    outcome: v.pipe(v.string(), v.parseJson(), OutcomeSchema),
    received: v.pipe(v.string(), v.parseJson()),
    deleted: v.number(),
  }),
  v.transform(({ deleted, ...row }) => ({
    id: row.id,
    project: row.project,
    counter: row.counter,
    creator: row.creator,
    /** What it reads as now. */
    status: row.status,
    /** How it ends, or has ended. */
    finalStatus: row.final_status,
    createdAt: row.created_at,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    changedAt: row.changed_at,
    tags: row.tags,
    spec: row.spec,
    outcome: row.outcome,
    /** The body that it was created with, as it came in. */
    received: row.received,
    isDeleted: deleted === 1,
  })),
);

/** An execution at the moment of reading. All times are milliseconds since 1970. */
export type StoredExecution = v.InferOutput<typeof RowSchema>;

export interface NewExecution {
  readonly project: string;
  readonly creator: Creator;
  readonly spec: ExecutionSpec;
  readonly tags: readonly string[];
  readonly received: unknown;
  /** The fingerprint of its work, by which runs of the same work are counted. */
  readonly work: string;
  /** Milliseconds for which it still reads as started after its end. */
  readonly statusLag: number;
}

export interface ExecutionQuery {
  readonly project?: string | undefined;
  readonly statuses?: readonly string[];
  readonly counters?: readonly number[];
  readonly creator?: Creator | undefined;
  readonly isDeleted?: boolean;
  readonly ordering?: 'counter' | '-counter' | 'ctime' | '-ctime';
  readonly limit?: number;
  readonly offset?: number;
}

const ORDERS = {
  counter: 'counter, id',
  '-counter': 'counter DESC, id DESC',
  ctime: 'id',
  '-ctime': 'id DESC',
} as const;

/**
 * Executions. How one goes is settled when it is created, so its status is a function of the clock and no
 * transition has to be written: whatever happens to the process, the execution has gone on meanwhile.
 */
export class ExecutionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS simulator_executions (
        id TEXT PRIMARY KEY, project TEXT NOT NULL, counter INTEGER NOT NULL, creator TEXT NOT NULL,
        work TEXT NOT NULL, final_status TEXT NOT NULL, created_at INTEGER NOT NULL, queued_at INTEGER NOT NULL,
        started_at INTEGER NOT NULL, stop_asked_at INTEGER, ended_at INTEGER NOT NULL,
        status_lag INTEGER NOT NULL, changed_at INTEGER NOT NULL, tags TEXT NOT NULL, spec TEXT NOT NULL,
        outcome TEXT NOT NULL, received TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
        notified INTEGER NOT NULL DEFAULT 0, UNIQUE (project, counter)) STRICT;
      CREATE INDEX IF NOT EXISTS simulator_executions_by_work ON simulator_executions (work);
    `);
  }

  /** How many runs of this work there were. */
  countRuns(work: string): number {
    return this.#count('SELECT count(*) AS count FROM simulator_executions WHERE work = ?', [work]);
  }

  insert(execution: NewExecution, outcome: Outcome): string {
    const now = Date.now();
    const id = newUlid(now);
    this.#database
      .prepare(
        `INSERT INTO simulator_executions (
          id, project, counter, creator, work, final_status, created_at, queued_at, started_at, ended_at,
          status_lag, changed_at, tags, spec, outcome, received)
        VALUES (?1, ?2, (SELECT coalesce(max(counter), 0) + 1 FROM simulator_executions WHERE project = ?2),
          ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?6, ?11, ?12, ?13, ?14)`,
      )
      .run(
        id,
        execution.project,
        execution.creator,
        execution.work,
        outcome.status,
        now,
        now + Math.round(outcome.after * 0.1),
        now + Math.round(outcome.after * 0.2),
        now + outcome.after,
        Math.round(execution.statusLag),
        JSON.stringify(execution.tags),
        JSON.stringify(execution.spec),
        JSON.stringify(outcome),
        JSON.stringify(execution.received ?? null),
      );
    return id;
  }

  /** Also finds what was deleted. */
  find(id: string): StoredExecution | undefined {
    return this.#select('WHERE id = ?', [id])[0];
  }

  findByCounter(project: string, counter: number | 'latest'): StoredExecution | undefined {
    if (counter === 'latest') return this.list({ project, limit: 1 })[0];
    return this.list({ project, counters: [counter] })[0];
  }

  list(query: ExecutionQuery): StoredExecution[] {
    const { where, values } = toCondition(query);
    const order = ORDERS[query.ordering ?? '-counter'];
    return this.#select(`${where} ORDER BY ${order} LIMIT ? OFFSET ?`, [
      ...values,
      query.limit ?? -1,
      query.offset ?? 0,
    ]);
  }

  count(query: ExecutionQuery): number {
    const { where, values } = toCondition(query);
    return this.#count(`SELECT count(*) AS count FROM ${readableRows()} ${where}`, values);
  }

  /** Every execution whose end nobody was told yet, whether it has come or not. */
  listUnnotified(): StoredExecution[] {
    return this.#select('WHERE notified = 0 AND deleted = 0 ORDER BY ended_at', []);
  }

  setNotified(id: string): void {
    this.#database.prepare('UPDATE simulator_executions SET notified = 1 WHERE id = ?').run(id);
  }

  setTags(id: string, tags: readonly string[]): void {
    this.#database
      .prepare('UPDATE simulator_executions SET tags = ?, changed_at = ? WHERE id = ?')
      .run(JSON.stringify(tags), Date.now(), id);
  }

  setDeleted(id: string): void {
    this.#database
      .prepare('UPDATE simulator_executions SET deleted = 1, changed_at = ? WHERE id = ?')
      .run(Date.now(), id);
  }

  /** Ends an execution as stopped; one that is over stays as it is. */
  stop(id: string): void {
    this.#database
      .prepare(
        `UPDATE simulator_executions
         SET final_status = 'stopped', stop_asked_at = ?1, ended_at = ?1 + ?2, status_lag = 0, changed_at = ?1
         WHERE id = ?3 AND ended_at > ?1 AND stop_asked_at IS NULL`,
      )
      .run(Date.now(), STOPPING_TIME, id);
  }

  #select(rest: string, values: readonly SQLInputValue[]): StoredExecution[] {
    const rows = this.#database.prepare(`SELECT * FROM ${readableRows()} ${rest}`).all(...values);
    return v.parse(v.array(RowSchema), rows);
  }

  #count(sql: string, values: readonly SQLInputValue[]): number {
    const row = this.#database.prepare(sql).get(...values);
    return v.parse(v.object({ count: v.number() }), row).count;
  }
}

/** The executions with the status that they have now. */
function readableRows(): string {
  const now = Date.now();
  return `(SELECT *, CASE
      WHEN ended_at + status_lag <= ${now} THEN final_status
      WHEN stop_asked_at IS NOT NULL THEN 'stopping'
      WHEN started_at <= ${now} THEN 'started'
      WHEN queued_at <= ${now} THEN 'queued'
      ELSE 'created' END AS status FROM simulator_executions)`;
}

function toCondition(query: ExecutionQuery): { where: string; values: SQLInputValue[] } {
  const conditions: [string, SQLInputValue[]][] = [['deleted = ?', [query.isDeleted ? 1 : 0]]];
  if (query.project !== undefined) conditions.push(['project = ?', [query.project]]);
  if (query.creator !== undefined) conditions.push(['creator = ?', [query.creator]]);
  if (query.statuses?.length) conditions.push([oneOf('status', query.statuses), [...query.statuses]]);
  if (query.counters?.length) conditions.push([oneOf('counter', query.counters), [...query.counters]]);
  return {
    where: `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`,
    values: conditions.flatMap(([, values]) => values),
  };
}

function oneOf(column: string, values: readonly unknown[]): string {
  return `${column} IN (${values.map(() => '?').join(', ')})`;
}
