import type { Schedules } from '../aws/schedules.ts';
import { SecretUnavailableError } from '../aws/secrets.ts';
import { ConfigError } from '../config-error.ts';
import { aboutMissingToken, aboutRefusedToken, aboutUnreadableSecret } from '../tell/messages.ts';
import type { Message } from '../tell/tell.ts';
import { ValohaiUnauthorizedError } from '../valohai/errors.ts';

/** Who deploys has so long to store the token before anybody is told that there is none. */
const GRACE_MS = 3_600_000;

/**
 * What people should know of the error that ended a sweep: that Valohai refuses the token, that none is
 * stored, or that nobody can read it any more. Whatever else is wrong passes by itself, or shows elsewhere.
 */
export async function tokenTrouble(
  error: unknown,
  host: string,
  { schedules, now }: { readonly schedules: Pick<Schedules, 'installedAt'>; readonly now: () => Date },
): Promise<Message | undefined> {
  if (error instanceof ValohaiUnauthorizedError) return aboutRefusedToken(host);
  if (error instanceof SecretUnavailableError && error.isLasting) return aboutUnreadableSecret(error.message);
  if (!(error instanceof ConfigError)) return undefined;
  const age = now().getTime() - (await schedules.installedAt()).getTime();
  return age < GRACE_MS ? undefined : aboutMissingToken(error.message);
}
