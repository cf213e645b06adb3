import * as v from 'valibot';

const Keys = v.array(v.string());

/** A paging token that holds the keys of the last row shown, so that a page never repeats or skips one. */
export function encodeNextToken(lastKeys: string[]): string {
  return Buffer.from(JSON.stringify(lastKeys)).toString('base64url');
}

/** The keys in a token, or undefined if it is not one of ours with that many keys. */
export function decodeNextToken(token: string, count: number): string[] | undefined {
  try {
    const keys = v.safeParse(Keys, JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    return keys.success && keys.output.length === count ? keys.output : undefined;
  } catch {
    return undefined;
  }
}
