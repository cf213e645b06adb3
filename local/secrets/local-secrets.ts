import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { atomically } from '../aws-protocol/atomically.ts';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { decodeNextToken, encodeNextToken } from '../aws-protocol/next-token.ts';
import type {
  CreateSecret,
  GetSecretValue,
  ListSecrets,
  PutSecretValue,
  UpdateSecret,
} from './secret-request.ts';

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

const SecretRow = v.object({
  arn: v.string(),
  name: v.string(),
  description: v.nullable(v.string()),
  tags: v.pipe(v.string(), v.parseJson(), v.array(v.object({ Key: v.string(), Value: v.string() }))),
  created_at: v.number(),
  changed_at: v.number(),
});
type SecretRow = v.InferOutput<typeof SecretRow>;

const VersionRow = v.object({
  version_id: v.string(),
  secret_string: v.nullable(v.string()),
  secret_binary: v.nullable(v.string()),
  created_at: v.number(),
});
type VersionRow = v.InferOutput<typeof VersionRow>;

const StageRow = v.object({ stage: v.string(), version_id: v.string() });

/** A new value, one of the two kinds, and the token that makes a repeated request harmless. */
interface Value {
  ClientRequestToken?: string | undefined;
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}

/** Where the secrets pretend to be. */
export interface LocalSecretsOptions {
  region: string;
  accountId: string;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * Secrets Manager on one machine. The values lie in the database in the clear; what protects them is that
 * only its owner can read the file.
 */
export class LocalSecrets {
  readonly #database: DatabaseSync;
  readonly #region: string;
  readonly #accountId: string;
  readonly #now: () => number;

  constructor(database: DatabaseSync, { region, accountId, now = () => Date.now() }: LocalSecretsOptions) {
    this.#database = database;
    this.#region = region;
    this.#accountId = accountId;
    this.#now = now;
    database.exec(`CREATE TABLE IF NOT EXISTS secrets (
      arn TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      description TEXT,
      tags TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS secret_versions (
      arn TEXT NOT NULL REFERENCES secrets (arn),
      version_id TEXT NOT NULL,
      secret_string TEXT,
      secret_binary TEXT,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (arn, version_id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS secret_stages (
      arn TEXT NOT NULL REFERENCES secrets (arn),
      stage TEXT NOT NULL,
      version_id TEXT NOT NULL,
      PRIMARY KEY (arn, stage)
    ) STRICT;`);
  }

  /**
   * @throws AwsError `ResourceExistsException` when the name is taken, unless by this very request;
   * `InvalidParameterException`
   */
  create(input: CreateSecret): object {
    requireOneKind(input);
    return atomically(this.#database, () => {
      const existing = this.#read(input.Name);
      if (existing !== undefined) {
        if (!this.#isRepeated(existing.arn, input)) {
          throw new AwsError(
            'ResourceExistsException',
            `The operation failed because the secret ${input.Name} already exists.`,
          );
        }
        return { ARN: existing.arn, Name: existing.name, VersionId: input.ClientRequestToken };
      }
      const arn = this.#newArn(input.Name);
      const now = this.#now();
      this.#database
        .prepare('INSERT INTO secrets VALUES (?, ?, ?, ?, ?, ?)')
        .run(arn, input.Name, input.Description ?? null, JSON.stringify(input.Tags), now, now);
      const VersionId = hasValue(input) ? this.#addVersion(arn, input, [CURRENT]) : undefined;
      return { ARN: arn, Name: input.Name, VersionId };
    });
  }

  /** @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` */
  getValue({ SecretId, VersionId, VersionStage }: GetSecretValue): object {
    const secret = this.#find(SecretId);
    const version = this.#findVersion(secret.arn, VersionId, VersionStage);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.version_id,
      SecretString: version.secret_string ?? undefined,
      SecretBinary: version.secret_binary ?? undefined,
      VersionStages: this.#stagesOf(secret.arn)[version.version_id] ?? [],
      CreatedDate: version.created_at / 1000,
    };
  }

  /** @throws AwsError `ResourceNotFoundException`, `ResourceExistsException`, `InvalidParameterException` */
  putValue(input: PutSecretValue): object {
    requireOneKind(input);
    if (!hasValue(input)) {
      throw new AwsError(
        'InvalidParameterException',
        'You must provide either SecretString or SecretBinary.',
      );
    }
    return atomically(this.#database, () => {
      const { arn, name } = this.#find(input.SecretId);
      const VersionId = this.#addVersion(arn, input, input.VersionStages);
      return { ARN: arn, Name: name, VersionId, VersionStages: this.#stagesOf(arn)[VersionId] ?? [] };
    });
  }

  /** @throws AwsError `ResourceNotFoundException`, `ResourceExistsException`, `InvalidParameterException` */
  update(input: UpdateSecret): object {
    requireOneKind(input);
    return atomically(this.#database, () => {
      const { arn, name, description } = this.#find(input.SecretId);
      this.#database
        .prepare('UPDATE secrets SET description = ?, changed_at = ? WHERE arn = ?')
        .run(input.Description ?? description, this.#now(), arn);
      const VersionId = hasValue(input) ? this.#addVersion(arn, input, [CURRENT]) : undefined;
      return { ARN: arn, Name: name, VersionId };
    });
  }

  /** @throws AwsError `ResourceNotFoundException` */
  describe(secretId: string): object {
    const secret = this.#find(secretId);
    return { ...show(secret), VersionIdsToStages: this.#stagesOf(secret.arn) };
  }

  /** Without values. @throws AwsError `InvalidNextTokenException` */
  list({ MaxResults, NextToken, SortOrder, Filters }: ListSecrets): object {
    const after = NextToken === undefined ? [] : decodeNextToken(NextToken, 1);
    if (after === undefined) {
      throw new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
    }
    const matching = this.#database
      .prepare(`SELECT * FROM secrets ORDER BY name ${SortOrder === 'desc' ? 'DESC' : 'ASC'}`)
      .all()
      .map((row) => v.parse(SecretRow, row))
      .filter(({ name }) => Filters.every(({ Values }) => Values.some((prefix) => name.startsWith(prefix))));
    const from = matching.findIndex(({ name }) => name === after[0]) + 1;
    const page = matching.slice(from, from + MaxResults);
    const last = page.at(-1);
    return {
      SecretList: page.map((secret) => ({
        ...show(secret),
        SecretVersionsToStages: this.#stagesOf(secret.arn),
      })),
      ...(last !== undefined &&
        from + page.length < matching.length && { NextToken: encodeNextToken([last.name]) }),
    };
  }

  /** The suffix tells a secret from an earlier one of the same name. */
  #newArn(name: string): string {
    const suffix = randomBytes(9).toString('base64').replace(/[+/]/g, 'x').slice(0, 6);
    return `arn:aws:secretsmanager:${this.#region}:${this.#accountId}:secret:${name}-${suffix}`;
  }

  /** Adds a version and moves the stages to it; the version that was current becomes the previous one. */
  #addVersion(arn: string, value: Value, stages: string[]): string {
    const id = value.ClientRequestToken ?? randomUUID();
    if (this.#isRepeated(arn, { ...value, ClientRequestToken: id })) {
      return id;
    }
    if (this.#readVersion(arn, id) !== undefined) {
      throw new AwsError(
        'ResourceExistsException',
        'There is already a version with this ClientRequestToken.',
      );
    }
    const now = this.#now();
    this.#database
      .prepare('INSERT INTO secret_versions VALUES (?, ?, ?, ?, ?)')
      .run(arn, id, value.SecretString ?? null, value.SecretBinary ?? null, now);
    this.#database.prepare('UPDATE secrets SET changed_at = ? WHERE arn = ?').run(now, arn);
    const current = this.#versionAt(arn, CURRENT);
    if (current === undefined) {
      this.#moveStage(arn, CURRENT, id);
    } else if (stages.includes(CURRENT)) {
      this.#moveStage(arn, PREVIOUS, current);
    }
    for (const stage of stages) {
      this.#moveStage(arn, stage, id);
    }
    this.#forgetUnstaged(arn);
    return id;
  }

  /** A version without a stage can't be wanted any more, and a secret not kept can't be lost. */
  #forgetUnstaged(arn: string): void {
    this.#database
      .prepare(
        `DELETE FROM secret_versions
         WHERE arn = :arn AND version_id NOT IN (SELECT version_id FROM secret_stages WHERE arn = :arn)`,
      )
      .run({ arn });
  }

  /** True when the version that the token names is there with the same value. */
  #isRepeated(arn: string, { ClientRequestToken, SecretString, SecretBinary }: Value): boolean {
    const version = ClientRequestToken === undefined ? undefined : this.#readVersion(arn, ClientRequestToken);
    return (
      version !== undefined &&
      version.secret_string === (SecretString ?? null) &&
      version.secret_binary === (SecretBinary ?? null)
    );
  }

  #moveStage(arn: string, stage: string, versionId: string): void {
    this.#database
      .prepare(
        `INSERT INTO secret_stages VALUES (?, ?, ?)
         ON CONFLICT (arn, stage) DO UPDATE SET version_id = excluded.version_id`,
      )
      .run(arn, stage, versionId);
  }

  #findVersion(arn: string, versionId: string | undefined, stage: string | undefined): VersionRow {
    const staged = this.#versionAt(arn, stage ?? CURRENT);
    if (versionId !== undefined && stage !== undefined && staged !== versionId) {
      throw new AwsError(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      );
    }
    const wanted = versionId ?? staged;
    const version = wanted === undefined ? undefined : this.#readVersion(arn, wanted);
    if (version === undefined) {
      const what = versionId === undefined ? `staging label: ${stage ?? CURRENT}` : `VersionId: ${versionId}`;
      throw notFound(`Secrets Manager can't find the specified secret value for ${what}`);
    }
    return version;
  }

  #versionAt(arn: string, stage: string): string | undefined {
    const row = this.#database
      .prepare('SELECT stage, version_id FROM secret_stages WHERE arn = ? AND stage = ?')
      .get(arn, stage);
    return row === undefined ? undefined : v.parse(StageRow, row).version_id;
  }

  #readVersion(arn: string, id: string): VersionRow | undefined {
    const row = this.#database
      .prepare('SELECT * FROM secret_versions WHERE arn = ? AND version_id = ?')
      .get(arn, id);
    return row === undefined ? undefined : v.parse(VersionRow, row);
  }

  /** The stages of each version. */
  #stagesOf(arn: string): Record<string, string[]> {
    const stages: Record<string, string[]> = {};
    for (const row of this.#database
      .prepare('SELECT stage, version_id FROM secret_stages WHERE arn = ?')
      .all(arn)) {
      const { stage, version_id } = v.parse(StageRow, row);
      stages[version_id] = [...(stages[version_id] ?? []), stage];
    }
    return stages;
  }

  /** By name, by ARN, or by an ARN without the suffix. */
  #read(id: string): SecretRow | undefined {
    const row = this.#database
      .prepare('SELECT * FROM secrets WHERE name = :id OR arn = :id OR substr(arn, 1, length(arn) - 7) = :id')
      .get({ id });
    return row === undefined ? undefined : v.parse(SecretRow, row);
  }

  #find(id: string): SecretRow {
    const secret = this.#read(id);
    if (secret === undefined) {
      throw notFound("Secrets Manager can't find the specified secret.");
    }
    return secret;
  }
}

function show(secret: SecretRow): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description ?? undefined,
    Tags: secret.tags,
    CreatedDate: secret.created_at / 1000,
    LastChangedDate: secret.changed_at / 1000,
  };
}

function hasValue({ SecretString, SecretBinary }: Value): boolean {
  return SecretString !== undefined || SecretBinary !== undefined;
}

function requireOneKind({ SecretString, SecretBinary }: Value): void {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
