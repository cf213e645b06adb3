import type { Signature } from './signature.ts';

/** pip, uv, conda, apt, npm, Maven and git. */
export const PACKAGES: readonly Signature[] = [
  {
    id: 'pip-no-version',
    reason: 'permanent',
    pattern:
      /Could not find a version that satisfies(?!.{0,200}from versions: none)|ResolutionImpossible|conflicting dependencies|No solution found when resolving|version solving failed|THESE PACKAGES DO NOT MATCH THE HASHES|Requires-Python|requires a different Python|is not a supported wheel|Invalid requirement|externally-managed-environment|Could not open requirements file|package versions have conflicting|there are no versions of|Failed to build (?:`|installable wheels)|does not appear to be a Python project|failed to select a version|no matching package named|Could not find artifact|does NOT match an earlier download|hash mismatch in fixed-output|\bNU110\d\b|to an installable set/i,
    why: 'No package fits what is asked for.',
  },
  {
    id: 'pip-nothing-found',
    reason: 'permanent',
    role: 'type',
    pattern: /Could not find a version that satisfies .{1,200}from versions: none/i,
    why: 'The index shows no version at all: a wrong name, or an index that was out of reach just before.',
  },
  {
    id: 'pip-no-match',
    reason: 'permanent',
    role: 'wrapper',
    pattern: /No matching distribution found|error: subprocess-exited-with-error/i,
    why: 'pip sums up what was said before.',
  },
  {
    id: 'pip-build',
    reason: 'permanent',
    pattern:
      /Failed building wheel|metadata-generation-failed|failed-wheel-build|Could not build wheels|Getting requirements to build wheel|error: command ['"].{1,200}['"] failed|Preparing metadata .{0,60}error|legacy-install-failure|error: legacy|setup\.py .{0,60}(?:error|failed)|error: can't find Rust compiler|Unable to find vcvarsall|pg_config executable not found/i,
    why: 'A package does not build in this image.',
  },
  {
    id: 'conda-unsolvable',
    reason: 'permanent',
    pattern:
      /PackagesNotFoundError|UnsatisfiableError|ResolvePackageNotFound|nothing provides|Could not solve for environment|EnvironmentFileNotFound|EnvironmentNameNotFound|NoSpaceLeftError/i,
    why: 'Conda finds no such package or combination.',
  },
  {
    id: 'conda-connection',
    reason: 'network',
    pattern:
      /CondaHTTPError: HTTP (?:000|5\d\d)|CondaSSLError: (?!.{0,200}CERTIFICATE)|ConnectionFailed|ChecksumMismatchError: Conda|Download error \(\d{1,3}\)|Multi-download failed|Could not connect to (?:mirror|repo)/i,
    why: 'A conda channel did not answer.',
  },
  {
    id: 'apt-missing',
    reason: 'permanent',
    pattern:
      /unmet dependencies|held broken packages|NO_PUBKEY|E: Version .{1,80} was not found|The following signatures (?:couldn't|were invalid)|EXPKEYSIG|E: Package .{1,80} (?:has no|is not)|nothing provides|No package .{1,60} available|No package matching|No URLs in mirrorlist|Unable to find a match/i,
    why: 'The distribution has no such package.',
  },
  {
    id: 'apt-unknown-package',
    reason: 'permanent',
    role: 'type',
    pattern: /E: Unable to locate package|has no installation candidate|unable to select packages/i,
    why: 'The distribution has no such package, or its lists did not arrive just before.',
  },
  {
    id: 'apt-unsigned',
    reason: 'permanent',
    role: 'type',
    pattern: /E: The repository .{1,200} (?:is not signed|does not have a Release file|is no longer signed)/,
    why: 'The repository cannot be trusted, or its index did not arrive just before.',
  },
  {
    id: 'apt-connection',
    reason: 'network',
    pattern:
      /E: Failed to fetch(?! .{0,300} (?:4\d\d|5\d\d) )|No more mirrors|Could not connect to .{1,120}(?:timed out|refused)|Temporary failure resolving|Could not resolve '.{1,100}'|Connection failed \[IP|Unable to connect to .{1,80}:\d{1,5}:|Cannot initiate the connection to|Release file .{1,160} is not valid yet|temporary error \(try again later\)|Could not retrieve mirrorlist|All mirrors (?:were|have been) (?:already )?tried|Failed to download metadata for repo(?!.{0,200}Status code: [45])|Cannot download repomd|Curl error \(\d{1,3}\)|Error reading from server|Undetermined Error|fetching .{1,200}: (?:temporary error|network error|operation timed out|TLS: )/i,
    why: 'A mirror of the distribution did not answer.',
  },
  {
    id: 'apt-lock',
    reason: 'infrastructure',
    pattern:
      /Could not get lock \/var\/lib|Unable to acquire the dpkg|Unable to lock (?:the administration )?directory|is another process using it|acquiring the state lock/i,
    why: 'Something else is installing on this machine.',
  },
  {
    id: 'npm-missing',
    reason: 'permanent',
    pattern:
      /npm (?:ERR!|error) code (?:E404|ERESOLVE|ETARGET|E40[13]|EUSAGE|EBADENGINE|EJSONPARSE|\bENOENT\b|ENOTSUP|EINTEGRITY)|ERR_PNPM_(?!FETCH|META_FETCH|TARBALL)|Missing script|lock ?file .{0,60}needs to be updated|YN00(?:28|35)|Couldn't find (?:package|any versions)/i,
    why: 'npm finds no such package or combination.',
  },
  {
    id: 'npm-connection',
    reason: 'network',
    pattern:
      /npm (?:ERR!|error) (?:code |errno |network |syscall )?(?:ECONN\w{3,10}|\bETIMEDOUT\b|\bENOTFOUND\b|EAI_AGAIN|ERR_SOCKET_TIMEOUT|\bEPIPE\b|network)|ERR_PNPM_(?:FETCH|META_FETCH|TARBALL)|network request to https?:|NU1301|Unable to load the service index|The HTTP request to '|There appears to be trouble with your network connection|ESOCKETTIMEDOUT|FetchError: |Exit handler never called|npm ERR! cb\(\) never called/i,
    why: 'The npm registry did not answer.',
  },
  {
    id: 'maven-connection',
    reason: 'network',
    pattern:
      /Could not (?:transfer|GET|HEAD|download) .{1,300}(?:timed? ?out|reset|refused|handshake|Connection|Remote host|Premature|unknown host)|Could not (?:GET|HEAD) 'https?:(?!.{1,400}status code)/i,
    why: 'A Java repository did not answer.',
  },
  {
    id: 'git-network',
    reason: 'network',
    pattern:
      /RPC failed(?!.{0,20}HTTP 4)|fetch-pack: (?:unexpected disconnect|invalid)|index-pack failed|unable to access 'https?:.{1,200}(?:Could not resolve|timed out|timeout|reset|refused|Failed to connect|SSL_|gnutls|HTTP\/2|Empty reply|Connection|Recv failure|Operation too slow)|GnuTLS recv error|kex_exchange_identification|ssh_exchange_identification|Connection (?:to .{1,80} )?closed by remote host|Connection closed by \d|ssh: connect to host .{1,100}(?:timed out|refused|unreachable|Resource)|ssh: Could not resolve|client_loop: send disconnect|git-remote-https died of signal|expected flush after|bytes of body are still expected|LFS: .{0,120}(?:timeout|EOF|reset|50\d|refused)|SSH protocol banner|Could not resolve host|unable to look up|protocol error: bad pack header|bad line length/i,
    why: 'The connection to a git server broke.',
  },
  {
    id: 'other-side-closed',
    reason: 'network',
    role: 'echo',
    pattern:
      /^rsync: (?:connection unexpectedly closed|.{0,80}Broken pipe)|rsync error: error in rsync protocol data stream|The remote end hung up|unexpected disconnect while/i,
    why: 'The other rsync or git went away; an error before that explains more.',
  },
  {
    id: 'git-remote-unread',
    reason: 'network',
    role: 'wrapper',
    pattern:
      /Could not read from remote repository|Please make sure you have the correct access rights|and the repository exists\.|^lost connection$|(?:smudge|external) filter .{1,160} failed/i,
    why: 'git sums up what ssh or a filter said before.',
  },
  {
    id: 'git-limit',
    reason: 'rate-limit',
    pattern:
      /secondary rate limit|exceeded a secondary|abuse detection|exceeded its (?:LFS )?data quota.{0,20}retry|unable to access .{1,200}returned error: 429|rate limit exceeded/i,
    why: 'The git host counts requests.',
  },
  {
    id: 'git-refused',
    reason: 'permanent',
    pattern:
      /fatal: (?:not a git repository|refusing to merge|couldn't find remote|reference is not a tree|bad (?:object|revision)|ambiguous argument|unknown (?:option|revision)|No url found for submodule|detected dubious ownership|destination path .{1,120} already exists|No such remote|unable to read tree|not our ref|remote error: upload-pack: not our ref)|remote error: upload-pack: not our ref|Server does not allow request for unadvertised|did not contain|CONFLICT \(|Updates were rejected|failed to push some refs|This repository is over its data quota|repository exceeded its LFS budget|exceeded its data quota/i,
    why: 'Git refuses what is asked for.',
  },
];
