import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { PATIENCE } from './patience.ts';

/** A one-shot invocation of the retry function. */
export interface Schedule {
  /** Unique in the group, at most 64 of `0-9A-Za-z-_.`. */
  readonly name: string;
  /** When it is due; fired within the minute after. Must lie ahead. */
  readonly at: Date;
  /** What the function gets. Readable by whoever may read schedules, so no secret stands in it. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A schedule that was found. */
export interface FoundSchedule {
  readonly at: Date;
  /** JSON. */
  readonly input: string;
}

/** The pending invocations. */
export interface Schedules {
  /** Creates a schedule; `exists` when there is one of that name, which then stays as it is. */
  create(schedule: Schedule): Promise<'created' | 'exists'>;
  /** Moves a schedule to another time. */
  move(schedule: Schedule): Promise<void>;
  /** Whether there is a schedule of that name. */
  exists(name: string): Promise<boolean>;
  /** A schedule as it stands, its input still as text. */
  read(name: string): Promise<FoundSchedule | undefined>;
  /** When the group was made, which is when valohai-retry was installed. */
  installedAt(): Promise<Date>;
  /** Removes a schedule; one that is gone already is fine. */
  remove(name: string): Promise<void>;
}

export interface SchedulesSettings {
  readonly group: string;
  /** The role as which the Scheduler invokes the function and writes dead letters. */
  readonly roleArn: string;
  readonly deadLetterQueueArn: string;
}

/** Delivery to Lambda is tried for a day, as long as a retry is worth anything by default. */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/**
 * Schedules in EventBridge Scheduler. The client is loaded at first use, to keep the start short.
 *
 * @param functionArn of the function to invoke, known at the first call
 */
export function schedulesInAws(settings: SchedulesSettings, functionArn: string): Schedules {
  let client: SchedulerClient | undefined;

  async function scheduler() {
    const sdk = await import('../at-first-use.ts');
    client ??= new sdk.SchedulerClient(PATIENCE);
    return { sdk, client };
  }

  function request({ name, at, input }: Schedule) {
    return {
      Name: name,
      GroupName: settings.group,
      ScheduleExpression: `at(${toSecond(at)})`,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      ActionAfterCompletion: 'DELETE' as const,
      Target: {
        Arn: functionArn,
        RoleArn: settings.roleArn,
        Input: JSON.stringify(input),
        RetryPolicy: RETRY_POLICY,
        DeadLetterConfig: { Arn: settings.deadLetterQueueArn },
      },
    };
  }

  async function read(name: string): Promise<FoundSchedule | undefined> {
    const { sdk, client } = await scheduler();
    try {
      const found = await client.send(new sdk.GetScheduleCommand({ Name: name, GroupName: settings.group }));
      return { at: atOf(found.ScheduleExpression), input: found.Target?.Input ?? '' };
    } catch (error) {
      if (error instanceof sdk.ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  return {
    async create(schedule) {
      const { sdk, client } = await scheduler();
      try {
        await client.send(new sdk.CreateScheduleCommand(request(schedule)));
        return 'created';
      } catch (error) {
        if (error instanceof sdk.ConflictException) return 'exists';
        throw error;
      }
    },
    async move(schedule) {
      const { sdk, client } = await scheduler();
      await client.send(new sdk.UpdateScheduleCommand(request(schedule)));
    },
    async exists(name) {
      return (await read(name)) !== undefined;
    },
    read,
    async installedAt() {
      const { sdk, client } = await scheduler();
      const group = await client.send(new sdk.GetScheduleGroupCommand({ Name: settings.group }));
      return group.CreationDate ?? new Date(0);
    },
    async remove(name) {
      const { sdk, client } = await scheduler();
      try {
        await client.send(new sdk.DeleteScheduleCommand({ Name: name, GroupName: settings.group }));
      } catch (error) {
        if (!(error instanceof sdk.ResourceNotFoundException)) throw error;
      }
    },
  };
}

/** The Scheduler takes whole seconds without a zone, in UTC. Rounded up, so that it is never early. */
function toSecond(at: Date): string {
  return new Date(Math.ceil(at.getTime() / 1_000) * 1_000).toISOString().slice(0, 19);
}

/** The time in `at(2026-01-31T12:00:00)`. */
function atOf(expression = ''): Date {
  return new Date(`${expression.slice('at('.length, -1)}Z`);
}
