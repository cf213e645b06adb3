import { AwsError } from '../aws-protocol/aws-error.ts';
import type { Protocol } from '../aws-protocol/protocol.ts';

/**
 * Errors have two names, for SQS once spoke another protocol: older clients read the name in the
 * header `x-amzn-query-error`. Where both are the same, it is not listed here.
 */
const QUERY_NAMES: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** AWS JSON 1.0 as SQS writes it. */
export const sqsJson: Protocol = {
  contentType: 'application/x-amz-json-1.0',
  describe: ({ code, message, status }) => ({
    headers: { 'x-amzn-query-error': `${QUERY_NAMES[code] ?? code};${status < 500 ? 'Sender' : 'Receiver'}` },
    body: { __type: `com.amazonaws.sqs#${code}`, message },
  }),
};

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function invalidParameterValue(value: unknown, name: string, reason: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
