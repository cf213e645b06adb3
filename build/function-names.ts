/** The functions that are bundled and deployed; each is a folder of `functions/` with a `handler.ts`. */
export const FUNCTION_NAMES = ['webhook', 'retry'] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];
