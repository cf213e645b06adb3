import type { Examples } from './examples.ts';

export const NETWORK_EXAMPLES: Examples = {
  'name-not-resolved': {
    matches: [
      "Failed to resolve 'hub.example.com' ([Errno -3])",
      'Failed to resolve host of the index',
      'socket.gaierror: [Errno -3] Temporary failure in name resolution',
      'Error: getaddrinfo ENOTFOUND api.acme.example',
      'ERROR: rows.example: could not contact DNS servers',
      'httplib2.error.ServerNotFoundError: Unable to find the server at storage.example.com',
    ],
    doesNotMatch: [
      'RuntimeError: Failed to resolve librows.so symbol(s)',
      'ValueError: Failed to resolve the dataset to a location',
      'paramiko.ssh_exception.SSHException: Unknown host key for rows',
      'java.net.UnknownHostException: $HOST: $HOST: Name or service not known',
      'invalid spec: main.steps[1].fit failed to resolve {{steps.prepare.outputs.parameters.rows}}',
      "Failed to resolve 'not/a/workflow.wdl' using resolver: 'local'",
      "FileNotFoundError: [Errno 2] No such file or directory: 'names.csv'",
    ],
  },
  'connection-reset': {
    matches: [
      'EOFException: Expected to read 4 bytes, read 0 bytes before connection was unexpectedly lost.',
      "Error in unserialize(node$con) : the reason reported was 'error reading from connection'",
      'httpx.RemoteProtocolError: Server disconnected without sending a response.',
      'httpcore.ReadError',
      'Error: Stream closed with error code NGHTTP2_REFUSED_STREAM',
      "requests.exceptions.ConnectionError: ('Connection aborted.', OSError(10053, 'gone', None, 10053, None))",
      'ConnectionResetError: [WinError 10054] the other end closed it',
      'Transfer failure: Server returned nothing (no headers, no data)',
      'ftplib.error_temp: 421 remote server has closed connection',
      'Error writing blob: Patch "https://hub.acme.example/blobs/7": EOF',
      'reqwest::Error { kind: Request, source: hyper::Error(IncompleteMessage) }',
      'ConnectionResetError: [Errno 104] Connection reset by peer',
      'http.client.RemoteDisconnected: Remote end closed connection without response',
      'Error: socket hang up',
      'Exception: [HttpConnection.cc:156] errorCode=1 Got EOF from the server.',
      'org.apache.http.NoHttpResponseException: lake.example.com:443 failed to respond',
      'ConnectionAbortedError: [Errno 103] Software caused connection abort',
      '{"level":"error","msg":"sync failed","error":"Get \\"https://api.example.com/v2\\": EOF"}',
      'amqp.exceptions.ConnectionForced: (0, 0): (320) CONNECTION_FORCED',
      'ERROR: Protocol(ResetWithoutClosingHandshake)',
    ],
    doesNotMatch: [
      'Connection closed by 10.4.0.9 port 22',
      'Connection closed',
      'tarfile.ReadError: not a gzip file',
      'pymongo.errors.WriteError: Document failed validation, full error: {}',
      'ch.NoWriteErrorSet: 3',
      'WorkerChannelProtocolError: no version in common',
      '  libnghttp2-14 libidn2-0 librtmp1 libssh2-1',
      'step 10054: loss 0.3',
      'connection kept alive',
    ],
  },
  'broken-pipe': {
    matches: ['BrokenPipeError: [Errno 32] Broken pipe'],
    doesNotMatch: ['pipeline finished'],
  },
  'connection-refused': {
    matches: [
      'ConnectionRefusedError: [Errno 111] Connection refused',
      'The connection to the server 10.3.0.1:6443 was refused - did you specify the right host or port?',
    ],
    doesNotMatch: [
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8097): Max retries exceeded (Caused by NewConnectionError('[Errno 111] Connection refused'))",
    ],
  },
  'host-unreachable': {
    matches: [
      'hg_core_send_input_cb() NA callback returned error (NA_HOSTUNREACH)',
      'OSError: [Errno 113] No route to host',
      'OSError: [Errno 101] Network is unreachable',
    ],
    doesNotMatch: [
      "java.net.BindException: Cannot assign requested address: Service 'rowsDriver' failed after 16 retries",
      'route to host found',
    ],
  },
  'connect-timeout': {
    matches: [
      'OSError: [WinError 10060] no answer from the other end',
      'ConnectTimeoutError: connection to 10.0.0.9 timed out',
      'requests.exceptions.ConnectTimeout: no answer from 10.3.2.1',
      'aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host api.acme.example:443 ssl:default',
    ],
    doesNotMatch: ['step 10060 loss 0.3', 'rows.DisconnectError', 'connected in 3 ms'],
  },
  'read-timeout': {
    matches: [
      '[rpc_clnt_ping_timer_expired] 0-rows-client-1: server 10.4.0.9:49152 has not responded in the last 42 seconds, disconnecting.',
      'Error: unable to log in to the registry: i/o timeout',
      "XrdCl::File::Open(name='root://rows.acme.example//7') => error '[ERROR] Operation expired'",
      'AxiosError: timeout of 20000ms exceeded',
      'Request failed (:timeout)',
      'Net::OpenTimeout: execution expired',
      '    ** (EXIT) time out',
      "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.acme.example', port=443): Read timed out. (read timeout=10)",
      'TimeoutError: The read operation timed out',
    ],
    doesNotMatch: [
      'RuntimeError: Process 0 terminated or timed out after 310 seconds',
      'ValueError: timeout must be a positive number',
    ],
  },
  'tls-broken': {
    matches: [
      'schannel: next InitializeSecurityContext failed: SEC_E_BUFFER_TOO_SMALL',
      'ssl.SSLEOFError: EOF occurred here (_ssl.c:2427)',
      'net/http: TLS handshake timeout',
      'java.io.EOFException: SSL peer shut down incorrectly',
    ],
    doesNotMatch: [
      'HttpRequestException: The SSL connection could not be established, see inner exception.',
      "opensslErrorStack: [ 'error:03000086:digital envelope routines::initialization error' ],",
      'IllegalArgumentException: the key store is not provided for SSL connection',
      '[Errno 185090050] _ssl.c:340: error:0B084002:x509 certificate routines:X509_load_cert_crl_file:system lib',
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed',
    ],
  },
  'proxy-broken': {
    matches: ['requests.exceptions.ProxyError: the proxy gave up'],
    doesNotMatch: [
      'UnexpectedProxyError: unknown injector type rows',
      'proxy in use: http://proxy.acme.example:3128',
    ],
  },
  'curl-connection': {
    matches: [
      "OSError: ((\"curl --retry 30 -f -s -L 'https://rows.acme.example/rows-312.tar'\",), {'shell': True}): exit 56 (read) {}",
      '[16] Error in the HTTP2 framing layer',
      '  -> [HttpRequestCommand.cc:252] errorCode=6 Could not go on',
      'curl: (56) the transfer ended early',
    ],
    doesNotMatch: [
      '  -> [HttpSkipResponseCommand.cc:219] errorCode=3 Resource not found',
      'curl: (22) The requested URL returned error: 404',
    ],
  },
  'fetch-failed': {
    matches: [
      'Error in Rsx_nc4_get_vara_double: NetCDF: DAP failure',
      'TypeError: fetch failed',
      'urllib.error.URLError: <urlopen error unknown>',
      'Error: reqwest::Error { kind: Body, source: TimedOut }',
    ],
    doesNotMatch: [
      'openai.APIConnectionError: Connection error.',
      "httpx.LocalProtocolError: Illegal header value b'Bearer '",
      'warning: spurious network error (1 tries remaining): failed to receive HTTP 200 response: got 401; class=Net (12)',
      'fetch finished',
    ],
  },
  'download-failed': {
    matches: [
      '==> Error: FetchError: All fetchers failed for rows-1.2',
      "Error in open.connection(con) : cannot open the connection to 'https://rows.acme.example/a.csv'",
      "Error in download.file(url) : cannot open URL 'https://data.example.com/rows.csv'",
      'ERROR:  While executing gem ... (Gem::RemoteFetcher::FetchError)',
      "ERROR: can't reach the lake of rows",
      "error: Error while fetching remote python downloads json from 'https://lake.example/list.json'",
      '** (Mix) Package fetch failed and no cached copy available',
      'ERROR: failed to download weights.bin',
      'download of package ‘rows’ failed',
    ],
    doesNotMatch: [
      'RuntimeError: cannot reach this code',
      'PermissionError: You cannot download uid rows because it has no file',
      'vendor.errors.FeedError: download failed: no such key',
      'downloaded 3 of 3 files',
    ],
  },
  'connect-failed': {
    matches: [
      'openai.APIConnectionError: Connection error.',
      "** (Mix) Request failed ({:failed_connect, [{:to_address, {'hex.acme.example', 443}}]})",
      'qsub: Error communicating with pbs (192.0.2.1)',
      'WebDriverException: Message: Reached error page: about:neterror?e=dnsNotFound',
      'Exception: Could not connect',
      `RUN ERROR: upload failed: ValueError("Uploading file failed with max retries: 4 on url 'https://runs.acme.example/upload'")`,
      'ERROR: unable to connect to the orders database',
      'RuntimeError: feature store: failed to connect',
    ],
    doesNotMatch: [
      'qt.qpa.xcb: could not connect to display',
      ': cannot connect to X server',
      'FATAL: password authentication failed for user "loader"\nERROR: unable to connect to the orders database',
      'connected to 10.0.0.3',
    ],
  },
};
