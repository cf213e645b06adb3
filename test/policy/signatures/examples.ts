import { ACCOUNTS_EXAMPLES } from './accounts.examples.ts';
import { BUILD_AND_TEST_EXAMPLES } from './build-and-test.examples.ts';
import { CLOUD_STORAGE_EXAMPLES } from './cloud-storage.examples.ts';
import { CODE_ERRORS_EXAMPLES } from './code-errors.examples.ts';
import { CONTAINERS_EXAMPLES } from './containers.examples.ts';
import { DATABASES_EXAMPLES } from './databases.examples.ts';
import { DISTRIBUTED_EXAMPLES } from './distributed.examples.ts';
import { EXCEPTION_NAMES_EXAMPLES } from './exception-names.examples.ts';
import { EXPERIMENT_TRACKERS_EXAMPLES } from './experiment-trackers.examples.ts';
import { GPU_EXAMPLES } from './gpu.examples.ts';
import { GRPC_EXAMPLES } from './grpc.examples.ts';
import { HTTP_STATUS_EXAMPLES } from './http-status.examples.ts';
import { HUBS_EXAMPLES } from './hubs.examples.ts';
import { MODEL_SERVICES_EXAMPLES } from './model-services.examples.ts';
import { NETWORK_EXAMPLES } from './network.examples.ts';
import { OTHER_LANGUAGES_EXAMPLES } from './other-languages.examples.ts';
import { PACKAGES_EXAMPLES } from './packages.examples.ts';
import { PYTHON_ERRORS_EXAMPLES } from './python-errors.examples.ts';
import { REFUSALS_EXAMPLES } from './refusals.examples.ts';
import { RESOURCES_EXAMPLES } from './resources.examples.ts';
import { SCHEDULERS_EXAMPLES } from './schedulers.examples.ts';
import { WORDINGS_EXAMPLES } from './wordings.examples.ts';

/** For each signature, by id: tails that it must name, and tails that it must not. */
export type Examples = Readonly<
  Record<string, { readonly matches: readonly string[]; readonly doesNotMatch: readonly string[] }>
>;

/** Kept apart from the catalogue, so that they are neither shipped nor loaded. */
export const EXAMPLES: Examples = {
  ...ACCOUNTS_EXAMPLES,
  ...BUILD_AND_TEST_EXAMPLES,
  ...CLOUD_STORAGE_EXAMPLES,
  ...CODE_ERRORS_EXAMPLES,
  ...CONTAINERS_EXAMPLES,
  ...DATABASES_EXAMPLES,
  ...DISTRIBUTED_EXAMPLES,
  ...EXCEPTION_NAMES_EXAMPLES,
  ...EXPERIMENT_TRACKERS_EXAMPLES,
  ...GPU_EXAMPLES,
  ...GRPC_EXAMPLES,
  ...HTTP_STATUS_EXAMPLES,
  ...HUBS_EXAMPLES,
  ...MODEL_SERVICES_EXAMPLES,
  ...NETWORK_EXAMPLES,
  ...OTHER_LANGUAGES_EXAMPLES,
  ...PACKAGES_EXAMPLES,
  ...PYTHON_ERRORS_EXAMPLES,
  ...REFUSALS_EXAMPLES,
  ...RESOURCES_EXAMPLES,
  ...SCHEDULERS_EXAMPLES,
  ...WORDINGS_EXAMPLES,
};
