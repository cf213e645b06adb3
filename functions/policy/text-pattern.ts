/** What a condition on a text may look like, for error messages. */
export const TEXT_PATTERN_FORM =
  'a text that must occur (case does not count), or a regular expression between slashes such as /timeout after \\d+ s/';

const SLASHES = /^\/(.+)\/(i?)$/;

/** Whether a policy's text condition can be used. */
export function isTextPattern(pattern: string): boolean {
  if (pattern === '') return false;
  const parts = SLASHES.exec(pattern);
  return parts === null || compile(parts) !== undefined;
}

/**
 * Whether a policy's text condition matches: plain text must occur in it, whatever its case;
 * `/…/` and `/…/i` are regular expressions.
 */
export function matchesTextPattern(pattern: string, text: string): boolean {
  const parts = SLASHES.exec(pattern);
  if (parts === null) return text.toLowerCase().includes(pattern.toLowerCase());
  return compile(parts)?.test(text) ?? false;
}

function compile([, source = '', flags]: RegExpExecArray): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
