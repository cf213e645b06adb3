import { unlessLasting } from './lasting-words.ts';
import type { Signature } from './signature.ts';

/** OpenAI, Anthropic, Bedrock, Vertex and others that answer prompts. */
export const MODEL_SERVICES: readonly Signature[] = [
  {
    id: 'model-not-served',
    reason: 'permanent',
    patterns: [
      /no (?:available )?channels? (?:is |are )?available for model/i,
      /(?:model|deployment) .{1,80}(?:is not supported(?! for (?:all configurations|\S{1,60}\. Supported models))|has been deprecated|was retired|is not available) (?:by|for|in|with|on)\b/i,
    ],
    why: 'Nothing that the account may use serves that model.',
  },
  {
    id: 'model-service-rate',
    reason: 'rate-limit',
    patterns: [
      /RateLimitError/i,
      /rate_limit_error/i,
      /rate_limit_exceeded/i,
      /Rate limit reached for/i,
      /tokens per min/i,
      /requests per (?:min|day)/i,
      /ModelRateLimit/i,
      /ResourceExhausted: 429/i,
      /RESOURCE_EXHAUSTED/i,
      /exceeded token rate limit/i,
      /rate[_ ]limited/i,
      /acceleration limit|(?:hourly|daily) usage limit; please wait/i,
      /exceeded your current quota.{0,160}ai\.google\.dev|\bquota_id: ".{1,40}PerMinute/i,
      /tier capacity exceeded/i,
    ],
    unless:
      /Request too large|InsufficientQuota|larger than max|maximum size|^\s{0,8}"?status"?: ?"?RESOURCE_EXHAUSTED"?,?$|429 (?:Received|Sent) message\b/i,
    why: 'The model service counts requests and tokens.',
  },
  {
    id: 'model-service-overloaded',
    reason: 'service',
    patterns: [
      /overloaded_error/i,
      /(?<!being )\bOverloaded\b(?! (?:function|method|operator|constructor|[\u2018'`"]))/i,
      /The server had an error (?:while )?processing/i,
      /InternalServerError: (?:Error code: )?5\d\d/i,
      /server_error(?! object)/i,
      /model is (?:currently )?loading/i,
      /(?<!core\.)api_error(?!\.)/i,
      /APIStatusError: .{0,60}5\d\d/i,
      /Error code: 5\d\d/i,
      /ServiceUnavailableError/i,
      /ModelTimeoutException/i,
      /ModelNotReadyException/i,
      /ModelErrorException/i,
      /currently experiencing high demand/i,
      /(?:is|are|currently|temporarily) at (?:\S{1,20} )?capacity/i,
    ],
    why: 'The model service had trouble of its own.',
  },
  {
    id: 'model-service-connection',
    reason: 'network',
    patterns: [
      /APITimeoutError/,
      /APIConnectionTimeoutError/,
      /openai\.error\.Timeout/,
      /Request timed out\./,
    ],
    unless: unlessLasting(),
    why: 'The connection to the model service broke.',
  },
];
