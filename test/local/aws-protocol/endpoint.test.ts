import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/aws-protocol/aws-error.ts';
import { createAwsEndpoint } from '../../../local/aws-protocol/endpoint.ts';
import { type LoopbackServer, listenOnLoopback } from '../../../local/aws-protocol/loopback-server.ts';
import { awsJson11 } from '../../../local/aws-protocol/protocol.ts';

let server: LoopbackServer;

beforeEach(async () => {
  const endpoint = createAwsEndpoint(awsJson11, ({ path, body }) => {
    if (path === '/refuses') throw new AwsError('ConflictException', 'It is taken.', 409);
    if (path === '/breaks') throw new Error('a secret detail');
    return { body };
  });
  server = await listenOnLoopback(endpoint);
});
afterEach(() => server.close());

describe('an endpoint', () => {
  it('answers in JSON, and takes a member that is null for an absent one', async () => {
    expect(await post('/', '{"a":1,"b":null}')).toMatchObject({ status: 200, body: { body: { a: 1 } } });
    expect(await post('/', '')).toMatchObject({ status: 200, body: { body: {} } });
  });

  it('tells the error in the header and in the body', async () => {
    expect(await post('/refuses')).toMatchObject({
      status: 409,
      errorType: 'ConflictException',
      body: { __type: 'ConflictException', Message: 'It is taken.' },
    });
  });

  it('does not tell what broke inside', async () => {
    const answer = await post('/breaks');
    expect(answer).toMatchObject({ status: 500, errorType: 'InternalServerException' });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('listens on this machine only', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

function post(path: string, body = '{}') {
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=anyone' };
  return new Promise<object>((resolve, reject) => {
    const outgoing = request(`${server.url}${path}`, { method: 'POST', headers }, async (response) => {
      const text = await response.setEncoding('utf8').toArray();
      resolve({
        status: response.statusCode,
        errorType: response.headers['x-amzn-errortype'],
        body: JSON.parse(text.join('')),
      });
    });
    outgoing.on('error', reject).end(body);
  });
}
