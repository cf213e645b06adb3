import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { bundleFunctions } from '../../build/bundle.ts';
import { stageFunction } from '../../build/stage-function.ts';
import { listenOnLoopback } from '../../local/aws-protocol/loopback-server.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/local-account.ts';
import { prepareSecret } from '../../local/local-secret.ts';
import { LocalScheduler } from '../../local/scheduler/local-scheduler.ts';
import { createSchedulerEndpoint } from '../../local/scheduler/scheduler-endpoint.ts';
import { LocalSecrets } from '../../local/secrets/local-secrets.ts';
import { createSecretsEndpoint } from '../../local/secrets/secrets-endpoint.ts';
import { Simulator } from '../../local/simulator/simulator.ts';
import { COMPLETES, HAS_A_BUG, TIMED_OUT } from '../journey/local-world.ts';
import { AnsweredSchema, type Result } from './fuzz-target.ts';

const TOKEN = 'token-that-nobody-may-ever-read';
const NAME = 'valohai-retry';

interface Waiting {
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: Error) => void;
}

/** The webhook's bundle in a thread of its own, with all that it talks to; its schedules never fire. */
export class FuzzWorld {
  readonly key: string;
  /** Ids of executions that exist: one for each way in which a notification about it can go. */
  readonly executions: readonly string[];
  /** Errors that no invocation caught. */
  readonly unhandled: string[] = [];
  readonly #worker: Worker;
  readonly #close: () => Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #batches = 0;
  #leaks = 0;

  private constructor(
    worker: Worker,
    key: string,
    executions: readonly string[],
    close: () => Promise<void>,
  ) {
    this.#worker = worker;
    this.key = key;
    this.executions = executions;
    this.#close = close;
    worker.on('error', (error) => this.unhandled.push(String(error)));
    worker.on('exit', () => {
      const error = new Error(`the thread has ended: ${this.unhandled.join()}`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
    worker.on('message', (message) => {
      const { batch, results } = v.parse(AnsweredSchema, message);
      this.#waiting.get(batch)?.resolve(results);
      this.#waiting.delete(batch);
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (chunk) => {
        if (this.holdsSecret(String(chunk))) this.#leaks += 1;
      });
    }
  }

  static async start(): Promise<FuzzWorld> {
    const database = new DatabaseSync(':memory:');
    const scope = { region: LOCAL_REGION, accountId: LOCAL_ACCOUNT };
    const scheduler = new LocalScheduler({
      ...scope,
      database,
      timeScale: 1,
      deliver: () => ({ kind: 'accepted' }),
      deadLetters: { add: () => undefined },
    });
    scheduler.groups.create({ Name: NAME, Tags: [], ClientToken: NAME });
    const secretsServer = await listenOnLoopback(createSecretsEndpoint(new LocalSecrets(database, scope)));
    const schedulerServer = await listenOnLoopback(createSchedulerEndpoint(scheduler));
    const simulator = await Simulator.start({ tokens: [TOKEN] });
    const { webhookKey } = await prepareSecret(secretsServer.url, NAME, async () => TOKEN);
    const folder = mkdtempSync(join(tmpdir(), 'valohai-retry-fuzz-'));
    const { webhook } = await bundleFunctions();
    stageFunction({ bundle: webhook, policy: { host: simulator.url }, into: folder });
    const worker = new Worker(new URL('./fuzz-target.ts', import.meta.url), {
      workerData: { entry: join(folder, 'index.mjs') },
      stdout: true,
      stderr: true,
      env: {
        AWS_REGION: LOCAL_REGION,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_SCHEDULER: schedulerServer.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsServer.url,
        AWS_LAMBDA_FUNCTION_NAME: `${NAME}-webhook`,
        SECRET_ID: NAME,
        SCHEDULE_GROUP: NAME,
        SCHEDULER_ROLE_ARN: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${NAME}-scheduler`,
        RETRY_FUNCTION_ARN: `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${NAME}-retry`,
        DEAD_LETTER_QUEUE_ARN: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${NAME}-dead-letters`,
        TOPIC_ARN: `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${NAME}`,
        POWERTOOLS_SERVICE_NAME: NAME,
        POWERTOOLS_METRICS_NAMESPACE: 'ValohaiRetry',
      },
    });
    return new FuzzWorld(worker, webhookKey.trim(), await startExecutions(simulator), async () => {
      await worker.terminate();
      await Promise.all([secretsServer.close(), schedulerServer.close(), simulator.close()]);
      database.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** How many pieces of output held a secret. */
  get leaks(): number {
    return this.#leaks;
  }

  holdsSecret(text: string): boolean {
    return text.includes(TOKEN) || text.includes(this.key);
  }

  /** @param events as JSON text */
  invoke(events: readonly string[]): Promise<readonly Result[]> {
    const batch = this.#batches;
    this.#batches += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(batch, { resolve, reject });
      this.#worker.postMessage({ batch, events });
    });
  }

  async stop(): Promise<void> {
    await this.#close();
  }
}

async function startExecutions(simulator: Simulator): Promise<string[]> {
  const { id: project } = simulator.addProject({ owner: 'harbour', name: 'tides' });
  const outcomes = {
    'times-out': { ...TIMED_OUT, after: 1 },
    'has-a-bug': { ...HAS_A_BUG, after: 1 },
    completes: { ...COMPLETES, after: 1 },
    'is-stopped': { status: 'stopped', after: 1 },
    'runs-on': { ...COMPLETES, after: 1_000_000_000 },
  } as const;
  const started = Object.entries(outcomes).map(([step, outcome]) => {
    simulator.defineScript(project, step, [outcome]);
    return simulator.startExecution({ project, step }).id;
  });
  await sleep(20);
  return started;
}
