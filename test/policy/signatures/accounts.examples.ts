import type { Examples } from './examples.ts';

export const ACCOUNTS_EXAMPLES: Examples = {
  'billing-quota': {
    matches: [
      'Usage cap exceeded: Monthly product cap',
      'resource-class:gpu.medium is not available on your plan. Please upgrade to continue building.',
      'Error: Create Artifact Container failed: Artifact storage quota has been hit.',
      '429 Too Many Requests: You have exceeded your monthly quota',
      "Error code: 429 - {'error': {'message': 'Your account is not active, please check your billing details'}}",
      "google.api_core.exceptions.ResourceExhausted: 429 Rows 2.5 doesn't have a free quota tier.",
      "openai.RateLimitError: Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'code': 'insufficient_quota'}}",
      'Your credit balance is too low to access the API.',
      'google.api_core.exceptions.InternalServerError: 500 Query exceeded limit for bytes billed: 1000000. 31457280 or higher required.',
    ],
    doesNotMatch: [
      'openai.RateLimitError: Error code: 429 - Rate limit reached for small-1, try again in 3s',
    ],
  },
  'certificate-refused': {
    matches: [
      'net::ERR_CERT_DATE_INVALID',
      "requests.exceptions.SSLError: HTTPSConnectionPool(host='hub.acme.example', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))",
      'x509: certificate signed by unknown authority',
    ],
    doesNotMatch: ['ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2427)'],
  },
  'tls-misconfigured': {
    matches: [
      'Connection failed: The driver could not establish a secure connection to SQL Server by using Secure Sockets Layer (SSL) encryption.',
      'psql: error: FATAL:  SSL connection is required. Please specify SSL options and retry.',
      'SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)',
      'ftplib.error_perm: 522 SSL connection failed; session reuse required',
      'curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number',
      'failed to make FTP connection to "ftp.acme.example:21": tls: first record does not look like a TLS handshake',
      'ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1007)',
    ],
    doesNotMatch: [
      'ssl.SSLError: [SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed (_ssl.c:2580)',
    ],
  },
  'host-misnamed': {
    matches: [
      'panic: dial tcp: address rows.acme.example: missing port in address',
      'The client socket has timed out after 1800s while trying to connect to ($MASTER_ADDR, 29500).',
      'Could not connect to the endpoint URL: "https://api.sagemaker.us-central-1.amazonaws.com/"',
      'Failed to resolve "fs-0a1b.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct',
      'nginx: [emerg] host not found in upstream "rows-server" in /etc/nginx/conf.d/default.conf:9',
      'dial tcp: lookup docker on 10.96.0.10:53: no such host',
      'ssh: Could not resolve hostname rows[03-06]: Name or service not known',
      'OperationalError: could not translate host name "rows-db" to address: nodename nor servname provided, or not known',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://s3.eu-weast-1.amazonaws.com/rows"',
      'ssh: Could not resolve hostname mygpu: Name or service not known',
      "socket.gaierror: [Errno -2] Name or service not known: 'postgres'",
      'pymongo.errors.ConfigurationError: The DNS query name does not exist: _mongodb._tcp.rows.example.net.',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so it stands in the log
      'wget: unable to resolve host address ‘${MIRROR}’',
      'java.lang.IllegalArgumentException: java.net.UnknownHostException: rows-node',
      'psycopg2.OperationalError: could not translate host name "rows-db" to address: Name or service not known',
      'Could not resolve host: mirrorlist.centos.org; Unknown error',
      "wget: unable to resolve host address '=7131'",
      'Could not connect to the endpoint URL: "https://rows.s3.us-east1.amazonaws.com/"',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://batch.EU.amazonaws.com/v1/jobs"',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://sqs.eu-west-1a.amazonaws.com/"',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so it stands in the log
      'Caused by: java.net.UnknownHostException: ${DB_HOST}',
      'curl: (3) URL rejected: No host part in the URL',
      'redis.exceptions.ConnectionError: Error -2 connecting to None:6379. Name or service not known.',
      "MaxRetryError: HTTPSConnectionPool(host='rows.my_api_env.acme.example', port=443): Max retries exceeded with url: /rows (Caused by NewConnectionError('Name or service not known'))",
      'docker.errors.DockerException: Error while fetching server API version: Not supported URL scheme http+docker',
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='none', port=80): Max retries exceeded with url: /rows (Caused by NameResolutionError(\"Failed to resolve 'none' ([Errno -2] Name or service not known)\"))",
      "urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='https', port=443): Max retries exceeded with url: //lake.example/rows",
      'Error: getaddrinfo ENOTFOUND undefined',
    ],
    doesNotMatch: [
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref',
      'Could not connect to the endpoint URL: "https://s3.ap-southeast-2.amazonaws.com/rows"',
      'Could not connect to the endpoint URL: "https://sqs.us-gov-west-1.amazonaws.com/"',
      'ssh: Could not resolve hostname gpu-07: Temporary failure in name resolution',
      'psycopg2.OperationalError: could not translate host name "rows-db" to address: Temporary failure in name resolution',
      'java.net.UnknownHostException: rows.acme.example',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://sqs.eu-west-1.amazonaws.com/"',
      "HTTPSConnectionPool(host='rows_db.acme.example', port=443): Max retries exceeded",
      "HTTPSConnectionPool(host='lake.example', port=443): Max retries exceeded",
      'getaddrinfo ENOTFOUND none-such.example',
    ],
  },
  'quota-of-none': {
    matches: [
      " - Quota 'GPUS_ALL_REGIONS' exceeded.  Limit: 0.0 globally.",
      "botocore.errorfactory.ResourceLimitExceeded: The account-level service limit 'ml.g5.2xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances",
      'Message=The specified subscription has a total vCPU quota of 0 and cannot accommodate the requested nodes.',
    ],
    doesNotMatch: [
      " - Quota 'GPUS_ALL_REGIONS' exceeded.  Limit: 4.0 globally.",
      "The account-level service limit 'ml.g5.2xlarge for training job usage' is 4 Instances, with current utilization of 4 Instances",
    ],
  },
};
