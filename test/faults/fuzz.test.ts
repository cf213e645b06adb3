import { expect, it } from 'vitest';
import { fuzz } from './fuzz-run.ts';

it('gives a valid answer to whatever comes, and never a 5xx', { timeout: 90_000 }, async () => {
  const { statuses, wrong } = await fuzz({ seed: 736, size: 2_500, onProgress: () => undefined });

  expect(wrong).toEqual([]);
  expect(Object.keys(statuses).sort()).toEqual(['200', '202', '400', '401', '405', '413']);
});
