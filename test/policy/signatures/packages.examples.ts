import type { Examples } from './examples.ts';

export const PACKAGES_EXAMPLES: Examples = {
  'pip-no-version': {
    matches: [
      "error: hash mismatch in fixed-output derivation 'orchard'",
      'error: File does not have the expected hash:',
      'go: inconsistent vendoring in /rows/src:',
      'go: rows.acme.example/fold@v1.14.0: missing go.sum entry for go.mod file; to add it:',
      'Your Ruby version is 2.7.6, but your Gemfile specified 3.1.2',
      'java.io.IOException: Error downloading [https://rows.acme.example/1.0.tar.gz] to /root/rows: Checksum was 4f1bdeed0a11dd6fa2e8e1ab1bff28d34a72ed0f6b3e5b4a1f6d1d2cf30c1cbe but wanted 7',
      'acme.example/rows@v0.10.0: verifying module: checksum mismatch',
      'pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.',
      'ERROR: Could not find a version that satisfies the requirement torch==9.9.9 (from versions: 2.5.0, 2.6.0)',
      'error: failed to select a version for `rows-sys`.',
      'This download does NOT match an earlier download recorded in go.sum.',
      '[ERROR] Could not find artifact example.acme:rows:jar:2.0 in central',
    ],
    doesNotMatch: ['Successfully installed torch-2.6.0'],
  },
  'pip-nothing-found': {
    matches: [
      'ERROR: Could not find a version that satisfies the requirement acme-rows (from versions: none)',
    ],
    doesNotMatch: ['Collecting acme-rows'],
  },
  'pip-no-match': {
    matches: ['ERROR: No matching distribution found for acme-rows'],
    doesNotMatch: [
      'matching distribution installed',
      "fatal: unable to access 'https://git.acme.example/rows/': Failed to connect\nerror: subprocess-exited-with-error",
    ],
  },
  'pip-build': {
    matches: ['ERROR: Failed building wheel for pycocotools', 'error: metadata-generation-failed'],
    doesNotMatch: ['Successfully built pycocotools'],
  },
  'conda-unsolvable': {
    matches: ['PackagesNotFoundError: The following packages are missing from current channels:'],
    doesNotMatch: ['channels searched'],
  },
  'conda-connection': {
    matches: [
      'CondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://conda.acme.example/linux-64/repodata.json>',
    ],
    doesNotMatch: ['CondaValueError: prefix already exists'],
  },
  'apt-missing': {
    matches: [
      'libgl1-mesa-glx : Depends: libgl1 but it is not going to be installed. E: Unable to correct problems, you have held broken packages.',
    ],
    doesNotMatch: ["no such package '@rows//:all'", 'Reading package lists... Done'],
  },
  'apt-unknown-package': {
    matches: ['ERROR: unable to select packages:', 'E: Unable to locate package libfoo9-dev'],
    doesNotMatch: ['Setting up libfoo9-dev (9.1)'],
  },
  'apt-unsigned': {
    matches: ["E: The repository 'http://deb.acme.example/debian bookworm InRelease' is not signed."],
    doesNotMatch: ['repository signed'],
  },
  'apt-connection': {
    matches: [
      "E: Could not resolve 'deb.example.org'",
      'E: Failed to fetch http://deb.acme.example/pool/p.deb  Could not connect to deb.acme.example:80 (10.2.2.2), connection timed out',
    ],
    doesNotMatch: [
      "Could not resolve './App' from src/main.js",
      'E: Failed to fetch http://deb.acme.example/pool/p.deb  404  Not Found [IP: 10.2.2.2 80]',
    ],
  },
  'apt-lock': {
    matches: [
      'E: Unable to acquire the dpkg frontend lock, another program holds it',
      "fatal: Unable to create '/rows/.git/index.lock': File exists.",
      'error: could not lock config file .git/config: File exists',
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 211 (apt-get)',
    ],
    doesNotMatch: [
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
      'lock released',
    ],
  },
  'npm-missing': {
    matches: [
      'ERR_PNPM_NO_MATCHING_VERSION  No matching version for orchard@9',
      'YN0035: The remote server failed: 404',
      'npm ERR! code E404',
    ],
    doesNotMatch: [
      'YN0035: RequestError: connect ETIMEDOUT 203.0.113.35:443',
      'ERR_PNPM_GIT_FETCH_FAILED  Command failed: git fetch: Connection timed out',
      'npm notice new version available',
    ],
  },
  'npm-connection': {
    matches: [
      'npm ERR! invalid json response body at https://orchard.example/esbuild reason: Unexpected end of JSON input',
      'FetchError: request to https://registry.example.com/rows failed, reason: connect ETIMEDOUT',
      'npm error code ECONNRESET',
      'npm ERR! network request to https://registry.acme.example/left-pad failed',
    ],
    doesNotMatch: ["dvc.FetchError: rows.dvc: no 'outs:' entries", 'npm ERR! code ERESOLVE'],
  },
  'maven-connection': {
    matches: ["Could not GET 'https://repo.acme.example/maven2/rows-1.0.pom'."],
    doesNotMatch: [
      "> Could not HEAD 'https://maven.acme.example/rows-1.pom'. Received status code 502 from server: Bad Gateway",
      'BUILD SUCCESSFUL in 3s',
    ],
  },
  'git-unpacking': {
    matches: ['fatal: fetch-pack: invalid index-pack output', 'fatal: index-pack failed'],
    doesNotMatch: [
      'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output',
    ],
  },
  'git-network': {
    matches: [
      "error: cannot lock ref 'refs/remotes/origin/main': is at 5f1d2c9 but expected 0b7e9d4",
      'fatal: unable to look up git.example.com (port 9418) (Name or service not known)',
      'Error: Error reading SSH protocol banner',
      'error: RPC failed; curl 56 Recv failure: Connection reset by peer',
      "fatal: unable to access 'https://git.acme.example/rows.git/': Could not resolve host: git.acme.example",
    ],
    doesNotMatch: [
      'unable to look up the state of rows',
      'error: RPC failed; result=22, HTTP code = 404',
      "fatal: couldn't find remote ref refs/heads/rows",
    ],
  },
  'other-side-closed': {
    matches: [
      'ERROR TransportRequestHandler: Error sending result StreamResponse[streamId=/jars/rows.jar]',
      'fatal: The remote end hung up unexpectedly',
      'java.nio.channels.ClosedChannelException',
      'ERROR TransportRequestHandler: Error sending result RpcResponse to /10.4.4.4:41231; closing connection',
      'rsync: connection unexpectedly closed (120 bytes received so far) [sender]',
      'rsync error: error in rsync protocol data stream (code 12) at io.c(231) [sender=3.2.7]',
    ],
    doesNotMatch: [
      'error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: the remote end hung up unexpectedly',
      'rsync: [receiver] write failed on "/out/rows.bin": No space left on device (28)\nrsync: connection unexpectedly closed (120 bytes received so far) [sender]',
    ],
  },
  'git-remote-unread': {
    matches: [
      'fatal: weights/base.bin: smudge filter lfs failed',
      "error: external filter 'git-lfs filter-process' failed",
      'fatal: Could not read from remote repository.',
    ],
    doesNotMatch: ['Already up to date.'],
  },
  'git-limit': {
    matches: [
      '{"message": "API rate limit exceeded for user ID 7."}',
      'You have exceeded a secondary rate limit.',
    ],
    doesNotMatch: ['fatal: not a git repository'],
  },
  'git-refused': {
    matches: [
      ' ! [rejected]        main -> main (fetch first)',
      "fatal: detected dubious ownership in repository at '/app'",
    ],
    doesNotMatch: [
      'INSERT INTO shells VALUES (5, 15) ON CONFLICT (id) DO UPDATE SET weight = 15;',
      ' ! [remote rejected] rows -> rows (failure)',
      ' ! [remote rejected] main -> main (Internal Server Error)',
      'fatal: The remote end hung up unexpectedly',
    ],
  },
};
