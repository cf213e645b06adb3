/**
 * The program of the process in which Valohai, Secrets Manager and the Scheduler are played, over TLS and
 * each on a port of its own, as they are hosts of their own. What they answer is fixed, so that their work
 * does not grow with the number of invocations. Its argument is where the certificate is to be written.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { createdCopy, failedExecution, logTail, newerExecutions, statusEvents } from './failed-execution.ts';
import { makeLocalCertificate } from './local-certificate.ts';
import { SECRET } from './secret.ts';
import type { ServiceAddresses } from './services.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
  /** An AWS error's code. */
  readonly error?: string;
}

type Service = (method: string, path: string) => Answer;

const [certificateFile = ''] = process.argv.slice(2);
const now = new Date();
const execution = failedExecution(now);
const copy = createdCopy(now);
const list = newerExecutions();
const log = logTail(now);
const status = statusEvents(now);

const valohai: Service = (method, path) => {
  if (path.endsWith('/tags/')) return { status: 200, body: {} };
  if (path.endsWith('/status-events/')) return { status: 200, body: status };
  if (path.endsWith('/events/')) return { status: 200, body: log };
  if (path !== '/api/v0/executions/') return { status: 200, body: execution };
  return method === 'POST' ? { status: 201, body: copy } : { status: 200, body: list };
};

const secretsManager: Service = () => ({
  status: 200,
  body: {
    ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:valohai-retry-AbCdEf',
    Name: 'valohai-retry',
    SecretString: JSON.stringify(SECRET),
    VersionId: '5d3f1c2a-0000-4000-8000-000000000001',
    VersionStages: ['AWSCURRENT'],
    CreatedDate: now.getTime() / 1_000,
  },
});

/** No schedule exists, and each one can be created: no breaker is open, nobody holds back, each place is free. */
const scheduler: Service = (method, path) => {
  if (path.startsWith('/schedule-groups/')) {
    const name = path.slice('/schedule-groups/'.length);
    return { status: 200, body: { Name: name, State: 'ACTIVE', CreationDate: now.getTime() / 1_000 } };
  }
  if (method === 'GET') {
    return { status: 404, error: 'ResourceNotFoundException', body: { Message: 'Schedule does not exist.' } };
  }
  const name = path.slice('/schedules/'.length);
  const arn = `arn:aws:scheduler:eu-west-1:123456789012:schedule/valohai-retry/${name}`;
  return { status: 200, body: method === 'DELETE' ? {} : { ScheduleArn: arn } };
};

/** What was asked for since somebody wanted to know. */
const calls: string[] = [];

const { certificate, key } = makeLocalCertificate(now);
writeFileSync(certificateFile, certificate);
const addresses: ServiceAddresses = {
  valohai: await listen('valohai', valohai, 'application/json'),
  secretsManager: await listen('secretsManager', secretsManager, 'application/x-amz-json-1.1'),
  scheduler: await listen('scheduler', scheduler, 'application/json'),
};
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(calls.splice(0)));
process.send?.(addresses);

async function listen(name: keyof ServiceAddresses, service: Service, contentType: string): Promise<string> {
  const server = createServer({ key, cert: certificate }, async (request, response) => {
    await drain(request);
    calls.push(`${name} ${request.method}`);
    const { pathname } = new URL(request.url ?? '/', 'https://localhost');
    const answer = service(request.method ?? 'GET', pathname);
    const body = JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      ...(answer.error === undefined ? {} : { 'x-amzn-errortype': answer.error }),
    });
    response.end(body);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  return `https://localhost:${typeof address === 'object' ? address?.port : address}`;
}

async function drain(request: IncomingMessage): Promise<void> {
  request.resume();
  await once(request, 'end');
}
