import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface BundledFunctionProps {
  readonly description: string;
  /** The folder with `index.mjs` and `policy.json`. */
  readonly code: string;
  /** In MiB. It is the processor that is chosen: 1,769 MiB come with one core, fewer with as much less. */
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  readonly environment: Readonly<Record<string, string>>;
  /** Gets the events of asynchronous invocations that failed three times; left out where there are none. */
  readonly deadLetterQueue?: IQueue;
  /** How many may run at once; this also reserves them from the account's limit. */
  readonly reservedConcurrency?: number | undefined;
}

/** One of the bundled functions, with a role and a log of its own; the role has no right that is not needed. */
export class BundledFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { description, memorySize, timeout, environment, deadLetterQueue, reservedConcurrency } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention,
      // What was decided stands in Valohai's tags too; the log need not outlive the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Without the managed AWSLambdaBasicExecutionRole, which may write to every log of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      description,
      code: Code.fromAsset(props.code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout,
      environment,
      logGroup,
      role: this.role,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    if (deadLetterQueue !== undefined) this.keepFailures(deadLetterQueue);
  }

  private keepFailures({ queueArn }: IQueue): void {
    this.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }));
    this.function.configureAsyncInvoke({
      // Lambda tries an asynchronous event again after one minute and after two more.
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      // Unlike the CDK's SqsDestination this adds no further rights.
      onFailure: { bind: () => ({ destination: queueArn }) },
    });
  }
}
