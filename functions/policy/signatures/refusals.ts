import type { Signature } from './signature.ts';

/** What may look like passing trouble, but is a right, a quota, a name or a certificate. */
export const REFUSALS: readonly Signature[] = [
  {
    id: 'credentials-expired',
    reason: 'permanent',
    pattern:
      /ExpiredToken|RequestExpired|token (?:included in the request )?(?:has |is )?expired|expired (?:access |auth |security |sas )?(?:token|credentials|signature|session)|credentials? (?:have |has )?expired|RefreshError(?!.{0,300}Status: 5)|invalid_grant|reauthentication (?:is )?(?:needed|required)|session (?:has )?expired|jwt expired|Signature has expired|UnauthorizedSSOTokenError|SSOTokenLoadError/i,
    why: 'Credentials have run out; the next try would use the same ones.',
  },
  {
    id: 'credentials-missing',
    reason: 'permanent',
    pattern:
      /NoCredentialsError|Unable to locate credentials|PartialCredentialsError|CredentialsNotFound|DefaultCredentialsError|default credentials were not found|Could not load credentials|no (?:valid )?credential(?:s| sources?|provider)?(?: were)? (?:found|provided|available)|ProfileNotFound|could not read Username|terminal prompts disabled|api[_ ]?key (?:is |was )?(?:not |un)(?:set|configured|provided|found)|No API key|api_key client option must be set|must set .{1,40}(?:API_KEY|TOKEN)\b|DefaultAzureCredential failed|CredentialUnavailableError|Anonymous caller does not have/i,
    why: 'No credentials were given.',
  },
  {
    id: 'credentials-refused',
    reason: 'permanent',
    pattern:
      /InvalidAccessKeyId|SignatureDoesNotMatch|UnrecognizedClientException|InvalidClientTokenId|AuthFailure|AuthenticationFailed|AuthenticationError|authentication (?:has )?failed|failed (?:to )?authenticat|Access denied for user|Incorrect username or password|Login failed for user|ORA-01017|WRONGPASS|NOAUTH|invalid (?:api[_ -]?key|authentication|credentials?|username|password|access token|token|user token)|Incorrect API key|InvalidSignature|Invalid username or (?:password|token)|bad credentials|unauthenticated|login incorrect|^(?:\S{1,80}: )?login failed|Permission denied \((?:publickey|password)|Host key verification failed|bad auth|no pg_hba\.conf entry|not logged in|login required|401 Client Error|unauthorized\b(?!.{0,20}pull rate)|InvalidAuthenticationToken|AADSTS\d{3,8}|Could not authenticate|authorization (?:failed|header)|requires authentication|authentication required/i,
    why: 'The other side does not accept who is asking.',
  },
  {
    id: 'access-denied',
    reason: 'permanent',
    pattern:
      /AccessDenied|access denied|UnauthorizedOperation|does not have (?:\S{1,60} )?(?:access|permission)|PERMISSION_?DENIED|permission .{0,60}denied|insufficient (?:permission|privilege|authentication scopes)|AuthorizationFailed|AuthorizationPermissionMismatch|AuthorizationFailure|not authorized|GatedRepo|gated repo|Access to model .{1,80} is restricted|awaiting a review|403 Client Error(?!.{0,120}rate.?limit)|HTTP(?: Error)?:? 403(?!.{0,120}rate.?limit)|403 Forbidden(?!.{0,120}rate.?limit)|\bForbidden\b(?!.{0,120}rate.?limit)|must be (?:owner|superuser)|Operation not permitted|\bEACCES\b|\bEPERM\b|PublicAccessNotPermitted|KeyBasedAuthenticationNotPermitted|InsufficientPrivilege|Read-only file system|\bEROFS\b|IAM role .{0,80}not|ORA-01031|AllAccessDisabled|\[Errno (?:1|13|30)\]/i,
    why: 'A right is missing.',
  },
  {
    id: 'not-found-remote',
    reason: 'permanent',
    pattern:
      /NoSuchBucket|NoSuchKey|NoSuchUpload|BlobNotFound|ContainerNotFound|ResourceNotFound|EntryNotFoundError|RepositoryNotFound|RevisionNotFound|HTTP(?: Error)?:? 404|404 (?:Client Error|Not Found|page not found)|\(404\)|status(?:[ _-]?code)?[ :=]{1,3}404|Artifact not found|couldn't find remote ref|Remote branch .{1,100} not found|repository .{0,150}not found|does not appear to be a git repository|pathspec .{1,100} did not match|The specified (?:bucket|key|blob|container|queue) does not exist|UndefinedTable|UndefinedColumn|UnknownDatabase|Unknown (?:database|table|column)|no such (?:table|column)|relation ".{1,120}" does not exist|(?:database|role|table|schema|index|dataset|column|object) ["'`].{1,120}["'`] (?:does not exist|not found)|ORA-00942|Table not found|index_not_found_exception|is not a valid model identifier|Model .{1,80} (?:does not exist|not found)|model_not_found|DeploymentNotFound|is not a local folder and is not a valid|NotFoundError: 404|google\.api_core\.exceptions\.NotFound|Dataset .{1,120} doesn't exist|Not found: (?:Dataset|Table|Project|Job)|was not found in location|\bNotFoundException|Found no resources for/i,
    why: 'What is asked for does not exist under that name.',
  },
  {
    id: 'bad-request',
    reason: 'permanent',
    pattern:
      /\b400 (?:Client Error|Bad Request)|BadRequestError|InvalidArgument\b|InvalidParameter|ValidationException|InvalidRequest(?!Error: This Session)|INVALID_ARGUMENT|MalformedXML|InvalidBucketName|InvalidURL|MissingSchema|InvalidSchema|No connection adapters|unknown url type|Invalid URL|malformed URL|Could not parse URL|UnsupportedProtocol|context_length_exceeded|maximum context length|invalid_request_error|Unprocessable Entity|\b(?:405|406|409|410|411|412|413|415|416|422) (?:Client Error|Method|Conflict|Gone|Precondition|Request Entity|Unsupported|Unprocessable)|UnsupportedOperation|URI malformed|URL using bad\/illegal format|Protocol .{1,20} not supported/i,
    why: 'The request itself is wrong.',
  },
  {
    id: 'localhost-refused',
    reason: 'permanent',
    pattern:
      /(?:localhost|127\.0\.0\.1|\[?::1\]?|0\.0\.0\.0)\b.{0,260}(?:connection refused|\bECONNREFUSED\b|Errno 111|Errno 61|actively refused|error 111)|(?:\bECONNREFUSED\b|Connection refused|Error 111 connecting to|connect to|connection to the server)\b.{0,60}(?:localhost|127\.0\.0\.1|::1|0\.0\.0\.0)\b(?!.{0,200}(?:timed? ?out|reset))/i,
    why: 'A server that the run expects on its own machine is not there.',
  },
];
