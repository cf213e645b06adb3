/** How long the first that wants to crash waits for others, in milliseconds: less than any client's patience. */
const GATHERING_MS = 2_000;

/**
 * Lets those that are to be killed in the middle of something gather there, and then kills once for all of them:
 * so a dozen crashes cost one start.
 *
 * @param crash returns when all runs again
 */
export function crashTogether(crash: () => Promise<void>): () => Promise<void> {
  let gathering: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  return () => {
    gathering ??= (async () => {
      await new Promise((resolve) => setTimeout(resolve, GATHERING_MS));
      await last;
      gathering = undefined;
      last = crash();
      await last;
    })();
    return gathering;
  };
}
