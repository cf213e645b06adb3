import type { StoredExecution } from './execution-store.ts';

/** One line of an execution's log, as the API gives it; `time` is UTC, in microseconds, without a zone. */
export interface LogEvent {
  readonly time: string;
  readonly stream: 'status' | 'stdout' | 'stderr';
  readonly message: string;
}

/**
 * What an execution has logged until now: the platform's lines about its stages, and between its start and its end,
 * evenly, those of its script. What a stopped execution would still have said is left out.
 */
export function eventsOf(execution: StoredExecution, now: number = Date.now()): LogEvent[] {
  const { queuedAt, startedAt, endedAt, createdAt, finalStatus, outcome } = execution;
  const plannedEnd = createdAt + outcome.after;
  const step = (plannedEnd - startedAt) / (outcome.log.length + 1);
  const own = outcome.log.map((line, index) => ({ ...line, at: startedAt + (index + 1) * step }));
  const lines = [
    { stream: 'status' as const, message: 'Queued.', at: queuedAt },
    { stream: 'status' as const, message: `Running the step "${execution.spec.step}".`, at: startedAt },
    ...own.filter(({ at }) => at <= endedAt),
    { stream: 'status' as const, message: `The execution has ended: ${finalStatus}.`, at: endedAt },
  ];
  return lines
    .filter(({ at }) => at <= Math.min(now, endedAt))
    .map(({ stream, message, at }) => ({ time: toLogTime(at), stream, message }));
}

function toLogTime(at: number): string {
  const milliseconds = Math.floor(at);
  const microseconds = Math.floor((at - milliseconds) * 1000);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(microseconds).padStart(3, '0')}`;
}
