import { CATALOGUE_TABLE } from '../signatures/catalogue-table.ts';
import type { SignatureRow } from './pattern-table.ts';
import { SignatureIndex } from './signature-index.ts';

const INDEX = new SignatureIndex(CATALOGUE_TABLE);

/** The first signature of the catalogue that a line matches. */
export function matchSignature(text: string): SignatureRow | undefined {
  return INDEX.firstMatch(text);
}

/** The first signature that a line matches among those that end a run from outside. */
export function matchKiller(text: string): SignatureRow | undefined {
  return INDEX.firstMatch(text, 'killer');
}

/** Words of which each of some lines that tells of a killer holds at least one. */
export function killerWordsIn(lines: string): readonly string[] {
  return INDEX.wordsOf('killer', lines);
}
