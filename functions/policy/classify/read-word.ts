import { retryAfterIn } from './find-retry-after.ts';

/** What the user's own code said about its failure, through `valohai.set_status_detail`. */
export interface Word {
  readonly said: 'retry' | 'no-retry';
  readonly retryAfterSeconds?: number;
}

const WORD = /^\s{0,8}(no-retry|retry)\s{0,4}:/i;

/** Reads `retry: …` and `no-retry: …` at the beginning of a status detail. */
export function readWord(statusDetail: string | null | undefined): Word | undefined {
  const found = WORD.exec(statusDetail ?? '')?.[1]?.toLowerCase();
  if (found !== 'retry' && found !== 'no-retry') return undefined;
  const retryAfterSeconds = retryAfterIn(statusDetail ?? '');
  return { said: found, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
