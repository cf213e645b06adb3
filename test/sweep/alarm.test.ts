import { describe, expect, it } from 'vitest';
import { readAlarm } from '../../functions/sweep/alarm.ts';

describe('an event for the sweep function', () => {
  it('is an alarm when CloudWatch has sent it', () => {
    const timestamp = '2026-03-01T08:00:00.000+0000';
    const alarm = readAlarm({
      source: 'aws.cloudwatch',
      alarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:letters',
      accountId: '123456789012',
      time: timestamp,
      region: 'eu-west-1',
      alarmData: {
        alarmName: 'letters',
        state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp },
        previousState: { value: 'OK' },
        configuration: { description: 'somebody should look', metrics: [] },
      },
    });

    expect(alarm?.alarmData.state.timestamp).toBe(timestamp);
  });

  it.each([[{}], [{ hours: 72 }], [null], ['aws.cloudwatch'], [{ source: 'aws.events', alarmData: {} }]])(
    'is none otherwise: %j',
    (event) => {
      expect(readAlarm(event)).toBeUndefined();
    },
  );
});
