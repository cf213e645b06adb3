import { retryAfterIn } from './find-retry-after.ts';

/** What the user's own code said about its failure, through `valohai.set_status_detail`. */
export interface Word {
  readonly said: 'retry' | 'no-retry';
  readonly retryAfterSeconds?: number;
}

const WORD = /^\s{0,8}(no-)?retry\s{0,4}:.*/is;

/** Reads `retry: …` and `no-retry: …` at the beginning of a status detail. */
export function readWord(statusDetail: string | null | undefined): Word | undefined {
  const found = statusDetail?.match(WORD);
  if (!found) return undefined;
  const retryAfterSeconds = retryAfterIn(found[0]);
  return {
    said: found[1] ? 'no-retry' : 'retry',
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
