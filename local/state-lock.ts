import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../functions/config-error.ts';

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Keeps a second process from firing the same schedules. The lock is the operating system's on a file, so it
 * is gone with the process, also after `kill -9`.
 *
 * @returns what releases it
 * @throws ConfigError when another process has it, SQLite's error when the folder cannot be written
 */
export function lockState(stateDirectory: string): () => void {
  const lock = new DatabaseSync(join(stateDirectory, 'lock.sqlite'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const isTaken = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    if (!isTaken) throw error;
    throw new ConfigError(
      `Another process runs with the state in ${stateDirectory}. End it, or choose another --state.`,
    );
  }
  return () => lock.close();
}
