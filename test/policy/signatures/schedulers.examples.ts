import type { Examples } from './examples.ts';

export const SCHEDULERS_EXAMPLES: Examples = {
  'spot-interruption': {
    matches: [
      'Spot request sir-7 was terminated by the provider',
      'SpotHandler received a spot interruption notice',
      'Job 1931 state: PREEMPTED',
      'rows-4: step was preempted by a job of higher priority',
      'slurmstepd: error: *** JOB 71 ON rows-3 CANCELLED AT 2026-03-01T10:43:09 DUE TO JOB REQUEUE ***',
      'slurmstepd: error: *** JOB 55 ON gpu-3 CANCELLED AT 2026-04-02T01:02:03 DUE TO PREEMPTION ***',
      'Process `rows (3)` terminated with an error exit status (50001)',
      'TERM_PREEMPT: job killed after preemption',
      'Received spot interruption notice, the machine goes away in 2 minutes',
      'Batch task exited with VMPreemption(50001).',
      'stoppedReason: Your Spot Task was interrupted.',
      '##[error]Received request to deprovision: The request was cancelled by the remote provider.',
    ],
    doesNotMatch: [
      'Simulating preemption by raising a SIGTERM at step 3!',
      'Agents and Spot Requests Terminated',
      'Sequence group 7 is preempted by PreemptionMode.SWAP mode because there is not enough KV cache space.',
      'Registered spot interruption listener',
      'preemption notice handler installed',
      'ValueError: Preempted flag must be a boolean',
      'no preemption notice in the last hour',
      'spot price: 0.41',
    ],
  },
  'machine-shut-down': {
    matches: [
      '##[error]We stopped hearing from agent pool-3. Verify the agent machine is running.',
      "Exited with status 255 (after intercepting the agent's termination signal, sent because the agent was stopped)",
      '##[error]The runner has received a shutdown signal.',
      'Cannot reach gpu-3: hudson.remoting.RequestAbortedException: java.io.IOException',
      'Agent went offline during the build',
      'Process `rows (3)` terminated with an error exit status (50006)',
      'Pod was terminated in response to imminent node shutdown.',
      'Batch task exited with VMRecreatedDuringExecution(50006).',
      'start-worker: the metadata service says termination is imminent',
      'Message: 14: VM rows-vm-17 stopped unexpectedly.',
    ],
    doesNotMatch: [
      'Pod [Failed][TerminationByKubelet] The node was low on resource: memory. Container rows was using 15109Mi, request is 8Gi',
      'requests.exceptions.UnknownHostError: ledger.example.com',
      'The agent lost the third round',
      'machine started',
      'hudson.remoting.ProxyException: groovy.lang.MissingPropertyException: rows',
    ],
  },
  'node-failed': {
    matches: [
      'ping failed on r4c6s4b0: No reply from r4c7s2b0.example.com after 87s',
      'srun: error: step 3 ended: node failed',
      'Desired Description = alloc is lost since its node is down',
      'ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: worker lost',
      'srun: error: Node failure on gpu-3',
      'Reason: NodeLost',
      'INFO:tensorflow:ShutdownHook: lame workers found: HeartbeatManager(/job:worker/replica:0)',
      'jaxlib.xla_extension.XlaRuntimeError: INTERNAL: Core halted unexpectedly',
      'kernel panic - not syncing: Fatal exception',
      'PBS: job killed: node n17 (stream) requested job die, code 15009',
    ],
    doesNotMatch: [
      'Rsync to new node failed, trying again. Error message: 3',
      'TypeError: node failed to parse',
      'Node failed tests: 3',
      'WARN TaskSetManager: Lost task 3.0 in stage 2.0 (TID 88) (10.9.8.7 executor 6): ExecutorLostFailure (executor 6 exited unrelated to the running tasks)',
      '                 node.kubernetes.io/unreachable:NoExecute op=Exists for 300s',
      'ExecutorLostFailure (executor 3 exited) Reason: Container killed by YARN for exceeding memory limits.',
      'node joined',
      'slurmstepd: error: *** JOB 4711 ON node-17 CANCELLED AT 2026-03-04T11:59:01 DUE TO TIME LIMIT ***',
    ],
  },
  'pod-evicted-by-node': {
    matches: [
      'ERROR: Job failed (system failure): prepare environment: unable to upgrade connection: container not found ("build")',
      'ERROR: Job failed (system failure): pods "rows-runner-7f" not found',
      'Evicted: The node had condition: [DiskPressure].',
      'ContainerStatusUnknown: The container could not be located when the pod was terminated',
    ],
    doesNotMatch: [
      '[bold green]Pod rows-3 evicted successfully',
      '3 jobs ready to run, 0 zombie jobs, 2 services',
      'no evictions',
    ],
  },
  'no-capacity': {
    matches: [
      'HTTP Status 429: The request was aborted because there was no available instance.',
      'ERROR: (gcloud.compute.instances.create) GCE_STOCKOUT: try another zone',
      'bulkInsert operation errors: VM_MIN_COUNT_NOT_REACHED',
      'ERROR: Resources are insufficient in region: north-1.',
      'Maximum number of users for ROWS reached.',
      'Error: all licenses are in use',
      'botocore.exceptions.ClientError: An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation',
      'sky.exceptions.ResourcesUnavailableError: Failed to provision all possible launchable resources.',
      'QueryError: There are no longer any instances available with the requested specifications.',
      'google.api_core.exceptions.ServiceUnavailable: 503 Machine type temporarily unavailable.',
      'org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: Could not acquire the minimum required resources.',
    ],
    doesNotMatch: [
      'Computing the stockout rate of 300 products',
      'RuntimeError: not enough capacity in the replay buffer for a batch of 512',
      'No GPU capacity left, lack of capacity: falling back to CPU',
      'number of users that were reached by the campaign',
      'torch.cuda.MemoryAllocationFailed: 3',
      'pyarrow.lib.ArrowInvalid: Capacity error: BinaryArray cannot contain more than 2147483646 bytes',
      'capacity reserved',
    ],
  },
  'cloud-quota-of-machines': {
    matches: [
      'botocore.exceptions.ClientError: An error occurred (VcpuLimitExceeded) when calling the RunInstances operation',
      "Quota 'NVIDIA_A100_GPUS' exceeded.  Limit: 8.0 in region europe-north1.",
    ],
    doesNotMatch: [
      'LimitExceededException: Open jobs exceed the maximum concurrent job limit',
      'github.GithubException.RateLimitExceededException: 403 {"documentation_url": "https://docs.acme.example/limits"}',
      'LimitExceededException: Rate exceeded for shard shard-0 in stream rows',
      'quota left: 8',
    ],
  },
  unschedulable: {
    matches: [
      'ERROR: Job failed (system failure): timed out waiting for pod to start',
      '0/12 nodes are available: 12 Insufficient nvidia.com/gpu.',
      "Pod Node didn't have enough resource: cpu, requested: 900, used: 700, capacity: 1000",
    ],
    doesNotMatch: [
      "cv2.error: OpenCV(4.8.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 12582912000 bytes in function 'OutOfMemoryError'",
      'There is insufficient memory for the Java Runtime Environment to continue.',
      '12 nodes ready',
    ],
  },
  'scheduler-cannot-start': {
    matches: [
      'Error from server: Get https://10.128.0.6:10250/containerLogs/rows: No SSH tunnels currently open. Were the targets able to accept an ssh-key?',
      'Reason:       NodeAffinity',
      "CgroupError: Agent could not create task's platform resources",
      'CannotStartContainerError: no reason given',
      'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
      'Task failed to start',
      'Unable to attach or mount volumes: unmounted volumes=[data]: the condition did not come',
    ],
    doesNotMatch: [
      'error validating data: unknown field "nodeAffinity" in io.k8s.api.core.v1.PodSpec',
      'ERROR: Job failed: prepare environment: exit status 1. Check the profile of the shell',
      'task started',
    ],
  },
  'slurm-bad-request': {
    matches: [
      'There are not enough slots available in the system to satisfy the 64 slots',
      'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified',
    ],
    doesNotMatch: ['Submitted batch job 55'],
  },
  'signal-terminated': {
    matches: [
      'Process `align` terminated for an unknown reason -- Likely it has been terminated by the external system',
      'command terminated with exit code 143',
    ],
    doesNotMatch: ['Driver received SIGTERM/SIGKILL signal and exited with 137 code', 'exit code 0'],
  },
  'signal-killed': {
    matches: [
      'Driver received SIGTERM/SIGKILL signal and exited with 137 code',
      'Process `train (3)` terminated with an error exit status (137)',
      'Killed',
      'traceback : Signal 9 (SIGKILL) received by PID 14750',
      'billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL) Job: 3.',
    ],
    doesNotMatch: ['Kill switch armed'],
  },
  'no-such-machine': {
    matches: [
      'sky.exceptions.ResourcesUnavailableError: Catalog and kubernetes cluster does not contain any instances satisfying the request:',
      'sky.exceptions.ResourcesUnavailableError: Catalog does not contain any instances satisfying the request:',
    ],
    doesNotMatch: [
      'sky.exceptions.ResourcesUnavailableError: Failed to acquire resources in all zones in eu-north-1.',
    ],
  },
};
