import type { Examples } from './examples.ts';

export const HTTP_STATUS_EXAMPLES: Examples = {
  'http-429': {
    matches: [
      "Can't patch node rows-3: the server has received too many API requests and has asked us to try again later",
      'ee.ee_exception.EEException: Too many concurrent aggregations.',
      'requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.acme.example/rows',
      'Error: Request failed with status code 429',
      'ERROR: got a 429 from the feature store',
      "TransportError(429, 'es_rejected_execution_exception', 'rejected execution of coordinating operation')",
      'clickhouse_driver.errors.ServerException: Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100.',
      'requests.exceptions.HTTPError: invalid answer: 429 Too Many Requests',
    ],
    doesNotMatch: [
      "ValueError: Rate limit must be in the format 'N/period'",
      "fit.py: error: argument --rate-limit: not '50/s'",
      'ok   acme.example/rows/internal/ratelimit 0.412s',
      'Error: Request failed with status code 500',
      "ValueError: Unrecognized rate_limit 'brisk', choose one of slow, fast",
    ],
  },
  'http-408': {
    matches: ['Error: Request failed with status code 408'],
    doesNotMatch: ['Error: Request failed with status code 403'],
  },
  'http-5xx': {
    matches: [
      'ERROR: (gcloud.builds.submit) build 5b2f completed with status "INTERNAL_ERROR"',
      'Failed after 3 attempts. Last error: Internal error encountered.',
      'remote: The server is currently unable to handle this request due to load.',
      'cache storage failed to read: Unexpected (temporary) at stat',
      'acme.errors.RestApiException: GET failed: 500',
      'Error from server: no endpoints available for service "rows-webhook"',
      'HTTP check failed: expected status 200, got 502',
      "RuntimeError: b'Backend Error'",
      'Exception: Received rc 504 for https://rows.acme.example/7',
      'RequestError: TEMPORARILY_UNAVAILABLE',
      'Error: the table is being changed. Please wait and try again',
      'rows.BadRequest: 400 GET https://jobs.acme.example/7: The job encountered an internal error during execution',
      'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://api.acme.example/rows',
      'AxiosError: Request failed with status code 503',
      'HTTP/1.1 500 Internal Server Error',
      'rows.HttpFailure: Backend Error, 503',
      'You might try this upload again later.',
    ],
    doesNotMatch: [
      "error C2668: 'pow': ambiguous call to overloaded function",
      'ValueError: Expected 503 features, got 500',
      'MetaflowException: this is an internal error of the flow',
      'ERROR: stopped due to a non-transient error',
      'BlockingIOError: [Errno 11] Resource temporarily unavailable',
      "ERROR: this could also indicate an internal error on GitHub's part.",
      'try again with another name',
      'internal errors: 0',
      'Error: Request failed with status code 409',
    ],
  },
  'http-4xx': {
    matches: ['Error: Request failed with status code 409', 'HTTP/1.1 451'],
    doesNotMatch: [
      '	status code: 400, request id: 54a1a7c3',
      '    status: 403,',
      '  "status": "403"',
      'Error: Request failed with status code 502',
    ],
  },
};
