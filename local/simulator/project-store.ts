import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { newUlid } from './ulid.ts';

const VariablesSchema = v.record(v.string(), v.strictObject({ value: v.string(), secret: v.boolean() }));

/** A project's environment variables, the secret ones with their values: the simulator has to know them. */
export type ProjectVariables = v.InferOutput<typeof VariablesSchema>;

/** What a project is made from. `steps` are those that its commit declares. */
export const NewProjectSchema = v.strictObject({
  owner: v.pipe(v.string(), v.nonEmpty()),
  name: v.pipe(v.string(), v.nonEmpty()),
  description: v.optional(v.string(), ''),
  readOnly: v.optional(v.boolean(), false),
  steps: v.optional(v.array(v.string()), []),
  environmentVariables: v.optional(VariablesSchema, {}),
});

export type NewProject = v.InferInput<typeof NewProjectSchema>;

export interface Project {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly environmentVariables: ProjectVariables;
}

/** `steps` is null for uploaded code: the package is not opened, so every step is taken to be in it. */
export interface Commit {
  readonly identifier: string;
  readonly project: string;
  readonly ref: string;
  readonly isAdhoc: boolean;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
  readonly steps: readonly string[] | null;
}

const ProjectRowSchema = v.pipe(
  v.object({
    id: v.string(),
    owner: v.string(),
    name: v.string(),
    description: v.string(),
    read_only: v.number(),
    created_at: v.number(),
    variables: v.pipe(v.string(), v.parseJson(), VariablesSchema),
  }),
  v.transform(
    (row): Project => ({
      id: row.id,
      owner: row.owner,
      name: row.name,
      description: row.description,
      readOnly: row.read_only === 1,
      createdAt: row.created_at,
      environmentVariables: row.variables,
    }),
  ),
);

const CommitRowSchema = v.pipe(
  v.object({
    identifier: v.string(),
    project: v.string(),
    ref: v.string(),
    adhoc: v.number(),
    committed_at: v.number(),
    steps: v.pipe(v.string(), v.parseJson(), v.nullable(v.array(v.string()))),
  }),
  v.transform(
    (row): Commit => ({
      identifier: row.identifier,
      project: row.project,
      ref: row.ref,
      isAdhoc: row.adhoc === 1,
      committedAt: row.committed_at,
      steps: row.steps,
    }),
  ),
);

/** Projects, with the commits that executions are made from. */
export class ProjectStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS simulator_projects (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
        read_only INTEGER NOT NULL, created_at INTEGER NOT NULL, variables TEXT NOT NULL,
        UNIQUE (owner, name)) STRICT;
      CREATE TABLE IF NOT EXISTS simulator_commits (
        project TEXT NOT NULL, identifier TEXT NOT NULL, ref TEXT NOT NULL, adhoc INTEGER NOT NULL,
        committed_at INTEGER NOT NULL, steps TEXT NOT NULL, PRIMARY KEY (project, identifier)) STRICT;
    `);
  }

  insert(project: v.InferOutput<typeof NewProjectSchema>): Project {
    const id = newUlid();
    this.#database
      .prepare('INSERT INTO simulator_projects VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        id,
        project.owner,
        project.name,
        project.description,
        project.readOnly ? 1 : 0,
        Date.now(),
        JSON.stringify(project.environmentVariables),
      );
    return this.#get(id);
  }

  /** By id, or by `owner/name`. */
  find(reference: string): Project | undefined {
    const row = this.#database
      .prepare(`SELECT * FROM simulator_projects WHERE id = ? OR owner || '/' || name = ?`)
      .get(reference.toLowerCase(), reference);
    return row === undefined ? undefined : v.parse(ProjectRowSchema, row);
  }

  list(): Project[] {
    const rows = this.#database.prepare('SELECT * FROM simulator_projects ORDER BY id').all();
    return v.parse(v.array(ProjectRowSchema), rows);
  }

  setVariables(id: string, variables: ProjectVariables): void {
    this.#database
      .prepare('UPDATE simulator_projects SET variables = ? WHERE id = ?')
      .run(JSON.stringify(variables), id);
  }

  /** Keeps the commit; the same one again replaces it. */
  putCommit(commit: Commit): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO simulator_commits VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        commit.project,
        commit.identifier,
        commit.ref,
        commit.isAdhoc ? 1 : 0,
        commit.committedAt,
        JSON.stringify(commit.steps),
      );
  }

  findCommit(project: string, identifier: string): Commit | undefined {
    const row = this.#database
      .prepare('SELECT * FROM simulator_commits WHERE project = ? AND identifier = ?')
      .get(project, identifier);
    return row === undefined ? undefined : v.parse(CommitRowSchema, row);
  }

  /** The newest first; of one project, or of all. */
  listCommits(project: string | null): Commit[] {
    const rows = this.#database
      .prepare(
        'SELECT * FROM simulator_commits WHERE ?1 IS NULL OR project = ?1 ORDER BY committed_at DESC, identifier',
      )
      .all(project);
    return v.parse(v.array(CommitRowSchema), rows);
  }

  #get(id: string): Project {
    const project = this.find(id);
    if (project === undefined) throw new Error(`project ${id} is gone`);
    return project;
  }
}
