import * as v from 'valibot';
import { integer, list, oneOf, patterned, text } from '../aws-protocol/constraint.ts';

// Every constraint is the one of the service model, scheduler/2021-06-30.

const EcsParameters = v.object({
  TaskDefinitionArn: text(1, 1600),
  CapacityProviderStrategy: v.optional(
    list(
      v.object({
        capacityProvider: text(1, 255),
        base: v.optional(integer(0, 100_000)),
        weight: v.optional(integer(0, 1000)),
      }),
      0,
      6,
    ),
  ),
  EnableECSManagedTags: v.optional(v.boolean()),
  EnableExecuteCommand: v.optional(v.boolean()),
  Group: v.optional(text(1, 255)),
  LaunchType: v.optional(oneOf(['EC2', 'FARGATE', 'EXTERNAL'])),
  NetworkConfiguration: v.optional(
    v.object({
      awsvpcConfiguration: v.optional(
        v.object({
          Subnets: list(text(1, 1000), 1, 16),
          SecurityGroups: v.optional(list(text(1, 1000), 1, 5)),
          AssignPublicIp: v.optional(oneOf(['ENABLED', 'DISABLED'])),
        }),
      ),
    }),
  ),
  PlacementConstraints: v.optional(
    list(
      v.object({
        expression: v.optional(text(0, 2000)),
        type: v.optional(oneOf(['distinctInstance', 'memberOf'])),
      }),
      0,
      10,
    ),
  ),
  PlacementStrategy: v.optional(
    list(
      v.object({
        field: v.optional(text(0, 255)),
        type: v.optional(oneOf(['random', 'spread', 'binpack'])),
      }),
      0,
      5,
    ),
  ),
  PlatformVersion: v.optional(text(1, 64)),
  PropagateTags: v.optional(oneOf(['TASK_DEFINITION'])),
  ReferenceId: v.optional(text(0, 1024)),
  Tags: v.optional(list(v.record(text(1, 128), text(1, 256)), 0, 50)),
  TaskCount: v.optional(integer(1, 10)),
});

const EventBridgeParameters = v.object({
  DetailType: text(1, 128),
  Source: patterned(1, 256, /^(?=[/.\-_A-Za-z0-9]+)((?!aws\.).*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)$/),
});

const SageMakerPipelineParameters = v.object({
  PipelineParameterList: v.optional(
    list(v.object({ Name: patterned(1, 256, /^[A-Za-z0-9\-_]*$/), Value: text(1, 1024) }), 0, 200),
  ),
});

/** AWS retries for a day, up to 185 times, unless told otherwise, and shows these numbers on reading. */
const RetryPolicy = v.object({
  MaximumEventAgeInSeconds: v.optional(integer(60, 86_400), 86_400),
  MaximumRetryAttempts: v.optional(integer(0, 185), 185),
});

/** Whom a schedule calls, with what, and what happens if it cannot be reached. */
export const Target = v.object({
  Arn: text(1, 1600),
  RoleArn: patterned(1, 1600, /^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  Input: v.optional(v.pipe(v.string(), v.minLength(1, 'Member must have length greater than or equal to 1'))),
  RetryPolicy: v.optional(RetryPolicy, {}),
  DeadLetterConfig: v.optional(
    v.object({
      Arn: v.optional(patterned(1, 1600, /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/)),
    }),
  ),
  EcsParameters: v.optional(EcsParameters),
  EventBridgeParameters: v.optional(EventBridgeParameters),
  KinesisParameters: v.optional(v.object({ PartitionKey: text(1, 256) })),
  SageMakerPipelineParameters: v.optional(SageMakerPipelineParameters),
  SqsParameters: v.optional(v.object({ MessageGroupId: v.optional(text(1, 128)) })),
});
export type Target = v.InferOutput<typeof Target>;
