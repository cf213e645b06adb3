import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import type { StoredExecution } from '../../local/simulator/execution-store.ts';
import type { OutcomeInput } from '../../local/simulator/scripts.ts';
import { Simulator } from '../../local/simulator/simulator.ts';

const ReadySchema = v.object({
  event: v.literal('ready'),
  webhookUrl: v.string(),
  schedulerEndpoint: v.string(),
  secretsEndpoint: v.string(),
  deadLettersEndpoint: v.string(),
  valohaiHost: v.string(),
});
const EventSchema = v.looseObject({
  event: v.string(),
  kind: v.optional(v.string()),
  cause: v.optional(v.string()),
  execution: v.optional(v.string()),
  counter: v.optional(v.number()),
  attempt: v.optional(v.number()),
  of: v.optional(v.number()),
  at: v.optional(v.string()),
  why: v.optional(v.string()),
});

export type WorldEvent = v.InferOutput<typeof EventSchema>;
export type Ready = v.InferOutput<typeof ReadySchema>;

const OWNER = 'harbour';

const TOKEN = 'first-token-of-the-harbour';
const PATIENCE_MS = 30_000;

/** A failure that passes, as requests prints it. */
export const TIMED_OUT: OutcomeInput = {
  status: 'error',
  after: 20,
  log: [
    { stream: 'stdout', message: 'reading gauges' },
    { stream: 'stderr', message: 'Traceback (most recent call last):' },
    {
      stream: 'stderr',
      message:
        "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='gauges.example', port=443): Read timed out. (read timeout=5)",
    },
  ],
};

/** A failure that lasts. */
export const HAS_A_BUG: OutcomeInput = {
  status: 'error',
  after: 20,
  log: [
    { stream: 'stderr', message: 'Traceback (most recent call last):' },
    { stream: 'stderr', message: "KeyError: 'tide_level'" },
  ],
};

export const COMPLETES: OutcomeInput = {
  status: 'complete',
  after: 20,
  log: [{ stream: 'stdout', message: 'done' }],
};

/**
 * A simulated Valohai in this process and, in one of its own, `npm start` with the shipped bundles and a clock
 * whose waiting passes a hundred times faster.
 */
export class LocalWorld {
  readonly simulator: Simulator;
  readonly stateDirectory = mkdtempSync(join(tmpdir(), 'valohai-retry-journey-'));
  readonly events: WorldEvent[] = [];
  /** Everything the process wrote, to look for secrets in. */
  output = '';
  #process: ChildProcess | undefined;
  #ready: Ready | undefined;
  readonly #timeScale: number;

  private constructor(simulator: Simulator, timeScale: number) {
    this.simulator = simulator;
    this.#timeScale = timeScale;
  }

  static async start({ timeScale = 100 } = {}): Promise<LocalWorld> {
    const simulator = await Simulator.start({ tokens: [TOKEN] });
    const world = new LocalWorld(simulator, timeScale);
    await world.startInstallation();
    return world;
  }

  get ready(): Ready {
    if (this.#ready === undefined) throw new Error('the installation is not running');
    return this.#ready;
  }

  get token(): string {
    return TOKEN;
  }

  async startInstallation(timeScale = this.#timeScale): Promise<void> {
    const words = ['--host', this.simulator.url, '--port', '0', '--json'];
    const more = ['--state', this.stateDirectory, '--time-scale', String(timeScale)];
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'local/main.ts'), ...words, ...more], {
      cwd: PACKAGE_ROOT,
      // No AWS settings of this machine, and none of its Valohai tokens.
      env: { PATH: process.env.PATH, HOME: this.stateDirectory, VALOHAI_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.on('data', (chunk) => {
      this.output += String(chunk);
    });
    const { promise, resolve, reject } = Promise.withResolvers<Ready>();
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${this.output}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.output += `${line}\n`;
      const event = v.parse(EventSchema, JSON.parse(line));
      if (event.event === 'ready') resolve(v.parse(ReadySchema, event));
      else this.events.push(event);
    });
    this.#ready = await promise;
    this.simulator.notifyUrl = this.#ready.webhookUrl;
  }

  /** Ends the installation's process. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.simulator.close();
    rmSync(this.stateDirectory, { recursive: true, force: true });
  }

  /**
   * Says what the runs of a step do. Each step has a project of its own, so that the failures of one journey
   * do not open the breaker for another.
   */
  prepare(step: string, outcomes: readonly OutcomeInput[]): string {
    this.simulator.addProject({ owner: OWNER, name: step });
    const project = `${OWNER}/${step}`;
    this.simulator.defineScript(project, step, outcomes);
    return project;
  }

  /** Starts an execution as a person would; its runs do what the outcomes say, one after the other. */
  run(step: string, ...outcomes: OutcomeInput[]): StoredExecution {
    const project = this.prepare(step, outcomes);
    return this.simulator.startExecution({ project, step, parameters: { station: 'north' } });
  }

  /** The executions of a step, oldest first. */
  runsOf(step: string): StoredExecution[] {
    return this.simulator.listExecutions().filter(({ spec }) => spec.step === step);
  }

  /** Waits for an event about an execution; fails with everything that happened when it does not come. */
  async event(execution: { readonly id: string }, expected: Partial<WorldEvent>): Promise<WorldEvent> {
    return this.until(`${JSON.stringify(expected)} about ${execution.id}`, () =>
      this.events.find(
        (event) =>
          event.execution === execution.id &&
          Object.entries(expected).every(([key, value]) => event[key] === value),
      ),
    );
  }

  async until<Value>(what: string, look: () => Value | undefined | false): Promise<Value> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > giveUpAt) {
        throw new Error(
          `${what} did not happen. What did: ${JSON.stringify(this.events, null, 1)}\n${this.output}`,
        );
      }
      await sleep(20);
    }
  }

  /** Posts a notification as Valohai would, about an execution as it is now. */
  async notify(
    execution: { readonly id: string },
    { url = this.ready.webhookUrl, status = 'error' } = {},
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        title: `Execution finished: ${OWNER}/…`,
        type: 'execution_failed',
        data: { 'valohai.execution-id': execution.id, 'valohai.execution-status': status },
      }),
    });
    const body = v.parse(v.record(v.string(), v.unknown()), await response.json());
    return { status: response.status, body };
  }

  /** Calls Valohai's API as a person with the same rights would. */
  async asPerson(method: string, path: string, body?: Record<string, unknown>): Promise<void> {
    const response = await fetch(`${this.simulator.url}/api/v0/${path}`, {
      method,
      headers: { authorization: `Token ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }
}
