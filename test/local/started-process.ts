import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { PACKAGE_ROOT } from '../../build/package-root.ts';

const ReadySchema = v.object({
  event: v.literal('ready'),
  webhookUrl: v.string(),
  schedulerEndpoint: v.string(),
});

export interface StartedProcessOptions {
  /** In KiB; a process that wants to write more finds the disk full. */
  readonly largestFile?: number;
  readonly timeScale?: number;
  /** Where the webhook listens. */
  readonly address?: string;
}

/** `npm start -- --json` in a process of its own, for a Valohai that is not there. */
export class StartedProcess {
  /** What it wrote to standard error. */
  errors = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  readonly #ready: Promise<v.InferOutput<typeof ReadySchema> | undefined>;

  constructor(stateDirectory: string, { largestFile, timeScale = 1, address }: StartedProcessOptions = {}) {
    const words = ['--host', 'http://127.0.0.1:9', '--port', '0', '--state', stateDirectory, '--json'];
    words.push('--time-scale', String(timeScale));
    if (address !== undefined) words.push('--address', address);
    const limit = largestFile === undefined ? '' : `ulimit -f ${largestFile} && `;
    const child = spawn(
      'bash',
      ['-c', `${limit}exec "$0" "$@"`, process.execPath, join(PACKAGE_ROOT, 'local/main.ts'), ...words],
      {
        cwd: PACKAGE_ROOT,
        env: { PATH: process.env.PATH, HOME: stateDirectory, VALOHAI_TOKEN: 'token-of-nobody' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stderr.on('data', (chunk) => {
      this.errors += String(chunk);
    });
    const lines = createInterface({ input: child.stdout });
    const first = new Promise<string>((resolve) => lines.once('line', resolve));
    this.#ready = Promise.race([first.then((line) => v.parse(ReadySchema, JSON.parse(line))), this.#gone()]);
  }

  /** Waits until it works. */
  async ready(): Promise<v.InferOutput<typeof ReadySchema>> {
    const ready = await this.#ready;
    if (ready === undefined) throw new Error(`npm start ended: ${this.errors}`);
    return ready;
  }

  /** Waits for its end; gives the exit code. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }

  async #gone(): Promise<undefined> {
    await this.#ended;
    return undefined;
  }
}
