import type { Signature } from './signature.ts';

/** Docker, containerd, Kubernetes' kubelet and the registries. */
export const CONTAINERS: readonly Signature[] = [
  {
    id: 'image-pull-rate',
    reason: 'rate-limit',
    pattern:
      /toomanyrequests|pull rate limit|You have reached your (?:unauthenticated )?pull rate|Rate exceeded.{0,60}(?:ecr|public\.ecr|image)|image .{0,120}429 Too Many Requests|(?:pull|manifest|blob|registry|oauth token).{0,160}\b429\b/i,
    why: 'The registry counts pulls, and the count starts again soon.',
  },
  {
    id: 'image-missing',
    reason: 'permanent',
    pattern:
      /manifest unknown|manifest (?:for )?.{1,200} not found|manifest .{0,80}does not exist|MANIFEST_UNKNOWN|NAME_UNKNOWN|name unknown|repository does not exist|pull access denied|No such image|image .{1,200}(?:does not exist|not found)\b|reference not found|failed to resolve reference .{1,200}not found|tag .{1,80} (?:was )?not found|InvalidImageName|invalid reference format|ErrImageNeverPull|repository .{1,160} not found: does not exist|couldn't find image|CannotPullContainerError.{0,200}(?:not found|does not exist|access denied|403|401|no basic auth|manifest)|ImageNotFound/i,
    why: 'There is no image of that name and tag, or no right to it.',
  },
  {
    id: 'image-platform',
    reason: 'permanent',
    pattern:
      /does not contain descriptor matching platform|no matching manifest for|exec format error|no match for platform in manifest|image operating system .{0,40}cannot be used|platform .{0,40}does not match the (?:detected|specified)|unsupported media type|unsupported manifest/i,
    why: 'The image is for another kind of machine.',
  },
  {
    id: 'registry-login',
    reason: 'permanent',
    pattern:
      /no basic auth credentials|authorization token has expired|unauthorized: (?:authentication|incorrect|access)|failed to authorize(?!.{0,400}(?:time|EOF|reset|refused|lookup|no such host|status.{0,60}: (?:5|429)))|failed to fetch (?:oauth|anonymous) token: .{0,200}(?:401|403|denied)|denied: (?:requested access|permission|access forbidden|installation)|error getting credentials|insufficient_scope|requested access to the resource is denied/i,
    why: 'The registry does not let us in.',
  },
  {
    id: 'image-pull-service',
    reason: 'service',
    pattern:
      /(?:failed to pull|error pulling|failed to copy|failed to do request|failed to resolve reference|httpReadSeeker|error parsing HTTP|received unexpected HTTP status).{0,400}(?:\b5\d\d (?:Internal|Bad|Service|Gateway)|: 5\d\d\b|HTTP 5\d\d)/i,
    why: 'The registry had trouble of its own.',
  },
  {
    id: 'image-pull-broken',
    reason: 'network',
    pattern:
      /CannotPullContainerError|(?:failed to pull|error pulling|failed to copy|failed to do request|failed to resolve (?:source|reference)|failed to fetch (?:oauth|anonymous) token|httpReadSeeker|failed to extract layer|filesystem layer verification failed|error response from daemon: Get|failed to register layer|failed commit on ref|download failed after attempts|pulling from host|500\) server error).{0,400}(?:timeout|timed out|EOF|reset|refused|no such host|deadline exceeded|canceled|broken pipe|lookup|unexpected status|5\d\d|failed size validation|handshake|unreachable|misbehaving|unavailable|TLS|verification failed|i\/o|closed)/i,
    why: 'The image did not come through.',
  },
  {
    id: 'image-pull-failed',
    reason: 'infrastructure',
    role: 'wrapper',
    pattern:
      /ImagePullBackOff|ErrImagePull|Back-off pulling image|CannotPullContainer|docker pull.{0,80}failed|failed to pull (?:and unpack )?image|Unable to (?:pull|find) image|error pulling image/i,
    why: 'The image could not be pulled; the line does not say why.',
  },
  {
    id: 'docker-daemon-away',
    reason: 'infrastructure',
    pattern:
      /Cannot connect to the Docker daemon|Is the docker daemon running|docker daemon is not running|error during connect: .{0,160}docker|DockerException: Error while fetching server API|containerd\.sock.{0,80}(?:refused|no such file|connect|timeout)|docker\.sock.{0,80}(?:refused|timeout|reset)|failed to dial .{0,60}containerd|ttrpc: closed|shim (?:disconnected|died)|unable to upgrade connection|buildkit.{0,60}(?:unavailable|closed|not running)|failed to (?:list workers|receive status|solve): (?:rpc error: code = )?(?:Unavailable|Canceled)|closing transport due to|session healthcheck failed|graceful_stop/i,
    why: "The machine's container service broke.",
  },
  {
    id: 'container-start-failed',
    reason: 'infrastructure',
    pattern:
      /failed to create (?:shim task|endpoint|task for container)(?!.{0,300}(?:executable file not found|no such file|permission denied|not a directory|is not in|invalid|unknown))|OCI runtime .{0,40}failed.{0,200}(?:cgroup|systemd|timeout|device busy|resource temporarily|dbus|nvidia-container-cli: (?:initialization|device|detection))|Error response from daemon: .{0,120}(?:device or resource busy|cgroup|endpoint with name|network .{0,80}not found|container .{0,80}is (?:dead|marked for removal))|devicemapper|layer does not exist|unable to remove filesystem|failed to mount overlay|error creating overlay mount|input\/output error.{0,40}docker/i,
    why: 'The machine could not start the container.',
  },
  {
    id: 'container-command-missing',
    reason: 'permanent',
    pattern:
      /executable file not found in \$PATH|OCI runtime (?:create|exec) failed|RunContainerError|StartError|starting container process caused|(?:secret|configmap|persistentvolumeclaim|serviceaccount) "[^"]{1,100}" (?:was )?not found|exec: ".{1,160}": (?:stat|executable|permission|is a directory)|CreateContainerConfigError|no command specified|invalid mount config|bind source path does not exist|^exec \/\S{1,200}: (?:no such|permission|exec format)/i,
    why: 'The container has no such command or configuration.',
  },
  {
    id: 'dockerfile-error',
    reason: 'permanent',
    pattern:
      /dockerfile parse error|unknown instruction: |failed to compute cache key|"\/.{1,160}": not found|\b(?:COPY|ADD) failed: (?:file|stat|no|forbidden)|failed to read dockerfile|Dockerfile: no such file|forbidden path outside the build context/i,
    why: 'The Dockerfile or its context is wrong.',
  },
  {
    id: 'platform-refused',
    reason: 'permanent',
    pattern:
      /(?:InitializationError|MountVolume|FailedMount|FailedAttach|CannotPull).{1,400}(?:access ?denied|not authorized|denied by)/i,
    why: 'The platform cannot start the run for want of a right.',
  },
  {
    id: 'no-such-node',
    reason: 'permanent',
    pattern: /nodes are available: (?!.{0,400}(?:Insufficient|Too many)).{0,200}(?:didn't match|unbound)/,
    why: 'The cluster has no node of the kind that is asked for.',
  },
  {
    id: 'condition-not-met',
    reason: 'unknown',
    role: 'wrapper',
    pattern: /error: timed out waiting for the condition/i,
    why: 'Something in the cluster did not become what was waited for; its own events say why.',
  },
  {
    id: 'build-step-failed',
    reason: 'unknown',
    role: 'wrapper',
    pattern:
      /did not complete successfully: exit code|returned a non-zero code: \d|executor failed running|failed to solve: process|error building at STEP/i,
    why: 'A step of the image build failed; what it printed says why.',
  },
  {
    id: 'crash-loop',
    reason: 'unknown',
    role: 'wrapper',
    pattern:
      /CrashLoopBackOff|Back-off restarting failed container|BackoffLimitExceeded|Job has reached the specified backoff limit|failed liveness probe|Container .{1,80} failed with exit code/i,
    why: 'The container keeps ending; what it printed says why.',
  },
];
