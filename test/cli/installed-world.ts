import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { PACKAGE_ROOT } from '../../build/package-root.ts';
import { InstalledSchedules } from '../../cli/installed-schedules.ts';
import { type LoopbackServer, listenOnLoopback } from '../../local/aws-protocol/loopback-server.ts';
import { openDatabase } from '../../local/database.ts';
import { DeadLetters } from '../../local/dead-letters/dead-letters.ts';
import { createSqsEndpoint } from '../../local/dead-letters/sqs-endpoint.ts';
import { writeInstallationFile } from '../../local/installation-file.ts';
import { prepareSecret } from '../../local/local-secret.ts';
import { LocalScheduler } from '../../local/scheduler/local-scheduler.ts';
import { createSchedulerEndpoint } from '../../local/scheduler/scheduler-endpoint.ts';
import { LocalSecrets } from '../../local/secrets/local-secrets.ts';
import { createSecretsEndpoint } from '../../local/secrets/secrets-endpoint.ts';
import type { StoredExecution } from '../../local/simulator/execution-store.ts';
import { Simulator } from '../../local/simulator/simulator.ts';

export const PROJECT = 'glacier/melt';
const TOKEN = 'token-of-the-glacier';
const GROUP = 'valohai-retry';
const SCOPE = { region: 'us-east-1', accountId: '000000000000' };

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * What the commands for people find of an installation, without its functions: a Scheduler in which nothing
 * fires, the dead letters, the secret, and a simulated Valohai.
 */
export class InstalledWorld {
  readonly stateDirectory = mkdtempSync(join(tmpdir(), 'valohai-retry-people-'));
  readonly simulator: Simulator;
  readonly projectId: string;
  readonly #database = openDatabase(this.stateDirectory);
  readonly letters = new DeadLetters(this.#database, { ...SCOPE, name: 'letters' });
  readonly scheduler = new LocalScheduler({
    ...SCOPE,
    database: this.#database,
    timeScale: 1,
    deliver: () => ({ kind: 'accepted' }),
    deadLetters: this.letters,
  });
  #servers: LoopbackServer[] = [];
  #schedules: InstalledSchedules | undefined;

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
    const [owner = '', name = ''] = PROJECT.split('/');
    this.projectId = simulator.addProject({ owner, name, steps: ['forecast'] }).id;
  }

  static async start(): Promise<InstalledWorld> {
    const world = new InstalledWorld(await Simulator.start({ tokens: [TOKEN] }));
    await world.#install();
    return world;
  }

  /** The schedules as the commands see them. */
  get schedules(): InstalledSchedules {
    if (this.#schedules === undefined) throw new Error('nothing is installed');
    return this.#schedules;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.simulator.close();
    this.#database.close();
    rmSync(this.stateDirectory, { recursive: true });
  }

  /** An execution as a person would start it. */
  startExecution(more: Record<string, unknown> = {}): StoredExecution {
    return this.simulator.startExecution({ project: PROJECT, step: 'forecast', ...more });
  }

  execution(id: string): StoredExecution | undefined {
    return this.simulator.listExecutions().find((one) => one.id === id);
  }

  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const { name } of this.schedules.list()) names.push(name);
    return names;
  }

  /** Forgets every schedule and every letter. */
  async clear(): Promise<void> {
    for (const name of await this.names()) await this.schedules.remove(name);
    this.letters.purge();
  }

  /** Puts a letter into the queue under an id of one's own. */
  keepLetter(id: string, body: string, attributes: Record<string, string>): void {
    const { id: given } = this.letters.add({ body, attributes });
    this.#database.prepare('UPDATE dead_letters SET id = ? WHERE id = ?').run(id, given);
  }

  /** Runs a command as a person without a terminal would. */
  run(command: string, ...words: string[]): Promise<Ended> {
    const path = join(PACKAGE_ROOT, 'cli', `${command}.ts`);
    // Most of a command's start is compiling the SDK, which only the first one has to do.
    const NODE_COMPILE_CACHE = join(this.stateDirectory, 'compiled');
    const env = { PATH: process.env.PATH, HOME: this.stateDirectory, NODE_COMPILE_CACHE };
    const options = { cwd: PACKAGE_ROOT, env };
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [path, '--state', this.stateDirectory, ...words],
        options,
        (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
      );
      child.stdin?.end();
    });
  }

  async #install(): Promise<void> {
    this.scheduler.groups.create({ Name: GROUP, Tags: [], ClientToken: GROUP });
    const secrets = await this.#serve(createSecretsEndpoint(new LocalSecrets(this.#database, SCOPE)));
    const schedulers = await this.#serve(createSchedulerEndpoint(this.scheduler));
    const letters = await this.#serve(createSqsEndpoint(this.letters));
    await prepareSecret(secrets, GROUP, async () => TOKEN);
    const made = {
      scheduleGroup: GROUP,
      retryFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:retry',
      schedulerRoleArn: 'arn:aws:iam::000000000000:role/scheduler',
      deadLetterQueueArn: this.letters.arn,
    };
    writeInstallationFile(this.stateDirectory, {
      ...made,
      sweepFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:sweep',
      webhookUrlWithoutKey: 'http://127.0.0.1:1/',
      schedulerEndpoint: schedulers,
      secretsEndpoint: secrets,
      deadLettersEndpoint: letters,
      deadLetterQueueUrl: `${letters}/${SCOPE.accountId}/letters`,
      secretId: GROUP,
      valohaiHost: this.simulator.url,
    });
    const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' };
    const scheduler = new SchedulerClient({ endpoint: schedulers, region: SCOPE.region, credentials });
    this.#schedules = new InstalledSchedules({ ...made, scheduler });
  }

  async #serve(listener: Parameters<typeof listenOnLoopback>[0]): Promise<string> {
    const server = await listenOnLoopback(listener);
    this.#servers.push(server);
    return server.url;
  }
}
