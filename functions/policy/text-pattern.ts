/** What a condition on a text may look like, for error messages. */
export const TEXT_PATTERN_FORM =
  'a text that must occur (case does not count), or a regular expression between slashes such as /timeout after \\d+ s/';

const SLASHES = /^\/.+\/i?$/;

/** Whether a policy's text condition can be used. */
export function isTextPattern(pattern: string): boolean {
  if (pattern === '') return false;
  return !SLASHES.test(pattern) || compile(pattern) !== null;
}

/**
 * Whether a policy's text condition matches: plain text must occur in it, whatever its case;
 * `/…/` and `/…/i` are regular expressions.
 */
export function matchesTextPattern(pattern: string, text: string): boolean {
  if (!SLASHES.test(pattern)) return text.toLowerCase().includes(pattern.toLowerCase());
  return compile(pattern)?.test(text) ?? false;
}

function compile(pattern: string): RegExp | null {
  const end = pattern.lastIndexOf('/');
  try {
    return new RegExp(pattern.slice(1, end), pattern.slice(end + 1));
  } catch {
    return null;
  }
}
