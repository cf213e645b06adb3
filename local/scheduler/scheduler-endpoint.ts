import type { RequestListener } from 'node:http';
import { AwsError } from '../aws-protocol/aws-error.ts';
import { parseInput } from '../aws-protocol/constraint.ts';
import { type AwsRequest, createAwsEndpoint } from '../aws-protocol/endpoint.ts';
import { restJson } from '../aws-protocol/protocol.ts';
import type { LocalScheduler } from './local-scheduler.ts';
import {
  CreateScheduleGroup,
  ListScheduleGroups,
  ListSchedules,
  ListTagsForResource,
  NameSchedule,
  NameScheduleGroup,
  PutSchedule,
  TagResource,
  UntagResource,
} from './request.ts';

/** Answers with the label that stands in the path: a name, or an ARN. */
type Operation = (label: string, request: AwsRequest) => object;

/** The HTTP side of a scheduler: the REST operations of EventBridge Scheduler, by method and path. */
export function createSchedulerEndpoint(scheduler: LocalScheduler): RequestListener {
  const operations = operationsOf(scheduler);
  return createAwsEndpoint(restJson, (request) => {
    const [collection, ...labels] = splitPath(request.path);
    const operation = operations.get(
      `${request.method} /${[collection, ...labels.map(() => '{}')].join('/')}`,
    );
    if (operation === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `There is no operation ${request.method} ${request.path}.`,
        404,
      );
    }
    return operation(labels[0] ?? '', request);
  });
}

function operationsOf(scheduler: LocalScheduler): Map<string, Operation> {
  const { schedules, groups } = scheduler;
  return new Map<string, Operation>([
    [
      'POST /schedules/{}',
      (Name, { body }) => {
        const answer = schedules.create(parseInput(PutSchedule, { ...bodyMembers(body), Name }));
        scheduler.wake();
        return answer;
      },
    ],
    [
      'PUT /schedules/{}',
      (Name, { body }) => {
        const answer = schedules.update(parseInput(PutSchedule, { ...bodyMembers(body), Name }));
        scheduler.wake();
        return answer;
      },
    ],
    ['GET /schedules/{}', (Name, { query }) => schedules.get(parseInput(NameSchedule, nameIn(Name, query)))],
    [
      'DELETE /schedules/{}',
      (Name, { query }) => {
        schedules.delete(parseInput(NameSchedule, nameIn(Name, query)));
        return {};
      },
    ],
    [
      'GET /schedules',
      (_, { query }) =>
        schedules.list(
          parseInput(ListSchedules, {
            ...pageIn(query),
            GroupName: query.get('ScheduleGroup') ?? undefined,
            State: query.get('State') ?? undefined,
          }),
        ),
    ],
    [
      'POST /schedule-groups/{}',
      (Name, { body }) => groups.create(parseInput(CreateScheduleGroup, { ...bodyMembers(body), Name })),
    ],
    ['GET /schedule-groups/{}', (Name) => groups.get(parseInput(NameScheduleGroup, { Name }).Name)],
    [
      'DELETE /schedule-groups/{}',
      (Name, { query }) => {
        groups.delete(parseInput(NameScheduleGroup, nameIn(Name, query)).Name);
        return {};
      },
    ],
    ['GET /schedule-groups', (_, { query }) => groups.list(parseInput(ListScheduleGroups, pageIn(query)))],
    [
      'GET /tags/{}',
      (ResourceArn) => ({
        Tags: groups.tagsOf(parseInput(ListTagsForResource, { ResourceArn }).ResourceArn),
      }),
    ],
    [
      'POST /tags/{}',
      (label, { body }) => {
        const { ResourceArn, Tags } = parseInput(TagResource, { ...bodyMembers(body), ResourceArn: label });
        groups.tag(ResourceArn, Tags);
        return {};
      },
    ],
    [
      'DELETE /tags/{}',
      (label, { query }) => {
        const input = { ResourceArn: label, TagKeys: query.getAll('TagKeys') };
        const { ResourceArn, TagKeys } = parseInput(UntagResource, input);
        groups.untag(ResourceArn, TagKeys);
        return {};
      },
    ],
  ]);
}

/** The collection and, if there is one, the label behind it, which is decoded after the split. */
function splitPath(path: string): string[] {
  try {
    return path
      .slice(1)
      .split('/')
      .filter((part, index) => index === 0 || part !== '')
      .map(decodeURIComponent);
  } catch {
    throw new AwsError('SerializationException', 'The path is not well encoded.');
  }
}

function bodyMembers(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
  return body;
}

function nameIn(Name: string, query: URLSearchParams) {
  return {
    Name,
    GroupName: query.get('groupName') ?? undefined,
    ClientToken: query.get('clientToken') ?? undefined,
  };
}

function pageIn(query: URLSearchParams) {
  return {
    NamePrefix: query.get('NamePrefix') ?? undefined,
    MaxResults: query.get('MaxResults') ?? undefined,
    NextToken: query.get('NextToken') ?? undefined,
  };
}
