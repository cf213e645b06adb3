/** The SDK tries three times. Left to itself it waits for an answer without end, or only logs that it is late. */
export const PATIENCE = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
