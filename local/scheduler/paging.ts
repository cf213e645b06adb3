import { AwsError } from '../aws-protocol/aws-error.ts';
import { decodeNextToken } from '../aws-protocol/next-token.ts';

/**
 * The keys after which the next page begins; none for the first page.
 *
 * @throws AwsError `ValidationException` for a token that was never given out.
 */
export function readNextToken(token: string | undefined, keys: number): string[] {
  const decoded = token === undefined ? [] : decodeNextToken(token, keys);
  if (decoded === undefined) {
    throw new AwsError('ValidationException', 'Invalid NextToken.');
  }
  return decoded;
}
