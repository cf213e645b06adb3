import type { AwsError } from './aws-error.ts';

/** How a service writes its answers: the one thing in which AWS's JSON protocols differ. */
export interface Protocol {
  contentType: string;
  /** Headers and body of an error, beside `x-amzn-ErrorType`, which all protocols have here. */
  describe(error: AwsError): { headers: Record<string, string>; body: Record<string, string> };
}

/** The Scheduler's: the code stands in the header only. */
export const restJson: Protocol = {
  contentType: 'application/json',
  describe: (error) => ({ headers: {}, body: { Message: error.message } }),
};

/** Secrets Manager's. */
export const awsJson11: Protocol = {
  contentType: 'application/x-amz-json-1.1',
  describe: (error) => ({ headers: {}, body: { __type: error.code, Message: error.message } }),
};
