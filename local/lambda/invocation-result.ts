import * as v from 'valibot';

/** What a runtime reports when a handler throws; further keys (such as `trace`) are kept as they come. */
export const functionErrorSchema = v.looseObject({
  errorType: v.optional(v.string(), 'Unhandled'),
  errorMessage: v.optional(v.string(), ''),
});

export type FunctionError = v.InferOutput<typeof functionErrorSchema>;

/**
 * How an invocation ended. That the function failed is an answer too;
 * a rejected promise means that the invocation could not be carried out at all.
 */
export type InvocationResult =
  | { readonly kind: 'response'; readonly payload: unknown }
  | { readonly kind: 'function-error'; readonly payload: FunctionError };

/** Lambda's own failures name the request in their message, unlike the errors that a handler throws. */
export function platformError(errorType: string, requestId: string, reason: string): FunctionError {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}
