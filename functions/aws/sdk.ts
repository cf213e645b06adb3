/**
 * All that is used of the AWS SDK. It is imported lazily and from here, because of a package that is imported
 * lazily itself the bundle would keep everything; and from one place, because a failure needs both clients.
 */
export {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
export { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
