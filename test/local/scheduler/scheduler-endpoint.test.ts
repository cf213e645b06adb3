import { request } from 'node:http';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  paginateListSchedules,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, FUNCTION_ARN, schedule, startScheduler } from './running-scheduler.ts';

let local: Awaited<ReturnType<typeof startScheduler>>;

beforeEach(async () => {
  local = await startScheduler();
});
afterEach(() => local.close());

const create = (input: CreateScheduleInput) => local.client.send(new CreateScheduleCommand(input));
const refusal = (name: string, status: number, message: unknown = expect.any(String)) => ({
  name,
  message,
  $metadata: { httpStatusCode: status, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
});
const invalid = (message: unknown) => refusal('ValidationException', 400, message);

const target = schedule('any').Target;
if (target === undefined) throw new Error('The sample has a target.');
const withTarget = (changes: object) => ({ Target: { ...target, ...changes } });

describe('a schedule', () => {
  it('is shown as it was asked for, with the defaults filled in', async () => {
    const asked = schedule('one', { Description: 'first', StartDate: new Date('2030-01-01T00:00:00Z') });
    const { ScheduleArn } = await create(asked);

    const shown = await local.client.send(new GetScheduleCommand({ Name: 'one' }));

    expect(ScheduleArn).toBe('arn:aws:scheduler:eu-north-1:111122223333:schedule/default/one');
    expect(shown).toMatchObject({
      ...asked,
      Arn: ScheduleArn,
      GroupName: 'default',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      ScheduleExpressionTimezone: 'UTC',
      Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 } },
      CreationDate: expect.any(Date),
      LastModificationDate: expect.any(Date),
    });
  });

  it('is replaced by an update, which gives what is left out its default again', async () => {
    await create(schedule('one', { Description: 'first', State: 'DISABLED' }));
    const expression = at(7200);

    await local.client.send(
      new UpdateScheduleCommand({ ...schedule('one'), ScheduleExpression: expression }),
    );

    const shown = await local.client.send(new GetScheduleCommand({ Name: 'one' }));
    expect(shown).toMatchObject({ State: 'ENABLED', ScheduleExpression: expression });
    expect(shown.Description).toBeUndefined();
  });

  it('is gone after its deletion', async () => {
    await create(schedule('one'));
    await local.client.send(new DeleteScheduleCommand({ Name: 'one' }));
    await expect(local.client.send(new GetScheduleCommand({ Name: 'one' }))).rejects.toMatchObject(
      refusal('ResourceNotFoundException', 404, 'Schedule one does not exist.'),
    );
  });

  it.each([
    [
      'at in another time zone',
      { ScheduleExpression: 'at(2099-03-29T03:30:00)', ScheduleExpressionTimezone: 'Europe/Helsinki' },
    ],
    ['a rate', { ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' as const }],
    ['cron', { ScheduleExpression: 'cron(0/5 8 ? * MON-FRI *)' }],
    [
      'a flexible window',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 1440 } },
    ],
    ['a name of 64 characters', { Name: 'aA0-_.'.padEnd(64, 'x') }],
    [
      'a universal target',
      withTarget({ Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: 'any text' }),
    ],
    ['no input', withTarget({ Input: undefined })],
  ])('is taken with %s', async (_, changes) => {
    await expect(create(schedule('one', changes))).resolves.toHaveProperty('ScheduleArn');
  });

  it.each([
    ['a name with a blank', { Name: 'a b' }, /'name'.*regular expression pattern: \^\[0-9a-zA-Z-_\.\]\+\$/],
    ['a name of 65 characters', { Name: 'x'.repeat(65) }, /'name'.*length less than or equal to 64/],
    ['a group with a slash', { GroupName: 'a/b' }, /'groupName'.*regular expression/],
    ['no expression', { ScheduleExpression: undefined }, /'scheduleExpression'.*must not be null/],
    ['no window', { FlexibleTimeWindow: undefined }, /'flexibleTimeWindow'.*must not be null/],
    ['no target', { Target: undefined }, /'target'.*must not be null/],
    [
      'an unknown window mode',
      { FlexibleTimeWindow: { Mode: 'ON' } },
      /'flexibleTimeWindow.mode'.*\[OFF, FLEXIBLE\]/,
    ],
    [
      'a flexible window without length',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } },
      /needs MaximumWindowInMinutes/,
    ],
    [
      'a window over a day',
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
      /less than or equal to 1440/,
    ],
    ['an unknown state', { State: 'PAUSED' }, /'state'.*\[ENABLED, DISABLED\]/],
    ['an unknown action', { ActionAfterCompletion: 'KEEP' }, /\[NONE, DELETE\]/],
    ['a long description', { Description: 'x'.repeat(513) }, /'description'.*equal to 512/],
    ['a token with a dot', { ClientToken: 'a.b' }, /'clientToken'.*regular expression/],
    ['a target without role', withTarget({ RoleArn: undefined }), /'target.roleArn'.*must not be null/],
    [
      'a role that is none',
      withTarget({ RoleArn: 'role/scheduler' }),
      /'target.roleArn'.*regular expression/,
    ],
    ['a target that is no ARN', withTarget({ Arn: 'retry' }), 'Provided Arn is not in correct format.'],
    ['an empty input', withTarget({ Input: '' }), /'target.input'.*greater than or equal to 1/],
    ['input for a function that is no JSON', withTarget({ Input: '{' }), /well-formed JSON/],
    [
      'too many tries',
      withTarget({ RetryPolicy: { MaximumRetryAttempts: 186 } }),
      /less than or equal to 185/,
    ],
    [
      'too short an age',
      withTarget({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }),
      /greater than or equal to 60/,
    ],
    [
      'a FIFO queue for dead letters',
      withTarget({ DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-north-1:111122223333:q.fifo' } }),
      /'target.deadLetterConfig.arn'/,
    ],
    ['a time in the past', { ScheduleExpression: 'at(2020-01-01T00:00:00)' }, /past/],
    [
      'milliseconds',
      { ScheduleExpression: 'at(2099-01-01T00:00:00.000)' },
      'Invalid Schedule Expression at(2099-01-01T00:00:00.000).',
    ],
    [
      'a Z',
      { ScheduleExpression: 'at(2099-01-01T00:00:00Z)' },
      'Invalid Schedule Expression at(2099-01-01T00:00:00Z).',
    ],
    [
      'a day that is not in the calendar',
      { ScheduleExpression: 'at(2099-02-29T00:00:00)' },
      /Invalid Schedule Expression/,
    ],
    [
      'seconds as a rate',
      { ScheduleExpression: 'rate(10 seconds)' },
      'Invalid Schedule Expression rate(10 seconds).',
    ],
    ['no expression at all', { ScheduleExpression: 'tomorrow' }, 'Invalid Schedule Expression tomorrow.'],
    [
      'an unknown time zone',
      { ScheduleExpressionTimezone: 'Europe/Atlantis' },
      /ScheduleExpressionTimezone Europe\/Atlantis/,
    ],
    ['an offset as time zone', { ScheduleExpressionTimezone: '+02:00' }, /ScheduleExpressionTimezone/],
    [
      'an end before its start',
      {
        ScheduleExpression: 'rate(1 hour)',
        StartDate: new Date('2099-01-02'),
        EndDate: new Date('2099-01-01'),
      },
      /EndDate/,
    ],
    [
      'an end in the past',
      { ScheduleExpression: 'rate(1 hour)', EndDate: new Date('2020-01-01') },
      /EndDate/,
    ],
    [
      'a start long ago',
      { ScheduleExpression: 'rate(1 hour)', StartDate: new Date('2020-01-01') },
      'The StartDate you specify cannot be earlier than 5 minutes ago.',
    ],
  ])('is refused with %s', async (_, changes, message) => {
    // What the client's types forbid is what this is about.
    const input = JSON.parse(JSON.stringify({ ...schedule('one'), ...changes }), reviveDates);
    await expect(create(input)).rejects.toMatchObject(
      invalid(typeof message === 'string' ? message : expect.stringMatching(message)),
    );
    await expect(local.client.send(new ListSchedulesCommand({}))).resolves.toMatchObject({ Schedules: [] });
  });

  it('is refused by all that is wrong with it at once', async () => {
    await expect(create(schedule('a b', { Description: 'x'.repeat(513) }))).rejects.toMatchObject(
      invalid(expect.stringMatching(/^2 validation errors detected: .*'name'.*; .*'description'/)),
    );
  });

  it('is refused in a group that does not exist', async () => {
    const missing = refusal('ResourceNotFoundException', 404, 'Schedule group nowhere does not exist.');
    await expect(create(schedule('one', { GroupName: 'nowhere' }))).rejects.toMatchObject(missing);
    await expect(
      local.client.send(new UpdateScheduleCommand(schedule('one', { GroupName: 'nowhere' }))),
    ).rejects.toMatchObject(missing);
    await expect(local.client.send(new ListSchedulesCommand({ GroupName: 'nowhere' }))).rejects.toMatchObject(
      missing,
    );
  });

  it('cannot be updated or deleted when there is none', async () => {
    const missing = refusal('ResourceNotFoundException', 404);
    await expect(local.client.send(new UpdateScheduleCommand(schedule('none')))).rejects.toMatchObject(
      missing,
    );
    await expect(local.client.send(new DeleteScheduleCommand({ Name: 'none' }))).rejects.toMatchObject(
      missing,
    );
  });

  it('refuses another one of its name, but not its own request repeated', async () => {
    const first = schedule('one', { ClientToken: 'first' });
    const { ScheduleArn } = await create(first);

    await expect(create(first)).resolves.toMatchObject({ ScheduleArn });
    const conflict = refusal('ConflictException', 409, 'Schedule one already exists.');
    await expect(create({ ...first, ClientToken: 'second' })).rejects.toMatchObject(conflict);
    await expect(create({ ...first, Description: 'changed' })).rejects.toMatchObject(conflict);
  });

  it('may have the name of one in another group', async () => {
    await local.client.send(new CreateScheduleGroupCommand({ Name: 'other' }));
    await create(schedule('one'));
    await expect(create(schedule('one', { GroupName: 'other' }))).resolves.toMatchObject({
      ScheduleArn: 'arn:aws:scheduler:eu-north-1:111122223333:schedule/other/one',
    });
  });
});

describe('the list of schedules', () => {
  it('comes in pages that neither repeat nor skip one, also when some are deleted in between', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `s-${index}`);
    for (const name of names) await create(schedule(name));
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListSchedules({ client: local.client, pageSize: 3 }, {})) {
      seen.push(...(page.Schedules ?? []).map(({ Name }) => Name));
      if (seen.length === 3) await local.client.send(new DeleteScheduleCommand({ Name: 's-0' }));
    }
    expect(seen).toEqual(names);
  });

  it('can be narrowed to a prefix, a state and a group', async () => {
    await local.client.send(new CreateScheduleGroupCommand({ Name: 'other' }));
    await create(schedule('ab_1'));
    await create(schedule('abx1', { State: 'DISABLED' }));
    await create(schedule('AB_2', { GroupName: 'other' }));
    const list = async (input: object) => {
      const { Schedules = [] } = await local.client.send(new ListSchedulesCommand(input));
      return Schedules.map(({ Name }) => Name);
    };

    expect(await list({ NamePrefix: 'ab_' })).toEqual(['ab_1']);
    expect(await list({ State: 'DISABLED' })).toEqual(['abx1']);
    expect(await list({ GroupName: 'other' })).toEqual(['AB_2']);
    expect(await list({})).toEqual(['ab_1', 'abx1', 'AB_2']);
  });

  it('shows the summary of each', async () => {
    await create(schedule('one'));
    const { Schedules, NextToken } = await local.client.send(new ListSchedulesCommand({ MaxResults: 1 }));
    expect(Schedules).toMatchObject([
      { Name: 'one', GroupName: 'default', State: 'ENABLED', Target: { Arn: FUNCTION_ARN } },
    ]);
    expect(NextToken).toBeUndefined();
  });

  it.each([
    ['a page of none', { MaxResults: 0 }, /'maxResults'.*greater than or equal to 1/],
    ['a page of 101', { MaxResults: 101 }, /'maxResults'.*less than or equal to 100/],
    ['a token it never gave', { NextToken: 'made-up' }, 'Invalid NextToken.'],
    ['a prefix that no name can have', { NamePrefix: '%' }, /'namePrefix'/],
  ])('refuses %s', async (_, input, message) => {
    await expect(local.client.send(new ListSchedulesCommand(input))).rejects.toMatchObject(
      invalid(typeof message === 'string' ? message : expect.stringMatching(message)),
    );
  });
});

describe('a schedule group', () => {
  it('called default is always there and stays', async () => {
    await expect(local.client.send(new GetScheduleGroupCommand({ Name: 'default' }))).resolves.toMatchObject({
      Arn: 'arn:aws:scheduler:eu-north-1:111122223333:schedule-group/default',
      State: 'ACTIVE',
    });
    await expect(
      local.client.send(new DeleteScheduleGroupCommand({ Name: 'default' })),
    ).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it('is created once, listed, and deleted with its schedules', async () => {
    const group = { Name: 'other', ClientToken: 'first' };
    await local.client.send(new CreateScheduleGroupCommand(group));
    await local.client.send(new CreateScheduleGroupCommand(group));
    await expect(local.client.send(new CreateScheduleGroupCommand({ Name: 'other' }))).rejects.toMatchObject(
      refusal('ConflictException', 409),
    );
    await create(schedule('one', { GroupName: 'other' }));

    const page = await local.client.send(new ListScheduleGroupsCommand({ MaxResults: 1 }));
    const { NextToken } = page;
    const rest = await local.client.send(
      new ListScheduleGroupsCommand(NextToken === undefined ? {} : { NextToken }),
    );
    expect([page, rest].flatMap(({ ScheduleGroups = [] }) => ScheduleGroups.map(({ Name }) => Name))).toEqual(
      ['default', 'other'],
    );

    await local.client.send(new DeleteScheduleGroupCommand({ Name: 'other' }));
    const missing = refusal('ResourceNotFoundException', 404);
    await expect(local.client.send(new GetScheduleGroupCommand({ Name: 'other' }))).rejects.toMatchObject(
      missing,
    );
    await expect(local.client.send(new ListSchedulesCommand({}))).resolves.toMatchObject({ Schedules: [] });
  });

  it('has tags', async () => {
    const { ScheduleGroupArn: ResourceArn } = await local.client.send(
      new CreateScheduleGroupCommand({ Name: 'other', Tags: [{ Key: 'a', Value: '1' }] }),
    );
    await local.client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '3' },
        ],
      }),
    );
    await local.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['b', 'c'] }));
    const { Tags } = await local.client.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'a', Value: '2' }]);
  });
});

describe('a request that is not from an AWS client', () => {
  it('is refused without a signature', async () => {
    const answer = await send('GET', '/schedules', {});
    expect(answer).toMatchObject({ status: 403, errorType: 'MissingAuthenticationToken' });
  });

  it('is refused on an unknown path', async () => {
    for (const path of ['/', '/schedule', '/schedules/a/b', '/toString']) {
      expect(await send('GET', path)).toMatchObject({ status: 404, errorType: 'UnknownOperationException' });
    }
  });

  it('is refused with a body that is no JSON object, or over 1 MiB', async () => {
    expect(await send('POST', '/schedules/one', signed, '{')).toMatchObject({
      status: 400,
      errorType: 'SerializationException',
    });
    expect(await send('POST', '/schedules/one', signed, '[]')).toMatchObject({
      status: 400,
      errorType: 'SerializationException',
    });
    expect(await send('POST', '/schedules/one', signed, '{"Target":"x"}')).toMatchObject({ status: 400 });
    expect(await send('POST', '/schedules/one', signed, ' '.repeat(1024 * 1024 + 1))).toMatchObject({
      status: 413,
    });
    expect(await send('GET', '/schedules/%E0%A4%A')).toMatchObject({
      status: 400,
      errorType: 'SerializationException',
    });
  });

  it('gets the error where a REST client looks for it', async () => {
    const answer = await send('GET', '/schedules/none');
    expect(answer).toMatchObject({ errorType: 'ResourceNotFoundException', contentType: 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ Message: 'Schedule none does not exist.' });
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=anyone' };

function send(method: string, path: string, headers: Record<string, string> = signed, body = '') {
  return new Promise<{
    status: number;
    errorType: unknown;
    requestId: unknown;
    contentType: unknown;
    body: string;
  }>((resolve, reject) => {
    const outgoing = request(`${local.url}${path}`, { method, headers }, async (response) => {
      const text = await response.setEncoding('utf8').toArray();
      resolve({
        status: response.statusCode ?? 0,
        errorType: response.headers['x-amzn-errortype'],
        requestId: response.headers['x-amzn-requestid'],
        contentType: response.headers['content-type'],
        body: text.join(''),
      });
    });
    outgoing.on('error', reject).end(body);
  });
}

function reviveDates(key: string, value: unknown) {
  return key.endsWith('Date') ? new Date(String(value)) : value;
}
