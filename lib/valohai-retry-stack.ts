import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ValohaiRetry, type ValohaiRetryProps } from './valohai-retry.ts';

/** The stack's name when none is asked for; the commands look there when they are not told another. */
export const DEFAULT_STACK_NAME = 'ValohaiRetry';

/** One installation in a stack of its own, whose outputs are what the commands (`npm run doctor` …) read. */
export class ValohaiRetryStack extends Stack {
  constructor(scope: Construct, id: string, props: ValohaiRetryProps & StackProps = {}) {
    super(scope, id, {
      description: 'Retries Valohai executions that failed for a passing reason',
      ...props,
    });
    const retry = new ValohaiRetry(this, 'Retry', props);
    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });

    output(
      'WebhookUrlWithoutKey',
      retry.urlWithoutKey,
      'Where the webhook listens; Valohai needs the key behind it',
    );
    output('SecretArn', retry.secret.secretArn, "The webhook's key and the Valohai token");
    output('ScheduleGroupName', retry.scheduleGroup.scheduleGroupName, 'The pending retries');
    output('WebhookFunctionName', retry.webhookFunction.functionName, 'Receives the notifications');
    output('RetryFunctionName', retry.retryFunction.functionName, 'Starts the retries');
    output('RetryFunctionArn', retry.retryFunction.functionArn, 'What a schedule invokes');
    output('SchedulerRoleArn', retry.schedulerRole.roleArn, 'The role as which a schedule acts');
    output('SweepFunctionName', retry.sweepFunction.functionName, 'Finds failures that nobody reported');
    output('SweepFunctionArn', retry.sweepFunction.functionArn, 'What is invoked to sweep further back');
    output('DeadLetterQueueUrl', retry.deadLetterQueue.queueUrl, 'What could not be delivered or handled');
    output('DeadLetterQueueArn', retry.deadLetterQueue.queueArn, 'The same, as a schedule names it');
    output(
      'AlarmTopicArn',
      retry.alarmTopic.topicArn,
      'Hears of dead letters, and of what else people should know',
    );
    output('ValohaiHost', retry.host, 'The Valohai installation');

    const forThisStack = this.stackName === DEFAULT_STACK_NAME ? '' : ` -- --stack ${this.stackName}`;
    output('Step1StoreTheToken', `npm run set-token${forThisStack}`, 'Run this first');
    output(
      'Step2PrintTheWebhookUrl',
      `npm run webhook-url${forThisStack}`,
      "Paste what it prints into Valohai's notifications",
    );
    output('Step3Check', `npm run doctor${forThisStack}`, 'Checks that everything is in place');
  }
}
