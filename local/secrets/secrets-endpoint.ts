import type { RequestListener } from 'node:http';
import { parseInput } from '../aws-protocol/constraint.ts';
import { createAwsEndpoint } from '../aws-protocol/endpoint.ts';
import { findOperation, type Operations } from '../aws-protocol/operation.ts';
import { awsJson11 } from '../aws-protocol/protocol.ts';
import type { LocalSecrets } from './local-secrets.ts';
import {
  CreateSecret,
  DescribeSecret,
  GetSecretValue,
  ListSecrets,
  PutSecretValue,
  UpdateSecret,
} from './secret-request.ts';

/** The HTTP side of the secrets: the operations of AWS Secrets Manager that store and read values. */
export function createSecretsEndpoint(secrets: LocalSecrets): RequestListener {
  const operations: Operations = {
    CreateSecret: ({ body }) => secrets.create(parseInput(CreateSecret, body)),
    GetSecretValue: ({ body }) => secrets.getValue(parseInput(GetSecretValue, body)),
    PutSecretValue: ({ body }) => secrets.putValue(parseInput(PutSecretValue, body)),
    UpdateSecret: ({ body }) => secrets.update(parseInput(UpdateSecret, body)),
    DescribeSecret: ({ body }) => secrets.describe(parseInput(DescribeSecret, body).SecretId),
    ListSecrets: ({ body }) => secrets.list(parseInput(ListSecrets, body)),
  };
  return createAwsEndpoint(awsJson11, (request) =>
    findOperation(operations, 'secretsmanager', request)(request),
  );
}
