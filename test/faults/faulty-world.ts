import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { Simulator } from '../../local/simulator/simulator.ts';
import { Gate } from './gate.ts';
import { ProcessLineSchema, type ProcessOptions } from './installation-process.ts';
import { MisbehavingProxy } from './misbehaving-proxy.ts';

/** What a fault can stand in front of: Valohai, both AWS services, and the webhook itself. */
export const SERVICES = ['valohai', 'scheduler', 'secrets', 'webhook'] as const;
export type Service = (typeof SERVICES)[number];

export interface WorldOptions {
  /** A claim lasts five minutes of the scaled time: it must outlast a launch with its faults. */
  readonly timeScale: number;
  /** How many invocations of one function go on at once: one that waits for a time-out blocks a place. */
  readonly concurrency: number;
}

/** An answer of the webhook. */
export interface Told {
  readonly status: number;
  readonly text: string;
}

const SWEEP_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:valohai-retry-sweep';

const ScheduleSchema = v.object({ Target: v.record(v.string(), v.unknown()) });

const TOKEN = 'token-that-nobody-may-ever-read';

/** As long as Valohai's sender is taken to wait, in milliseconds. */
const SENDER_PATIENCE = 25_000;
const SENDER_PAUSE = 1_000;
const MOST_SENDINGS = 60;

/** How many notifications are under way at once: on a busy machine more would only wait for each other. */
const SENDERS = 12;

/** How old a look at the state may be, and how long its emptiness is waited for, in milliseconds. */
const SNAPSHOT_MS = 150;
const QUIET_PATIENCE = 100_000;

/**
 * A simulated Valohai in this process and, in one of its own, the local installation with the shipped bundles.
 * Everything that goes between them passes a proxy that can spoil it.
 */
export class FaultyWorld {
  readonly simulator: Simulator;
  readonly proxies: Readonly<Record<Service, MisbehavingProxy>>;
  /** Every line that a function wrote. */
  readonly logged: string[] = [];
  /** Everything that the webhook answered. */
  readonly told: Told[] = [];
  readonly #options: WorldOptions;
  readonly #stateDirectory = mkdtempSync(join(tmpdir(), 'valohai-retry-faults-'));
  #sweeping: Promise<void> | undefined;
  #process: ChildProcess | undefined;
  #database: DatabaseSync | undefined;
  #key = '';
  #pending = { at: 0, text: '' };
  /** The bodies of the schedules that were made, by path. */
  readonly #created = new Map<string, string>();
  #repetitions = 0;
  readonly #senders = new Gate(SENDERS);
  #errors = '';

  private constructor(
    simulator: Simulator,
    proxies: Readonly<Record<Service, MisbehavingProxy>>,
    options: WorldOptions,
  ) {
    this.simulator = simulator;
    this.proxies = proxies;
    this.#options = options;
  }

  static async start(options: WorldOptions): Promise<FaultyWorld> {
    const simulator = await Simulator.start({ tokens: [TOKEN] });
    const [valohai, scheduler, secrets, webhook] = await Promise.all([
      MisbehavingProxy.start(),
      MisbehavingProxy.start(),
      MisbehavingProxy.start(),
      MisbehavingProxy.start(),
    ]);
    valohai.target = simulator.url;
    const world = new FaultyWorld(simulator, { valohai, scheduler, secrets, webhook }, options);
    scheduler.onAnswer = ({ method, path, body }, status) => {
      if (method === 'POST' && status === 200) world.#created.set(path, body);
    };
    await world.#startInstallation();
    return world;
  }

  get timeScale(): number {
    return this.#options.timeScale;
  }

  /** Kills the installation with all that it was doing, and starts it again on the same state. */
  async crash(): Promise<void> {
    for (const name of ['scheduler', 'secrets', 'webhook'] as const) this.proxies[name].target = undefined;
    await this.#end('SIGKILL');
    await this.#startInstallation();
  }

  /**
   * What is still to be done, a moment ago at the most: schedules, deliveries and invocations, as one text to
   * look for ids in.
   */
  pending(): string {
    if (Date.now() - this.#pending.at > SNAPSHOT_MS) {
      const rows = this.#column(`
        SELECT name || definition AS text FROM schedules
        UNION ALL SELECT target AS text FROM schedule_deliveries
        UNION ALL SELECT payload AS text FROM invocation`);
      this.#pending = { at: Date.now(), text: rows.join('\n') };
    }
    return this.#pending.text;
  }

  /** Waits until nothing is to be done any more about an execution. */
  async quiet(executionId: string): Promise<void> {
    const giveUpAt = Date.now() + QUIET_PATIENCE;
    do {
      await sleep(2 * SNAPSHOT_MS);
      if (!this.pending().includes(executionId)) return;
    } while (Date.now() < giveUpAt);
    throw new Error(`there is no end to it: ${this.about(executionId).join('\n')}`);
  }

  /** The log lines that name an execution. */
  about(executionId: string): string[] {
    return this.logged.filter((line) => line.includes(executionId));
  }

  /** Has the Scheduler deliver once more what it delivered, or will deliver, for a retry. */
  async deliverAgain(executionId: string): Promise<void> {
    const name = executionId.replaceAll('-', '');
    const original = [...this.#created].find(([path]) => path.endsWith(name))?.[1];
    if (original === undefined) throw new Error(`no retry of ${executionId} was scheduled`);
    const { Target } = v.parse(v.pipe(v.string(), v.parseJson(), ScheduleSchema), original);
    await this.#schedule('again', Target);
  }

  deadLetters(): string[] {
    return this.#column('SELECT body || attributes AS text FROM dead_letters');
  }

  /** How many failures led to a schedule for their retry. */
  scheduledRetries(): number {
    return this.#createdNamed(/^\/schedules\/[0-9a-f]{12}\.[0-9a-f]{32}$/).length;
  }

  /** How many messages told people that the retries of an execution are used up. */
  toldPeople(): number {
    return this.#createdNamed(/^\/schedules\/tell-/).filter((body) => body.includes('(exhausted)')).length;
  }

  #createdNamed(pattern: RegExp): string[] {
    return [...this.#created].filter(([path]) => pattern.test(path)).map(([, body]) => body);
  }

  /** Where a secret stands although it must not, in words. */
  leaks(): string[] {
    const places: readonly (readonly [string, readonly string[]])[] = [
      ['a log line', this.logged],
      ['an answer', this.told.map(({ text }) => text)],
      ['a dead letter', this.deadLetters()],
      ['a schedule', [this.pending()]],
      ['the standard error', [this.#errors]],
    ];
    return places.flatMap(([place, texts]) =>
      texts
        .filter((text) => text.includes(TOKEN) || text.includes(this.#key))
        .map((text) => `${place}: ${text.slice(0, 300)}`),
    );
  }

  /**
   * Notifies as Valohai would, and again while there is no answer or one that says that this could help.
   *
   * @returns all answers; a sending that had none is left out
   */
  async notify(execution: { readonly id: string }, status = 'error'): Promise<Told[]> {
    const answers: Told[] = [];
    for (let sendings = 0; sendings < MOST_SENDINGS; sendings += 1) {
      const answer = await this.send(execution, status);
      if (answer !== undefined) answers.push(answer);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answers;
      await sleep(SENDER_PAUSE);
    }
    throw new Error(`the webhook does not come back: ${JSON.stringify(answers)}`);
  }

  /** Notifies once; undefined when there is no answer. */
  async send(execution: { readonly id: string }, status = 'error'): Promise<Told | undefined> {
    const leave = await this.#senders.enter();
    try {
      const response = await fetch(`${this.proxies.webhook.url}/${this.#key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'execution_failed',
          data: { 'valohai.execution-id': execution.id, 'valohai.execution-status': status },
        }),
        signal: AbortSignal.timeout(SENDER_PATIENCE),
      });
      const answer = { status: response.status, text: await response.text() };
      this.told.push(answer);
      return answer;
    } catch {
      return undefined;
    } finally {
      leave();
    }
  }

  /** Has the sweep come round, and waits until it has been everywhere. Whoever asks meanwhile waits for the same. */
  async sweep(): Promise<void> {
    this.#sweeping ??= this.#sweepNow().finally(() => {
      this.#sweeping = undefined;
    });
    await this.#sweeping;
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    this.#database?.close();
    await Promise.all(SERVICES.map((name) => this.proxies[name].close()));
    await this.simulator.close();
    rmSync(this.#stateDirectory, { recursive: true, force: true });
  }

  async #sweepNow(): Promise<void> {
    // So that whoever asks at about the same time is in time.
    await sleep(500);
    const before = this.#sweeps();
    await this.#schedule('sweep', { Arn: SWEEP_ARN, Input: '{}' });
    const giveUpAt = Date.now() + QUIET_PATIENCE;
    while (this.#sweeps() === before && Date.now() < giveUpAt) await sleep(SNAPSHOT_MS);
  }

  #sweeps(): number {
    return this.logged.filter((line) => line.includes('"kind":"swept"')).length;
  }

  /** Has the Scheduler invoke a function as soon as it can; tries again while the installation is down. */
  async #schedule(name: string, target: Readonly<Record<string, unknown>>): Promise<void> {
    this.#repetitions += 1;
    const url = `${this.proxies.scheduler.url}/schedules/${name}.${this.#repetitions}`;
    for (let tries = 0; tries < MOST_SENDINGS; tries += 1) {
      const soon = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
      const answer = await fetch(url, {
        method: 'POST',
        headers: { authorization: 'AWS4-HMAC-SHA256 local', 'content-type': 'application/json' },
        body: JSON.stringify({
          GroupName: 'valohai-retry',
          ScheduleExpression: `at(${soon})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: { RoleArn: 'arn:aws:iam::000000000000:role/valohai-retry-scheduler', ...target },
        }),
      }).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(SENDER_PAUSE);
    }
    throw new Error(`the Scheduler does not take ${name}`);
  }

  async #startInstallation(): Promise<void> {
    const options: ProcessOptions = {
      ...this.#options,
      stateDirectory: this.#stateDirectory,
      valohaiHost: this.proxies.valohai.url,
      functionEnvironment: {
        AWS_ENDPOINT_URL_SCHEDULER: this.proxies.scheduler.url,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: this.proxies.secrets.url,
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'mark-requests.ts')).href}`,
      },
    };
    const program = join(import.meta.dirname, 'installation-process.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(options)], {
      cwd: PACKAGE_ROOT,
      env: { PATH: process.env.PATH, HOME: this.#stateDirectory, VALOHAI_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.on('data', (chunk) => {
      this.#errors += String(chunk);
    });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the installation ended with ${code}: ${this.#errors}`)));
      createInterface({ input: child.stdout }).on('line', (text) => {
        const line = v.parse(v.pipe(v.string(), v.parseJson(), ProcessLineSchema), text);
        if (line.kind === 'log') {
          this.logged.push(line.line);
          return;
        }
        const url = new URL(line.webhookUrl);
        this.#key = url.pathname.slice(1);
        this.proxies.webhook.target = url.origin;
        this.proxies.scheduler.target = line.schedulerEndpoint;
        this.proxies.secrets.target = line.secretsEndpoint;
        resolve();
      });
    });
    this.#database ??= new DatabaseSync(join(this.#stateDirectory, 'state.sqlite'), { readOnly: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  }

  #column(sql: string): string[] {
    const rows = this.#database?.prepare(sql).all() ?? [];
    return v.parse(v.array(v.object({ text: v.string() })), rows).map(({ text }) => text);
  }
}
