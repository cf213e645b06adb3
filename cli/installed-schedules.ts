import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  type ScheduleState,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { ScheduledRetry } from '../functions/retry/scheduled-retry.ts';
import type { SweepRequest } from '../functions/sweep/sweep-request.ts';
import type { Installation } from './installation.ts';

/** What a list tells of a schedule: neither when it is due nor what it carries. */
export interface ListedSchedule {
  readonly name: string;
  readonly createdAt?: Date | undefined;
}

/** A schedule itself. */
export interface ReadSchedule {
  readonly name: string;
  /** Undefined for one that somebody else made, which recurs or has a time zone. */
  readonly dueAt?: Date | undefined;
  /** JSON text that the function gets; who wrote it is not known. */
  readonly input: string;
}

/** A new invocation of one of the functions. */
export interface NewSchedule {
  readonly name: string;
  readonly at: Date;
  readonly input: ScheduledRetry | SweepRequest;
  /** The retry function's unless said. */
  readonly functionArn?: string;
  /** A disabled one never fires; it only has a name. */
  readonly state?: ScheduleState;
}

type Place = Pick<
  Installation,
  'scheduler' | 'scheduleGroup' | 'retryFunctionArn' | 'schedulerRoleArn' | 'deadLetterQueueArn'
>;

/** As the functions ask for it: delivery to Lambda is tried for a day. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** The schedules of an installation, as people see and change them. Throws the SDK's errors. */
export class InstalledSchedules {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Those whose names begin like this; all of them unless said. */
  async *list(prefix?: string): AsyncGenerator<ListedSchedule> {
    const { scheduler: client, scheduleGroup: GroupName } = this.#place;
    const request = { GroupName, MaxResults: 100, ...(prefix === undefined ? {} : { NamePrefix: prefix }) };
    for await (const { Schedules = [] } of paginateListSchedules({ client }, request)) {
      for (const { Name = '', CreationDate } of Schedules) yield { name: Name, createdAt: CreationDate };
    }
  }

  /** @returns undefined when it is gone */
  async read(name: string): Promise<ReadSchedule | undefined> {
    const found = await this.#get(name);
    if (found === undefined) return undefined;
    const { ScheduleExpression = '', ScheduleExpressionTimezone, Target } = found;
    const dueAt = dueTime(ScheduleExpression, ScheduleExpressionTimezone);
    return { name, dueAt, input: Target?.Input ?? '' };
  }

  /** Creates a schedule; `exists` when there is one of that name, which then stays as it is. */
  async create(schedule: NewSchedule): Promise<'created' | 'exists'> {
    const { scheduler, scheduleGroup, retryFunctionArn, schedulerRoleArn, deadLetterQueueArn } = this.#place;
    const { name, at, input, functionArn = retryFunctionArn, state = 'ENABLED' } = schedule;
    const request = {
      Name: name,
      GroupName: scheduleGroup,
      ScheduleExpression: expressionOf(at),
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      ActionAfterCompletion: 'DELETE' as const,
      State: state,
      Target: {
        Arn: functionArn,
        RoleArn: schedulerRoleArn,
        Input: JSON.stringify(input),
        RetryPolicy: RETRY_POLICY,
        DeadLetterConfig: { Arn: deadLetterQueueArn },
      },
    };
    try {
      await scheduler.send(new CreateScheduleCommand(request));
      return 'created';
    } catch (error) {
      if (error instanceof ConflictException) return 'exists';
      throw error;
    }
  }

  /** Moves a schedule to another time and leaves all else as it is. */
  async move(name: string, at: Date): Promise<'moved' | 'gone'> {
    const found = await this.#get(name);
    if (found === undefined) return 'gone';
    // An update replaces everything, so what is left out would take its default.
    const { $metadata, Arn, CreationDate, LastModificationDate, ...definition } = found;
    const { FlexibleTimeWindow, Target } = definition;
    const moved = {
      ...definition,
      Name: name,
      FlexibleTimeWindow,
      Target,
      ScheduleExpression: expressionOf(at),
    };
    return (await unlessGone(() => this.#place.scheduler.send(new UpdateScheduleCommand(moved))))
      ? 'moved'
      : 'gone';
  }

  async remove(name: string): Promise<'removed' | 'gone'> {
    const request = { Name: name, GroupName: this.#place.scheduleGroup };
    return (await unlessGone(() => this.#place.scheduler.send(new DeleteScheduleCommand(request))))
      ? 'removed'
      : 'gone';
  }

  #get(name: string) {
    const request = { Name: name, GroupName: this.#place.scheduleGroup };
    return unlessGone(() => this.#place.scheduler.send(new GetScheduleCommand(request)));
  }
}

async function unlessGone<Answer>(send: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Whole seconds, UTC, rounded up, so that it is never early. */
function expressionOf(at: Date): string {
  return `at(${new Date(Math.ceil(at.getTime() / 1_000) * 1_000).toISOString().slice(0, 19)})`;
}

function dueTime(expression: string, timeZone = 'UTC'): Date | undefined {
  const time = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1];
  return time === undefined || timeZone !== 'UTC' ? undefined : new Date(`${time}Z`);
}
