import type { Examples } from './examples.ts';

export const CODE_ERRORS_EXAMPLES: Examples = {
  'python-code-error': {
    matches: [
      "AttributeError: 'NoneType' object has no attribute 'shape'",
      "NameError: name 'ConnectionResetError2' is not defined",
    ],
    doesNotMatch: ['ConnectionResetError: [Errno 104] Connection reset by peer'],
  },
  'python-key-error': {
    matches: ["KeyError: 'timeout'", "[rank3]: KeyError: 'label'"],
    doesNotMatch: ['KeyErrors counted: 0'],
  },
  'python-type-error': {
    matches: [
      "TypeError: __init__() got an unexpected keyword argument 'timeout'",
      "TypeError: unsupported operand type(s) for /: 'str' and 'int'",
    ],
    doesNotMatch: ['TypeError: fetch failed'],
  },
  'python-syntax-error': {
    matches: ['SyntaxError: invalid decimal literal'],
    doesNotMatch: ['no syntax errors found'],
  },
  'python-import-error': {
    matches: [
      "ModuleNotFoundError: No module named 'lightgbm'",
      "ImportError: cannot import name 'ReadTimeout' from 'client' (/app/client.py)",
    ],
    doesNotMatch: ['imported lightgbm'],
  },
  'missing-shared-library': {
    matches: [
      '/usr/bin/python3: error while loading shared libraries: libcublas.so.12: cannot open shared object file: No such file or directory',
    ],
    doesNotMatch: ['loaded libcublas.so.12'],
  },
  'pydantic-validation': {
    matches: ['pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings'],
    doesNotMatch: ['0 errors in validation set'],
  },
  'assertion-in-code': {
    matches: ['FoldTest > retriesOnConnectionReset() FAILED', 'AssertionError: 503 != 200', 'assert 3 == 4'],
    doesNotMatch: ['asserted that 3 is 3'],
  },
  'python-code-quoted': {
    matches: [
      'RuntimeError: Timeout context manager should be used inside a task',
      "Unrecognized function or variable 'rows3'.",
      'Error: Test timed out in 5000ms.',
      'thrown: "Exceeded timeout of 5000 ms for a hook.',
      "FAILED tests/rows.py::test_wait - Failed: DID NOT RAISE <class 'TimeoutError'>",
      "ValueError: could not convert string to float: 'Connection reset by peer'",
      "ValueError: invalid literal for int() with base 10: 'timed out'",
      "ValueError: y contains previously unseen labels: ['PREEMPTED']",
      "ValueError: Found unknown categories ['timed out'] in column 3 during transform",
      're.error: bad escape \\T at position 3',
      "ERROR: unexpected error - 'RowReader' object has no attribute 'batch'",
      "RuntimeError: step 3: NameError: name 'ConnectionReset' is not defined",
      "Failed to load the plugin: __init__() got an unexpected keyword argument 'rows'",
      'TypeError: Object of type ConnectionError is not JSON serializable',
      "omegaconf.errors.ConfigAttributeError: Key 'rate_limit' is not in struct",
      "Error while processing batch 12: KeyError: '503'",
      "Caused by: ImportError: cannot import name 'ConnectionError' from 'rows'",
    ],
    doesNotMatch: [
      "ValueError: invalid literal for int() with base 16: b''",
      'the object has no attributes to show',
      'wrapped: KeyError: [Errno 104] Connection reset by peer',
    ],
  },
};
