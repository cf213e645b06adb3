import type { Examples } from './examples.ts';

export const BUILD_AND_TEST_EXAMPLES: Examples = {
  'compiler-error': {
    matches: [
      '/src/test/java/RowsTest.java:[32,64] unreported exception java.net.UnknownHostException; must be caught or declared to be thrown',
      'D:\\rows\\blend.cpp(71): fatal error C1083: Cannot open include file',
      "error: can't find Rust compiler",
      'kernels/blend.cu:41:7: error: identifier "blockDimm" is undefined',
      'CMake Error at CMakeLists.txt:7 (find_package):',
    ],
    doesNotMatch: [
      'main.go:62: error during command execution: signing rows',
      'clang: error: linker command failed due to signal (use -v to see invocation)',
      "/usr/share/dotnet/NuGet.targets(132,5): error : The download of 'https://nuget.acme.example/rows.nupkg' timed out because no data was received for 60000ms.",
      'clang: error: clang frontend command failed with exit code 70 (use -v to see invocation)',
      'CMake Error at Fetch.cmake:1 (message): error: downloading \'https://data.example.com/rows.tar.gz\' failed status_code: 28 status_string: "Timeout was reached"',
      'CMake Error at /usr/share/cmake-3.28/Modules/FetchContent.cmake:1679 (message):',
      'CMake Error at kernels_generated_sum.cu.o.cmake:267 (message):',
      'blend.cu finished with 0 warnings',
    ],
  },
  'build-stopped': {
    matches: [
      'clang: error: linker command failed due to signal (use -v to see invocation)',
      'collect2: error: ld returned 1 exit status',
      'CMake Error at rows-populate-gitclone.cmake:62 (message):',
      '  Build step for rows failed: 2',
      'build finished with problems, 1 warning (with warnings treated as errors).',
      'ninja: build stopped: subcommand failed.',
      'FAILED: CMakeFiles/rows.dir/blend.cu.o',
      'error: could not compile `rows-core` (lib)',
      'make[2]: *** [CMakeFiles/rows.dir/build.make:76: blend.cu.o] Error 1',
    ],
    doesNotMatch: ['ninja: no work to do.'],
  },
  'pipeline-timeout': {
    matches: ['Timeout has been exceeded', 'Cancelling nested steps due to timeout'],
    doesNotMatch: ['Timeout set to expire in 30 min'],
  },
  'tests-failed': {
    matches: [
      'FAIL Required test coverage of 90% not reached. Total coverage: 87.27%',
      'FAILED [310.0221s] test_rows.py::Rows::test_all_gather',
      'nn/test_rows 1/2 failed!',
      'FAILED tests/test_shapes.py::test_pad',
      '=========== 2 failed, 31 passed in 4.10s ===========',
      '======== no tests ran in 0.48s ========\nProcess completed with exit code 5.',
    ],
    doesNotMatch: [
      '# fail 0',
      'Fail if coverage is below 45%',
      'Tests:       0 failed, 12 passed',
      '=========== 33 passed in 4.10s ===========',
    ],
  },
  arguments: {
    matches: [
      "tr: extra operand '-'",
      '/bin/sh: -^M: invalid option',
      'mpirun has detected an attempt to run as root.',
      "docker: 'docker rmi' requires at least 1 argument",
      'train.py: error: the following arguments are required: --data',
      'Error: No such option: --lr-decay',
    ],
    doesNotMatch: ['train.py: starting with --data given'],
  },
  'command-not-found': {
    matches: [
      'Your system is missing the dependency: Xvfb',
      '/bin/sh: 1: set: Illegal option -o pipefail',
      'mount: /mnt/rows: bad option; you might need a /sbin/mount.<type> helper program.',
      "The term 'rows-server' is not recognized as a name of a cmdlet, function, script file, or executable program.",
      'bash: line 3: ffprobe: command not found',
      '-bash: line 4: syntax error near unexpected token',
    ],
    doesNotMatch: ['command finished'],
  },
  'configuration-file': {
    matches: [
      'Error (exit code 1): You need to configure artifact storage.',
      "java.net.BindException: Cannot assign requested address: Service 'rowsDriver' failed after 16 retries",
      'Error: UPGRADE FAILED: template: rows/templates/fit.yaml:41:28: executing "rows/templates/fit.yaml" at <.Values.rows.fit>: nil pointer evaluating interface {}.fit',
      'yaml.scanner.ScannerError: mapping values are not allowed here',
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    ],
    doesNotMatch: ['config.yaml read'],
  },
  'file-missing': {
    matches: [
      'fuse: mountpoint is not empty',
      "Unhandled exception. System.IO.FileNotFoundException: Could not find file '/valohai/inputs/rows.json'.",
      "FileNotFoundError: [Errno 2] No such file or directory: '/valohai/inputs/rows/rows.csv'",
    ],
    doesNotMatch: ["OSError: [Errno 116] Stale file handle: '/mnt/rows.csv'"],
  },
  linter: {
    matches: [
      '5 files would be reformatted, 21 files would be left unchanged.',
      'Diff in /rows/src/fold.rs at line 45:',
      './app.py:18:1: E304 blank lines found after function decorator (1)',
      'would reformat src/app.py',
      '[warn] src/app.tsx\n[warn] Code style issues found in 2 files. Run Prettier to fix.\nProcess completed with exit code 1.',
    ],
    doesNotMatch: ['✖ 12 problems (0 errors, 12 warnings)', 'reformatted nothing, all done'],
  },
};
