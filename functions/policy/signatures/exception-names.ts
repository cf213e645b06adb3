import { unlessLasting } from './lasting-words.ts';
import type { Signature } from './signature.ts';

/** Exceptions of libraries nobody has heard of: their names say what kind of trouble it was. */
export const EXCEPTION_NAMES: readonly Signature[] = [
  {
    id: 'named-rate-limit',
    reason: 'rate-limit',
    patterns: [
      /\b\w{0,40}(?:RateLimit|Throttl|BackPressure|TooManyRequests)\w{0,20}(?:Error|Exception)\b/,
      /\b(?:DDoSProtection|BucketFullException)\b/,
    ],
    why: 'The exception is named after a limit on requests.',
  },
  {
    id: 'named-service-trouble',
    reason: 'service',
    patterns: [
      /\b\w{0,40}(?:InternalServer|Unavailable(?!\w{0,20}Metric)|BadGateway|GatewayTimeout|ServerBusy|Overload|Maintenance|UpstreamServer)\w{0,20}(?:Error|Exception)\b/,
      /\b\w{0,40}(?:Leader|Coordinator|Node|Server|Service|Broker|Host|Region|Replica|Endpoint|Controller|Cluster|Backend)NotAvailable\w{0,20}(?:Error|Exception)\b/,
      /\b\w{0,40}Not(?:Leader|Master|Primary|Serving)\w{0,40}(?:Error|Exception)\b/,
      /\b\w{0,40}(?:TooBusy|Standby|SafeMode|Rebalance|IsBootstrapping|Retriable|Migrating|MemberLeft|TemporaryFailure|ConcurrentMigration|NotEnough(?:Replicas|Bookies)|UnstableOffset|(?:Service|Resource|Server|Node|Cluster|Broker|Leader)NotReady|NotReplicatedYet|CircuitBreaker|BrokenCircuit|BulkheadFull|CallNotPermitted|FailedFast|Hystrix|Transient(?!Object|Property))\w{0,40}(?:Error|Exception)\b/,
      /\bWatchError\b/,
      /\b\w{0,40}(?:LockAcquisition|LockTimeout|CannotAcquireLock|TransactionRollback|TransactionAborted|RejectedExecution)\w{0,20}(?:Error|Exception)\b/,
      /\b\w{0,40}Internal(?:Service|Server|System|Dependency)?(?:Failure|Error)?(?:Exception|Fault)\b/,
      /\b\w{0,40}(?:Depende(?:nt|ncy)(?:Service)?(?:Failure|Failed|Timeout)|Service(?:Fault|Failure)|Resource(?:Contention|Busy)|ConcurrentUpdat(?:e|ing))(?:Error|Exception|Fault)?\b/,
      /\b\w{0,40}(?:Server|Master|Region|Session)(?:NotRunning|Stopped|Moved|Opening|Aborted)\w{0,10}Exception\b|\b(?:UnknownServer|FailedServer|RetryImmediately|Bootstrapping|AlreadyBeingCreated|NotCoordinator|NotController|SystemError|TryLater)(?:Exception|Error)\b/,
      /\b(?:Stale(?:Controller|Broker|Command|Shard|Epoch)|NewLeaderElected|TransactionCoordinator(?!NotFound)|NotPrimary|EpochNotMatch|ReassignmentInProgress|ServiceUnitNotReady|BrokerMetadata|BrokerPersistence|ConnectionPoolExpired)\w{0,30}\b/,
    ],
    unless: unlessLasting(),
    why: 'The exception is named after trouble on the other side.',
  },
  {
    id: 'named-lost-machine',
    reason: 'infrastructure',
    patterns: [
      /\bManagerLost: |\b\w{0,40}(?:Preempt|Evict|NodeLost|NodeFail|WorkerLost|WorkerDied|HostFail|HardwareFail|MachineLost|AgentLost)\w{0,20}(?:Error|Exception)\b(?!: Worker exited prematurely: signal 9)/,
    ],
    unless: unlessLasting(),
    why: 'The exception is named after a machine or worker that went away.',
  },
  {
    id: 'named-connection-trouble',
    reason: 'network',
    patterns: [
      /\b(?!\w{0,60}(?:Invalid|Missing|NotFound|Config|Auth|Parse|Schema|DoesNotExist|NotExist|SparkConnect|MongoNotConnected))\w{0,40}(?:Timeout|TimedOut|Connection|Connect|Disconnect|(?:Host|Network|Server|Service|Node|Router|Endpoint|Destination|Peer|Database|Broker)Unreachable|ClosedChannel|ChannelClosed|RequestAborted|Network(?!X)|Socket|StreamClosed|StreamReset|UnexpectedClose|ClientOffline|Unresponsive)\w{0,20}(?:Error|Exception)\b/,
      /\b[A-Z_]{0,40}CONNECT(?:ION)?_(?:FAILED|LOST|BROKEN|RESET|TIMED_?OUT)\b/,
    ],
    // Its cause says more.
    unless: unlessLasting(/with a different configuration|APIConnectionError: Connection error\.$/),
    why: 'The exception is named after a connection or a time limit on one.',
  },
];
