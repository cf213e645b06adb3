import type { Signature } from './signature.ts';

/** OpenAI, Anthropic, Bedrock, Vertex and others that answer prompts. */
export const MODEL_SERVICES: readonly Signature[] = [
  {
    id: 'model-service-rate',
    reason: 'rate-limit',
    pattern:
      /RateLimitError|rate_limit_error|rate_limit_exceeded|Rate limit reached for|tokens per min|requests per (?:min|day)|ModelRateLimit|ResourceExhausted: 429|RESOURCE_EXHAUSTED|exceeded token rate limit|rate[_ ]limited|acceleration limit/i,
    why: 'The model service counts requests and tokens.',
  },
  {
    id: 'model-service-overloaded',
    reason: 'service',
    pattern:
      /overloaded_error|\bOverloaded\b|model is (?:currently )?overloaded|engine is currently overloaded|The server had an error (?:while )?processing|InternalServerError: (?:Error code: )?5\d\d|server_error|model is (?:currently )?loading|api_error|APIStatusError: .{0,60}5\d\d|Error code: 5\d\d|ServiceUnavailableError|ModelTimeoutException|ModelNotReadyException|ModelErrorException|currently experiencing high demand|server is (?:currently )?overloaded|temporarily overloaded|at capacity/i,
    why: 'The model service had trouble of its own.',
  },
  {
    id: 'model-service-connection',
    reason: 'network',
    pattern:
      /APIConnectionError|APITimeoutError|APIConnectionTimeoutError|openai\.error\.Timeout|anthropic\.APIConnection|Request timed out\.|Connection error\.$/,
    why: 'The connection to the model service broke.',
  },
];
