import { describe, expect, it } from 'vitest';
import { copyOf, NOT_COPIED } from '../../functions/retry/copy.ts';
import { execution } from '../functions/memory-valohai.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';

describe('the copy of a failed execution', () => {
  it('takes along all that is known of it, its tags as a retry, and where it comes from', () => {
    expect(copyOf(execution(), { attempt: 2, reason: 'network' })).toEqual({
      project: PROJECT_ID,
      commit: '8d5ce1fa',
      step: 'train-model',
      command: 'python train.py {parameters}',
      image: 'registry.example/train:3',
      environment: '01900000-0000-4000-8000-0000000000e1',
      title: 'Weekly training',
      inputs: {
        images: ['s3://acme-data.example/a.tar', 's3://acme-data.example/b.tar'],
        labels: [],
      },
      parameters: { rate: 0.1, layers: 3, augment: true, mode: 'fast' },
      environment_variables: { REGION: 'eu', RETRY_ATTEMPT: '2', RETRY_OF_EXECUTION: EXECUTION_ID },
      inherit_environment_variables: true,
      runtime_config: { autorestart: false, no_output_timeout: 3_600 },
      priority: 5,
      tags: ['weekly', 'retry: 2', 'retry-of: #41'],
    });
  });

  it('leaves out what the execution lacks', () => {
    const bare = execution({
      ...{ title: null, command: null, image: null, environment: null, environment_variables: null },
      ...{ inputs: null, parameters: null, runtime_config: null, priority: null, tags: null },
    });
    expect(copyOf(bare, { attempt: 1, reason: 'network' })).toStrictEqual({
      project: PROJECT_ID,
      commit: '8d5ce1fa',
      step: 'train-model',
      inputs: {},
      parameters: {},
      environment_variables: { RETRY_ATTEMPT: '1', RETRY_OF_EXECUTION: EXECUTION_ID },
      inherit_environment_variables: true,
      tags: ['retry: 1', 'retry-of: #41'],
    });
  });

  it('keeps values that are nothing yet something', () => {
    const copy = copyOf(
      execution({ priority: 0, title: '', parameters: { rate: 0, mode: '', flag: false } }),
      { attempt: 1, reason: 'network' },
    );
    expect(copy).toMatchObject({ priority: 0, title: '', parameters: { rate: 0, mode: '', flag: false } });
  });

  it("does not continue Valohai's own restart", () => {
    const inputs = [
      { name: '_restart', urls: ['datum://01900000-0000-4000-8000-00000000dada'] },
      { name: 'images', urls: ['s3://acme-data.example/a.tar'] },
    ];
    expect(copyOf(execution({ inputs }), { attempt: 1, reason: 'network' }).inputs).toEqual({
      images: ['s3://acme-data.example/a.tar'],
    });
  });

  it('carries no tag of its own chain twice, and every tag of a person', () => {
    const tags = [
      'a',
      'retry: 1',
      'retry-of: #40',
      'retried: #42',
      'not-retried: expired',
      'retry-ish: b',
      'a',
    ];
    expect(copyOf(execution({ tags }), { attempt: 2, reason: 'network' }).tags).toEqual([
      'a',
      'retry-ish: b',
      'a',
      'retry: 2',
      'retry-of: #41',
    ]);
  });

  it('says where it comes from even when it was a retry itself', () => {
    const environment_variables = { RETRY_ATTEMPT: '1', RETRY_OF_EXECUTION: 'the one before' };
    expect(
      copyOf(execution({ environment_variables }), { attempt: 2, reason: 'network' }).environment_variables,
    ).toEqual({
      RETRY_ATTEMPT: '2',
      RETRY_OF_EXECUTION: EXECUTION_ID,
    });
  });

  it('changes nothing of the failed one', () => {
    const failed = execution({ inputs: [{ name: '_restart', urls: ['x'] }] });
    const before = structuredClone(failed);
    copyOf(failed, { attempt: 1, reason: 'network' });
    expect(failed).toEqual(before);
  });
});

it('is known to lack what the API does not reveal', () => {
  expect(NOT_COPIED).toBe('time limit, environment variable groups and presets');
});
