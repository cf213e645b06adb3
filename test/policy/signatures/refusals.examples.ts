import type { Examples } from './examples.ts';

export const REFUSALS_EXAMPLES: Examples = {
  'credentials-expired': {
    matches: [
      'Error: your session has expired, sign in',
      'botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the GetObject operation: The provided token has expired.',
      'google.auth.exceptions.RefreshError: invalid_grant',
    ],
    doesNotMatch: [
      'token refreshed',
      'google.auth.exceptions.RefreshError: ("Failed to retrieve a token from the metadata service. Status: 500")',
    ],
  },
  'credentials-missing': {
    matches: [
      'failed to refresh cached credentials, no EC2 IMDS role found, context deadline exceeded',
      'please provide a non-empty token',
      'botocore.exceptions.NoCredentialsError: Unable to locate credentials',
      "fatal: could not read Username for 'https://git.acme.example': terminal prompts disabled",
    ],
    doesNotMatch: ['credentials found'],
  },
  'credentials-refused': {
    matches: [
      'Unable to negotiate with 10.4.4.22 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
      'Load key "/rows/id_rsa": bad permissions',
      'Received disconnect from 10.4.0.9 port 22:2: Too many authentication failures',
      'npm error This operation requires a one-time password from your authenticator.',
      "ERROR: You're using an RSA key with SHA-1, which is no longer allowed.",
      'nats: Authorization Violation',
      'download failed: s3://rows/7.tar to 7.tar The SSO session associated with this profile has expired or is otherwise invalid.',
      'psycopg2.OperationalError: FATAL:  password authentication failed for user "etl"',
      'git@git.acme.example: Permission denied (publickey).',
    ],
    doesNotMatch: [
      'lftp: Login failed: 421 There are too many connected users, please try later.',
      'runs.errors.AuthenticationError: Unable to connect to server to verify API token.',
      'login succeeded',
    ],
  },
  'access-denied': {
    matches: [
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
      'MetaException(message:Table metadata not deleted since hdfs://reef:8020/shells is not writable by ada)',
      'channel 0: open failed: administratively prohibited: open failed',
      'open \\\\.\\pipe\\buildkitd: Access is denied.',
      'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
      "PermissionError: [Errno 13] Permission denied: '/valohai/outputs/model'",
    ],
    doesNotMatch: [
      'Forbidden: 403 GET https://bigquery.example.com/rows: Quota exceeded: Your project rows exceeded quota for tabledata.list bytes per second per project.',
      'gh: You have exceeded a secondary rate limit. Please wait a few minutes before you try again. (HTTP 403)',
      'aiohttp.client_exceptions.ClientOSError: [Errno 1] [SSL: SSLV3_ALERT_BAD_RECORD_MAC] sslv3 alert bad record mac',
      'HTTP 403 rate limit: API rate limit exceeded',
    ],
  },
  'not-found-remote': {
    matches: [
      'Some data may have been lost because they are not available in Kafka any more; either the',
      'No versions of servable rows found under base path /models/rows.',
      'ORA-12154: TNS:could not resolve the connect identifier specified',
      'ClientError: Data download failed: No S3 objects found under S3 URL "s3://rows/train"',
      'cx_Oracle.DatabaseError: ORA-12514: TNS:listener does not currently know of service requested in connect descriptor',
      'botocore.errorfactory.NoSuchKey: An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.',
      'urllib.error.HTTPError: HTTP Error 404: Not Found',
      "[ClientError('Object s3://lake/rows/index.json not found! Either check the path or the permission.')",
    ],
    doesNotMatch: [
      'NOTICE:  trigger "log_no_update" for relation "shells" does not exist, skipping',
      'urllib.error.HTTPError: HTTP Error 504: Gateway Timeout',
    ],
  },
  'bad-request': {
    matches: [
      '500 Illegal PORT command.',
      'Received message too long 1349281121',
      'subsystem request failed on channel 0',
      'workflow is longer than maximum allowed size. compressed size 1128833 > maxSize 1048576',
      'Data download failed:PermanentRedirect (301): The bucket is in this region: eu-west-1.',
      'Could not transfer artifact rows:rows:pom:1.2: Return code is: 501, ReasonPhrase: HTTPS Required.',
      'nats: maximum payload exceeded',
      'httpx.LocalProtocolError: Illegal header value',
      'openai.RateLimitError: Error code: 429 - Request too large for fit-4 on tokens per min (TPM): Limit 30000, Requested 48112',
      'error.go:259] etcdserver: request is too large',
      "requests.exceptions.MissingSchema: Invalid URL 'rows': No scheme supplied.",
      'botocore.exceptions.ClientError: An error occurred (ValidationException) when calling the PutItem operation',
      'aiohttp.client_exceptions.ClientPayloadError: 400, message: Can not decode content-encoding: br',
    ],
    doesNotMatch: [
      'request accepted',
      "sqlalchemy.exc.InvalidRequestError: This Session's transaction has been rolled back. Original exception was: (1205, 'Lock wait timeout exceeded')",
    ],
  },
  'localhost-refused': {
    matches: [
      'Could not connect to session bus: Failed to connect to socket /tmp/dbus-rows: Connection refused.',
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8097): Max retries exceeded (Caused by NewConnectionError('[Errno 111] Connection refused'))",
    ],
    doesNotMatch: [
      'OSError: Timed out trying to connect to tcp://127.0.0.1:8786 after 30 s',
      'ConnectionRefusedError: [Errno 111] Connection refused',
    ],
  },
};
