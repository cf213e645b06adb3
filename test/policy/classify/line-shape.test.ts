import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../../functions/policy/classify/line-shape.ts';
import type { LineLevel, TailLine } from '../../../functions/policy/classify/read-lines.ts';

function line(text: string, level: LineLevel = 'none'): TailLine {
  return { text, level, original: text, position: 0, stream: 'stderr' };
}

function shape(text: string): string {
  return shapeOf(line(text), []);
}

describe('what holds no word', () => {
  it.each(['', '   ', '=======', '  ^^^^^^', '───'])('is blank: %j', (text) => {
    expect(shape(text)).toBe('blank');
  });

  it.each(['word', '= 7', 'a=', 'слово', '= да', 'да ='])('is not what does: %j', (text) => {
    expect(shape(text)).toBe('text');
  });
});

describe('a heading', () => {
  it.each([
    ['Traceback (most recent call last):', 'traceback'],
    ['Exception raised from check (most recent call first): Traceback (most recent call first)', 'traceback'],
    ['During handling of the above exception, another exception occurred:', 'link'],
    ['  The above exception was the direct cause of the following exception:', 'link'],
    ['Exception ignored in: <function close>', 'ignored'],
    ['  Exception ignored in: <function close>', 'ignored'],
    ['Error in atexit._run_exitfuncs:', 'ignored'],
    ['Error in sys.excepthook:', 'ignored'],
  ])('%j is known for what it heads', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([
    'like During handling of the above exception, another exception occurred:',
    'an Exception ignored in: <function close>',
  ])('is none in the middle of a line: %j', (text) => {
    expect(shape(text)).toBe('error');
  });

  it('is none where the whole traceback stands in its line', () => {
    const folded = `503 Service Unavailable Traceback (most recent call last): ${'File "rows.py", line 7, in read '.repeat(2)}`;
    expect(shape(folded)).toBe('text');
    expect(shape(`upload failed: ${folded}`)).toBe('error');
    expect(shape(`${'rows '.repeat(24)}Traceback (most recent call last):`)).toBe('traceback');
    expect(shape(`${'rows '.repeat(25)}Traceback (most recent call last):`)).toBe('text');
  });

  it('is its last place, if the exception is folded into that line', () => {
    const place = '  File "/app/rows.py", line 7, in read';
    expect(shape(`${place} raise last google.api_core.exceptions.InternalServerError: 500 rows`)).toBe(
      'exception',
    );
    expect(shape(`${place} raise RowsException: gone`)).toBe('exception');
    expect(shape(`${place} sock.recv(4) socket.ReadTimeout: gone`)).toBe('exception');
    expect(shape(`${place} raise RowsError:`)).toBe('frame');
    expect(shape(`${place} raise RowsError(7)`)).toBe('frame');
    expect(shape(`in${place} RowsError: gone`)).not.toBe('exception');
  });
});

describe('a frame', () => {
  it.each([
    '  File "train.py", line 3, in fit',
    'File "train.py", line 3, in fit',
    '\tat org.acme.Rows.read(Rows.java:7)',
    '\tat java.sql/java.sql.DriverManager.getConnection(DriverManager.java:702)',
    '    at app//org.acme.Rows-7.read(Rows.java:7)',
    '    at org.acme.Rows@7/read(Rows.java:7)',
    '    at f(1)',
    '    at async load (file:///app/rows.js:3:9)',
    '    at new Rows (/app/rows.js:3:9)',
    '    at file:///app/rows.js:3:9',
    '    at /app/rows.js:3:9',
    '    ... 17 more',
    '    ... 3 common frames omitted',
    '  [Previous line repeated 996 more times]',
    '│ 12 │ read(rows) │',
    '    │ 12 │ read(rows) │',
    '╭── Traceback ──╮',
    'frame #7: c10::Error::Error()',
    '#1 0x00007f in raise ()',
    '  #12 0x00007f in abort ()',
    '#3:  <unknown function>',
    '#4 rows::read (path=0x1)',
    'Error in readRows (line 12)',
    '---> 12         read(rows)',
    '->7 read(rows)',
    '    12 ',
    '    312 ',
    '    4012 rows',
    '    42 rows',
    '    503',
    '    538 except (ShellError, OSError) as e:',
    '    404 READ = 7',
    '    505     # rows',
    'File "my rows.py", line 12',
    '   7',
    'Cell In[7], line 3',
    'File ~/rows.py:12, in read(path)',
    '~/rows.py in read(self, path)',
    '<ipython-input-3-7> in <module>()',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('frame');
  });

  it.each([
    ['the 3 at Rows.read(Rows.java:7)', 'text'],
    ['in File "train.py", line 7', 'text'],
    ['  12 rows', 'text'],
    ['    429 Too Many Requests', 'text'],
    ['    503 Service Unavailable', 'text'],
    ['         12 rows', 'text'],
    ['    12rows', 'text'],
    ['    123456 rows', 'text'],
    ['-----> 12', 'text'],
    ['the ---> 12', 'text'],
    ['the    12 rows', 'text'],
    ['in Cell In[7], line 3', 'text'],
    ['Cell 7', 'text'],
    ['all rows in read(path)', 'text'],
    ['rows in read(path), at last', 'text'],
    ['rows │ 7', 'text'],
    ['  ╰─▶ Because there are no rows', 'text'],
    ['└───⚠ fit    rows-1   29m   pod deleted', 'text'],
    [' ├─✔ read   rows-2   6m', 'text'],
    ['├---✔ rows(0)', 'text'],
    ['└-·-⚠ rows(1)', 'text'],
    ['└·-⚠ rows(1)', 'text'],
    ['the frame #7: lost', 'text'],
    ['rows #1 0x00007f', 'text'],
    ['#1 of 3', 'text'],
  ])('is not %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it('is the code under a place, which stands farther to the right', () => {
    const place = line('  File "train.py", line 3, in fit');
    const code = line("    raise KeyError('label')");
    expect(shapeOf(code, [place])).toBe('frame');
    expect(shapeOf(line('        KeyError: label'), [code, place])).toBe('frame');
  });

  it('is not what stands as far to the left as the place', () => {
    expect(shapeOf(line('  KeyError: label'), [line('  File "train.py", line 3, in fit')])).toBe('exception');
  });

  it('is not what stands under a line that only mentions a place', () => {
    expect(shapeOf(line('    rows'), [line('in File "train.py", line 3')])).toBe('text');
  });
});

describe('an exception', () => {
  it.each([
    'KeyError: label',
    'KeyError',
    'KeyError (in rows)',
    '    KeyError: label',
    'Trainer: KeyError: label',
    'Exception in thread "main" Rows.ReadError: broken',
    'Caused by: Rows.ReadError: broken',
    'Caused by Rows.ReadError: broken',
    'Unhandled exception. Rows.ReadError: broken',
    'Unhandled exception: Rows.ReadError: broken',
    'Unhandled exception Rows.ReadError: broken',
    'Uncaught ReadError: broken',
    ': rows.ReadError: broken',
    'Rows.Io$Inner.ReadError: broken',
    'rows.io.Rows$ReadError',
    'Rows::Io::ReadError: broken',
    'ReadError2: broken',
    'TaskError(KeyError): broken',
    'ReadError [ERR_ROWS-7]: broken',
    'ReadException in line 7 of /app/rows:',
    'ReadException in rule rows:',
    'ReadTimeout: none',
    'KeyboardInterrupt',
    'rows.io.Broken: it is',
    'rows.io.Broken:',
    'rows.io.Broken',
    'socket.timeout: timed out',
    'socket.timeout',
    'ssl.error: none',
    'ftplib.error_temp: 421',
    'ftplib.error_temp',
    'Exception: broken',
    'Uncaught: broken',
    '** (Rows.Broken) it is',
    "/app/rows.rb:17:in `read': it is (Rows::Broken)",
    "/app/rows.rb:17:in 'read': it is (Rows::Broken)",
    'NotFound: 404 no rows',
    'TooManyRequests: 429 no rows',
    'InternalServerError: 500 no rows',
    'Forbidden: 403 no rows',
    'Unknown: 500 no rows',
    'MissingInputException in file /app/Snakefile, line 26:',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('exception');
  });

  it.each([
    ['the KeyError: label', 'text'],
    ['trainer: KeyError: label', 'text'],
    ['ReadError handling done', 'text'],
    ['ReadException in rows', 'text'],
    ['in rows.io.Broken: it is', 'text'],
    ['rows.io.Broken is a class', 'text'],
    ['the socket.timeout: 7', 'text'],
    ['socket.timeout is 7', 'text'],
    ['Rows.timeout: 7', 'text'],
    ['one Exception: broken', 'error'],
    ['a ** (Mix) task', 'text'],
    ["from /app/rows.rb:17:in `read': it is", 'text'],
    ['the NotFound: 404 rows', 'text'],
    ['notFound: 404 rows', 'text'],
    ['Epoch: 404 loss 0.3', 'text'],
    ['NotFound: 304 rows', 'text'],
    ['NotFound: 4040 rows', 'text'],
  ])('is not %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('a warning', () => {
  it.each([
    'UserWarning: rows',
    'rows.py:7: UserWarning: rows',
    'rows:UserWarning: rows',
    'retrying',
    'will retry soon',
    'will be retried',
    'trying again',
    'retry 3/5',
    'retry 12 of 15',
    'retry attempt #3 of 5',
    'attempt 3/5',
    'attempt 12/15',
    'attempt #3 of 5',
    'attempt 1 of 15',
    "Retrying (Retry(total=2)) after 'rows'",
    'reconnecting',
    'W: Failed to fetch http://acme.example/rows',
    'Err:6 http://acme.example/rows',
    'Err:12 http://acme.example/rows failed',
    '  Connection failed [IP: 10.4.4.4 80]',
    '  Connection timed out [IP: 10.4.4.4 80]',
    'failed, trying to resume',
    'Error while downloading from https://acme.example/rows: Read timed out.',
    "'ReadTimeoutError()' thrown while requesting HEAD https://acme.example/rows",
    'back off for 3 s',
    'backing off',
    '12 retries left',
    'fall back to the CPU',
    'falling back on the CPU',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('warning');
  });

  it('is what the logger says is one', () => {
    expect(shapeOf(line('rows', 'warning'), [])).toBe('warning');
    expect(shapeOf(line('rows failed', 'warning'), [])).toBe('warning');
  });

  it.each([
    ['(UserWarning: rows', 'text'],
    ['attempt 5/5 failed', 'error'],
    ['attempt 12 of 12 failed', 'error'],
    ['SW: failed', 'error'],
    ['rows Err:6 http failed', 'error'],
    ['Err:x http failed', 'error'],
    ['   Connection failed [IP: 10.4.4.4 80]', 'error'],
    ['rows   Connection failed [IP: 10.4.4.4 80]', 'error'],
    ['an Error while downloading from https://acme.example/rows', 'error'],
    ['entrying to resume failed', 'error'],
    ['trying to resumed failed', 'error'],
    ['rethrown while requesting failed', 'error'],
    ['thrown while requesting_ failed', 'error'],
    ['retrying may help, it failed', 'error'],
    ['retrying might help, it failed', 'error'],
    ['retrying can help, it failed', 'error'],
    ['retrying could help, it failed', 'error'],
  ])('is not %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe('an error', () => {
  it.each([
    'E: rows',
    'failed to read',
    'the rows abort',
    'rows: aborted',
    'it was killed',
    'ERR! rows',
    "sed: can't read rows",
    "couldn't read rows",
    'rows: No such file or directory',
    '  what():  no rows',
    'rows | CREATE_FAILED | AWS::S3::Bucket',
    'rows | UPDATE_FAILED | AWS::S3::Bucket',
    'rows | DELETE_FAILED | AWS::S3::Bucket',
    'rows | ROLLBACK_FAILED | AWS::S3::Bucket',
    '❌ no rows',
    '    ❌ no rows',
    ' ***ERROR: no rows',
    '(ERR): no rows',
    '        (ERR): no rows',
    'nginx: [emerg] no rows',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('error');
  });

  it('is what the logger says is one', () => {
    expect(shapeOf(line('rows', 'error'), [])).toBe('error');
  });

  it.each([
    'SIZE: 7',
    'errors',
    'terror',
    'rows',
    'so what(): rows',
    'so (ERR): rows',
    'rows | TEST_FAILED',
    'rows ❌',
    '3 passed; 0 failed; 1 ignored',
    'build failed with 0 errors',
    '0 error in rows, which failed once',
    '0 failure in rows: none failed',
    '0 failures, as failed: none',
    'Failed:        0   (0.0%)',
    'failed=0',
    'error: 0',
    'Error (P-MPJPE): 35.46 mm',
    'error = 1.12',
    'failure: 0',
    'failed rows: failures: 0',
    'failed rows: errors 0',
    'Done. Your build exited with 0.',
    'the error handler ended with status: 0',
    'failed once, then exit code 0',
  ])('is not %j', (text) => {
    expect(shape(text)).toBe('text');
  });

  it.each([
    '10 failed',
    '1.0 failed',
    '1,0 failed',
    'failed 0x80070005',
    'failed: 12',
    'error: 7',
    'error: rows 1.5',
    'error (): 1.5',
    'failed with 0 rows',
    'failed with status 10',
    '0 terrors, one failed',
    'the 0 failing failed',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('error');
  });
});

describe('an aside', () => {
  it.each([
    'wandb: Run data is saved',
    'wandb: Network error resolved after 0:00:12',
    'HTTP Request: GET https://rows.example "HTTP/1.1 429 Too Many Requests"',
    'Removed 3 rows',
    '##[group]Run',
    'Sending process 812 closing signal SIGTERM',
    'For more information see the manual',
    'hint: rows',
    'Command error:',
    'Error: No such container: rows',
    'Error response from daemon: No such container: rows',
    'Run `rlang::last_trace()` to see where the error occurred.',
    'Rate limit remaining: 59/60',
    '  Rate limit reset at: noon',
    'rows/resource_tracker.py:7: UserWarning: rows',
    'ERROR:rows:send: atexit err <Response [400]>',
    'Node 20 is being deprecated, and so on',
    'Node.js 20 is deprecated',
    'Node 120 actions are deprecated',
    '(Background on this error at: https://sqlalche.me/e/20/e3q8)',
    '   (Background on this error at: https://sqlalche.me/e/20/e3q8)',
    'yes: standard output: Broken pipe',
    '/usr/bin/ldd: line 43: printf: write error: Broken pipe',
    'gzip: stdout: Broken pipe',
    'xz: (stdout): Write error: Broken pipe',
    'zstd: error 70 : Write error : Broken pipe',
    'zstd: error 70 : Write error : cannot write decoded block : Broken pipe',
    "sort: write failed: 'standard output': Broken pipe",
    '1 error; 15 distinct packages available',
    '\tstatus code: 400, request id: 5f0c',
    '    status code: 404',
    '12 errors; 150 distinct packages available',
    'If this is a long-running test, pass a timeout value',
    'Shutting down',
    'Shutting down rows',
    'Exiting',
    'Exiting now ...',
  ])('is %j', (text) => {
    expect(shape(text)).toBe('aside');
  });

  it.each([
    ['my wandb: Run data', 'text'],
    ['rows-yes: standard output: Broken pipe', 'text'],
    ['yes: standard output: Broken pipe of rows', 'text'],
    ['gzip: rows: Broken pipe', 'text'],
    ['rows: status code: 400', 'text'],
    ['status code: 400 of rows', 'text'],
    ['zstd: error 7000 : Write error : Broken pipe', 'error'],
    ['rows: 12 errors; 15 distinct packages', 'text'],
    ['rows: If this is a long-running test', 'text'],
    ['wandb: ERROR no rows', 'error'],
    ['wandb: Network error, no rows', 'error'],
    ['we Removed 3 rows', 'text'],
    ['Shutting down it after 8 rows', 'text'],
    ['Shutting down all rows because of it', 'text'],
    ['Shutting down rows due to rain', 'text'],
    ['Exiting row 7', 'text'],
    ['rows: Exiting', 'text'],
    ['Exiting now .....', 'text'],
    ['the Node 20 is deprecated', 'text'],
    ['Node rows is deprecated', 'text'],
    ['rows For more information', 'text'],
    ['rows: Rate limit remaining: 59', 'text'],
    ['Rate limit reached', 'text'],
    ['rows: Error: No such container: rows', 'error'],
    ['Fatal error: No such container: rows', 'error'],
    ['Rate limit resetting', 'text'],
    ['a hint', 'text'],
    ['rows (Background on this error at: the manual)', 'error'],
  ])('is not %j', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});
