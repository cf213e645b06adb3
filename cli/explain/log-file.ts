import { readFileSync } from 'node:fs';
import { ConfigError } from '../../functions/config-error.ts';
import type { Facts } from '../../functions/policy/decide.ts';

const STANDARD_INPUT = 0;

/** What can be said of the execution that a log is of; rules look at it. */
export interface SaidOfLog {
  readonly project?: string | undefined;
  readonly step?: string | undefined;
  readonly environment?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly 'status-detail'?: string | undefined;
}

/**
 * The text of a log, `-` meaning standard input.
 *
 * @throws ConfigError when it cannot be read
 */
export function readLogFile(file: string): string {
  try {
    // Not process.stdin.fd: to ask for process.stdin makes a pipe non-blocking, and a slow one fails with EAGAIN.
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The log cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** A log as the failure of an execution of which nothing is known but what is said. */
export function factsOfLog(text: string, said: SaidOfLog, now: Date): Facts {
  const lines = text.replace(/\r?\n$/, '').split('\n');
  return {
    execution: {
      id: 'log',
      counter: 0,
      project: { id: 'log', name: said.project ?? '', readOnly: false },
      status: 'error',
      statusDetail: said['status-detail'] ?? '',
      tags: said.tag ?? [],
      step: said.step ?? '',
      commit: 'log',
      environment: said.environment === undefined ? undefined : { slug: said.environment, spot: false },
      parameters: {},
      autorestart: false,
      deleted: false,
      endedAt: now,
    },
    log: lines.map((message) => ({ stream: 'stderr', message })),
    firstFailureAt: now,
    looks: 0,
  };
}
