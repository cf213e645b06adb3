import * as v from 'valibot';
import { integer, list, oneOf, patterned, text } from '../aws-protocol/constraint.ts';
import { Target } from './target.ts';

// Every constraint is the one of the service model, scheduler/2021-06-30.

const Name = patterned(1, 64, /^[0-9a-zA-Z-_.]+$/);
const ClientToken = patterned(1, 64, /^[a-zA-Z0-9-_]+$/);
const GroupName = v.optional(Name, 'default');
const State = oneOf(['ENABLED', 'DISABLED']);
const Tags = list(v.object({ Key: text(1, 128), Value: text(1, 256) }), 0, 200);
const ResourceArn = patterned(
  1,
  1011,
  /^arn:aws(-[a-z]+)?:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$/,
);

/** A page of a list, asked for in the query, where numbers are text. */
const Page = {
  NamePrefix: v.optional(Name),
  MaxResults: v.optional(v.pipe(v.string(), v.transform(Number), integer(1, 100)), '100'),
  NextToken: v.optional(text(1, 2048)),
};

/** What a schedule says of itself, as it was asked for. Dates are seconds since 1970. */
export const Definition = v.object({
  ScheduleExpression: text(1, 256),
  ScheduleExpressionTimezone: v.optional(text(1, 50), 'UTC'),
  FlexibleTimeWindow: v.object({
    Mode: oneOf(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: v.optional(integer(1, 1440)),
  }),
  Target,
  State: v.optional(State, 'ENABLED'),
  ActionAfterCompletion: v.optional(oneOf(['NONE', 'DELETE']), 'NONE'),
  Description: v.optional(text(0, 512)),
  StartDate: v.optional(v.number()),
  EndDate: v.optional(v.number()),
  KmsKeyArn: v.optional(
    patterned(1, 2048, /^arn:aws(-[a-z]+)?:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$/),
  ),
});
export type Definition = v.InferOutput<typeof Definition>;

/** CreateSchedule and UpdateSchedule, which have the same members. */
export const PutSchedule = v.object({
  Name,
  GroupName,
  ClientToken: v.optional(ClientToken),
  ...Definition.entries,
});
export type PutSchedule = v.InferOutput<typeof PutSchedule>;

/** GetSchedule and DeleteSchedule. */
export const NameSchedule = v.object({ Name, GroupName, ClientToken: v.optional(ClientToken) });
export type NameSchedule = v.InferOutput<typeof NameSchedule>;

export const ListSchedules = v.object({ GroupName: v.optional(Name), State: v.optional(State), ...Page });
export type ListSchedules = v.InferOutput<typeof ListSchedules>;

export const CreateScheduleGroup = v.object({
  Name,
  Tags: v.optional(Tags, []),
  ClientToken: v.optional(ClientToken),
});
export type CreateScheduleGroup = v.InferOutput<typeof CreateScheduleGroup>;

/** GetScheduleGroup and DeleteScheduleGroup. */
export const NameScheduleGroup = v.object({ Name, ClientToken: v.optional(ClientToken) });

export const ListScheduleGroups = v.object(Page);
export type ListScheduleGroups = v.InferOutput<typeof ListScheduleGroups>;

export const TagResource = v.object({ ResourceArn, Tags });
export const UntagResource = v.object({ ResourceArn, TagKeys: list(text(1, 128), 0, 200) });
export const ListTagsForResource = v.object({ ResourceArn });
