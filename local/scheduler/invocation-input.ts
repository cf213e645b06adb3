import type { ArnScope } from './arn.ts';

/** One run of a schedule, which may take several attempts. */
export interface Execution {
  id: string;
  scheduleArn: string;
  /** Milliseconds since 1970. */
  scheduledFor: number;
  /** From 1. */
  attempt: number;
}

/**
 * What the target receives: the schedule's input with the context attributes filled in
 * (docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html), or the
 * Scheduler's own notification if there is no input.
 */
export function invocationInput(input: string | undefined, execution: Execution, scope: ArnScope): string {
  if (input === undefined) {
    return JSON.stringify(defaultNotification(execution, scope));
  }
  const attributes: Record<string, string> = {
    'scheduled-time': inSeconds(execution.scheduledFor),
    'attempt-number': String(execution.attempt),
    'execution-id': execution.id,
    'schedule-arn': execution.scheduleArn,
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => attributes[name] ?? whole);
}

/** `2026-01-31T12:00:00Z` */
export function inSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function defaultNotification(execution: Execution, { region, accountId }: ArnScope): object {
  return {
    version: '0',
    id: execution.id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: inSeconds(execution.scheduledFor),
    region,
    resources: [execution.scheduleArn],
    detail: '{}',
  };
}
