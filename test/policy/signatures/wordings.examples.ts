import type { Examples } from './examples.ts';

export const WORDINGS_EXAMPLES: Examples = {
  'worded-rate-limit': {
    matches: [
      'vendor.errors.QuoteError: too many calls within a short time',
      'cohere.error.CohereAPIError: You are using a Trial key, which is limited to 10 API calls / minute.',
    ],
    doesNotMatch: ['vendor.errors.QuoteError: invalid setting for calls per minute'],
  },
  'worded-service': {
    matches: [
      'vendor.feed.Trouble: internal error, please come back',
      'vendor.feed.Trouble: the desk is temporarily without staff',
      'vendor.feed.Trouble: seats temporarily exhausted',
      'vendor.errors.FeedError: the ledger is draining, come back',
      'vendor.errors.FeedError: no healthy replica of shard 3',
      'vendor.feed.Trouble: (503)',
      'trino.exceptions.TrinoQueryError: TrinoQueryError(type=INTERNAL_ERROR, name=SERVER_STARTING_UP, message="Trino server is still initializing")',
      'SolrException: No live SolrServers available to handle this request',
      "error: the API is experiencing problems: we couldn't respond to your request in time",
      'minio.error.MinioException: Server not initialized yet, please try again.',
      "stripe.error.APIError: Something went wrong on Stripe's end",
    ],
    doesNotMatch: [
      'Internal ERROR: data race between Op1 and Op2',
      'you may need to temporarily use the old runtime',
      'Engine core proc EngineCore died unexpectedly, shutting down client.',
      'vendor.errors.FeedError: quota of seats: the desk is busy',
      'ValueError: colour is busy',
    ],
  },
  'worded-network': {
    matches: [
      'vendor.errors.FeedError: the retry policy allows no more, its limit is exceeded',
      'vendor.errors.FeedError: session 4 was torn down',
      'vendor.errors.FeedError: the gateway did not answer',
      'RuntimeError: the index took too long, bailing out',
      'vendor.errors.FeedError: short read: expected 4096 bytes, got 12',
      'ERROR: Upload of model.pt stalled',
      'ERROR: connection to node 3 could not be established',
    ],
    doesNotMatch: [
      'TTransportException: Could not start SASL: no mechanism available',
      '  node.kubernetes.io/unreachable:NoExecute op=Exists for 300s',
      'vendor.feed.Trouble: failed to establish the cache folder',
      'vendor.feed.Trouble: the opensession call failed',
      'Collecting timeout-decorator',
      'vendor.errors.FeedError: 2 faults\n  timeout\n    is of another type',
      'vendor.errors.FeedError: invalid time for timing out',
      'RuntimeError: the graph was disconnected',
      'panic: flag redefined: --row timeout',
      'FAILED tests/rows.py::test_close - RuntimeError: session closed',
      'rows-1 : ok=1 unreachable=0 failed=1',
      "KeyError: 'session closed'",
      'the session was torn down',
      'make: *** [Makefile:31: timeout] Error 1',
      'polars.exceptions.ColumnNotFoundError: timeout',
    ],
  },
  'worded-lost-machine': {
    matches: ['ERROR: the worker node is lost', 'ERROR: Instance i-0a1b marked for termination'],
    doesNotMatch: ['ERROR: the host file is not found', 'ERROR: node is lost in the graph'],
  },
};
