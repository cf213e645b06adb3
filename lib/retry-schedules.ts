import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding.ts';

/** The pending retries, messages and sweeps: the group of their schedules, and the role as which the Scheduler acts. */
export class RetrySchedules extends Construct {
  readonly group: ScheduleGroup;
  readonly executionRole: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', {
      // Its name follows from the stack's, so a group left behind would stand in the way of the next
      // deployment; and a schedule whose function is gone has nothing to do.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.executionRole = new Role(this, 'ExecutionRole', {
      description: 'As this, EventBridge Scheduler invokes the functions and sends messages to people',
      // Without the conditions, a schedule in anybody's account could act as this role (a confused deputy).
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.group.scheduleGroupArn,
          },
        },
      }),
    });
  }

  /** Lets the Scheduler invoke the function, and keep in the queue what it could not deliver. */
  deliverTo(target: IFunction, deadLetterQueue: IQueue): void {
    // `grantInvoke` would also allow every version and alias of the function.
    this.executionRole.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }),
    );
    this.executionRole.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
    );
  }

  /** Lets schedules send messages to people. */
  publishTo(topic: ITopic): void {
    this.executionRole.addToPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
  }

  /** Lets a function read when the group was made, which is when valohai-retry was installed. */
  grantReadGroup(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: ['scheduler:GetScheduleGroup'],
        resources: [this.group.scheduleGroupArn],
      }),
    );
  }

  /** Invokes a function every so many minutes. */
  repeat(name: string, target: IFunction, everyMinutes: number, deadLetterQueue: IQueue): void {
    const schedule = new CfnSchedule(this, name, {
      groupName: this.group.scheduleGroupName,
      scheduleExpression: ScheduleExpression.rate(Duration.minutes(everyMinutes)).expressionString,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.functionArn,
        roleArn: this.executionRole.roleArn,
        input: '{}',
        // The next one does what this one could not.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 },
        deadLetterConfig: { arn: deadLetterQueue.queueArn },
      },
    });
    // A rate begins at once, so what the role may do has to be there before. The role refers to the group.
    schedule.node.addDependency(this.executionRole);
  }

  /** Lets a function do this with the schedules of the group, and with no others. */
  grant(role: Role, ...actions: readonly `scheduler:${string}`[]): void {
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [this.#everySchedule()] }));
    // A schedule names the role as which it acts, and who makes one hands that role over.
    role.addToPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.executionRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
    acknowledgeFinding(
      role,
      `IAM5[Resource::${this.#everySchedule(asFound)}]`,
      'A schedule is named after what it is about, such as a failed execution, so the names in our group are not known before.',
    );
  }

  #everySchedule(shown: (token: string, name: string) => string = (token) => token): string {
    const { partition, region, account } = Stack.of(this);
    return [
      'arn',
      shown(partition, 'AWS::Partition'),
      'scheduler',
      shown(region, 'AWS::Region'),
      shown(account, 'AWS::AccountId'),
      `schedule/${this.group.scheduleGroupName}/*`,
    ].join(':');
  }
}

/** cdk-nag writes what is known only when deploying as `<AWS::Region>`. */
function asFound(token: string, name: string): string {
  return Token.isUnresolved(token) ? `<${name}>` : token;
}
