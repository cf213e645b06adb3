import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotificationError, parseNotification } from '../../functions/webhook/notification.ts';
import { EXECUTION_ID, PROJECT_ID } from '../valohai/answers.ts';
import { aNotification } from './a-notification.ts';

function parsed(data: unknown) {
  return parseNotification(JSON.stringify({ title: 'x', data }));
}

describe('a notification', () => {
  it('of a failed execution names the execution and the project', () => {
    expect(parseNotification(aNotification())).toEqual({
      kind: 'failed',
      executionId: EXECUTION_ID,
      projectId: PROJECT_ID,
    });
  });

  it.each(['error', 'crashed', 'something new', undefined, null, '', 5, ['complete']])(
    'with the status %j may be about a failure',
    (status) => {
      expect(parseNotification(aNotification({ 'valohai.execution-status': status }))).toMatchObject({
        kind: 'failed',
      });
    },
  );

  it.each(['execution_error', 'execution_completed', undefined, 7])(
    'is not known by its type: %j',
    (type) => {
      const body = JSON.stringify({ ...JSON.parse(aNotification()), type });
      expect(parseNotification(body)).toMatchObject({ kind: 'failed' });
    },
  );

  it('of a completed execution tells its number, project, step and tags', () => {
    const body = aNotification({ 'valohai.execution-status': 'complete' });
    expect(parseNotification(body)).toEqual({
      kind: 'completed',
      executionId: EXECUTION_ID,
      counter: 41,
      project: 'acme/churn',
      step: 'train-model',
      tags: ['weekly'],
    });
  });

  it('of a completed execution may tell nothing else', () => {
    expect(parsed({ 'valohai.execution-id': EXECUTION_ID, 'valohai.execution-status': 'complete' })).toEqual({
      kind: 'completed',
      executionId: EXECUTION_ID,
    });
  });

  it.each(['created', 'queued', 'started', 'stopping', 'stopping_hard', 'stopped'])(
    'of an execution that is %s is about something else',
    (status) => {
      expect(parseNotification(aNotification({ 'valohai.execution-status': status }))).toEqual({
        kind: 'other',
        why: `the execution is said to be ${status}`,
      });
    },
  );

  it.each([
    [{ 'valohai.pipeline-id': PROJECT_ID }, 'it is about a pipeline or a node of one'],
    [{ 'valohai.task-id': PROJECT_ID }, 'it is about a task or a child of one'],
    [{ 'valohai.execution-id': undefined }, 'it is not about an execution'],
    [{ 'valohai.execution-id': null }, 'it is not about an execution'],
  ])('with %j is about something else', (data, why) => {
    expect(parseNotification(aNotification(data))).toEqual({ kind: 'other', why });
  });

  it('whose pipeline and task are null is about an execution', () => {
    const body = aNotification({ 'valohai.pipeline-id': null, 'valohai.task-id': null });
    expect(parseNotification(body)).toMatchObject({ kind: 'failed' });
  });

  it.each(['{}', '{"data":null}', '{"data":{}}', '{"type":"deployment_completed"}'])(
    'without an execution is about something else: %s',
    (body) => {
      expect(parseNotification(body)).toEqual({ kind: 'other', why: 'it is not about an execution' });
    },
  );

  it('keeps its meaning whatever kind its other keys are of', () => {
    const keys = [
      'valohai.execution-counter',
      'valohai.execution-tags',
      'valohai.project-id',
      'valohai.project-name',
      'valohai.execution-step',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        expect(parseNotification(aNotification({ [key]: value }))).toMatchObject({
          kind: 'failed',
          executionId: EXECUTION_ID,
        });
      }),
    );
  });
});

describe('a body that is no notification', () => {
  it.each([
    ['', 'The body is empty.'],
    [' \n', 'The body is empty.'],
    ['{"data":', 'The body is not JSON.'],
    ['execution=5', 'The body is not JSON.'],
    ['null', 'The body is null, not an object.'],
    ['[]', 'The body is a list, not an object.'],
    ['"x"', 'The body is a string, not an object.'],
    ['5', 'The body is a number, not an object.'],
    ['true', 'The body is a boolean, not an object.'],
    ['{"data":5}', 'data is not an object.'],
    ['{"data":[]}', 'data is not an object.'],
    ['{"data":{"valohai.execution-id":5}}', 'data.valohai.execution-id is not a text.'],
    ['{"data":{"valohai.execution-id":"736"}}', 'data.valohai.execution-id is not a UUID.'],
  ])('is refused with the first thing that is wrong: %j', (body, message) => {
    expect(() => parseNotification(body)).toThrow(new NotificationError(message));
  });

  it('is all that any text can be, or it is read', () => {
    const data = fc.dictionary(
      fc.constantFrom(
        'valohai.execution-id',
        'valohai.execution-status',
        'valohai.pipeline-id',
        'valohai.project-id',
      ),
      fc.oneof(fc.jsonValue(), fc.uuid(), fc.constantFrom('complete', 'stopped', 'error')),
    );
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ data: fc.oneof(data, fc.jsonValue()) }).map((body) => JSON.stringify(body)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          expect(['failed', 'completed', 'other']).toContain(parseNotification(body).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(NotificationError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
