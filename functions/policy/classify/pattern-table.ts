import type { Signature } from '../signatures/signature.ts';
import { requiredLiterals } from './required-literals.ts';

/** A signature without its patterns. */
export interface SignatureRow extends Pick<Signature, 'id' | 'reason' | 'role'> {
  /** The flags of all its patterns. */
  readonly flags: string;
  /** A regular expression whose case does not matter. */
  readonly unless?: string;
}

/**
 * Signatures made ready to be searched for. Columns, because there are thousands of patterns: to make an object of
 * each takes longer than a first search.
 */
export interface PatternTable {
  /** Each pattern's regular expression, in the order in which they are tried. */
  readonly sources: readonly string[];
  /** The signature that each pattern belongs to. */
  readonly signatures: readonly SignatureRow[];
  /** Words in lower case, of three characters at least: what a pattern matches holds one of its words. */
  readonly words: readonly string[];
  /** For each word, the place of its pattern. */
  readonly wordOwners: readonly number[];
  /** The places of the patterns that no word is known for. */
  readonly wordless: readonly number[];
}

/** @throws Error when the patterns of a signature differ in their flags */
export function tableOf(signatures: readonly Signature[]): PatternTable {
  const patterns = signatures.flatMap((signature) => {
    const row = rowOf(signature);
    return signature.patterns.map((pattern) => ({ source: pattern.source, row, words: wordsOf(pattern) }));
  });
  const words = patterns.flatMap(({ words = [] }, owner) => words.map((word) => ({ word, owner })));
  return {
    sources: patterns.map(({ source }) => source),
    signatures: patterns.map(({ row }) => row),
    words: words.map(({ word }) => word),
    wordOwners: words.map(({ owner }) => owner),
    wordless: patterns.flatMap(({ words }, place) => (words === undefined ? [place] : [])),
  };
}

function rowOf(signature: Signature): SignatureRow {
  const { id, reason, role, unless } = signature;
  if (unless && unless.flags !== 'i')
    throw new Error(
      `the \`unless\` of ${id} has to go without regard to case: give it the flag i, and no other`,
    );
  return {
    id,
    reason,
    ...(role && { role }),
    flags: sharedFlags(signature),
    ...(unless && { unless: unless.source }),
  };
}

function sharedFlags({ id, patterns }: Signature): string {
  // Stryker disable next-line StringLiteral: every signature has a pattern
  const [first = '', ...others] = new Set(patterns.map(({ flags }) => flags));
  if (others.length > 0) throw new Error(`the patterns of ${id} differ in their flags`);
  return first;
}

/** Without those that hold another: where they stand, that stands too. */
function wordsOf(pattern: RegExp): readonly string[] | undefined {
  const words = requiredLiterals(pattern);
  const different = words && [...new Set(words)];
  return different?.filter((word) => !different.some((other) => other !== word && word.includes(other)));
}
