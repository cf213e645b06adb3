import type { Signature } from './signature.ts';

/** Java, Node, Go, Rust, C++ and R. */
export const OTHER_LANGUAGES: readonly Signature[] = [
  {
    id: 'java-code',
    reason: 'permanent',
    role: 'type',
    pattern:
      /java\.lang\.(?:NullPointer|ClassCast|ArrayIndexOutOfBounds|IndexOutOfBounds|IllegalArgument|NumberFormat|UnsupportedOperation|Arithmetic|NegativeArraySize|StringIndexOutOfBounds)Exception|ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError|NoSuchFieldError|AbstractMethodError|UnsupportedClassVersionError|NoSuchElementException|UnsatisfiedLinkError|ExceptionInInitializerError|StackOverflowError|java\.(?:io\.FileNotFound|nio\.file\.NoSuchFile)Exception|Could not find or load main class|Unable to access jarfile/,
    why: 'A mistake in Java code or its class path.',
  },
  {
    id: 'node-code',
    reason: 'permanent',
    role: 'type',
    pattern:
      /Cannot find (?:module|package) '|MODULE_NOT_FOUND|ERR_REQUIRE_ESM|ReferenceError: |TypeError: Cannot read propert|is not a function|is not defined$|is not iterable|\bENOENT\b: no such file|ERR_INVALID_ARG|Unexpected token|Maximum call stack size/,
    why: 'A mistake in JavaScript code.',
  },
  {
    id: 'go-panic',
    reason: 'permanent',
    pattern:
      /panic: runtime error|invalid memory address or nil pointer|index out of range|fatal error: all goroutines are asleep|fatal error: concurrent map|flag redefined/,
    why: 'A mistake in Go code.',
  },
  {
    id: 'rust-panic',
    reason: 'permanent',
    pattern: /thread '.{1,60}' (?:\(\d{1,9}\) )?panicked at|called `(?:Result|Option)::unwrap\(\)`/,
    why: 'A mistake in Rust code.',
    role: 'type',
  },
  {
    id: 'native-crash',
    reason: 'permanent',
    pattern:
      /Segmentation fault|SIGSEGV|SIGILL|Illegal instruction|SIGFPE|Floating point exception|stack smashing detected|double free or corruption|free\(\): invalid|corrupted (?:size|double-linked)|malloc\(\): |pure virtual method called|stack overflow|\(exit(?:ed)? (?:code|status)?:? ?139\)|exit code:? 139|exitcode {0,10}: -(?:11|4|8)\b/i,
    why: 'Native code broke its own memory.',
  },
  {
    id: 'r-error',
    reason: 'permanent',
    pattern:
      /^Error in .{1,120} :|there is no package called|could not find function "|object '.{1,60}' not found/,
    role: 'type',
    why: 'A mistake in R code.',
  },
];
