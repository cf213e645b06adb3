import { describe, expect, it } from 'vitest';
import { classify } from '../../../functions/policy/classify.ts';
import { isPassing } from '../../../functions/policy/failure.ts';

// Each says what did not come about, and nothing of why.
const VAGUE = [
  'ERROR: Failed to download rows.parquet',
  'ERROR: Failed to connect to feed.acme.example',
  'requests.exceptions.ConnectionError: feed.acme.example',
  'vendor.errors.FeedConnectionError: feed.acme.example',
  'ssl.SSLError: feed.acme.example',
  'ERROR: CannotPullContainerError: hub.acme.example/rows:4',
  'ResourceInitializationError: the rows of secrets',
  'details = "failed to connect to all addresses"',
  'RuntimeError: the feed is temporarily down',
  'RuntimeError: gave up waiting for the feed',
];

const LASTING = [
  'its issuer is nobody we trust',
  'the password is wrong',
  'the credentials are incorrect',
  'your role lacks a permission',
  'log in denied',
  'the bucket does not exist',
  'no such bucket',
  'the rows could not be found',
  'that scheme is unsupported',
  'the reference is malformed',
  'the repository is over its data quota',
  'too many open files',
  `host ${'$'}{FEED_HOST}`,
  'host <your-host>',
];

function judge(message: string) {
  return classify({ log: [{ stream: 'stderr', message }] });
}

describe.each(VAGUE)('%s', (vague) => {
  it('passes when nothing more is said', () => {
    expect(isPassing(judge(vague).reason)).toBe(true);
  });

  it('passes when what is said is that it takes too long', () => {
    expect(isPassing(judge(`${vague}: no answer for 30 s, timed out`).reason)).toBe(true);
  });

  it.each(LASTING)('lasts when it is because: %s', (lasting) => {
    expect(isPassing(judge(`${vague}: ${lasting}`).reason)).toBe(false);
  });
});
