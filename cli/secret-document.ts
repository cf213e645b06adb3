import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { ConfigError } from '../functions/config-error.ts';

/** The secret's JSON; keys that are not known here are kept. */
const DocumentSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    webhookKey: v.optional(v.string(), ''),
    previousWebhookKey: v.optional(v.string()),
    valohaiToken: v.optional(v.string(), ''),
    slackUrl: v.optional(v.unknown()),
  }),
);

export type SecretDocument = v.InferOutput<typeof DocumentSchema>;

/** @throws ConfigError when the secret is not the JSON it has to be; SDK errors when it cannot be read */
export async function readSecretDocument(
  client: SecretsManagerClient,
  secretId: string,
): Promise<SecretDocument> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  const parsed = v.safeParse(DocumentSchema, SecretString);
  if (parsed.success) return parsed.output;
  throw new ConfigError(
    `The secret ${secretId} is not JSON of the form {"webhookKey": "…", "valohaiToken": "…"}. ` +
      'Bring it into that form in the console of Secrets Manager; nothing was changed.',
  );
}

export async function writeSecretDocument(
  client: SecretsManagerClient,
  secretId: string,
  document: SecretDocument,
): Promise<void> {
  await client.send(
    new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(document) }),
  );
}
