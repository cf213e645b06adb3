import type { Signature } from './signature.ts';

/** Memory, disk, time and other limits that were used up. */
export const RESOURCES: readonly Signature[] = [
  {
    id: 'kernel-out-of-memory',
    reason: 'resource',
    role: 'killer',
    pattern:
      /Out of memory: Kill(?:ed)? process|oom-kill:|Memory cgroup out of memory|invoked oom-killer|oom_reaper|OOM Killed|oom_kill (?:event|process)|Some of (?:your|the step) (?:processes|tasks).{0,40}(?:cgroup out-of-memory|OOM)|Detected \d{1,6} oom[-_]kill event/i,
    why: 'The kernel killed a process for its memory.',
  },
  {
    id: 'container-out-of-memory',
    reason: 'resource',
    role: 'killer',
    pattern:
      /OOM_?Killed\b|OutOfMemoryError: Container killed|Container killed .{0,60}(?:memory|exceeding)|exceed(?:s|ed|ing) (?:the )?(?:physical )?memory (?:limit|quota)|memory limit exceeded|killed (?:due to|because of|for) .{0,30}memory|The node was low on resource: memory|killed by the memory monitor|Workers .{0,40}killed due to memory pressure|exit(?:ed with)? (?:code|status):? 137.{0,80}(?:OOM|out of memory)|(?:OOM|out of memory).{0,80}exit(?:ed with)? (?:code|status):? 137|out-of-memory \(OOM\)|Exceeded job memory limit|(?:exceeded|over) (?:virtual )?memory limit|OUT_OF_ME(?:MORY)?\b|TERM_MEMLIMIT|\bmem \d{1,15}kb exceeded/i,
    why: "The container's memory limit was reached.",
  },
  {
    id: 'node-low-on-resource',
    reason: 'resource',
    role: 'killer',
    pattern:
      /The node was low on resource|exceeds? its (?:request|limit|local ephemeral)|ephemeral[- ]storage .{0,40}exceeds|Pod ephemeral local storage usage exceeds|Usage of EmptyDir volume .{0,80}exceeds/i,
    why: 'The pod used more of its node than it asked for.',
  },
  {
    id: 'time-limit',
    reason: 'resource',
    role: 'killer',
    pattern:
      /DUE TO TIME LIMIT|(?:execution|job|script|step) took longer than|has timed out after \d{1,6} minutes|exceeded the maximum execution time|has exceeded the (?:maximum )?(?:time|deadline)|DeadlineExceeded\b.{0,40}(?:Job|Pod) was active|was active on the node longer than the specified deadline|time limit (?:exceeded|reached|of)|(?:job|execution|task|step) (?:exceeded|has exceeded|reached) (?:the |its )?(?:time|maximum (?:run|execution) ?time|timeout)|MaxRuntimeExceeded|TERM_(?:RUN|CPU|PROCESS|THREAD)LIMIT|TERM_DEADLINE|maximum runtime|Task timed out after \d|walltime .{0,30}exceeded|no output (?:was received )?(?:for|in) .{0,30}(?:minutes|seconds)/i,
    why: 'The run took longer than it may; so would the next one.',
  },
  {
    id: 'gpu-out-of-memory',
    reason: 'resource',
    pattern:
      /CUDA out of memory|CUDA error: out of memory|cudaErrorMemoryAllocation|CUDA_ERROR_OUT_OF_MEMORY|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|(?<!lang\.)OutOfMemoryError\b|HIP out of memory|MPS backend out of memory|OOM when allocating|RESOURCE_EXHAUSTED: (?:Out of memory|Failed to allocate)|Resource exhausted: OOM|ResourceExhaustedError|failed to allocate .{0,60}(?:memory|bytes)|out of GPU memory|cudaMalloc failed: out of memory|No available memory for the cache blocks|KV cache .{0,80}(?:larger than|memory)|Free memory on device .{0,80}less than|XPU out of memory|NPU out of memory/i,
    why: "The model does not fit into the GPU's memory.",
  },
  {
    id: 'memory-exhausted',
    reason: 'resource',
    pattern:
      /\bMemoryError\b|Cannot allocate (?:memory|vector)|std::bad_alloc|\bENOMEM\b|\[Errno 12\](?! Timeout)|exceeds maximum array size|Unable to allocate .{0,40}(?:[KMGT]i?B|bytes)|DefaultCPUAllocator: (?:can't|not enough|not) |java\.lang\.OutOfMemoryError|GC overhead limit exceeded|Java heap space|Reached heap limit|memory exhausted|out of memory|not enough memory|memory limit .{1,40}exceeded|Insufficient memory|ArrowMemoryError|malloc of size \d{1,15} failed|memory allocation of \d{1,15} bytes failed|ObjectStoreFullError|OutOfMemory\b|std::length_error|insufficient free space for the Python/i,
    why: "The machine's memory is used up.",
  },
  {
    id: 'shared-memory',
    reason: 'resource',
    pattern:
      /insufficient shared memory|out of shared memory|unable to (?:open|write to|mmap) (?:shared memory|file <\/torch_)|shared memory limit|\/dev\/shm.{0,60}(?:No space|full|too small|exceeded)|unable to allocate shared memory|Bus error|SIGBUS|DataLoader worker .{0,60}(?:Killed|Bus error)/i,
    why: 'Shared memory (/dev/shm) is too small for the data loader.',
  },
  {
    id: 'disk-full',
    reason: 'resource',
    pattern:
      /No space left on|\bENOSPC\b|\[Errno 28\]|Disk quota exceeded|\bEDQUOT\b|\[Errno 122\]|disk (?:is )?full|disk-limit ex|DiskSpace quota|not enough (?:free )?(?:disk )?space|insufficient (?:disk|free|storage) space|not enough space (?:on|in)|could not extend file|out of disk space|volume is full|filesystem is full|File too large|\bEFBIG\b|low on disk space|You don't have enough free space|device is full|remaining disk space|exceeded .{0,30}(?:disk|storage) (?:quota|limit|space)|storage quota|Insufficient Storage|\b507 |PytorchStreamWriter failed writing/i,
    why: 'The disk is full.',
  },
  {
    id: 'process-limits',
    reason: 'resource',
    pattern:
      /Too many open files|\bEMFILE\b|\bENFILE\b|\[Errno 24\]|can't start new thread|failed to create thread|Resource temporarily unavailable.{0,60}(?:fork|thread|pthread)|(?:fork|pthread_create|clone).{0,60}(?:Resource temporarily unavailable|EAGAIN)|unable to create (?:new )?(?:native )?thread|fork: retry|libgomp: Thread creation failed|OpenBLAS blas_thread_init|received 0 items of ancdata|inotify (?:watch|instance)|system limit for number of file watchers|Cannot fork/i,
    why: 'A limit on files, threads or processes is reached.',
  },
];
