import type { Signature } from './signature.ts';

/** gRPC's status codes, in every language's form. */
export const GRPC: readonly Signature[] = [
  {
    id: 'grpc-unavailable',
    reason: 'network',
    pattern:
      /StatusCode\.UNAVAILABLE|code ?= ?Unavailable|status ?[:=] ?\{?"?(?:code"?: ?)?UNAVAILABLE|\bUNAVAILABLE: |14 UNAVAILABLE|failed to connect to all addresses|Connection refused \{grpc_status|grpc_status"?:14|UnavailableError:|_InactiveRpcError.{0,200}UNAVAILABLE|transport is closing|Socket closed|GOAWAY|keepalive watchdog timeout|too_many_pings|Stream removed|name resolver error|DNS resolution failed|connections to all backends failing|no healthy upstream/i,
    why: 'The gRPC server could not be reached.',
  },
  {
    id: 'grpc-deadline',
    reason: 'network',
    pattern:
      /DEADLINE_?EXCEEDED|Deadline Exceeded|code ?= ?(?:DeadlineExceeded|Canceled)|StatusCode\.CANCELLED|context canceled.{0,40}connection|grpc_status:4\b/i,
    why: 'The gRPC call did not end in time.',
  },
  {
    id: 'grpc-exhausted',
    reason: 'rate-limit',
    pattern:
      /StatusCode\.RESOURCE_EXHAUSTED|code ?= ?ResourceExhausted|grpc_status:8\b|8 RESOURCE_EXHAUSTED/i,
    why: 'The gRPC server asks for fewer requests.',
  },
  {
    id: 'grpc-message-size',
    reason: 'permanent',
    pattern:
      /(?:Received|Sent) message larger than max|message larger than max \(|grpc: (?:received|trying to send) message larger/i,
    why: 'The message is larger than the two sides allow.',
  },
  {
    id: 'grpc-internal',
    reason: 'service',
    pattern:
      /StatusCode\.(?:INTERNAL|UNKNOWN|ABORTED|DATA_LOSS)|code ?= ?(?:Internal|Unknown|Aborted|DataLoss) desc|13 INTERNAL|grpc_status:13\b|RST_STREAM/i,
    why: 'The gRPC server had trouble of its own.',
  },
  {
    id: 'grpc-refused',
    reason: 'permanent',
    pattern:
      /StatusCode\.(?:PERMISSION_DENIED|UNAUTHENTICATED|NOT_FOUND|INVALID_ARGUMENT|ALREADY_EXISTS|FAILED_PRECONDITION|OUT_OF_RANGE|UNIMPLEMENTED)|code ?= ?(?:PermissionDenied|Unauthenticated|NotFound|InvalidArgument|AlreadyExists|FailedPrecondition|OutOfRange|Unimplemented)/,
    why: 'The gRPC server refuses the call as it is.',
  },
];
