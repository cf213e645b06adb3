import type { Signature } from '../signatures/signature.ts';
import { requiredLiterals } from './required-literals.ts';

/** One of the alternatives that a signature's pattern consists of: the pattern matches where one of them does. */
export interface Alternative {
  /** A regular expression of its own. */
  readonly source: string;
  readonly flags: string;
  /** In lower case; whatever matches holds one of them. Nothing when none is known. */
  readonly words: readonly string[] | undefined;
}

// An escaped character, a class, or any other character.
const PIECE = /\\.|\[(?:\\.|[^\]\\])*\]|./gs;

/** Takes a pattern apart at the bars that stand outside its groups. */
export function alternativesOf({ pattern }: Signature): readonly Alternative[] {
  const { source, flags } = pattern;
  return split(source).map((part) => ({ source: part, flags, words: requiredLiterals(new RegExp(part)) }));
}

function split(source: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [piece] of source.matchAll(PIECE)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  return [...parts, part];
}
