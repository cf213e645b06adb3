import { CATALOGUE } from '../signatures/catalogue.ts';
import type { Signature } from '../signatures/signature.ts';
import { SignatureIndex } from './signature-index.ts';

// Built at the first judgement, not when the module loads.
let all: SignatureIndex | undefined;
let killers: SignatureIndex | undefined;

/** The first signature of the catalogue that a line matches. */
export function matchSignature(text: string): Signature | undefined {
  all ??= new SignatureIndex(CATALOGUE);
  return all.firstMatch(text);
}

/** The first signature that a line matches among those that end a run from outside. */
export function matchKiller(text: string): Signature | undefined {
  return killersOf().firstMatch(text);
}

/** Whether any of some lines may match one of those. */
export function mayHoldKiller(lines: string): boolean {
  return killersOf().mayMatch(lines);
}

function killersOf(): SignatureIndex {
  killers ??= new SignatureIndex(CATALOGUE.filter(({ role }) => role === 'killer'));
  return killers;
}
