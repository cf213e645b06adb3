import type { Examples } from './examples.ts';

export const EXCEPTION_NAMES_EXAMPLES: Examples = {
  'named-rate-limit': {
    matches: ['vendor.errors.QuoteRateLimitHitError: wait'],
    doesNotMatch: ['vendor.errors.RatesError: no rates'],
  },
  'named-service-trouble': {
    matches: ['InternalServerError: the run was lost', 'vendor.errors.BackendOverloadError: wait'],
    doesNotMatch: ['vendor.errors.ServerNameError: empty'],
  },
  'named-lost-machine': {
    matches: ['vendor.errors.AgentLostError: agent 3'],
    doesNotMatch: ['vendor.errors.WorkerNameError: empty'],
  },
  'named-connection-trouble': {
    matches: [
      'java.nio.channels.ClosedChannelException',
      'vendor.errors.FeedStreamResetException: gave none',
    ],
    doesNotMatch: ['vendor.errors.InvalidConnectionError: no port given'],
  },
};
