import { describe, expect, it } from 'vitest';
import { classify } from '../../../functions/policy/classify.ts';

function judge(...lines: string[]) {
  return classify({ log: lines.map((message) => ({ stream: 'stderr', message })) });
}

function indented(...lines: string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

function steps(count: number): string[] {
  return Array.from({ length: count }, (_, step) => `step ${step} loss 0.3`);
}

const HEADING = 'Traceback (most recent call last):';
const FRAME = '  File "/app/train.py", line 12, in main';
const JAVA_FRAME = '\tat acme.Job.run(Job.java:12)';
const LINK = 'During handling of the above exception, another exception occurred:';
const IGNORED = 'Exception ignored in: <function Pool.__del__ at 0x7f>';
const RESET = 'ConnectionResetError: [Errno 104] Connection reset by peer';
const STALE = "OSError: [Errno 116] Stale file handle: '/mnt/rows'";
const KEY = "KeyError: 'label'";
const RETRYING = 'WARNING urllib3: Connection reset by peer, retrying (1/5)';
const DETAIL = 'peer 10.1.1.1: Connection reset by peer';
const STOPPED = 'RuntimeError: the run stopped';
const EXIT = 'Process completed with exit code 1.';
const SPOT = 'Received spot interruption notice, the machine goes away in 2 minutes';

const NETWORK = { reason: 'network' };
const PERMANENT = { reason: 'permanent' };

describe('the line that ended a run', () => {
  it('is not code that only speaks of what ends a run from outside', () => {
    expect(judge(FRAME, `    print("${SPOT}")`, EXIT)).toMatchObject({ signature: 'exit-code' });
  });

  it('is not a mistake in the code that quotes what ends a run from outside', () => {
    const quoting = "ValueError: y contains previously unseen labels: ['instance was preempted']";
    expect(judge(quoting)).toMatchObject({ ...PERMANENT, line: quoting });
  });

  it('is the lasting error of its own code, where what ends a run from outside was only spoken of before', () => {
    const key = { ...PERMANENT, line: KEY };
    expect(judge(SPOT, ...steps(2), HEADING, FRAME, KEY)).toMatchObject(key);
    expect(judge(`INFO ${SPOT}`, HEADING, FRAME, KEY)).toMatchObject(key);
    expect(judge('time limit exceeded in 3 of 40 runs', HEADING, FRAME, KEY)).toMatchObject(key);
    const full = 'OSError: [Errno 28] No space left on device';
    expect(judge(SPOT, HEADING, FRAME, full)).toMatchObject({ reason: 'resource', line: full });
  });

  it('is a lasting error more than ten lines below what was only spoken of', () => {
    const refused = 'error: no such step';
    const apart = [FRAME, '', `ERROR ${RETRYING}`];
    expect(judge(SPOT, ...steps(11), refused)).toMatchObject({ ...PERMANENT, line: refused });
    expect(judge(SPOT, ...steps(10), ...apart, refused)).toMatchObject({ signature: 'spot-interruption' });
    expect(judge(...steps(11), SPOT, refused)).toMatchObject({ signature: 'spot-interruption' });
    expect(judge(SPOT, refused, ...steps(11))).toMatchObject({ signature: 'spot-interruption' });
    expect(judge(refused, ...steps(11), SPOT)).toMatchObject({ signature: 'spot-interruption' });
    expect(judge(SPOT, ...steps(11), RESET)).toMatchObject({ signature: 'spot-interruption' });
    expect(judge(`ERROR ${SPOT}`, ...steps(11), refused)).toMatchObject({ signature: 'spot-interruption' });
    const full = 'Disk quota exceeded';
    expect(judge(SPOT, ...steps(11), full)).toMatchObject({ reason: 'resource', line: full });
    expect(judge(SPOT, ...steps(10), full)).toMatchObject({ signature: 'spot-interruption' });
  });

  it.each([
    ['it is told as an error', `ERROR ${SPOT}`, HEADING, FRAME, KEY],
    ['the error came before', HEADING, FRAME, KEY, SPOT],
    ['the error passes too', SPOT, HEADING, FRAME, RESET],
    ['the error came from elsewhere', SPOT, HEADING, KEY],
    ['the error is one that nobody knows', SPOT, HEADING, FRAME, 'acme.errors.RowsError: 3'],
    ['the error says no more than that the run was stopped', SPOT, HEADING, FRAME, 'KeyboardInterrupt'],
    ['nothing else went wrong', SPOT],
    ['it is told while the run shuts down', `Stopping now: ${SPOT}`],
    ['the error is none by its form', SPOT, FRAME, 'error: no such step'],
  ])('is from outside all the same, where %s', (_, ...lines) => {
    expect(judge(...lines)).toMatchObject({ signature: 'spot-interruption' });
  });

  it('is that a process was killed or lost its peer, not what is worded like an error far above', () => {
    const worded = 'Error: Notebook not found at rows';
    const lost = 'torch.distributed.DistBackendError: NCCL communicator was aborted';
    expect(judge(worded, ...steps(11), 'Killed')).toMatchObject({ signature: 'signal-killed' });
    expect(judge(worded, ...steps(10), 'Killed')).toMatchObject({ line: worded });
    expect(judge(worded, ...steps(11), lost)).toMatchObject({ reason: 'infrastructure', line: lost });
    expect(judge(worded, ...steps(11), EXIT)).toMatchObject({ line: worded });
    expect(judge(HEADING, FRAME, 'ValueError: no rows', ...steps(11), 'Killed').line).toBe(
      'ValueError: no rows',
    );
    expect(judge('fatal: not a git repository', ...steps(11), 'Killed')).toMatchObject(PERMANENT);
  });

  it('is that memory ran out, where the machine was lost within ten lines after that', () => {
    const killed = 'c++: fatal error: Killed signal terminated program cc1plus';
    const memory = { reason: 'resource', line: killed };
    expect(judge(killed, SPOT)).toMatchObject(memory);
    expect(judge(killed, ...steps(9), SPOT)).toMatchObject(memory);
    expect(judge(killed, ...steps(5), SPOT, ...steps(3), SPOT)).toMatchObject(memory);
    expect(judge(killed, ...steps(10), SPOT)).toMatchObject({ reason: 'infrastructure', line: SPOT });
    expect(judge(SPOT, killed)).toMatchObject(memory);
  });

  it('is no line from outside that stands more than 150 lines above the end', () => {
    const shown = [FRAME, `    print("${SPOT}")`];
    expect(judge(SPOT, ...steps(150), ...shown, EXIT)).toMatchObject({ signature: 'exit-code' });
  });

  it('is not an exception that is only reported, though nothing stands above its heading', () => {
    expect(judge(IGNORED, KEY)).toEqual({ reason: 'unknown', certainty: 'guess' });
    expect(judge(IGNORED, HEADING, FRAME, KEY)).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('may be a line under such a heading that is no exception', () => {
    expect(judge(IGNORED, 'Connection reset by peer')).toMatchObject(NETWORK);
  });

  it('is the exit code that says most, else the last', () => {
    const killed = { reason: 'resource', signature: 'signal-killed' };
    expect(judge('exit code 137', EXIT)).toMatchObject(killed);
    expect(judge(EXIT, 'exit code 137')).toMatchObject(killed);
  });

  it('may be an error with more output after it than a line that is none', () => {
    expect(judge('ERROR: Connection reset by peer', ...steps(11))).toMatchObject({
      reason: 'network',
      certainty: 'certain',
    });
  });

  it('is no warning that only reports how a process ended, and none that nothing is known of', () => {
    const stopped = { reason: 'infrastructure', signature: 'signal-terminated' };
    expect(judge('ERROR - Received SIGTERM.', 'INFO - the process ended with exit code 1')).toMatchObject(
      stopped,
    );
    expect(judge('ERROR - Received SIGTERM.', 'WARNING - rows are left over')).toMatchObject(stopped);
  });

  it('is a warning rather than an error that nobody knows, if that stands above it', () => {
    expect(judge('ERROR: no rows', RETRYING)).toMatchObject({ ...NETWORK, certainty: 'guess' });
    expect(judge(RETRYING, 'ERROR: no rows')).toMatchObject({ ...PERMANENT, line: 'ERROR: no rows' });
  });

  it('is a warning of a type only if that is one of passing trouble', () => {
    expect(judge('WARNING: the request timed out')).toMatchObject(NETWORK);
    expect(judge('WARNING: ValueError somewhere')).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is no error that nobody knows, with more than ten lines of ordinary output after it', () => {
    expect(judge('ERROR: no rows', ...steps(10))).toMatchObject(PERMANENT);
    expect(judge('ERROR: no rows', ...steps(11))).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is an error that nobody knows, if what may explain it has more than eight lines of output after it', () => {
    const reset = 'ERROR: Connection reset by peer';
    expect(judge(reset, ...steps(8), 'ERROR: no rows', ...steps(5))).toMatchObject(NETWORK);
    expect(judge(reset, ...steps(9), 'ERROR: no rows', ...steps(5))).toMatchObject(PERMANENT);
    expect(judge(reset, ...steps(5), 'ERROR: no rows', ...steps(3), 'ERROR: no columns')).toMatchObject(
      NETWORK,
    );
    expect(judge(reset, ...steps(5), 'ERROR: no rows', ...steps(4), 'ERROR: no columns')).toMatchObject({
      ...PERMANENT,
      line: 'ERROR: no columns',
    });
  });

  it('is no line that names a type in passing', () => {
    expect(judge('we saw a ValueError there', 'step 7')).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('may be the last words of a log, though they are no error by their form', () => {
    const said = 'the feature store did not answer';
    const words = { reason: 'network', certainty: 'guess', line: said };
    expect(judge('step 7', said)).toMatchObject(words);
    expect(judge(said, '', EXIT)).toMatchObject(words);
    expect(judge(said, 'exit code 137')).toMatchObject({ signature: 'signal-killed' });
    expect(judge(said, 'the socket failed')).toMatchObject({ line: 'the socket failed' });
    expect(judge('ERROR: no rows', said)).toMatchObject({ line: 'ERROR: no rows' });
  });

  it('may stand above what the platform says while it clears up', () => {
    const said = 'the feature store did not answer';
    const log = [
      { stream: 'stdout' as const, message: said },
      { stream: 'status' as const, message: 'Removing volumes of the execution' },
      { stream: 'status' as const, message: 'Handing back the machine' },
    ];
    expect(classify({ log })).toMatchObject({ reason: 'network', line: said });
  });

  it('may be what the platform says itself', () => {
    const said = 'Waiting for a machine took too long';
    const log = [
      { stream: 'stdout' as const, message: 'step 7' },
      { stream: 'status' as const, message: said },
    ];
    expect(classify({ log })).toMatchObject({ reason: 'network', line: said });
  });

  it('is not what a client logs of each answer, but what it gave up for', () => {
    const answer = 'HTTP Request: POST https://models.example "HTTP/1.1 429 Too Many Requests"';
    const retrying = "Retrying in 0.5 seconds as it raised RateLimitError: {'code': 'insufficient_quota'}";
    expect(judge(retrying, answer, 'Retrying request in 1 seconds', answer)).toMatchObject(PERMANENT);
  });

  it.each([
    'the tunnel is closed',
    'no reply, closing',
    'no reply, shut down',
    'the session was torn down',
    'disconnected',
    'the service is shutting down',
    'the service is going down',
    'the service is restarting',
  ])('is not what programs also say when they end in peace: %s', (words) => {
    expect(judge(words)).toEqual({ reason: 'unknown', certainty: 'guess' });
  });

  it('is the verdict of a test runner, not the names of its tests', () => {
    expect(
      judge(
        'survives that the connection is reset: Connection reset by peer',
        '=== 1 failed, 3 passed in 0.12s ===',
      ),
    ).toMatchObject(PERMANENT);
  });

  it('is the loss of a peer after an exception that nothing is known of', () => {
    expect(
      judge('acme.RowsError: too few', '[rank1]: RuntimeError: Connection closed by peer [10.0.0.7]:4821'),
    ).toMatchObject({
      signature: 'peer-lost',
      certainty: 'guess',
    });
  });
});

describe('the exception above a link', () => {
  it.each<[string, string[]]>([
    ['without a traceback', [LINK]],
    ['with one', [LINK, HEADING, FRAME]],
    ['with frames at the margin', [LINK, HEADING, 'File "/app/train.py", line 12, in main']],
    ['with an empty line', [LINK, HEADING, '']],
    [
      'with long code',
      [LINK, HEADING, FRAME, '    fit(', '      rows,', '      labels,', '      names,', '    )'],
    ],
  ])('decides over one %s', (_, between) => {
    expect(judge(RESET, ...between, KEY)).toMatchObject({ reason: 'network', line: RESET });
  });

  it.each(['a  b', ' a'])('is not looked for across %j', (line) => {
    expect(judge(RESET, LINK, HEADING, line, KEY)).toMatchObject(PERMANENT);
  });

  it('is looked for across several links', () => {
    expect(judge(RESET, LINK, HEADING, 'RuntimeError: bad answer', LINK, HEADING, FRAME, KEY)).toMatchObject({
      reason: 'network',
      line: RESET,
    });
  });

  it.each<[string, string[]]>([
    ['frames', [JAVA_FRAME]],
    ['the heading of its traceback', [HEADING]],
  ])('is not looked for above %s', (_, above) => {
    expect(judge(RESET, ...above, KEY, LINK, HEADING, FRAME, "ValueError: 'x'")).toMatchObject(PERMANENT);
  });
});

describe('the reason above a message that wraps it', () => {
  it.each([
    'gone after 1 attempt',
    'gone after 12 attempts',
    'gone after 12 tries',
    'max retries',
    'maximum retries',
    'maximum number of attempts',
  ])('may be a warning when it says %j', (words) => {
    expect(judge(RETRYING, 'step', `RuntimeError: ${words}`)).toMatchObject(NETWORK);
  });

  it.each([
    'could not load rows',
    "couldn't load rows",
    'failed to initialize rows',
    'failed to write rows',
    'could not commit rows',
    'cannot execute rows',
    'failed to initialise rows',
    'connecting failed',
    'download of rows failed',
    'submission failed',
    'gathering failed for rows',
    'repository apt.acme.example is not signed',
    'repository apt.acme.example is no longer signed',
  ])('is an error when it says %j', (words) => {
    expect(judge(STALE, `acme.RowsException: ${words}`)).toMatchObject({
      reason: 'infrastructure',
      line: STALE,
    });
  });

  it('is an error when it says nothing but its type', () => {
    expect(judge(STALE, '   RuntimeError')).toMatchObject({ line: STALE });
    expect(judge(STALE, 'RuntimeError: rows')).toMatchObject({ line: 'RuntimeError: rows' });
  });

  it('is no line that gives up in the same words', () => {
    const refused = 'ERROR: release failed with status: 403';
    const silent = 'ERROR: no response from the desk';
    const gaveUp = ['ERROR: too many retries, aborting', 'RuntimeError: too many retries'];
    expect(judge(refused, ...gaveUp)).toMatchObject({ ...PERMANENT, line: refused });
    expect(judge(silent, ...gaveUp)).toMatchObject({ ...NETWORK, line: silent });
    expect(judge(...gaveUp)).toMatchObject({ ...NETWORK, line: gaveUp[1] });
    const lost = 'ERROR: giving up, the machine was lost';
    expect(judge(lost, ...gaveUp)).toMatchObject({ reason: 'infrastructure', line: lost });
  });

  it('may be an error that is no exception', () => {
    expect(judge('ERROR: Connection refused', 'ValueError: Failed to load rows')).toMatchObject(NETWORK);
  });

  it('may be that something did not arrive, but no other error that is known by its type only', () => {
    const missing = 'Error in loadNamespace(name) : no rows of that name';
    expect(judge('download of package ‘rows’ failed', missing)).toMatchObject({
      signature: 'download-failed',
    });
    expect(judge(KEY, missing)).toMatchObject({ signature: 'r-error' });
  });

  it('is ordinary output only right above it, and no warning that came later', () => {
    const gaveUp = 'RuntimeError: giving up after 3 attempts';
    expect(judge(...steps(5), DETAIL, ...steps(2), gaveUp)).toMatchObject(NETWORK);
    expect(judge(DETAIL, ...steps(3), gaveUp)).toMatchObject(PERMANENT);
    expect(judge(gaveUp, RETRYING)).toMatchObject(PERMANENT);
  });

  it('is looked for in eight lines, or forty after attempts', () => {
    const failed = 'ValueError: Failed to load rows';
    expect(judge(STALE, ...steps(7), failed)).toMatchObject({ line: STALE });
    expect(judge(STALE, ...steps(8), failed)).toMatchObject({ line: failed });
    const gaveUp = 'RuntimeError: giving up after 3 attempts';
    expect(judge(RETRYING, ...steps(39), gaveUp)).toMatchObject({ line: RETRYING });
    expect(judge(RETRYING, ...steps(40), gaveUp)).toMatchObject({ line: gaveUp });
  });
});

describe('the reason below a message of several lines', () => {
  const after = steps(12);

  it('is looked for in eight lines', () => {
    expect(judge(STOPPED, DETAIL, ...after)).toMatchObject({ line: DETAIL, certainty: 'likely' });
    expect(judge(STOPPED, ...steps(7), DETAIL, ...after)).toMatchObject({ line: DETAIL });
    expect(judge(STOPPED, ...steps(8), DETAIL, ...after)).toMatchObject({ line: STOPPED });
  });

  it.each([HEADING, JAVA_FRAME])('is not looked for below %j', (line) => {
    expect(judge(STOPPED, line, DETAIL, ...after)).toMatchObject({ line: STOPPED });
  });

  it('is no warning, and no exit code', () => {
    expect(judge(STOPPED, RETRYING, ...after)).toMatchObject({ line: STOPPED });
    expect(judge(STOPPED, 'exit code 137', ...after)).toMatchObject({ line: STOPPED });
    expect(judge(STOPPED, 'recvValue failed', ...after)).toMatchObject({ line: STOPPED });
  });

  it('is the first of several, or one that says why it lasts', () => {
    const busy = 'the desk is temporarily unavailable';
    const large = 'details = "Received message larger than max (12 vs. 4)"';
    expect(judge(STOPPED, DETAIL, busy, ...after)).toMatchObject({ ...NETWORK, line: DETAIL });
    expect(judge(STOPPED, DETAIL, large, ...after)).toMatchObject({ ...PERMANENT, line: large });
  });

  it('is what is wrong instead of what did not arrive, unless something passing stands above that', () => {
    const failed = 'acme.FeedError: connection to the desk failed';
    expect(judge(failed, 'rows missing', ...after)).toMatchObject({ ...PERMANENT, line: 'rows missing' });
    expect(judge(failed, DETAIL, 'rows missing', ...after)).toMatchObject({ ...NETWORK, line: DETAIL });
    expect(judge(failed, 'the desk disconnected', ...after)).toMatchObject({ ...NETWORK, line: failed });
  });
});

describe('a line in the message of an exception', () => {
  const busy = 'please try again later';
  const denied = 'acme.RowsError: 403 Forbidden';

  it('does not outweigh what the exception itself says', () => {
    expect(judge(denied, busy)).toMatchObject({ reason: 'permanent', line: denied });
    expect(judge(denied, ...steps(7), busy)).toMatchObject({ line: denied });
  });

  it('outweighs what passes, if it says that it does not', () => {
    const limited = "openai.RateLimitError: Error code: 429 - {'error': {'message':";
    const unpaid = "'type': 'insufficient_quota'}}";
    expect(judge(limited, "'There are no credits left'", unpaid)).toMatchObject({
      ...PERMANENT,
      line: unpaid,
    });
    expect(judge('acme.RowsException: rows', unpaid)).toMatchObject({ ...PERMANENT, line: unpaid });
    expect(judge(limited, 'the session was reset by the peer, 503 Service Unavailable')).toMatchObject({
      line: limited,
    });
  });

  it('says what an exception does not', () => {
    expect(judge(STOPPED, busy)).toMatchObject({ reason: 'service', line: busy });
  });

  it('belongs to none that ended before', () => {
    expect(judge(denied, ...steps(8), busy)).toMatchObject({ line: busy });
    expect(judge(denied, '', busy)).toMatchObject({ line: busy });
    expect(judge(denied, RETRYING, busy)).toMatchObject({ line: busy });
  });
});

describe('a broken pipe between processes of the run', () => {
  const PIPE = '  File "/usr/lib/python3.11/multiprocessing/connection.py", line 368, in _send';
  const WRITE = '    n = write(self._handle, buf)';
  const BROKEN = 'BrokenPipeError: [Errno 32] Broken pipe';

  it.each([
    BROKEN,
    'EOFError',
    '  EOFError',
    'ConnectionResetError: [Errno 104] Connection reset by peer',
    'ConnectionRefusedError: [Errno 111] Connection refused',
    "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/pymp-9w2/listener-x'",
  ])('does not hide why the other process ended: %j', (broken) => {
    const fallout = [HEADING, PIPE, WRITE, broken];
    expect(judge(HEADING, FRAME, KEY, ...fallout)).toMatchObject({ ...PERMANENT, line: KEY });
    expect(judge(HEADING, FRAME, KEY, ...fallout, ...fallout)).toMatchObject({ line: KEY });
    expect(judge('ERROR: no rows', ...fallout)).toMatchObject({ line: 'ERROR: no rows' });
  });

  it('is what is known where nothing else is', () => {
    expect(judge(HEADING, PIPE, WRITE, BROKEN)).toMatchObject({
      ...NETWORK,
      certainty: 'guess',
      line: BROKEN,
    });
    expect(judge(HEADING, PIPE, 'EOFError', HEADING, PIPE, BROKEN)).toMatchObject({ line: BROKEN });
    const said = 'the feature store did not answer';
    expect(judge(said, HEADING, PIPE, BROKEN)).toMatchObject({ line: said });
    expect(judge(HEADING, PIPE, BROKEN, 'exit code 137')).toMatchObject({ signature: 'signal-killed' });
  });

  it.each([
    [HEADING, PIPE, FRAME, BROKEN],
    [HEADING, FRAME, BROKEN],
    [HEADING, PIPE.replace('multiprocessing', 'rows'), BROKEN],
    [HEADING, PIPE, 'rows', BROKEN],
    [HEADING, `  in ${PIPE.trim()}`, BROKEN],
    [BROKEN],
  ])('is none where another code stands right above it: %j', (...lines) => {
    expect(judge(HEADING, FRAME, KEY, 'step 7', ...lines)).toMatchObject({
      ...NETWORK,
      certainty: 'certain',
    });
  });

  it.each([
    'TimeoutError: timed out',
    'a BrokenPipeError',
    'rows.BrokenPipeError: [Errno 32] Broken pipe',
    "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/rows'",
  ])('is none of another kind: %j', (other) => {
    expect(judge(HEADING, FRAME, KEY, HEADING, PIPE, other).line).toBe(other);
  });
});

describe('an exception in a thread of Python', () => {
  const gone = 'OSError: [Errno 9] Bad file descriptor';

  it.each([
    'Exception in thread Thread-3:',
    'Exception in thread Thread-3 (_heartbeat):',
    '  Exception in thread Thread-12 (_heartbeat):',
    'Exception in thread Monitor:',
  ])('does not hide what ended the run: %j', (heading) => {
    const thread = [heading, HEADING, FRAME, gone];
    expect(judge(HEADING, FRAME, KEY, ...thread)).toMatchObject({ line: KEY });
    expect(judge(...thread, ...thread)).toMatchObject({ line: gone, certainty: 'guess' });
  });

  it.each([
    'Exception in thread "main" java.lang.Rows',
    'an Exception in thread Thread-3:',
    'Exception in thread Thread-3: rows',
    'Exception in thread thread-3:',
    'Exception in thread Thread-x-3 of:',
  ])('is not one below %j', (heading) => {
    expect(judge(HEADING, FRAME, KEY, 'step 7', heading, HEADING, FRAME, gone)).toMatchObject({ line: gone });
  });

  it('is none where no exception is', () => {
    const error = 'ERROR: Connection reset by peer';
    expect(judge('Exception in thread Thread-3:', error)).toMatchObject({
      line: error,
      certainty: 'certain',
    });
  });
});

describe('a line that is set in', () => {
  it('goes on with the warning above it', () => {
    const warning = 'WARNING: the request timed out';
    expect(judge(warning, '  when it read rows')).toMatchObject({ line: warning });
    expect(judge(warning, ' when it read rows')).toEqual({ reason: 'unknown', certainty: 'guess' });
    expect(judge(warning, 'when  it read rows')).toEqual({ reason: 'unknown', certainty: 'guess' });
  });
});

describe('what is missing where it was not installed', () => {
  const RETRIED = 'WARNING: Retrying (Retry(total=0)) after connection broken by: Connection reset by peer';
  const NOTHING = 'ERROR: Could not find a version that satisfies the requirement rows (from versions: none)';
  const FETCH = 'E: Failed to fetch http://deb.acme.example/rows.deb  Connection timed out';
  const MISSING = "ModuleNotFoundError: No module named 'rows'";

  it.each([
    MISSING,
    "Error: Cannot find module 'rows'",
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'rows'",
    'Error in library(rows) : there is no package called',
  ])('is explained by what its installation gave up for: %j', (missing) => {
    expect(judge(FETCH, ...steps(3), missing)).toMatchObject({ ...NETWORK, line: FETCH });
    expect(judge(RETRIED, NOTHING, HEADING, FRAME, missing)).toMatchObject({ ...NETWORK, line: RETRIED });
    expect(judge(NOTHING, missing)).toMatchObject({ ...PERMANENT, line: missing });
  });

  it('is explained within sixty lines, by the last that failed to be fetched, and by no other error', () => {
    expect(judge(FETCH, ...steps(59), MISSING)).toMatchObject(NETWORK);
    expect(judge(FETCH, ...steps(60), MISSING)).toMatchObject({ ...PERMANENT, line: MISSING });
    expect(judge(FETCH, NOTHING, MISSING)).toMatchObject({ ...NETWORK, line: FETCH });
    expect(judge(FETCH, ...steps(45), NOTHING, MISSING)).toMatchObject({ ...NETWORK, line: FETCH });
    expect(judge('Connection reset by peer, giving up', MISSING)).toMatchObject({ line: MISSING });
    expect(judge(RETRIED, MISSING)).toMatchObject({ line: MISSING });
    expect(judge('ERROR: Connection reset by peer', MISSING)).toMatchObject({ line: MISSING });
    expect(judge('could not fetch rows: Connection reset by peer', KEY)).toMatchObject({ line: KEY });
  });

  it('is what the code says otherwise', () => {
    expect(judge(FETCH, KEY)).toMatchObject({ ...PERMANENT, line: KEY });
  });
});

describe('what could not be fetched', () => {
  const failed = 'error: failed to fetch some objects';
  const refused = 'batch response: This repository is over its data quota.';

  it('is explained by what was said right above it', () => {
    expect(judge(refused, failed)).toMatchObject({ ...PERMANENT, line: refused });
    expect(judge(refused, ...steps(2), failed)).toMatchObject({ ...PERMANENT, line: refused });
    expect(judge(refused, ...steps(3), failed)).toMatchObject({ ...NETWORK, line: failed });
  });

  it('lasts if an error right above it says that something is wrong, of whatever kind', () => {
    const wrong = 'ERROR: the bucket of rows does not exist';
    expect(judge(wrong, failed)).toMatchObject({ ...PERMANENT, line: wrong });
    expect(judge(wrong, ...steps(2), failed)).toMatchObject({ ...PERMANENT, line: wrong });
    expect(judge(wrong, ...steps(3), failed)).toMatchObject({ ...NETWORK, line: failed });
    expect(judge(wrong, 'RuntimeError: failed to fetch rows: timed out')).toMatchObject(NETWORK);
    expect(judge('the bucket of rows does not exist', failed)).toMatchObject({ line: failed });
    expect(judge(`WARNING ${wrong}`, failed)).toMatchObject({ line: failed });
  });

  it('lasts if what it goes on with right below says so', () => {
    const wrong = " - The bucket 'rows' was not found";
    expect(judge(failed, wrong)).toMatchObject({ ...PERMANENT, line: wrong.trim() });
    expect(judge(...steps(9), failed, ...steps(2), wrong)).toMatchObject({
      ...PERMANENT,
      line: wrong.trim(),
    });
    expect(judge(failed, ...steps(3), wrong)).toMatchObject({ ...NETWORK, line: failed });
    expect(judge(failed, `WARNING ${wrong}`)).toMatchObject({ line: failed });
    expect(judge('requests.exceptions.ReadTimeout: rows', wrong)).toMatchObject(NETWORK);
  });

  it('passes if an error right above it says nothing of why', () => {
    expect(judge('ERROR: Process completed with exit code 1.', failed)).toMatchObject({ line: failed });
    expect(judge('ERROR: the frobnicator is out of tune', failed)).toMatchObject({ line: failed });
  });

  it('is all that is known where nobody knows the errors above it either', () => {
    const unnamed = 'acme.RowsException: could not load rows';
    expect(judge('ERROR: the frobnicator is out of tune', unnamed)).toMatchObject({ line: unnamed });
  });

  it('is not explained by what programs also say when they end in peace, nor by an aside', () => {
    expect(judge('the session was torn down by the peer', failed)).toMatchObject({ line: failed });
    expect(judge(`note: ${refused}`, failed)).toMatchObject({ line: failed });
  });
});

describe('a build that stopped', () => {
  const STOPPED_BUILD = 'ninja: build stopped: subcommand failed.';

  it('is the end of it, unless something killed it', () => {
    expect(judge(STOPPED_BUILD, EXIT)).toMatchObject({ ...PERMANENT, signature: 'build-stopped' });
    expect(judge(EXIT, STOPPED_BUILD)).toMatchObject({ signature: 'build-stopped' });
    expect(judge('Killed', STOPPED_BUILD)).toMatchObject({ reason: 'resource', signature: 'signal-killed' });
    expect(judge(STOPPED_BUILD, 'Killed')).toMatchObject({ signature: 'signal-killed' });
    expect(judge('ERROR: Failed building wheel for rows', STOPPED_BUILD).line).toBe(STOPPED_BUILD);
    expect(judge('exit code 143', 'Killed')).toMatchObject({ line: 'Killed' });
  });

  it('was killed, if the exception that led to it says so', () => {
    const killed = 'subprocess.CalledProcessError: ninja returned non-zero exit status 137.';
    const failed = 'RuntimeError: the extension does not build';
    expect(judge(killed, '', LINK, '', failed)).toMatchObject({ signature: 'signal-killed' });
    const ended = killed.replace('137', '1');
    expect(judge(ended, '', LINK, '', failed)).toMatchObject({ line: failed });
  });

  it('is found through an indented chain too', () => {
    const chain = [HEADING, FRAME, RESET, '', LINK, '', HEADING, FRAME, STOPPED];
    expect(judge(...indented(...chain))).toMatchObject({ ...NETWORK, line: RESET });
    expect(judge(...indented(RESET, '', LINK, '', STOPPED))).toMatchObject({ ...NETWORK, line: RESET });
    expect(judge(...indented(IGNORED, HEADING, FRAME, KEY))).toMatchObject({ reason: 'unknown' });
  });
});

describe('what a program says when it shuts down', () => {
  it('is not why an exception came about', () => {
    const failed = 'ValueError: no rows';
    expect(judge(failed, 'the service is shutting down', 'step 7')).toMatchObject({ line: failed });
    expect(judge(failed, 'the service is temporarily away')).toMatchObject({ reason: 'service' });
  });
});
