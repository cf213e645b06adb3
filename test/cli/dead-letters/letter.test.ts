import { describe, expect, it } from 'vitest';
import { findLetter, shortIds } from '../../../cli/dead-letters/find-letter.ts';
import { isSendable, type Letter, readLetter } from '../../../cli/dead-letters/letter.ts';

const LAUNCH = {
  version: 1,
  purpose: 'launch',
  projectId: '01930000-aaaa-bbbb-cccc-0123456789ab',
  executionId: '01940000-1111-2222-3333-444455556666',
  due: '2026-03-01T10:00:00.000Z',
  turn: 0,
};
const READ = { ...LAUNCH, tries: 0, hasSlot: false, isCounted: false };

function message(Body: string, attributes: Record<string, string> = {}) {
  return {
    MessageId: 'aa11bb22-0000-4000-8000-000000000001',
    ReceiptHandle: 'handle',
    Body,
    Attributes: { SentTimestamp: String(Date.UTC(2026, 2, 1, 12)) },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}

/** As the Scheduler writes it. */
const NOT_DELIVERED = {
  ERROR_CODE: 'AccessDeniedException',
  ERROR_MESSAGE: 'not authorized to perform lambda:InvokeFunction',
  RETRY_ATTEMPTS: '3',
  TARGET_ARN: 'arn:aws:lambda:eu-north-1:111122223333:function:retry',
};

/** As Lambda writes it. */
function notHandled(requestPayload: unknown, more: object = {}) {
  return JSON.stringify({
    version: '1.0',
    timestamp: '2026-03-01T12:00:00.000Z',
    requestContext: {
      requestId: '5c1fdcb7-0000-4000-8000-000000000000',
      functionArn: 'arn:aws:lambda:eu-north-1:111122223333:function:retry:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no place to stand', trace: ['Error: …'] },
    ...more,
  });
}

describe('a letter', () => {
  it('of the Scheduler tells what could not be delivered', () => {
    const letter = readLetter(message(JSON.stringify(LAUNCH), NOT_DELIVERED));
    expect(letter).toMatchObject({
      id: 'aa11bb22-0000-4000-8000-000000000001',
      arrivedAt: new Date('2026-03-01T12:00:00Z'),
      death: {
        kind: 'not delivered',
        why: 'AccessDeniedException: not authorized to perform lambda:InvokeFunction',
        tries: 4,
        target: NOT_DELIVERED.TARGET_ARN,
      },
      content: { kind: 'scheduled', scheduled: READ },
    });
    expect(isSendable(letter)).toBe(true);
  });

  it('of Lambda tells what could not be handled', () => {
    const letter = readLetter(message(notHandled(LAUNCH), { source: 'arn' }));
    expect(letter).toMatchObject({
      death: {
        kind: 'not handled',
        why: 'Error: no place to stand',
        tries: 3,
        target: 'arn:aws:lambda:eu-north-1:111122223333:function:retry',
      },
      content: { kind: 'scheduled', scheduled: READ },
    });
  });

  it('about an event that grew too old without a try tells its condition', () => {
    const requestContext = { condition: 'EventAgeExceeded' };
    const body = notHandled(LAUNCH, { requestContext, responseContext: null, responsePayload: null });
    expect(readLetter(message(body)).death).toEqual({ kind: 'not handled', why: 'EventAgeExceeded' });
  });

  it('with a mark is readable, but there is nothing in it to send again', () => {
    const letter = readLetter(message('{"version":1,"purpose":"mark"}', NOT_DELIVERED));
    expect(letter.content.kind).toBe('scheduled');
    expect(isSendable(letter)).toBe(false);
  });

  it.each([
    ['a payload that was cut off', '{"version":1,"purpose":"lau', NOT_DELIVERED, 'not delivered'],
    ['an unknown version', JSON.stringify({ ...LAUNCH, version: 9 }), NOT_DELIVERED, 'not delivered'],
    ['what the sweep was asked', notHandled({ hours: 12 }), {}, 'not handled'],
    ['an error that is no object', notHandled({}, { responsePayload: 'out of luck' }), {}, 'not handled'],
    ['somebody else’s JSON', '{"ticket":7}', {}, 'foreign'],
    ['the input alone, of which nobody says why it is here', JSON.stringify(LAUNCH), {}, 'foreign'],
    ['no JSON at all', 'hello?', {}, 'foreign'],
    ['nothing', '', {}, 'foreign'],
    ['odd attributes', '{}', { ERROR_CODE: '', RETRY_ATTEMPTS: 'many' }, 'not delivered'],
  ])('with %s is kept and not understood', (_what, body, attributes, kind) => {
    const letter = readLetter(message(body, attributes));
    expect(letter).toMatchObject({ body, death: { kind }, content: { kind: 'unreadable' } });
    expect(letter.death.tries).not.toBeNaN();
    expect(isSendable(letter)).toBe(false);
  });
});

describe('the id of a letter', () => {
  const letters = ['aaaaaaaa-1', 'aaaaaaaa-2', 'bbbbbbbb-1'].map(
    (id): Letter => ({ ...readLetter(message('')), id }),
  );

  it('is as long as it has to be', () => {
    expect([...shortIds(letters).values()]).toEqual(['aaaaaaaa-1', 'aaaaaaaa-2', 'bbbbbbbb']);
  });

  it('may be cut off where only one begins so', () => {
    expect(findLetter(letters, 'BB').id).toBe('bbbbbbbb-1');
    expect(() => findLetter(letters, 'aaaa')).toThrow('aaaa is the start of 2 letters; write more of it.');
    expect(() => findLetter(letters, 'cc')).toThrow(/^There is no dead letter cc\./);
  });
});
