import type { APIGatewayProxyStructuredResultV2, LambdaFunctionURLEvent } from 'aws-lambda';
import { buildDependencies, requireVariable } from '../dependencies.ts';
import { type Receiving, receive } from './receive.ts';

const { schedulesFor, telling, ...dependencies } = buildDependencies();
const schedules = schedulesFor(requireVariable('RETRY_FUNCTION_ARN'));
const receiving: Receiving = {
  ...dependencies,
  schedules,
  ...telling(schedules),
};

/** Valohai's notifications, through the function URL (payload format 2.0). */
export async function handler(event: LambdaFunctionURLEvent): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const { status, body } = await receive(
      {
        method: event.requestContext.http.method,
        path: event.rawPath,
        authorization: event.headers.authorization,
        body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
      },
      receiving,
    );
    return {
      statusCode: status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  } finally {
    receiving.telemetry.flush();
  }
}
