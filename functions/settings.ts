import { ConfigError } from './config-error.ts';

/** What a function finds in its environment. */
export interface Settings {
  readonly secretId: string;
  readonly scheduleGroup: string;
  readonly schedulerRoleArn: string;
  readonly deadLetterQueueArn: string;
  readonly topicArn: string;
}

const VARIABLES = {
  secretId: 'SECRET_ID',
  scheduleGroup: 'SCHEDULE_GROUP',
  schedulerRoleArn: 'SCHEDULER_ROLE_ARN',
  deadLetterQueueArn: 'DEAD_LETTER_QUEUE_ARN',
  topicArn: 'TOPIC_ARN',
} as const;

/** @throws ConfigError that names every variable that is missing */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const missing = Object.values(VARIABLES).filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new ConfigError(
      `The function lacks the environment variables ${missing.join(', ')}. Deploy the stack again.`,
    );
  }
  return {
    secretId: environment[VARIABLES.secretId] ?? '',
    scheduleGroup: environment[VARIABLES.scheduleGroup] ?? '',
    schedulerRoleArn: environment[VARIABLES.schedulerRoleArn] ?? '',
    deadLetterQueueArn: environment[VARIABLES.deadLetterQueueArn] ?? '',
    topicArn: environment[VARIABLES.topicArn] ?? '',
  };
}
