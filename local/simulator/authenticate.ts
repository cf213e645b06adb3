import type { ApiAnswer } from './router.ts';

/** The 401 for a request without a valid token; undefined when it has one. */
export function refuseToken(
  authorization: string | undefined,
  tokens: ReadonlySet<string>,
): ApiAnswer | undefined {
  const [scheme = '', token, ...rest] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() !== 'token') return refusal('Authentication credentials were not provided.');
  if (token === undefined) return refusal('Invalid token header. No credentials provided.');
  if (rest.length > 0) return refusal('Invalid token header. Token string should not contain spaces.');
  return tokens.has(token) ? undefined : refusal('Invalid token.');
}

function refusal(detail: string): ApiAnswer {
  return { status: 401, body: { detail }, headers: { 'www-authenticate': 'Token' } };
}
