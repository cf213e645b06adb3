import { CATALOGUE } from '../signatures/catalogue.ts';
import type { Signature } from '../signatures/signature.ts';
import { SignatureIndex } from './signature-index.ts';

const ALL = new SignatureIndex(CATALOGUE);
const KILLERS = new SignatureIndex(CATALOGUE.filter(({ role }) => role === 'killer'));

/** The first signature of the catalogue that a line matches. */
export function matchSignature(text: string): Signature | undefined {
  return ALL.firstMatch(text);
}

/** The first signature that a line matches among those that end a run from outside. */
export function matchKiller(text: string): Signature | undefined {
  return KILLERS.firstMatch(text);
}

/** Whether any of some lines may match one of those. */
export function mayHoldKiller(lines: string): boolean {
  return KILLERS.mayMatch(lines);
}
