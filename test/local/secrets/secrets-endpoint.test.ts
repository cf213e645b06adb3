import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../../local/aws-protocol/loopback-server.ts';
import { openDatabase } from '../../../local/database.ts';
import { LocalSecrets } from '../../../local/secrets/local-secrets.ts';
import { createSecretsEndpoint } from '../../../local/secrets/secrets-endpoint.ts';

const SCOPE = { region: 'eu-north-1', accountId: '111122223333' };
const TOKEN = 'a'.repeat(32);
const OTHER_TOKEN = 'b'.repeat(32);

let directory: string;
let database: ReturnType<typeof openDatabase>;
let server: LoopbackServer;
let client: SecretsManagerClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

async function start() {
  database = openDatabase(directory);
  server = await listenOnLoopback(createSecretsEndpoint(new LocalSecrets(database, SCOPE)));
  client = new SecretsManagerClient({
    endpoint: server.url,
    region: SCOPE.region,
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    maxAttempts: 1,
  });
}

async function stop() {
  client.destroy();
  await server.close();
  database.close();
}

const create = (Name: string, SecretString?: string, ClientRequestToken?: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
const put = (SecretId: string, SecretString: string, ClientRequestToken?: string) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const read = (input: GetSecretValueCommandInput) => client.send(new GetSecretValueCommand(input));
const refusal = (name: string, message: unknown = expect.any(String)) => ({
  name,
  message,
  $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
});

describe('a secret', () => {
  it('is found by its name, its ARN, and its ARN without the suffix', async () => {
    const { ARN = '' } = await create('app/token', 'one');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-north-1:111122223333:secret:app\/token-[A-Za-z0-9]{6}$/);
    for (const SecretId of ['app/token', ARN, ARN.slice(0, -7)]) {
      await expect(read({ SecretId })).resolves.toMatchObject({
        ARN,
        Name: 'app/token',
        SecretString: 'one',
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  it('survives a restart', async () => {
    await create('token', 'one');
    await stop();
    await start();
    await expect(read({ SecretId: 'token' })).resolves.toMatchObject({ SecretString: 'one' });
  });

  it('can be binary', async () => {
    const SecretBinary = Uint8Array.of(0, 255, 10);
    await client.send(new CreateSecretCommand({ Name: 'key', SecretBinary }));
    const { SecretBinary: read_ } = await read({ SecretId: 'key' });
    expect(Buffer.from(read_ ?? [])).toEqual(Buffer.from(SecretBinary));
  });

  it('keeps the current and the previous value, each at its stage', async () => {
    await create('token', 'one');
    await put('token', 'two');
    const { VersionId } = await client.send(
      new UpdateSecretCommand({ SecretId: 'token', SecretString: 'three' }),
    );

    await expect(read({ SecretId: 'token' })).resolves.toMatchObject({ SecretString: 'three', VersionId });
    await expect(read({ SecretId: 'token', VersionStage: 'AWSPREVIOUS' })).resolves.toMatchObject({
      SecretString: 'two',
    });
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: 'token' }));
    expect(Object.values(VersionIdsToStages).sort()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('can have a value that is not current yet', async () => {
    await create('token', 'one');
    await client.send(
      new PutSecretValueCommand({ SecretId: 'token', SecretString: 'two', VersionStages: ['AWSPENDING'] }),
    );
    await expect(read({ SecretId: 'token' })).resolves.toMatchObject({ SecretString: 'one' });
    await expect(read({ SecretId: 'token', VersionStage: 'AWSPENDING' })).resolves.toMatchObject({
      SecretString: 'two',
    });
  });

  it('is described without its value', async () => {
    const Tags = [{ Key: 'team', Value: 'ml' }];
    await client.send(
      new CreateSecretCommand({ Name: 'token', Description: 'first', Tags, SecretString: 'one' }),
    );
    await client.send(new UpdateSecretCommand({ SecretId: 'token', Description: 'second' }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'token' }));
    expect(described).toMatchObject({
      Name: 'token',
      Description: 'second',
      Tags,
      CreatedDate: expect.any(Date),
      LastChangedDate: expect.any(Date),
    });
    expect(JSON.stringify(described)).not.toContain('one');
  });

  it('takes a repeated request as the same one', async () => {
    const first = await create('token', 'one', TOKEN);
    expect(first.VersionId).toBe(TOKEN);
    expect(await create('token', 'one', TOKEN)).toMatchObject({ ARN: first.ARN, VersionId: TOKEN });
    await put('token', 'two', OTHER_TOKEN);
    await expect(put('token', 'two', OTHER_TOKEN)).resolves.toMatchObject({
      VersionId: OTHER_TOKEN,
      VersionStages: ['AWSCURRENT'],
    });
    await expect(put('token', 'three', OTHER_TOKEN)).rejects.toMatchObject(
      refusal('ResourceExistsException'),
    );
    await expect(read({ SecretId: 'token' })).resolves.toMatchObject({ SecretString: 'two' });
  });
});

describe('the list of secrets', () => {
  it('comes in pages, in the order of names, and can be narrowed', async () => {
    for (const name of ['b', 'a', 'c1', 'c2']) await create(name, 'value');
    const seen: unknown[] = [];
    for await (const { SecretList = [] } of paginateListSecrets({ client, pageSize: 3 }, {})) {
      seen.push(SecretList.map(({ Name }) => Name));
    }
    expect(seen).toEqual([['a', 'b', 'c1'], ['c2']]);
    const { SecretList } = await client.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['c'] }], SortOrder: 'desc' }),
    );
    expect(SecretList?.map(({ Name }) => Name)).toEqual(['c2', 'c1']);
  });

  it('refuses a token that it never gave', async () => {
    await expect(client.send(new ListSecretsCommand({ NextToken: 'made-up' }))).rejects.toMatchObject(
      refusal('InvalidNextTokenException'),
    );
  });
});

describe('a request', () => {
  it('for a secret that does not exist is refused', async () => {
    const missing = refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    await expect(read({ SecretId: 'none' })).rejects.toMatchObject(missing);
    await expect(put('none', 'one')).rejects.toMatchObject(missing);
    await expect(client.send(new UpdateSecretCommand({ SecretId: 'none' }))).rejects.toMatchObject(missing);
    await expect(client.send(new DescribeSecretCommand({ SecretId: 'none' }))).rejects.toMatchObject(missing);
  });

  it('for a version that does not exist is refused', async () => {
    await create('token', 'one', TOKEN);
    const { ARN: SecretId } = await create('empty');
    await expect(read({ SecretId })).rejects.toMatchObject(
      refusal('ResourceNotFoundException', /AWSCURRENT$/),
    );
    await expect(read({ SecretId: 'token', VersionId: OTHER_TOKEN })).rejects.toMatchObject(
      refusal('ResourceNotFoundException'),
    );
    await expect(read({ SecretId: 'token', VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject(
      refusal('ResourceNotFoundException'),
    );
    await put('token', 'two', OTHER_TOKEN);
    await expect(
      read({ SecretId: 'token', VersionId: TOKEN, VersionStage: 'AWSCURRENT' }),
    ).rejects.toMatchObject(refusal('InvalidRequestException'));
  });

  it('for a name that is taken is refused', async () => {
    await create('token', 'one');
    await expect(create('token', 'two')).rejects.toMatchObject(
      refusal('ResourceExistsException', 'The operation failed because the secret token already exists.'),
    );
  });

  it('with no value, or with two, is refused', async () => {
    await create('token', 'one');
    await expect(client.send(new PutSecretValueCommand({ SecretId: 'token' }))).rejects.toMatchObject(
      refusal('InvalidParameterException'),
    );
    const both = { SecretString: 'one', SecretBinary: Uint8Array.of(1) };
    await expect(client.send(new CreateSecretCommand({ Name: 'two', ...both }))).rejects.toMatchObject(
      refusal('InvalidParameterException'),
    );
  });

  it('that breaks a constraint is refused without repeating the value', async () => {
    await expect(create('a b', 'one')).rejects.toMatchObject(
      refusal('ValidationException', expect.stringContaining("'name'")),
    );
    await expect(create('token', 'one', 'short')).rejects.toMatchObject(
      refusal('ValidationException', expect.stringContaining("'clientRequestToken'")),
    );
    const tooLong = 'hush'.repeat(20_000);
    await expect(create('token', tooLong)).rejects.toMatchObject(
      refusal('ValidationException', expect.not.stringContaining('hush')),
    );
  });

  it('without a signature, or for an unknown operation, is refused', async () => {
    const target = { 'x-amz-target': 'secretsmanager.ListSecrets' };
    expect(await post(target)).toMatchObject({ status: 403, body: { __type: 'MissingAuthenticationToken' } });
    const authorization = 'AWS4-HMAC-SHA256 Credential=anyone';
    expect(await post({ authorization, ...target })).toMatchObject({ status: 200, body: { SecretList: [] } });
    for (const name of ['secretsmanager.Nothing', 'secretsmanager.toString', 'other.ListSecrets']) {
      const answer = await post({ authorization, 'x-amz-target': name });
      expect(answer).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
    }
  });
});

function post(headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const outgoing = request(server.url, { method: 'POST', headers }, async (response) => {
      const text = await response.setEncoding('utf8').toArray();
      resolve({ status: response.statusCode, body: JSON.parse(text.join('')) });
    });
    outgoing.on('error', reject).end('{}');
  });
}
