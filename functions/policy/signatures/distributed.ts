import type { Signature } from './signature.ts';

/** NCCL, Gloo, MPI, torch elastic, Ray, Spark and Dask: where one process' end is another's error. */
export const DISTRIBUTED: readonly Signature[] = [
  {
    id: 'nccl-system-error',
    reason: 'infrastructure',
    role: 'echo',
    pattern:
      /ncclSystemError|unhandled system error|ncclUnhandledCudaError|unhandled cuda error|ncclInternalError|Error while creating shared memory segment.{0,80}nccl|NCCL WARN (?:Error|Call to|Cuda failure)|NCCL error in|NCCL error: |DistBackendError: NCCL|ncclRemoteError|ncclInvalidUsage|NCCL communicator (?:was|encountered)/i,
    why: 'NCCL lost a socket, a device or a peer.',
  },
  {
    id: 'collective-timeout',
    reason: 'infrastructure',
    role: 'echo',
    pattern:
      /collective operation timeout|NCCL (?:watchdog|timeout)|watchdog thread terminated with exception|ran for \d{1,12} milliseconds before timing out|Timed out initializing process group|some NCCL operations have failed or timed out|monitoredBarrier|Some ranks? (?:did not|has not|failed to) (?:join|reach|call)|taking the entire process down|Heartbeat monitor timed out|Timed out after \d{1,9}ms waiting for|ProcessGroupNCCL's watchdog|wait timeout after \d{1,12} ?ms|HorovodInternalError|Stall(?:ed)? (?:ranks|tensor)|Missed heartbeats|flight recorder/i,
    why: 'One rank waited for another that did not come.',
  },
  {
    id: 'peer-lost',
    reason: 'infrastructure',
    role: 'echo',
    pattern:
      /Connection closed by (?:remote )?peer|Net : \w|gloo.{0,160}(?:reset|closed|timed out|Timeout|refused|Broken pipe)|(?:TCPStore|c10d|ProcessGroup|Rendezvous|rdzv|ncclSocket|socketProgress|\bMPI|\bORTE\b|\bUCX\b).{0,160}(?:reset by peer|Broken pipe|closed|timed? ?out|recvValue failed|failed to recv|refused|failed|lost|unreachable)|recvValue failed|failed to recv, got 0 bytes|DistStoreError|DistNetworkError|RendezvousConnectionError|The client socket has (?:timed out|failed)|Error: Socket Timeout|connectFullMesh failed|ECONNRESET.{0,40}rank|Broken pipe.{0,40}rank|lost connection to (?:rank|peer|worker)|remote process exited or there was a network error|ibv_\w{3,40}.{0,40}failed|NET\/IB.{0,80}(?:error|failed|completion)|Got completion .{0,40}error|Application timed out caused by|peer (?:process )?(?:has )?(?:died|exited|disconnected)|LocalSchedulerClient|worker job was probably restarted|The (?:client|server) socket has failed to/i,
    why: 'Another process of the group went away.',
  },
  {
    id: 'address-in-use',
    reason: 'infrastructure',
    pattern:
      /Address already in use|\bEADDRINUSE\b|\[Errno 98\]|port is already allocated|bind: address already|failed to bind .{0,60}(?:in use|address)/i,
    why: 'Something else holds the port on this machine.',
  },
  {
    id: 'child-failed',
    reason: 'unknown',
    role: 'wrapper',
    pattern:
      /ChildFailedError|Caught \w{3,60} in (?:DataLoader worker|replica|pin memory)|failed \(exitcode: -?(?!9\b|15\b)\d{1,3}\)|exitcode {0,10}: (?!-9|-15)-?\d|Root Cause \(first observed failure\)|ProcessRaisedException|ProcessExitedException|-- Process \d{1,5} terminated with|error_file: |traceback : To enable traceback|local_rank: \d|MultiprocessingError|RemoteTraceback|Primary job {1,3}terminated normally|mpirun (?:noticed|detected)|exited on signal|MPI_ABORT was invoked|launch\.py.{0,60}exits with return code|Killing subprocess|NO_OTHER_FAILURES/i,
    why: 'A launcher reports that one of its processes failed.',
  },
  {
    id: 'dataloader-worker-gone',
    reason: 'resource',
    role: 'echo',
    pattern: /DataLoader worker .{0,60}exited unexpectedly|Pin memory thread exited/i,
    why: "A data loader's process failed; its own error says why.",
  },
  {
    id: 'exit-code',
    reason: 'unknown',
    role: 'wrapper',
    pattern:
      /CalledProcessError|returned non-zero exit status|(?:exit(?:ed|ing)?|quit|finished|completed|failed|terminated|ended) (?:\w{2,10} )?(?:with )?(?:exit |error )?(?:code|status)[ :=]{1,3}['"]?(?:\d|-)|exit(?:ed)? (?:code|status)[ :=]{1,3}\d|Got exit code \d|^exit status \d|make(?:\[\d{1,3}\])?: \*\*\* |npm ERR! (?:code ELIFECYCLE|errno \d|.{0,80}(?:lifecycle|Exit status|complete log|Failed at the))|^npm (?:ERR!|error) {0,4}(?:A complete log|$|path|command|Lifecycle|workspace|location|in workspace)|ELIFECYCLE|error Command failed|Command .{1,300} (?:failed|returned|died) (?:with|non-zero)|ended with exit code|return code:? [1-9]|(?:srun|slurmstepd): error: .{0,120}(?:Exited with exit code|task \d|STEP \S{1,30} ON .{0,80}CANCELLED AT|JOB \d{1,12} ON .{0,80}CANCELLED)|Aborted \(core dumped\)|SIGABRT|SystemExit: [1-9]|Process completed with|command .{1,200} failed|Fatal Python error: Aborted|terminate called without an active exception|The operation was canceled|^(?:Job|Build|Execution|Task|Step|Training job) failed\.?$|^Failed$|^BUILD FAIL(?:ED|URE)|^Execution halted|^tar: Error is not recoverable|^compilation terminated|ExecuteUserScriptError|Bash command failed|UnexpectedStatusException|returned a failure|ended with status FAILED|in state FAILED|with state FAILED|objects could not be transferred|Final Job Status: Failed|^Exited with signal termination/i,
    why: 'Something ended badly; what it printed before says why.',
  },
  {
    id: 'ray-worker-died',
    reason: 'infrastructure',
    pattern:
      /WorkerCrashedError|RayActorError|ActorDiedError|ActorUnavailableError|NodeDiedError|ObjectLostError|OwnerDiedError|RaySystemError|The worker died unexpectedly|actor is dead|Failed to connect to (?:the )?(?:GCS|Redis|raylet|Ray)|GCS (?:server|client).{0,60}(?:unavailable|timed out|disconnect)|LocalRayletDiedError|RpcError.{0,60}gcs/i,
    why: 'Ray lost a worker or a node.',
  },
  {
    id: 'spark-lost',
    reason: 'infrastructure',
    pattern:
      /FetchFailed\b|MetadataFetchFailed|Lost executor|Executor heartbeat timed out|Remote RPC client disassociated|SparkContext (?:was|has been) (?:shut ?down|stopped)|FetchFailedException|Container (?:from a bad node(?!.{1,200}Exit status: 137)|released on a \*?lost\*? node)|Cannot call methods on a stopped SparkContext|Py4JNetworkError|Answer from Java side is empty/i,
    why: 'Spark lost an executor.',
  },
  {
    id: 'spark-wrapper',
    reason: 'unknown',
    role: 'wrapper',
    pattern:
      /Job aborted due to stage failure|Lost task \d|Py4JJavaError|org\.apache\.spark\.SparkException: (?:Job|Exception thrown in awaitResult|Task failed)|StreamingQueryException|Driver stacktrace|RayTaskError\b(?!\()|RayTaskError\(\w{1,60}\): .{0,4}ray::/,
    why: "The scheduler reports that a task failed; the task's own error says why.",
  },
  {
    id: 'dask-lost',
    reason: 'infrastructure',
    pattern:
      /KilledWorker|CommClosedError|Timed out during handshake|distributed\.nanny.{0,80}(?:died|Restarting)|WorkerDied|Nanny failed to start|LostWorker/i,
    why: 'Dask lost a worker.',
  },
];
