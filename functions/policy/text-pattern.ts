import { LinearPattern } from './pattern/linear-pattern.ts';
import { PatternError } from './pattern/parse-pattern.ts';

/** What a condition on a text may look like, for error messages. */
export const TEXT_PATTERN_FORM =
  'a text that must occur (case does not count), or a regular expression between slashes such as /timeout after \\d+ s/';

const SLASHES = /^\/.+\/i?$/;

/** A line is looked through no further than this. */
const LONGEST_LINE = 2_000;

/** Whether a policy's text condition is a regular expression, and not plain text. */
export function isExpression(pattern: string): boolean {
  return SLASHES.test(pattern);
}

/** What a policy's text condition should be instead, or undefined when it can be used as it is. */
export function whyNotTextPattern(pattern: string): string | undefined {
  if (pattern === '') return TEXT_PATTERN_FORM;
  const matcher = isExpression(pattern) ? compile(pattern) : undefined;
  return matcher instanceof PatternError ? matcher.message : undefined;
}

/**
 * Whether a policy's text condition matches: plain text must occur in it, whatever its case; `/…/` and
 * `/…/i` are regular expressions, which are tried on each line. Takes time in proportion to the text.
 */
export function matchesTextPattern(pattern: string, text: string): boolean {
  if (!isExpression(pattern)) return text.toLowerCase().includes(pattern.toLowerCase());
  const matcher = compile(pattern);
  if (matcher instanceof PatternError) return false;
  return text.split(/[\r\n]/).some((line) => matcher.test(line.slice(0, LONGEST_LINE)));
}

/** A policy has few of them, and each is tried on hundreds of lines. */
const compiled = new Map<string, LinearPattern | PatternError>();

function compile(pattern: string): LinearPattern | PatternError {
  const known = compiled.get(pattern);
  // Stryker disable next-line ConditionalExpression: what is kept only saves time
  if (known !== undefined) return known;
  const end = pattern.lastIndexOf('/');
  const made = make(pattern.slice(1, end), pattern.slice(end + 1));
  // Stryker disable next-line CallExpression: what is kept only saves time
  compiled.set(pattern, made);
  return made;
}

function make(source: string, flags: string): LinearPattern | PatternError {
  try {
    return new LinearPattern(source, flags);
  } catch (error) {
    // Stryker disable next-line ConditionalExpression: no text is known to lead to another error
    if (error instanceof PatternError) return error;
    throw error;
  }
}
