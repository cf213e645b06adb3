import type { Examples } from './examples.ts';

export const PYTHON_ERRORS_EXAMPLES: Examples = {
  'checkpoint-mismatch': {
    matches: [
      'RuntimeError: Error(s) in loading state_dict for Net:',
      "_pickle.UnpicklingError: invalid load key, '<'.",
    ],
    doesNotMatch: ["RetriesExhaustedException: Can't get the location for replica 0", 'checkpoint loaded'],
  },
  'tensor-mismatch': {
    matches: [
      'RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x512 and 256x10)',
      'RuntimeError: Expected all tensors to be on the same device, but found at least two devices',
    ],
    doesNotMatch: ['shapes checked'],
  },
  'python-value-error': {
    matches: [
      "datasets.utils.info_utils.NonMatchingSplitsSizesError: [{'expected': 7, 'recorded': 6}]",
      'tensorflow_datasets.core.download.download_manager.NonMatchingChecksumError: Artifact https://acme.example/rows.tgz, downloaded to /tmp/rows.tgz, has wrong checksum',
      'MissingInputException in line 12 of /work/Snakefile:',
      'ValueError: Unrecognized model in ./out.',
      'zipfile.BadZipFile: File is not a zip file',
    ],
    doesNotMatch: ['ValueError: Remote end closed connection without response'],
  },
  'python-interrupted': { matches: ['KeyboardInterrupt'], doesNotMatch: ['keyboard layout set'] },
  'python-runtime-error': {
    matches: ['RuntimeError: the plan has no steps', 'Exception: bad batch'],
    doesNotMatch: [
      'RuntimeError: Horovod detected that one or more processes exited with non-zero status, thus causing the job to be terminated.',
      'RuntimeError: upstream service returned 503',
    ],
  },
  'said-to-be-wrong': {
    matches: [
      'fp8 blockscale gemm only support Hopper',
      'ERROR: rows are not permitted here',
      'Error: No available formula with the name "rows".',
      'ERROR: Could not compile dependency :rows',
      'Error: error validating "job.yaml"',
      '##[error]Input required and not supplied: token',
      'terraform: Error: Invalid reference',
    ],
    doesNotMatch: [
      'Validation Loss: 1.8789',
      'Num validation tokens: 9479563',
      "ERROR: build aborted: no such package '@rows//': java.io.IOException: connect timed out",
      '/app/fit.sh: line 7:    31 Killed                  fit --rows $ROWS',
      'ERROR: process "/bin/sh -c apk add required-rows" did not complete successfully: exit code: 3',
      'Warning  Failed  22h (x509 over 24h)  kubelet  Error: the rows are out of tune',
      '  throw new Error(`rows not permitted`)',
      'slurmstepd: error: spank: required plugin spank_rows.so failed',
      'ERROR: the frobnicator is out of tune',
    ],
  },
};
