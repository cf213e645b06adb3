import { EXECUTION_ID, PROJECT_ID } from './failed-execution.ts';
import { SECRET } from './secret.ts';

/** The functions that are measured: those on the way of a failure. */
export type MeasuredFunction = 'webhook' | 'retry';

/** What each function is invoked with: the notification of a failure, and the retry that follows from it. */
export function eventsAt(now: Date): Readonly<Record<MeasuredFunction, object>> {
  return { webhook: notification(now), retry: scheduledLaunch(now) };
}

/** A function URL's event, payload format 2.0. */
function notification(now: Date): object {
  const rawPath = `/${SECRET.webhookKey}`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', host: 'abc.lambda-url.eu-west-1.on.aws' },
    requestContext: {
      http: {
        method: 'POST',
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'bench',
      },
      requestId: '5d3f1c2a-0000-4000-8000-000000000002',
      timeEpoch: now.getTime(),
    },
    body: JSON.stringify({
      project: PROJECT_ID,
      title: 'Execution failed: acme/forecast/#42 (error)',
      data: {
        'valohai.execution-id': EXECUTION_ID,
        'valohai.execution-counter': 42,
        'valohai.execution-status': 'error',
        'valohai.execution-step': 'train-model',
        'valohai.project-id': PROJECT_ID,
        'valohai.project-name': 'acme/forecast',
      },
    }),
    isBase64Encoded: false,
  };
}

/** What the Scheduler hands to the retry function. */
function scheduledLaunch(now: Date): object {
  return {
    version: 1,
    purpose: 'launch',
    projectId: PROJECT_ID,
    executionId: EXECUTION_ID,
    due: now.toISOString(),
    turn: 0,
  };
}
