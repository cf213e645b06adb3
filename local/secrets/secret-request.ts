import * as v from 'valibot';
import { integer, list, oneOf, patterned, text } from '../aws-protocol/constraint.ts';

// Every constraint is the one of the service model, secretsmanager/2017-10-17. That of a name is from
// the API reference of CreateSecret.

const Id = { SecretId: text(1, 2048) };
const Description = v.optional(text(0, 2048));
const Stage = text(1, 256);

const Value = {
  ClientRequestToken: v.optional(text(32, 64)),
  SecretString: v.optional(text(1, 65_536)),
  /** Base64. */
  SecretBinary: v.optional(text(1, 87_384)),
};

export const CreateSecret = v.object({
  Name: patterned(1, 512, /^[A-Za-z0-9/_+=.@!-]+$/),
  Description,
  Tags: v.optional(v.array(v.object({ Key: text(1, 128), Value: v.optional(text(0, 256), '') })), []),
  ...Value,
});
export type CreateSecret = v.InferOutput<typeof CreateSecret>;

export const GetSecretValue = v.object({
  ...Id,
  VersionId: v.optional(text(32, 64)),
  VersionStage: v.optional(Stage),
});
export type GetSecretValue = v.InferOutput<typeof GetSecretValue>;

export const PutSecretValue = v.object({
  ...Id,
  ...Value,
  VersionStages: v.optional(list(Stage, 1, 20), ['AWSCURRENT']),
});
export type PutSecretValue = v.InferOutput<typeof PutSecretValue>;

export const UpdateSecret = v.object({ ...Id, Description, ...Value });
export type UpdateSecret = v.InferOutput<typeof UpdateSecret>;

export const DescribeSecret = v.object(Id);

export const ListSecrets = v.object({
  MaxResults: v.optional(integer(1, 100), 100),
  NextToken: v.optional(text(1, 4096)),
  SortOrder: v.optional(oneOf(['asc', 'desc']), 'asc'),
  Filters: v.optional(list(v.object({ Key: oneOf(['name']), Values: list(text(0, 512), 1, 10) }), 0, 10), []),
});
export type ListSecrets = v.InferOutput<typeof ListSecrets>;
