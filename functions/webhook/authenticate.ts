import { createHash, timingSafeEqual } from 'node:crypto';

/** Where a sender can put the key. */
export interface Presented {
  /** The request's path; the key is all of it after the first slash. */
  readonly path: string;
  /** The `authorization` header, if there is one. */
  readonly authorization: string | undefined;
}

/**
 * Whether a request shows one of the valid keys, in its path or as `authorization: Bearer <key>`. Digests of
 * equal length are compared in constant time, and always all of them, so that the time taken tells nothing
 * about a key.
 *
 * @param keys two while one is being replaced; none opens nothing
 */
export function isAuthentic({ path, authorization }: Presented, keys: readonly string[]): boolean {
  const inPath = path.replace(/^\//, '').replace(/\/$/, '');
  const bearer = authorization?.match(/^bearer +(\S+) *$/i)?.[1];
  const shown = bearer === undefined ? [inPath] : [inPath, bearer];
  let isValid = false;
  for (const text of shown) {
    for (const key of keys) {
      const isEqual = timingSafeEqual(digest(text), digest(key));
      isValid ||= isEqual && key !== '';
    }
  }
  return isValid;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
