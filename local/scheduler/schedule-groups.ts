import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { atomically } from '../aws-protocol/atomically.ts';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { encodeNextToken } from '../aws-protocol/next-token.ts';
import { type ArnScope, groupArn } from './arn.ts';
import { readNextToken } from './paging.ts';
import type { CreateScheduleGroup, ListScheduleGroups } from './request.ts';

const Tags = v.array(v.object({ Key: v.string(), Value: v.string() }));
type Tags = v.InferOutput<typeof Tags>;

const Row = v.object({
  name: v.string(),
  tags: v.pipe(v.string(), v.parseJson(), Tags),
  client_token: v.nullable(v.string()),
  created_at: v.number(),
  modified_at: v.number(),
});
type Row = v.InferOutput<typeof Row>;

/** The groups of schedules, of which `default` always exists. */
export class ScheduleGroups {
  readonly #database: DatabaseSync;
  readonly #scope: ArnScope;
  readonly #now: () => number;

  constructor(database: DatabaseSync, scope: ArnScope, now: () => number) {
    this.#database = database;
    this.#scope = scope;
    this.#now = now;
    database.exec(`CREATE TABLE IF NOT EXISTS schedule_groups (
      name TEXT PRIMARY KEY,
      tags TEXT NOT NULL,
      client_token TEXT,
      created_at INTEGER NOT NULL,
      modified_at INTEGER NOT NULL
    ) STRICT`);
    this.#insert('default', []);
  }

  /** @throws AwsError `ConflictException` when the name is taken, unless by this very request. */
  create(input: CreateScheduleGroup): { ScheduleGroupArn: string } {
    if (!this.#insert(input.Name, input.Tags, input.ClientToken)) {
      const existing = this.#find(input.Name);
      const same = input.ClientToken !== undefined && existing.client_token === input.ClientToken;
      if (!same || JSON.stringify(existing.tags) !== JSON.stringify(input.Tags)) {
        throw new AwsError('ConflictException', `Schedule group ${input.Name} already exists.`, 409);
      }
    }
    return { ScheduleGroupArn: groupArn(this.#scope, input.Name) };
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(name: string): object {
    return this.#show(this.#find(name));
  }

  list({ NamePrefix = '', MaxResults, NextToken }: ListScheduleGroups): object {
    const [after = ''] = readNextToken(NextToken, 1);
    const rows = this.#database
      .prepare(
        `SELECT * FROM schedule_groups WHERE name > ? AND substr(name, 1, length(?)) = ?
         ORDER BY name LIMIT ?`,
      )
      .all(after, NamePrefix, NamePrefix, MaxResults + 1)
      .map((row) => v.parse(Row, row));
    const page = rows.slice(0, MaxResults);
    const last = page.at(-1);
    return {
      ScheduleGroups: page.map((row) => this.#show(row)),
      ...(last !== undefined && rows.length > page.length && { NextToken: encodeNextToken([last.name]) }),
    };
  }

  /**
   * Deletes a group with all its schedules. AWS needs a while for that, here it is done at once.
   *
   * @throws AwsError `ResourceNotFoundException`, or `ValidationException` for `default`.
   */
  delete(name: string): void {
    if (name === 'default') {
      throw new AwsError('ValidationException', 'The default schedule group cannot be deleted.');
    }
    atomically(this.#database, () => {
      this.#find(name);
      this.#database.prepare('DELETE FROM schedules WHERE group_name = ?').run(name);
      this.#database.prepare('DELETE FROM schedule_groups WHERE name = ?').run(name);
    });
  }

  /** @throws AwsError `ResourceNotFoundException` */
  require(name: string): void {
    this.#find(name);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  tagsOf(arn: string): Tags {
    return this.#findByArn(arn).tags;
  }

  /** @throws AwsError `ResourceNotFoundException` */
  tag(arn: string, tags: Tags): void {
    const group = this.#findByArn(arn);
    const kept = group.tags.filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
    this.#saveTags(group.name, [...kept, ...tags]);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  untag(arn: string, keys: string[]): void {
    const group = this.#findByArn(arn);
    this.#saveTags(
      group.name,
      group.tags.filter(({ Key }) => !keys.includes(Key)),
    );
  }

  /** False when the name is taken. */
  #insert(name: string, tags: Tags, clientToken?: string): boolean {
    const now = this.#now();
    const { changes } = this.#database
      .prepare('INSERT INTO schedule_groups VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(name, JSON.stringify(tags), clientToken ?? null, now, now);
    return changes === 1;
  }

  #saveTags(name: string, tags: Tags): void {
    this.#database
      .prepare('UPDATE schedule_groups SET tags = ?, modified_at = ? WHERE name = ?')
      .run(JSON.stringify(tags), this.#now(), name);
  }

  #findByArn(arn: string): Row {
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    if (arn !== groupArn(this.#scope, name)) {
      throw notFound(name);
    }
    return this.#find(name);
  }

  #find(name: string): Row {
    const row = this.#database.prepare('SELECT * FROM schedule_groups WHERE name = ?').get(name);
    if (row === undefined) {
      throw notFound(name);
    }
    return v.parse(Row, row);
  }

  #show(row: Row): object {
    return {
      Arn: groupArn(this.#scope, row.name),
      Name: row.name,
      State: 'ACTIVE',
      CreationDate: row.created_at / 1000,
      LastModificationDate: row.modified_at / 1000,
    };
  }
}

function notFound(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
}
