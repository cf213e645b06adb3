import type { Examples } from './examples.ts';

export const DISTRIBUTED_EXAMPLES: Examples = {
  'nccl-system-error': {
    matches: [
      'ncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.',
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1691, unhandled system error',
    ],
    doesNotMatch: ['NCCL version 2.21.5 loaded'],
  },
  'collective-timeout': {
    matches: [
      '[rank0]:[E ProcessGroupNCCL.cpp:475] [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=12, OpType=ALLREDUCE) ran for 600004 milliseconds before timing out.',
    ],
    doesNotMatch: [
      'HorovodInternalError: Mismatched allreduce tensor shapes',
      'AssertionError: the callback needs tensorboard to be installed. Install tensorboardX.',
      '[Rank 0] all collectives finished',
    ],
  },
  'peer-lost': {
    matches: [
      'proxy.cc:1458 NCCL WARN [Service thread] Could not receive type from localRank 4, res=3, closed=0',
      '[cn014:40312] PMIX ERROR: LOST_CONNECTION in file ptl_base_sendrecv.c',
      'rdma_cm: RDMA_CM_EVENT_UNREACHABLE, error -110',
      'Connection closed by 10.4.0.9 port 22',
      'The InfiniBand retry count between two MPI processes has been',
      "FailedPreconditionError: Collective ops is aborted by: Device CPU:0 current incarnation doesn't match with one in the group.",
      'Connection closed',
      '[proxy:0:1@rows-3] main (pm/pmiserv/pmip.c:206): demux engine error waiting for event',
      "[rows-3:81:0:81] rndv.c:2360 Assertion `status == UCS_OK' failed",
      'Exception: resource monitor shut down',
      'PMIX ERROR: UNREACHABLE in file server/pmix_server.c at line 2198',
      '[cn1:3639441:0:3639441] ib_mlx5_log.c:171  Transport retry count exceeded on mlx5_0:1/IB',
      'NCCL WARN Net : Connect to 10.0.0.3<41713> failed',
      'jaxlib.xla_extension.XlaRuntimeError: FAILED_PRECONDITION: Task with incarnation id 3446767950926952685 is not connected',
      'AbortedError: another incarnation. Your worker job was probably restarted.',
      'Net : Connection closed by remote peer node-3<41204>',
      'RuntimeError: [pair.cc:534] Connection closed by peer [10.9.8.7]:4821',
      'torch.distributed.DistNetworkError: The client socket has timed out after 600s while trying to connect to (10.9.8.7, 29500).',
      'tensorflow.python.framework.errors_impl.AbortedError: RecvTensor expects a different device incarnation: 151 vs. 177.',
    ],
    doesNotMatch: [
      'PMPI_Send(171): MPI_Send(buf=0x2ad1, count=8, MPI_DOUBLE, comm=MPI_COMM_WORLD) failed',
      'NCCL WARN NET/Socket : no interface found',
      'net : Classifier(',
      '3/9 Test #3: mpi_sum_np4 ......................***Failed    0.41 sec',
      '	  3 - mpi_sum_np4 (Failed)',
      'distributed/test_c10d_rows 1/1 failed!',
      'peer 3 connected',
    ],
  },
  'address-in-use': {
    matches: [
      'OSError: [WinError 10048] Only one usage of each socket address is normally permitted',
      'OSError: [Errno 98] Address already in use',
    ],
    doesNotMatch: [
      'spec.ports[0].nodePort: Invalid value: 31536: provided port is already allocated',
      'address book is in use',
    ],
  },
  'child-failed': {
    matches: [
      "ray.tune.error.TuneError: ('Trials did not complete', [Train_3])",
      'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
      'failed (exitcode: 1) local_rank: 2 (pid: 311) of binary: /opt/venv/bin/python',
      'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:\n====\ntrain.py FAILED\n----\n  exitcode  : 1 (pid: 71)',
    ],
    doesNotMatch: ['LOCAL_RANK: 0 - CUDA_VISIBLE_DEVICES: [0,1,2,3]', 'all children finished'],
  },
  'dataloader-worker-gone': {
    matches: ['RuntimeError: DataLoader worker (pid(s) 411, 412) exited unexpectedly'],
    doesNotMatch: ['DataLoader uses 4 workers'],
  },
  'exit-code': {
    matches: [
      'npm ERR!     /home/ci/.npm/_logs/2026-03-21T13_11_52_023Z-debug-0.log',
      'ERROR: Encountered errors while bringing up the project.',
      'Runtime.ExitError',
      'org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy',
      'clearml_agent: ERROR: Failed cloning repository.',
      'Worker proc VllmWorker-6 died unexpectedly, shutting down executor.',
      'FATAL: invalid argument',
      'Engine core proc EngineCore died unexpectedly, shutting down client.',
      'torch.distributed.checkpoint.api.CheckpointException: CheckpointException ranks:dict_keys([3])',
      'RuntimeError: Horovod detected that one or more processes exited with non-zero status, thus causing the job to be terminated.',
      'tar: Error is not recoverable: exiting now',
      "##[error]Bash exited with code '1'.",
      'BUILD FAILED in 4s',
      'Execution halted',
      'Process completed with exit code 1.',
      "subprocess.CalledProcessError: Command '['trainer']' returned non-zero exit status 2.",
      'CommandException: 1 file/object could not be transferred.',
      "['/usr/bin/python', '-u', 'fit.py'] exits with return code = 1",
      'Command exited with non-zero status 1',
      'npm ERR! This is probably not a problem with npm. There is likely additional logging output above.',
      'Exiting because a job execution failed. Look above for error message',
      'Failed to execute job 7 for task fit',
      'Reporting training FAILURE',
      'ERROR conda.cli.main_run:execute(49): `conda run python fit.py` failed. (See above for error)',
      'a non-zero exit code. Per user-direction, the job has been aborted.',
      'Error in rule fit:',
      'npm ERR! fit@1.0.0 start: `node fit.js`',
      'LoadError: failed process: Process(`make rows`, ProcessExited(2)) [2]',
    ],
    doesNotMatch: ['exit criteria met'],
  },
  'ray-actor-died': {
    matches: [
      'worker_pool.cc:553: Some workers of the worker process(3141) have not registered within the timeout.',
      'ray.exceptions.WorkerCrashedError: The worker died unexpectedly while executing this task.',
      'Error: The actor is dead because its owner has died.',
    ],
    doesNotMatch: ["KeyError: 'label'\nray.exceptions.ActorDiedError: The actor died unexpectedly"],
  },
  'ray-worker-died': {
    matches: ['ray.exceptions.NodeDiedError: Task was killed due to the node dying.'],
    doesNotMatch: ['ray worker started'],
  },
  'spark-lost': {
    matches: [
      'The spark driver has stopped unexpectedly and is restarting.',
      'org.apache.spark.SparkException: Could not find CoarseGrainedScheduler.',
      'ERROR TaskSchedulerImpl: Exiting due to error from cluster scheduler: Spark cluster looks down',
      'org.apache.spark.shuffle.FetchFailedException: a block could not be fetched',
    ],
    doesNotMatch: ['shuffle finished'],
  },
  'spark-wrapper': {
    matches: [
      'org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times',
    ],
    doesNotMatch: ['Job 3 finished: collect'],
  },
  'dask-lost': {
    matches: [
      'distributed.comm.core.CommClosedError: in <TCP (closed) ConnectionPool.gather>: Stream is closed',
    ],
    doesNotMatch: ['distributed.worker: registered'],
  },
  'nccl-misused': {
    matches: [
      'NCCL WARN NET/Socket : peer 10.0.0.2<41234> message truncated : receiving 65536 bytes instead of 32768.',
      'HorovodInternalError: Mismatched allreduce tensor shapes: One rank sent a tensor of shape [10, 5]',
      'Bootstrap : no socket interface found',
      'rows-3:71:90 [0] net.cc:626 NCCL WARN Error: network AWS Libfabric not found.',
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1287, invalid usage, NCCL version 2.17.1\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate GPU detected : rank 3 and rank 2 both on CUDA device e2000',
      'horovod.common.exceptions.HorovodInternalError: ncclCommInitRank failed: invalid usage',
      'NCCL WARN failed to open CUDA IPC handle : 217 peer access is not supported between these two devices',
    ],
    doesNotMatch: ['ncclSystemError: System call (e.g. socket, malloc) failed.'],
  },
};
