import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { PACKAGE_ROOT } from '../../build/package-root.ts';

/** How a command ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  /** What stands on its standard input, perhaps later. */
  readonly input?: string | Promise<string>;
}

/** A command that runs. */
export interface Running {
  readonly process: ChildProcess;
  /** Resolves once its standard error holds this text. */
  said(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export const TOKEN = 'token-of-a-reader';

/** Starts `cli/<name>.ts` as a process of its own, with none of this machine's settings. */
export function startCommand(name: string, words: readonly string[], options: RunOptions = {}): Running {
  const { env = { VALOHAI_TOKEN: TOKEN }, input = '' } = options;
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, `cli/${name}.ts`), ...words], {
    cwd: PACKAGE_ROOT,
    env: { PATH: process.env.PATH, HOME: tmpdir(), ...env },
  });
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  // A command may end before it has read everything.
  child.stdin.on('error', () => undefined);
  void Promise.resolve(input).then((text) => child.stdin.end(text));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    process: child,
    said: (text) =>
      new Promise((resolve) => {
        const listener = () => {
          if (written.stderr.includes(text)) resolve();
        };
        listeners.add(listener);
        listener();
      }),
    ended: once(child, 'close').then(() => ({ code: child.exitCode, ...written })),
  };
}

export function runCommand(name: string, words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startCommand(name, words, options).ended;
}

/** A file that is gone after the test. */
export function aFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'valohai-retry-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
