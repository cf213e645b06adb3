import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LambdaFunction } from '../../../local/lambda/lambda-function.ts';
import { HostStoppedError, LambdaHost, UnknownFunctionError } from '../../../local/lambda/lambda-host.ts';
import { functionFrom } from './function-folder.ts';

const lines: string[] = [];

async function hostOf(lambda: LambdaFunction, concurrency?: number): Promise<LambdaHost> {
  lines.length = 0;
  const host = await LambdaHost.start({
    functions: [lambda],
    onLog: (name, line) => lines.push(`${name}: ${line}`),
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  onTestFinished(() => host.stop());
  return host;
}

async function payloadOf(host: LambdaHost, event: unknown): Promise<unknown> {
  const result = await host.invoke('sample', JSON.stringify(event));
  expect(result.kind).toBe('response');
  return result.payload;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('gives the handler the event and hands back what it returns', async () => {
  const host = await hostOf(functionFrom('export const handler = async (event) => ({ got: event })'));

  expect(await payloadOf(host, { text: 'ä — \u2028 🙂' })).toEqual({ got: { text: 'ä — \u2028 🙂' } });
});

test('finds a function by its ARN as well as by its name', async () => {
  const lambda = functionFrom('export const handler = async () => 1');
  const host = await hostOf(lambda);

  expect(await host.invoke(lambda.arn, '{}')).toEqual({ kind: 'response', payload: 1 });
  expect(host.knows(lambda.arn)).toBe(true);
  expect(host.knows('other')).toBe(false);
  await expect(host.invoke('other', '{}')).rejects.toThrow(UnknownFunctionError);
});

test('answers null for a handler that returns nothing', async () => {
  const host = await hostOf(functionFrom('export const handler = () => {}'));

  expect(await payloadOf(host, {})).toBeNull();
});

test('gives the handler the context that Lambda documents', async () => {
  const lambda = functionFrom(`export const handler = async (event, context) => ({
    ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })`);
  const host = await hostOf(lambda);

  const result = await host.invoke('sample', '{}', 'b9a5d1c0-0000-4000-8000-000000000001');

  expect(result.payload).toEqual({
    functionName: 'sample',
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/sample',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    invokedFunctionArn: lambda.arn,
    awsRequestId: 'b9a5d1c0-0000-4000-8000-000000000001',
    remaining: expect.any(Number),
    trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
  });
  expect(result.payload).toHaveProperty(
    'remaining',
    expect.toSatisfy((ms: number) => ms > 0 && ms <= 10_000),
  );
});

test("gives a function Lambda's environment and its own, and nothing of the host's", async () => {
  vi.stubEnv('VALOHAI_TOKEN', 'not-for-functions');
  vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  const source = 'export const handler = async () => process.env';
  const environment = { AWS_ENDPOINT_URL_SCHEDULER: 'http://127.0.0.1:9', AWS_REGION: 'reserved' };
  const host = await hostOf(functionFrom(source, { environment }));

  const seen = await payloadOf(host, {});

  expect(seen).toEqual({
    PATH: expect.any(String),
    LANG: 'en_US.UTF-8',
    AWS_ENDPOINT_URL_SCHEDULER: 'http://127.0.0.1:9',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_NAME: 'sample',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/sample',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
    AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+\//),
    AWS_REGION: 'eu-north-1',
    AWS_DEFAULT_REGION: 'eu-north-1',
    AWS_ACCESS_KEY_ID: expect.any(String),
    AWS_SECRET_ACCESS_KEY: expect.any(String),
    AWS_SESSION_TOKEN: expect.any(String),
    LAMBDA_TASK_ROOT: expect.any(String),
    TZ: ':UTC',
    _HANDLER: 'index.handler',
    _X_AMZN_TRACE_ID: expect.any(String),
  });
});

test('passes on the certificate authorities that the host trusts', async () => {
  const lambda = functionFrom('export const handler = async () => process.env.NODE_EXTRA_CA_CERTS');
  vi.stubEnv('NODE_EXTRA_CA_CERTS', join(lambda.code, 'index.mjs'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const host = await hostOf(lambda);

  expect(await payloadOf(host, {})).toBe(join(lambda.code, 'index.mjs'));
});

test("limits V8's old space to nine tenths of the function's memory", async () => {
  const source = 'export const handler = async () => process.execArgv';
  const host = await hostOf(functionFrom(source, { memoryMb: 128 }));

  expect(await payloadOf(host, {})).toEqual(
    expect.arrayContaining(['--enable-source-maps', '--max-old-space-size=116']),
  );
});

test('keeps an instance warm for the next invocation', async () => {
  const host = await hostOf(functionFrom('let n = 0; export const handler = async () => [process.pid, ++n]'));

  const first = await payloadOf(host, {});
  const second = await payloadOf(host, {});

  expect(first).toEqual([expect.any(Number), 1]);
  expect(second).toEqual([Array.isArray(first) ? first[0] : undefined, 2]);
});

test('gives an instance one invocation at a time and lets those beyond the limit wait', async () => {
  const source = `let underWay = 0;
    export const handler = async () => {
      const others = underWay++;
      await new Promise((resolve) => setTimeout(resolve, 40));
      underWay--;
      return { pid: process.pid, others };
    }`;
  const host = await hostOf(functionFrom(source), 2);

  const results = await Promise.all(Array.from({ length: 9 }, () => payloadOf(host, {})));

  expect(results).toEqual(Array.from({ length: 9 }, () => ({ pid: expect.any(Number), others: 0 })));
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(2);
});

test('reports what a handler throws and goes on with the same instance', async () => {
  const source = `let n = 0; export const handler = async (event) => {
    n++;
    if (event.fail) throw new RangeError('out of range');
    return n;
  }`;
  const host = await hostOf(functionFrom(source));

  expect(await host.invoke('sample', '{"fail":true}')).toEqual({
    kind: 'function-error',
    payload: {
      errorType: 'RangeError',
      errorMessage: 'out of range',
      trace: expect.arrayContaining(['RangeError: out of range']),
    },
  });
  expect(await payloadOf(host, {})).toBe(2);
  expect(lines.join('\n')).toContain('sample: ERROR\tInvoke Error\t{"errorType":"RangeError"');
});

test('reports what can be thrown without being an error', async () => {
  const host = await hostOf(functionFrom("export const handler = async () => { throw 'a string' }"));

  expect(await host.invoke('sample', '{}')).toMatchObject({
    kind: 'function-error',
    payload: { errorType: 'string', errorMessage: 'a string' },
  });
});

test.each([
  ["setTimeout(() => { throw new Error('later') })", { errorType: 'Error', errorMessage: 'later' }],
  [
    "Promise.reject(new Error('nobody waits'))",
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody waits' },
  ],
  ['', { errorType: 'Runtime.NodeJsExit' }],
])('fails an invocation that never settles, after: %s', async (act, payload) => {
  const source = `export const handler = async (event) => event.ok ?? (${act || '0'}, new Promise(() => {}))`;
  const host = await hostOf(functionFrom(source));

  expect(await host.invoke('sample', '{}')).toMatchObject({ kind: 'function-error', payload });
  expect(await payloadOf(host, { ok: 'replaced' })).toBe('replaced');
});

test.each([
  ['process.exit(7)', 'Runtime exited with error: exit status 7'],
  ['process.exit(0)', 'Runtime exited without providing a reason'],
  ["process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: SIGKILL'],
])('fails the invocation and replaces the instance when it ends by %s', async (act, reason) => {
  const source = `export const handler = async (event) => event.end ? (${act}, new Promise(() => {})) : process.pid`;
  const host = await hostOf(functionFrom(source));
  const before = await payloadOf(host, {});

  expect(await host.invoke('sample', '{"end":true}', 'the-request')).toEqual({
    kind: 'function-error',
    payload: { errorType: 'Runtime.ExitError', errorMessage: `RequestId: the-request Error: ${reason}` },
  });
  expect(await payloadOf(host, {})).not.toBe(before);
});

test('kills an instance that exceeds its time, even one that blocks its event loop', async () => {
  const source = `export const handler = async (event) => {
    if (!event.hang) return 'fresh';
    console.log(process.pid);
    for (;;);
  }`;
  const host = await hostOf(functionFrom(source, { timeoutSeconds: 0.5 }));

  expect(await host.invoke('sample', '{"hang":true}', 'the-request')).toEqual({
    kind: 'function-error',
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: the-request Error: Task timed out after 0.50 seconds',
    },
  });
  const pid = Number(lines[0]?.replace('sample: ', ''));
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await payloadOf(host, {})).toBe('fresh');
});

test.each([
  ["import 'not-installed'", 'Runtime.ImportModuleError', "Cannot find package 'not-installed'"],
  ['export const handler = async ( => 1', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ["throw new TypeError('at the top')", 'TypeError', 'at the top'],
  ['export const other = 1', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  [
    'export const handler = async (event, context, callback) => 1',
    'Runtime.CallbackHandlerDeprecated',
    'callback',
  ],
  ['process.exit(3)', 'Runtime.ExitError', 'exit status 3'],
  ['await new Promise(() => {})', 'Runtime.NodeJsExit', 'never settled'],
])('fails the invocation when the function cannot be loaded: %s', async (source, errorType, message) => {
  const host = await hostOf(functionFrom(source));

  expect(await host.invoke('sample', '{}')).toMatchObject({
    kind: 'function-error',
    payload: { errorType, errorMessage: expect.stringContaining(message) },
  });
});

test('fails one waiting invocation for each start that fails', async () => {
  const host = await hostOf(functionFrom("throw new Error('no start')"), 2);

  const results = await Promise.all([1, 2, 3].map(() => host.invoke('sample', '{}')));

  expect(results.map(({ kind }) => kind)).toEqual(['function-error', 'function-error', 'function-error']);
});

test('passes on each line of standard output and error, however it was written', async () => {
  const source = `export const handler = async () => {
    process.stdout.write('one ');
    process.stdout.write('line\\nand \\u2028 another\\n');
    console.error('to the error output');
    process.stdout.write('without a line feed');
    process.exit(0);
  }`;
  const host = await hostOf(functionFrom(source));

  await host.invoke('sample', '{}');

  await expect
    .poll(() => lines.toSorted())
    .toEqual([
      'sample: and \u2028 another',
      'sample: one line',
      'sample: to the error output',
      'sample: without a line feed',
    ]);
});

test('carries large events and results, and refuses a result beyond 6 MB as Lambda does', async () => {
  const host = await hostOf(
    functionFrom("export const handler = async ({ text, more }) => text + 'x'.repeat(more)"),
  );
  const text = 'a'.repeat(5_000_000);

  expect(await payloadOf(host, { text, more: 0 })).toBe(text);
  expect(await host.invoke('sample', JSON.stringify({ text, more: 2_000_000 }))).toMatchObject({
    kind: 'function-error',
    payload: { errorType: 'Function.ResponseSizeTooLarge' },
  });
  expect(await payloadOf(host, { text: 'still ', more: 1 })).toBe('still x');
});

test('lets an invocation finish when it stops, and ends the instances', async () => {
  const source = `export const handler = async () => {
    console.log(process.pid);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return 'finished';
  }`;
  const host = await hostOf(functionFrom(source));
  const invocation = host.invoke('sample', '{}');
  await expect.poll(() => lines.length).toBe(1);

  await host.stop();

  expect(await invocation).toEqual({ kind: 'response', payload: 'finished' });
  expect(isAlive(Number(lines[0]?.replace('sample: ', '')))).toBe(false);
});

test('rejects what is waiting or cannot finish when it stops, and takes nothing more', async () => {
  const source = `process.on('SIGTERM', () => {});
    export const handler = async () => { console.log(process.pid); await new Promise((r) => setTimeout(r, 60_000)); }`;
  const host = await hostOf(functionFrom(source), 1);
  const invocations = [host.invoke('sample', '{}'), host.invoke('sample', '{}')];
  const outcomes = Promise.allSettled(invocations);
  await expect.poll(() => lines.length).toBe(1);

  await host.stop();

  expect(await outcomes).toMatchObject([
    { status: 'rejected', reason: { name: 'HostStoppedError' } },
    { status: 'rejected', reason: { name: 'HostStoppedError' } },
  ]);
  expect(isAlive(Number(lines[0]?.replace('sample: ', '')))).toBe(false);
  await expect(host.invoke('sample', '{}')).rejects.toThrow(HostStoppedError);
});
