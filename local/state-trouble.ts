import { resolve } from 'node:path';
import { ConfigError } from '../functions/config-error.ts';

/**
 * Why SQLite cannot keep the state, such as a full disk, in a few words of its own: nothing of what was to be
 * written stands in them.
 *
 * @returns undefined for an error that is not SQLite's
 */
export function stateTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined;
  return 'errstr' in error ? String(error.errstr) : error.message;
}

/** An error for people, who can make room, if it is the state folder's; any other stays what it is. */
export function explainState(error: unknown, stateDirectory: string): unknown {
  const why = stateTrouble(error) ?? folderTrouble(error, stateDirectory);
  if (why === undefined) return error;
  return new ConfigError(
    `The state in ${stateDirectory} cannot be kept: ${why}.\n` +
      'What was pending stays there and goes on at the next start. Make room, make the folder writable, or ' +
      'choose another with --state.',
  );
}

function folderTrouble(error: unknown, stateDirectory: string): string | undefined {
  if (!(error instanceof Error) || !('path' in error) || typeof error.path !== 'string') return undefined;
  return resolve(error.path).startsWith(resolve(stateDirectory)) ? error.message : undefined;
}
