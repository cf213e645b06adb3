import type { Signature } from './signature.ts';

/** PostgreSQL, MySQL, SQL Server, Oracle, MongoDB, Redis, Cassandra, Elasticsearch, Snowflake and BigQuery. */
export const DATABASES: readonly Signature[] = [
  {
    id: 'postgres-going-down',
    reason: 'service',
    pattern:
      /terminating connection due to (?:administrator command|conflict|unexpected postmaster|crash)|the database system is (?:starting up|shutting down|in recovery mode|not yet accepting)|AdminShutdown|CrashShutdown|CannotConnectNow|cluster is (?:not ready|paused)|ConnectionDoesNotExist/i,
    why: 'The database server went away or was starting.',
  },
  {
    id: 'postgres-too-many',
    reason: 'service',
    pattern:
      /too many clients already|remaining connection slots are reserved|too many connections|TooManyConnections|max_user_connections|Connection limit exceeded|QueuePool limit|\bPoolTimeout|couldn't get a connection after|max client(?:s| connections| number of clients) reached|ORA-00018|ORA-12516|ORA-12519|ORA-12520|session pool .{0,40}exhausted|connection pool (?:exhausted|is full|timeout)|pool (?:is )?exhausted|Timeout(?: expired)?.{0,40}obtaining a connection from the pool|ER_CON_COUNT_ERROR|Too many sessions/i,
    why: "All of the database's connections were taken.",
  },
  {
    id: 'postgres-connection',
    reason: 'network',
    pattern:
      /(?:connection to server|could not connect to server|connection failed|could not translate host name|could not receive data from server|could not send data to server).{0,200}(?:refused|timed? ?out|unreachable|resolution|not known|reset|timeout expired|Connection|SYSCALL|EOF)|SSL SYSCALL error|server closed the connection unexpectedly|SSL connection has been closed unexpectedly|connection (?:already|is) closed|the connection is (?:lost|closed)|could not translate host name|no connection to the server|consuming input failed|connection timeout expired/i,
    why: 'The connection to PostgreSQL could not be made or broke.',
  },
  {
    id: 'database-serialization',
    reason: 'service',
    pattern:
      /deadlock detected|Deadlock found|could not serialize access|SerializationFailure|DeadlockDetected|Lock wait timeout exceeded|deadlock victim|ORA-00060|ORA-08177|restart transaction|RETRY_SERIALIZABLE|TransactionRetry|WriteConflict|database is locked|database table is locked|lock timeout|LockNotAvailable|ConcurrentAppendException|ConcurrentModificationException.{0,60}(?:Delta|Iceberg)|CommitFailedException|concurrent update/i,
    why: "Two transactions stood in each other's way.",
  },
  {
    id: 'query-timeout',
    reason: 'resource',
    pattern:
      /canceling statement due to (?:statement timeout|user request)|QueryCanceled|Query execution was interrupted|maximum statement execution time exceeded|MaxTimeMSExpired|exceeded time limit|Statement reached its statement or warehouse timeout|ORA-01013|Query timed out|Resources exceeded during query execution|Query exceeded/i,
    why: 'The query takes longer than it may.',
  },
  {
    id: 'mysql-gone',
    reason: 'network',
    pattern:
      /MySQL server has gone away|Lost connection to (?:MySQL|MariaDB|server)|Can't connect to (?:local )?(?:MySQL|MariaDB|server)|\((?:2002|2003|2005|2006|2013|2055), |CR_SERVER_LOST|Host .{1,80} is blocked because of many connection errors|PROTOCOL_CONNECTION_LOST|Server shutdown in progress|Unknown MySQL server host/i,
    why: 'The connection to MySQL broke.',
  },
  {
    id: 'mssql-connection',
    reason: 'network',
    pattern:
      /(?:08S01|08001|HYT00|HYT01|08003|08007)\b.{0,300}|The TCP\/IP connection to the host|Communication link failure|TCP Provider: |Named Pipes Provider|Login timeout expired|A network-related or instance-specific error|transport-level error|Adaptive Server (?:connection|is unavailable)|DBPROCESS is dead|is not currently available\.? {1,4}Please retry|40613|SNI_PN11|Read from the server failed/i,
    why: 'The connection to SQL Server broke.',
  },
  {
    id: 'oracle-connection',
    reason: 'network',
    pattern:
      /ORA-(?:03113|03114|03135|12170|12514|12541|12545|12537|12547|12571|01033|01034|01089|12528|12518|12535|25408|25402|17002|17410)|DPY-(?:4011|6000|6005|4024)|DPI-1080|TNS:(?:connect timeout|no listener|lost contact|operation timed out)|end-of-file on communication channel/,
    why: 'The connection to Oracle broke, or it was starting.',
  },
  {
    id: 'mongo-selection',
    reason: 'network',
    pattern:
      /ServerSelectionTimeoutError|MongoServerSelectionError|No replica set members|No servers found yet|AutoReconnect|NetworkTimeout|MongoNetworkError|NotPrimaryError|NotWritablePrimary|not master|PrimarySteppedDown|InterruptedDueToReplStateChange|ReplicaSetNoPrimary|WaitQueueTimeoutError|ShutdownInProgress|node is recovering/i,
    why: 'No MongoDB server could be reached, or its primary changed.',
  },
  {
    id: 'redis-connection',
    reason: 'network',
    pattern:
      /redis.{0,40}(?:ConnectionError|TimeoutError|BusyLoadingError)|Error \d{1,5} (?:while )?connecting to|Error while reading from .{1,120}(?:reset|closed|timed)|Connection closed by server|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY You can't write against|Timeout (?:reading from|connecting to) (?:socket|server)|Redis is loading|ReplyError: (?:LOADING|CLUSTERDOWN)/i,
    why: 'The connection to Redis broke, or it was starting.',
  },
  {
    id: 'cassandra-unavailable',
    reason: 'service',
    pattern:
      /NoHostAvailable|OperationTimedOut: errors|Cannot achieve consistency level|WriteTimeout|ReadTimeout: Error from server|UnavailableException|WriteFailure|ReadFailure: Error|OverloadedErrorMessage|AllNodesFailed|coordinator node timed out/,
    why: "Too few of Cassandra's nodes answered.",
  },
  {
    id: 'elasticsearch-trouble',
    reason: 'service',
    pattern:
      /es_rejected_execution_exception|circuit_breaking_exception|ClusterBlockException|cluster_block_exception|master_not_discovered|no_shard_available_action|NoShardAvailable|search_phase_execution_exception.{0,80}(?:shards failed|503)|unavailable_shards_exception|process_cluster_event_timeout|TransportError\((?:429|50[234])|all shards failed|NoNodesAvailable/i,
    why: 'Elasticsearch was overloaded or without its nodes.',
  },
  {
    id: 'elasticsearch-connection',
    reason: 'network',
    pattern:
      /elastic.{0,60}(?:ConnectionTimeout|ConnectionError)|opensearch.{0,60}(?:ConnectionTimeout|ConnectionError)|ConnectionTimeout caused by|ConnectionError\((?:<urllib3|\('Connection)/i,
    why: 'The connection to Elasticsearch broke.',
  },
  {
    id: 'snowflake-trouble',
    reason: 'network',
    pattern:
      /250001|250003|250005|Failed to (?:connect to DB|get the response|execute request).{0,120}|snowflake.{0,200}(?:Hanging|HTTP 50\d|290\d{3}|RetryRequest|OCSP.{0,60}(?:timeout|fail)|BadGateway|ServiceUnavailable|GatewayTimeout)|390114.{0,20}retry|000605|Could not connect to Snowflake backend/i,
    why: 'Snowflake did not answer.',
  },
  {
    id: 'kafka-broker',
    reason: 'network',
    pattern:
      /NoBrokersAvailable|KafkaTimeoutError|KafkaConnectionError|_TRANSPORT|_ALL_BROKERS_DOWN|BrokerNotAvailable|LEADER_NOT_AVAILABLE|NOT_LEADER_FOR_PARTITION|NotLeaderOr\w{3,20}|Broker transport failure|brokers? (?:are )?down|Failed to update metadata after|RequestTimedOutError|DisconnectException|_TIMED_OUT|AMQPConnectionError|ConnectionClosedByBroker|StreamLostError|ChannelClosedByBroker|kombu.{0,40}OperationalError|nats: (?:timeout|no servers|no responders)/,
    why: 'A message broker could not be reached.',
  },
  {
    id: 'database-connection',
    reason: 'network',
    pattern:
      /OperationalError.{0,300}(?:timed? ?out|refused|reset|unreachable|gone away|lost connection|broken pipe|could not connect|resolution)|InterfaceError.{0,160}(?:closed|lost|connection)|DBAPIError.{0,200}(?:communication|connection)|JDBCConnectionException|CommunicationsException|Communications link failure|SQLRecoverableException|SQLTransientConnectionException|SQLNonTransientConnectionException.{0,160}(?:socket|refused|timed|reach)|PSQLException: (?:The connection attempt failed|An I\/O error|Connection to)|Connection is not available, request timed out|HikariPool.{0,80}(?:timed|not available)|CannotGetJdbcConnection|P1001|P1002|P1008|P1017|Can't reach database server|ServiceUnavailable: .{0,120}(?:bolt|neo4j|routing)|Unable to retrieve routing information|SessionExpired|influxdb.{0,80}(?:timed out|unavailable)|Server selection timed out/i,
    why: 'The connection to a database broke.',
  },
  {
    id: 'database-statement',
    reason: 'permanent',
    pattern:
      /UniqueViolation|duplicate key value|IntegrityError|Duplicate entry|ForeignKeyViolation|violates .{0,60}constraint|NotNullViolation|constraint failed|DuplicateKeyError|E11000|syntax error at or near|SQL syntax|SQL compilation error|ProgrammingError|DataError|InvalidTextRepresentation|InvalidRequest: Error from server|WRONGTYPE|mapper_parsing_exception|UndefinedFunction|NumericValueOutOfRange|StringDataRightTruncation|Data too long|invalid input syntax|ORA-(?:00001|00904|00936|01400|01722|00933|12899)|BadValue|CannotCoerce|AnalysisException|ParseException|Syntax error:|InFailedSqlTransaction|NotSupportedError/,
    why: 'The statement or its data is wrong.',
  },
];
