import type { Signature } from '../signatures/signature.ts';
import { requiredLiterals } from './required-literals.ts';

/** One of a signature's patterns, not compiled yet. */
export interface Alternative {
  /** A regular expression. */
  readonly source: string;
  readonly flags: string;
  /** In lower case; whatever matches holds one of them. Nothing when none is known. */
  readonly words: readonly string[] | undefined;
}

/** The patterns of a signature, each with the words by which it is found. */
export function alternativesOf({ patterns }: Signature): readonly Alternative[] {
  return patterns.map((pattern) => ({
    source: pattern.source,
    flags: pattern.flags,
    words: requiredLiterals(pattern),
  }));
}
