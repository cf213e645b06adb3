import type { Examples } from './examples.ts';

export const EXCEPTION_NAMES_EXAMPLES: Examples = {
  'named-rate-limit': {
    matches: ['vendor.errors.QuoteRateLimitHitError: wait', 'ccxt.base.errors.DDoSProtection: 429'],
    doesNotMatch: ['vendor.errors.RatesError: no rates'],
  },
  'named-service-trouble': {
    matches: [
      'InternalServerError: the run was lost',
      'vendor.errors.BackendOverloadError: wait',
      'kafka.errors.NotLeaderForPartitionError: [Error 6] NotLeaderForPartitionError',
      'org.apache.hadoop.hbase.RegionTooBusyException: Over memstore limit',
      'org.hibernate.exception.LockAcquisitionException: could not execute statement',
    ],
    doesNotMatch: [
      'vendor.errors.ServerNameError: empty',
      'acme.FeatureNotAvailableError: not in this edition',
      'acme.errors.LeaderElectionConfigError: no peers given',
      'org.hibernate.TransientObjectException: object references an unsaved transient instance',
    ],
  },
  'named-lost-machine': {
    matches: ['vendor.errors.AgentLostError: agent 3'],
    doesNotMatch: ['vendor.errors.WorkerNameError: empty'],
  },
  'named-connection-trouble': {
    matches: [
      'irods.exception.SYS_SVR_TO_SVR_CONNECT_FAILED: None',
      'vendor.errors.FeedStreamResetException: gave none',
    ],
    doesNotMatch: [
      'ValueError: connection_failed is no setting',
      'vendor.errors.InvalidConnectionError: no port given',
    ],
  },
};
