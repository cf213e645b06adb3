import { join } from 'node:path';
import { Duration, Stage } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_SIZES, type FunctionName } from '../build/function-sizes.ts';
import { PACKAGE_ROOT } from '../build/package-root.ts';
import { stageFunction } from '../build/stage-function.ts';
import type { PolicyDocument } from '../functions/policy/policy.ts';
import { BundledFunction } from './bundled-function.ts';
import { DeadLetters } from './dead-letters.ts';
import { readPolicy } from './policy-source.ts';
import { RetrySchedules } from './retry-schedules.ts';
import { createRetrySecret } from './retry-secret.ts';

export interface ValohaiRetryProps {
  /**
   * The YAML file that says what is retried, when and how often.
   *
   * @default the `retry-policy.yaml` of this package
   */
  readonly policyFile?: string | undefined;

  /**
   * The policy itself, with the keys of the file; used instead of `policyFile`.
   *
   * @default what `policyFile` says
   */
  readonly policy?: PolicyDocument | undefined;

  /**
   * The Valohai installation, such as `https://valohai.example.com`.
   *
   * @default the policy's `host`
   */
  readonly host?: string | undefined;

  /**
   * Who gets an e-mail when a retry could not be delivered or handled, and about what else people should know,
   * such as retries that are used up or a token that Valohai refuses.
   *
   * @default nobody; more can be subscribed to `alarmTopic`
   */
  readonly alarmEmail?: string | undefined;

  /**
   * How long the functions' logs, and with them the reasons for each decision, are kept.
   *
   * @default three months
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * How many requests the webhook may handle at once, which caps what a flood of them can cost. They are
   * reserved from the account's limit, which in a fresh account is too low (10) to reserve any.
   *
   * @default the account's limit
   */
  readonly webhookConcurrency?: number | undefined;

  /**
   * The folder with the bundled functions, one folder each.
   *
   * @default the bundles of this package
   */
  readonly functions?: string | undefined;
}

/**
 * Retries the Valohai executions that failed for a passing reason: a webhook for Valohai's notifications, a
 * schedule for each pending retry, a function that starts it, and one that finds what nobody reported.
 *
 * @throws PolicyError with every problem of the policy
 */
export class ValohaiRetry extends Construct {
  /** Where the webhook listens; Valohai needs the key behind it, which `npm run webhook-url` knows. */
  readonly urlWithoutKey: string;
  /** The Valohai installation it works with. */
  readonly host: string;
  readonly webhookFunction: LambdaFunction;
  readonly retryFunction: LambdaFunction;
  readonly sweepFunction: LambdaFunction;
  /** The webhook's key and Valohai's token, as JSON. */
  readonly secret: Secret;
  readonly scheduleGroup: ScheduleGroup;
  /** As this, EventBridge Scheduler invokes the functions and publishes; who makes a schedule hands it over. */
  readonly schedulerRole: IRole;
  /** What could not be delivered or handled. */
  readonly deadLetterQueue: IQueue;
  /** Hears of dead letters, and of what else people should know. */
  readonly alarmTopic: ITopic;

  constructor(scope: Construct, id: string, props: ValohaiRetryProps = {}) {
    super(scope, id);
    const { document, policy } = readPolicy(props);
    const { logRetention = RetentionDays.THREE_MONTHS, functions = join(PACKAGE_ROOT, 'dist/functions') } =
      props;

    const secret = createRetrySecret(this, 'Secret');
    const deadLetters = new DeadLetters(this, 'DeadLetters', { alarmEmail: props.alarmEmail });
    const { queue, alarmTopic } = deadLetters;
    const schedules = new RetrySchedules(this, 'Schedules');
    schedules.publishTo(alarmTopic);

    const environment = {
      SECRET_ID: secret.secretArn,
      SCHEDULE_GROUP: schedules.group.scheduleGroupName,
      SCHEDULER_ROLE_ARN: schedules.executionRole.roleArn,
      DEAD_LETTER_QUEUE_ARN: queue.queueArn,
      TOPIC_ARN: alarmTopic.topicArn,
      POWERTOOLS_SERVICE_NAME: 'valohai-retry',
      POWERTOOLS_METRICS_NAMESPACE: 'ValohaiRetry',
    };
    const code = (name: FunctionName) =>
      stageFunction({
        bundle: join(functions, name),
        policy: document,
        into: join(assemblyFolder(this), 'valohai-retry', this.node.addr, name),
      });

    const retry = new BundledFunction(this, 'Retry', {
      description: 'Starts the retry of a failed Valohai execution when its time has come',
      code: code('retry'),
      ...sizeOf('retry'),
      logRetention,
      environment,
      deadLetterQueue: queue,
    });
    retry.role.addToPolicy(mayRead(secret));
    schedules.grant(
      retry.role,
      'scheduler:CreateSchedule',
      'scheduler:DeleteSchedule',
      'scheduler:GetSchedule',
      'scheduler:UpdateSchedule',
    );
    schedules.deliverTo(retry.function, queue);

    const webhook = new BundledFunction(this, 'Webhook', {
      description: "Receives Valohai's notifications and schedules the retries",
      code: code('webhook'),
      ...sizeOf('webhook'),
      logRetention,
      environment: { ...environment, RETRY_FUNCTION_ARN: retry.function.functionArn },
      reservedConcurrency: props.webhookConcurrency,
    });
    webhook.role.addToPolicy(mayRead(secret));
    // It reads the marks of what people were told already.
    schedules.grant(webhook.role, 'scheduler:CreateSchedule', 'scheduler:GetSchedule');

    const sweep = new BundledFunction(this, 'Sweep', {
      description: 'Asks Valohai for failed executions that nobody reported',
      code: code('sweep'),
      ...sizeOf('sweep'),
      logRetention,
      environment: { ...environment, RETRY_FUNCTION_ARN: retry.function.functionArn },
      deadLetterQueue: queue,
    });
    sweep.role.addToPolicy(mayRead(secret));
    schedules.grant(
      sweep.role,
      'scheduler:CreateSchedule',
      'scheduler:DeleteSchedule',
      'scheduler:GetSchedule',
    );
    schedules.grantReadGroup(sweep.role);
    schedules.deliverTo(sweep.function, queue);
    deadLetters.tellThrough(sweep.function);
    schedules.repeat('Sweep', sweep.function, Math.ceil(policy.sweep.every / 60), queue);

    // Valohai can not sign its requests for IAM: the key in the path is what protects the webhook.
    this.urlWithoutKey = webhook.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    this.host = policy.host;
    this.webhookFunction = webhook.function;
    this.retryFunction = retry.function;
    this.sweepFunction = sweep.function;
    this.secret = secret;
    this.scheduleGroup = schedules.group;
    this.schedulerRole = schedules.executionRole;
    this.deadLetterQueue = queue;
    this.alarmTopic = alarmTopic;
  }
}

/** Where the app is synthesized to, usually `cdk.out`. */
function assemblyFolder(scope: Construct): string {
  const stage = Stage.of(scope);
  if (stage === undefined) throw new Error('ValohaiRetry has to be part of an App');
  return stage.outdir;
}

/** `grantRead` would also allow to describe the secret. */
function mayRead(secret: Secret): PolicyStatement {
  return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
}

function sizeOf(name: FunctionName) {
  const { memoryMb, timeoutSeconds } = FUNCTION_SIZES[name];
  return { memorySize: memoryMb, timeout: Duration.seconds(timeoutSeconds) };
}
