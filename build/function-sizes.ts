/** The functions that are deployed; each has its `functions/<name>/handler.ts`. */
export const FUNCTION_NAMES = ['webhook', 'retry', 'sweep'] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What a function is given, in AWS and on one machine alike. */
export interface FunctionSize {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

export const FUNCTION_SIZES: Readonly<Record<FunctionName, FunctionSize>> = {
  // A cold start computes for some 130 ms of a whole core, and Valohai waits for it (how long is not
  // documented). It needs 65 MiB; 1,024 give it more than half a core, for 0.01 USD per 1,000 failures.
  webhook: { memoryMb: 1_024, timeoutSeconds: 25 },
  // Nobody waits for it. It ends before Lambda repeats a failed delivery, a minute later, and long before
  // the claim of its launch is over.
  retry: { memoryMb: 512, timeoutSeconds: 50 },
  // It mostly waits for Valohai. What it does not get done, it goes on with a minute later.
  sweep: { memoryMb: 512, timeoutSeconds: 240 },
};
