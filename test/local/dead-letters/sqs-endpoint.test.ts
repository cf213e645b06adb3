import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../../local/aws-protocol/loopback-server.ts';
import { openDatabase } from '../../../local/database.ts';
import { DeadLetters } from '../../../local/dead-letters/dead-letters.ts';
import { createSqsEndpoint } from '../../../local/dead-letters/sqs-endpoint.ts';

const QUEUE = { name: 'dead-letters', region: 'eu-north-1', accountId: '111122223333' };

let directory: string;
let database: ReturnType<typeof openDatabase>;
let letters: DeadLetters;
let server: LoopbackServer;
let client: SQSClient;
let QueueUrl: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

async function start() {
  database = openDatabase(directory);
  letters = new DeadLetters(database, QUEUE);
  server = await listenOnLoopback(createSqsEndpoint(letters));
  QueueUrl = `${server.url}/111122223333/dead-letters`;
  client = new SQSClient({
    endpoint: server.url,
    region: QUEUE.region,
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
    maxAttempts: 1,
  });
}

async function stop() {
  client.destroy();
  await server.close();
  database.close();
}

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) => {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
  return Messages;
};
const attributes = async () => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Attributes;
};
const refusal = (name: string) => ({ name, message: expect.any(String), $metadata: { httpStatusCode: 400 } });

describe('a letter', () => {
  it('that this machine added is received with its attributes', async () => {
    letters.add({ body: '{"execution":"one"}', attributes: { ERROR_CODE: 'Gone', SCHEDULE_ARN: 'arn' } });
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      Body: '{"execution":"one"}',
      MessageAttributes: {
        ERROR_CODE: { DataType: 'String', StringValue: 'Gone' },
        SCHEDULE_ARN: { DataType: 'String', StringValue: 'arn' },
      },
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    });
  });

  it('survives a restart', async () => {
    letters.add({ body: 'one', attributes: {} });
    await stop();
    await start();
    expect(letters.count()).toBe(1);
    expect(letters.list()).toMatchObject([{ body: 'one', attributes: {}, receiveCount: 0 }]);
  });

  it('has digests that clients can check', async () => {
    const sent = await send('größe', {
      MessageAttributes: {
        b: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
        a: { DataType: 'Number', StringValue: '7' },
      },
    });
    const expected = createHash('md5')
      .update('\0\0\0\x01a\0\0\0\x06Number\x01\0\0\0\x017', 'latin1')
      .update('\0\0\0\x01b\0\0\0\x06Binary\x02\0\0\0\x02\x01\x02', 'latin1')
      .digest('hex');
    expect(sent).toMatchObject({
      MD5OfMessageBody: createHash('md5').update('größe').digest('hex'),
      MD5OfMessageAttributes: expected,
    });
    const [message] = await receive({ MessageAttributeNames: ['.*'] });
    expect(message).toMatchObject({ Body: 'größe', MD5OfMessageAttributes: expected });
    expect(Buffer.from(message?.MessageAttributes?.b?.BinaryValue ?? [])).toEqual(Buffer.of(1, 2));
  });

  it('comes only with the attributes that were asked for', async () => {
    letters.add({ body: 'one', attributes: { ERROR_CODE: 'a', ERROR_MESSAGE: 'b', TARGET_ARN: 'c' } });
    const [message] = await receive({ MessageAttributeNames: ['ERROR_.*'] });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['ERROR_CODE', 'ERROR_MESSAGE']);
    expect(message?.Attributes).toBeUndefined();
  });

  it('is hidden while a receiver has it, and gone when that deletes it', async () => {
    await send('one');
    const [message] = await receive();
    expect(await receive()).toEqual([]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(letters.count()).toBe(0);
  });

  it('comes again when its receiver gives it back', async () => {
    await send('one');
    const [message] = await receive();
    const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(change));
    const [again] = await receive({ AttributeNames: ['All'], VisibilityTimeout: 0 });
    expect(again).toMatchObject({
      MessageId: message?.MessageId,
      Attributes: { ApproximateReceiveCount: '2' },
    });
    await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject(
      refusal('MessageNotInflight'),
    );
    letters.purge();
    await expect(client.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject(
      refusal('InvalidParameterValue'),
    );
  });

  it('that was sent with a delay is not there yet', async () => {
    await send('one', { DelaySeconds: 900 });
    expect(await receive()).toEqual([]);
    expect(await attributes()).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
  });
});

describe('a receiver', () => {
  it('gets the oldest letters first, as many as it asked for', async () => {
    for (let index = 0; index < 12; index += 1) letters.add({ body: String(index), attributes: {} });
    const bodies = (await receive({ MaxNumberOfMessages: 10 })).map(({ Body }) => Body);
    expect(bodies).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(await receive()).toHaveLength(1);
  });

  it('that waits gets a letter when it arrives', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    letters.add({ body: 'late', attributes: {} });
    expect(await waiting).toMatchObject([{ Body: 'late' }]);
  });

  it('that waits gets a letter when it becomes visible', async () => {
    await send('one');
    await receive({ VisibilityTimeout: 1 });
    expect(await receive({ WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'one' }]);
  });

  it('that has waited long enough gets nothing', async () => {
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
  });

  it('that has gone takes no letter along', async () => {
    const gone = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const waiting = client.send(command, { abortSignal: gone.signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    letters.add({ body: 'one', attributes: {} });
    expect(await receive()).toMatchObject([{ Body: 'one' }]);
  });
});

describe('the queue', () => {
  it('is found by its name', async () => {
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'dead-letters' }))).resolves.toMatchObject({
      QueueUrl,
    });
    await expect(client.send(new ListQueuesCommand({ QueueNamePrefix: 'dead' }))).resolves.toMatchObject({
      QueueUrls: [QueueUrl],
    });
    expect(await attributes()).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-north-1:111122223333:dead-letters',
    });
  });

  it('is emptied by a purge', async () => {
    await send('one');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(letters.count()).toBe(0);
  });

  it('is the only one there is', async () => {
    const other = { QueueUrl: `${server.url}/111122223333/other` };
    const missing = refusal('QueueDoesNotExist');
    const ReceiptHandle = 'any';
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'other' }))).rejects.toMatchObject(missing);
    await expect(send('one', other)).rejects.toMatchObject(missing);
    await expect(receive(other)).rejects.toMatchObject(missing);
    await expect(client.send(new DeleteMessageCommand({ ...other, ReceiptHandle }))).rejects.toMatchObject(
      missing,
    );
    await expect(client.send(new GetQueueAttributesCommand(other))).rejects.toMatchObject(missing);
    await expect(client.send(new PurgeQueueCommand(other))).rejects.toMatchObject(missing);
  });
});

describe('a request', () => {
  it.each([
    ['no body', () => send(''), 'MissingParameter'],
    ['a character that XML does not know', () => send('\u0001'), 'InvalidMessageContents'],
    ['a message over 256 KiB', () => send('x'.repeat(262_145)), 'InvalidParameterValue'],
    [
      'an attribute of an unknown type',
      () => send('one', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } }),
      'InvalidParameterValue',
    ],
    [
      'an attribute without value',
      () => send('one', { MessageAttributes: { a: { DataType: 'String' } } }),
      'InvalidParameterValue',
    ],
    ['too long a delay', () => send('one', { DelaySeconds: 901 }), 'InvalidParameterValue'],
    ['too many messages', () => receive({ MaxNumberOfMessages: 11 }), 'InvalidParameterValue'],
    ['too long a wait', () => receive({ WaitTimeSeconds: 21 }), 'InvalidParameterValue'],
    ['too long a visibility', () => receive({ VisibilityTimeout: 43_201 }), 'InvalidParameterValue'],
    [
      'a handle that is none',
      () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'made-up' })),
      'ReceiptHandleIsInvalid',
    ],
  ])('with %s is refused', async (_, act, name) => {
    await expect(act()).rejects.toMatchObject(refusal(name));
    expect(letters.count()).toBe(0);
  });

  it('for an attribute that no queue has is refused', async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All', 'FifoQueue'] });
    await expect(client.send(command)).rejects.toMatchObject(refusal('InvalidAttributeName'));
  });

  it('without a signature is refused, and with an unknown operation', async () => {
    expect(await post({ 'x-amz-target': 'AmazonSQS.PurgeQueue' })).toMatchObject({ status: 403 });
    const authorization = 'AWS4-HMAC-SHA256 Credential=anyone';
    expect(await post({ authorization, 'x-amz-target': 'AmazonSQS.Nothing' })).toEqual({
      status: 400,
      queryError: 'UnknownOperationException;Sender',
      body: { __type: 'com.amazonaws.sqs#UnknownOperationException', message: expect.any(String) },
    });
  });
});

function post(headers: Record<string, string>) {
  return new Promise<object>((resolve, reject) => {
    const outgoing = request(server.url, { method: 'POST', headers }, async (response) => {
      const text = await response.setEncoding('utf8').toArray();
      resolve({
        status: response.statusCode,
        queryError: response.headers['x-amzn-query-error'],
        body: JSON.parse(text.join('')),
      });
    });
    outgoing.on('error', reject).end(JSON.stringify({ QueueUrl }));
  });
}
