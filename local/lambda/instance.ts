import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instanceEnvironment } from './instance-environment.ts';
import { type FunctionError, type InvocationResult, platformError } from './invocation-result.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { readLines } from './read-lines.ts';
import type { Assignment, RuntimeApi, RuntimeApiTarget } from './runtime-api.ts';

/** An invocation on its way to an instance, or in one. */
export interface PendingInvocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly resolve: (result: InvocationResult) => void;
  readonly reject: (error: Error) => void;
}

/** Whom an instance tells about itself. */
export interface InstanceOwner {
  readonly onLog: (line: string) => void;
  /** It waits for an invocation: for its first one, or after another. */
  readonly onIdle: (instance: Instance) => void;
  /** Its process has ended; `initError` says why if it never got as far as waiting for an invocation. */
  readonly onEnd: (instance: Instance, initError: FunctionError | undefined) => void;
}

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'idle'; readonly take: (assignment: Assignment) => void }
  | {
      readonly kind: 'busy';
      readonly invocation: PendingInvocation;
      readonly done: PromiseWithResolvers<void>;
    }
  // The invocation has its result, but the process has not asked for the next one yet; its time still runs.
  | { readonly kind: 'answered' }
  | { readonly kind: 'ended' };

/** Lambda's limit for loading a function. */
const INIT_SECONDS = 10;

/** How long an invocation under way may go on once its instance is to end. With TERMINATION_MS, within 1.5 s. */
const FINISH_MS = 900;

/** How long a process may take to obey SIGTERM. */
const TERMINATION_MS = 300;

// Node runs the bootstrap as it runs this module: from TypeScript here, compiled where it is published.
const BOOTSTRAP = join(import.meta.dirname, `bootstrap${extname(import.meta.filename)}`);

/** One execution environment: a process that loads the function once and works on one invocation at a time. */
export class Instance implements RuntimeApiTarget {
  /** Settles when the process has ended and its last output has been read. */
  readonly closed: Promise<void>;
  readonly #lambda: LambdaFunction;
  readonly #owner: InstanceOwner;
  readonly #runtimeApi: RuntimeApi;
  readonly #address: string;
  readonly #process: ChildProcess;
  #state: State = { kind: 'starting' };
  #initError: FunctionError | undefined;
  #timer: NodeJS.Timeout;

  constructor(lambda: LambdaFunction, runtimeApi: RuntimeApi, owner: InstanceOwner) {
    this.#lambda = lambda;
    this.#owner = owner;
    this.#runtimeApi = runtimeApi;
    this.#address = runtimeApi.register(this);
    this.#process = start(lambda, this.#address, owner.onLog);
    this.#timer = setTimeout(() => this.#failSlowInit(), INIT_SECONDS * 1000);

    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#process.once('error', (error) => {
      this.#ended(`Runtime could not be started: ${error.message}`);
      resolve();
    });
    this.#process.once('exit', (code, signal) => this.#ended(exitReason(code, signal)));
    this.#process.once('close', () => resolve());
  }

  get state(): State['kind'] {
    return this.#state.kind;
  }

  /** Hands over an invocation. Only an idle instance takes one. */
  assign(invocation: PendingInvocation): void {
    if (this.#state.kind !== 'idle') throw new Error(`An instance that is ${this.state} takes no invocation`);
    const { take } = this.#state;
    const timeoutMs = this.#lambda.timeoutSeconds * 1000;
    this.#state = { kind: 'busy', invocation, done: Promise.withResolvers() };
    this.#timer = setTimeout(() => this.#failSlowInvocation(invocation), timeoutMs);
    take({
      requestId: invocation.requestId,
      payload: invocation.payload,
      deadline: Date.now() + timeoutMs,
      functionArn: this.#lambda.arn,
      traceId: traceId(),
    });
  }

  /**
   * Ends the process, the hard way if it does not obey. An invocation under way has a moment to finish;
   * if it does not, it is rejected with `reason`.
   */
  async end(reason: Error): Promise<void> {
    if (this.#state.kind === 'busy') {
      await Promise.race([this.#state.done.promise, pause(FINISH_MS, undefined, { ref: false })]);
    }
    if (this.#state.kind === 'busy') {
      this.#state.invocation.reject(reason);
      this.#state = { kind: 'answered' };
    }
    clearTimeout(this.#timer);
    this.#signal('SIGTERM');
    const kill = setTimeout(() => this.#signal('SIGKILL'), TERMINATION_MS);
    await this.closed;
    clearTimeout(kill);
  }

  next(): Promise<Assignment> {
    clearTimeout(this.#timer);
    const { promise, resolve } = Promise.withResolvers<Assignment>();
    this.#state = { kind: 'idle', take: resolve };
    this.#owner.onIdle(this);
    return promise;
  }

  respond(requestId: string, payload: unknown): boolean {
    return this.#settle(requestId, { kind: 'response', payload });
  }

  fail(requestId: string, error: FunctionError): boolean {
    return this.#settle(requestId, { kind: 'function-error', payload: error });
  }

  failInit(error: FunctionError): void {
    this.#initError = error;
    this.#signal('SIGKILL');
  }

  #settle(requestId: string, result: InvocationResult): boolean {
    if (this.#state.kind !== 'busy' || this.#state.invocation.requestId !== requestId) return false;
    const { invocation, done } = this.#state;
    this.#state = { kind: 'answered' };
    invocation.resolve(result);
    done.resolve();
    return true;
  }

  #failSlowInvocation({ requestId }: PendingInvocation): void {
    const reason = `Task timed out after ${this.#lambda.timeoutSeconds.toFixed(2)} seconds`;
    this.#owner.onLog(`${requestId} ${reason}`);
    this.fail(requestId, platformError('Sandbox.Timedout', requestId, reason));
    this.#signal('SIGKILL');
  }

  #failSlowInit(): void {
    const reason = `Init timed out after ${INIT_SECONDS.toFixed(2)} seconds`;
    this.#owner.onLog(reason);
    this.failInit({ errorType: 'Sandbox.Timedout', errorMessage: reason });
  }

  #ended(reason: string): void {
    clearTimeout(this.#timer);
    this.#runtimeApi.unregister(this.#address);
    const { kind } = this.#state;
    if (this.#state.kind === 'busy') {
      const { requestId } = this.#state.invocation;
      this.fail(requestId, platformError('Runtime.ExitError', requestId, reason));
    }
    this.#state = { kind: 'ended' };
    const initError = kind === 'starting' ? (this.#initError ?? exitDuringInit(reason)) : undefined;
    this.#owner.onEnd(this, initError);
  }

  /** Reaches the whole process group: what the function has started ends with it. */
  #signal(signal: NodeJS.Signals): void {
    if (this.#process.pid === undefined || this.#state.kind === 'ended') return;
    try {
      process.kill(-this.#process.pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

function start(lambda: LambdaFunction, runtimeApi: string, onLog: (line: string) => void): ChildProcess {
  // Lambda gives a tenth of the memory to the young generation, whose two halves are counted one by one.
  const young = Math.floor(lambda.memoryMb / 10);
  const flags = [
    '--enable-source-maps',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.max(1, Math.floor(young / 2))}`,
    `--max-old-space-size=${lambda.memoryMb - young}`,
  ];
  const child = spawn(process.execPath, [...flags, BOOTSTRAP], {
    cwd: lambda.code,
    env: instanceEnvironment(lambda, runtimeApi),
    // The bootstrap ends when its standard input does: so no instance outlives a host that was killed.
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, which Ctrl+C in the host's terminal does not reach: the host ends its instances itself.
    detached: true,
  });
  // A process that ends while the pipe to it is open is no error.
  child.stdin.on('error', () => {});
  readLines(child.stdout, onLog);
  readLines(child.stderr, onLog);
  return child;
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}

function exitDuringInit(reason: string): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: ${reason}` };
}

/** Lambda's form of a trace that is not sampled. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const random = (bytes: number) => randomBytes(bytes).toString('hex');
  return `Root=1-${seconds}-${random(12)};Parent=${random(8)};Sampled=0`;
}
