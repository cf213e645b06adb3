import { ConfigError } from '../functions/config-error.ts';
import { ValohaiClient } from '../functions/valohai/client.ts';
import { ValohaiUnauthorizedError } from '../functions/valohai/errors.ts';
import { sendHttp } from '../functions/valohai/http.ts';
import { fixedToken } from './fixed-token.ts';

/**
 * The user for whom a token acts that is not stored yet.
 *
 * @throws ConfigError when Valohai refuses it, ValohaiError when Valohai cannot be asked
 */
export async function tokenOwner(token: string, host: string): Promise<string> {
  try {
    return (await new ValohaiClient(host, fixedToken(token), sendHttp).me()).username;
  } catch (error) {
    // The client speaks of the stored token.
    if (error instanceof ValohaiUnauthorizedError)
      throw new ConfigError(`${host} refuses this token (401); nothing was stored.`);
    throw error;
  }
}
