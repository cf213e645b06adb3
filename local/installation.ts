import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { bundleFunctions } from '../build/bundle.ts';
import { FUNCTION_NAMES, FUNCTION_SIZES, type FunctionName } from '../build/function-sizes.ts';
import { stageFunction } from '../build/stage-function.ts';
import { type PolicyDocument, PolicySchema } from '../functions/policy/policy.ts';
import { aboutDeadLetters } from '../functions/tell/messages.ts';
import { type Message, SNS_PUBLISH } from '../functions/tell/tell.ts';
import { AwsError } from './aws-protocol/aws-error.ts';
import { parseInput } from './aws-protocol/constraint.ts';
import { listenOnLoopback } from './aws-protocol/loopback-server.ts';
import { openDatabase } from './database.ts';
import { DeadLetterAlarm } from './dead-letters/dead-letter-alarm.ts';
import { DeadLetters } from './dead-letters/dead-letters.ts';
import { createSqsEndpoint } from './dead-letters/sqs-endpoint.ts';
import { type InstallationFile, removeInstallationFile, writeInstallationFile } from './installation-file.ts';
import { FunctionUrl } from './lambda/function-url.ts';
import { InvocationQueue } from './lambda/invocation-queue.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';
import { LambdaHost } from './lambda/lambda-host.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './local-account.ts';
import { prepareSecret } from './local-secret.ts';
import type { Deliver } from './scheduler/deliveries.ts';
import { LocalScheduler } from './scheduler/local-scheduler.ts';
import { PutSchedule } from './scheduler/request.ts';
import { createSchedulerEndpoint } from './scheduler/scheduler-endpoint.ts';
import { LocalSecrets } from './secrets/local-secrets.ts';
import { createSecretsEndpoint } from './secrets/secrets-endpoint.ts';
import { lockState } from './state-lock.ts';

export interface LocalInstallationOptions {
  /** The folder in which everything that must survive a `kill -9` is kept. */
  readonly stateDirectory: string;
  /** Its `host` is the Valohai that is meant. */
  readonly policy: PolicyDocument & { readonly host: string };
  /** Chooses the token to use; gets the one that is stored, empty when there is none. */
  readonly chooseToken: (stored: string) => Promise<string>;
  /** The address the webhook listens on: 127.0.0.1 for this machine only, 0.0.0.0 for all. */
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How many times faster waiting passes. */
  readonly timeScale: number;
  /** Gets each line that a function writes. */
  readonly onLog: (line: string) => void;
  /** How many invocations of one function may be under way at once; 4 unless said. */
  readonly concurrency?: number;
  /** More for the functions' environment; stands above what they would have. */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
}

export interface LocalInstallation extends InstallationFile {
  /** With the key. */
  readonly webhookUrl: string;
  /** Ends everything within two seconds. What is pending goes on at the next start. */
  stop(): Promise<void>;
}

const NAME = 'valohai-retry';
const MINUTE_MS = 60_000;
const ROLE_ARN = `arn:aws:iam::${LOCAL_ACCOUNT}:role/${NAME}-scheduler`;
const ALARM_ARN = `arn:aws:cloudwatch:${LOCAL_REGION}:${LOCAL_ACCOUNT}:alarm:${NAME}-dead-letters`;
const SnsMessageSchema = v.object({
  Subject: v.string(),
  Message: v.pipe(v.string(), v.parseJson(), v.object({ default: v.string() })),
});
const SCOPE = { region: LOCAL_REGION, accountId: LOCAL_ACCOUNT };

/**
 * Starts on this machine what `cdk deploy` makes in AWS: the same bundles behind a local Lambda, which talk
 * through the real SDK to a local Scheduler, Secrets Manager and dead-letter queue. What waits is in SQLite.
 *
 * @throws ConfigError when another one runs with this folder; the system's error when the port is taken
 */
export async function startLocalInstallation(options: LocalInstallationOptions): Promise<LocalInstallation> {
  const { stateDirectory, timeScale, onLog, concurrency = 4 } = options;
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const unlock = lockState(stateDirectory);
  const database = openDatabase(stateDirectory);

  const deadLetters = new DeadLetters(database, { ...SCOPE, name: `${NAME}-dead-letters` });
  const scheduler = new LocalScheduler({
    ...SCOPE,
    database,
    timeScale,
    deadLetters,
    deliver: (run) => deliver(run),
  });
  ensureGroup(scheduler);
  const secretsServer = await listenOnLoopback(createSecretsEndpoint(new LocalSecrets(database, SCOPE)));
  const schedulerServer = await listenOnLoopback(createSchedulerEndpoint(scheduler));
  const deadLetterServer = await listenOnLoopback(createSqsEndpoint(deadLetters));
  const { webhookKey } = await prepareSecret(secretsServer.url, NAME, options.chooseToken);

  const lambda = await LambdaHost.start({
    functions: await functionsFor(options, {
      AWS_ENDPOINT_URL_SCHEDULER: schedulerServer.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsServer.url,
      DEAD_LETTER_QUEUE_ARN: deadLetters.arn,
    }),
    onLog: (_name, line) => onLog(line),
    concurrency,
  });
  const queue = new InvocationQueue({
    database,
    timeScale,
    concurrency,
    invoke: (arn, payload, requestId) => lambda.invoke(arn, payload, requestId),
    deadLetter: (letter) => deadLetters.add(letter),
  });
  const deliver: Deliver = ({ targetArn, input, scheduleArn }) => {
    if (targetArn === SNS_PUBLISH) {
      onLog(messageLine(readSnsMessage(input)));
      return { kind: 'accepted' };
    }
    if (!lambda.knows(targetArn)) {
      return {
        kind: 'refused',
        code: 'RESOURCE_NOT_FOUND',
        message: `There is no function ${targetArn} here`,
      };
    }
    queue.enqueue({ functionArn: targetArn, payload: input, source: scheduleArn });
    return { kind: 'accepted' };
  };
  const url = await FunctionUrl.start({
    host: options.address,
    port: options.port,
    invoke: (payload) => lambda.invoke(functionArn('webhook'), payload),
  });
  sweepRegularly(scheduler, deadLetters.arn, v.parse(PolicySchema, options.policy).sweep.every);
  const alarm = new DeadLetterAlarm({
    letters: deadLetters,
    // As often as CloudWatch looks at a queue, but not so often that it would be felt.
    every: Math.max(1_000, MINUTE_MS / timeScale),
    onAlarm(event) {
      onLog(messageLine(aboutDeadLetters(event.alarmData.state.timestamp)));
      queue.enqueue({ functionArn: functionArn('sweep'), payload: JSON.stringify(event), source: ALARM_ARN });
    },
  });
  queue.start();
  scheduler.start();
  alarm.start();

  const file: InstallationFile = {
    webhookUrlWithoutKey: `${url.origin}/`,
    schedulerEndpoint: schedulerServer.url,
    secretsEndpoint: secretsServer.url,
    deadLettersEndpoint: deadLetterServer.url,
    deadLetterQueueUrl: `${deadLetterServer.url}/${LOCAL_ACCOUNT}/${deadLetters.name}`,
    deadLetterQueueArn: deadLetters.arn,
    retryFunctionArn: functionArn('retry'),
    sweepFunctionArn: functionArn('sweep'),
    schedulerRoleArn: ROLE_ARN,
    secretId: NAME,
    scheduleGroup: NAME,
    valohaiHost: options.policy.host,
  };
  writeInstallationFile(stateDirectory, file);

  return {
    ...file,
    webhookUrl: `${file.webhookUrlWithoutKey}${webhookKey.trim()}`,
    async stop() {
      removeInstallationFile(stateDirectory);
      alarm.stop();
      scheduler.stop();
      await Promise.all([url.stop(), queue.stop(), lambda.stop()]);
      await Promise.all([secretsServer.close(), schedulerServer.close(), deadLetterServer.close()]);
      database.close();
      unlock();
    },
  };
}

function ensureGroup({ groups }: LocalScheduler): void {
  // The token makes the request of every later start a repetition of the first.
  groups.create({ Name: NAME, Tags: [], ClientToken: NAME });
}

/**
 * As the stack does it.
 *
 * @param every in seconds
 */
function sweepRegularly({ schedules }: LocalScheduler, deadLetterQueueArn: string, every: number): void {
  const schedule = parseInput(PutSchedule, {
    Name: 'sweep',
    GroupName: NAME,
    // With it, the request of a later start repeats that of the first, unless the policy has changed.
    ClientToken: NAME,
    ScheduleExpression: `rate(${Math.ceil(every / 60)} minutes)`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: functionArn('sweep'),
      RoleArn: ROLE_ARN,
      Input: '{}',
      DeadLetterConfig: { Arn: deadLetterQueueArn },
    },
  });
  try {
    schedules.create(schedule);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConflictException') throw error;
    schedules.update(schedule);
  }
}

/** There is no SNS on this machine: what people should know is told like what the functions log. */
function messageLine({ subject, text }: Pick<Message, 'subject' | 'text'>): string {
  return JSON.stringify({ message: 'told', subject, why: text });
}

function readSnsMessage(input: string): Pick<Message, 'subject' | 'text'> {
  const { Subject, Message } = v.parse(SnsMessageSchema, JSON.parse(input));
  return { subject: Subject, text: Message.default };
}

async function functionsFor(
  { stateDirectory, policy, functionEnvironment }: LocalInstallationOptions,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaFunction[]> {
  const bundles = await bundleFunctions();
  return FUNCTION_NAMES.map((name) => ({
    name: `${NAME}-${name}`,
    arn: functionArn(name),
    code: stageFunction({ bundle: bundles[name], policy, into: join(stateDirectory, 'functions', name) }),
    handler: 'index.handler',
    environment: {
      ...environment,
      SECRET_ID: NAME,
      SCHEDULE_GROUP: NAME,
      SCHEDULER_ROLE_ARN: ROLE_ARN,
      RETRY_FUNCTION_ARN: functionArn('retry'),
      TOPIC_ARN: `arn:aws:sns:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${NAME}`,
      POWERTOOLS_SERVICE_NAME: NAME,
      POWERTOOLS_METRICS_NAMESPACE: 'ValohaiRetry',
      ...functionEnvironment,
    },
    ...FUNCTION_SIZES[name],
  }));
}

function functionArn(name: FunctionName): string {
  return `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${NAME}-${name}`;
}
