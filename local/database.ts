import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the one SQLite file in which the local mode keeps everything that must survive `kill -9`:
 * schedules, undelivered invocations, dead letters and the secret.
 * Folder and file are readable by their owner only, because the secret stands in it.
 */
export function openDatabase(stateDirectory: string): DatabaseSync {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const file = join(stateDirectory, 'state.sqlite');
  const database = new DatabaseSync(file);
  chmodSync(file, 0o600);
  // Write-ahead logging survives the death of the process at any instruction.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  return database;
}
