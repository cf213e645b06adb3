import type { Examples } from './examples.ts';

export const CONTAINERS_EXAMPLES: Examples = {
  'image-pull-rate': {
    matches: [
      'Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
      'Failed to pull image "hub.acme.example/train:4": unexpected status from GET request: 429 Too Many Requests',
    ],
    doesNotMatch: [
      'Error response from daemon: manifest for train:4 not found: manifest unknown: manifest unknown',
    ],
  },
  'image-missing': {
    matches: [
      'FATAL: conveyor failed to get: no child with platform linux/amd64 in index rows/fit:2',
      'Error response from daemon: manifest for hub.acme.example/train:404 not found: manifest unknown: manifest unknown',
      'CannotPullContainerError: pull access denied for acme/train, repository does not exist or may require login',
      'An image does not exist locally with the tag: acme/train\nERROR: Job failed: exit code 1',
    ],
    doesNotMatch: [
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: dial tcp 10.4.0.9:443: i/o timeout',
      'CannotPullContainerError: dial tcp 10.1.2.3:443: i/o timeout',
    ],
  },
  'image-platform': {
    matches: [
      'exec /usr/bin/entry: exec format error',
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
    ],
    doesNotMatch: ['matching manifest found for linux/arm64'],
  },
  'registry-login': {
    matches: [
      'failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized',
      'Error response from daemon: Head "https://hub.acme.example/v2/train/manifests/4": no basic auth credentials',
    ],
    doesNotMatch: [
      'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.orchard.example/token?scope=repository%3Alibrary%2Fpython%3Apull&service=registry.orchard.example: 503 Service Unavailable',
      'failed to solve: failed to authorize: failed to fetch oauth token: Get "https://auth.acme.example/token": net/http: TLS handshake timeout',
      'Error response from daemon: Get "https://hub.acme.example/v2/": EOF',
    ],
  },
  'image-pull-service': {
    matches: [
      'failed to pull and unpack image "hub.acme.example/train:4": failed to copy: httpReadSeeker: failed open: unexpected status code https://hub.acme.example/v2/blobs/1: 502 Bad Gateway',
    ],
    doesNotMatch: ['failed to pull and unpack image "hub.acme.example/train:4": i/o timeout'],
  },
  'image-pull-broken': {
    matches: [
      'CannotPullContainerError: ref pull has been retried 5 time(s): dial tcp 10.1.2.3:443: i/o timeout',
      'Failed to pull image "hub.acme.example/train:4": rpc error: code = Unknown desc = context deadline exceeded',
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: RequestError: send request failed',
    ],
    doesNotMatch: [
      'Failed to pull image "localhost:5000/rows:2": Get http://localhost:5000/v2/: connect: connection refused',
      'Back-off pulling image "hub.acme.example/train:4"',
    ],
  },
  'image-pull-failed': {
    matches: [
      'Warning  Failed  22h (x509 over 24h)  kubelet  Error: ImagePullBackOff',
      'Error: ImagePullBackOff',
      'Back-off pulling image "hub.acme.example/train:4"',
      'slurmstepd: error: pyxis: failed to import docker image',
      'slurmstepd: error: spank: required plugin spank_pyxis.so: task_init() failed with rc=-1',
    ],
    doesNotMatch: ['Successfully pulled image "hub.acme.example/train:4" in 3s'],
  },
  'docker-daemon-away': {
    matches: [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ],
    doesNotMatch: ['connected to the container service'],
  },
  'container-start-failed': {
    matches: [
      'ERROR: for db  Cannot start service db: driver failed programming external connectivity on endpoint rows_db_1 (4b1f)',
      'ERROR: Preparation failed: Error response from daemon: Conflict. The container name "/rows" is already in use by container',
      'ERROR: Error response from daemon: Could not find the file / in container buildx_buildkit_rows0',
      'docker: Error response from daemon: failed to create endpoint train-4 on network bridge: adding interface failed: device or resource busy.',
    ],
    doesNotMatch: [
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/7/volume-subpaths/rows-config/rows-container/2" to rootfs at "/etc/rows/rows.cfg": mount /var/lib/kubelet/pods/7/volume-subpaths/rows-config/rows-container/2:/etc/rows/rows.cfg (via /proc/self/fd/6), flags: 0x5001: not a directory: unknown',
      'Using devicemapper as the storage driver',
      'docker: Error response from daemon: OCI runtime create failed: running prestart hook: /var/lib/docker/devicemapper: nvidia-container-cli: requirement error: unsatisfied condition: cuda>=12.4',
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/run": stat /app',
      'container started',
    ],
  },
  'container-command-missing': {
    matches: [
      'Error response from daemon: network 0f3a66ae not found',
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/run": stat /app',
      'Error: failed to create containerd task: OCI runtime create failed: starting container process caused: exec: "trainer": executable file not found in $PATH: unknown',
    ],
    doesNotMatch: [
      'OCI runtime create failed: error running hook #0: nvidia-container-cli: detection error: nvml error: unknown error: unknown',
      'trainer found in PATH',
    ],
  },
  'dockerfile-error': {
    matches: [
      'COPY failed: file not found in build context: stat rows: file does not exist',
      'dockerfile parse error on line 3: unknown instruction: RNU',
      'COPY failed: file not found in build context: stat rows.csv: file does not exist',
    ],
    doesNotMatch: ['TRANSFER ERROR: Copy failed with mode 3rd push', 'Dockerfile read'],
  },
  'platform-refused': {
    matches: [
      '- Constraint constraints/compute.vmExternalIpAccess violated for project 73140.',
      'Reason: The primary container for production variant Rows did not pass the ping health check.',
      "Data download failed:Please ensure that the subnet's route table has a route to",
      'ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: not for this role',
      'MountVolume.SetUp failed for volume "rows": mount.nfs: access denied by server while mounting fs01:/rows',
    ],
    doesNotMatch: ['MountVolume.SetUp failed for volume "rows": no answer'],
  },
  'no-such-node': {
    matches: [
      "Normal  NotTriggerScaleUp  4m  cluster-autoscaler  pod didn't trigger scale-up: 4 node(s) didn't match Pod's node affinity/selector",
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    ],
    doesNotMatch: [
      "0/8 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 7 Insufficient nvidia.com/gpu.",
    ],
  },
  'condition-not-met': {
    matches: ['error: timed out waiting for the condition on jobs/train'],
    doesNotMatch: [
      'Unable to attach or mount volumes: unmounted volumes=[data]: timed out waiting for the condition',
    ],
  },
  'build-step-failed': {
    matches: [
      'ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
    ],
    doesNotMatch: ['build step finished'],
  },
  'crash-loop': {
    matches: ['Back-off restarting failed container trainer in pod train-4'],
    doesNotMatch: ['restarted container trainer'],
  },
};
