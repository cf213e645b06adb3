import * as v from 'valibot';
import { beforeEach, expect, it } from 'vitest';
import { handleFailure } from '../../functions/failure/handle-failure.ts';
import { PolicySchema } from '../../functions/policy/policy.ts';
import { ValohaiUnavailableError } from '../../functions/valohai/errors.ts';
import { MemorySchedules } from '../functions/memory-schedules.ts';
import { execution, MemoryValohai } from '../functions/memory-valohai.ts';
import { EXECUTION_ID } from '../valohai/answers.ts';

const NOW = new Date('2026-02-03T11:31:00Z');
const policy = v.parse(PolicySchema, {
  mode: 'shadow',
  rules: [{ when: { log: 'store is flaky' }, retries: 3 }],
});

let valohai: MemoryValohai;
let schedules: MemorySchedules;

beforeEach(() => {
  valohai = new MemoryValohai(execution({ tags: ['weekly'] }));
  schedules = new MemorySchedules();
});

function handle() {
  const report = { executionId: EXECUTION_ID, looks: 0, tries: 0, since: NOW };
  return handleFailure(report, { valohai, schedules, policy, now: () => NOW, random: () => 0 });
}

it('tags in shadow mode what would be retried, and schedules nothing', async () => {
  expect(await handle()).toMatchObject({ decision: { kind: 'would-retry', of: 3 }, isRepeated: false });
  expect(valohai.find(EXECUTION_ID).tags).toEqual(['weekly', 'would-retry: unknown']);
  expect(schedules.names).toEqual([]);
});

it('tells it once, also where the tag cannot be written', async () => {
  await handle();
  expect(await handle()).toMatchObject({ isRepeated: true });
  valohai.change(EXECUTION_ID, { tags: [] });
  valohai.trouble.set('setTags', new ValohaiUnavailableError('away'));
  expect(await handle()).toMatchObject({ isRepeated: false });
  expect(await handle()).toMatchObject({ isRepeated: true });
});

it("tags a refusal with the rule's own words", async () => {
  const refusing = v.parse(PolicySchema, {
    rules: [{ when: { step: '*' }, retry: 'never', reason: 'the store is ours' }],
  });
  const report = { executionId: EXECUTION_ID, looks: 0, tries: 0, since: NOW };
  const handling = { valohai, schedules, policy: refusing, now: () => NOW, random: () => 0 };
  expect(await handleFailure(report, handling)).toMatchObject({
    decision: { kind: 'give-up', cause: 'never' },
  });
  expect(valohai.find(EXECUTION_ID).tags).toEqual(['weekly', 'not-retried: the store is ours']);
});
