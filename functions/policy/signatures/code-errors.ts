import type { Signature } from './signature.ts';

/** Exceptions that name a mistake in the code: what their message quotes does not matter. */
export const CODE_ERRORS: readonly Signature[] = [
  {
    id: 'python-code-error',
    reason: 'permanent',
    role: 'code',
    patterns: [
      /^\s{0,8}(?:\w{1,60}: )?(?:ray\.exceptions\.RayTaskError\()?(?:builtins\.)?(?:NameError|AttributeError|UnboundLocalError|IndexError|ZeroDivisionError|RecursionError|NotImplementedError|StopIteration|FloatingPointError|OverflowError|UnicodeDecodeError|UnicodeEncodeError)\b(?::|\)|$)/,
    ],
    why: 'The code asks for something that is not there; it will not be there next time.',
  },
  {
    id: 'python-key-error',
    reason: 'permanent',
    role: 'code',
    patterns: [
      /^\s{0,8}(?:\w{1,60}: )?(?:ray\.exceptions\.RayTaskError\()?(?:builtins\.)?KeyError\b(?:\)|$|: (?:'[^']{0,300}'|"[^"]{0,300}"|[^'"\s]{1,200})$|: ['"](?:\[|None of))/,
    ],
    why: 'A key is missing from the data or the configuration.',
  },
  {
    id: 'python-type-error',
    reason: 'permanent',
    role: 'code',
    patterns: [
      /^\s{0,8}(?:\w{1,60}: )?(?:ray\.exceptions\.RayTaskError\()?(?:builtins\.)?TypeError: (?!.{0,200}(?:connection|response|timed out|server)).{0,200}(?:argument|operand|not callable|not iterable|not subscriptable|object is not|object cannot|must be|required positional|unhashable|not supported between|can't|cannot|expected)/i,
    ],
    why: 'A value of the wrong type comes from the code or the data.',
  },
  {
    id: 'python-code-quoted',
    reason: 'permanent',
    role: 'code',
    patterns: [
      / has no attribute '/,
      /: name '.{1,80}' is not defined/,
      /got an unexpected keyword argument '/,
      /missing \d{1,2} required positional argument/,
      /could not convert string to (?:float|int)\b/,
      /invalid literal for int\(\) with base (?!16: b'')/,
      /previously unseen labels/,
      /[Uu]nknown categories \[/,
      /\bre\.error: /,
      /\bDID NOT RAISE\b/,
      /\bObject of type \w{1,80} is not JSON serializable/,
      /^[\w.]{0,60}Config\w{0,20}Error: Key '/,
      /(?:[:)] |")(?:NameError|AttributeError|UnboundLocalError|IndexError|ZeroDivisionError|RecursionError|ImportError|ModuleNotFoundError|SyntaxError|UnicodeDecodeError): /,
      /(?:[:)] |")KeyError: (?:'[^']{0,300}'|[^'"\s]{1,200})(?:$|"})/,
      /\b(?:Test|Hook) timed out in \d{1,9} ?ms/,
      /Exceeded timeout of \d{1,9} ?ms for a (?:test|hook)/,
      /should be used inside a task/,
      /\b(?:Unrecognized|Undefined) function or variable '/,
    ],
    why: 'It is a mistake in the code, also where another error quotes it.',
  },
  {
    id: 'python-syntax-error',
    reason: 'permanent',
    patterns: [
      /^\s{0,8}(?:SyntaxError|IndentationError|TabError)(?::|$)/,
      /^Sorry: (?:SyntaxError|IndentationError)/,
    ],
    why: 'The code does not parse.',
  },
  {
    id: 'python-import-error',
    reason: 'permanent',
    role: 'code',
    patterns: [
      /^\s{0,8}(?:\w{1,60}: )?(?:ModuleNotFoundError|ImportError)\b(?::|$)/,
      /: No module named ["'\w]/,
    ],
    why: 'A package or library is missing from the image.',
  },
  {
    id: 'missing-shared-library',
    reason: 'permanent',
    patterns: [
      /cannot open shared object file/i,
      /undefined symbol: /i,
      /version [`'"]?(?:GLIBC|GLIBCXX|CXXABI)_[\d.]{1,12}["'`]? not found/i,
      /symbol lookup error/i,
      /DLL load failed/i,
    ],
    why: 'The image lacks a library, or has the wrong version of it.',
  },
  {
    id: 'pydantic-validation',
    reason: 'permanent',
    patterns: [/\bValidationError: \d{1,5} validation errors?/, /^\d{1,5} validation errors? for \w/],
    why: 'A value does not fit its schema.',
  },
  {
    id: 'assertion-in-code',
    reason: 'permanent',
    role: 'code',
    patterns: [
      /^\s{0,8}(?:[\w.]{1,80}\.)?(?:AssertionError|AssertionFailedError)(?:$|:\s{0,4}$|: .{0,200}(?:==|!=|>=|<=| in | is not | not equal|expected|mismatch|shape|assert ))/i,
      /^assert .{1,200}(?:==|!=|>=|<=| in | is )/i,
      /Assertion `(?!status == UCS_OK).{1,200}' failed/i,
      /^\s{1,8}\w{1,80}_test\.go:\d{1,6}: /i,
      /^FAILED \S{1,300} - assert/i,
      /expected: ?<.{0,80}> but was/i,
      /^\w{1,80}(?:Tests?|Spec|IT) > .{1,200} FAILED$/i,
    ],
    why: 'The code checks something that does not hold.',
  },
];
