import type { Examples } from './examples.ts';

export const GRPC_EXAMPLES: Examples = {
  'grpc-unavailable': {
    matches: [
      'status = StatusCode.UNAVAILABLE',
      'rpc error: code = Unavailable desc = transport is closing',
      'Error: {"description":"EOF","grpc_status":14}',
    ],
    doesNotMatch: [
      '| rows_trt | 1 | UNAVAILABLE: Internal: unable to load plan file |',
      'RuntimeError: The accelerator of the rows is unavailable: 3',
      'StatusCode.UNAVAILABLE failed to connect to all addresses; last error: INTERNAL: ipv4:10.4.4.4:443: Trying to connect an http1.x server',
      'status = StatusCode.OK',
    ],
  },
  'grpc-deadline': {
    matches: ['status = StatusCode.DEADLINE_EXCEEDED', 'Error: context deadline exceeded'],
    doesNotMatch: [
      'Error: resource Deployment/rows not ready. status: Failed, message: Progress deadline exceeded',
      'deadline met',
    ],
  },
  'grpc-exhausted': {
    matches: ['rpc error: code = ResourceExhausted desc = slow down'],
    doesNotMatch: [
      'rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded',
      '{grpc_message:"Received message larger than max (17 vs. 4)", grpc_status:8}',
      'status = StatusCode.RESOURCE_EXHAUSTED\n\tdetails = "Received message larger than max (9 vs. 4)"',
    ],
  },
  'grpc-message-size': {
    matches: [
      'google.api_core.exceptions.ResourceExhausted: 429 Received message',
      'details = "Received message larger than max (5243094 vs. 4194304)"',
    ],
    doesNotMatch: ['details = "Received message"'],
  },
  'grpc-internal': {
    matches: ['status = StatusCode.INTERNAL', 'rpc error: code = Internal desc = stream ended'],
    doesNotMatch: [
      'rpc error: code = Unknown desc = mismatched image rootfs and manifest layers',
      'rpc error: code = Internal desc = grpc: error unmarshalling request: proto: wrong wireType = 2 for field Id',
      'failed to solve: rpc error: code = Unknown desc = executor failed running [/bin/sh -c make shells]: exit code: 1',
      'status = StatusCode.NOT_FOUND',
    ],
  },
  'grpc-refused': {
    matches: [
      'StatusCode.UNAVAILABLE failed to connect to all addresses; last error: INTERNAL: ipv4:10.4.4.4:443: Trying to connect an http1.x server',
      'status = StatusCode.FAILED_PRECONDITION',
    ],
    doesNotMatch: ['status = StatusCode.UNAVAILABLE'],
  },
};
