import type { Signature } from './signature.ts';

/** Spot markets, clouds' machines, Slurm, Kubernetes' scheduler and CI runners. */
export const SCHEDULERS: readonly Signature[] = [
  {
    id: 'spot-interruption',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /spot (?:instance|vm|machine|node|request).{0,80}(?:interrupt|terminat|reclaim|evict|preempt|lost|shut)|(?:interrupt|terminat|reclaim|preempt)\w{0,4} .{0,40}\bspot\b|Spot ?(?:Instance)? ?Interruption|instance-action.{0,60}terminate|Server\.SpotInstanceTermination|instance-terminated-by-price|(?:instance|vm|machine|node|worker|job|pod|task|tpu)s? (?:was|were|has been|have been|is being|got) (?:preempted|reclaimed|evicted by the scheduler)|compute\.instances\.preempted|DUE TO PREEMPTION|\bPREEMPTED\b|(?:pod|node|vm|instance|machine|worker) preemption|preemption (?:notice|event|signal|request)|preempted by (?:the )?(?:scheduler|higher|GCE|Compute|platform|cloud)|"Preempt"|ScheduledEvent.{0,40}Preempt|Preempt(?:ed|ion) (?:in order )?(?:to|by)|PreemptionError|pre-?empt(?:ed|ion) (?:warning|by|node)|nodes? .{0,40}pre-empted|job preempted|received preemption|JobPreempted|low[- ]priority (?:node|vm) .{0,30}preempt|TERM_PREEMPT|exit (?:status|code)[ :=(]{1,3}50001\b/i,
    why: 'The machine was taken away by its market.',
  },
  {
    id: 'machine-shut-down',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /runner has received a shutdown signal|Host EC2 .{0,60}terminated|host (?:machine )?(?:was|is being) (?:terminated|shut ?down)|(?:node|instance|machine|host|vm) (?:is |was |has been )?(?:in progress of |being )?(?:shut(?:ting)? down|terminated unexpectedly|rebooted|decommissioned)|NodeShutdown|node (?:was |is |has been )?(?:drained|cordoned)|deleted by the cluster autoscaler|The system is going down|systemd-logind.{0,40}(?:powering|rebooting)|imminent node shutdown|Pod was terminated in response to|instance .{0,60}(?:retired|scheduled for (?:retirement|maintenance))|maintenance event|hostError|TERMINATE_ON_HOST_MAINTENANCE|TerminationByKubelet|self-hosted runner.{0,60}lost communication|lost communication with the server|runner .{0,60}(?:lost|stopped responding|went offline)|lost con(?:tact|nection) (?:to|with) the (?:master|scheduler|controller)|agent (?:was )?lost|worker (?:machine )?(?:was )?lost contact|The hosted runner .{0,60}lost|exit (?:status|code)[ :=(]{1,3}5000[2346]\b|TERM_(?:LOAD|ZOMBIE|WINDOW)|remoting\.RequestAborted|Backing channel|termination of the channel|(?:agent|slave|node) went offline|was marked offline/i,
    why: 'The machine was shut down under the run.',
  },
  {
    id: 'node-failed',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /NODE_FAIL|due to failure of node|when resuming nodes|DUE TO NODE FAIL|Node failure on|node (?:has )?failed|NodeLost|NodeNotReady|node .{0,80}(?:is |became |not )(?:not ready|NotReady|unreachable|unresponsive)|node\.kubernetes\.io\/(?:unreachable|not-ready)|TaintManagerEviction|The node was (?:lost|deleted)|node .{0,60}(?:disappeared|gone away)|communication (?:connection )?failure.{0,40}node|lost node|its node has died|node (?:was )?terminated|ExecutorLostFailure(?!.{1,300}(?:memory|exited with code|status: 137))|Machine Check Exception|\[Hardware Error\]|Uncorrectable Memory|Job reconnection failed|Can not reconnect to slot|Worker .{0,60}(?:marked as |is )dead|raylet .{0,60}(?:died|crash|heartbeat)|node has been marked dead|Slave lost|slurmstepd: error: .{0,120}NODE/i,
    why: 'The node broke.',
  },
  {
    id: 'pod-evicted-by-node',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /node had condition: ?\[?\w{0,12}Pressure|Pod (?:was )?(?:evicted|deleted)\b|agent .{0,60}was deleted; cancelling|Cannot contact \S{1,80}: |Evicted: The node|(?:pod|container|job) .{0,60}evict(?:ed|ion)|DisruptionTarget|EvictionByEvictionAPI|zombie job|DeletionByPodGC/i,
    why: 'The node pushed the pod out; another node will do.',
  },
  {
    id: 'no-capacity',
    reason: 'capacity',
    role: 'killer',
    pattern:
      /InsufficientInstanceCapacity|Insufficient ?(?:Host|ReservedInstance|Reserved)?Capacity\b|do not have sufficient .{0,60}capacity|ZONE_RESOURCE_POOL_EXHAUSTED|resource pool exhausted|does not have enough resources available|stockout|SkuNotAvailable|AllocationFailed|OverconstrainedAllocationRequest|OverconstrainedZonalAllocation|no (?:available )?(?:instance|machine|gpu)s? (?:are |is )?(?:currently )?available|capacity[- ]not[- ]available|(?:spot|gpu|instance) capacity (?:is )?(?:not|un)available|no Spot capacity|no more capacity|resources are insufficient|capacity error|CapacityError|UnfulfillableCapacity|out of (?:host )?capacity|insufficient capacity|enough capacity|NO_CAPACITY|failed to acquire resources in all zones|SpotMaxPriceTooLow|ResourcesUnavailableError|currently unavailable in (?:the|this) (?:\S{1,40} )?(?:region|zone)|not enough (?:free |available )?(?:gpus|nodes|machines)|\bICE error|lack of capacity|number of users .{0,30}reached|licenses? (?:are |is )?(?:currently )?(?:in use|unavailable)|(?:license|seat)s? (?:limit|already) (?:is )?reached/i,
    why: 'There is no machine of that kind at the moment.',
  },
  {
    id: 'cloud-quota-of-machines',
    reason: 'resource',
    pattern:
      /VcpuLimitExceeded|exceed quota limits|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|QUOTA_EXCEEDED|Quota ['"][A-Z_]{3,60}['"] exceeded|QuotaExceeded\b|exceeding approved .{0,60}(?:cores|quota)|quota .{0,60}exceeded\. {1,8}Limit|ServiceQuotaExceeded|LimitExceededException(?!.{1,60}rate)|ResourceLimitExceeded\b|service limit|GPUS_ALL_REGIONS|exceeded quota: |(?:cores|instance|vcpu|gpu) quota/i,
    why: "The account's quota of machines is used up; it takes a person to raise it.",
  },
  {
    id: 'unschedulable',
    reason: 'capacity',
    pattern:
      /FailedScheduling|\d{1,6}\/\d{1,6} nodes are available|PodScheduled=False|Unschedulable\b|Insufficient (?:nvidia\.com\/gpu|cpu|memory|ephemeral-storage|\S{1,40}\/\S{1,40})\b|pod didn't trigger scale-up|timed? ?out waiting for (?:a )?(?:node|machine|instance|worker|gpu|resource|capacity)|could not be scheduled|No nodes available|waiting for (?:available )?capacity|failed to schedule|Failed to scale up|scheduling (?:deadline|timeout)|Requested nodes are busy|phase (?:status )?Pending.{0,40}timeout/i,
    why: 'No node had room for it at the time.',
  },
  {
    id: 'scheduler-cannot-start',
    reason: 'infrastructure',
    pattern:
      /Task failed to start|Job failed \(system failure\)|runner system failure|prepare environment: |ResourceInitializationError|CgroupError|Cannot(?:Start|Create|Inspect|Stop)Container(?:Error)?\b|CannotCreateVolumeError|DockerTimeoutError|ContainerRuntimeTimeoutError|failed to (?:create|start) (?:pod )?sandbox|FailedCreatePodSandBox|FailedMount|FailedAttachVolume|Unable to attach or mount volumes|Multi-Attach error|MountVolume\.\w{3,12} failed|failed to (?:mount|attach) volume|CreateContainerError|ContainerCreating.{0,40}timeout|failed to (?:create|start) (?:shim|containerd task)|context deadline exceeded.{0,60}(?:container|sandbox|pod)|DeviceOrResourceBusy|failed to setup network for sandbox|networkPlugin cni failed|NetworkNotReady|Prolog error|Prolog failed|job launch failure|launch failed requeued|Unable to contact slurm controller|slurm_load_jobs error|slurm_receive_msgs|Socket timed out on send\/recv operation|Unable to confirm allocation|Zero Bytes were transmitted or received|Task launch for .{0,80}failed on node|Transport endpoint is not connected|UnexpectedAdmissionError|Machine (?:setup|initiali[sz]ation) failed|failed to (?:provision|launch|boot) .{0,30}(?:instance|machine|node|vm)|instance .{0,40}failed to (?:start|launch|join)|EC2 instance .{0,60}status check|not admitting any new pods|Reason: {1,12}OutOf|\bOutOfnvidia|Node didn't have enough resource|NodeAffinity|container runtime (?:is down|not ready)|PLEG is not healthy/i,
    why: 'The platform could not get the run off the ground.',
  },
  {
    id: 'slurm-bad-request',
    reason: 'permanent',
    pattern:
      /(?:srun|sbatch|salloc): error: .{0,160}(?:Invalid|invalid|unrecognized|not available|never|violates|Unable to (?:allocate|create).{0,80}(?:Invalid|configuration|not permitted|limit))|Batch job submission failed: (?!Socket|Unable to contact|Zero)|Requested node configuration is not available|Invalid (?:generic resource|partition|account|qos|feature)|QOSMax\w{2,40}|submit error \(Unknown|Job not submitted|AssocMax\w{2,40}/,
    why: 'Slurm refuses the job as it is asked for.',
  },
  {
    id: 'signal-terminated',
    reason: 'infrastructure',
    role: 'wrapper',
    pattern:
      /Signal 15 \(SIGTERM\)|received (?:signal )?SIGTERM|terminated by (?:the|an) external|SIGTERM (?:received|detected|signal)|terminated by signal (?:15|SIGTERM)|exit(?:ed with)? (?:code|status):? 143|SignalException: Process \d{1,9} got signal: 15|Received 15 death signal|exitcode {0,10}: -15/i,
    why: 'Somebody asked the process to end: on a machine that is taken away that is all one sees.',
  },
  {
    id: 'signal-killed',
    reason: 'resource',
    role: 'wrapper',
    pattern:
      /^Killed(?:\s|$)|Killed signal terminated program|\bKilled {2,40}\S|: Killed$|(?:exit|return)(?:ed)?[ _]?(?:with )?(?:code|status)? ?[:=]? ?(?:137|-9)\b|exitcode {0,10}[:=]? ?-9|SIGKILL\b|signal 9\b|signal: 9|signal: killed|DataLoader worker .{0,60}killed|non-zero exit status -9|worker .{0,40}was terminated .{0,60}signal|A process in the process pool was terminated abruptly|A worker process managed by the executor was unexpectedly terminated/i,
    why: 'SIGKILL without a word is nearly always the kernel short of memory.',
  },
];
