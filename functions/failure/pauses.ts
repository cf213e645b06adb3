import { SecretUnavailableError } from '../aws/secrets.ts';
import { ConfigError } from '../config-error.ts';
import { ValohaiUnauthorizedError, ValohaiUnavailableError } from '../valohai/errors.ts';

const MINUTE_MS = 60_000;

/** How long is waited for a Valohai that is away: 1, 2, 5, 10 and 30 minutes, then an hour each time. */
const PAUSES_MS = [1, 2, 5, 10, 30, 60].map((minutes) => minutes * MINUTE_MS);

/** What passes without a change on our side: Valohai or the secret is away, or a good token has yet to be stored. */
export type PassingError =
  | ValohaiUnavailableError
  | ValohaiUnauthorizedError
  | SecretUnavailableError
  | ConfigError;

export function isPassingError(error: unknown): error is PassingError {
  return (
    error instanceof ValohaiUnavailableError ||
    error instanceof ValohaiUnauthorizedError ||
    error instanceof SecretUnavailableError ||
    error instanceof ConfigError
  );
}

/**
 * When it is worth trying again.
 *
 * @param tries how often it was tried in vain before this time
 */
export function nextTry(now: Date, tries: number, error: PassingError): Date {
  const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? MINUTE_MS;
  const asked = error instanceof ValohaiUnavailableError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return new Date(now.getTime() + Math.max(pause, asked));
}
