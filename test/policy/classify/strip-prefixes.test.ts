import { describe, expect, it } from 'vitest';
import { stripPrefixes } from '../../../functions/policy/classify/strip-prefixes.ts';

describe('stripPrefixes', () => {
  it.each([
    '2026-04-02 08:15:30,112 ',
    '2026-04-02T08:15:30.123456Z ',
    '[2026-04-02 08:15:30] ',
    '2026-04-02T08:15:30+0200: ',
    '2026/04/02 08:15:30 ',
    '[08:15:30] ',
    '08:15:30.123 ',
    'Apr  2 08:15:30 ',
    'Thu Apr 12 08:15:30 2026: ',
    '[   21.091872] ',
    '#12 453.1 ',
    '453.1 ',
    '7: ',
    '404: [rank404]: ',
    'trainer-0: ',
    '[rank3]: ',
    'rank3: ',
    '[default3]:',
    '[host1:0]',
    '[gpu187:0]:',
    '[0]<stderr>:',
    '(pid=812) ',
    '(train pid=812, ip=10.0.0.3) ',
    '[pod/train-0/trainer] ',
    'Apr  2 08:15:30 gpu-3 python[812]: ',
    'python[812]: ',
    '[2026-04-02, 08:15:30 UTC] {subprocess.py:93} INFO - ',
    '[2026-04-02T08:15:30.112+0000] {pod_manager.py:477} INFO - [base] ',
    '{taskinstance.py:1902} ',
    'app-1  | ',
    'stderr: ',
    'E   ',
    '  | ',
    '> ',
    '│ ',
    'STDERR: ',
    'ErrorMessage "',
    'Failed to execute job 478 for task send_rows (',
    '[rank3]: 2026-04-02 08:15:30,112 ',
    'Rows:  41%|####1     | 512/1250 [02:11<03:09,  3.90it/s]',
    'fit\tTrain rows\t2026-04-02T08:15:30.1234567Z ',
    'fit\tTrain rows\t\uFEFF2026-04-02T08:15:30.1234567Z ',
    '## ',
    '#    ',
  ])('takes %j off', (prefix) => {
    expect(stripPrefixes(`${prefix}KeyError: 'label'`)).toEqual({ text: "KeyError: 'label'", level: 'none' });
  });

  it.each([
    '#12 453.1',
    '453.1',
    'app-1  |',
    'stderr:',
    'stdout |',
    '[08:15:30]',
    '7:',
    '(pid=812)',
    '[pod/train-0/trainer]',
    'python[812]:',
    '{subprocess.py:93} INFO -',
    '>',
  ])('takes %j off where nothing follows', (line) => {
    expect(stripPrefixes(line).text).toBe('');
  });

  it.each(['Error: no rows', 'Warning: no rows'])(
    'takes the corner off that Julia draws above %j',
    (message) => {
      expect(stripPrefixes(`┌ ${message}`).text).toBe(message);
    },
  );

  it('leaves a corner above anything else', () => {
    expect(stripPrefixes('┌ rows').text).toBe('┌ rows');
  });

  it.each(['[x W tensorflow/core/rows.cc:7] rows', '[x E tensorflow/core/rows.cc:7] rows'])(
    'leaves what only looks like a level of TensorFlow: %j',
    (line) => {
      expect(stripPrefixes(line)).toEqual({ text: line, level: 'none' });
    },
  );

  it('leaves a progress bar that nothing is glued to', () => {
    const bar = 'Rows:  41%|####1     | 512/1250 [02:11<03:09,  3.90it/s]';
    expect(stripPrefixes(bar).text).toBe(bar);
  });

  it.each([
    ['##[error]', 'error'],
    ['::error::', 'error'],
    ['::error file=a.py,line=3::', 'error'],
    ['ERROR: ', 'error'],
    ['[ERROR] ', 'error'],
    ['CRITICAL - ', 'error'],
    ['E0402 08:15:30.123456 812 api.py:826] ', 'error'],
    ['E0402 08:15:30 812 api.py:826] ', 'error'],
    ['E0402 08:15:30.123456   812 api.py:826] ', 'error'],
    ['E0402 08:15:30.123456       1 controller.go:317] ', 'error'],
    ['E0402 08:15:30.123456 api.py:826] ', 'error'],
    ['E0402 08:15:30.123456 812 ', 'error'],
    ['[E ProcessGroupNCCL.cpp:475] ', 'error'],
    ['[E402 08:15:30 rows.cc:7] ', 'error'],
    ['##[warning]', 'warning'],
    ['::warning::', 'warning'],
    ['WARNING: ', 'warning'],
    ['INFO:', 'warning'],
    ['[W 2026-04-02 08:15:30,112] ', 'warning'],
    ['W0402 08:15:30.123456 812 api.py:826] ', 'warning'],
    ['W0402 08:15:30 812 api.py:826] ', 'warning'],
    ['W0402 08:15:30.123456   812 api.py:826] ', 'warning'],
    ['W0402 08:15:30.123456       1 controller.go:317] ', 'warning'],
    ['W0402 08:15:30.123456 api.py:826] ', 'warning'],
    ['W0402 08:15:30.123456 812 ', 'warning'],
    ['[W402 08:15:30 rows.cc:7] ', 'warning'],
    ['::warning file=a.py,line=3::', 'warning'],
    ['    W 04-02 08:15:30 backend.py:699] ', 'warning'],
    ['W 04-02 08:15:30 backend.py:699] ', 'warning'],
    ['2026-04-02 08:15:30,112 WARNING ', 'warning'],
    ['ERROR:root:', 'error'],
    ['CRITICAL:my.module:', 'error'],
    ['INFO:httpx:', 'warning'],
    ['W tensorflow/core/rows.cc:7] ', 'warning'],
    ['I external/local_xla/xla/rows-2.cc:1827] ', 'warning'],
    ['E tensorflow/core/rows.cc:1827] ', 'error'],
    ['F tensorflow/core/rows.cc:7] ', 'error'],
    ['WARNING:my.module:', 'warning'],
    ['[2026-04-02 08:15:30,112: ERROR/MainProcess] ', 'error'],
    ['[2026-04-02 08:15:30,112: WARNING/Fork-1] ', 'warning'],
    ['2026-04-02 08:15:30 [error    ] ', 'error'],
    ['2026-04-02 08:15:30 [warning  ] ', 'warning'],
    ['[info] ', 'warning'],
    ['26/04/02 08:15:30 ERROR ', 'error'],
    ['04/02/2026 08:15:30 - ERROR - __main__ - ', 'error'],
    ['[04/02/26 08:15:30] ERROR    ', 'error'],
    ['2026-04-02 08:15:30,112 - my.module - ERROR - ', 'error'],
    ['2026-04-02 08:15:30,112 - my.module - WARNING - ', 'warning'],
    ['08:15:30.112 [main] ERROR acme.Rows - ', 'error'],
    ['2026-04-02 08:15:30.112 | ERROR    | __main__:main:12 - ', 'error'],
    ['[2026-04-02 08:15:30,112] [ERROR] [launch.py:321:sigkill_handler] ', 'error'],
    ['[ERROR] [launch.py:321] ', 'error'],
    ['[2026-04-02T08:15:30Z ERROR my_crate::rows] ', 'error'],
    ['[INFO|trainer.py:123] 2026-04-02 08:15:30,112 >> ', 'warning'],
    ['[E::rows_load] ', 'error'],
    ['[W::rows_load] ', 'warning'],
    ['[M::rows_load] ', 'warning'],
  ])('takes %j off and reports its level', (prefix, level) => {
    expect(stripPrefixes(`${prefix}no answer`)).toEqual({ text: 'no answer', level });
  });

  it('takes no number for the name of a logger', () => {
    expect(stripPrefixes('ERROR: 429 - no answer').text).toBe('429 - no answer');
    expect(stripPrefixes('429 - error: no answer').text).toBe('429 - error: no answer');
  });

  it('leaves a place in the code that does not stand at the beginning', () => {
    expect(stripPrefixes('ERROR: no answer at [rows.py:7] there').text).toBe(
      'no answer at [rows.py:7] there',
    );
  });

  it.each([
    ['my module - WARNING - no answer', 'warning'],
    ['my app | INFO | no answer', 'warning'],
    ['my.module DEBUG no answer', 'warning'],
    ['my module - ERROR - no answer', 'error'],
    ['my.module [CRITICAL] no answer', 'error'],
    ['{"level":"warn","msg":"no answer"}', 'warning'],
    ['{"level" : "info","msg":"no answer"}', 'warning'],
    ['{"severity": "info","msg":"no answer"}', 'warning'],
    ['time="08:15" level=warning msg="no answer"', 'warning'],
    ['time="08:15" level=fatal msg="no answer"', 'none'],
    ["gpu4:712:790 [1] include/alloc.h:205 NCCL WARN Cuda failure 2 'out of memory'", 'error'],
    ['gpu4:712:790 [1] NCCL INFO Channel 00 : 1[1] -> 2[2]', 'warning'],
    ['{"level":"error","msg":"no answer"}', 'none'],
    ['no "level":"warn" here', 'none'],
    [`${'x'.repeat(130)} WARNING no answer`, 'none'],
    ['INFORMATION', 'none'],
  ])('reads the level further on in %j', (line, level) => {
    expect(stripPrefixes(line)).toEqual({ text: line, level });
  });

  it.each(['500: Internal Server Error', 'plain text', '    indented code', '', '│ 12 │ read(rows) │'])(
    'leaves %j as it is',
    (line) => {
      expect(stripPrefixes(line)).toEqual({ text: line, level: 'none' });
    },
  );

  it.each([
    ['[rows] ::error::no answer', 'none'],
    ['[rows] ::warning::no answer', 'none'],
    ['ROWS ERROR: no answer', 'error'],
    ['ROWS WARNING: no answer', 'warning'],
    ['ROWS ERROR:rows:no answer', 'error'],
    ['ROWS ERROR/MainProcess] no answer', 'none'],
    ['ROWS WARNING/MainProcess] no answer', 'none'],
    ['ROWS WARNING:rows:no answer', 'warning'],
    ['ROWS [error   ] no answer', 'none'],
    ['ROWS [warning ] no answer', 'none'],
    ['[rows] E0402 08:15:30 no answer', 'none'],
    ['[rows] W0402 08:15:30 no answer', 'none'],
    ['[rows] W 04-02 08:15:30 api.py:7] no answer', 'none'],
    ['[rows] [W api.py] no answer', 'none'],
    ['[rows] [E api.py] no answer', 'none'],
    ['[rows] [E::rows_load] no answer', 'none'],
    ['[rows] [W::rows_load] no answer', 'none'],
    ['ERROR.rows', 'none'],
    ['INFO.rows', 'none'],
  ])('takes no level off that does not stand at the beginning by itself: %j', (line, level) => {
    expect(stripPrefixes(line)).toEqual({ text: line, level });
  });

  it.each([
    ['ERROR', 'error'],
    ['INFO', 'warning'],
  ])('takes %j off when nothing follows', (line, level) => {
    expect(stripPrefixes(line)).toEqual({ text: '', level });
  });

  it('keeps to the first of two levels', () => {
    expect(stripPrefixes('WARNING: ERROR: no answer')).toEqual({ text: 'no answer', level: 'warning' });
  });

  it('takes at most six prefixes off', () => {
    expect(stripPrefixes(`${'> '.repeat(7)}no answer`).text).toBe('> no answer');
  });

  it('keeps the indentation behind a prefix', () => {
    expect(stripPrefixes('#12 453.1     raise Broken()').text).toBe('    raise Broken()');
  });
});
