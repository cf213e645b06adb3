import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../functions/config-error.ts';
import { readSettings } from '../../functions/settings.ts';

const COMPLETE = {
  SECRET_ID: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:valohai-retry',
  SCHEDULE_GROUP: 'valohai-retry',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/scheduler',
  DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-west-1:111122223333:dead-letters',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:valohai-retry',
  PATH: '/usr/bin',
};

describe('the settings of a function', () => {
  it('are read from its environment', () => {
    expect(readSettings(COMPLETE)).toEqual({
      secretId: COMPLETE.SECRET_ID,
      scheduleGroup: 'valohai-retry',
      schedulerRoleArn: COMPLETE.SCHEDULER_ROLE_ARN,
      deadLetterQueueArn: COMPLETE.DEAD_LETTER_QUEUE_ARN,
      topicArn: COMPLETE.TOPIC_ARN,
    });
  });

  it('lead to one error with every variable that is missing or empty', () => {
    const read = () => readSettings({ ...COMPLETE, SECRET_ID: undefined, SCHEDULER_ROLE_ARN: '' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      'The function lacks the environment variables SECRET_ID, SCHEDULER_ROLE_ARN. Deploy the stack again.',
    );
    expect(() => readSettings({})).toThrow(
      'SECRET_ID, SCHEDULE_GROUP, SCHEDULER_ROLE_ARN, DEAD_LETTER_QUEUE_ARN',
    );
  });
});
