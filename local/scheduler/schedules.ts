import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { atomically } from '../aws-protocol/atomically.ts';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { encodeNextToken } from '../aws-protocol/next-token.ts';
import { type ArnScope, scheduleArn } from './arn.ts';
import { firstOccurrence, occurrenceAfter } from './occurrence.ts';
import { readNextToken } from './paging.ts';
import { Definition, type ListSchedules, type NameSchedule, type PutSchedule } from './request.ts';
import type { ScheduleGroups } from './schedule-groups.ts';
import { requireSound } from './soundness.ts';

const Row = v.object({
  group_name: v.string(),
  name: v.string(),
  definition: v.pipe(v.string(), v.parseJson(), Definition),
  client_token: v.nullable(v.string()),
  created_as: v.string(),
  created_at: v.number(),
  modified_at: v.number(),
  scheduled_for: v.nullable(v.number()),
  fire_at: v.nullable(v.number()),
});
type Row = v.InferOutput<typeof Row>;

/** A schedule whose time has come. */
export interface DueSchedule {
  group: string;
  name: string;
  arn: string;
  definition: Definition;
  /** The time that its expression gives, in milliseconds since 1970. */
  scheduledFor: number;
  /** The last time it was changed, which tells this schedule from a later one of the same name. */
  modifiedAt: number;
}

/** The schedules, on disk, with the real time at which each is due next. */
export class Schedules {
  readonly #database: DatabaseSync;
  readonly #groups: ScheduleGroups;
  readonly #scope: ArnScope;
  readonly #timeScale: number;
  readonly #now: () => number;

  constructor(
    database: DatabaseSync,
    groups: ScheduleGroups,
    options: ArnScope & { timeScale: number; now: () => number },
  ) {
    this.#database = database;
    this.#groups = groups;
    this.#scope = options;
    this.#timeScale = options.timeScale;
    this.#now = options.now;
    // fire_at is real time and kept, so that neither a restart nor another time scale moves it.
    database.exec(`CREATE TABLE IF NOT EXISTS schedules (
      group_name TEXT NOT NULL,
      name TEXT NOT NULL,
      state TEXT NOT NULL,
      definition TEXT NOT NULL,
      client_token TEXT,
      created_as TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL,
      scheduled_for INTEGER,
      fire_at REAL,
      PRIMARY KEY (group_name, name)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS schedules_by_fire_at ON schedules (fire_at) WHERE fire_at IS NOT NULL;`);
  }

  /**
   * @throws AwsError `ValidationException`, `ResourceNotFoundException` for the group, and
   * `ConflictException` when the name is taken, unless by this very request with this very token.
   */
  create(input: PutSchedule): { ScheduleArn: string } {
    const { Name, GroupName, ClientToken, ...definition } = input;
    const arn = scheduleArn(this.#scope, GroupName, Name);
    const createdAs = JSON.stringify(definition);
    return atomically(this.#database, () => {
      const existing = this.#read(GroupName, Name);
      // First of all, for a repeated request may come after the time for which it schedules something.
      if (
        ClientToken !== undefined &&
        existing?.client_token === ClientToken &&
        existing.created_as === createdAs
      ) {
        return { ScheduleArn: arn };
      }
      const now = this.#now();
      requireSound(definition, now);
      this.#groups.require(GroupName);
      if (existing !== undefined) {
        throw new AwsError('ConflictException', `Schedule ${Name} already exists.`, 409);
      }
      const first = firstOccurrence(definition, now, now, this.#timeScale);
      this.#database
        .prepare('INSERT INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          GroupName,
          Name,
          definition.State,
          createdAs,
          ClientToken ?? null,
          createdAs,
          now,
          now,
          first?.scheduledFor ?? null,
          first?.fireAt ?? null,
        );
      return { ScheduleArn: arn };
    });
  }

  /**
   * Replaces all of a schedule: what is left out takes its default again.
   *
   * @throws AwsError `ValidationException`, `ResourceNotFoundException`
   */
  update(input: PutSchedule): { ScheduleArn: string } {
    const { Name, GroupName, ClientToken: _, ...definition } = input;
    return atomically(this.#database, () => {
      const { created_at } = this.#find({ Name, GroupName });
      const now = this.#now();
      requireSound(definition, now);
      const first = firstOccurrence(definition, now, created_at, this.#timeScale);
      this.#database
        .prepare(
          `UPDATE schedules SET state = ?, definition = ?, modified_at = ?, scheduled_for = ?, fire_at = ?
           WHERE group_name = ? AND name = ?`,
        )
        .run(
          definition.State,
          JSON.stringify(definition),
          now,
          first?.scheduledFor ?? null,
          first?.fireAt ?? null,
          GroupName,
          Name,
        );
      return { ScheduleArn: scheduleArn(this.#scope, GroupName, Name) };
    });
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(input: NameSchedule): object {
    const row = this.#find(input);
    return { ...this.#summarise(row), ...row.definition };
  }

  /** @throws AwsError `ResourceNotFoundException` */
  delete({ Name, GroupName }: NameSchedule): void {
    const { changes } = this.#database
      .prepare('DELETE FROM schedules WHERE group_name = ? AND name = ?')
      .run(GroupName, Name);
    if (changes === 0) {
      throw notFound(Name);
    }
  }

  /** @throws AwsError `ResourceNotFoundException` for the group, `ValidationException` for the token. */
  list({ GroupName, NamePrefix = '', State, MaxResults, NextToken }: ListSchedules): object {
    if (GroupName !== undefined) {
      this.#groups.require(GroupName);
    }
    const [afterGroup = '', afterName = ''] = readNextToken(NextToken, 2);
    const rows = this.#database
      .prepare(
        `SELECT * FROM schedules
         WHERE (group_name, name) > (:afterGroup, :afterName)
           AND group_name = coalesce(:group, group_name)
           AND state = coalesce(:state, state)
           AND substr(name, 1, length(:prefix)) = :prefix
         ORDER BY group_name, name LIMIT :limit`,
      )
      .all({
        afterGroup,
        afterName,
        group: GroupName ?? null,
        state: State ?? null,
        prefix: NamePrefix,
        limit: MaxResults + 1,
      })
      .map((row) => v.parse(Row, row));
    const page = rows.slice(0, MaxResults);
    const last = page.at(-1);
    return {
      Schedules: page.map((row) => ({
        ...this.#summarise(row),
        State: row.definition.State,
        Target: { Arn: row.definition.Target.Arn },
      })),
      ...(last !== undefined &&
        rows.length > page.length && { NextToken: encodeNextToken([last.group_name, last.name]) }),
    };
  }

  /** When the next schedule is due, in real milliseconds since 1970. */
  nextFireAt(): number | undefined {
    const row = this.#database.prepare('SELECT min(fire_at) AS time FROM schedules').get();
    return v.parse(v.object({ time: v.nullable(v.number()) }), row).time ?? undefined;
  }

  /**
   * Takes the schedule that has been due for longest, and sets when it is due again, if it is.
   * Occurrences that were missed while nothing ran count as one.
   */
  takeDue(): DueSchedule | undefined {
    const now = this.#now();
    const found = this.#database
      .prepare('SELECT * FROM schedules WHERE fire_at <= ? ORDER BY fire_at LIMIT 1')
      .get(now);
    if (found === undefined) {
      return undefined;
    }
    const row = v.parse(Row, found);
    const { scheduled_for: scheduledFor, fire_at: fireAt } = row;
    if (scheduledFor === null || fireAt === null) {
      return undefined;
    }
    const next = occurrenceAfter(
      { scheduledFor, fireAt },
      row.definition,
      now,
      row.created_at,
      this.#timeScale,
    );
    this.#database
      .prepare('UPDATE schedules SET scheduled_for = ?, fire_at = ? WHERE group_name = ? AND name = ?')
      .run(next?.scheduledFor ?? null, next?.fireAt ?? null, row.group_name, row.name);
    return {
      group: row.group_name,
      name: row.name,
      arn: scheduleArn(this.#scope, row.group_name, row.name),
      definition: row.definition,
      scheduledFor,
      modifiedAt: row.modified_at,
    };
  }

  /**
   * Deletes a schedule that wished to be deleted, once it will not be due again. One that was changed
   * in the meantime stays.
   */
  deleteIfComplete(group: string, name: string, modifiedAt: number): void {
    this.#database
      .prepare(
        `DELETE FROM schedules WHERE group_name = ? AND name = ? AND modified_at = ? AND fire_at IS NULL
         AND definition ->> 'ActionAfterCompletion' = 'DELETE'`,
      )
      .run(group, name, modifiedAt);
  }

  #read(group: string, name: string): Row | undefined {
    const row = this.#database
      .prepare('SELECT * FROM schedules WHERE group_name = ? AND name = ?')
      .get(group, name);
    return row === undefined ? undefined : v.parse(Row, row);
  }

  #find({ Name, GroupName }: NameSchedule): Row {
    this.#groups.require(GroupName);
    const row = this.#read(GroupName, Name);
    if (row === undefined) {
      throw notFound(Name);
    }
    return row;
  }

  #summarise(row: Row) {
    return {
      Arn: scheduleArn(this.#scope, row.group_name, row.name),
      GroupName: row.group_name,
      Name: row.name,
      CreationDate: row.created_at / 1000,
      LastModificationDate: row.modified_at / 1000,
    };
  }
}

function notFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
}
