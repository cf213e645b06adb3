import type { Examples } from './examples.ts';

export const DATABASES_EXAMPLES: Examples = {
  'database-driver-missing': {
    matches: [
      "Failed to connect to database: Error: Can't initialize character set unknown (path: compiled_in)",
      'java.sql.SQLException: No suitable driver found for jdbc:rows://rows-db:8123/default',
      "pyodbc.Error: ('01000', \"[01000] [unixODBC][Driver Manager]Can't open lib 'ODBC Driver 18' : file not found\")",
      "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:rows",
    ],
    doesNotMatch: ['java.sql.SQLException: Connection reset'],
  },
  'postgres-going-down': {
    matches: [
      'FATAL:  terminating connection due to immediate shutdown command',
      "Database 'Orchard' is being recovered. Waiting until recovery is finished.",
      'ER_SERVER_OFFLINE_MODE: The server is currently in offline mode',
      'ERROR: server is not accepting clients, try another node',
      'roll back the current transaction and exit, because another server process exited abnormally',
      'ERROR 1053 (08S01): Server shutdown in progress',
      '(320, "CONNECTION_FORCED - broker forced connection closure with reason \'shutdown\'")',
      'psycopg.errors.AdminShutdown: terminating connection due to administrator command',
      'FATAL:  the database system is starting up',
      'psycopg2.errors.SerializationFailure: canceling statement due to conflict with recovery',
      'ERROR: canceling statement due to conflict with recovery',
    ],
    doesNotMatch: ['psycopg.errors.UniqueViolation: duplicate key value violates unique constraint'],
  },
  'postgres-too-many': {
    matches: [
      'FATAL: connection limit "500" exceeded for non-bootstrap users',
      'ERROR 1637 (HY000): Too many active concurrent transactions',
      'FATAL:  number of requested standby connections exceeds max_wal_senders (currently 10)',
      'Too many create or update operations in progress for subscription "c0ffee".',
      "The connection pool has been exhausted, either raise 'Max Pool Size' or 'Timeout'",
      'The request limit for the database is 60 and has been reached.',
      'SQL1040N  The maximum number of applications is already connected to the database.',
      'ORA-02391: exceeded simultaneous SESSIONS_PER_USER limit',
      'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) FATAL:  sorry, too many clients already',
      'psycopg2.OperationalError: FATAL:  query_wait_timeout',
      'FATAL: no more connections allowed (max_client_conn)',
      'ORA-00020: maximum number of processes (300) exceeded',
    ],
    doesNotMatch: [
      'Connection pool is full, discarding connection: api.kelp.example. Connection pool size: 10',
      'org.apache.http.conn.ConnectionPoolTimeoutException: Timeout waiting for connection from pool',
      'many clients served',
    ],
  },
  'postgres-connection': {
    matches: [
      'FATAL:  terminating connection because protocol synchronization was lost',
      'pq: write to server failed',
      'Error 1927 (70100): Connection was killed',
      'psycopg2.OperationalError: connection to server at "db.acme.example" (10.4.4.4), port 5432 failed: Connection refused',
      'psycopg2.OperationalError: SSL SYSCALL error: EOF detected',
    ],
    doesNotMatch: [
      'psycopg2.OperationalError: connection to server at "db.acme.example" failed: FATAL:  password authentication failed for user "etl"',
    ],
  },
  'database-serialization': {
    matches: [
      'Transaction not committed due to conflict with another transaction (1020)',
      'duckdb.TransactionException: TransactionContext Error: Conflict on update!',
      'sqlite3.OperationalError: locking protocol',
      '[KV:Coprocessor:Locked] key is locked (will clean up)',
      'NT_STATUS_FILE_LOCK_CONFLICT: file lock conflict',
      'ERROR 1614 (XA102): XA_RBDEADLOCK: Transaction branch was rolled back: deadlock was detected',
      'The current transaction failed to commit due to a serializable validation failure.',
      'Msg 601: Could not continue scan with NOLOCK due to data movement.',
      "OperationalError: (1689, 'Wait on a lock was aborted due to a pending exclusive lock')",
      'ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: reef.shells',
      'Plugin instructed the server to rollback the current transaction.',
      'has locked table SHELLS and this lock has not yet been released.',
      'ORA-00054: resource busy and acquire with NOWAIT specified',
      "'message': 'unable to obtain exclusive access to this record or 1 records', 'errorCode': 'UNABLE_TO_LOCK_ROW'",
      'An error occurred (ConcurrentModificationException) when calling the UpdateRows operation: try again',
      'Operation cannot be fulfilled on certificates.example.io rows-tls: the object has been modified; please apply your changes to the latest version and try again',
      'org.postgresql.util.PSQLException: ERROR: 1023 Detail: Serializable isolation violation on table rows',
      'psycopg2.errors.DeadlockDetected: deadlock detected',
      'sqlite3.OperationalError: database is locked',
      '_duckdb.IOException: IO Error: Could not set lock on file "rows.duckdb": Conflicting lock is held in PID 71',
      'botocore.errorfactory.TransactionConflictException: An error occurred (TransactionConflictException) when calling the UpdateItem operation: Transaction is ongoing for the item',
      'com.google.cloud.spanner.AbortedException: ABORTED: Transaction was aborted.',
      'kafka.errors.CommitFailedError: CommitFailedError: Commit cannot be completed since the group has already rebalanced',
    ],
    doesNotMatch: [
      'ValueError: another transaction type is expected in column 3',
      'sqlite3.OperationalError: no such table: rows',
    ],
  },
  'query-timeout': {
    matches: [
      'Code: 159. DB::Exception: Timeout exceeded: elapsed 300.001721 seconds, maximum: 300. (TIMEOUT_EXCEEDED)',
      'trino.exceptions.TrinoQueryError: TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=EXCEEDED_LOCAL_MEMORY_LIMIT)',
      'ERROR: temporary file size exceeds temp_file_limit',
      'An error has been thrown from the AWS Athena client. Query exhausted resources at this scale factor',
      'psycopg2.errors.QueryCanceled: canceling statement due to statement timeout',
    ],
    doesNotMatch: ['query finished'],
  },
  'mysql-gone': {
    matches: [
      "OperationalError: (1160, 'Got an error writing communication packets')",
      "MySQLdb.OperationalError: (2012, 'Error in server handshake')",
      "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')",
      "MySQLdb.OperationalError: (2006, 'MySQL server has gone away')",
    ],
    doesNotMatch: [
      'KeyError: (2013, 5)',
      "pymysql.err.OperationalError: (1045, \"Access denied for user 'etl'@'10.4.4.9'\")",
    ],
  },
  'mssql-connection': {
    matches: [
      'A connection was successfully established with the server, but then an error occurred during the login process. (error: 0 - The specified network name is no longer available.)',
      'Unable to complete login process due to delay in login response',
      "pyodbc.OperationalError: ('08001', '[08001] [unixODBC] the connection attempt failed (0)')",
      "pyodbc.OperationalError: ('HYT00', '[HYT00] [Microsoft][ODBC Driver 18 for SQL Server]Login timeout expired (0)')",
    ],
    doesNotMatch: [
      "ERROR 1153 (08S01) at line 41: Got a packet bigger than 'max_allowed_packet' bytes",
      'RuntimeError: row 08001 has no label',
      'Error: Could not open client transport with JDBC Uri: jdbc:hive2://rows:10009: Peer indicated failure: Error validating the login (state=08S01,code=0)',
      "pyodbc.InterfaceError: ('28000', \"[28000] Login failed for user 'etl'.\")",
    ],
  },
  'oracle-connection': {
    matches: [
      'ORA-12637: Packet receive failed',
      'ORA-01012: not logged on',
      'oracledb.exceptions.OperationalError: DPY-4011: the database or network closed the connection',
    ],
    doesNotMatch: ['oracledb.exceptions.DatabaseError: ORA-01017: invalid username/password; logon denied'],
  },
  'mongo-selection': {
    matches: [
      'pymongo.errors.ServerSelectionTimeoutError: mongo.acme.example:27017: timed out',
      'pymongo.errors.AutoReconnect: mongo.acme.example:27017: closed',
    ],
    doesNotMatch: ['pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: rows.rows'],
  },
  'database-not-ready': {
    matches: [
      'ORA-01090: shutdown in progress - connection is not permitted',
      'AnalysisException: [INVALID_HANDLE.SESSION_CLOSED] The handle 8f1a is invalid. Session was closed.',
      'FailedToSatisfyReadPreference: Could not find host matching read preference { mode: "primary" } for set reef',
      'RegionServerAbortedException: Server reef-2,16020 aborting',
      'org.apache.kafka.common.errors.NotEnoughReplicasException: rejected since there are fewer in-sync replicas than required.',
      'The MySQL server is running with the --read-only option so it cannot execute this statement',
      'Coordination::Exception: Session expired. (KEEPER_EXCEPTION)',
      'KafkaError{code=COORDINATOR_LOAD_IN_PROGRESS,val=14,str="Commit failed: Broker: Coordinator load in progress"}',
      "RetriesExhaustedException: Can't get the location for replica 0",
      'KeeperErrorCode = Session expired for /kelp',
      ' *** Warning: RDBMS CRASHED OR SESSIONS RESET.',
      'trino.exceptions.TrinoQueryError: TrinoQueryError(type=INTERNAL_ERROR, name=REMOTE_HOST_GONE, message="gone")',
      'consul.base.ConsulException: 500 No cluster leader',
      'org.apache.hadoop.ipc.StandbyException: Operation category READ is not supported in state standby',
      "redis.exceptions.ReadOnlyError: You can't write against a read only replica.",
      'redis.exceptions.BusyLoadingError: Redis is loading the dataset in memory',
      "Database 'rows' on server 'acme' is not currently available.  Please retry the connection later.",
      'Error code 40501: the service is working on it',
      'Msg 40197, Level 20, State 1',
      "pyodbc.Error: ('HY000', '[HY000] [Microsoft][SQL Server]rows (49918) (SQLExecDirectW)')",
      'pymongo.errors.NotPrimaryError: not master and slaveOk=false, full error: {}',
      'io.trino.spi.TrinoException: Encountered too many errors talking to a worker node. (http://10.0.0.4:8080 - 12 failures)',
    ],
    doesNotMatch: [
      'const tryAgainAt = reply.match(/again at (.*)/);',
      'fatal: HEAD is not mastered',
      'redis.exceptions.ConnectionError: Connection closed by server.',
      'step 40501 of 90000 loss 0.3',
      'rows (406131)',
    ],
  },
  'redis-connection': {
    matches: [
      'ClusterAllFailedError: Failed to refresh slots cache.',
      'redis.exceptions.ConnectionError: Error 104 while reading from the other end',
      'redis.exceptions.TimeoutError: Timeout reading from socket',
    ],
    doesNotMatch: ['redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair'],
  },
  'cassandra-unavailable': {
    matches: ['cassandra.OperationTimedOut: errors={}, last_host=10.0.0.4'],
    doesNotMatch: [
      'JobStoreUnavailableException: the store is not known',
      'cassandra.InvalidRequest: Error from server: code=2200',
    ],
  },
  'elasticsearch-trouble': {
    matches: [
      'Elasticsearch exception [type=rejected_execution_exception, reason=rejected execution of primary operation]',
      "elasticsearch.exceptions.TransportError: TransportError(503, 'cluster_block_exception', 'blocked by: no master')",
    ],
    doesNotMatch: [
      'search_phase_execution_exception: all shards failed: Text fields are not optimised for operations that require per-document field data',
      "'circuit_breaking_exception', '[parent] Data too large, data for [<http_request>]'",
      "elasticsearch.exceptions.RequestError: RequestError(400, 'mapper_parsing_exception')",
    ],
  },
  'elasticsearch-connection': {
    matches: [
      "elasticsearch.exceptions.ConnectionTimeout: ConnectionTimeout caused by - ReadTimeoutError(HTTPSConnectionPool(host='search.acme.example', port=9200))",
      'org.elasticsearch.client.transport.NoNodeAvailableException: None of the configured nodes are available',
    ],
    doesNotMatch: ["elasticsearch.exceptions.NotFoundError: NotFoundError(404, 'index_not_found_exception')"],
  },
  'snowflake-trouble': {
    matches: [
      'Processing aborted by error 300010:391167117; incident 4182937.',
      'snowflake.connector.errors.OperationalError: 250001 (08001): None: Failed to answer',
      'snowflake.connector.errors.OperationalError: 250003: Failed to get the response. Hanging? method: post',
    ],
    doesNotMatch: [
      'RuntimeError: sample 250001 has no label',
      'ValueError: bad row 000605 in the table',
      'snowflake.connector.errors.ProgrammingError: 001003 (42000): SQL compilation error',
    ],
  },
  'kafka-broker': {
    matches: [
      'KafkaError{code=_RESOLVE,val=-193,str="Local: Host resolution failure"}',
      'kafka: client has run out of available brokers to talk to (Is your cluster reachable?)',
      '%7|1767.3|REQERR|rows#producer-1| ProduceRequest failed: Broker: Not leader for partition: explicit actions 0x0',
      'kafka.errors.NoBrokersAvailable: NoBrokersAvailable',
      'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment.',
      'Connection to node -1 could not be established. Broker may not be available.',
    ],
    doesNotMatch: ['KeyError: DATA_TRANSPORT', 'kafka.errors.TopicAuthorizationFailedError: not authorized'],
  },
  'database-connection': {
    matches: [
      'gocql: no hosts available in the pool',
      'kazoo.exceptions: CONNECTION_LOSS',
      'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    ],
    doesNotMatch: ['org.postgresql.util.PSQLException: ERROR: relation "rows" does not exist'],
  },
  'database-statement': {
    matches: [
      'psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "rows_pkey"',
      'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.SyntaxError) syntax error at or near "FORM"',
      'psycopg2.ProgrammingError: the connection cannot be re-entered recursively',
    ],
    doesNotMatch: ["smtplib.SMTPDataError: (421, b'4.3.0 Temporary System Problem')", 'statement prepared'],
  },
  'cassandra-connection': {
    matches: [
      'All host(s) tried for query failed (tried: rows-db:9042) - no available connection and the queue has reached its max size 256',
      "cassandra.cluster.NoHostAvailable: ('Unable to connect to any servers', {'10.0.0.4:9042': OperationTimedOut('errors=None')})",
    ],
    doesNotMatch: ['Cannot achieve consistency level LOCAL_QUORUM'],
  },
  'broker-refused': {
    matches: [
      'pika.exceptions.ChannelClosedByBroker: (402, "INVALID_PATH - unknown vhost path /orchard")',
      'pika.exceptions.ConnectionClosedByBroker: (540, "NOT_IMPLEMENTED - prefetch_size!=0 (1024)")',
      "pika.exceptions.ChannelClosedByBroker: (406, \"PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'rows' in vhost '/'\")",
    ],
    doesNotMatch: [
      "pika.exceptions.ConnectionClosedByBroker: (320, 'CONNECTION_FORCED - broker shut down')",
      "pika.exceptions.ChannelClosedByBroker: (541, 'INTERNAL_ERROR')",
    ],
  },
  'dbt-model': {
    matches: [
      '  Compilation Error in model orders (models/orders.sql)\n  This model has an enforced contract that failed.\nDone. PASS=0 WARN=0 ERROR=1\nExit code: 1',
    ],
    doesNotMatch: ['Database Error in model orders (models/orders.sql)'],
  },
  'clickhouse-trouble': {
    matches: [
      'Code: 278. DB::Exception: Leadership lost while executing OPTIMIZE. (LEADERSHIP_LOST)',
      'clickhouse_driver.errors.ServerException: Code: 252. DB::Exception: Too many parts (300). Merges are processing significantly slower than inserts.',
      'DB::Exception: Table is in readonly mode since table metadata was not found in zookeeper. (TABLE_IS_READ_ONLY)',
    ],
    doesNotMatch: [
      'Code: 252. DB::Exception: Too many partitions for single INSERT block (more than 100).',
      "Code: 60. DB::Exception: Table jobs.runs doesn't exist.",
      'exit code: 210',
    ],
  },
};
