import type { Examples } from './examples.ts';

export const EXCEPTION_NAMES_EXAMPLES: Examples = {
  'named-rate-limit': {
    matches: [
      'ray.serve.exceptions.BackPressureError: Request dropped due to backpressure',
      'vendor.errors.QuoteRateLimitHitError: wait',
      'ccxt.base.errors.DDoSProtection: 429',
    ],
    doesNotMatch: ['vendor.errors.RatesError: no rates'],
  },
  'named-service-trouble': {
    matches: [
      'org.apache.hadoop.hbase.exceptions.RegionMovedException: Region moved to: hostname=rs-4',
      'kafka.errors.UnknownLeaderEpochError, then NewLeaderElectedError: the leader has moved',
      '_pulsar.ServiceUnitNotReady: Pulsar error: ServiceUnitNotReady',
      'org.apache.hadoop.hbase.MasterNotRunningException: no address in ZooKeeper',
      'KMSInternalException: An error occurred when calling the Encrypt operation',
      'botocore.errorfactory.InternalServiceFault: no answer',
      'An error occurred (DependencyTimeout) when calling the CreateMountTarget operation',
      'An error occurred (ServiceFault) when calling the NotifyWorkers operation',
      "io.reef.circuitbreaker.CallNotPermittedException: CircuitBreaker 'shells' is OPEN and does not permit further calls",
      'Polly.CircuitBreaker.BrokenCircuitException: The circuit is now open and is not allowing calls.',
      'org.reef.exceptions.LeaderNotReadyException: om2 is in LEADER state but not ready yet.',
      'com.reef.spi.PartitionMigratingException: Partition is migrating!',
      'redis.exceptions.WatchError: Watched variable changed.',
      'java.util.concurrent.RejectedExecutionException: Task reef.Db$1 rejected from reef.AsyncExecutor',
      'ActiveRecord::ConcurrentMigrationError: kelp',
      'org.apache.hadoop.ipc.RemoteException(org.apache.hadoop.ipc.RetriableException): NameNode still not started',
      'InternalServerError: the run was lost',
      'vendor.errors.BackendOverloadError: wait',
      'kafka.errors.NotLeaderForPartitionError: [Error 6] NotLeaderForPartitionError',
      'org.apache.hadoop.hbase.RegionTooBusyException: Over memstore limit',
      'org.hibernate.exception.LockAcquisitionException: could not execute statement',
    ],
    doesNotMatch: [
      'sqlalchemy.exc.InternalError: (psycopg2.errors.InternalError_) cache lookup failed',
      'reef.WatchdogError: the loop stood still',
      'java.util.ConcurrentModificationException',
      'UnavailableMetricError: unrecognised metric rows',
      'vendor.errors.ServerNameError: empty',
      'acme.FeatureNotAvailableError: not in this edition',
      'acme.errors.LeaderElectionConfigError: no peers given',
      'org.hibernate.TransientObjectException: object references an unsaved transient instance',
    ],
  },
  'named-lost-machine': {
    matches: [
      "parsl.executors.errors.ManagerLost: Task failure due to loss of manager b'9f1c' on host rows-3",
      'vendor.errors.AgentLostError: agent 3',
    ],
    doesNotMatch: ['INFO RowsListener: handling onExecutorLost', 'vendor.errors.WorkerNameError: empty'],
  },
  'named-connection-trouble': {
    matches: [
      'MQI Error. Comp: 2, Reason 2009: FAILED: MQRC_CONNECTION_BROKEN',
      'pymemcache.exceptions.MemcacheUnexpectedCloseError',
      'com.android.ddmlib.ShellCommandUnresponsiveException',
      'acme.errors.RouterUnreachableError: after 3 tries',
      'irods.exception.SYS_SVR_TO_SVR_CONNECT_FAILED: None',
      'vendor.errors.FeedStreamResetException: gave none',
    ],
    doesNotMatch: [
      'pyspark.errors.exceptions.connect.SparkConnectGrpcException: [SCHEMA_ALREADY_EXISTS] Cannot create schema `orchard` because it already exists.',
      'MongoNotConnectedError: Client must be connected before running operations',
      "duckdb.ConnectionException: Connection Error: Can't open a connection to same database file with a different configuration than existing connections",
      'anthropic.APIConnectionError: Connection error.',
      'networkx.exception.NetworkXError: Graph is not connected.',
      'UnreachableError: the user is missing from the context',
      'ValueError: connection_failed is no setting',
      'vendor.errors.InvalidConnectionError: no port given',
    ],
  },
};
