import type { Signature } from './signature.ts';

/** Compilers, test runners, linters, shells and argument parsers. */
export const BUILD_AND_TEST: readonly Signature[] = [
  {
    id: 'compiler-error',
    reason: 'permanent',
    pattern:
      /^[\w./\\+-]{1,260}[:(]\d{1,7}(?:[:,]\d{1,5})?\)?: (?:fatal )?(?:error|Error|ERROR)\b|error(?:\[E\d{4}\]|: aborting due to|: could not compile|: linking with)|\.go:\d{1,6}:\d{1,4}: |[Uu]ndefined (?:reference to|function)|ld: (?:cannot find|library not found|symbol)|collect2: error|CMake Error|ninja: (?:build stopped|error)|No rule to make target|missing separator|error TS\d{3,5}|error CS\d{3,5}|error MC?\d{4}|nvcc fatal|clang: error|g\+\+: (?:error|fatal)|gcc: (?:error|fatal)|cc1plus: |COMPILATION ERROR|Compilation failed|FAILED: .{1,160}\.o\b|configure: error|mypy: |Module not found: Error|cannot find symbol|no matching function for call|expected (?:primary-expression|unqualified-id|';')/,
    why: 'The code does not compile.',
  },
  {
    id: 'tests-failed',
    reason: 'permanent',
    role: 'wrapper',
    pattern:
      /^={1,120} .{0,80}\d{1,6} (?:failed|errors?)\b.{0,120}={1,120}$|^FAILED (?:\(|[\w./-]{1,200}::)|^\s{0,4}(?:Tests|Test Suites|Test Files): {1,20}\d{1,6} failed|short test summary info|^--- FAIL: |^FAIL\s|Tests? failed|^FAILED \((?:failures|errors)=|\d{1,6} failing$|test result: FAILED|There (?:were|are) (?:failing tests|test failures)|\d{1,6} tests? failed/i,
    why: 'A test failed.',
  },
  {
    id: 'arguments',
    reason: 'permanent',
    pattern:
      /error: (?:unrecognized arguments|the following arguments are required|argument .{1,80}: |one of the arguments|ambiguous option|unexpected argument|no such (?:option|command)|invalid (?:value|choice|option)|Missing (?:option|argument)|Got unexpected extra)|No such (?:option|command)|Error: (?:Missing|Invalid value|Got unexpected)|unrecognized option|invalid option -|unknown (?:option|flag|command|argument|shorthand flag)|invalid argument "|The \w{1,30} ".{1,80}" is invalid|flag provided but not defined|required (?:option|flag|argument)|^usage: .{1,200}\[-h\]|Unknown arguments?|Could not override|ConfigAttributeError|ConfigKeyError|MissingMandatoryValue|hydra\.errors|InstantiationException|Key '.{1,60}' is not in struct|MissingConfigException|jsonargparse|absl\.flags|invalid workflow file/i,
    why: 'The command is called with the wrong arguments.',
  },
  {
    id: 'command-not-found',
    reason: 'permanent',
    pattern:
      /command not found|(?<!Reason): not found$|(?:bash|sh|zsh|ksh|dash|scp|gzip|unzip|mv|ls|cat): .{1,200}: (?:No such file or directory|Permission denied|not found|Is a directory|cannot execute)|line \d{1,6}: .{1,200}: (?:No such file or directory|Permission denied|command not found|unbound variable|Is a directory|not a valid identifier|cannot execute)|syntax error near unexpected|syntax error: |unexpected end of file|bad substitution|No such command|bad interpreter|\/usr\/bin\/env: |python\d?: can't open file|exit(?:ed)? (?:with )?(?:code|status):? 12[67]\b|unbound variable|is not recognized as an internal|No module named /i,
    why: 'The shell has no such command or file.',
  },
  {
    id: 'configuration-file',
    reason: 'permanent',
    pattern:
      /yaml\.(?:scanner|parser|constructor|composer)|YAMLError|JSONDecodeError|json\.decoder|Expecting value: line|TOMLDecodeError|ConfigParser|ConfigurationError|ConfigError|ImproperlyConfigured|Invalid configuration|mapping values are not allowed|did not find expected|omegaconf\.|Missing required (?:environment|config|setting|parameter|field|key|input)|required environment variable|environment variable .{1,80}(?:not set|is not|required|missing)/i,
    role: 'type',
    why: 'A configuration or a file of data does not parse.',
  },
  {
    id: 'file-missing',
    reason: 'permanent',
    role: 'type',
    pattern:
      /FileNotFound(?:Error|Exception)|No such file or directory|NotADirectoryError|IsADirectoryError|\bENOENT\b|FileExistsError|File exists|Directory not empty|cannot stat|cannot access|Path .{1,160} does not exist|does not exist\b|NoSuchFile|Not a directory|Is a directory|cannot find the (?:file|path)|Unable to (?:open|find) file|file .{1,160}not found|not found in archive|\[Errno (?:2|17|20|21|39)\]/i,
    why: 'A file is not where the code looks for it.',
  },
  {
    id: 'linter',
    reason: 'permanent',
    role: 'wrapper',
    pattern:
      /would reformat|files were modified by this hook|Found \d{1,6} errors?|problems? \(\d{1,6} errors?|lint (?:error|failed)|\bError \([A-Z0-9_]{3,16}\) [A-Z]{1,4}\d{1,4}\b|>>> Lint for|\berror {2,20}\S.{1,160} {2,20}[\w@/-]{3,60}$/i,
    why: 'A linter found something.',
  },
];
