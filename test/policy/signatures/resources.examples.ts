import type { Examples } from './examples.ts';

export const RESOURCES_EXAMPLES: Examples = {
  'kernel-out-of-memory': {
    matches: [
      "nvcc error   : 'cicc' died due to signal 9 (Kill signal)",
      'Out of memory: Killed process 771 (python) total-vm:63411352kB',
      'slurmstepd: error: Detected 3 oom_kill events in StepId=55.0. Some of the step tasks have been OOM Killed.',
      'g++: fatal error: Killed signal terminated program cc1plus',
    ],
    doesNotMatch: ['memory in use: 3 GB'],
  },
  'container-out-of-memory': {
    matches: [
      'Container [pid=811,containerID=container_e50_7] is running beyond physical memory limits. Current usage: 517.7 MB of 512 MB. Killing container.',
      'WARN TaskSetManager: Lost task 0.0 in stage 3.0 (TID 4, rows-2, executor 1): java.lang.OutOfMemoryError: Java heap space',
      'distributed.nanny - WARNING - Worker exceeded 95% memory budget. Restarting',
      'TERM_MEMLIMIT: job killed after reaching LSF memory usage limit.',
      '=>> PBS: job killed: mem 9437184kb exceeded limit 8388608kb',
      '  Reason:       OOMKilled',
      'Container killed by YARN for exceeding memory limits. 5.5 GB of 5 GB used.',
      'Container killed on request. Exit code is 137',
    ],
    doesNotMatch: ['container finished'],
  },
  'node-low-on-resource': {
    matches: [
      'eviction manager: eviction thresholds have been met, but no pods are active to evict',
      'The node was low on resource: ephemeral-storage. Container train was using 16372Ki, request is 0.',
    ],
    doesNotMatch: ['node ready'],
  },
  'time-limit': {
    matches: [
      'E       Failed: Timeout >60.0s',
      'PipelineRun rows failed to finish within "1h0m0s".',
      'The run exceeded the maximum runtime of 3600 s',
      'slurmstepd: error: time limit of 01:00:00 was reached',
      'Too long with no output (exceeded 10m0s): context deadline exceeded',
      'TERM_RUNLIMIT: job killed after reaching LSF run time limit.',
      'slurmstepd: error: *** JOB 55 ON gpu-3 CANCELLED AT 2026-04-02T01:02:03 DUE TO TIME LIMIT ***',
      "##[error]The action 'Train' has timed out after 360 minutes.",
      'billiard.exceptions.TimeLimitExceeded: TimeLimitExceeded(600,)',
      '##[error]The job running on agent pool-3 ran longer than the maximum time of 60 minutes.',
      'ClientError: Training job run-7 exceeded MaxRuntimeInSeconds',
      'ERROR: the run exceeded its time limit',
    ],
    doesNotMatch: [
      'Rank=3: Time limit reached',
      'Time limit reached after 3 run(s); stopping early.',
      'Time limit reached',
      'maximum runtime: 3600 s',
      'Solving with a time limit of 60 s',
      'time left: 3 h',
    ],
  },
  'gpu-out-of-memory': {
    matches: [
      'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
      'ResourceExhaustedError: OOM when allocating tensor with shape[64,3,512,512]',
    ],
    doesNotMatch: ['CUDA memory in use: 2.00 GiB'],
  },
  'memory-exhausted': {
    matches: [
      'D:\\rows\\blend.cpp(20971): fatal error C1060: compiler is out of heap space',
      'node_manager.cc:3084: 2 Workers (tasks / actors) killed due to memory pressure (OOM), 0 Workers crashed due to other reasons',
      'Job aborted due to stage failure: Total size of serialized results of 412 tasks (1024.1 MiB) is bigger than spark.driver.maxResultSize (1024.0 MiB)',
      'Replicas low on memory: workerpool1. Specify a machine with larger memory and try again.',
      "distributed.scheduler.KilledWorker: Attempted to run task 'sum-3' on 3 different workers",
      'joblib.externals.loky.process_executor.TerminatedWorkerError: A worker process was unexpectedly terminated. This could be caused by a segmentation fault while calling the function or by an excessive memory usage causing the Operating System to kill the worker.',
      'DB::Exception: Memory limit (for query) exceeded: would use 9.4 GiB',
      'numpy._core._exceptions._ArrayMemoryError: Unable to allocate 119. GiB for an array',
      'java.lang.OutOfMemoryError: Java heap space',
      "redis.exceptions.ResponseError: OOM command not allowed when used memory > 'maxmemory'.",
      'google.api_core.exceptions.Forbidden: 403 Resources exceeded during query execution: The query could not be executed in the allotted memory.',
      'ERROR: memory limit reached, stopping',
    ],
    doesNotMatch: ['memory allocated'],
  },
  'shared-memory': {
    matches: [
      "RuntimeError: DataLoader worker (pid 511) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
      'Last error:\nError while creating shared memory segment /dev/shm/nccl-Xa71bQ (size 9637888)',
    ],
    doesNotMatch: [
      'amdgpu 0000:08:00.0: SMU: bus error for message: SetWorkloadMask(36) response:0xFFFFFFFF',
      'pcieport 0000:00:02.0: PCIe Bus Error: severity=Corrected',
      'shared memory ready',
    ],
  },
  'disk-full': {
    matches: [
      "ERROR 1114 (HY000) at line 7: The table 'rows' is full",
      'Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.',
      'ERROR: checkpoint writer: unexpected position 704 vs 598',
      'ORA-01652: unable to extend temp segment by 128 in tablespace ROWS',
      'RuntimeError: [enforce fail at inline_container.cc:603] . unexpected pos 4194368 vs 4194256',
      'curl: (23) Failed writing body (0 != 16384)',
      'Job 4711.acme-pbs killed due to exceeding jobfs quota. Quota: 20.0GB, Used: 20.1GB',
      'CannotPullContainerError: failed to register layer: write /opt/rows.bin: no space left on device',
      'RuntimeError: [enforce fail at inline_container.cc:445] . PytorchStreamWriter failed writing file data/17: file write failed',
      "OSError: [Errno 28] No space left on device: '/valohai/outputs/model.pt'",
      'OSError: [Errno 122] Disk quota exceeded',
      'redis.exceptions.ResponseError: MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.',
      "elasticsearch.TransportError(429, 'cluster_block_exception', 'index [rows] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];')",
      '403 Forbidden: the storage limit reached, please upgrade your plan',
    ],
    doesNotMatch: ['killed due to exceeding nothing', 'space left: 3 GB'],
  },
  'process-limits': {
    matches: [
      'BlockingIOError: [Errno 11] Resource temporarily unavailable',
      "OSError: [Errno 24] Too many open files: 'rows-001.tar'",
      "RuntimeError: can't start new thread",
    ],
    doesNotMatch: ['threads started'],
  },
};
