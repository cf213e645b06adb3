import type { Signature } from './signature.ts';

/** S3, Google Cloud Storage, Azure Blob, and the file systems on top of them. */
export const CLOUD_STORAGE: readonly Signature[] = [
  {
    id: 's3-slow-down',
    reason: 'rate-limit',
    pattern: /\bSlowDown\b|Please reduce your request rate|(?:^|\W)503:? Slow ?Down/i,
    why: 'S3 asks for fewer requests.',
  },
  {
    id: 'aws-throttling',
    reason: 'rate-limit',
    pattern:
      /Throttl(?:ing|ed)|ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequests(?:Exception)?|Rate exceeded|BandwidthLimitExceeded|LimitExceededException.{0,60}rate|PriorRequestNotComplete|TransactionInProgressException|reached max retries.{0,40}Throttl/,
    why: 'An AWS interface asks for fewer requests.',
  },
  {
    id: 'aws-service-trouble',
    reason: 'service',
    pattern:
      /An error occurred \((?:InternalError|InternalFailure|InternalServerError|InternalServiceError|ServiceUnavailable|ServiceUnavailableException|ServiceException|500|502|503|504|Unavailable|RequestTimeTooSkewed|ServerException|InternalServerException|DependencyFailure\w{0,20}|ModelNotReadyException|ServiceFailure)\)|We encountered an internal error|InternalServiceException|ServiceUnavailableException|InternalServerException/,
    why: 'AWS had trouble of its own.',
  },
  {
    id: 'aws-request-timeout',
    reason: 'network',
    pattern:
      /RequestTimeout(?:Exception)?\b|socket connection to the server was not read from or written to|IDPCommunicationError|An error occurred \((?:RequestTimeout|IncompleteBody|BadDigest|ConnectionError)/,
    why: 'The upload or download stalled.',
  },
  {
    id: 'botocore-connection',
    reason: 'network',
    pattern:
      /EndpointConnectionError|ConnectionClosedError|ReadTimeoutError: Read timeout on endpoint|ConnectTimeoutError: Connect timeout on endpoint|ResponseStreamingError|Could not connect to the endpoint URL|Connection was closed before we received a valid response|HTTPClientError|Unable to execute HTTP request|IncompleteReadError|MetadataRetrievalError|CredentialRetrievalError|InstanceMetadata.{0,60}(?:time|unavailable)|S3UploadFailedError.{0,300}(?:timed out|Connection|reset)|Max Retries Exceeded|ResponseNotReady/,
    why: 'The connection to AWS broke.',
  },
  {
    id: 'gcs-rate',
    reason: 'rate-limit',
    pattern:
      /rateLimitExceeded|exceeded the rate limit|quotaExceeded.{0,60}per (?:minute|second|100 seconds)|Quota exceeded for quota metric .{0,160}per (?:minute|second)|per minute per (?:user|project|region)|RATE_LIMIT_EXCEEDED|exceeded rate limits|object mutation/i,
    why: 'Google asks for fewer requests.',
  },
  {
    id: 'google-service-trouble',
    reason: 'service',
    pattern:
      /google\.(?:api_core|cloud)\.exceptions\.(?:ServiceUnavailable|InternalServerError|BadGateway|GatewayTimeout|ServerError|Aborted|Unknown)|backendError|We encountered an internal error\. Please try again|internalError|An internal error has occurred. Retry|Error encountered during execution\. Retrying may solve|gcsfs\.retry\.HttpError.{0,100}5\d\d|ServiceException: 5\d\d|ResumableUpload(?:Abort)?Exception(?!: 4)|The service is currently unavailable/,
    why: 'Google had trouble of its own.',
  },
  {
    id: 'google-deadline',
    reason: 'network',
    pattern:
      /google\.api_core\.exceptions\.(?:RetryError|DeadlineExceeded|Cancelled)|Deadline of \d{1,6}(?:\.\d{1,6})?s exceeded|Timeout of \d{1,6}(?:\.\d{1,6})?s exceeded|TransportError: .{0,200}(?:Max retries|Connection|timed out|metadata)|Compute Engine Metadata server unavailable|InvalidResponse.{0,100}(?:5\d\d|connection)|DataCorruption|ChecksumMismatch|checksum mismatch while downloading/i,
    why: 'A call to Google did not end in time.',
  },
  {
    id: 'azure-busy',
    reason: 'service',
    pattern:
      /ServerBusy|The server is busy|OperationTimedOut\b(?![(:])|\bServerTimeout\b|InternalError.{0,80}RequestId|ErrorCode:? ?(?:InternalError|ServerBusy|OperationTimedOut)|Operation could not be completed within the specified time|The server encountered an internal error|IncompleteReadError.{0,80}azure|ServiceUnavailable\b/,
    why: 'Azure was busy or had trouble of its own.',
  },
  {
    id: 'azure-connection',
    reason: 'network',
    pattern:
      /ServiceRequestError|ServiceResponseError|ServiceRequestTimeoutError|ServiceResponseTimeoutError|azure.{0,60}(?:HttpResponseError.{0,120}timed out|IncompleteReadError)|StreamConsumedError|Cannot connect to host .{1,160}(?:azure|windows\.net)/i,
    why: 'The connection to Azure broke.',
  },
  {
    id: 'azure-egress-limit',
    reason: 'rate-limit',
    pattern:
      /TooManyRequests\b|Ingress is over the account limit|Egress is over the account limit|request rate is large|Operations per second is over the account limit|SubscriptionRequestsThrottled|OperationNotAllowed.{0,60}throttl/i,
    why: 'Azure asks for fewer requests.',
  },
  {
    id: 'object-store-rust',
    reason: 'network',
    pattern:
      /object_store.{0,200}(?:Error after \d{1,4} retries|Generic \w{2,20} error: .{0,100}(?:timed out|error sending request|operation timed out))|Generic (?:S3|GCS|MicrosoftAzure) error.{0,200}(?:retries|timed out|error sending)|Error performing (?:GET|PUT|HEAD|POST) .{1,300} (?:after \d{1,4} retries|in \d).{0,200}(?:error sending|timed out|connection)/i,
    why: 'An object store did not answer.',
  },
  {
    id: 'arrow-s3-network',
    reason: 'network',
    pattern:
      /AWS Error (?:NETWORK_CONNECTION|REQUEST_TIMEOUT|SLOW_DOWN|SERVICE_UNAVAILABLE|INTERNAL_FAILURE)|AWS Error UNKNOWN \(HTTP status (?:5\d\d|0)\)|curlCode: (?:6|7|18|28|35|52|55|56|92)\b/i,
    why: 'Arrow lost its connection to S3.',
  },
  {
    id: 'mount-broken',
    reason: 'infrastructure',
    pattern:
      /Stale (?:NFS )?file handle|\bESTALE\b|\[Errno 116\]|No locks available|\[Errno 37\]|Transport endpoint is not connected|\[Errno 107\]|Input\/output error|\[Errno 5\]|\bEIO\b|Remote I\/O error|\[Errno 121\]|nfs: server .{1,80} not responding|Structure needs cleaning|are bad\. Aborting|BlockMissing|Could not obtain block|Cannot send after transport endpoint shutdown|\[Errno 108\]|mount\.nfs4?: .{0,80}(?:timed out|refused)|lustre.{0,80}(?:error|evict|timed)|Host is down|\[Errno 112\]|Software caused connection abort|Bad message|Device or resource busy.{0,40}\.nfs|blk_update_request: I\/O error|Buffer I\/O error|EXT4-fs error|XFS .{0,40}(?:error|corrupt|shutdown)|Remounting filesystem read-only|gpfs|No such device|\[Errno 19\]/i,
    why: 'A disk or a network file system gave way under the run.',
  },
];
