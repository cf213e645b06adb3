import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../functions/aws/environment-credentials.ts';
import { PATIENCE } from '../../functions/aws/patience.ts';
import { type Schedules, schedulesInAws } from '../../functions/aws/schedules.ts';
import { readSecretFromAws, SecretStore } from '../../functions/aws/secrets.ts';
import { type Answer, inTurn, json, LocalServer } from '../valohai/local-server.ts';

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:retry';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/scheduler';
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:dead-letters';
const schedule = {
  name: '51a0c3e8b7d2.01945d1f7a3c4e108b526fd09a4c1e77',
  at: new Date('2026-02-03T11:32:00.001Z'),
  input: { version: 1, purpose: 'mark' },
};

let server: LocalServer | undefined;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

async function endpointThat(answer: Answer): Promise<LocalServer> {
  server = await LocalServer.start(answer);
  vi.stubEnv('AWS_ENDPOINT_URL_SCHEDULER', server.origin);
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.origin);
  return server;
}

function schedules(): Schedules {
  return schedulesInAws(
    { group: 'valohai-retry', roleArn: ROLE_ARN, deadLetterQueueArn: QUEUE_ARN },
    FUNCTION_ARN,
  );
}

/** An error as EventBridge Scheduler answers it. */
function awsError(name: string, status: number): Answer {
  return json({ Message: 'It says why.', message: 'It says why.' }, status, { 'x-amzn-errortype': name });
}

describe('a schedule', () => {
  const WIRE = {
    GroupName: 'valohai-retry',
    ScheduleExpression: 'at(2026-02-03T11:32:01)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: FUNCTION_ARN,
      RoleArn: ROLE_ARN,
      Input: '{"version":1,"purpose":"mark"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: QUEUE_ARN },
    },
  };

  it('is created with all that a delivery needs', async () => {
    const { received } = await endpointThat(json({ ScheduleArn: 'arn:aws:scheduler:::schedule/x' }));

    expect(await schedules().create(schedule)).toBe('created');

    expect(received.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `POST /schedules/${schedule.name}`,
    ]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...WIRE, ClientToken: expect.any(String) });
  });

  it.each([
    ['2026-02-03T11:32:00.000Z', 'at(2026-02-03T11:32:00)'],
    ['2026-02-03T11:32:00.001Z', 'at(2026-02-03T11:32:01)'],
    ['2026-02-03T11:59:59.999Z', 'at(2026-02-03T12:00:00)'],
    ['2026-12-31T23:59:59.500Z', 'at(2027-01-01T00:00:00)'],
  ])('that is due at %s is never early', async (at, expression) => {
    const { received } = await endpointThat(json({ ScheduleArn: 'arn' }));
    await schedules().create({ ...schedule, at: new Date(at) });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ ScheduleExpression: expression });
  });

  it('that exists already is no error', async () => {
    const { received } = await endpointThat(awsError('ConflictException', 409));
    expect(await schedules().create(schedule)).toBe('exists');
    expect(received).toHaveLength(1);
  });

  it('is moved', async () => {
    const { received } = await endpointThat(json({ ScheduleArn: 'arn' }));
    await schedules().move(schedule);
    expect(received.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `PUT /schedules/${schedule.name}`,
    ]);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject(WIRE);
  });

  it('is looked for', async () => {
    const { received } = await endpointThat(
      inTurn(json({ Name: schedule.name }), awsError('ResourceNotFoundException', 404)),
    );
    expect(await schedules().exists(schedule.name)).toBe(true);
    expect(await schedules().exists(schedule.name)).toBe(false);
    expect(received[0]?.url.searchParams.get('groupName')).toBe('valohai-retry');
  });

  it('is removed, also when it is gone already', async () => {
    const { received } = await endpointThat(inTurn(json({}), awsError('ResourceNotFoundException', 404)));
    await schedules().remove(schedule.name);
    await schedules().remove(schedule.name);
    expect(received.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      `DELETE /schedules/${schedule.name}`,
      `DELETE /schedules/${schedule.name}`,
    ]);
    expect(received[0]?.url.searchParams.get('groupName')).toBe('valohai-retry');
  });

  it.each([
    ['ValidationException', 400],
    ['ServiceQuotaExceededException', 402],
    ['AccessDeniedException', 403],
  ])('that AWS refuses with %s is an error', async (name, status) => {
    await endpointThat(awsError(name, status));
    await expect(schedules().create(schedule)).rejects.toMatchObject({ name });
    await expect(schedules().move(schedule)).rejects.toMatchObject({ name });
    await expect(schedules().exists(schedule.name)).rejects.toMatchObject({ name });
    await expect(schedules().remove(schedule.name)).rejects.toMatchObject({ name });
  });

  it('that cannot be moved because it is gone is an error', async () => {
    await endpointThat(awsError('ResourceNotFoundException', 404));
    await expect(schedules().move(schedule)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is sent again, with the same token, when AWS throttles', async () => {
    const { received } = await endpointThat(
      inTurn(awsError('ThrottlingException', 429), json({ ScheduleArn: 'arn' })),
    );
    expect(await schedules().create(schedule)).toBe('created');
    const [first, second] = received.map(({ body }) => JSON.parse(body).ClientToken);
    expect(first).toBe(second);
  });
});

describe('the secret', () => {
  it('is read by its id', async () => {
    const { received } = await endpointThat(json({ SecretString: '{"webhookKey":"k"}' }));
    expect(await readSecretFromAws('valohai-retry')()).toBe('{"webhookKey":"k"}');
    expect(received[0]?.headers['x-amz-target']).toBe('secretsmanager.GetSecretValue');
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ SecretId: 'valohai-retry' });
  });

  it.each([
    ['ResourceNotFoundException', true],
    ['InvalidRequestException', true],
    ['AccessDeniedException', true],
    ['DecryptionFailure', true],
    ['ThrottlingException', false],
    ['InternalServiceError', false],
  ])('that AWS refuses with %s is an error, and says whether it lasts: %s', async (name, isLasting) => {
    await endpointThat(json({ __type: name, Message: 'It says why.' }, 400));
    await expect(new SecretStore(readSecretFromAws('x')).current()).rejects.toMatchObject({
      name: 'SecretUnavailableError',
      message: 'The secret cannot be read: It says why.',
      isLasting,
    });
  });
});

describe('AWS that never answers', () => {
  const { requestTimeout } = PATIENCE.requestHandler;
  const silence: Answer = () => undefined;

  beforeEach(() => {
    PATIENCE.requestHandler.requestTimeout = 50;
  });

  afterEach(() => {
    PATIENCE.requestHandler.requestTimeout = requestTimeout;
  });

  it('is asked three times for a schedule, and is an error then', async () => {
    const { received } = await endpointThat(silence);
    await expect(schedules().create(schedule)).rejects.toThrow();
    expect(received).toHaveLength(3);
  });

  it('is asked three times for the secret, and may come back', async () => {
    const { received } = await endpointThat(silence);
    await expect(new SecretStore(readSecretFromAws('x')).current()).rejects.toMatchObject({
      isLasting: false,
    });
    expect(received).toHaveLength(3);
  });
});

describe('the credentials of the functions', () => {
  it('come from the environment', async () => {
    vi.stubEnv('AWS_SESSION_TOKEN', 'session');
    expect(await defaultProvider()()).toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'example',
      sessionToken: 'session',
    });
  });

  it('may have no session', async () => {
    vi.stubEnv('AWS_SESSION_TOKEN', '');
    expect(await defaultProvider()()).toEqual({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' });
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('are an error without %s', async (name) => {
    vi.stubEnv(name, '');
    await expect(defaultProvider()()).rejects.toThrow('no AWS credentials');
  });
});
