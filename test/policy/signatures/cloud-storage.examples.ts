import type { Examples } from './examples.ts';

export const CLOUD_STORAGE_EXAMPLES: Examples = {
  's3-slow-down': {
    matches: [
      'botocore.exceptions.ClientError: An error occurred (SlowDown) when calling the PutObject operation: Please reduce your request rate.',
      'urllib.error.HTTPError: HTTP Error 503: Slow Down',
    ],
    doesNotMatch: [
      'Using a slow tokenizer. This might cause a significant slowdown.',
      'Time scale: 0.10 (10x slowdown)',
      'botocore.exceptions.ClientError: An error occurred (InternalError) when calling the PutObject operation',
    ],
  },
  'aws-throttling': {
    matches: [
      'An error occurred (PriorRequestNotComplete) when calling the ChangeResourceRecordSets operation',
      'SDK.ServerError: Request was denied due to request throttling.',
      'An error occurred (ConcurrentRunsExceededException) when calling the StartJobRun operation: Concurrent runs exceeded for rows',
      'botocore.errorfactory.LimitExceededException: An error occurred (LimitExceededException) when calling the StartRows operation: Open jobs exceed maximum concurrent job limit',
      'botocore.exceptions.ClientError: An error occurred (ThrottlingException) when calling the DescribeJobs operation (reached max retries: 4): Rate exceeded',
      'botocore.exceptions.ClientError: An error occurred (RequestLimitExceeded) when calling the RunInstances operation: Request limit exceeded.',
    ],
    doesNotMatch: [
      'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the DescribeJobs operation',
    ],
  },
  'aws-service-trouble': {
    matches: [
      "Cluster '1120-orchard' was terminated. Reason: INTERNAL_ERROR (SERVICE_FAULT).",
      'Server.InternalError: Internal error on launch',
      'botocore.exceptions.ClientError: An error occurred (InternalError) when calling the UploadPart operation (reached max retries: 4): We encountered an internal error. Please try again.',
    ],
    doesNotMatch: [
      'botocore.exceptions.ClientError: An error occurred (NoSuchBucket) when calling the UploadPart operation',
    ],
  },
  'aws-request-timeout': {
    matches: [
      'botocore.exceptions.ClientError: An error occurred (RequestTimeout) when calling the PutObject operation: Your socket connection to the server was not read from or written to within the timeout period.',
    ],
    doesNotMatch: [
      'botocore.exceptions.ClientError: An error occurred (EntityTooLarge) when calling the PutObject operation',
    ],
  },
  'botocore-connection': {
    matches: [
      'com.amazonaws.SdkClientException: Unable to execute HTTP request: no answer',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://lake.s3.eu-north-1.amazonaws.com/rows"',
      'botocore.exceptions.ReadTimeoutError: Read timeout on endpoint URL: "https://lake.s3.amazonaws.com/rows"',
    ],
    doesNotMatch: ['botocore.exceptions.NoCredentialsError: Unable to locate credentials'],
  },
  'gcs-rate': {
    matches: [
      "Operation rate exceeded for resource 'projects/kelp/global/snapshots/nightly'.",
      'Forbidden: 403 Quota exceeded: Your user exceeded quota for concurrent queries.',
      'Forbidden: 403 GET https://bigquery.example.com/rows: Quota exceeded: Your project rows exceeded quota for tabledata.list bytes per second per project.',
      'google.api_core.exceptions.Forbidden: 403 Exceeded rate limits: too many table update operations for this table.',
    ],
    doesNotMatch: [
      'google.api_core.exceptions.Forbidden: 403 GET https://storage.googleapis.com/b/rows: sa@acme.example does not have storage.objects.get access',
    ],
  },
  'google-service-trouble': {
    matches: [
      'Error waiting to create a value: Error code 13, message: Error getting operation',
      'ResumableUploadException: 503 Server Error',
      'google.api_core.exceptions.ServiceUnavailable: 503 The service is currently unavailable.',
    ],
    doesNotMatch: [
      'ResumableUploadAbortException: 400 Invalid Upload Request',
      'google.api_core.exceptions.NotFound: 404 Not found: Dataset acme:rows',
      'google.api_core.exceptions.ServiceUnavailable: 503 DNS resolution failed for rows.example:443',
    ],
  },
  'google-deadline': {
    matches: [
      'google.api_core.exceptions.RetryError: Deadline of 120.0s exceeded while calling target function',
    ],
    doesNotMatch: ['google.api_core.exceptions.InvalidArgument: 400 bad page size'],
  },
  'operation-under-way': {
    matches: [
      'ERROR: Stack orchard has an action (CREATE) in progress or failed state.',
      'SQLException: Clone donor is being used by another clone operation',
      'Request to run job nightly refused because the job is already running from a request by user ada',
      'AmazonEC2Exception: you may not run simultaneous commands to modify a tag',
      'Error response from daemon: a prune operation is already running',
      'SDKException: An object with the same identifier is currently being operated on.',
      'AWSGlueException: The scheduler is transitioning. (Error Code: SchedulerTransitioningException)',
      "Error 409: The resource 'disks/orchard' is not ready, resourceNotReady",
      'ERROR:  replication slot "orchard" is active for PID 4410',
      'Exclusive access could not be obtained because the database is in use.',
      "Operation on server 'orchard' and database 'apples' is in progress. Please wait a few minutes before trying again.",
      "An operation 'replication_failover' is pending on file share, request to 'replication_split' cannot be accepted.",
      'An error occurred (OperationAborted) when calling the CreateBucket operation',
      '(Conflict) The request failed due to conflict with a concurrent request.',
      '(OperationNotAllowed) Operation is not allowed: Another operation (Updating) is in progress',
      'azure.core.exceptions.HttpResponseError: (AnotherOperationInProgress) Another operation on this resource is in progress.',
      'An error occurred (OperationAborted) when calling the CreateBucket operation: A conflicting conditional operation is currently in progress against this resource. Please try again.',
      'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
      'Code="AnotherOperationInProgress" Message="kelp"',
      'ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:eu-west-1:123456789012:function:reef',
      'An error occurred (ScalingActivityInProgress) when calling the SetDesiredCapacity operation: Scaling activity 6d1f is in progress and blocks this action',
      "there's an in progress update managed cluster operation on the managed cluster",
      'code=400, message=Cluster is running incompatible operation operation-1623-7a1b.',
      "Cannot 'reboot' instance 7e2a while it is in task_state powering-off (HTTP 409)",
      "Stack 'reef' already has an action (UPDATE) in progress.",
    ],
    doesNotMatch: [
      'an evaluation of 12 shells is in progress',
      'Build of 12 shells is in progress',
      'Deployment in progress ...',
      'rolling update in progress: 2 of 3',
      'rebase in progress; onto 1ba429d',
      'Backup of shells in progress and 40% done',
    ],
  },
  'azure-busy': {
    matches: [
      'HttpResponseError: Code: ServerTimeout',
      'HttpResponseError: the blob is being restored. ErrorCode:BlobBeingRehydrated',
      'BlobStorageException: <Code>DeletePending</Code>',
      'BlobStorageException: <Code>SystemInUse</Code>',
      'HttpResponseError: ErrorCode:LeaseIsBreakingAndCannotBeAcquired',
      'HttpResponseError: Queue being deleted. ErrorCode:QueueBeingDeleted',
      "azure.core.exceptions.HttpResponseError: Operation returned an invalid status 'The server is busy.' ErrorCode:ServerBusy",
    ],
    doesNotMatch: [
      'azure.core.exceptions.ResourceNotFoundError: The specified blob does not exist. ErrorCode:BlobNotFound',
      "acme.errors.RowError: OperationTimedOut('errors={}')",
    ],
  },
  'azure-connection': {
    matches: [
      'azure.core.exceptions.StreamConsumedError: the stream is gone',
      'azure.core.exceptions.ServiceRequestError: <urllib3.connection.HTTPSConnection object>: the request could not be sent',
    ],
    doesNotMatch: [
      'azure.core.exceptions.ClientAuthenticationError: Server failed to authenticate the request',
    ],
  },
  'azure-egress-limit': {
    matches: [
      'azure.core.exceptions.HttpResponseError: Egress is over the account limit. ErrorCode:EgressOverLimit',
    ],
    doesNotMatch: ['azure.core.exceptions.HttpResponseError: The specified container is being deleted'],
  },
  'object-store-rust': {
    matches: ['Generic S3 error: Error after 10 retries in 180s, max_retries:10: error sending request'],
    doesNotMatch: ['Generic local error: invalid path given'],
  },
  'arrow-s3-network': {
    matches: [
      "OSError: When getting information for key 'rows' in bucket 'lake': AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: 28, Timeout was reached",
    ],
    doesNotMatch: [
      "OSError: When getting information for key 'rows' in bucket 'lake': AWS Error ACCESS_DENIED during HeadObject operation",
    ],
  },
  'mount-broken': {
    matches: [
      'Write failed. Insufficient number of drives online',
      'Lost access to volume 5c8f (datastore-reef-02) due to connectivity issues.',
      'File /kelp/rows could only be replicated to 0 nodes instead of minReplication (=1).',
      'Failed to replace a bad datanode on the existing pipeline due to no more good datanodes being available to try.',
      'fatal: loose object 4b825dc642 (stored in .git/objects/4b/825dc642) is corrupt',
      "WARNING: Pool 'rows' has encountered an uncorrectable I/O failure and has been suspended.",
      "ls: cannot access 'rows': Communication error on send",
      'OSError: [Errno 71] Protocol error',
      'OSError: [Errno -68] NetCDF: I/O failure',
      'nvme nvme0: controller is down; will reset',
      'mmfs: GPFS: 6027-1 file system rows is not mounted: error 5',
      'kernel: LustreError: 11-0: rows-OST0001: operation failed',
      'OSError: [Errno 19] No such device',
      "OSError: [Errno 116] Stale file handle: '/mnt/share/rows.tar'",
      "OSError: [Errno 5] Input/output error: '/mnt/share/rows.tar'",
    ],
    doesNotMatch: [
      'mount.lustre: mount 10.4.0.9@tcp:/rows at /rows failed: No such device',
      'RuntimeError: the checkpoint in /gpfs/scratch/run7/step-3 has 3 layers, 4 wanted',
      'ValueError: bad message format: expected json',
      'RuntimeError: No such device cuda:3',
      '/lustre/rows/logs/error.txt',
      "OSError: [Errno 28] No space left on device: '/mnt/share/rows.tar'",
      'ConnectionAbortedError: [Errno 103] Software caused connection abort',
    ],
  },
};
