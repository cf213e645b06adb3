import { bundleFunctions } from '../build/bundle.ts';

/** The tests run the very bundles that are deployed; they are made once, before the first test. */
export default async function bundleOnce(): Promise<void> {
  await bundleFunctions();
}
