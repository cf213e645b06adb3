import { BUILD_AND_TEST } from './build-and-test.ts';
import { CLOUD_STORAGE } from './cloud-storage.ts';
import { CODE_ERRORS } from './code-errors.ts';
import { CONTAINERS } from './containers.ts';
import { DATABASES } from './databases.ts';
import { DISTRIBUTED } from './distributed.ts';
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
import type { Signature } from './signature.ts';

/**
 * Every known way to fail. The first that matches a line names it, so the particular stands before the general:
 * mistakes in the code first, whatever their message quotes; then what looks passing and is not; then each
 * source's own words; then the families that all clients share; last the bare types of exceptions.
 */
export const CATALOGUE: readonly Signature[] = [
  ...CODE_ERRORS,
  ...RESOURCES,
  ...SCHEDULERS,
  ...GPU,
  ...CONTAINERS,
  ...MODEL_SERVICES,
  ...HUBS,
  ...REFUSALS,
  ...DISTRIBUTED,
  ...CLOUD_STORAGE,
  ...EXPERIMENT_TRACKERS,
  ...GRPC,
  ...PACKAGES,
  ...DATABASES,
  ...BUILD_AND_TEST.filter(({ role }) => role === undefined),
  ...OTHER_LANGUAGES.filter(({ role }) => role === undefined),
  ...HTTP_STATUS,
  ...NETWORK,
  ...OTHER_LANGUAGES.filter(({ role }) => role !== undefined),
  ...BUILD_AND_TEST.filter(({ role }) => role !== undefined),
  ...PYTHON_ERRORS,
];
