import { ACCOUNTS } from './accounts.ts';
import { BUILD_AND_TEST } from './build-and-test.ts';
import { CLOUD_STORAGE } from './cloud-storage.ts';
import { CODE_ERRORS } from './code-errors.ts';
import { CONTAINERS } from './containers.ts';
import { DATABASES } from './databases.ts';
import { DISTRIBUTED } from './distributed.ts';
import { EXCEPTION_NAMES } from './exception-names.ts';
import { EXPERIMENT_TRACKERS } from './experiment-trackers.ts';
import { GPU } from './gpu.ts';
import { GRPC } from './grpc.ts';
import { HTTP_STATUS } from './http-status.ts';
import { HUBS } from './hubs.ts';
import { MODEL_SERVICES } from './model-services.ts';
import { NETWORK } from './network.ts';
import { OTHER_LANGUAGES } from './other-languages.ts';
import { PACKAGES } from './packages.ts';
import { PYTHON_ERRORS } from './python-errors.ts';
import { REFUSALS } from './refusals.ts';
import { RESOURCES } from './resources.ts';
import { SCHEDULERS } from './schedulers.ts';
import type { Signature, SignatureRole } from './signature.ts';
import { WORDINGS } from './wordings.ts';

const SOURCES: readonly Signature[] = [
  ...CODE_ERRORS,
  ...ACCOUNTS,
  ...CONTAINERS,
  ...SCHEDULERS,
  ...RESOURCES,
  ...GPU,
  ...MODEL_SERVICES,
  ...HUBS,
  ...EXPERIMENT_TRACKERS,
  ...REFUSALS,
  ...DISTRIBUTED,
  ...CLOUD_STORAGE,
  ...GRPC,
  ...DATABASES,
  ...PACKAGES,
  ...HTTP_STATUS,
  ...BUILD_AND_TEST,
  ...OTHER_LANGUAGES,
  ...NETWORK,
  ...EXCEPTION_NAMES,
  ...WORDINGS,
  ...PYTHON_ERRORS,
];

/** What says least comes last: a line that names a cause is never taken for a mere report of one. */
const WEIGHT: Readonly<Record<SignatureRole | 'error', number>> = {
  code: 0,
  killer: 1,
  error: 2,
  echo: 2,
  type: 3,
  wrapper: 4,
};

/**
 * Every known way to fail. The first that matches a line names it, so the particular stands before the general:
 * what ends a run from outside; mistakes in the code, whatever their message quotes; what looks passing and is
 * not; each source's own words; the families that all clients share; bare types of exceptions; mere reports.
 */
export const CATALOGUE: readonly Signature[] = SOURCES.toSorted(
  (left, right) => WEIGHT[left.role ?? 'error'] - WEIGHT[right.role ?? 'error'],
);
