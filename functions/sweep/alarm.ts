import * as v from 'valibot';

/**
 * With what CloudWatch invokes a function when an alarm goes off:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
const AlarmSchema = v.object({
  source: v.literal('aws.cloudwatch'),
  alarmData: v.object({ state: v.object({ timestamp: v.string() }) }),
});

export type Alarm = v.InferOutput<typeof AlarmSchema>;

/** @returns undefined for an event that is no alarm's */
export function readAlarm(event: unknown): Alarm | undefined {
  const parsed = v.safeParse(AlarmSchema, event);
  return parsed.success ? parsed.output : undefined;
}
