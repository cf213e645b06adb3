import { randomUUID } from 'node:crypto';
import { Instance, type PendingInvocation } from './instance.ts';
import type { FunctionError, InvocationResult } from './invocation-result.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { RuntimeApi } from './runtime-api.ts';

/** No function of that name or ARN runs here. */
export class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';
}

/** The host is stopping: the invocation was not carried out, or not to its end. */
export class HostStoppedError extends Error {
  override readonly name = 'HostStoppedError';
}

export interface LambdaHostOptions {
  readonly functions: readonly LambdaFunction[];
  /** Gets each line that a function writes to its standard output or error. */
  readonly onLog: (functionName: string, line: string) => void;
  /** How many invocations of one function may be under way; more of them wait in line. Default: 4. */
  readonly concurrency?: number;
}

interface Pool {
  readonly lambda: LambdaFunction;
  readonly instances: Set<Instance>;
  readonly waiting: PendingInvocation[];
}

/**
 * Runs function bundles as Lambda does: each in processes of their own that speak the Runtime API, started on
 * demand, kept for the next invocation, replaced when they die.
 */
export class LambdaHost {
  readonly #pools: readonly Pool[];
  readonly #runtimeApi: RuntimeApi;
  readonly #concurrency: number;
  readonly #onLog: LambdaHostOptions['onLog'];
  #stopping = false;

  private constructor(options: LambdaHostOptions, runtimeApi: RuntimeApi) {
    this.#runtimeApi = runtimeApi;
    this.#pools = options.functions.map((lambda) => ({ lambda, instances: new Set(), waiting: [] }));
    this.#concurrency = options.concurrency ?? 4;
    this.#onLog = options.onLog;
  }

  static async start(options: LambdaHostOptions): Promise<LambdaHost> {
    return new LambdaHost(options, await RuntimeApi.start());
  }

  /** Whether a function of that name or ARN runs here. */
  knows(nameOrArn: string): boolean {
    return this.#find(nameOrArn) !== undefined;
  }

  /**
   * Invokes a function and waits for its result.
   *
   * @param payload JSON text
   * @param requestId what the function sees as its request's id; a further try of an asynchronous
   *   invocation passes that of the first
   * @throws {UnknownFunctionError} before anything is done
   * @throws {HostStoppedError} when the host stops before there is a result
   */
  async invoke(
    nameOrArn: string,
    payload: string,
    requestId: string = randomUUID(),
  ): Promise<InvocationResult> {
    const pool = this.#find(nameOrArn);
    if (pool === undefined) throw new UnknownFunctionError(`There is no function ${nameOrArn} here`);
    if (this.#stopping) throw stopped();
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResult>();
    pool.waiting.push({ requestId, payload, resolve, reject });
    this.#dispatch(pool);
    return promise;
  }

  /**
   * Takes nothing more, lets what is under way finish for a moment, and ends all processes within 1.5 s.
   * What could not finish is rejected with a HostStoppedError.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    const ends = this.#pools.flatMap((pool) => {
      for (const invocation of pool.waiting.splice(0)) invocation.reject(stopped());
      return [...pool.instances].map((instance) => instance.end(stopped()));
    });
    await Promise.all(ends);
    await this.#runtimeApi.stop();
  }

  #find(nameOrArn: string): Pool | undefined {
    return this.#pools.find(({ lambda }) => lambda.name === nameOrArn || lambda.arn === nameOrArn);
  }

  /** Gives waiting invocations to idle instances, and starts as many more instances as are needed and allowed. */
  #dispatch(pool: Pool): void {
    for (const instance of pool.instances) {
      if (instance.state !== 'idle') continue;
      const invocation = pool.waiting.shift();
      if (invocation === undefined) return;
      instance.assign(invocation);
    }
    const starting = [...pool.instances].filter(({ state }) => state === 'starting').length;
    const wanted = Math.min(pool.waiting.length - starting, this.#concurrency - pool.instances.size);
    for (let started = 0; started < wanted; started++) this.#startInstance(pool);
  }

  #startInstance(pool: Pool): void {
    const instance = new Instance(pool.lambda, this.#runtimeApi, {
      onLog: (line) => this.#onLog(pool.lambda.name, line),
      onIdle: () => this.#dispatch(pool),
      onEnd: (ended, initError) => this.#replace(pool, ended, initError),
    });
    pool.instances.add(instance);
  }

  #replace(pool: Pool, ended: Instance, initError: FunctionError | undefined): void {
    pool.instances.delete(ended);
    // As in Lambda, a failed start is the result of the invocation for which there was to be an instance.
    if (initError !== undefined)
      pool.waiting.shift()?.resolve({ kind: 'function-error', payload: initError });
    if (!this.#stopping) this.#dispatch(pool);
  }
}

function stopped(): HostStoppedError {
  return new HostStoppedError('The local Lambda host is stopping');
}
