import { randomBytes } from 'node:crypto';
import type { LambdaFunction } from './lambda-function.ts';

/**
 * The whole environment of an instance: what Lambda sets and what the function is configured with.
 * Nothing is inherited from the host, whose own environment may hold the Valohai token. The one exception is
 * `NODE_EXTRA_CA_CERTS`, without which a Valohai behind a private certificate authority can't be reached.
 *
 * @param runtimeApi the address that the instance's runtime client talks to, without a scheme
 */
export function instanceEnvironment(lambda: LambdaFunction, runtimeApi: string): Record<string, string> {
  const region = lambda.arn.split(':')[3] ?? '';
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    ...(certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificates }),
    ...lambda.environment,
    // Lambda reserves the following: a function's own settings can't replace them.
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${lambda.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(new Date()),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: lambda.code,
    TZ: ':UTC',
    _HANDLER: lambda.handler,
  };
}

function logStreamName(now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
