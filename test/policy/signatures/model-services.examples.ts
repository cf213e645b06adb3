import type { Examples } from './examples.ts';

export const MODEL_SERVICES_EXAMPLES: Examples = {
  'model-service-rate': {
    matches: [
      'Error 429: your requests hit the acceleration limit',
      "level=ERROR: you've reached your hourly usage limit; please wait or upgrade",
      '{"object":"error","message":"Service tier capacity exceeded for this model.","type":"invalid_request_error"}',
      'Error at row 447: 429 You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. [violations {',
      '  quota_id: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"',
      "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for small-1 on tokens per min (TPM). Please try again in 2s.'}}",
      "anthropic.RateLimitError: Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error'}}",
    ],
    doesNotMatch: [
      'StatusCode.RESOURCE_EXHAUSTED details = "Received message larger than max (6291456 vs. 4194304)"',
      'openai.RateLimitError: Error code: 429 - Request too large for fit-4 on tokens per min (TPM)',
      'google.api_core.exceptions.ResourceExhausted: 429 Received message',
      '  "status": "RESOURCE_EXHAUSTED",',
      "openai.RateLimitError: Error code: 429 - {'error': {'code': 'insufficient_quota'}}",
    ],
  },
  'model-service-overloaded': {
    matches: [
      '{"type":"error","error":{"type":"api_error","message":"no answer"}}',
      'The model is currently at capacity',
      "anthropic.InternalServerError: Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error'}}",
    ],
    doesNotMatch: [
      'cohere.core.api_error.ApiError: status_code: 404, body: {"message":"model orchard-x not found"}',
      'SERVER_ERROR object too large for cache',
      'Setting OMP_NUM_THREADS environment variable for each process to be 1 in default, to avoid your system being overloaded',
      "error C2668: 'pow': ambiguous call to overloaded function",
      "error: call of overloaded 'abs(unsigned int)' is ambiguous",
      'Found dtype Double but expected Float at capacity',
      "openai.BadRequestError: Error code: 400 - {'error': {'code': 'context_length_exceeded'}}",
    ],
  },
  'model-service-connection': {
    matches: ['openai.APITimeoutError: Request timed out.'],
    doesNotMatch: ['openai.AuthenticationError: Error code: 401 - Incorrect API key provided'],
  },
  'model-not-served': {
    matches: [
      "openai.InternalServerError: Error code: 503 - {'error': {'message': 'There are no channels available for model small-1 under the current group'}}",
    ],
    doesNotMatch: [
      'You are using a model of type reef to instantiate a model of type reef_video. This is not supported for all configurations of models.',
      "openai.InternalServerError: Error code: 503 - {'error': {'message': 'Overloaded'}}",
    ],
  },
};
