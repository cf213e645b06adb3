/**
 * The runtime client: the program of every instance. It loads the function and works through its invocations,
 * as the client in Lambda's Node 24 does. It imports nothing but node:http, because every start pays for it.
 */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

type Handler = (event: unknown, context: object) => unknown;

class RuntimeError extends Error {
  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = `Runtime.${type}`;
  }
}

const agent = new Agent({ keepAlive: true });

/** Where an error that ends this process is to be reported; between invocations nobody waits for such a report. */
let report: string | undefined = '/init/error';

endWithHost();
process.on('uncaughtException', (error) => void exitWith(error, 129));
process.on('unhandledRejection', (reason) => {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  void exitWith(new RuntimeError('UnhandledPromiseRejection', message, { cause: reason }), 128);
});
process.on('beforeExit', () => {
  // Nothing is left to wait for, so the handler's promise will never settle.
  const message = 'The handler has ended without a result: its promise was never settled';
  if (report !== undefined) void exitWith(new RuntimeError('NodeJsExit', message), 130);
});
await run(await load());

async function run(handler: Handler): Promise<never> {
  for (;;) {
    report = undefined;
    const { headers, body } = await call('GET', '/invocation/next');
    const requestId = String(headers['lambda-runtime-aws-request-id']);
    process.env._X_AMZN_TRACE_ID = String(headers['lambda-runtime-trace-id']);
    report = `/invocation/${requestId}/error`;
    const [outcome, payload] = await invoke(handler, body, headers);
    await call('POST', `/invocation/${requestId}/${outcome}`, payload);
  }
}

async function invoke(
  handler: Handler,
  body: string,
  headers: IncomingHttpHeaders,
): Promise<['response' | 'error', string]> {
  try {
    const result = await handler(JSON.parse(body), contextFrom(headers));
    return ['response', JSON.stringify(result ?? null) ?? 'null'];
  } catch (error) {
    log('Invoke Error', error);
    return ['error', JSON.stringify(describe(error))];
  }
}

/** What Lambda documents as the context object of Node.js handlers. */
function contextFrom(headers: IncomingHttpHeaders): object {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function load(): Promise<Handler> {
  try {
    return await findHandler(process.env.LAMBDA_TASK_ROOT ?? '', process.env._HANDLER ?? '');
  } catch (error) {
    return await exitWith(error, 1);
  }
}

async function findHandler(root: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf('.');
  const module = await importModule(join(root, `${name.slice(0, dot)}.mjs`));
  const handler = module[name.slice(dot + 1)];
  if (typeof handler !== 'function') {
    throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (handler.length >= 3) {
    const reason = 'Handlers with a callback are not supported since Node.js 24: use async (event, context)';
    throw new RuntimeError('CallbackHandlerDeprecated', reason);
  }
  return (event, context) => Reflect.apply(handler, undefined, [event, context]);
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('UserCodeSyntaxError', String(error), { cause: error });
    }
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error), { cause: error });
    }
    throw error;
  }
}

async function exitWith(error: unknown, status: number): Promise<never> {
  log(report === '/init/error' ? 'Init Error' : 'Invoke Error', error);
  if (report !== undefined) await call('POST', report, JSON.stringify(describe(error)));
  process.exit(status);
}

function describe(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function log(title: string, error: unknown): void {
  process.stderr.write(`ERROR\t${title}\t${JSON.stringify(describe(error))}\n`);
}

/**
 * Calls the Runtime API, without a time-out: the next invocation may be hours away.
 * When the API cannot be reached or refuses, the host is gone or has given up this instance, which then ends.
 */
function call(method: string, path: string, body = ''): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime${path}`;
  const length = Buffer.byteLength(body);
  const headers = method === 'GET' ? {} : { 'content-type': 'application/json', 'content-length': length };
  const outgoing = request(url, { method, headers, agent }, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('error', () => process.exit(1));
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const status = incoming.statusCode ?? 0;
      // A response that is too large fails its invocation, not this process.
      if (status >= 400 && status !== 413) process.exit(1);
      resolve({ headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') });
    });
  });
  outgoing.on('error', () => process.exit(1));
  outgoing.end(body);
  return promise;
}

/** Standard input is a pipe that the host holds: it ends when the host does, however that came about. */
function endWithHost(): void {
  process.stdin.on('end', () => process.exit(1));
  process.stdin.on('error', () => process.exit(1));
  process.stdin.resume();
  // Not a reason to stay alive: an event loop with nothing else in it means that the handler is stuck.
  if ('unref' in process.stdin) process.stdin.unref();
}
