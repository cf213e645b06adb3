import { Match } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../functions/policy/policy.ts';
import { type RoleInTemplate, rolesOf } from './iam-policies.ts';
import { synthesizedStack } from './synthesized-stack.ts';

const stack = synthesizedStack({ alarmEmail: 'ada@acme.example' });
const { template, resources, outputs } = stack;

function idsOf(type: string): string[] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id]) => id);
}

function idOf(type: string, part = ''): string {
  const [id, ...others] = idsOf(type).filter((id) => id.includes(part));
  if (id === undefined || others.length > 0) throw new Error(`not exactly one ${type} with ${part}`);
  return id;
}

const webhook = idOf('AWS::Lambda::Function', 'Webhook');
const sweep = idOf('AWS::Lambda::Function', 'Sweep');
const retry = idsOf('AWS::Lambda::Function').find((id) => id !== webhook && id !== sweep) ?? '';
const functions = [webhook, retry, sweep];
const secret = idOf('AWS::SecretsManager::Secret');
const queue = idOf('AWS::SQS::Queue');
const topic = idOf('AWS::SNS::Topic');
const group = idOf('AWS::Scheduler::ScheduleGroup');
const executionRole = idOf('AWS::IAM::Role', 'ExecutionRole');

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const Lambda = v.object({
  Role: v.object({ 'Fn::GetAtt': v.tuple([v.string(), v.literal('Arn')]) }),
  Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
  LoggingConfig: v.object({ LogGroup: v.object({ Ref: v.string() }) }),
  Timeout: v.number(),
});

function lambda(id: string) {
  return v.parse(Lambda, resources[id]?.Properties);
}

function role(id: string): RoleInTemplate {
  const found = rolesOf(stack).find((role) => role.id === id);
  if (!found) throw new Error(`there is no role ${id}`);
  return found;
}

function roleOf(functionId: string): RoleInTemplate {
  return role(lambda(functionId).Role['Fn::GetAtt'][0]);
}

describe('the functions', () => {
  // nodejs20.x was switched off under people's feet; arm64 costs a fifth less for the same work.
  it('run on Node 24 and arm64', () => {
    for (const id of functions) {
      expect(resources[id]?.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
    expect(idsOf('AWS::Lambda::Function').sort()).toEqual(functions.toSorted());
  });

  // Memory brings the processor with it: at Lambda's default of 128 MiB a cold start takes seconds.
  it('have the memory that was chosen for them', () => {
    expect(resources[webhook]?.Properties).toMatchObject({ MemorySize: 1024, Timeout: 25 });
    expect(resources[retry]?.Properties).toMatchObject({ MemorySize: 512 });
    expect(resources[sweep]?.Properties).toMatchObject({ MemorySize: 512 });
  });

  // Lambda delivers a failed event again after a minute. A retry function that could still be running then
  // would look for an existing copy at the same time as its second delivery, and both would make one.
  it('are never still busy with an event when Lambda delivers it again', () => {
    expect(lambda(retry).Timeout).toBe(50);
    expect(lambda(retry).Timeout).toBeLessThan(60);
  });

  // The mark of a running sweep goes by itself after five minutes: were the sweep that made it still at work
  // then, a second one could begin beside it.
  it('sweep for less than the five minutes that the mark of a running sweep lasts', () => {
    expect(lambda(sweep).Timeout).toBe(240);
    expect(lambda(sweep).Timeout).toBeLessThan(5 * 60);
  });

  // A log group that Lambda makes by itself is kept, and paid for, for ever.
  it('write to logs of their own, which are kept for three months', () => {
    const logs = functions.map((id) => lambda(id).LoggingConfig.LogGroup.Ref);
    expect(new Set(logs).size).toBe(functions.length);
    for (const log of logs) {
      expect(resources[log]).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 90 } });
    }
  });

  // Whoever may look at a function sees its environment.
  it('get names and ARNs in their environment, and no secret', () => {
    const all = {
      SECRET_ID: { Ref: secret },
      SCHEDULE_GROUP: 'ValohaiRetry-Schedules-Group-4E133493',
      SCHEDULER_ROLE_ARN: arnOf(executionRole),
      DEAD_LETTER_QUEUE_ARN: arnOf(queue),
      TOPIC_ARN: { Ref: topic },
      POWERTOOLS_SERVICE_NAME: 'valohai-retry',
      POWERTOOLS_METRICS_NAMESPACE: 'ValohaiRetry',
    };
    expect(lambda(retry).Environment.Variables).toEqual(all);
    // Without a version: a schedule made before an upgrade has to reach the new code.
    for (const id of [webhook, sweep]) {
      expect(lambda(id).Environment.Variables).toEqual({ ...all, RETRY_FUNCTION_ARN: arnOf(retry) });
    }
  });

  it('share no capacity with a limit that a fresh account could not give', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: Match.absent(),
    });
  });
});

describe('the webhook URL', () => {
  it('is public, and only the webhook has one', () => {
    template.resourceCountIs('AWS::Lambda::Url', 1);
    template.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      TargetFunctionArn: arnOf(webhook),
    });
  });

  // Since October 2025 a function URL answers 403 unless both are granted.
  it('has both permissions that a function URL needs', () => {
    template.resourcePropertiesCountIs('AWS::Lambda::Permission', { FunctionName: arnOf(webhook) }, 2);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: arnOf(webhook),
      FunctionUrlAuthType: 'NONE',
      Principal: '*',
    });
    // Without the restriction to the URL, everybody could invoke the function past its URL.
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf(webhook),
      InvokedViaFunctionUrl: true,
      Principal: '*',
    });
  });
});

describe('the secret', () => {
  // The CDK deletes a secret with its stack by default, and the token with it.
  it('outlives the stack', () => {
    expect(resources[secret]).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  // Any change here makes CloudFormation generate a new value: the stored token would be gone, and with the
  // key every URL that was pasted into Valohai.
  it('is generated exactly as it was in the first release', () => {
    expect(resources[secret]?.Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: '{"valohaiToken":""}',
      GenerateStringKey: 'webhookKey',
      ExcludePunctuation: true,
      PasswordLength: 48,
    });
  });

  // What outlives its stack must not take the name that the next deployment needs.
  it('has no name of its own', () => {
    expect(resources[secret]?.Properties).not.toHaveProperty('Name');
  });

  it('says how the token gets into it', () => {
    expect(resources[secret]?.Properties.Description).toContain('npm run set-token');
  });
});

describe('pending retries', () => {
  // The group's name follows from the stack's: one left behind would make the next deployment fail.
  it('go with their stack', () => {
    expect(resources[group]).toMatchObject({ DeletionPolicy: 'Delete' });
  });

  // Two installations in one region must not meet each other's schedules.
  it('stand in a group that is named after the stack', () => {
    const other = synthesizedStack({ stackName: 'RetryForTeamB' });
    expect(outputs.ScheduleGroupName).toMatch(/^ValohaiRetry-/);
    expect(other.outputs.ScheduleGroupName).toMatch(/^RetryForTeamB-/);
  });

  // The confused deputy: anybody may make a schedule in an account of his own that names our role.
  it('are delivered as a role that only the schedules of this group can take', () => {
    expect(role(executionRole).trust).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Resource: [],
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': arnOf(group) },
        },
      },
    ]);
  });
});

describe('the sweep', () => {
  const schedule = idOf('AWS::Scheduler::Schedule');

  function scheduleOf(policy: PolicyDocument) {
    return Object.values(synthesizedStack({ policy }).resources).find(
      ({ Type }) => Type === 'AWS::Scheduler::Schedule',
    );
  }

  // Whoever reads the properties sees everything: what is asked, as whom, and where what fails goes.
  it('is asked for every 15 minutes by a schedule of the group', () => {
    expect(resources[schedule]?.Properties).toEqual({
      GroupName: 'ValohaiRetry-Schedules-Group-4E133493',
      ScheduleExpression: 'rate(15 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf(sweep),
        RoleArn: arnOf(executionRole),
        Input: '{}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 },
        DeadLetterConfig: { Arn: arnOf(queue) },
      },
    });
  });

  // It is asked for the first time as soon as its schedule is there. Were the role not allowed to do anything
  // yet, neither that nor the dead letter about it would arrive.
  it('is asked for only when the role may invoke it, and so when the group is there', () => {
    const policy = idOf('AWS::IAM::Policy', 'ExecutionRole');
    template.hasResource('AWS::Scheduler::Schedule', {
      DependsOn: Match.arrayWith([policy, executionRole]),
    });
    expect(JSON.stringify(resources[executionRole])).toContain(group);
  });

  it.each([
    ['60s', 'rate(1 minute)'],
    ['90s', 'rate(2 minutes)'],
    ['1h', 'rate(1 hour)'],
  ])('is asked for as often as the policy says, in whole minutes: %s', (every, rate) => {
    expect(scheduleOf({ sweep: { every } })?.Properties).toMatchObject({ ScheduleExpression: rate });
  });
});

describe('dead letters', () => {
  // The Scheduler's dead-letter queue sees deliveries that failed, never a function that threw.
  it('come from what is invoked asynchronously, after two further tries within six hours', () => {
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 2);
    for (const id of [retry, sweep]) {
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: id },
        DestinationConfig: { OnFailure: { Destination: arnOf(queue) } },
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21_600,
      });
    }
  });

  it('are kept for fourteen days, encrypted, and refuse plain HTTP', () => {
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: { Statement: [refusesPlainHttp('sqs:*')] },
    });
  });

  it('raise an alarm from the first one on', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: topic }, arnOf(sweep)],
    });
  });

  // SNS hears of them from the alarm, because they may come from functions that do not work; Slack can only be
  // told by a function. Of all alarms of the account, ours alone may invoke it.
  it('have the alarm invoke the sweep function, which tells Slack', () => {
    template.resourcePropertiesCountIs('AWS::Lambda::Permission', { FunctionName: arnOf(sweep) }, 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf(sweep),
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: arnOf(idOf('AWS::CloudWatch::Alarm')),
    });
    template.resourcePropertiesCountIs('AWS::Lambda::Permission', { FunctionName: arnOf(retry) }, 0);
  });

  // SQS stops reporting about a queue that nobody touches for six hours. Were missing data taken as good, the
  // alarm would end by itself while the letter still lies there.
  it('keep the alarm up until somebody has taken them away', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { TreatMissingData: 'ignore' });
  });

  // A topic policy replaces the default one, by which the account's alarms may publish: without a statement
  // of its own the alarm would go off and nobody would hear of it.
  it('reach the topic, which the alarm may publish to and plain HTTP may not', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: topic }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          refusesPlainHttp('sns:Publish'),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: { 'aws:SourceArn': arnOf(idOf('AWS::CloudWatch::Alarm')) },
            },
          }),
        ]),
      },
    });
  });

  // CloudWatch can not publish to a topic that is encrypted with the key AWS manages for SNS.
  it('reach a topic without the key that would lock the alarm out', () => {
    expect(resources[topic]?.Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  it('are reported by e-mail to whoever asked for it', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ada@acme.example',
    });
    synthesizedStack().template.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('rights', () => {
  const schedules = {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':scheduler:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':schedule/ValohaiRetry-Schedules-Group-4E133493/*',
      ],
    ],
  };

  function rightsOf({ statements }: RoleInTemplate) {
    expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    return statements.map(({ Action, Resource }) => [Action, Resource]);
  }

  // A right more is asked for by changing this list, where a reviewer sees it.
  it('of the webhook are these and no others', () => {
    expect(rightsOf(roleOf(webhook))).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf(lambda(webhook).LoggingConfig.LogGroup.Ref)]],
      [['secretsmanager:GetSecretValue'], [{ Ref: secret }]],
      [['scheduler:CreateSchedule', 'scheduler:GetSchedule'], [schedules]],
      [['iam:PassRole'], [arnOf(executionRole)]],
    ]);
  });

  it('of the retry function are these and no others', () => {
    expect(rightsOf(roleOf(retry))).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf(lambda(retry).LoggingConfig.LogGroup.Ref)]],
      [['sqs:SendMessage'], [arnOf(queue)]],
      [['secretsmanager:GetSecretValue'], [{ Ref: secret }]],
      [
        [
          'scheduler:CreateSchedule',
          'scheduler:DeleteSchedule',
          'scheduler:GetSchedule',
          'scheduler:UpdateSchedule',
        ],
        [schedules],
      ],
      [['iam:PassRole'], [arnOf(executionRole)]],
    ]);
  });

  it('of the sweep are these and no others', () => {
    expect(rightsOf(roleOf(sweep))).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], [arnOf(lambda(sweep).LoggingConfig.LogGroup.Ref)]],
      [['sqs:SendMessage'], [arnOf(queue)]],
      [['secretsmanager:GetSecretValue'], [{ Ref: secret }]],
      [['scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:GetSchedule'], [schedules]],
      [['iam:PassRole'], [arnOf(executionRole)]],
      [['scheduler:GetScheduleGroup'], [arnOf(group)]],
    ]);
  });

  // The functions tell people through schedules: only the Scheduler publishes.
  it('of the Scheduler are to publish, to invoke retry and sweep and to write dead letters', () => {
    expect(rightsOf(role(executionRole))).toEqual([
      [['sns:Publish'], [{ Ref: topic }]],
      [['lambda:InvokeFunction'], [arnOf(retry), arnOf(sweep)]],
      [['sqs:SendMessage'], [arnOf(queue)]],
    ]);
  });

  // Four roles, all of them above: the CDK makes one silently for a log retention or a custom resource.
  it('are given to four roles, none of which has a managed policy', () => {
    const roles = rolesOf(stack);
    expect(roles.map(({ id }) => id).sort()).toEqual(
      [...functions.map((id) => roleOf(id).id), executionRole].sort(),
    );
    expect(roles.flatMap(({ managedPolicies }) => managedPolicies)).toEqual([]);
  });

  // With `*` and without the condition, who takes over a function could hand any role to any service.
  it('to pass a role are for one role and to the Scheduler only', () => {
    const passing = rolesOf(stack).flatMap(({ statements }) =>
      statements.filter(({ Action }) => Action.includes('iam:PassRole')),
    );
    expect(passing).toHaveLength(functions.length);
    for (const { Resource, Condition } of passing) {
      expect(Resource).toEqual([arnOf(executionRole)]);
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    }
  });

  it('never hold for every resource or every action', () => {
    for (const { Action, Resource } of rolesOf(stack).flatMap(({ statements }) => statements)) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      expect(Resource).not.toContain('*');
      // Schedules are named after executions that have not failed yet; nothing else needs a wildcard.
      if (JSON.stringify(Resource).includes('*')) expect(Resource).toEqual([schedules]);
    }
  });
});

describe('outputs', () => {
  // The commands find the installation by these names.
  it('have the names that the commands read', () => {
    expect(outputs).toEqual({
      WebhookUrlWithoutKey: { 'Fn::GetAtt': [idOf('AWS::Lambda::Url'), 'FunctionUrl'] },
      SecretArn: { Ref: secret },
      ScheduleGroupName: 'ValohaiRetry-Schedules-Group-4E133493',
      WebhookFunctionName: { Ref: webhook },
      RetryFunctionName: { Ref: retry },
      RetryFunctionArn: arnOf(retry),
      SweepFunctionName: { Ref: sweep },
      SweepFunctionArn: arnOf(sweep),
      SchedulerRoleArn: arnOf(executionRole),
      DeadLetterQueueUrl: { Ref: queue },
      DeadLetterQueueArn: arnOf(queue),
      AlarmTopicArn: { Ref: topic },
      ValohaiHost: 'https://app.valohai.com',
      Step1StoreTheToken: 'npm run set-token',
      Step2PrintTheWebhookUrl: 'npm run webhook-url',
      Step3Check: 'npm run doctor',
    });
  });

  it('name the stack in the commands when it has another name', () => {
    expect(synthesizedStack({ stackName: 'RetryForTeamB' }).outputs).toMatchObject({
      Step1StoreTheToken: 'npm run set-token -- --stack RetryForTeamB',
      Step2PrintTheWebhookUrl: 'npm run webhook-url -- --stack RetryForTeamB',
      Step3Check: 'npm run doctor -- --stack RetryForTeamB',
    });
  });
});

function refusesPlainHttp(action: string) {
  return Match.objectLike({
    Effect: 'Deny',
    Action: action,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}
