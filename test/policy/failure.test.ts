import { expect, it } from 'vitest';
import { FAILURE_REASONS, isPassing } from '../../functions/policy/failure.ts';

it('calls those failures passing that time or another machine can cure', () => {
  expect(FAILURE_REASONS.filter(isPassing)).toEqual([
    'network',
    'rate-limit',
    'service',
    'infrastructure',
    'capacity',
  ]);
});

it('knows lasting and unknown failures', () => {
  expect(FAILURE_REASONS.filter((reason) => !isPassing(reason))).toEqual([
    'resource',
    'permanent',
    'unknown',
  ]);
});
