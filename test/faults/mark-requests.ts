/**
 * Loaded into each function's process before its bundle, which stays as it is: every request that goes out says
 * which process it comes from and which function that runs, so that a fault can be meant for one of them.
 */
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

export const PROCESS_HEADER = 'x-test-process';
export const FUNCTION_HEADER = 'x-test-function';

subscribe('http.client.request.created', (message) => {
  if (typeof message !== 'object' || message === null || !('request' in message)) return;
  const { request } = message;
  if (!(request instanceof ClientRequest) || request.headersSent) return;
  request.setHeader(PROCESS_HEADER, String(process.pid));
  request.setHeader(FUNCTION_HEADER, process.env.AWS_LAMBDA_FUNCTION_NAME ?? '');
});
