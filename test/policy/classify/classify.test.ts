import { describe, expect, it } from 'vitest';
import { classify } from '../../../functions/policy/classify.ts';
import type { LogLine } from '../../../functions/policy/failure.ts';

function log(tail: string): LogLine[] {
  return tail.split('\n').map((message) => ({ stream: 'stderr', message }));
}

function judge(...parts: string[]) {
  return classify({ log: log(parts.join('\n')) });
}

const TRACEBACK =
  'Traceback (most recent call last):\n  File "/app/train.py", line 12, in main\n    step(batch)';
const DURING = '\nDuring handling of the above exception, another exception occurred:\n';
const CAUSED = '\nThe above exception was the direct cause of the following exception:\n';
const RESET = 'ConnectionResetError: [Errno 104] Connection reset by peer';
const KEY = "KeyError: 'label'";
const RETRYING = 'WARNING urllib3: Connection reset by peer, retrying (1/5)';
const EXIT = 'Process completed with exit code 1.';

describe('the error that ended a run', () => {
  it('is told with its signature, line, position and certainty', () => {
    expect(judge('step 1', TRACEBACK, `[rank0]: ${RESET}`)).toEqual({
      reason: 'network',
      signature: 'connection-reset',
      line: `[rank0]: ${RESET}`,
      position: 4,
      certainty: 'certain',
    });
  });

  it('is not known from an empty log', () => {
    expect(classify({ log: [] })).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is the last exception, not the warnings that the program survived', () => {
    expect(judge(RETRYING, RETRYING, 'step 7', TRACEBACK, KEY)).toMatchObject({
      reason: 'permanent',
      line: KEY,
    });
  });

  it('is the last exception, not one that was caught and logged before', () => {
    expect(judge(TRACEBACK, RESET, 'connected again', 'step 7', TRACEBACK, KEY)).toMatchObject({ line: KEY });
  });

  it("is an exception of an unknown kind, which is taken for the code's own", () => {
    expect(judge(TRACEBACK, 'acme.pipeline.RowsError: too few rows')).toEqual({
      reason: 'permanent',
      line: 'acme.pipeline.RowsError: too few rows',
      position: 3,
      certainty: 'guess',
    });
  });

  it('is unknown when only an exit code is left', () => {
    expect(judge('step 1', EXIT)).toMatchObject({
      reason: 'unknown',
      signature: 'exit-code',
      certainty: 'guess',
    });
  });

  it("is taken for the code's own when it names nothing known", () => {
    expect(judge('ERROR: the frobnicator is out of tune')).toEqual({
      reason: 'permanent',
      line: 'ERROR: the frobnicator is out of tune',
      position: 0,
      certainty: 'guess',
    });
  });

  it('says more than that a process ended, unless the report says why', () => {
    expect(judge('ERROR: out of tune', EXIT)).toMatchObject({
      reason: 'permanent',
      line: 'ERROR: out of tune',
    });
    expect(judge('ERROR: out of tune', 'Killed', EXIT)).toMatchObject({ signature: 'signal-killed' });
  });

  it('is unknown when only Valohai says that there was one', () => {
    const events: LogLine[] = [
      { stream: 'stdout', message: 'wave 17 looks odd' },
      { stream: 'status', message: 'The execution has ended: error.' },
    ];
    expect(classify({ log: events })).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is found above what a launcher, a shell and a tracker print at the end', () => {
    const end = [
      'wandb: Synced 5 files',
      'resource_tracker: There appear to be 6 leaked semaphore objects to clean up at shutdown',
      'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
      '  exitcode  : 1 (pid: 411)',
      "subprocess.CalledProcessError: Command '['trainer']' returned non-zero exit status 1.",
      'make: *** [Makefile:3: train] Error 1',
      EXIT,
    ];
    expect(judge(TRACEBACK, RESET, ...end)).toMatchObject({ reason: 'network', line: RESET });
    expect(judge(TRACEBACK, KEY, ...end)).toMatchObject({ reason: 'permanent', line: KEY });
  });

  it('is not an exception that Python only reports while it shuts down', () => {
    const ignored = [
      'Exception ignored in: <function Pool.__del__ at 0x7f>',
      TRACEBACK,
      "TypeError: 'NoneType' object is not callable",
    ];
    expect(judge(TRACEBACK, RESET, ...ignored)).toMatchObject({ reason: 'network', line: RESET });
    expect(judge('step 1', ...ignored)).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is not an error with a long run of ordinary output after it', () => {
    const steps = (count: number) => Array.from({ length: count }, (_, step) => `step ${step} loss 0.3`);
    expect(judge(TRACEBACK, RESET, ...steps(60))).toMatchObject({ reason: 'network' });
    expect(judge(TRACEBACK, RESET, ...steps(61), EXIT)).toMatchObject({
      reason: 'unknown',
      signature: 'exit-code',
    });
  });

  it('may be a line that is no error by its form, if it is near the end', () => {
    const steps = (count: number) => Array.from({ length: count }, (_, step) => `step ${step} loss 0.3`);
    expect(judge('Connection reset by peer', ...steps(9))).toMatchObject({
      reason: 'network',
      certainty: 'likely',
    });
    expect(judge('Connection reset by peer', ...steps(10))).toEqual({
      reason: 'unknown',
      certainty: 'guess',
    });
  });

  it('may be the last warning, when nothing else came after it', () => {
    expect(judge('step 1', RETRYING)).toMatchObject({ reason: 'network', certainty: 'guess' });
    expect(judge(RETRYING, EXIT)).toMatchObject({ reason: 'network', certainty: 'guess' });
    expect(judge(RETRYING, 'step 1', EXIT)).toMatchObject({ reason: 'unknown' });
    expect(judge(RETRYING, 'ERROR: out of tune')).toMatchObject({
      reason: 'permanent',
      line: 'ERROR: out of tune',
    });
  });

  it('is not code that is shown inside a traceback', () => {
    const shown =
      '  File "/app/client.py", line 9, in send\n    raise ConnectionError("Connection reset by peer")';
    expect(judge(shown, EXIT)).toMatchObject({ reason: 'unknown', signature: 'exit-code' });
  });
});

describe('a chain of exceptions', () => {
  it.each([DURING, CAUSED])('is judged by the trouble that began it (%j)', (link) => {
    expect(judge(TRACEBACK, RESET, link, TRACEBACK, KEY)).toEqual({
      reason: 'network',
      signature: 'connection-reset',
      line: RESET,
      position: 3,
      certainty: 'likely',
    });
  });

  it('is judged by the peer that went away, when that began it', () => {
    const lost = 'RuntimeError: Socket Timeout (TCPStore)';
    expect(judge(TRACEBACK, lost, CAUSED, TRACEBACK, 'RuntimeError: the run stopped')).toMatchObject({
      reason: 'infrastructure',
      line: lost,
    });
  });

  it('is followed over several links', () => {
    const wrapped = judge(
      TRACEBACK,
      RESET,
      DURING,
      TRACEBACK,
      'RuntimeError: bad answer',
      CAUSED,
      TRACEBACK,
      KEY,
    );
    expect(wrapped).toMatchObject({ reason: 'network', line: RESET });
  });

  it('is judged by its last exception when that says more than its type', () => {
    expect(judge(TRACEBACK, KEY, DURING, TRACEBACK, RESET)).toMatchObject({
      reason: 'network',
      certainty: 'certain',
    });
    expect(
      judge(TRACEBACK, RESET, DURING, TRACEBACK, 'OSError: [Errno 28] No space left on device'),
    ).toMatchObject({
      reason: 'resource',
    });
  });

  it("stays the code's when none of its exceptions names trouble elsewhere", () => {
    expect(judge(TRACEBACK, KEY, DURING, TRACEBACK, "ValueError: could not find 'label'")).toMatchObject({
      reason: 'permanent',
      signature: 'python-value-error',
      certainty: 'likely',
    });
  });

  it('needs the words that link it', () => {
    expect(judge(TRACEBACK, RESET, '', TRACEBACK, KEY)).toMatchObject({ reason: 'permanent', line: KEY });
  });

  it('is read in Java by its innermost cause', () => {
    const java = [
      'Exception in thread "main" java.lang.RuntimeException: job failed',
      '\tat acme.Job.run(Job.java:12)',
      'Caused by: java.net.SocketTimeoutException: Read timed out',
      '\tat java.base/java.net.Socket.read(Socket.java:9)',
      '\t... 12 more',
    ];
    expect(judge(...java)).toMatchObject({
      reason: 'network',
      line: 'Caused by: java.net.SocketTimeoutException: Read timed out',
    });
  });
});

describe('a message that wraps another', () => {
  it('is judged by the error just above it', () => {
    const stale = "OSError: [Errno 116] Stale file handle: '/mnt/rows'";
    expect(judge(stale, 'ValueError: Failed to load rows')).toMatchObject({
      reason: 'infrastructure',
      line: stale,
    });
  });

  it('is judged by the attempts that failed, when it says that it gave up', () => {
    expect(judge(RETRYING, 'step', 'RuntimeError: giving up after 3 attempts')).toMatchObject({
      reason: 'network',
    });
  });

  it('is not judged by warnings when it does not say so', () => {
    expect(judge(RETRYING, 'ValueError: could not load the rows')).toMatchObject({ reason: 'permanent' });
  });

  it('is judged by a later line of its own', () => {
    expect(
      judge('RuntimeError: the run stopped', 'details: none', 'peer 10.1.1.1: Connection refused'),
    ).toMatchObject({
      reason: 'network',
    });
  });

  it('is the same exception printed twice', () => {
    expect(judge('RuntimeError: CUDA out of memory', 'RuntimeError')).toMatchObject({ reason: 'resource' });
  });
});

describe('processes that fail together', () => {
  const GONE = '[rank1]: RuntimeError: Connection closed by peer [10.0.0.7]:4821';

  it('are judged by the one with an error of its own', () => {
    expect(judge("[rank0]: NameError: name 'rows' is not defined", GONE, GONE)).toMatchObject({
      reason: 'permanent',
    });
    expect(judge('[rank0]: torch.OutOfMemoryError: CUDA out of memory.', GONE, EXIT)).toMatchObject({
      reason: 'resource',
    });
  });

  it('are judged by the loss of a peer when none has', () => {
    expect(judge('step 1', GONE, EXIT)).toMatchObject({
      reason: 'infrastructure',
      signature: 'peer-lost',
      certainty: 'likely',
    });
  });

  it('are judged by what one of them said in plain words', () => {
    const full = 'the writer says no space left on device';
    expect(judge(full, GONE)).toMatchObject({ reason: 'resource', line: full });
  });
});

describe('what ends a run from outside', () => {
  const OOM = 'slurmstepd: error: Detected 1 oom_kill event in StepId=55.0.';
  const SPOT = 'Received spot interruption notice, the machine goes away in 2 minutes';

  it('explains an exit code of 137', () => {
    expect(judge(OOM, 'exit code 137')).toMatchObject({
      reason: 'resource',
      signature: 'kernel-out-of-memory',
      certainty: 'certain',
    });
    expect(judge(SPOT, 'exit code 137')).toMatchObject({
      reason: 'infrastructure',
      signature: 'spot-interruption',
    });
    expect(judge('exit code 137')).toMatchObject({
      reason: 'resource',
      signature: 'signal-killed',
      certainty: 'guess',
    });
  });

  it('explains the errors of the dying processes', () => {
    expect(judge(SPOT, TRACEBACK, RESET, 'KeyboardInterrupt', EXIT)).toMatchObject({
      reason: 'infrastructure',
      line: SPOT,
    });
    expect(judge(OOM, TRACEBACK, KEY)).toMatchObject({ reason: 'resource', line: OOM });
  });

  it('is looked for in the last 150 lines', () => {
    const steps = (count: number) => Array.from({ length: count }, (_, step) => `step ${step}`);
    expect(judge(SPOT, ...steps(149))).toMatchObject({ reason: 'infrastructure' });
    expect(judge(SPOT, ...steps(150))).toMatchObject({ reason: 'unknown' });
  });
});

describe('a failure that looks passing and is not', () => {
  it.each([
    "openai.RateLimitError: Error code: 429 - {'error': {'code': 'insufficient_quota'}}",
    'requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.acme.example',
    'botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the PutObject operation',
    'Error response from daemon: manifest for train:4 not found: manifest unknown: manifest unknown',
  ])('is permanent: %s', (line) => {
    expect(judge(line).reason).toBe('permanent');
  });

  it('is another thing than a pull that was refused for its rate', () => {
    expect(judge('Error response from daemon: toomanyrequests: pull rate limit').reason).toBe('rate-limit');
  });
});

describe('what user code says', () => {
  it('is taken at its word, beside what the log says', () => {
    expect(
      classify({ log: log(KEY), statusDetail: 'retry: the feature store was rebuilding' }),
    ).toMatchObject({
      said: 'retry',
      reason: 'permanent',
      certainty: 'certain',
    });
    expect(classify({ log: log(RESET), statusDetail: 'no-retry: bad label' })).toMatchObject({
      said: 'no-retry',
    });
  });

  it('is nothing when the status detail says something else', () => {
    expect(classify({ log: log(RESET), statusDetail: 'training' })).not.toHaveProperty('said');
    expect(classify({ log: log(RESET), statusDetail: null })).not.toHaveProperty('said');
  });

  it('may ask for a wait', () => {
    const wait = classify({
      log: log('HTTP 429\nRetry-After: 5'),
      statusDetail: 'retry: try again in 3 minutes',
    });
    expect(wait.retryAfterSeconds).toBe(180);
  });
});

describe('the deciding line', () => {
  it('brings the wait that the other side asks for', () => {
    expect(judge('Retry-After: 30', 'HTTPError: 429 Client Error: Too Many Requests')).toMatchObject({
      reason: 'rate-limit',
      retryAfterSeconds: 30,
    });
    expect(judge(RESET)).not.toHaveProperty('retryAfterSeconds');
    expect(judge('Retry-After: 30', KEY)).not.toHaveProperty('retryAfterSeconds');
  });

  it('is shown with at most 300 characters, trimmed and without control characters', () => {
    const { line } = judge(`  ValueError:\u0007 ${'x'.repeat(400)}`);
    expect(line).toHaveLength(300);
    expect(line).toMatch(/^ValueError: {2}x+$/);
  });
});
