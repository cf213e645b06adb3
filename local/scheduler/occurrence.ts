import type { Definition } from './request.ts';
import {
  type Bounds,
  nextOccurrence,
  parseScheduleExpression,
  type ScheduleExpression,
} from './schedule-expression.ts';

/** One time at which a schedule is due, in milliseconds since 1970. */
export interface Occurrence {
  /** What its expression says. */
  scheduledFor: number;
  /** When that is here, where waiting passes faster by the time scale. */
  fireAt: number;
}

/** The first occurrence of a schedule that was just created or changed; none while it is disabled. */
export function firstOccurrence(
  definition: Definition,
  now: number,
  createdAt: number,
  timeScale: number,
): Occurrence | undefined {
  if (definition.State === 'DISABLED') {
    return undefined;
  }
  // At its creation itself a rate is due for the first time.
  const after = now === createdAt ? now - 1 : now;
  const scheduledFor = next(definition, after, createdAt);
  return scheduledFor === undefined
    ? undefined
    : { scheduledFor, fireAt: now + Math.max(0, scheduledFor - now) / timeScale };
}

/**
 * The next occurrence that is still to come at `now`. The schedule's own time runs on from its last
 * occurrence, faster than the clock by the time scale.
 */
export function occurrenceAfter(
  last: Occurrence,
  definition: Definition,
  now: number,
  createdAt: number,
  timeScale: number,
): Occurrence | undefined {
  const reached = last.scheduledFor + (now - last.fireAt) * timeScale;
  const scheduledFor = next(definition, reached, createdAt);
  return scheduledFor === undefined
    ? undefined
    : { scheduledFor, fireAt: last.fireAt + (scheduledFor - last.scheduledFor) / timeScale };
}

function next(definition: Definition, after: number, createdAt: number): number | undefined {
  return nextOccurrence(expressionOf(definition), after, boundsOf(definition, createdAt));
}

function expressionOf(definition: Definition): ScheduleExpression {
  return parseScheduleExpression(definition.ScheduleExpression, definition.ScheduleExpressionTimezone);
}

function boundsOf({ StartDate, EndDate }: Definition, createdAt: number): Bounds {
  return {
    start: StartDate === undefined ? createdAt : Math.round(StartDate * 1000),
    end: EndDate === undefined ? undefined : Math.round(EndDate * 1000),
  };
}
