import { unlessLasting } from './lasting-words.ts';
import type { Signature } from './signature.ts';

/** gRPC's status codes, in every language's form. */
export const GRPC: readonly Signature[] = [
  {
    id: 'grpc-unavailable',
    reason: 'network',
    patterns: [
      /StatusCode\.UNAVAILABLE/i,
      /code ?= ?Unavailable/i,
      /status ?[:=] ?\{?"?(?:code"?: ?)?UNAVAILABLE/i,
      /(?<!is |are )\bUNAVAILABLE: (?!Internal: unable)/i,
      /14 UNAVAILABLE/i,
      /failed to connect to all addresses/i,
      /Connection refused \{grpc_status/i,
      /grpc_status"?:14/i,
      /UnavailableError:/i,
      /_InactiveRpcError.{0,200}UNAVAILABLE/i,
      /transport is closing/i,
      /Socket closed/i,
      /GOAWAY/i,
      /keepalive watchdog timeout/i,
      /too_many_pings/i,
      /Stream removed/i,
      /name resolver error/i,
      /DNS resolution failed/i,
      /connections to all backends failing/i,
      /no healthy upstream/i,
    ],
    unless: unlessLasting(/http1\.x server/),
    why: 'The gRPC server could not be reached.',
  },
  {
    id: 'grpc-deadline',
    reason: 'network',
    patterns: [
      /DEADLINE_?EXCEEDED/i,
      /Deadline Exceeded/i,
      /code ?= ?(?:DeadlineExceeded|Canceled)/i,
      /StatusCode\.CANCELLED/i,
      /context canceled.{0,40}connection/i,
      /grpc_status:4\b/i,
    ],
    unless: /Progress deadline/i,
    why: 'The gRPC call did not end in time.',
  },
  {
    id: 'grpc-exhausted',
    reason: 'rate-limit',
    patterns: [/code ?= ?ResourceExhausted/i, /grpc_status:8\b/i],
    unless: /message larger than max|space exceeded/i,
    why: 'The gRPC server asks for fewer requests.',
  },
  {
    id: 'grpc-message-size',
    reason: 'permanent',
    patterns: [
      /(?:Received|Sent) message larger than max/i,
      /message larger than max \(/i,
      /ResourceExhausted: 429 (?:Received|Sent) message\b/i,
      /grpc: (?:received|trying to send) message larger/i,
    ],
    why: 'The message is larger than the two sides allow.',
  },
  {
    id: 'grpc-internal',
    reason: 'service',
    patterns: [
      /StatusCode\.(?:INTERNAL|UNKNOWN|ABORTED|DATA_LOSS)/i,
      /code ?= ?(?:Internal|Unknown|Aborted|DataLoss) desc(?! = executor failed running)/i,
      /13 INTERNAL/i,
      /grpc_status:13\b/i,
      /RST_STREAM/i,
    ],
    unless: unlessLasting(
      /unmarshal|marshaling|deserializing|no runtime for|controller is missing|mismatched|corrupt cluster|old cluster version/,
    ),
    why: 'The gRPC server had trouble of its own.',
  },
  {
    id: 'grpc-refused',
    reason: 'permanent',
    patterns: [
      /StatusCode\.(?:PERMISSION_DENIED|UNAUTHENTICATED|NOT_FOUND|INVALID_ARGUMENT|ALREADY_EXISTS|FAILED_PRECONDITION|OUT_OF_RANGE|UNIMPLEMENTED)/,
      /code ?= ?(?:PermissionDenied|Unauthenticated|NotFound|InvalidArgument|AlreadyExists|FailedPrecondition|OutOfRange|Unimplemented)/,
      /Trying to connect an http1\.x server/,
    ],
    why: 'The gRPC server refuses the call as it is.',
  },
];
