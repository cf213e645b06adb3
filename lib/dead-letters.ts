import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFinding } from './acknowledge-finding.ts';

export interface DeadLettersProps {
  /** Who gets an e-mail; AWS asks the address to confirm first. */
  readonly alarmEmail?: string | undefined;
}

/** What could not be delivered to a function, or not be handled by it, and the topic by which people hear of it. */
export class DeadLetters extends Construct {
  readonly queue: Queue;
  readonly alarmTopic: Topic;
  readonly #alarm: Alarm;

  constructor(scope: Construct, id: string, { alarmEmail }: DeadLettersProps) {
    super(scope, id);

    this.queue = new Queue(this, 'Queue', {
      // The longest that SQS keeps a message: a letter should outlast a holiday.
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    acknowledgeFinding(
      this.queue,
      'SQS3',
      'It is the dead-letter queue, of the Scheduler and of every function.',
    );

    // Not encrypted with a key: the one that AWS manages for SNS does not let CloudWatch publish, one of our
    // own costs 1 USD a month, and what stands in a message goes out as an e-mail.
    this.alarmTopic = new Topic(this, 'AlarmTopic', { enforceSSL: true });
    if (alarmEmail) this.alarmTopic.addSubscription(new EmailSubscription(alarmEmail));

    this.#alarm = new Alarm(this, 'Alarm', {
      alarmDescription:
        'A retry, or the handling of a failure, is lost unless somebody looks at the dead letters: ' +
        '`npm run dead-letters` says what and why, and sends it again.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // A queue that nobody touches stops reporting after six hours; the letter in it has not gone.
      treatMissingData: TreatMissingData.IGNORE,
    });
    this.#alarm.addAlarmAction(new SnsAction(this.alarmTopic));
    this.#letPublish(this.#alarm);
  }

  /**
   * Has the alarm invoke a function too, which tells those whom SNS does not reach. SNS hears of it from the
   * alarm itself: dead letters may well come from functions that do not work.
   */
  tellThrough(teller: IFunction): void {
    this.#alarm.addAlarmAction(new LambdaAction(teller));
  }

  /** `enforceSSL` writes a topic policy, and that replaces the one by which the account's alarms may publish. */
  #letPublish(alarm: Alarm): void {
    this.alarmTopic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TheAlarmMayPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alarmTopic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': alarm.alarmArn },
        },
      }),
    );
  }
}
