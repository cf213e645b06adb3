import { AwsError } from '../aws-protocol/aws-error.ts';
import type { Definition } from './request.ts';
import { parseScheduleExpression } from './schedule-expression.ts';
import type { Target } from './target.ts';

const START_DATE_TOLERANCE_MS = 5 * 60_000;
const ARN = /^arn:aws(-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/;
/** The targets whose input must be JSON, by the service in their ARN. */
const JSON_TARGET = /^arn:aws(-[a-z]+)*:(lambda|states|events):/;

/**
 * Refuses what the service model cannot express and the Scheduler refuses nevertheless.
 *
 * @param now Milliseconds since 1970.
 * @throws AwsError `ValidationException`
 */
export function requireSound(definition: Definition, now: number): void {
  requireTime(definition, now);
  requireWindow(definition.FlexibleTimeWindow);
  requireTarget(definition.Target);
}

function requireTime(
  { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate }: Definition,
  now: number,
) {
  const expression = parseScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
  if (expression.kind === 'at') {
    if (expression.time <= now) {
      throw invalid(`Invalid Schedule Expression ${ScheduleExpression}. The time is in the past.`);
    }
    return;
  }
  if (StartDate !== undefined && StartDate * 1000 < now - START_DATE_TOLERANCE_MS) {
    throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  }
  if (EndDate !== undefined && EndDate * 1000 <= now) {
    throw invalid('The EndDate you specify cannot be in the past.');
  }
  if (StartDate !== undefined && EndDate !== undefined && EndDate <= StartDate) {
    throw invalid('The EndDate you specify must be after the StartDate.');
  }
}

function requireWindow({ Mode, MaximumWindowInMinutes }: Definition['FlexibleTimeWindow']): void {
  if (Mode === 'FLEXIBLE' && MaximumWindowInMinutes === undefined) {
    throw invalid('A flexible time window needs MaximumWindowInMinutes.');
  }
}

function requireTarget({ Arn, Input }: Target): void {
  if (!ARN.test(Arn)) {
    throw invalid('Provided Arn is not in correct format.');
  }
  if (Input !== undefined && JSON_TARGET.test(Arn) && !isJson(Input)) {
    throw invalid('The Input of this target must be well-formed JSON.');
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
