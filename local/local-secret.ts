import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readSecretDocument, type SecretDocument, writeSecretDocument } from '../cli/secret-document.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './local-account.ts';

/**
 * Makes the secret at the first start, as `cdk deploy` does: a key of its own and no token. Then stores the
 * token that is to be used.
 *
 * @param chooseToken gets the token that is stored, empty when there is none
 */
export async function prepareSecret(
  endpoint: string,
  secretId: string,
  chooseToken: (stored: string) => Promise<string>,
): Promise<SecretDocument> {
  const client = new SecretsManagerClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, endpoint });
  const empty = { webhookKey: randomBytes(24).toString('hex'), valohaiToken: '' };
  try {
    await client.send(new CreateSecretCommand({ Name: secretId, SecretString: JSON.stringify(empty) }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
  }
  const stored = await readSecretDocument(client, secretId);
  const valohaiToken = await chooseToken(stored.valohaiToken);
  if (valohaiToken === stored.valohaiToken) return stored;
  const document = { ...stored, valohaiToken };
  await writeSecretDocument(client, secretId, document);
  return document;
}
