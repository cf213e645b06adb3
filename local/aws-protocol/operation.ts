import { AwsError } from './aws-error.ts';
import type { AwsRequest } from './endpoint.ts';

/** What an AWS JSON service can do, by the name of the operation. */
export type Operations = Record<string, (request: AwsRequest) => object | Promise<object>>;

/**
 * Finds the operation that the header `X-Amz-Target: <service>.<operation>` names.
 *
 * @throws AwsError `UnknownOperationException`
 */
export function findOperation(
  operations: Operations,
  service: string,
  request: AwsRequest,
): Operations[string] {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith(`${service}.`) ? target.slice(service.length + 1) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (request.method !== 'POST' || operation === undefined) {
    throw new AwsError('UnknownOperationException', `The operation ${target} is not known here.`);
  }
  return operation;
}
