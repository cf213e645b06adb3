import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ExecutionSchema } from '../../functions/valohai/execution.ts';
import { anExecutionAnswer, EXECUTION_ID, PROJECT_ID } from './answers.ts';

function read(changes: Readonly<Record<string, unknown>>) {
  return v.parse(ExecutionSchema, anExecutionAnswer(changes));
}

const REQUIRED = ['id', 'counter', 'project', 'status', 'step'];
const BARE = {
  id: EXECUTION_ID,
  counter: 41,
  project: { id: PROJECT_ID, name: '', readOnly: false },
  status: 'error',
  statusDetail: '',
  tags: [],
  step: 'train-model',
  parameters: {},
  environmentVariables: {},
  inputs: {},
  autorestart: false,
  deleted: false,
};

describe('an execution', () => {
  it('is read with all that is judged and copied', () => {
    expect(read({})).toEqual({
      id: EXECUTION_ID,
      counter: 41,
      project: { id: PROJECT_ID, name: 'acme/churn', readOnly: false },
      status: 'error',
      statusDetail: 'epoch 3',
      tags: ['weekly', 'retry: 1'],
      step: 'train-model',
      commit: '8d5ce1fa',
      environment: { id: '01900000-0000-4000-8000-0000000000e1', slug: 'aws-t4-spot', spot: true },
      parameters: { rate: 0.1, layers: 3, augment: true, mode: 'fast' },
      memberOf: undefined,
      autorestart: false,
      deleted: false,
      createdAt: new Date('2026-02-03T10:00:00.123Z'),
      endedAt: new Date('2026-02-03T11:30:00.654Z'),
      title: 'Weekly training',
      command: 'python train.py {parameters}',
      image: 'registry.example/train:3',
      environmentVariables: { REGION: 'eu' },
      inputs: {
        images: ['s3://acme-data.example/a.tar', 's3://acme-data.example/b.tar'],
        labels: [],
      },
      runtimeConfig: { autorestart: false, no_output_timeout: 3_600 },
      priority: 5,
    });
  });

  it('is read when all that can be missing is', () => {
    const answer = {
      id: EXECUTION_ID,
      counter: 41,
      project: { id: PROJECT_ID },
      status: 'error',
      step: 'train-model',
    };
    expect(v.parse(ExecutionSchema, answer)).toEqual(BARE);
  });

  it('is read when all that can be null is', () => {
    const nulls = Object.fromEntries(
      Object.keys(anExecutionAnswer())
        .filter((key) => !REQUIRED.includes(key))
        .map((key) => [key, null]),
    );
    expect(read({ ...nulls, project: { id: PROJECT_ID, name: null, owner: null, read_only: null } })).toEqual(
      BARE,
    );
  });

  it('is read whatever keys come with it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).map((key) => `x_${key}`),
          fc.jsonValue(),
        ),
        (others) => {
          expect(read(others)).toEqual(read({}));
        },
      ),
    );
  });

  it.each([
    ['acme', 'acme/churn'],
    [{ username: 'acme' }, 'acme/churn'],
    [{ username: null }, 'churn'],
    [null, 'churn'],
    ['', 'churn'],
  ])('belongs to the project of the owner %j', (owner, name) => {
    expect(read({ project: { id: PROJECT_ID, name: 'churn', owner } }).project.name).toBe(name);
  });

  it('may name the owner in the project’s name already', () => {
    const project = { id: PROJECT_ID, name: 'acme/churn', owner: 'acme' };
    expect(read({ project }).project.name).toBe('acme/churn');
  });

  it('tells variables that have a value, in both forms, and no secret', () => {
    const environment_variables = {
      BARE: 'a',
      NUMBER: 5,
      YES: true,
      EMPTY: '',
      OBJECT: { value: 'b', secret: false },
      OBJECT_NUMBER: { value: 7 },
      SECRET: null,
      SECRET_OBJECT: { value: null, secret: true },
      SECRET_WITHOUT: { secret: true },
      SECRET_SHOWN: { value: 'hush', secret: true },
      LIST: ['x'],
    };
    expect(read({ environment_variables }).environmentVariables).toEqual({
      BARE: 'a',
      NUMBER: '5',
      YES: 'true',
      EMPTY: '',
      OBJECT: 'b',
      OBJECT_NUMBER: '7',
    });
  });

  it.each([
    [{ pipeline: '01900000-0000-4000-8000-0000000000f1' }, 'pipeline'],
    [{ pipeline: { id: 'x' }, task: { id: 'y' } }, 'pipeline'],
    [{ task: '01900000-0000-4000-8000-0000000000f2' }, 'task'],
    [{ task: '', pipeline: '' }, undefined],
  ])('with %j is a member of a %s', (changes, memberOf) => {
    expect(read(changes).memberOf).toBe(memberOf);
  });

  it.each([
    ['2026-02-03T11:30:00Z', '2026-02-03T11:30:00.000Z'],
    ['2026-02-03T11:30:00.500', '2026-02-03T11:30:00.500Z'],
    ['2026-02-03T13:30:00+02:00', '2026-02-03T11:30:00.000Z'],
    ['2026-02-03T09:30:00-0200', '2026-02-03T11:30:00.000Z'],
  ])('ended at %s', (end_time, instant) => {
    expect(read({ end_time }).endedAt?.toISOString()).toBe(instant);
  });

  it.each(['', 'yesterday', '2026-99-99T00:00:00Z'])('does not tell its end by %j', (end_time) => {
    expect(read({ end_time }).endedAt).toBeUndefined();
  });

  it.each([
    [{ autorestart: true }, true],
    [{ autorestart: false }, false],
    [{ autorestart: 'yes' }, false],
    [{}, false],
    [null, false],
  ])('with the runtime configuration %j is restarted by Valohai: %s', (runtime_config, autorestart) => {
    expect(read({ runtime_config }).autorestart).toBe(autorestart);
  });

  it('may have a command of several lines, and a status detail of any kind', () => {
    expect(read({ command: ['cd src', 'make'] }).command).toEqual(['cd src', 'make']);
    expect(read({ status_detail: { progress: 3 } }).statusDetail).toBe('');
  });
});
