import { CATALOGUE } from '../signatures/catalogue.ts';
import type { Signature } from '../signatures/signature.ts';
import { requiredLiterals } from './required-literals.ts';

interface Prepared {
  readonly signature: Signature;
  readonly literals: readonly string[] | undefined;
}

// Prepared at the first judgement, not when the module loads.
let prepared: readonly Prepared[] | undefined;
let killers: readonly Prepared[] | undefined;

function prepare(signatures: readonly Signature[]): Prepared[] {
  return signatures.map((signature) => ({ signature, literals: requiredLiterals(signature.pattern) }));
}

/** The first signature of the catalogue that a line matches. */
export function matchSignature(text: string): Signature | undefined {
  prepared ??= prepare(CATALOGUE);
  return firstMatch(prepared, text);
}

/** The first signature that a line matches among those that end a run from outside. */
export function matchKiller(text: string): Signature | undefined {
  killers ??= prepare(CATALOGUE.filter(({ role }) => role === 'killer'));
  return firstMatch(killers, text);
}

function firstMatch(candidates: readonly Prepared[], text: string): Signature | undefined {
  const lower = text.toLowerCase();
  const holds = (literal: string) => lower.includes(literal);
  for (const { signature, literals } of candidates) {
    if (literals !== undefined && !literals.some(holds)) continue;
    if (signature.pattern.test(text)) return signature;
  }
  return undefined;
}
