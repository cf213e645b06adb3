/**
 * All that is loaded with the first request, to keep the start short: node:https alone costs a third of an empty
 * start. It is one module because a failure needs all of it, and because of a package that is imported lazily
 * itself the bundle would keep everything; of the AWS SDK, what stands here is all that is used.
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
export { sendHttp } from './valohai/http.ts';
