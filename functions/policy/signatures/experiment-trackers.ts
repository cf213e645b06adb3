import { unlessLasting } from './lasting-words.ts';
import type { Signature } from './signature.ts';

/** Weights & Biases, MLflow, Comet, Neptune and ClearML. */
export const EXPERIMENT_TRACKERS: readonly Signature[] = [
  {
    id: 'wandb-unreachable',
    reason: 'network',
    patterns: [
      /wandb.{0,200}(?:CommError.{0,160}(?:timed? ?out|Run initialization|connect|Network|deadline)|Network error|Error communicating with wandb process|ServiceStartTimeoutError|ServiceStartProcessError|ServicePollForTokenError|timeout: timed out|failed to (?:start|connect)|MailboxError|context deadline exceeded|HandleAbandonedError)/i,
      /Run initialization has timed out/i,
      /Error communicating with wandb/i,
      /wandb service .{0,60}(?:died|not responding|connect)/i,
    ],
    unless: unlessLasting(),
    why: 'Weights & Biases could not be reached.',
  },
  {
    id: 'wandb-trouble',
    reason: 'service',
    patterns: [
      /wandb.{0,200}(?:(?<![-/:\d])50[0234]\b|Service Unavailable|Bad Gateway|internal (?:server )?error)/i,
    ],
    why: 'Weights & Biases had trouble of its own.',
  },
  {
    id: 'wandb-rate',
    reason: 'rate-limit',
    patterns: [/wandb.{0,200}(?:(?<![-/:\d])429\b|rate limit|Filestream rate)/i],
    why: 'Weights & Biases asks for fewer requests.',
  },
  {
    id: 'wandb-setting',
    reason: 'permanent',
    patterns: [
      /wandb\.errors.{0,20}UsageError/i,
      /wandb.{0,60}Unable to fetch artifact with name/i,
      /wandb.{0,160}(?:permission denied|(?<![-/:\d.])40[134]\b|api[_ ]key|not found|invalid project|\bentity .{0,60}(?:not|invalid|does))/i,
    ],
    why: 'Weights & Biases is not set up for this run.',
  },
  {
    id: 'mlflow-trouble',
    reason: 'service',
    patterns: [
      /mlflow.{0,300}(?:error code 50\d|too many 50\d error responses|TEMPORARILY_UNAVAILABLE|INTERNAL_ERROR)/i,
      /RestException: (?:TEMPORARILY_UNAVAILABLE|INTERNAL_ERROR)/i,
      /too many 50\d error responses/i,
    ],
    unless: unlessLasting(),
    why: 'The MLflow server had trouble of its own.',
  },
  {
    id: 'mlflow-rate',
    reason: 'rate-limit',
    patterns: [
      /REQUEST_LIMIT_EXCEEDED/i,
      /mlflow.{0,200}(?:error code 429|too many 429)/i,
      /too many 429 error responses/i,
    ],
    why: 'The MLflow server asks for fewer requests.',
  },
  {
    id: 'mlflow-request',
    reason: 'permanent',
    patterns: [
      /RestException: (?:RESOURCE_DOES_NOT_EXIST|INVALID_PARAMETER_VALUE|RESOURCE_ALREADY_EXISTS|PERMISSION_DENIED|UNAUTHENTICATED|BAD_REQUEST|FEATURE_DISABLED)/i,
      /MlflowException: (?!API request)(?=.{0,200}(?:not found|already exists|invalid|does not exist|changing param))/i,
    ],
    why: 'MLflow refuses the request as it is.',
  },
  {
    id: 'tracker-unreachable',
    reason: 'network',
    patterns: [
      /(?:NeptuneConnectionLost|NeptuneOffline|neptune.{0,80}(?:connection|timeout)|comet.{0,80}(?:cannot be reached|connection|timed out|unreachable)|clearml.{0,80}(?:Max retries|Connection|failed to (?:connect|reach|send)|timed)|Could not connect to (?:neptune|comet|clearml|mlflow|tracking)|API request to .{1,300} failed with exception|aim\.ext.{0,60}(?:timeout|unavailable))/i,
    ],
    unless: unlessLasting(/(?:localhost|127\.0\.0\.1)\b.{1,400}refused/),
    why: 'The experiment tracker could not be reached.',
  },
];
