import type { TokenSource } from '../functions/valohai/client.ts';

/** A token that is not renewed, as one that was typed or that a command has read. */
export function fixedToken(token: string): TokenSource {
  return { current: async () => token, renewed: async () => token };
}
